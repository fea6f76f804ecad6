/** What opens at the foot of a column that scrolls comes into view: a press must not seem to do nothing. */
export function intoView(event: Event): void {
  const details = event.target;
  if (details instanceof HTMLDetailsElement && details.open) details.scrollIntoView({ block: "nearest" });
}
