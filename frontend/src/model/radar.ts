import type { Norm } from "../state/view-words";

/** Where a value lies on an axis of a radar, 0 (middle) to 1 (rim); null where it has no place. */
export type Place = (value: number) => number | null;

/** z beyond this many standard deviations stays at the rim. */
export const Z_RIM = 2.5;

/**
 * The axis of one indicator over the values of all units of the level. "percentile": the share of units with a lower
 * value, equal ones count half; "z": standard deviations from their mean (ddof 0), -2.5 in the middle, 2.5 at the rim;
 * "raw": from the least to the greatest. Null everywhere when all values are equal.
 */
export function axisOf(values: readonly number[], norm: Norm): Place {
  const ascending = [...values].sort((a, b) => a - b);
  const [low, high] = [ascending[0], ascending.at(-1)];
  if (low === undefined || high === undefined || low === high) return () => null;
  switch (norm) {
    case "raw":
      return (value) => clamp((value - low) / (high - low));
    case "z": {
      const { mean, deviation } = moments(ascending);
      return (value) => clamp(((value - mean) / deviation + Z_RIM) / (2 * Z_RIM));
    }
    case "percentile":
      return (value) => percentile(ascending, value) / 100;
  }
}

/** Per cent of the ascending values that lie below, equal ones by half. */
export function percentile(ascending: readonly number[], value: number): number {
  const below = ascending.filter((one) => one < value).length;
  const equal = ascending.filter((one) => one === value).length;
  return (100 * (below + equal / 2)) / ascending.length;
}

export function moments(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
  return { mean, deviation: Math.sqrt(values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / values.length) };
}

const clamp = (share: number): number => Math.min(1, Math.max(0, share));

/** The point of axis `i` of `n` at a share of the radius; the first axis points up, on goes clockwise. */
export function pointOn(i: number, n: number, share: number, radius: number): [x: number, y: number] {
  const angle = (2 * Math.PI * i) / n - Math.PI / 2;
  return [Math.cos(angle) * radius * share, Math.sin(angle) * radius * share];
}
