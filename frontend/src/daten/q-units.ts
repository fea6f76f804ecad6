/** A long list of choices: find by name or code, see how many are chosen. Without it the list works as it stands. */
export class QUnits extends HTMLElement {
  connectedCallback(): void {
    const find = this.querySelector<HTMLElement>(".q-units-find");
    if (find) find.hidden = false;
    this.querySelector("input[type=search]")?.addEventListener("input", (event) => {
      this.filter((event.target as HTMLInputElement).value);
    });
    this.addEventListener("change", () => this.count());
    this.addEventListener("keydown", (event) => {
      const search = event.target instanceof HTMLInputElement && event.target.type === "search";
      if (search && event.key === "Enter") event.preventDefault();
    });
    this.count();
  }

  private filter(text: string): void {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    for (const choice of this.querySelectorAll<HTMLElement>("[data-find]")) {
      const known = choice.dataset.find ?? "";
      choice.hidden = !words.every((word) => known.includes(word));
    }
    for (const group of this.querySelectorAll("details")) {
      const shown = group.querySelector("[data-find]:not([hidden])") !== null;
      group.hidden = !shown;
      if (words.length && shown) group.open = true;
    }
  }

  private count(): void {
    const line = this.querySelector<HTMLElement>("[data-count]");
    const chosen = this.querySelectorAll("input[type=checkbox]:checked").length;
    const words = chosen === 1 ? line?.dataset.one : line?.dataset.many?.replace("{n}", String(chosen));
    if (line) line.textContent = chosen ? (words ?? "") : "";
  }
}
customElements.define("q-units", QUnits);
