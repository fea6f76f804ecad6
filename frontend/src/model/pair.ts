import type { FitAnswer } from "../api/types";
import { number } from "../format/number";
import { t } from "../i18n/t";

/** Lower and upper edge of the band of the fitted line at x. */
export function bandAt(fit: FitAnswer, x: number): { line: number; lower: number; upper: number } {
  const line = fit.intercept + fit.slope * x;
  const half = fit.t * fit.sigma * Math.sqrt(1 / fit.weight + (x - fit.meanX) ** 2 / fit.sxx);
  return { line, lower: line - half, upper: line + half };
}

/** How strong a correlation is, in a word: the usual steps of Cohen (1988), .1, .3 and .5, and .8 for very strong. */
export function strength(r: number): "none" | "weak" | "medium" | "strong" | "veryStrong" {
  const size = Math.abs(r);
  return size < 0.1 ? "none" : size < 0.3 ? "weak" : size < 0.5 ? "medium" : size < 0.8 ? "strong" : "veryStrong";
}

/** "p < 0,001" or "p = 0,034". */
export function pText(p: number): string {
  return p < 0.001 ? `p < ${number(0.001, 3)}` : `p = ${number(p, 3)}`;
}

/** What the picture shows, as a sentence. */
export function pairTitle(r: number | null, p: number | null, x: string, y: string): string {
  if (r === null || p === null) return t("pair.title", { x, y });
  if (p >= 0.05 || strength(r) === "none") return t("pair.noLink", { x, y });
  return t(r > 0 ? "pair.rising" : "pair.falling", { x, y, strength: t(`pair.${strength(r)}` as "pair.weak") });
}
