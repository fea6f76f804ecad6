import type { LayerSpecification } from "maplibre-gl";
import { rem } from "../format/rem";
import type { Points } from "./picture";
import type { MapColours } from "./theme";

const METRES_PER_PIXEL_AT_0 = 78271.5; // equator, 512 px tiles

/**
 * Names as points with the zoom from which their area is wide enough for the text. One source for all labels:
 * names on tiled polygons would repeat in every tile.
 */
export function labelPoints(points: Points, kind: "units" | "outlines"): GeoJSON.Feature[] {
  return Array.from(points.name, (name, i): GeoJSON.Feature => ({
    type: "Feature",
    properties: { name, zoom: kind === "outlines" ? 0 : roomFor(name, points.area?.[i] ?? 0, points.y[i]!), order: -(points.area?.[i] ?? 0) },
    geometry: { type: "Point", coordinates: [points.x[i]!, points.y[i]!] },
  })).filter(({ properties, geometry }) => properties?.name && (geometry as GeoJSON.Point).coordinates.every(Number.isFinite));
}

/** The zoom at which a square of this area is as wide as the longest word of the name. */
export function roomFor(name: string, area: number, lat: number): number {
  if (!(area > 0)) return 24;
  const letters = Math.min(name.length, Math.max(...name.split(/[\s/-]+/).map((word) => word.length)) + 2);
  const metresPerPixel = Math.sqrt(area) / ((letters * 6.2 + 8) * rem());
  return Math.log2((METRES_PER_PIXEL_AT_0 * Math.cos((lat * Math.PI) / 180)) / metresPerPixel);
}

export function labelLayer(id: "names" | "outline-names", colours: MapColours): LayerSpecification {
  const district = id === "outline-names";
  const size = rem();
  return {
    id,
    type: "symbol",
    source: id,
    ...(district ? {} : { filter: [">=", ["zoom"], ["get", "zoom"]] }),
    layout: {
      "text-field": ["get", "name"],
      // Drawn by the browser from the page's own font: there is no glyph server.
      "text-font": [district ? "Fira Sans SemiBold" : "Fira Sans Regular"],
      "text-size": district ? ["interpolate", ["linear"], ["zoom"], 8, 10 * size, 10, 11.5 * size, 13, 14 * size] : 11.5 * size,
      "text-max-width": 7,
      "text-padding": 3,
      "symbol-sort-key": ["get", "order"],
    },
    paint: { "text-color": colours.text, "text-halo-color": colours.halo, "text-halo-width": 1.4 },
  };
}
