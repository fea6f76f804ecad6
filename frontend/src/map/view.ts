import "maplibre-gl/dist/maplibre-gl.css";
import { addProtocol, Map as MapLibre, setWorkerUrl, type GeoJSONSource, type MapMouseEvent } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { Protocol } from "pmtiles";
import { ABSENCES, ABSENT, OUTSIDE } from "../model/classify";
import type { Theme } from "../model/palette";
import type { Shape } from "../state/filter-words";
import type { Camera } from "../state/url";
import type { Drawing } from "./draw";
import { addLayers, addSources, from, NONE, pointFeatures, shapeData } from "./ground";
import { MeasureTool } from "./measure-tool";
import { Overlays, type Overlay } from "./overlays";
import { fillColour, restOpacity, textureLayer } from "./layers";
import { texture } from "./patterns";
import type { Base, Figures, MapEvents, Picture } from "./picture";
import { MAP_COLOURS } from "./theme";

setWorkerUrl(workerUrl);
addProtocol("pmtiles", new Protocol().tile);

const PADDING = 28;
const PANEL = 400;
/** More circles than this are too small to hide each other. */
const MOST_ORDERED = 20_000;

/** The map. It draws what it is told, reports what the pointer does, and holds nothing that matters. */
export class MapView {
  private readonly map: MapLibre;
  private readonly loaded: Promise<void>;
  private base: Base | null = null;
  private figures: Figures | null = null;
  private theme: Theme;
  private sketch: GeoJSON.FeatureCollection = NONE;
  private shape: Shape | null = null;
  private drawing: Drawing | null = null;
  private bins = new Int16Array();
  private radii = new Float32Array();
  private veiled = new Uint8Array();
  private chosen: readonly number[] = [];
  private hovered = -1;
  private drawn = "";
  private circles = false;
  private cover = 1;
  private readonly overlays: Overlays;
  private measure: MeasureTool | null = null;
  private ordered: Float32Array | null = null;

  constructor(container: HTMLElement, theme: Theme, camera: Camera | null, private readonly events: MapEvents) {
    this.theme = theme;
    this.map = new MapLibre({
      container,
      style: { version: 8, sources: {}, layers: [] },
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      keyboard: false,
      fadeDuration: 0,
      renderWorldCopies: false,
      ...(camera ? { center: [camera.lon, camera.lat] as [number, number], zoom: camera.zoom } : {}),
    });
    this.map.touchZoomRotate.disableRotation();
    this.overlays = new Overlays(this.map);
    this.free = camera !== null;
    this.loaded = new Promise((done) => this.map.once("load", () => done()));
    // The canvas is a picture for the eye; the element around it takes the keyboard and speaks.
    this.map.getCanvas().tabIndex = -1;
    this.map.getCanvas().setAttribute("aria-hidden", "true");
    this.map.getCanvas().removeAttribute("role");
    this.listen();
  }

  /** The reader moved the map: it no longer follows the size of the window. */
  private free: boolean;

  async show(picture: Picture, theme: Theme): Promise<void> {
    await Promise.all([this.loaded, document.fonts.load('600 12px "Fira Sans"'), document.fonts.load('12px "Fira Sans"')]);
    const restyle = theme !== this.theme;
    this.theme = theme;
    if (picture.base.key !== this.base?.key || restyle) this.rebuild(picture.base);
    this.recolour(picture.figures);
    // Where nothing differs the map would stay still, and never say that it is painted.
    this.map.triggerRepaint();
  }

  setSketch(sketch: GeoJSON.FeatureCollection): void {
    this.sketch = sketch;
    this.source("sketch")?.setData(sketch);
  }

  /** What lies over the figures, the first on top. */
  async setOverlays(overlays: readonly Overlay[]): Promise<void> {
    await this.loaded;
    this.overlays.show(overlays, this.theme);
    this.measure?.again(this.theme);
  }

  /** How far the areas cover the ground, 0 to 1. */
  setCover(cover: number): void {
    this.cover = cover;
    if (this.map.getLayer("fill")) this.map.setPaintProperty("fill", "fill-opacity", restOpacity(this.figures?.hideRest ?? false, cover));
  }

  setMeasuring(on: boolean): void {
    if (on === (this.measure !== null)) return;
    this.measure?.end();
    this.measure = on ? new MeasureTool(this.map, this.theme, (path) => this.events.measured(path)) : null;
  }

  /** Steps of the measuring tool that do not come from the pointer. */
  measuring(step: "add" | "back"): void {
    if (step === "add") this.measure?.addCentre();
    else this.measure?.back();
  }

  /** Moves the ground under the cross of the measuring tool. */
  pan(x: number, y: number): void {
    this.map.panBy([x, y], { duration: 0 });
  }

  /** The drawn area of the filter, as a line over everything. */
  setShape(shape: Shape | null): void {
    this.shape = shape;
    this.source("shape")?.setData(shapeData(this.shape));
  }

  /** Lets a shape be drawn; answers once it is finished, or null when it was given up. */
  async draw(kind: Shape["kind"]): Promise<Shape | null> {
    const { Drawing } = await import("./draw");
    this.stopDrawing();
    return new Promise((done) => {
      this.drawing = new Drawing(this.map, kind, MAP_COLOURS[this.theme].selected[0]!, (shape) => {
        this.drawing = null;
        done(shape);
      });
    });
  }

  stopDrawing(): void {
    this.drawing?.cancel();
  }

  setChosen(units: readonly number[]): void {
    for (const unit of this.chosen) this.put(unit, { chosen: -1 });
    units.forEach((unit, i) => this.put(unit, { chosen: i }));
    this.chosen = units;
  }

  setHovered(unit: number): void {
    if (unit === this.hovered) return;
    if (this.hovered >= 0) this.put(this.hovered, { hover: 0 });
    if (unit >= 0) this.put(unit, { hover: 1 });
    this.hovered = unit;
  }

  /** Brings a unit into view if the keyboard left it outside. */
  reveal(unit: number): void {
    const points = this.base?.points;
    if (!points) return;
    const at: [number, number] = [points.x[unit]!, points.y[unit]!];
    if (!this.map.getBounds().contains(at)) this.map.easeTo({ center: at, ...this.motion() });
  }

  /** The back button or a link named another camera. */
  look(camera: Camera): void {
    const now = this.centre();
    const near = Math.abs(now.lon - camera.lon) + Math.abs(now.lat - camera.lat) < 2e-5 && Math.abs(now.zoom - camera.zoom) < 0.011;
    this.free = true;
    if (!near) this.map.jumpTo({ center: [camera.lon, camera.lat], zoom: camera.zoom });
  }

  /** The address no longer names a camera: follow the window again. */
  release(): void {
    if (this.free) this.fit(true);
  }

  zoom(by: number): void {
    this.map.easeTo({ zoom: this.map.getZoom() + by, ...this.motion() }, { choice: true });
  }

  /** Shows a box, a point with what lies around it, beside the panel from which it was asked for. */
  lookAt(bounds: [number, number, number, number]): void {
    const width = this.map.getContainer().clientWidth;
    const right = width > 2 * PANEL ? PANEL : PADDING;
    this.map.fitBounds(bounds, { padding: { left: PADDING, top: PADDING, bottom: PADDING, right }, maxZoom: 15, ...this.motion() }, { choice: true });
  }

  fit(animate: boolean): void {
    this.free = false;
    if (this.base) this.map.fitBounds(this.base.bounds, { padding: PADDING, ...(animate ? this.motion() : { duration: 0 }) });
  }

  centre(): Camera {
    const { lng, lat } = this.map.getCenter();
    return { lon: lng, lat, zoom: this.map.getZoom() };
  }

  /** A unit's label point on the canvas. */
  pixel(unit: number): { x: number; y: number } {
    const points = this.base!.points;
    return this.map.project([points.x[unit]!, points.y[unit]!]);
  }

  destroy(): void {
    this.map.remove();
  }

  private motion(): { duration: number } {
    return { duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 300 };
  }

  private rebuild(base: Base): void {
    const other = this.base?.key !== base.key;
    const style = this.map.getStyle();
    for (const layer of style.layers) this.map.removeLayer(layer.id);
    for (const source of Object.keys(style.sources)) this.map.removeSource(source);
    this.base = base;
    addSources(this.map, base, this.sketch, shapeData(this.shape));
    addLayers(this.map, base, this.theme);
    this.bins = new Int16Array(base.points.name.length).fill(-1);
    this.radii = new Float32Array(base.points.name.length).fill(-1);
    this.veiled = new Uint8Array(base.points.name.length);
    this.drawn = "";
    this.circles = false;
    this.ordered = null;
    this.setChosen(this.chosen);
    this.overlays.again(this.theme);
    this.measure?.again(this.theme);
    this.setCover(this.cover);
    if (other && !this.free) this.fit(false);
  }

  private recolour(figures: Figures): void {
    this.figures = figures;
    const colours = MAP_COLOURS[this.theme];
    const circles = figures.radii !== null;
    if (circles && !this.circles) this.startCircles();
    this.circles = circles;
    const paint = JSON.stringify([figures.colours, figures.textures, figures.hideRest, circles]);
    if (paint !== this.drawn) {
      // Always by feature state: a colour that turns from state to constant breaks the map's binders of tiles in use.
      this.map.setPaintProperty("fill", "fill-color", fillColour(circles ? [colours.empty] : figures.colours, colours.empty));
      this.map.setPaintProperty("circles", "circle-color", fillColour(figures.colours, colours.empty));
      this.map.setPaintProperty("border", "line-color", circles ? colours.ground : colours.border);
      this.map.setLayoutProperty("circles", "visibility", circles ? "visible" : "none");
      this.map.setPaintProperty("fill", "fill-opacity", restOpacity(figures.hideRest, this.cover));
      this.map.setPaintProperty("border", "line-opacity", restOpacity(figures.hideRest));
      this.setTextures(circles ? [] : figures.textures);
      this.drawn = paint;
    }
    if (figures.radii) this.orderCircles(figures.radii);
    for (const kind of ABSENCES) {
      const occurs = figures.bins.includes(ABSENT[kind]);
      this.map.setLayoutProperty(`absent-${kind}`, "visibility", occurs ? "visible" : "none");
    }
    this.map.setLayoutProperty("unsure", "visibility", figures.unsure?.includes(1) ? "visible" : "none");
    this.putFigures(figures);
  }

  private setTextures(textures: Figures["textures"]): void {
    for (const layer of this.map.getStyle().layers) if (layer.id.startsWith("texture-")) this.map.removeLayer(layer.id);
    textures.forEach((one, bin) => {
      if (!one || !this.base) return;
      const image = `${one.name} ${one.ink}`;
      if (!this.map.hasImage(image)) this.map.addImage(image, texture(one.name, one.ink), { pixelRatio: 2 });
      this.map.addLayer(textureLayer(from("units", this.base.shapes), bin, image), "border");
    });
  }

  /** Large circles below, so that none hides a smaller one. */
  private orderCircles(radii: Float32Array): void {
    if (radii.length > MOST_ORDERED || this.ordered === radii) return;
    const { points } = this.base!;
    const order = Array.from(radii.keys()).sort((a, b) => radii[b]! - radii[a]!);
    this.source("points")?.setData(pointFeatures(points, order));
    this.ordered = radii;
  }

  /** Only what differs from the picture before is told to the map. */
  private putFigures({ bins, radii, unsure }: Figures): void {
    for (let i = 0; i < bins.length; i++) {
      const radius = radii?.[i] ?? 0;
      const veiled = unsure?.[i] ?? 0;
      if (bins[i] === this.bins[i] && radius === this.radii[i] && veiled === this.veiled[i]) continue;
      this.put(i, { bin: bins[i]!, radius, unsure: veiled });
      this.radii[i] = radius;
      this.veiled[i] = veiled;
    }
    this.bins = bins.slice();
  }

  /** The points are handed over only for counts: a level may have 200,000 of them. */
  private startCircles(): void {
    this.source("points")?.setData(pointFeatures(this.base!.points));
    this.bins = this.bins.slice().fill(-1);
    this.circles = true;
    this.setChosen(this.chosen);
  }

  private put(unit: number, state: Record<string, number>): void {
    if (!this.base) return;
    const layer = this.base.shapes.kind === "pmtiles" ? { sourceLayer: this.base.shapes.layer } : {};
    this.map.setFeatureState({ source: "units", id: unit, ...layer }, state);
    if (this.circles) this.map.setFeatureState({ source: "points", id: unit }, state);
  }

  private listen(): void {
    this.map.on("mousemove", (event) => this.drawing || this.events.hover(this.unitAt(event), event.point.x, event.point.y));
    this.map.on("mouseout", () => this.events.hover(-1, 0, 0));
    this.map.on("click", (event) => {
      if (this.drawing) return;
      if (this.measure) return this.measure.click(event);
      const found = this.overlays.at(event);
      this.events.feature(found);
      if (found) return;
      const { ctrlKey, metaKey, shiftKey } = event.originalEvent;
      this.events.pick(this.unitAt(event), ctrlKey || metaKey || shiftKey);
    });
    this.map.on("move", (event) => {
      if ((event as { originalEvent?: unknown }).originalEvent || (event as { choice?: boolean }).choice) this.events.moving?.(this.centre());
    });
    this.map.on("idle", () => this.base && this.events.painted());
    this.map.on("resize", () => this.free || this.fit(false));
    this.map.on("moveend", (event) => {
      if (!(event as { originalEvent?: unknown; choice?: boolean }).originalEvent && !(event as { choice?: boolean }).choice) return;
      this.free = true;
      this.events.moved(this.centre());
    });
  }

  private unitAt({ point }: MapMouseEvent): number {
    if (!this.base || !this.map.getLayer("fill")) return -1;
    const layers = this.figures?.radii ? ["circles", "fill"] : ["fill"];
    const found = this.map.queryRenderedFeatures(point, { layers }).find((one) => one.layer.id === "fill" || (one.state.radius as number) > 0);
    const unit = typeof found?.id === "number" ? found.id : -1;
    return this.figures?.hideRest && this.figures.bins[unit] === OUTSIDE ? -1 : unit;
  }

  private source(id: string): GeoJSONSource | undefined {
    return this.map.getSource<GeoJSONSource>(id);
  }
}
