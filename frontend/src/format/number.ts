import { language, t } from "../i18n/t";

const LOCALE = { de: "de-DE", en: "en-GB" } as const;
const NARROW = "\u202f";
const HARD = "\u00a0";

/** What a number means when it is written out. */
export interface Measure {
  unit: string;
  decimals: number;
  /** changes: a plus stands before what grew */
  signed?: boolean;
}

/** A number as people write it: 1.234,5 - with the indicator's fixed number of decimals. */
export function number(value: number, decimals: number, lang: keyof typeof LOCALE = language): string {
  const text = new Intl.NumberFormat(LOCALE[lang], {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    useGrouping: true,
  }).format(value);
  // "-0,0" would claim a sign that rounding has taken away; the hyphen becomes a minus.
  return /^-[0.,]*$/.test(text) ? text.slice(1) : text.replace("-", "\u2212");
}

/** With a plus where it is more than nothing, as it is shown. */
export function signed(value: number, decimals: number): string {
  const text = number(value, decimals);
  return value > 0 && text !== number(0, decimals) ? `+${text}` : text;
}

/** The number with its unit behind it; nothing breaks the line between the two. */
export function withUnit(text: string, unit: string): string {
  if (!unit) return text;
  return text + (unit === "%" ? (language === "de" ? HARD : "") : unit.startsWith("°") ? NARROW : HARD) + unit;
}

export function measured(value: number, measure: Measure): string {
  return withUnit(measure.signed ? signed(value, measure.decimals) : number(value, measure.decimals), measure.unit);
}

/** A difference in the unit people use for it: shares differ by percentage points. */
export function difference(value: number, measure: Measure): string {
  const text = number(Math.abs(value), measure.decimals);
  return measure.unit === "%" ? `${text}${HARD}${t("unit.points")}` : withUnit(text, measure.unit);
}

/** A round number for an axis: large ones in words (3,5 Mio.), so that the axis stays narrow. */
export function tick(value: number): string {
  const large = Math.abs(value) >= 1e6;
  const text = new Intl.NumberFormat(LOCALE[language], { maximumFractionDigits: large ? 1 : 4, ...(large ? { notation: "compact" } : {}) });
  return text.format(value).replace("-", "\u2212");
}

/** How many decimals show all these numbers as they are (at most `most`). */
export function decimalsFor(values: readonly number[], most: number): number {
  for (let d = 0; d < most; d++) {
    if (values.every((v) => Math.abs(v - Number(v.toFixed(d))) < 1e-9 * Math.max(1, Math.abs(v)))) return d;
  }
  return most;
}

export function date(iso: string): string {
  return new Intl.DateTimeFormat(LOCALE[language], { day: "2-digit", month: "2-digit", year: "numeric" }).format(
    new Date(iso),
  );
}
