import { readCodes, readNumber, writeCodes } from "./codes";

/** Which units are looked at. All conditions hold together. */
export interface FilterWords {
  /** "level:code" of containing areas; a unit lies in one of them */
  within: readonly string[];
  /** values from ... to, both included; null is open */
  range: Range | null;
  /** drawn on the map; a unit lies in it with its label point */
  shape: Shape | null;
  /** codes of units of the level */
  only: readonly string[];
  rest: Rest;
}

export interface Range {
  from: number | null;
  to: number | null;
}
export type LonLat = readonly [lon: number, lat: number];
export type Shape =
  | { kind: "polygon"; points: readonly LonLat[] } // not closed: the last point is joined to the first
  | { kind: "box"; west: number; south: number; east: number; north: number }
  | { kind: "circle"; lon: number; lat: number; metres: number };
/** What happens to units that are filtered out: they turn grey, or they go. */
export type Rest = "grey" | "hide";

export const NO_FILTER: FilterWords = { within: [], range: null, shape: null, only: [], rest: "grey" };

export function parseFilter(text: (name: string) => string): FilterWords {
  return {
    within: readCodes(text("within")).filter((one) => /^[^:]+:./s.test(one)),
    range: parseRange(text("range")),
    shape: parseShape(text("shape")),
    only: readCodes(text("only")),
    rest: text("rest") === "hide" ? "hide" : "grey",
  };
}

export function writeFilter(words: FilterWords, put: (name: string, value: string) => void): void {
  put("within", writeCodes(words.within));
  put("range", words.range ? `${words.range.from ?? ""}..${words.range.to ?? ""}` : "");
  put("shape", words.shape ? writeShape(words.shape) : "");
  put("only", writeCodes(words.only));
  put("rest", words.rest === "grey" ? "" : words.rest);
}

function parseRange(text: string): Range | null {
  const parts = text.split("..");
  if (parts.length !== 2) return null;
  const [from, to] = parts.map(readNumber) as [number | null, number | null];
  if ((from === null && parts[0]) || (to === null && parts[1])) return null;
  if (from === null && to === null) return null;
  return from !== null && to !== null && from > to ? null : { from, to };
}

/** "polygon:13.4,52.5;13.5,52.5;13.5,52.6", "box:west,south,east,north", "circle:lon,lat,metres" */
function parseShape(text: string): Shape | null {
  const [kind, rest = ""] = text.split(":", 2);
  const points = rest.split(";").map((point) => point.split(",").map(readNumber));
  if (points.some((point) => point.includes(null))) return null;
  const numbers = points as number[][];
  if (kind === "polygon" && numbers.length >= 3 && numbers.every(isPlace)) return { kind, points: numbers as unknown as LonLat[] };
  const [a, b, c, d] = numbers[0]!;
  if (kind === "box" && numbers.length === 1 && numbers[0]!.length === 4 && isPlace([a!, b!]) && isPlace([c!, d!]) && a! < c! && b! < d!) {
    return { kind, west: a!, south: b!, east: c!, north: d! };
  }
  if (kind === "circle" && numbers.length === 1 && numbers[0]!.length === 3 && isPlace([a!, b!]) && c! > 0) {
    return { kind, lon: a!, lat: b!, metres: c! };
  }
  return null;
}

const isPlace = (point: readonly number[]): boolean => point.length === 2 && Math.abs(point[0]!) <= 180 && Math.abs(point[1]!) <= 90;

function writeShape(shape: Shape): string {
  switch (shape.kind) {
    case "polygon":
      return `polygon:${shape.points.map((point) => place(...point)).join(";")}`;
    case "box":
      return `box:${place(shape.west, shape.south)},${place(shape.east, shape.north)}`;
    case "circle":
      return `circle:${place(shape.lon, shape.lat)},${shape.metres}`;
  }
}

/** Five decimals are a metre. */
const place = (lon: number, lat: number): string => `${+lon.toFixed(5)},${+lat.toFixed(5)}`;
