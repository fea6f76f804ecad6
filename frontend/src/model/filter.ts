import type { Units } from "../api/arrow";
import type { FilterWords, LonLat, Range, Shape } from "../state/filter-words";

/** Is anything filtered? */
export function filters({ within, range, shape, only }: FilterWords): boolean {
  return within.length > 0 || range !== null || shape !== null || only.length > 0;
}

/** Units that all conditions of place leave (1) or take out (0); null where there are none. */
export function placesKept({ within, shape, only }: Pick<FilterWords, "within" | "shape" | "only">, units: Units): Uint8Array | null {
  if (!within.length && !shape && !only.length) return null;
  const n = units.code.length;
  const kept = new Uint8Array(n).fill(1);
  const drop = (keep: (i: number) => boolean) => {
    for (let i = 0; i < n; i++) if (kept[i] && !keep(i)) kept[i] = 0;
  };
  if (within.length) {
    const areas = grouped(within);
    drop((i) => areas.some(([level, codes]) => codes.has(units.parents.get(level)?.[i] ?? "")));
  }
  if (only.length) {
    const codes = new Set(only);
    drop((i) => codes.has(units.code[i]!));
  }
  if (shape) {
    const { x, y } = units;
    const contains = containing(shape);
    drop((i) => x !== null && y !== null && contains(x[i]!, y[i]!));
  }
  return kept;
}

/** Both ends belong to the range; what has no value is in none. */
export function inRange(value: number, range: Range): boolean {
  return value >= (range.from ?? -Infinity) && value <= (range.to ?? Infinity);
}

function grouped(within: readonly string[]): [level: string, codes: Set<string>][] {
  const found = new Map<string, Set<string>>();
  for (const pair of within) {
    const cut = pair.indexOf(":");
    const level = pair.slice(0, cut);
    found.set(level, (found.get(level) ?? new Set()).add(pair.slice(cut + 1)));
  }
  return [...found];
}

const METRES_PER_DEGREE = 111_195; // on a sphere of 6371 km

/** Does a place (degrees) lie in the shape? Units count by their label point. */
export function containing(shape: Shape): (lon: number, lat: number) => boolean {
  switch (shape.kind) {
    case "box":
      return (lon, lat) => lon >= shape.west && lon <= shape.east && lat >= shape.south && lat <= shape.north;
    case "circle": {
      const squeeze = Math.cos((shape.lat * Math.PI) / 180);
      return (lon, lat) => Math.hypot((lon - shape.lon) * squeeze, lat - shape.lat) * METRES_PER_DEGREE <= shape.metres;
    }
    case "polygon":
      return (lon, lat) => inPolygon(lon, lat, shape.points);
  }
}

/** Crossings of a ray to the east (Shimrat 1962). */
function inPolygon(lon: number, lat: number, points: readonly LonLat[]): boolean {
  let inside = false;
  points.forEach(([x, y], i) => {
    const [px, py] = points.at(i - 1)!;
    if (y > lat !== py > lat && lon < ((px - x) * (lat - y)) / (py - y) + x) inside = !inside;
  });
  return inside;
}

/** The outline of a shape as a ring of places, closed. */
export function ringOf(shape: Shape, corners = 64): LonLat[] {
  switch (shape.kind) {
    case "polygon":
      return [...shape.points, shape.points[0]!];
    case "box": {
      const { west, south, east, north } = shape;
      return [[west, south], [east, south], [east, north], [west, north], [west, south]];
    }
    case "circle": {
      const squeeze = Math.cos((shape.lat * Math.PI) / 180);
      const r = shape.metres / METRES_PER_DEGREE;
      return Array.from({ length: corners + 1 }, (_, i): LonLat => {
        const angle = (2 * Math.PI * (i % corners)) / corners;
        return [shape.lon + (r * Math.cos(angle)) / squeeze, shape.lat + r * Math.sin(angle)];
      });
    }
  }
}

/** A drawn ring as the shape it was meant to be; null where it is too small to be one. */
export function shapeOf(kind: Shape["kind"], ring: readonly LonLat[]): Shape | null {
  const closed = ring.length > 1 && ring[0]![0] === ring.at(-1)![0] && ring[0]![1] === ring.at(-1)![1];
  const points = (closed ? ring.slice(0, -1) : ring).map(([lon, lat]): LonLat => [+lon.toFixed(5), +lat.toFixed(5)]);
  if (points.length < 3) return null;
  if (kind === "polygon") return { kind, points };
  const [west, east] = [Math.min(...points.map(([lon]) => lon)), Math.max(...points.map(([lon]) => lon))];
  const [south, north] = [Math.min(...points.map(([, lat]) => lat)), Math.max(...points.map(([, lat]) => lat))];
  if (!(west < east && south < north)) return null;
  if (kind === "box") return { kind, west, south, east, north };
  const metres = Math.round(((north - south) / 2) * METRES_PER_DEGREE);
  return metres > 0 ? { kind, lon: +((west + east) / 2).toFixed(5), lat: +((south + north) / 2).toFixed(5), metres } : null;
}
