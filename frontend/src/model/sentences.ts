import { FLAG, PRESENCE, type IndicatorDetail, type IndicatorKind, type Series, type SeriesPoint } from "../api/types";
import { difference, measured, number } from "../format/number";
import { t } from "../i18n/t";

/** Only these have a true zero, so that "twice as high" means something. */
const RATIO: readonly IndicatorKind[] = ["share", "rate", "mean"];

export function pointAt(series: Series | undefined, period: string): SeriesPoint | null {
  const point = series?.points.find((one) => one.period === period);
  return point && point.presence === PRESENCE.value && point.value !== null ? point : null;
}

/** The unit against its comparison area, in one sentence that the two numbers bear. Null where they bear none. */
export function comparison(unit: SeriesPoint, other: SeriesPoint, name: string, detail: IndicatorDetail): string | null {
  if (detail.kind === "class" || unit.value === null || other.value === null) return null;
  if (detail.kind === "count") return partOf(unit.value, other.value, name, detail);
  const value = measured(other.value, detail);
  const words = { name, value };
  if (number(unit.value, detail.decimals) === number(other.value, detail.decimals)) return t("compare.same", words);
  const gap = { ...words, difference: difference(unit.value - other.value, detail) };
  const plain = unit.value > other.value ? t("compare.above", gap) : t("compare.below", gap);
  return inInterval(unit, other.value) ? `${plain} ${t("compare.within", { name })}` : (ratio(unit.value, other.value, words, detail) ?? plain);
}

function partOf(value: number, whole: number, name: string, detail: IndicatorDetail): string | null {
  if (!(whole > 0) || value < 0 || value > whole) return null;
  return t("compare.part", { share: measured((100 * value) / whole, { unit: "%", decimals: 1 }), name, value: measured(whole, detail) });
}

function ratio(a: number, b: number, words: { name: string; value: string }, detail: IndicatorDetail): string | null {
  if (!RATIO.includes(detail.kind) || a <= 0 || b <= 0) return null;
  if (a >= 3 * b) return t("compare.times", { ...words, times: Math.floor(a / b) });
  if (a > 2 * b) return t("compare.double", words);
  if (2 * a < b) return t("compare.half", words);
  return null;
}

function inInterval(point: SeriesPoint, value: number): boolean {
  return point.lower !== null && point.upper !== null && point.lower <= value && value <= point.upper;
}

/**
 * How it got there: first comparable figure against the shown one. Comparable means: same geography, and no break of
 * method in between. What chance may explain is not claimed here; the interval stands beside the value.
 */
export function change(series: Series, period: string, detail: IndicatorDetail, label: (period: string) => string): string | null {
  if (detail.kind === "class") return null;
  const now = pointAt(series, period);
  const first = now && firstComparable(series.points, now);
  if (!now || !first || first === now) return null;
  const since = label(first.period);
  if (number(first.value!, detail.decimals) === number(now.value!, detail.decimals)) return t("change.same", { since });
  const by = difference(now.value! - first.value!, detail);
  return now.value! > first.value! ? t("change.up", { since, by }) : t("change.down", { since, by });
}

function firstComparable(points: readonly SeriesPoint[], now: SeriesPoint): SeriesPoint {
  const at = points.indexOf(now);
  let first = now;
  for (let i = at; i >= 0; i--) {
    const point = points[i]!;
    // What was converted is comparable with its like alone: all of it stands in these boundaries.
    if (point.geography !== now.geography || Boolean(point.converted) !== Boolean(now.converted)) break;
    if (point.value !== null && point.presence === PRESENCE.value) first = point;
    if (point.flags & FLAG.break && !point.converted) break;
  }
  return first;
}
