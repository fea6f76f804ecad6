import { api } from "../api/client";
import type { MapLayerRef } from "../api/layer-types";
import type { Catalogue, Level } from "../api/types";
import type { Overlay } from "../map/overlays";
import { layerColour } from "../map/symbols";
import type { Theme } from "../model/palette";
import type { LayerChoice, LayerWords } from "../state/layer-words";
import { Cache } from "./cache";
import { loadGeography } from "./load";
import { parentVersion, type Scene } from "./scene";

/** A feature with a name, where the map can go. */
export interface NamedPlace {
  name: string;
  layer: string;
  properties: Record<string, string>;
  bounds: [number, number, number, number];
}

const features = new Cache<GeoJSON.FeatureCollection>();
/** Blocks and grid cells have too many borders to draw them over another level. */
const MOST_OUTLINES = 2000;

/** Layers that may be laid over the map, and what of them is laid over it now. */
export class OverlayBook {
  layers: readonly MapLayerRef[] = [];
  private ready: Promise<void> | null = null;

  /** Asked for once; without layers the map is complete all the same. */
  load(): Promise<void> {
    return (this.ready ??= api.layers().then(
      (found) => void (this.layers = found),
      () => void (this.ready = null),
    ));
  }

  /** In the order of drawing (the first on top): the order of the workspace, not of choosing. */
  async shown(words: LayerWords, scene: Scene, catalogue: Catalogue, theme: Theme): Promise<Overlay[]> {
    if (words.layers.length) await this.load();
    const chosen = new Map(words.layers.map((one) => [one.key, one]));
    const laid = this.layers.flatMap((layer) => {
      const choice = chosen.get(layer.key);
      return choice ? [overlayOf(layer, choice, theme)] : [];
    });
    const outlines = await Promise.all(
      outlineLevels(scene, catalogue).filter(({ key }) => words.outlines.includes(key)).map((level) => outlineOf(level, scene)),
    );
    return [...laid, ...outlines.filter((one) => one !== null)];
  }

  /** All features of a layer that have a name, in the order of the alphabet. */
  async places(layer: MapLayerRef): Promise<NamedPlace[]> {
    const found = await features.get(layer.url, () => api.features(layer.url));
    return found.features
      .flatMap(({ properties, geometry }) => {
        const { title, ...rest } = (properties ?? {}) as Record<string, string>;
        return title && geometry ? [{ name: title, layer: layer.key, properties: rest, bounds: boundsOf(geometry) }] : [];
      })
      .sort((a, b) => a.name.localeCompare(b.name));
  }
}

/** Levels whose borders may be drawn over the one that is shown. */
export function outlineLevels(scene: Scene, catalogue: Catalogue): Level[] {
  return catalogue.levels.filter((level) => {
    const version = parentVersion(level, scene.geography);
    return level.key !== scene.place.level.key && level.rank > 0 && version !== undefined && version.count <= MOST_OUTLINES;
  });
}

async function outlineOf(level: Level, scene: Scene): Promise<Overlay | null> {
  const version = parentVersion(level, scene.geography);
  if (!version) return null;
  const { detail } = await loadGeography(level.key, version.key);
  return detail.shapes.kind === "none" ? null : { kind: "outline", key: `outline-${level.key}`, shapes: detail.shapes };
}

function overlayOf(layer: MapLayerRef, { opacity }: LayerChoice, theme: Theme): Overlay {
  const { key, url, kind, tileSize, minzoom, maxzoom, bounds } = layer;
  if (kind === "wms" || kind === "wmts") return { kind: "picture", key, url, tileSize: tileSize ?? 256, minzoom, maxzoom, bounds, opacity };
  return { kind, key, url, colour: layerColour(layer.colour, theme), symbol: layer.symbol };
}

function boundsOf(geometry: GeoJSON.Geometry): [number, number, number, number] {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    if (typeof part[0] !== "number") return part.forEach(walk);
    const [x, y] = part as [number, number];
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  };
  if (geometry.type === "GeometryCollection") for (const one of geometry.geometries) walk((one as { coordinates?: unknown }).coordinates);
  else walk(geometry.coordinates);
  return box;
}
