import type { Series, SeriesAnswer, SeriesPoint } from "../api/types";
import { FLAG, PRESENCE } from "../api/types";
import type { Scene } from "../data/scene";
import { compared } from "./compared";

/** One line of the time line. `style`: its colour and dash; chosen units count from 0. */
export interface Line {
  style: `chosen-${number}` | "parent" | "town" | "other";
  series: Series;
  /** runs without a gap: a line ends where a value is missing, and where boundaries or the method changed */
  runs: SeriesPoint[][];
}

/** Which lines belong together on one axis: the chosen units, the area that contains the last one, the town, and what is compared with. */
export function linesOf(scene: Scene, answer: SeriesAnswer, compare: string, [from, to]: readonly [number, number]): Line[] {
  const { detail, level } = scene.place;
  const line = (style: Line["style"], series: Series): Line => ({
    style,
    series,
    // Other levels may reach further than the axis of this one.
    runs: runsOf(series.points.filter((point) => point.position >= from && point.position <= to)),
  });
  const chosen = answer.series.map((series, i) => line(`chosen-${i}`, series));
  // Sums of a whole town would press the lines of its quarters flat.
  if (detail.kind === "count" && chosen.length) return chosen;
  const last = answer.series.at(-1);
  const top = scene.parents.at(-1);
  const unit = last ? scene.geography.index.get(last.code) : undefined;
  const code = top && unit !== undefined ? scene.geography.units.parents.get(top.level.key)?.[unit] : undefined;
  const parent = answer.parents.find((one) => one.level === top?.level.key && one.code === code);
  const town = answer.references[0];
  const other = compared(scene, answer, compare)?.series;
  const rest: Line[] = [];
  if (parent && parent.level !== level.key) rest.push(line("parent", parent));
  if (town) rest.push(line("town", town));
  const more = chosen.length ? [] : answer.references.slice(1);
  for (const series of other ? [other, ...more] : more) {
    if (detail.kind !== "count" && !rest.some((one) => one.series === series)) rest.push(line("other", series));
  }
  return [...rest, ...chosen].filter((one) => one.runs.length);
}

export function runsOf(points: readonly SeriesPoint[]): SeriesPoint[][] {
  const runs: SeriesPoint[][] = [];
  let run: SeriesPoint[] = [];
  for (const point of points) {
    if (point.presence === PRESENCE.value && point.value !== null) {
      const before = run.at(-1);
      if (before && (before.geography !== point.geography || point.flags & FLAG.break)) run = [];
      if (!run.length) runs.push(run);
      run.push(point);
    } else run = [];
  }
  return runs;
}
