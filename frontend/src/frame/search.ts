/*
 * The one search field: a link in the head of every page, which opens a dialog instead. `/` and Ctrl-K open it, too.
 * Its code comes when it is opened for the first time.
 */
async function open(): Promise<void> {
  const { Search } = await import("./q-search");
  Search.open();
}

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));

document.addEventListener("keydown", (event) => {
  const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target);
  const k = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k";
  if (!slash && !k) return;
  event.preventDefault();
  void open();
});

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  if (!(event.target as Element).closest("a.q-search-open")) return;
  event.preventDefault();
  void open();
});
