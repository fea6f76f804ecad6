import type { Vector } from "../api/arrow";
import type { Catalogue, Level } from "../api/types";
import { breaksOf, breaksQuery, classWordsOf, targetOf } from "../model/class-choice";
import { classificationOf, type Classification } from "../model/classify";
import { placesKept } from "../model/filter";
import { frameOf, type Frame } from "../model/frame";
import { placeOf, type Place } from "../model/place";
import { rankingOf, type Ranking } from "../model/ranking";
import type { ClassWords } from "../state/class-words";
import type { AtlasState } from "../state/url";
import { loadBreaks, loadGeography, loadIndicator, loadVector, type Geography } from "./load";

/** Everything that one picture needs, all of it for the same choice. */
export interface Scene {
  place: Place;
  geography: Geography;
  how: Classification;
  /** the class words that hold, defaults filled in */
  words: ClassWords;
  /** period whose town value is the midpoint; "" for none */
  midPeriod: string;
  frame: Frame;
  ranking: Ranking;
  /** containing units, finest level first; the last one draws the dark outlines */
  parents: Parent[];
  /** set where the figures are computed from those of the release */
  derived?: "change" | "bivariate";
  /** what else is said of a unit under the pointer */
  aside?: (unit: number) => string;
}

export interface Parent {
  level: Level;
  geography: Geography;
}

/** Larger ones are neither named nor outlined. */
const MOST_PARENT_UNITS = 5000;

export async function loadScene(state: AtlasState, catalogue: Catalogue): Promise<Scene | null> {
  const key = state.indicator || catalogue.workspace.defaultIndicator;
  if (!key) return null;
  const detail = await loadIndicator(key);
  const place = placeOf(state, detail, catalogue);
  if (!place) return null;
  const file = place.coverage.files.find((one) => one.periods.includes(place.period));
  if (!file) throw new Error(`no file for ${place.period}`);
  const [geography, vector] = await Promise.all([
    loadGeography(place.level.key, place.coverage.geography),
    loadVector(file.url),
  ]);
  checkOrder(vector, geography);
  const words = classWordsOf(state, detail);
  const [parents, { how, midPeriod }] = await Promise.all([loadParents(geography, catalogue), loadHow(place, words)]);
  const frame = frameOf(vector, place.period, how, { places: placesKept(state, geography.units), range: state.range });
  return { place, geography, how, words, midPeriod, frame, ranking: rankingOf(frame), parents };
}

/** The classes that the words ask for. Most need nothing from the server: the proposal travels with the indicator. */
async function loadHow({ detail, coverage, period }: Place, words: ClassWords): Promise<{ how: Classification; midPeriod: string }> {
  if (detail.kind === "count" || detail.kind === "class") return { how: classificationOf(detail, []), midPeriod: "" };
  const target = targetOf(words, detail);
  const query = breaksQuery(words, target);
  const { level, geography, slice } = coverage;
  const shown = words.fixed ? "all" : period;
  const answer = query && (await loadBreaks(detail.release.checksum, { indicator: detail.key, level, geography, slice, period: shown, ...query }));
  return { how: breaksOf(words, coverage, target, answer), midPeriod: answer?.midPeriod ?? "" };
}

/** Figures in another order than the units would be shown in the wrong places: better none at all. */
function checkOrder(vector: Vector, geography: Geography): void {
  const { order, units } = vector.meta;
  if (order !== geography.detail.order || units !== geography.units.code.length) {
    throw new Error("figures and units do not belong together");
  }
}

async function loadParents(geography: Geography, catalogue: Catalogue): Promise<Parent[]> {
  const found = catalogue.levels
    .filter((level) => level.rank > 0 && geography.units.parents.has(level.key))
    .reverse()
    .flatMap((level) => {
      const version = parentVersion(level, geography);
      return version && version.count <= MOST_PARENT_UNITS ? [{ level, key: version.key }] : [];
    });
  return Promise.all(
    found.map(async ({ level, key }) => ({ level, geography: await loadGeography(level.key, key) })),
  );
}

/** The version of a parent level that goes with a geography: the same key, else valid at the same time, else the last. */
export function parentVersion(level: Level, { detail }: Geography) {
  const same = level.geographies.find((one) => one.key === detail.key);
  const begin = (iso: string | null) => iso ?? "0000";
  const end = (iso: string | null) => iso ?? "9999";
  const together = level.geographies.findLast(
    (one) => begin(one.validFrom) < end(detail.validTo) && begin(detail.validFrom) < end(one.validTo),
  );
  return same ?? together ?? level.geographies.at(-1);
}

/** Names of the containing units, finest first. */
export function parentNames(scene: Scene, unit: number): string[] {
  return scene.parents.flatMap(({ level, geography }) => {
    const code = scene.geography.units.parents.get(level.key)?.[unit];
    const at = code === undefined ? undefined : geography.index.get(code);
    return at === undefined ? [] : [geography.units.name[at]!];
  });
}

export function unitName({ geography: { units } }: Scene, unit: number): string {
  return units.name[unit] || units.code[unit]!;
}
