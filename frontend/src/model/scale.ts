/** A straight line from data to pixels. */
export interface Scale {
  (value: number): number;
  invert(pixel: number): number;
}

export function scale([a, b]: readonly [number, number], [from, to]: readonly [number, number]): Scale {
  // All values equal: everything stands in the middle.
  const factor = b === a ? 0 : (to - from) / (b - a);
  const map = (value: number) => (factor === 0 ? (from + to) / 2 : from + (value - a) * factor);
  return Object.assign(map, { invert: (pixel: number) => (factor === 0 ? a : a + (pixel - from) / factor) });
}

/** Round numbers that cover a span: 1, 2, 2.5 or 5 times a power of ten apart. */
export function ticks(low: number, high: number, wanted: number): number[] {
  if (!(high > low)) return [low];
  const raw = (high - low) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= raw * 0.999) ?? raw;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** The span of an axis: from zero where nothing is negative (a length must not exaggerate), else as it is. */
export function span(values: Iterable<number>): [number, number] {
  let low = 0;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high > low ? [low, high] : [low, low + 1];
}

/** Which of the ascending positions lies nearest. */
export function nearestIndex(positions: readonly number[], at: number): number {
  let best = 0;
  positions.forEach((position, i) => {
    if (Math.abs(position - at) < Math.abs(positions[best]! - at)) best = i;
  });
  return best;
}

/** Labels that would overlap are pushed apart, keeping their order; all stay within [top, bottom]. */
export function spread(wanted: readonly number[], gap: number, top: number, bottom: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]!);
  const out = wanted.slice();
  let floor = top;
  for (const i of order) floor = (out[i] = Math.max(wanted[i]!, floor)) + gap;
  let ceiling = bottom;
  for (const i of order.reverse()) ceiling = (out[i] = Math.min(out[i]!, ceiling)) - gap;
  return out;
}

/** Which labels fit side by side, the given one always, then from the last: indices. */
export function sparse(positions: readonly number[], gap: number, always: number): Set<number> {
  const shown = new Set<number>([always]);
  const fits = (i: number) => [...shown].every((j) => Math.abs(positions[i]! - positions[j]!) >= gap);
  for (const i of [positions.length - 1, 0, ...positions.keys()]) if (i >= 0 && fits(i)) shown.add(i);
  return shown;
}
