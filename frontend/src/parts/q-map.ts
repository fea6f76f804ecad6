import { html, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { unitName, type Scene } from "../data/scene";
import type { MapLayerRef } from "../api/layer-types";
import type { Overlay } from "../map/overlays";
import type { MapView } from "../map/view";
import { t } from "../i18n/t";
import { isAbsent } from "../model/classify";
import type { Place } from "../model/measure";
import { nearest, neighbour, type Direction } from "../model/neighbour";
import type { Look } from "../model/look";
import type { Theme } from "../model/palette";
import { ranks } from "../model/ranking";
import { className, figureText } from "../model/words";
import type { Shape } from "../state/filter-words";
import { CameraEvent, DrawEvent, GoEvent, HoverEvent, PickEvent, ToolEvent } from "../state/go";
import type { Camera } from "../state/url";
import { Light } from "./light";
import { pictureOf } from "./picture-of";
import { swatch } from "./swatch";

const ARROWS: Record<string, Direction> = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" };

const STEP = 40;
const PAN: Record<string, [number, number]> = { ArrowUp: [0, -STEP], ArrowDown: [0, STEP], ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0] };

interface Feature {
  layer: string;
  name: string;
  properties: Record<string, string>;
}

function named({ title, ...properties }: Record<string, string>): { name: string; properties: Record<string, string> } {
  return { name: title ?? "", properties };
}

/** The map as one stop of the keyboard: arrows go to the neighbour, Enter chooses, and what is reached is spoken. */
@customElement("q-map")
export class MapElement extends Light {
  @property({ attribute: false }) scene!: Scene;
  @property({ attribute: false }) look!: Look;
  @property({ type: Boolean }) hideRest = false;
  @property({ attribute: false }) shape: Shape | null = null;
  /** the kind of shape that is being drawn, or "" */
  @property() drawing: Shape["kind"] | "" = "";
  @property() theme: Theme = "light";
  @property({ attribute: false }) chosen: readonly number[] = [];
  @property({ type: Number }) hovered = -1;
  @property({ attribute: false }) camera: Camera | null = null;
  @property({ attribute: false }) sketch: GeoJSON.FeatureCollection | null = null;
  @property({ attribute: false }) circles = { largest: 0, biggest: 0 };
  @property({ attribute: false }) overlays: readonly Overlay[] = [];
  /** names of the layers by key, and who made them */
  @property({ attribute: false }) layers: readonly MapLayerRef[] = [];
  @property({ type: Number }) cover = 100;
  @property({ type: Boolean }) measuring = false;
  @state() private spoken = "";
  @state() private feature: Feature | null = null;
  @state() private path: readonly Place[] = [];
  @state() private failed = false;
  private view: Promise<MapView> | null = null;
  private cursor = -1;

  override render() {
    const { detail, period } = this.scene.place;
    const label = t("map.label", { indicator: detail.name, period: detail.periods[period]?.label ?? period });
    return html`<div class="q-map" role="application" tabindex="0" aria-label=${label} @keydown=${this.key} @blur=${this.left}>
        <div class="q-canvas"></div>
      </div>
      ${this.failed ? html`<p class="q-map-failed" role="alert">${t("page.noWebgl")}</p>` : nothing}
      ${this.readout()} ${this.featureBox()} ${this.credit()}
      ${this.measuring ? html`<q-measure .path=${this.path} @click=${this.measureStep}></q-measure>` : nothing}
      <div class="q-zoom">
        ${this.tool("map.in", "M10 5v10M5 10h10", (map) => map.zoom(1))}
        ${this.tool("map.out", "M5 10h10", (map) => map.zoom(-1))}
        ${this.tool("map.fit", "M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4", (map) => {
          map.fit(true);
          this.dispatchEvent(new GoEvent({ camera: null }, "quiet"));
        })}
        ${this.tool("layers.title", "M10 3L18 7.5L10 12L2 7.5ZM2.6 11.5L10 15.8L17.4 11.5", () =>
          this.dispatchEvent(new GoEvent({ open: { kind: "layers" } })))}
      </div>
      <p class="q-hidden" aria-live="polite">${this.spoken}</p>`;
  }

  /** Changing what is shown takes the mark away until the map has caught up. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    if (["scene", "theme", "look", "hideRest"].some((name) => changed.has(name as keyof MapElement))) this.removeAttribute("data-painted");
  }

  protected override firstUpdated(): void {
    this.view = import("../map/view").then(({ MapView }) => {
      const container = this.querySelector<HTMLElement>(".q-canvas")!;
      return new MapView(container, this.theme, this.camera, {
        hover: (unit) => this.dispatchEvent(new HoverEvent(unit)),
        pick: (unit, add) => this.dispatchEvent(new PickEvent(unit, add)),
        feature: (found) => (this.feature = found && { layer: found.layer, ...named(found.properties) }),
        measured: (path) => (this.path = path),
        painted: () => this.setAttribute("data-painted", this.scene.place.period),
        moved: (camera) => this.dispatchEvent(new GoEvent({ camera }, "quiet")),
        moving: (camera) => this.dispatchEvent(new CameraEvent(camera)),
      });
    });
    this.view.catch((error) => {
      console.error(error);
      this.failed = true;
    });
  }

  protected override updated(changed: PropertyValues<this>): void {
    void this.draw(changed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    void this.view?.then((view) => view.destroy());
  }

  private async draw(changed: PropertyValues<this>): Promise<void> {
    const view = await this.view?.catch(() => null);
    if (!view || !this.isConnected) return;
    if (changed.has("sketch") && this.sketch) view.setSketch(this.sketch);
    if (changed.has("shape")) view.setShape(this.shape);
    if (changed.has("drawing")) this.drawing ? void this.drawn(view, this.drawing) : view.stopDrawing();
    if (changed.has("camera")) this.camera ? view.look(this.camera) : view.release();
    if (["scene", "theme", "look", "hideRest"].some((name) => changed.has(name as keyof MapElement))) {
      const picture = pictureOf(this.scene, this.look, this.circles, this.hideRest);
      if (picture) await view.show(picture, this.theme);
    }
    if (changed.has("cover")) view.setCover(this.cover / 100);
    if (changed.has("overlays")) await view.setOverlays(this.overlays);
    if (changed.has("measuring")) {
      this.path = [];
      if (this.measuring) await import("./q-measure");
      view.setMeasuring(this.measuring);
    }
    view.setChosen(this.chosen);
    view.setHovered(this.hovered);
  }

  /** Brings a place into view and tells of it; somebody found it by its name. */
  async lookAt(bounds: [number, number, number, number], feature: Feature | null): Promise<void> {
    (await this.view)?.lookAt(bounds);
    this.feature = feature;
  }

  private featureBox() {
    if (!this.feature) return nothing;
    const { layer, name, properties } = this.feature;
    const shown = Object.entries(properties).filter(([, value]) => value);
    return html`<div class="q-feature" role="status">
      <h3>${name || t("layers.feature", { layer: "" })}</h3>
      <p class="q-small q-muted">${t("layers.feature", { layer: this.layers.find(({ key }) => key === layer)?.name ?? layer })}</p>
      <dl>${shown.map(([key, value]) => html`<dt>${key}</dt><dd>${value}</dd>`)}</dl>
      <button type="button" class="q-tool" aria-label=${t("page.close")} title=${t("page.close")} @click=${() => (this.feature = null)}>
        <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true"><path d="M4 4l12 12M16 4L4 16" stroke="currentColor" stroke-width="1.8" /></svg>
      </button>
    </div>`;
  }

  /** Whoever made what lies over the map is named on it. */
  private credit() {
    const keys = new Set(this.overlays.map(({ key }) => key));
    const names = [...new Set(this.layers.filter(({ key }) => keys.has(key)).map(({ attribution }) => attribution))];
    return names.length ? html`<p class="q-credit">${t("layers.credit", { names: names.join(", ") })}</p>` : nothing;
  }

  private readonly measureStep = (event: Event): void => {
    const step = (event.target as HTMLElement).closest<HTMLElement>("[data-do]")?.dataset.do;
    if (step === "add" || step === "back") void this.view?.then((view) => view.measuring(step));
  };

  /** Another map beside this one was moved. */
  async follow(camera: Camera): Promise<void> {
    (await this.view?.catch(() => null))?.look(camera);
  }

  private async drawn(view: MapView, kind: Shape["kind"]): Promise<void> {
    const shape = await view.draw(kind);
    // Another kind may have been asked for meanwhile.
    if (this.drawing === kind) this.dispatchEvent(new DrawEvent(""));
    if (shape) this.dispatchEvent(new GoEvent({ shape }));
  }

  /** What lies under the pointer or the keyboard, in words. */
  private readout() {
    const unit = this.hovered >= 0 ? this.hovered : -1;
    if (unit < 0 || unit >= this.scene.frame.n) return nothing;
    const { frame, place, how } = this.scene;
    return html`<p class="q-readout" aria-hidden="true">
      ${how.kind === "sign" && !isAbsent(frame.bins[unit]!) ? nothing : swatch(frame.bins[unit]!, this.look, this.theme)}
      <span>${unitName(this.scene, unit)}</span> <strong>${figureText(frame, unit, place.detail)}</strong>
      ${this.scene.aside?.(unit) ? html`<span class="q-small">${this.scene.aside(unit)}</span>` : nothing}
    </p>`;
  }

  private tool(label: "map.in" | "map.out" | "map.fit" | "layers.title", path: string, act: (map: MapView) => void) {
    return html`<button type="button" class="q-tool" title=${t(label)} aria-label=${t(label)} @click=${() => void this.view?.then(act)}>
      <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><path d=${path} fill="none" stroke="currentColor" stroke-width="1.8" /></svg>
    </button>`;
  }

  private readonly key = (event: KeyboardEvent): void => {
    if (this.measuring) return this.measureKey(event);
    const direction = ARROWS[event.key];
    if (direction) void this.step(direction);
    else if (event.key === "Enter" || event.key === " ") this.choose(event.shiftKey || event.ctrlKey || event.metaKey);
    else if (event.key === "Escape" && this.drawing) this.dispatchEvent(new DrawEvent(""));
    else if (event.key === "Escape") this.dispatchEvent(new GoEvent({ units: [] }));
    else if (event.key === "+" || event.key === "-") void this.view?.then((view) => view.zoom(event.key === "+" ? 1 : -1));
    else return;
    event.preventDefault();
  };

  /** With the measuring tool the arrows move the ground below the middle, and Enter sets a point there. */
  private measureKey(event: KeyboardEvent): void {
    const [x, y] = PAN[event.key] ?? [];
    if (x !== undefined && y !== undefined) void this.view?.then((view) => view.pan(x, y));
    else if (event.key === "Enter") void this.view?.then((view) => view.measuring("add"));
    else if (event.key === "Backspace") void this.view?.then((view) => view.measuring("back"));
    else if (event.key === "Escape") this.dispatchEvent(new ToolEvent("none"));
    else return;
    event.preventDefault();
  }

  private choose(add: boolean): void {
    if (this.cursor >= 0) this.dispatchEvent(new PickEvent(this.cursor, add));
  }

  /** The first arrow goes to the chosen unit, or to the middle of what is seen; the next ones to the neighbour. */
  private async step(direction: Direction): Promise<void> {
    const view = await this.view;
    const { x, y } = this.scene.geography.units;
    if (!view || !x || !y) return;
    const { lon, lat } = view.centre();
    const next = this.cursor < 0 ? (this.chosen.at(-1) ?? nearest(x, y, lon, lat)) : neighbour(x, y, this.cursor, direction);
    if (next < 0) {
      this.spoken = t("map.edge");
      return;
    }
    this.cursor = next;
    view.reveal(next);
    this.spoken = this.words(next);
    this.dispatchEvent(new HoverEvent(next));
  }

  private readonly left = (): void => {
    this.cursor = -1;
    this.dispatchEvent(new HoverEvent(-1));
  };

  private words(unit: number): string {
    const { frame, place, how, ranking } = this.scene;
    const bin = frame.bins[unit]!;
    const rank = ranking.rank[unit]!;
    return t("map.spoken", {
      name: unitName(this.scene, unit),
      value: [figureText(frame, unit, place.detail), this.scene.aside?.(unit)].filter(Boolean).join(", "),
      class: isAbsent(bin) || how.kind !== "breaks" ? "" : className(bin, how, place.detail),
      rank: !ranks(place.detail.kind) ? "" : rank ? t("rank.of", { rank, n: ranking.order.length }) : t("rank.none"),
    });
  }
}
