import type { Vector } from "../api/arrow";
import { FLAG, type ChangeAnswer, type IndicatorDetail } from "../api/types";
import type { Scene } from "../data/scene";
import { t } from "../i18n/t";
import { ABSENT, classCount, classOf, OUTSIDE, type Bin, type Classification } from "./classify";
import type { Frame } from "./frame";
import { rankingOf } from "./ranking";
import { valueText } from "./words";

/** Only these have a true zero: per cent of nothing-in-particular would mean nothing. */
export const RATIO: readonly IndicatorDetail["kind"][] = ["count", "share", "rate", "mean"];

/** The reasons of the server as looks of the map. */
const BIN: Record<string, Bin> = {
  missing: ABSENT.missing,
  suppressed: ABSENT.suppressed,
  "not-applicable": ABSENT.notApplicable,
  excluded: ABSENT.notRated,
  "not-comparable": ABSENT.notComparable,
  "zero-denominator": ABSENT.zeroBase,
  "not-positive": ABSENT.zeroBase,
};

/** The change as an indicator of its own: everything that shows figures shows this too. */
export function changeScene(scene: Scene, before: Frame, answer: ChangeAnswer, relative: boolean): Scene {
  const { detail, coverage } = scene.place;
  const changed: IndicatorDetail = {
    ...detail,
    // Sums change by sums and stay circles; everything else is coloured around zero.
    kind: detail.kind === "count" && !relative ? "count" : "index",
    unit: relative ? "%" : detail.unit === "%" ? t("unit.points") : detail.unit,
    decimals: relative ? 1 : detail.decimals,
    signed: true,
  };
  const how: Classification = changed.kind === "count" ? { kind: "sign" } : { kind: "breaks", breaks: answer.breaks };
  const frame = changeFrame(scene.frame, answer, how);
  const both = (unit: number) => [before, scene.frame].map((one) => valueText(one.value[unit]!, detail)).join(" → ");
  return {
    ...scene,
    place: { ...scene.place, detail: changed, coverage: { ...coverage, min: answer.min, max: answer.max, breaks: answer.breaks } },
    how,
    frame,
    ranking: rankingOf(frame),
    derived: "change",
    aside: (unit) => (frame.presence[unit] === 0 ? both(unit) : ""),
  };
}

function changeFrame(now: Frame, answer: ChangeAnswer, how: Classification): Frame {
  const value = Float64Array.from(answer.values, (one) => one ?? NaN);
  const bins = Int16Array.from(answer.values, (one, i) => (now.bins[i] === OUTSIDE ? OUTSIDE : one === null ? (BIN[answer.reasons[i]!] ?? ABSENT.missing) : classOf(one, how)));
  const counts = new Map<Bin, number>();
  for (const bin of bins) counts.set(bin, (counts.get(bin) ?? 0) + 1);
  return {
    period: now.period, n: now.n, value, presence: Uint8Array.from(answer.values, (one) => (one === null ? 1 : 0)), flags: new Uint16Array(now.n),
    numerator: null, denominator: null, lower: null, upper: null, bins, counts, classes: classCount(how),
    unsure: answer.unsure ? Uint8Array.from(answer.unsure, Number) : null,
  };
}

/** How many went up, stayed, went down, and of how many it cannot be told. */
export function tally(frame: Frame): { up: number; same: number; down: number; unknown: number } {
  const out = { up: 0, same: 0, down: 0, unknown: 0 };
  for (let i = 0; i < frame.n; i++) if (frame.bins[i] !== OUTSIDE) out[frame.presence[i] !== 0 ? "unknown" : frame.value[i]! > 0 ? "up" : frame.value[i]! < 0 ? "down" : "same"]++;
  return out;
}

/** The periods from which change can be counted, and the first that is comparable: none before a break of most units. */
export function sinceChoices(vectors: readonly Vector[], periods: readonly string[], now: string): { choices: string[]; first: string } {
  const choices = periods.slice(0, Math.max(0, periods.indexOf(now)));
  let first = choices[0] ?? "";
  for (const vector of vectors) {
    vector.meta.periods.forEach((period, p) => {
      if (!choices.includes(period)) return;
      const flags = vector.flags.subarray(p * vector.meta.units, (p + 1) * vector.meta.units);
      const broken = flags.reduce((n, one) => n + (one & FLAG.break ? 1 : 0), 0);
      if (broken * 2 > vector.meta.units) first = period;
    });
  }
  return { choices, first };
}
