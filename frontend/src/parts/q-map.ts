import { html, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { unitName, type Scene } from "../data/scene";
import type { MapView } from "../map/view";
import { t } from "../i18n/t";
import { isAbsent } from "../model/classify";
import { nearest, neighbour, type Direction } from "../model/neighbour";
import type { Theme } from "../model/palette";
import { ranks } from "../model/ranking";
import { className, figureText } from "../model/words";
import { GoEvent, HoverEvent, PickEvent } from "../state/go";
import type { Camera } from "../state/url";
import { Light } from "./light";
import { pictureOf } from "./picture-of";
import { swatch } from "./swatch";

const ARROWS: Record<string, Direction> = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" };

/** The map as one stop of the keyboard: arrows go to the neighbour, Enter chooses, and what is reached is spoken. */
@customElement("q-map")
export class MapElement extends Light {
  @property({ attribute: false }) scene!: Scene;
  @property({ attribute: false }) colours: readonly string[] = [];
  @property() theme: Theme = "light";
  @property({ attribute: false }) chosen: readonly number[] = [];
  @property({ type: Number }) hovered = -1;
  @property({ attribute: false }) camera: Camera | null = null;
  @property({ attribute: false }) sketch: GeoJSON.FeatureCollection | null = null;
  @property({ attribute: false }) circles = { largest: 0, biggest: 0 };
  @state() private spoken = "";
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
      ${this.readout()}
      <div class="q-zoom">
        ${this.tool("map.in", "M10 5v10M5 10h10", (map) => map.zoom(1))}
        ${this.tool("map.out", "M5 10h10", (map) => map.zoom(-1))}
        ${this.tool("map.fit", "M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4", (map) => {
          map.fit(true);
          this.dispatchEvent(new GoEvent({ camera: null }, "quiet"));
        })}
      </div>
      <p class="q-hidden" aria-live="polite">${this.spoken}</p>`;
  }

  /** Changing what is shown takes the mark away until the map has caught up. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("scene") || changed.has("theme")) this.removeAttribute("data-painted");
  }

  protected override firstUpdated(): void {
    this.view = import("../map/view").then(({ MapView }) => {
      const container = this.querySelector<HTMLElement>(".q-canvas")!;
      return new MapView(container, this.theme, this.camera, {
        hover: (unit) => this.dispatchEvent(new HoverEvent(unit)),
        pick: (unit, add) => this.dispatchEvent(new PickEvent(unit, add)),
        painted: () => this.setAttribute("data-painted", this.scene.place.period),
        moved: (camera) => this.dispatchEvent(new GoEvent({ camera }, "quiet")),
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
    if (changed.has("camera")) this.camera ? view.look(this.camera) : view.release();
    if (["scene", "theme"].some((name) => changed.has(name as keyof MapElement))) {
      const picture = pictureOf(this.scene, this.colours, this.circles);
      if (picture) await view.show(picture, this.theme);
    }
    view.setChosen(this.chosen);
    view.setHovered(this.hovered);
  }

  /** What lies under the pointer or the keyboard, in words. */
  private readout() {
    const unit = this.hovered >= 0 ? this.hovered : -1;
    if (unit < 0 || unit >= this.scene.frame.n) return nothing;
    const { frame, place, how } = this.scene;
    return html`<p class="q-readout" aria-hidden="true">
      ${how.kind === "sign" && !isAbsent(frame.bins[unit]!) ? nothing : swatch(frame.bins[unit]!, this.colours, this.theme)}
      <span>${unitName(this.scene, unit)}</span> <strong>${figureText(frame, unit, place.detail)}</strong>
    </p>`;
  }

  private tool(label: "map.in" | "map.out" | "map.fit", path: string, act: (map: MapView) => void) {
    return html`<button type="button" class="q-tool" title=${t(label)} aria-label=${t(label)} @click=${() => void this.view?.then(act)}>
      <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><path d=${path} fill="none" stroke="currentColor" stroke-width="1.8" /></svg>
    </button>`;
  }

  private readonly key = (event: KeyboardEvent): void => {
    const direction = ARROWS[event.key];
    if (direction) void this.step(direction);
    else if (event.key === "Enter" || event.key === " ") this.choose(event.shiftKey || event.ctrlKey || event.metaKey);
    else if (event.key === "Escape") this.dispatchEvent(new GoEvent({ units: [] }));
    else if (event.key === "+" || event.key === "-") void this.view?.then((view) => view.zoom(event.key === "+" ? 1 : -1));
    else return;
    event.preventDefault();
  };

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
      value: figureText(frame, unit, place.detail),
      class: isAbsent(bin) || how.kind !== "breaks" ? "" : className(bin, how, place.detail),
      rank: !ranks(place.detail.kind) ? "" : rank ? t("rank.of", { rank, n: ranking.order.length }) : t("rank.none"),
    });
  }
}
