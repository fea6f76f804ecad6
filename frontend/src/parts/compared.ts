import type { Series, SeriesAnswer } from "../api/types";
import type { Scene } from "../data/scene";

export interface Compared {
  key: string;
  name: string;
  series: Series;
}

/** The pseudo level of areas of one's own. */
export const OWN = "own";

const keyOf = (series: Series): string => `${series.level}:${series.code}`;

/** With what a unit may be compared: the town first, then other reference areas, then what contains it, largest first. */
export function comparisons(scene: Scene, answer: SeriesAnswer | null): Compared[] {
  if (!answer) return [];
  const found = [...answer.references, ...answer.parents.toReversed()].filter((one) => one.level !== scene.place.level.key);
  found.push(...answer.series.filter((one) => one.level === OWN));
  return found.map((series) => ({ key: keyOf(series), name: series.name, series }));
}

/** The one that is compared with: as chosen, else the town. */
export function compared(scene: Scene, answer: SeriesAnswer | null, chosen: string): Compared | null {
  const all = comparisons(scene, answer);
  return all.find((one) => one.key === chosen) ?? all[0] ?? null;
}
