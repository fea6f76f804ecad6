import { FLAG, PRESENCE, type IndicatorDetail } from "../api/types";
import { decimalsFor, difference, measured, number, signed, withUnit, type Measure } from "../format/number";
import { t, type Key } from "../i18n/t";
import type { Scene } from "../data/scene";
import { DEFAULT_METHOD } from "./class-choice";
import { ABSENT, isAbsent, never, OUTSIDE, reached, specialOf, type Absence, type Bin, type Breaks, type Classification, type Target } from "./classify";
import type { Frame } from "./frame";

const REASON: Record<Absence, Key> = {
  missing: "absent.missing",
  notApplicable: "absent.notApplicable",
  suppressed: "absent.suppressed",
  notRated: "absent.notRated",
  zeroBase: "absent.zeroBase",
  notComparable: "absent.notComparable",
};

export function absenceWord(bin: Bin): string {
  if (bin === OUTSIDE) return t("absent.outside");
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
      return breaksName(bin, how, detail);
    default:
      return never(how);
  }
}

function breaksName(bin: Bin, how: Breaks, detail: IndicatorDetail): string {
  const { unit, decimals } = detail;
  const special = specialOf(bin, how);
  const text = (value: number) => withUnit(number(value, decimalsFor([value], decimals + 3)), unit);
  if (special === "zero") return t("class.zero", { value: text(0) });
  if (special) return t(special === "low" ? "class.low" : "class.high", { value: text(how.fences![special === "low" ? 0 : 1]) });
  return how.target ? targetName(bin, how.breaks, how.target, unit, decimals) : rangeName(bin, how.breaks, detail);
}

/** A class whose end is an at-most target holds the target itself: "bis 20 %", "über 20 bis unter 25 %". */
function targetName(bin: Bin, breaks: readonly number[], target: Target, unit: string, decimals: number): string {
  const shown = breaks.map((one) => (edge(one, target) ? target.value : one));
  const word = classReached(bin, breaks, target);
  const text = (value: number, bare = false) => withUnit(number(value, decimalsFor(shown, decimals + 3)), bare ? "" : unit);
  const [from, to] = [shown[bin - 1], shown[bin]];
  const [over, upTo] = [target.atMost && from === target.value, target.atMost && to === target.value];
  const name =
    over && to === undefined ? t("class.over", { from: text(from!) })
    : over ? t("class.overTo", { from: text(from!, true), to: text(to!) })
    : upTo && from === undefined ? t("class.upTo", { to: text(to!) })
    : upTo ? t("class.fromUpTo", { from: text(from!, true), to: text(to!) })
    : rangeName(bin, shown, { unit, decimals });
  return word === null ? name : `${name} (${t(word ? "target.reached" : "target.missed")})`;
}

/** Is this break the one at the target? That of an at-most target is the next larger number. */
function edge(one: number, { value, atMost }: Target): boolean {
  return one === value || (atMost && one > value && one - value <= Math.abs(value) * 4e-16 + 5e-324);
}

/** Is the target reached in a class? Null where a class holds both. */
export function classReached(bin: Bin, breaks: readonly number[], target: Target): boolean | null {
  const at = breaks.findIndex((one) => edge(one, target));
  if (at < 0) return null;
  return target.atMost ? bin <= at : bin > at;
}

/** How far a value is from the target, in one sentence. */
export function targetSentence(value: number, target: Target, detail: IndicatorDetail): string {
  const words = { target: measured(target.value, detail), gap: difference(value - target.value, detail) };
  if (reached(value, target)) return t(value === target.value ? "target.exact" : "target.reachedBy", words);
  return t("target.missedBy", words);
}

/** Method, number, fixed or not: how the classes came about, in one or two sentences. */
export function howSentence({ how, words, midPeriod, place, derived }: Pick<Scene, "how" | "words" | "midPeriod" | "place" | "derived">, town: string): string {
  if (how.kind === "sign") return t("page.symbols");
  if (derived) return derived === "change" ? t("change.classes") : t("bivariate.how");
  if (how.kind === "codes") return t("how.codes", { n: how.codes.length });
  const { detail, period, coverage } = place;
  const method = t(`method.${words.method || DEFAULT_METHOD}` as Key);
  const one = coverage.periods.length < 2 || words.method === "own";
  const time = one ? "" : words.fixed ? t("how.fixed") : t("how.shown", { period: detail.periods[period]?.label ?? period });
  const n = how.breaks.length + 1;
  const parts = [[method, n === 1 ? t("how.one") : t("how.classes", { n }), time].filter(Boolean).join(", ") + "."];
  const mid = how.mid === null || how.mid === undefined ? "" : measured(how.mid, { unit: detail.unit, decimals: detail.decimals });
  if (mid && words.mid === "mean") parts.push(t("how.mean", { town, mid, period: detail.periods[midPeriod]?.label ?? midPeriod }));
  else if (mid) parts.push(t("how.mid", { mid }));
  else if (words.mid === "mean") parts.push(t("how.noMean"));
  if (how.target && words.method === "target") parts.push(t(how.target.atMost ? "how.most" : "how.least", { target: measured(how.target.value, detail) }));
  if (words.method === "target" && !how.target) parts.push(t("how.noTarget"));
  if (how.fences) parts.push(t("how.outliers"));
  return parts.join(" ");
}

function rangeName(bin: Bin, breaks: readonly number[], { unit, decimals, signed: sign }: Measure): string {
  const digits = decimalsFor(breaks, decimals + 3);
  const text = (value: number) => (sign ? signed(value, digits) : number(value, digits));
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
  return apart ? { main: bareText(value, detail), unit: detail.unit } : { main: valueText(value, detail), unit: "" };
}

/** What stands where the number would: the value, or the reason why there is none. */
export function figureText(frame: Frame, i: number, detail: IndicatorDetail): string {
  const bin = frame.bins[i]!;
  return isAbsent(bin) ? absenceWord(bin) : valueText(frame.value[i]!, detail);
}

/** The number alone, for tables and bars whose head names the unit. */
export function bareText(value: number, detail: IndicatorDetail): string {
  if (detail.kind === "class") return valueText(value, detail);
  return detail.signed ? signed(value, detail.decimals) : number(value, detail.decimals);
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
