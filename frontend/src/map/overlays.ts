import type { LayerSpecification, Map as MapLibre, MapMouseEvent, SourceSpecification } from "maplibre-gl";
import type { Shapes } from "../api/types";
import type { Theme } from "../model/palette";
import { symbolImage } from "./symbols";
import { MAP_COLOURS } from "./theme";

/** Something laid over the figures; plain data. */
export type Overlay =
  | { kind: "points" | "lines" | "areas"; key: string; url: string; colour: string; symbol: string }
  | { kind: "picture"; key: string; url: string; tileSize: number; minzoom: number; maxzoom: number; bounds: [number, number, number, number] | null; opacity: number }
  | { kind: "outline"; key: string; shapes: Exclude<Shapes, { kind: "none" }> };

/** A feature that lies under the pointer. */
export interface FoundFeature {
  layer: string;
  properties: Record<string, string>;
  lon: number;
  lat: number;
}

const PREFIX = "over-";
/** The first layer of the map that lies over what fills: names and chosen areas stay readable. */
const LINES = "hover";
const NAMES = "names";
const TOUCH = 6;

/** Lays layers over the map and takes them away again; knows which feature lies where. */
export class Overlays {
  private shown: readonly Overlay[] = [];

  constructor(private readonly map: MapLibre) {}

  show(overlays: readonly Overlay[], theme: Theme): void {
    this.clear();
    this.shown = overlays;
    // The first of the list lies on top, so it is added last.
    for (const overlay of [...overlays].reverse()) this.add(overlay, theme);
  }

  /** After the map was built anew. */
  again(theme: Theme): void {
    this.show(this.shown, theme);
  }

  at({ point, lngLat }: MapMouseEvent): FoundFeature | null {
    const layers = this.map.getStyle().layers.filter(({ id }) => id.startsWith(PREFIX) && /-(points|lines|fill)$/.test(id)).map(({ id }) => id);
    if (!layers.length) return null;
    const box: [[number, number], [number, number]] = [[point.x - TOUCH, point.y - TOUCH], [point.x + TOUCH, point.y + TOUCH]];
    // What covers the ground is met only exactly; small things are met nearby.
    const found = this.map.queryRenderedFeatures(box, { layers }).find(({ layer }) => !layer.id.endsWith("-fill"));
    if (!found) return null;
    const { geometry } = found;
    const [lon, lat] = geometry.type === "Point" ? geometry.coordinates : [lngLat.lng, lngLat.lat];
    return { layer: found.source.slice(PREFIX.length), properties: found.properties as Record<string, string>, lon: lon!, lat: lat! };
  }

  private clear(): void {
    const { layers, sources } = this.map.getStyle();
    for (const { id } of layers) if (id.startsWith(PREFIX)) this.map.removeLayer(id);
    for (const id of Object.keys(sources)) if (id.startsWith(PREFIX)) this.map.removeSource(id);
  }

  private add(overlay: Overlay, theme: Theme): void {
    const id = PREFIX + overlay.key;
    this.map.addSource(id, source(overlay));
    if (overlay.kind === "points") {
      const image = `${id}-image`;
      if (this.map.hasImage(image)) this.map.removeImage(image);
      this.map.addImage(image, symbolImage(overlay.symbol, overlay.colour, MAP_COLOURS[theme].halo), { pixelRatio: 2 });
    }
    for (const { layer, under } of layersOf(overlay, id, theme)) this.map.addLayer(layer, this.place(under));
  }

  private place(under: string): string | undefined {
    return this.map.getLayer(under) ? under : undefined;
  }
}

function source(overlay: Overlay): SourceSpecification {
  const absolute = (url: string) => new URL(url, location.href).href.replaceAll("%7B", "{").replaceAll("%7D", "}");
  switch (overlay.kind) {
    case "picture":
      return {
        type: "raster", tiles: [absolute(overlay.url)], tileSize: overlay.tileSize, minzoom: overlay.minzoom, maxzoom: overlay.maxzoom,
        ...(overlay.bounds ? { bounds: overlay.bounds } : {}),
      };
    case "outline":
      return overlay.shapes.kind === "geojson"
        ? { type: "geojson", data: absolute(overlay.shapes.url), tolerance: 0.2 }
        : { type: "vector", url: `pmtiles://${absolute(overlay.shapes.url)}` };
    default:
      return { type: "geojson", data: absolute(overlay.url), tolerance: 0.2 };
  }
}

function layersOf(overlay: Overlay, id: string, theme: Theme): { layer: LayerSpecification; under: string }[] {
  const colours = MAP_COLOURS[theme];
  const wide = (thin: number, thick: number) => ["interpolate", ["linear"], ["zoom"], 9, thin, 15, thick] as never;
  switch (overlay.kind) {
    case "points":
      return [{
        under: NAMES,
        layer: {
          id: `${id}-points`, type: "symbol", source: id,
          layout: { "icon-image": `${id}-image`, "icon-allow-overlap": true, "icon-size": ["interpolate", ["linear"], ["zoom"], 9, 0.42, 12, 0.62, 15, 1] as never },
        },
      }];
    case "lines":
      return [
        { under: LINES, layer: { id: `${id}-rim`, type: "line", source: id, layout: { "line-join": "round", "line-cap": "round" }, paint: { "line-color": colours.halo, "line-width": wide(2.6, 7), "line-opacity": 0.8 } } },
        { under: LINES, layer: { id: `${id}-lines`, type: "line", source: id, layout: { "line-join": "round", "line-cap": "round" }, paint: { "line-color": overlay.colour, "line-width": wide(1.1, 3.6) } } },
      ];
    case "areas":
      return [
        { under: LINES, layer: { id: `${id}-fill`, type: "fill", source: id, paint: { "fill-color": overlay.colour, "fill-opacity": 0.14 } } },
        { under: LINES, layer: { id: `${id}-rim`, type: "line", source: id, paint: { "line-color": colours.halo, "line-width": 3.4 } } },
        { under: LINES, layer: { id: `${id}-lines`, type: "line", source: id, paint: { "line-color": overlay.colour, "line-width": 1.7, "line-dasharray": [3, 1.4] } } },
      ];
    case "picture":
      return [{ under: "border", layer: { id: `${id}-picture`, type: "raster", source: id, paint: { "raster-opacity": overlay.opacity / 100, "raster-fade-duration": 0 } } }];
    case "outline": {
      const from = overlay.shapes.kind === "pmtiles" ? { "source-layer": overlay.shapes.layer } : {};
      return [
        { under: LINES, layer: { id: `${id}-rim`, type: "line", source: id, ...from, paint: { "line-color": colours.halo, "line-width": 2.6, "line-opacity": 0.9 } } },
        { under: LINES, layer: { id: `${id}-line`, type: "line", source: id, ...from, paint: { "line-color": colours.outline, "line-width": 1.1, "line-dasharray": [4, 2] } } },
      ];
    }
  }
}
