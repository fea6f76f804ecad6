import type { IndicatorDetail } from "../api/types";
import type { Other } from "../data/other";
import type { Scene } from "../data/scene";
import { t } from "../i18n/t";
import { classOf, isAbsent, type Bin } from "./classify";
import { hasValue, type Frame } from "./frame";
import { rankingOf } from "./ranking";
import { valueText } from "./words";

const STEPS = ["low", "middle", "high"] as const;

/** Field of two classes: across the first (x), upwards the second (y). */
export const fieldOf = (x: number, y: number): number => y * 3 + x;

/** Both indicators cut in thirds: nine fields as classes of one picture. Where one has no value, its reason shows. */
export function bivariateScene(scene: Scene, other: Other, breaks: readonly [readonly number[], readonly number[]]): Scene {
  const [x, y] = breaks.map((one) => ({ kind: "breaks", breaks: one }) as const);
  const { frame: a, place } = scene;
  const b = other.frame;
  const bins = Int16Array.from({ length: a.n }, (_, i) => {
    if (!hasValue(a, i)) return isAbsent(a.bins[i]!) ? a.bins[i]! : 100;
    if (!hasValue(b, i)) return isAbsent(b.bins[i]!) ? b.bins[i]! : 100;
    return fieldOf(third(classOf(a.value[i]!, x!), breaks[0]), third(classOf(b.value[i]!, y!), breaks[1]));
  });
  const counts = new Map<Bin, number>();
  for (const bin of bins) counts.set(bin, (counts.get(bin) ?? 0) + 1);
  const frame: Frame = {
    period: a.period, n: a.n, value: Float64Array.from(bins), presence: Uint8Array.from(bins, (bin) => (isAbsent(bin) ? 1 : 0)), flags: new Uint16Array(a.n),
    numerator: null, denominator: null, lower: null, upper: null, bins, counts, classes: 9,
  };
  const classes = Array.from({ length: 9 }, (_, code) => ({ code, name: fieldName(code, place.detail.name, other.detail.name) }));
  const detail: IndicatorDetail = { ...place.detail, kind: "class", unit: "", classes };
  const aside = (unit: number) => (isAbsent(bins[unit]!) ? "" : `${place.detail.name} ${valueText(a.value[unit]!, place.detail)}, ${other.detail.name} ${valueText(b.value[unit]!, other.detail)}`);
  return { ...scene, place: { ...place, detail }, how: { kind: "codes", codes: classes.map((one) => one.code) }, frame, ranking: rankingOf(frame), derived: "bivariate", aside };
}

/** With fewer breaks (many equal values) the highest class stays the highest. */
function third(bin: number, breaks: readonly number[]): number {
  return breaks.length >= 2 ? bin : breaks.length === 1 ? bin * 2 : 1;
}

/** "hoch / mittel": the first indicator, then the second. */
export const fieldShort = (code: number): string => [code % 3, Math.floor(code / 3)].map((step) => t(`bivariate.${STEPS[step]!}`)).join(" / ");

export function fieldName(code: number, x: string, y: string): string {
  return t("bivariate.field", { x, y, xs: t(`bivariate.${STEPS[code % 3]!}`), ys: t(`bivariate.${STEPS[Math.floor(code / 3)]!}`) });
}
