import { FLAG, PRESENCE, type IndicatorDetail } from "../api/types";
import { decimalsFor, measured, number, withUnit } from "../format/number";
import { t, type Key } from "../i18n/t";
import { ABSENT, isAbsent, never, type Absence, type Bin, type Classification } from "./classify";
import type { Frame } from "./frame";

const REASON: Record<Absence, Key> = {
  missing: "absent.missing",
  notApplicable: "absent.notApplicable",
  suppressed: "absent.suppressed",
  notRated: "absent.notRated",
};

export function absenceWord(bin: Bin): string {
  const reason = (Object.keys(ABSENT) as Absence[]).find((one) => ABSENT[one] === bin) ?? "missing";
  return t(REASON[reason]);
}

/** A class in words: "unter 10 %", "10 bis unter 20 %", "50 % und mehr". */
export function className(bin: Bin, how: Classification, detail: IndicatorDetail): string {
  if (isAbsent(bin)) return absenceWord(bin);
  switch (how.kind) {
    case "codes":
      return detail.classes[bin]?.name ?? "";
    case "sign":
      return bin === 0 ? t("class.positive") : t("class.negative");
    case "breaks":
      return rangeName(bin, how.breaks, detail.unit, detail.decimals);
    default:
      return never(how);
  }
}

function rangeName(bin: Bin, breaks: readonly number[], unit: string, decimals: number): string {
  const digits = decimalsFor(breaks, decimals + 3);
  const text = (value: number) => number(value, digits);
  const [from, to] = [breaks[bin - 1], breaks[bin]];
  if (from === undefined && to === undefined) return t("class.all");
  if (from === undefined) return t("class.below", { to: withUnit(text(to!), unit) });
  if (to === undefined) return t("class.above", { from: withUnit(text(from), unit) });
  return t("class.between", { from: text(from), to: withUnit(text(to), unit) });
}

/** A value with its unit; of an ordinal indicator the name of its class. */
export function valueText(value: number, detail: IndicatorDetail): string {
  if (detail.kind === "class") return detail.classes.find((one) => one.code === value)?.name ?? t("absent.missing");
  return measured(value, detail);
}

/** For large type: the number, and its unit of measure where that is a word of its own. */
export function figureParts(value: number, detail: IndicatorDetail): { main: string; unit: string } {
  const apart = detail.kind !== "class" && detail.unit.length > 2;
  return apart ? { main: number(value, detail.decimals), unit: detail.unit } : { main: valueText(value, detail), unit: "" };
}

/** What stands where the number would: the value, or the reason why there is none. */
export function figureText(frame: Frame, i: number, detail: IndicatorDetail): string {
  const bin = frame.bins[i]!;
  return isAbsent(bin) ? absenceWord(bin) : valueText(frame.value[i]!, detail);
}

/** The number alone, for tables and bars whose head names the unit. */
export function bareText(value: number, detail: IndicatorDetail): string {
  return detail.kind === "class" ? valueText(value, detail) : number(value, detail.decimals);
}

export function presenceWord(presence: number): string {
  switch (presence) {
    case PRESENCE.value:
      return t("presence.value");
    case PRESENCE.notApplicable:
      return t("absent.notApplicable");
    case PRESENCE.suppressed:
      return t("absent.suppressed");
    default:
      return t("absent.missing");
  }
}

const FLAG_WORDS: [number, Key][] = [
  [FLAG.provisional, "flag.provisional"],
  [FLAG.estimated, "flag.estimated"],
  [FLAG.imputed, "flag.imputed"],
  [FLAG.forecast, "flag.forecast"],
  [FLAG.break, "flag.break"],
  [FLAG.unreliable, "flag.unreliable"],
  [FLAG.outlier, "flag.outlier"],
  [FLAG.notRated, "absent.notRated"],
];

export function flagWords(flags: number): string[] {
  return FLAG_WORDS.filter(([flag]) => flags & flag).map(([, key]) => t(key));
}

/** The interval in words, or "" where there is none. */
export function intervalText(lower: number | null | undefined, upper: number | null | undefined, detail: IndicatorDetail): string {
  if (lower == null || upper == null || Number.isNaN(lower) || Number.isNaN(upper)) return "";
  return t("interval", { lower: number(lower, detail.decimals), upper: number(upper, detail.decimals) });
}
