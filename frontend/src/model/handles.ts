/** Moving marks along an axis: breaks between classes, the ends of a range of values. */

/** A round step, so that about 200 of them make up the axis. */
export function stepOf(low: number, high: number): number {
  const raw = (high - low) / 200;
  if (!(raw > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 5, 10].map((m) => m * power).find((step) => step >= raw * 0.999) ?? raw;
}

/** `value` on the grid of the step, without binary dust. */
export function snapped(value: number, step: number): number {
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return Number((Math.round(value / step) * step).toFixed(Math.min(digits, 20))) + 0;
}

/** The marks with one moved; it stays at least a step away from its neighbours. */
export function moved(marks: readonly number[], at: number, to: number, step: number): number[] {
  const low = (marks[at - 1] ?? -Infinity) + step;
  const high = (marks[at + 1] ?? Infinity) - step;
  // Neighbours closer than two steps leave no room.
  const value = low > high ? marks[at]! : Math.min(high, Math.max(low, snapped(to, step)));
  return marks.map((mark, i) => (i === at ? value : mark));
}

/** Where a key takes a mark; null for keys that do not move it. */
export function keyed(key: string, value: number, step: number, low: number, high: number): number | null {
  switch (key) {
    case "ArrowLeft":
    case "ArrowDown":
      return value - step;
    case "ArrowRight":
    case "ArrowUp":
      return value + step;
    case "PageDown":
      return value - 10 * step;
    case "PageUp":
      return value + 10 * step;
    case "Home":
      return low;
    case "End":
      return high;
    default:
      return null;
  }
}
