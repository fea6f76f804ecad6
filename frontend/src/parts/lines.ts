import type { Series, SeriesAnswer, SeriesPoint } from "../api/types";
import { FLAG, PRESENCE } from "../api/types";
import type { Scene } from "../data/scene";
import { compared, OWN } from "./compared";

/** One line of the time line. `style`: its colour and dash; chosen units count from 0. */
export interface Line {
  style: `chosen-${number}` | "parent" | "town" | "other";
  series: Series;
  /** runs without a gap: a line ends where a value is missing, and where boundaries or the method changed */
  runs: SeriesPoint[][];
  /** what was counted in the former boundaries of the unit, beside the converted figures */
  former: SeriesPoint[][];
}

/** Which lines belong together on one axis: the chosen units, the area that contains the last one, the town, and what is compared with. */
export function linesOf(scene: Scene, answer: SeriesAnswer, compare: string, [from, to]: readonly [number, number]): Line[] {
  const { detail, level } = scene.place;
  // Other levels may reach further than the axis of this one.
  const within = (points: readonly SeriesPoint[]) => runsOf(points.filter((point) => point.position >= from && point.position <= to));
  const line = (style: Line["style"], series: Series): Line => ({
    style,
    series,
    runs: within(series.points),
    former: within(series.former ?? []),
  });
  const units = answer.series.filter((one) => one.level !== OWN);
  const chosen = units.map((series, i) => line(`chosen-${i}`, series));
  // Sums of a whole town would press the lines of its quarters flat.
  if (detail.kind === "count" && chosen.length) return chosen;
  const last = units.at(-1);
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

/** What was converted is a run of its own; within it every figure comes from the same boundaries. */
function isBreak(before: SeriesPoint, point: SeriesPoint): boolean {
  const converted = Boolean(point.converted);
  if (before.geography !== point.geography || Boolean(before.converted) !== converted) return true;
  return !converted && Boolean(point.flags & FLAG.break);
}

/** Where a line passes from converted to counted figures: half way between the two, on the axis of time. */
export function breaksOf(lines: readonly Line[]): number[] {
  const found = new Set<number>();
  for (const one of lines.filter((line) => line.style.startsWith("chosen"))) {
    one.series.points.forEach((point, i) => {
      const next = one.series.points[i + 1];
      if (next && Boolean(point.converted) !== Boolean(next.converted)) found.add((point.position + next.position) / 2);
    });
  }
  return [...found];
}

export function runsOf(points: readonly SeriesPoint[]): SeriesPoint[][] {
  const runs: SeriesPoint[][] = [];
  let run: SeriesPoint[] = [];
  for (const point of points) {
    if (point.presence === PRESENCE.value && point.value !== null) {
      const before = run.at(-1);
      if (before && isBreak(before, point)) run = [];
      if (!run.length) runs.push(run);
      run.push(point);
    } else run = [];
  }
  return runs;
}
