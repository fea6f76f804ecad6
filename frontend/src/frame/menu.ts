/** The menu of narrow pages works without a script; with one, Escape and a press beside it close it. */
const menu = document.querySelector<HTMLDetailsElement>(".q-menu");

if (menu) {
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
  addEventListener("pointerdown", (event) => {
    if (menu.open && event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
  });
}
