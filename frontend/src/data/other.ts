import type { Coverage, IndicatorDetail, SeriesAnswer } from "../api/types";
import { api } from "../api/client";
import { classificationOf } from "../model/classify";
import { frameOf, keptAs, type Frame } from "../model/frame";
import { Cache } from "./cache";
import { loadIndicator, loadVector } from "./load";
import type { Scene } from "./scene";

/** A further indicator on the units that are shown. */
export interface Other {
  detail: IndicatorDetail;
  coverage: Coverage;
  period: string;
  frame: Frame;
}

/** Null where the indicator has no figures of this level and geography. */
export async function loadOther(scene: Scene, key: string, slice = "", period = ""): Promise<Other | null> {
  const detail = await loadIndicator(key);
  const { coverage: shown, period: now } = scene.place;
  const rows = detail.coverage.filter((one) => one.level === shown.level && one.geography === shown.geography);
  const coverage = rows.find((one) => one.slice === slice) ?? rows.find((one) => one.slice === "") ?? rows[0];
  if (!coverage) return null;
  const at = coverage.periods.includes(period) ? period : nearestPeriod(detail, coverage, scene.place.detail.periods[now]?.position ?? 0, now);
  const file = coverage.files.find((one) => one.periods.includes(at))!;
  const vector = await loadVector(file.url);
  if (vector.meta.order !== scene.geography.detail.order) throw new Error("figures and units do not belong together");
  return { detail, coverage, period: at, frame: keptAs(frameOf(vector, at, classificationOf(detail, coverage.breaks)), scene.frame) };
}

/** The same period, else the one that lies nearest in time, of two the earlier. */
function nearestPeriod(detail: IndicatorDetail, { periods }: Coverage, position: number, same: string): string {
  if (periods.includes(same)) return same;
  const distance = (period: string) => Math.abs((detail.periods[period]?.position ?? 0) - position);
  return periods.reduce((best, one) => (distance(one) < distance(best) ? one : best));
}

const towns = new Cache<SeriesAnswer>(60);

/** The whole town of a further indicator; null where it has none. */
export async function townValue(other: Other): Promise<{ name: string; value: number } | null> {
  const answer = await towns.get(`${other.detail.key}|${other.coverage.slice}`, () => api.series(other.detail.key, other.coverage.slice, []));
  const town = answer.references[0];
  const point = town?.points.find((one) => one.period === other.period);
  return town && point?.value != null ? { name: town.name, value: point.value } : null;
}
