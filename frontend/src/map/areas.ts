import "maplibre-gl/dist/maplibre-gl.css";
import { Map as MapLibre, setWorkerUrl, type MapMouseEvent } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { TerraDraw, TerraDrawLineStringMode, TerraDrawPolygonMode, TerraDrawSelectMode, type HexColor } from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";
import type { Theme } from "../model/palette";
import { MAP_COLOURS } from "./theme";

setWorkerUrl(workerUrl);

export type Ring = [number, number][];
export interface Piece {
  /** position of the unit */
  unit: number;
  /** which part of it, where it has several */
  part: number;
}
interface Events {
  pick: (piece: Piece) => void;
  drawn: (kind: "ring" | "line", points: Ring) => void;
  ready: () => void;
}

/** The map on which areas are edited: all units, one of them chosen, and what is being drawn. */
export class AreasView {
  private readonly map: MapLibre;
  private draw: TerraDraw | null = null;
  private chosen = -1;

  constructor(container: HTMLElement, private readonly units: GeoJSON.FeatureCollection, private readonly town: readonly number[], theme: Theme, private readonly events: Events) {
    const colours = MAP_COLOURS[theme];
    this.map = new MapLibre({
      container, attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, keyboard: false, fadeDuration: 0, renderWorldCopies: false,
      style: {
        version: 8,
        sources: { units: { type: "geojson", data: units, tolerance: 0.1 } },
        layers: [
          { id: "ground", type: "background", paint: { "background-color": colours.ground } },
          { id: "fill", type: "fill", source: "units", paint: { "fill-color": ["case", ["boolean", ["feature-state", "chosen"], false], colours.selected[0]!, colours.empty], "fill-opacity": ["case", ["boolean", ["feature-state", "chosen"], false], 0.35, 1] } },
          { id: "marked", type: "line", source: "units", paint: { "line-color": colours.selected[1]!, "line-width": ["case", ["boolean", ["feature-state", "marked"], false], 4, 0] } },
          { id: "border", type: "line", source: "units", paint: { "line-color": theme === "dark" ? colours.hatch : colours.outline, "line-width": 1 } },
        ],
      },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.getCanvas().tabIndex = -1;
    this.map.getCanvas().setAttribute("aria-hidden", "true");
    this.map.getCanvas().removeAttribute("role");
    this.map.once("load", () => {
      this.fit();
      this.begin(theme);
      events.ready();
    });
    this.map.on("click", (event) => this.click(event));
  }

  private begin(theme: Theme): void {
    const { selected } = MAP_COLOURS[theme];
    const colour = selected[1] as HexColor;
    const styles = { fillColor: colour, fillOpacity: 0.12, outlineColor: colour, outlineWidth: 2 };
    this.draw = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map: this.map, coordinatePrecision: 9 }),
      modes: [
        new TerraDrawPolygonMode({ styles }),
        new TerraDrawLineStringMode({ styles: { lineStringColor: colour, lineStringWidth: 3 } }),
        new TerraDrawSelectMode({
          allowManualDeselection: false,
          styles: { selectedPolygonColor: colour, selectedPolygonFillOpacity: 0.1, selectedPolygonOutlineColor: colour, selectionPointColor: colour, selectionPointWidth: 4, selectionPointOutlineWidth: 1, midPointColor: colour, midPointOpacity: 0.7, midPointWidth: 2, midPointOutlineWidth: 1 },
          flags: { polygon: { feature: { draggable: false, coordinates: { draggable: true, midpoints: true, deletable: true } } } },
        }),
      ],
    });
    this.draw.start();
    this.draw.setMode("static");
    this.draw.on("finish", (id, { mode, action }) => {
      if (action !== "draw") return;
      const found = this.draw!.getSnapshotFeature(id);
      if (mode === "polygon" && found?.geometry.type === "Polygon") this.events.drawn("ring", found.geometry.coordinates[0] as Ring);
      if (mode === "linestring" && found?.geometry.type === "LineString") this.events.drawn("line", found.geometry.coordinates as Ring);
    });
  }

  fit(): void {
    this.look(this.units.features);
  }

  private look(features: readonly GeoJSON.Feature[]): void {
    const points = features.flatMap((feature) => rings(feature).flat());
    const [west, south, east, north] = this.town;
    if (!points.length) {
      if (north !== undefined) this.map.fitBounds([west!, south!, east!, north], { padding: 32, duration: 0 });
      return;
    }
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
    const least = (numbers: number[]) => numbers.reduce((one, other) => Math.min(one, other));
    const most = (numbers: number[]) => numbers.reduce((one, other) => Math.max(one, other));
    this.map.fitBounds([least(xs), least(ys), most(xs), most(ys)], { padding: 32, duration: 0 });
  }

  zoom(by: number): void {
    this.map.easeTo({ zoom: this.map.getZoom() + by, duration: 0 });
  }

  choose(unit: number): void {
    if (this.chosen >= 0) this.map.setFeatureState({ source: "units", id: this.chosen }, { chosen: false });
    this.chosen = unit;
    if (unit >= 0) this.map.setFeatureState({ source: "units", id: unit }, { chosen: true });
  }

  mark(unit: number, marked: boolean): void {
    this.map.setFeatureState({ source: "units", id: unit }, { marked });
  }

  /** Vertices of one part can be moved, added at the middles, and taken away (right click). */
  editRing({ unit, part }: Piece): boolean {
    const feature = this.units.features.find(({ id }) => id === unit);
    const ring = feature ? rings(feature)[part] : undefined;
    if (!feature || !ring || !this.draw) return false;
    this.look([feature]);
    this.draw.clear();
    this.draw.setMode("select");
    const [added] = this.draw.addFeatures([{ type: "Feature", geometry: { type: "Polygon", coordinates: [ring] }, properties: { mode: "polygon" } }]);
    if (!added?.valid || added.id === undefined) return false;
    this.draw.selectFeature(added.id);
    return true;
  }

  get ring(): Ring | null {
    const found = this.draw?.getSnapshot().find(({ geometry, properties }) => geometry.type === "Polygon" && properties.mode === "polygon");
    return found?.geometry.type === "Polygon" ? (found.geometry.coordinates[0] as Ring) : null;
  }

  /** A line is drawn across the chosen unit, a ring anywhere. */
  drawNew(kind: "ring" | "line"): void {
    if (kind === "line") this.look(this.units.features.filter(({ id }) => id === this.chosen));
    this.draw?.clear();
    this.draw?.setMode(kind === "ring" ? "polygon" : "linestring");
  }

  stop(): void {
    this.draw?.clear();
    this.draw?.setMode("static");
  }

  remove(): void {
    this.draw?.stop();
    this.map.remove();
  }

  private click({ point, lngLat }: MapMouseEvent): void {
    if (this.draw && this.draw.getMode() !== "static") return;
    const [found] = this.map.queryRenderedFeatures(point, { layers: ["fill"] });
    if (typeof found?.id !== "number") return;
    const feature = this.units.features.find(({ id }) => id === found.id);
    const part = feature ? rings(feature).findIndex((ring) => inside(ring, lngLat.lng, lngLat.lat)) : 0;
    this.events.pick({ unit: found.id, part: Math.max(part, 0) });
  }
}

/** Outer rings, one a part, in the order in which the server counts parts. */
export function rings({ geometry }: GeoJSON.Feature): Ring[] {
  if (geometry.type === "Polygon") return [geometry.coordinates[0] as Ring];
  return geometry.type === "MultiPolygon" ? geometry.coordinates.map((part) => part[0] as Ring) : [];
}

/** Even-odd rule (Shimrat, 1962). */
export function inside(ring: Ring, x: number, y: number): boolean {
  let within = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i]!;
    const [xj, yj] = ring[j]!;
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) within = !within;
  }
  return within;
}
