import { FLAG, PRESENCE, type IndicatorDetail } from "../api/types";

/**
 * Where a figure falls: a class (0 ... n-1) or one of the reasons why it has none.
 * One small integer, because the map keeps it as feature state and the legend counts it.
 */
export type Bin = number;

export const ABSENT = { missing: 100, notApplicable: 101, suppressed: 102, notRated: 103, zeroBase: 104, notComparable: 105 } as const;
export type Absence = keyof typeof ABSENT;
export const ABSENCES = Object.keys(ABSENT) as Absence[];
/** Not looked at: the reader's filter leaves it out. It has a figure or not; it is counted nowhere. */
export const OUTSIDE: Bin = 110;

export const isAbsent = (bin: Bin): boolean => bin >= 100;

/** How values become classes. The server sends the breaks; here they are only applied. */
export type Classification =
  | Breaks
  | { kind: "codes"; codes: readonly number[] } // ordinal: class i has this code
  | { kind: "sign" }; // counts: size carries the value, class 0 is >= 0, class 1 below

/** Class i is [b[i-1], b[i]); behind these classes stand the special ones that the reader asked for, see `specialBins`. */
export interface Breaks {
  kind: "breaks";
  breaks: readonly number[];
  /** zero is a class of its own */
  zero?: boolean;
  /** values below the first or above the second are outliers, classes of their own; on a fence is inside */
  fences?: readonly [low: number, high: number] | null;
  /** where a diverging palette turns; one of the breaks */
  mid?: number | null;
  target?: Target | null;
}
export interface Target {
  value: number;
  /** reached by values up to it, else from it on */
  atMost: boolean;
}

export type Special = "zero" | "low" | "high";

/** The bins of the special classes: they follow those between the breaks. */
export function specialBins(how: Classification): Partial<Record<Special, Bin>> {
  if (how.kind !== "breaks") return {};
  let next = how.breaks.length + 1;
  return { ...(how.zero ? { zero: next++ } : {}), ...(how.fences ? { low: next++, high: next++ } : {}) };
}

export function specialOf(bin: Bin, how: Classification): Special | null {
  const found = Object.entries(specialBins(how)).find(([, one]) => one === bin);
  return (found?.[0] as Special | undefined) ?? null;
}

/** Classes in the order of their values, for a legend: low outliers, ..., zero before what lies above it, ..., high ones. */
export function legendOrder(how: Classification): Bin[] {
  if (how.kind !== "breaks") return Array.from({ length: classCount(how) }, (_, i) => i);
  const { zero, low, high } = specialBins(how);
  const plain = Array.from({ length: how.breaks.length + 1 }, (_, i) => i);
  if (zero !== undefined) plain.splice(between(0, how.breaks), 0, zero);
  return [...(low === undefined ? [] : [low]), ...plain, ...(high === undefined ? [] : [high])];
}

/** A value on the target has reached it, from whichever side it comes. */
export function reached(value: number, target: Target): boolean {
  return target.atMost ? value <= target.value : value >= target.value;
}

export function classificationOf(indicator: IndicatorDetail, breaks: readonly number[]): Classification {
  switch (indicator.kind) {
    case "count":
      return { kind: "sign" };
    case "class":
      return { kind: "codes", codes: indicator.classes.map((one) => one.code) };
    case "share":
    case "rate":
    case "mean":
    case "index":
    case "score":
      return { kind: "breaks", breaks };
    default:
      return never(indicator.kind);
  }
}

export function classCount(how: Classification): number {
  switch (how.kind) {
    case "breaks":
      return how.breaks.length + 1 + Object.keys(specialBins(how)).length;
    case "codes":
      return how.codes.length;
    case "sign":
      return 2;
    default:
      return never(how);
  }
}

/** The class of a value that is there; a code that the indicator does not name counts as missing. */
export function classOf(value: number, how: Classification): Bin {
  switch (how.kind) {
    case "breaks":
      if ((how.zero && value === 0) || (how.fences && (value < how.fences[0] || value > how.fences[1]))) return special(value, how);
      return between(value, how.breaks);
    case "codes": {
      const at = how.codes.indexOf(value);
      return at < 0 ? ABSENT.missing : at;
    }
    case "sign":
      return value < 0 ? 1 : 0;
    default:
      return never(how);
  }
}

/** The number of breaks <= value: a value on a break belongs to the class above it. */
function between(value: number, breaks: readonly number[]): number {
  let low = 0;
  let high = breaks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (breaks[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Zero goes before an outlier: it is a statement of its own. */
function special(value: number, how: Breaks): Bin {
  const { zero, low, high } = specialBins(how);
  if (value === 0 && zero !== undefined) return zero;
  return value < how.fences![0] ? low! : high!;
}

/** The one function behind map and legend. */
export function classify(value: number, presence: number, flags: number, how: Classification): Bin {
  if (presence === PRESENCE.suppressed) return ABSENT.suppressed;
  if (flags & FLAG.notRated) return ABSENT.notRated;
  if (presence === PRESENCE.notApplicable) return ABSENT.notApplicable;
  if (presence !== PRESENCE.value || Number.isNaN(value)) return ABSENT.missing;
  return classOf(value, how);
}

export function never(value: never): never {
  throw new Error(`not expected: ${String(value)}`);
}
