import type { Map as MapLibre, SourceSpecification } from "maplibre-gl";
import { ringOf } from "../model/filter";
import type { Theme } from "../model/palette";
import type { Shape } from "../state/filter-words";
import { labelLayer, labelPoints } from "./labels";
import { circleLayer, outlineLayer, shapeLayer, unitLayers } from "./layers";
import { patterns, veil } from "./patterns";
import type { Base, Points } from "./picture";
import { sketchLayers } from "./sketch";
import { MAP_COLOURS } from "./theme";

/** What the map stands on before any figure is drawn: sources and layers of a geography, in the order in which they lie. */

export const NONE: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };

export function shapeData(shape: Shape | null): GeoJSON.FeatureCollection {
  if (!shape) return NONE;
  return collection([{ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: ringOf(shape).map(([lon, lat]) => [lon, lat]) } }]);
}

export function addSources(map: MapLibre, base: Base, sketch: GeoJSON.FeatureCollection, shape: GeoJSON.FeatureCollection): void {
  const units: SourceSpecification =
    base.shapes.kind === "geojson"
      ? { type: "geojson", data: absolute(base.shapes.url), tolerance: 0.2 }
      : { type: "vector", url: `pmtiles://${absolute(base.shapes.url)}`, promoteId: "i" };
  map.addSource("units", units);
  map.addSource("sketch", { type: "geojson", data: sketch });
  map.addSource("shape", { type: "geojson", data: shape });
  map.addSource("points", { type: "geojson", data: NONE });
  map.addSource("names", { type: "geojson", data: collection(base.labels ? labelPoints(base.points, "units") : []) });
  const { outline } = base;
  map.addSource("outline-names", { type: "geojson", data: collection(outline ? labelPoints(outline.points, "outlines") : []) });
  if (outline?.shapes.kind === "geojson") map.addSource("outline", { type: "geojson", data: absolute(outline.shapes.url), tolerance: 0.2 });
  if (outline?.shapes.kind === "pmtiles") map.addSource("outline", { type: "vector", url: `pmtiles://${absolute(outline.shapes.url)}` });
}

export function addLayers(map: MapLibre, base: Base, theme: Theme): void {
  const colours = MAP_COLOURS[theme];
  for (const [kind, image] of Object.entries(patterns(colours))) {
    if (map.hasImage(`absent-${kind}`)) map.removeImage(`absent-${kind}`);
    map.addImage(`absent-${kind}`, image, { pixelRatio: 2 });
  }
  if (map.hasImage("unsure")) map.removeImage("unsure");
  map.addImage("unsure", veil(colours), { pixelRatio: 2 });
  map.addLayer({ id: "ground", type: "background", paint: { "background-color": colours.ground } });
  const sketch = sketchLayers(colours);
  for (const layer of sketch.under) map.addLayer(layer);
  const units = unitLayers(from("units", base.shapes), colours);
  const lines = units.findIndex((layer) => layer.id === "hover");
  for (const layer of units.slice(0, lines)) map.addLayer(layer);
  for (const layer of sketch.over) map.addLayer(layer);
  if (base.outline) map.addLayer(outlineLayer(from("outline", base.outline.shapes), colours));
  map.addLayer(circleLayer(colours));
  for (const layer of units.slice(lines)) map.addLayer(layer);
  map.addLayer(shapeLayer(colours));
  map.addLayer(labelLayer("names", colours));
  map.addLayer(labelLayer("outline-names", colours));
}

/** The worker that reads the shapes has no page address to resolve against. */
const absolute = (url: string): string => new URL(url, location.href).href;

const collection = (features: GeoJSON.Feature[]): GeoJSON.FeatureCollection => ({ type: "FeatureCollection", features });

export function from(source: string, shapes: Base["shapes"]): { source: string; "source-layer"?: string } {
  return shapes.kind === "pmtiles" ? { source, "source-layer": shapes.layer } : { source };
}

export function pointFeatures({ x, y }: Points, order: readonly number[] = Array.from(x.keys())): GeoJSON.FeatureCollection {
  return collection(
    order.map((i): GeoJSON.Feature => ({
      type: "Feature",
      id: i,
      properties: {},
      geometry: { type: "Point", coordinates: [x[i]!, y[i]!] },
    })).filter(({ geometry }) => (geometry as GeoJSON.Point).coordinates.every(Number.isFinite)),
  );
}
