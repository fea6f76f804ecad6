import { PRESENCE } from "../api/types";
import type { Vector } from "../api/arrow";
import { inRange } from "./filter";
import type { Range } from "../state/filter-words";
import { classCount, classify, isAbsent, OUTSIDE, type Bin, type Classification } from "./classify";

/** The figures of one period, in the unit order, with the class of each. */
export interface Frame {
  period: string;
  n: number;
  value: Float64Array;
  presence: Uint8Array;
  flags: Uint16Array;
  numerator: Float64Array | null;
  denominator: Float64Array | null;
  lower: Float64Array | null;
  upper: Float64Array | null;
  bins: Int16Array;
  /** bin -> number of units */
  counts: Map<Bin, number>;
  classes: number;
  /** changes that cannot be told apart from chance; absent where that is not asked or not known */
  unsure?: Uint8Array | null;
}

/** Which units are looked at: those of `places` (null: all), with a value in `range` (null: any, also none). */
export interface Kept {
  places: Uint8Array | null;
  range: Range | null;
}
const ALL: Kept = { places: null, range: null };

/** Views into the file, nothing copied: moving in time is free. */
export function frameOf(vector: Vector, period: string, how: Classification, kept: Kept = ALL): Frame {
  const n = vector.meta.units;
  const at = vector.meta.periods.indexOf(period);
  if (at < 0) throw new Error(`the file has no period ${period}`);
  const [from, to] = [at * n, (at + 1) * n];
  const part = (column: Float64Array | null) => column?.subarray(from, to) ?? null;
  const frame = {
    period,
    n,
    value: vector.value.subarray(from, to),
    presence: vector.presence.subarray(from, to),
    flags: vector.flags.subarray(from, to),
    numerator: part(vector.numerator),
    denominator: part(vector.denominator),
    lower: part(vector.lower),
    upper: part(vector.upper),
  };
  return rebinned({ ...frame, bins: new Int16Array(), counts: new Map(), classes: 0 }, how, kept);
}

/** The same figures in other classes. */
export function rebinned(frame: Frame, how: Classification, kept: Kept = ALL): Frame {
  const bins = new Int16Array(frame.n);
  const counts = new Map<Bin, number>();
  for (let i = 0; i < frame.n; i++) {
    const found = classify(frame.value[i]!, frame.presence[i]!, frame.flags[i]!, how);
    const outside = kept.places?.[i] === 0 || (kept.range !== null && (isAbsent(found) || !inRange(frame.value[i]!, kept.range)));
    const bin = outside ? OUTSIDE : found;
    bins[i] = bin;
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  }
  return { ...frame, bins, counts, classes: classCount(how) };
}

/** The same figures, without the units that another frame leaves out. */
export function keptAs(frame: Frame, shown: Frame): Frame {
  if (frame.n !== shown.n || !shown.counts.has(OUTSIDE)) return frame;
  const bins = frame.bins.map((bin, i) => (shown.bins[i] === OUTSIDE ? OUTSIDE : bin));
  const counts = new Map<Bin, number>();
  for (const bin of bins) counts.set(bin, (counts.get(bin) ?? 0) + 1);
  return { ...frame, bins, counts };
}

/** How many units are looked at. */
export function keptCount(frame: Frame): number {
  return frame.n - (frame.counts.get(OUTSIDE) ?? 0);
}

/** Is there a value that counts (for ranks, histogram, circles)? */
export function hasValue(frame: Frame, i: number): boolean {
  return frame.presence[i] === PRESENCE.value && !isAbsent(frame.bins[i]!);
}
