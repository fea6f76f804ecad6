import { FLAG, PRESENCE, type IndicatorDetail } from "../api/types";

/**
 * Where a figure falls: a class (0 ... n-1) or one of the reasons why it has none.
 * One small integer, because the map keeps it as feature state and the legend counts it.
 */
export type Bin = number;

export const ABSENT = { missing: 100, notApplicable: 101, suppressed: 102, notRated: 103 } as const;
export type Absence = keyof typeof ABSENT;
export const ABSENCES = Object.keys(ABSENT) as Absence[];

export const isAbsent = (bin: Bin): boolean => bin >= 100;

/** How values become classes. The server sends the breaks; here they are only applied. */
export type Classification =
  | { kind: "breaks"; breaks: readonly number[] } // class i is [b[i-1], b[i])
  | { kind: "codes"; codes: readonly number[] } // ordinal: class i has this code
  | { kind: "sign" }; // counts: size carries the value, class 0 is >= 0, class 1 below

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
      return how.breaks.length + 1;
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
    case "breaks": {
      let low = 0;
      let high = how.breaks.length;
      // The number of breaks <= value: a value on a break belongs to the class above it.
      while (low < high) {
        const middle = (low + high) >> 1;
        if (how.breaks[middle]! <= value) low = middle + 1;
        else high = middle;
      }
      return low;
    }
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
