/** The quantile of type 7 (Hyndman and Fan 1996; as in R and NumPy) of ascending values; NaN of none. */
export function quantile(ascending: ArrayLike<number>, share: number): number {
  const n = ascending.length;
  if (!n) return NaN;
  const at = (n - 1) * share;
  const low = Math.floor(at);
  const [a, b] = [ascending[low]!, ascending[Math.min(low + 1, n - 1)]!];
  return a + (b - a) * (at - low);
}

/** The five numbers of a box plot. Whiskers end at the last value within 1.5 interquartile ranges of the box (Tukey 1977). */
export interface Box {
  n: number;
  q1: number;
  median: number;
  q3: number;
  low: number;
  high: number;
  /** what lies beyond the whiskers: places in the given list */
  outliers: number[];
}

/** Null of no value. `values` may be in any order. */
export function boxOf(values: readonly number[]): Box | null {
  if (!values.length) return null;
  const ascending = [...values].sort((a, b) => a - b);
  const [q1, median, q3] = [quantile(ascending, 0.25), quantile(ascending, 0.5), quantile(ascending, 0.75)];
  const reach = 1.5 * (q3 - q1);
  const within = ascending.filter((value) => value >= q1 - reach && value <= q3 + reach);
  const outliers = values.flatMap((value, i) => (value < q1 - reach || value > q3 + reach ? [i] : []));
  return { n: values.length, q1, median, q3, low: within[0]!, high: within.at(-1)!, outliers };
}
