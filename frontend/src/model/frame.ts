import { PRESENCE } from "../api/types";
import type { Vector } from "../api/arrow";
import { classCount, classify, isAbsent, type Bin, type Classification } from "./classify";

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
}

/** Views into the file, nothing copied: moving in time is free. */
export function frameOf(vector: Vector, period: string, how: Classification): Frame {
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
  const bins = new Int16Array(n);
  const counts = new Map<Bin, number>();
  for (let i = 0; i < n; i++) {
    const bin = classify(frame.value[i]!, frame.presence[i]!, frame.flags[i]!, how);
    bins[i] = bin;
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  }
  return { ...frame, bins, counts, classes: classCount(how) };
}

/** Is there a value that counts (for ranks, histogram, circles)? */
export function hasValue(frame: Frame, i: number): boolean {
  return frame.presence[i] === PRESENCE.value && !isAbsent(frame.bins[i]!);
}
