import type { PassportQuery } from "../api/client";
import type { SeriesAnswer } from "../api/types";
import type { Scene } from "../data/scene";
import { pointAt } from "../model/sentences";

/** Which figure a passport is asked for; null while it is not known in which geography another level's unit stands. */
export function passportQuery(scene: Scene, answer: SeriesAnswer | null, { level, unit }: { level: string; unit: string }): PassportQuery | null {
  const { coverage, detail, period } = scene.place;
  const geography = level === coverage.level ? coverage.geography : geographyOf(answer, level, unit, period);
  return geography ? { indicator: detail.key, slice: coverage.slice, level, geography, unit, period } : null;
}

function geographyOf(answer: SeriesAnswer | null, level: string, unit: string, period: string): string | undefined {
  const all = answer ? [...answer.references, ...answer.parents, ...answer.series] : [];
  const series = all.find((one) => one.level === level && one.code === unit);
  return pointAt(series, period)?.geography;
}
