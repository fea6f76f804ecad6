import { html, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { MapLayerRef } from "../api/layer-types";
import type { Catalogue } from "../api/types";
import { outlineLevels, type NamedPlace, type OverlayBook } from "../data/overlays";
import type { Scene } from "../data/scene";
import { number } from "../format/number";
import { t } from "../i18n/t";
import { layerColour, symbolPath } from "../map/symbols";
import { fold } from "../model/fold";
import type { Theme } from "../model/palette";
import { GoEvent, LookEvent, ToolEvent } from "../state/go";
import { FULL, type LayerWords } from "../state/layer-words";
import { Light } from "./light";

const MOST_FOUND = 12;
const STEPS = { min: 10, max: FULL, step: 10 };

/** What lies over the map: choose it, see through it, find a place in it, measure. Beside the map, never over its middle. */
@customElement("q-layers")
export class Layers extends Light {
  @property({ attribute: false }) book!: OverlayBook;
  @property({ attribute: false }) scene!: Scene;
  @property({ attribute: false }) catalogue!: Catalogue;
  @property({ attribute: false }) words!: LayerWords;
  @property() theme: Theme = "light";
  @state() private layers: readonly MapLayerRef[] | null = null;
  @state() private places: readonly NamedPlace[] = [];
  @state() private query = "";

  protected override firstUpdated(_: PropertyValues): void {
    void this.book.load().then(() => (this.layers = this.book.layers));
    this.querySelector<HTMLElement>("h2")!.focus();
    this.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
  }

  override render() {
    return html`<section class="q-layer-panel" aria-labelledby="q-layers-title">
      <header>
        <h2 id="q-layers-title" tabindex="-1">${t("layers.title")}</h2>
        <button type="button" class="q-tool" aria-label=${t("page.close")} title=${t("page.close")} @click=${this.close}>
          <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><path d="M4 4l12 12M16 4L4 16" stroke="currentColor" stroke-width="1.8" /></svg>
        </button>
      </header>
      ${this.search()} ${this.list()} ${this.outlines()} ${this.ground()}
      <p><button type="button" class="kern-btn kern-btn--secondary q-small-btn" @click=${() => this.dispatchEvent(new ToolEvent("measure"))}><span class="kern-label">${t("layers.measure")}</span></button></p>
    </section>`;
  }

  private search() {
    const found = this.found();
    return html`<div class="q-field">
        <label for="q-place">${t("layers.search")}</label>
        <input id="q-place" type="search" autocomplete="off" .value=${this.query} @focus=${this.gather} @input=${this.typed}>
      </div>
      <p class="q-hidden" role="status">${this.query ? t("layers.found", { n: number(found.length, 0) }) : ""}</p>
      ${this.query ? html`<ul class="q-places">${found.map((place) => html`<li><button type="button" class="q-link" @click=${() => this.look(place)}>${place.name}</button> <span class="q-small q-muted">${place.where}</span></li>`)}
        ${found.length ? nothing : html`<li class="q-muted">${t("layers.nothing")}</li>`}</ul>` : nothing}`;
  }

  private list() {
    if (!this.layers) return html`<p class="q-muted">${t("page.loading")}</p>`;
    if (!this.layers.length) return html`<p class="q-muted">${t("layers.none")}</p>`;
    return html`<fieldset><legend>${t("layers.over")}</legend>${this.layers.map((layer) => this.row(layer))}</fieldset>`;
  }

  private row(layer: MapLayerRef) {
    const chosen = this.words.layers.find((one) => one.key === layer.key);
    const picture = layer.kind === "wms" || layer.kind === "wmts";
    return html`<div class="q-layer">
      <label class="q-tick"><input type="checkbox" .checked=${chosen !== undefined} @change=${() => this.toggle(layer.key)}>
        ${picture ? nothing : this.symbol(layer)}<span>${layer.name} ${layer.count === null ? nothing : html`<span class="q-muted">${number(layer.count, 0)}</span>`}</span></label>
      ${layer.description ? html`<p class="q-small q-muted">${layer.description}</p>` : nothing}
      ${chosen && picture
        ? this.slider(t("layers.opacity", { name: layer.name }), chosen.opacity, (opacity) =>
            this.go({ layers: this.words.layers.map((one) => (one.key === layer.key ? { ...one, opacity } : one)) }))
        : nothing}
      ${chosen ? html`<p class="q-small q-muted">${t("page.source")}: ${layer.attribution}, ${layer.source.licence}</p>` : nothing}
    </div>`;
  }

  private symbol(layer: MapLayerRef) {
    const colour = layerColour(layer.colour, this.theme);
    const shape =
      layer.kind === "points"
        ? html`<svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true"><path d=${symbolPath(layer.symbol)} fill=${colour} /></svg>`
        : html`<svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true"><path d=${layer.kind === "areas" ? "M4 6H20V18H4Z" : "M3 17L10 8L14 14L21 6"}
            fill=${layer.kind === "areas" ? colour : "none"} fill-opacity="0.2" stroke=${colour} stroke-width="2" /></svg>`;
    return shape;
  }

  private outlines() {
    const levels = outlineLevels(this.scene, this.catalogue);
    if (!levels.length) return nothing;
    return html`<fieldset><legend>${t("layers.borders")}</legend>${levels.map(
      ({ key, plural }) => html`<label class="q-tick"><input type="checkbox" .checked=${this.words.outlines.includes(key)} @change=${() => this.outline(key)}><span>${plural}</span></label>`,
    )}</fieldset>`;
  }

  private ground() {
    return html`<fieldset><legend>${t("layers.ground")}</legend>
      <label class="q-tick"><input type="checkbox" .checked=${this.words.sketch} @change=${() => this.go({ sketch: !this.words.sketch })}><span>${t("layers.sketch")}</span></label>
      ${this.slider(t("layers.cover"), this.words.cover, (cover) => this.go({ cover }))}
    </fieldset>`;
  }

  private slider(label: string, value: number, change: (value: number) => void) {
    const id = `q-slide-${label.replace(/\W+/g, "-")}`;
    return html`<div class="q-slider"><label for=${id}>${label}</label>
      <input id=${id} type="range" min=${STEPS.min} max=${STEPS.max} step=${STEPS.step} .value=${String(value)} aria-valuetext="${value} %"
        @change=${(event: Event) => change(Number((event.target as HTMLInputElement).value))}><output>${value} %</output></div>`;
  }

  private found(): { name: string; where: string; bounds: NamedPlace["bounds"]; place: NamedPlace | null }[] {
    const words = fold(this.query).split(" ").filter(Boolean);
    if (!words.length) return [];
    const fits = (name: string) => words.every((word) => fold(name).includes(word));
    const { units } = this.scene.geography;
    const near = 0.01;
    const areas = units.name.flatMap((name, i) => {
      const [x, y] = [units.x?.[i], units.y?.[i]];
      if (!fits(name) || x === undefined || y === undefined || !Number.isFinite(x)) return [];
      return [{ name, where: this.scene.place.level.name, bounds: [x - near, y - near, x + near, y + near] as NamedPlace["bounds"], place: null }];
    });
    const names = new Map((this.layers ?? []).map((layer) => [layer.key, layer.name]));
    const features = this.places.filter(({ name, properties }) => fits([name, ...Object.values(properties)].join(" ")))
      .map((place) => ({ name: place.name, where: names.get(place.layer) ?? "", bounds: place.bounds, place }));
    return [...areas, ...features].slice(0, MOST_FOUND);
  }

  /** Names of features are fetched when somebody begins to search. */
  private readonly gather = async (): Promise<void> => {
    await this.book.load();
    const own = this.book.layers.filter(({ kind }) => kind !== "wms" && kind !== "wmts");
    const lists = await Promise.all(own.map((layer) => this.book.places(layer).catch(() => [])));
    this.places = lists.flat();
  };

  private readonly typed = (event: Event): void => void (this.query = (event.target as HTMLInputElement).value);

  private look({ bounds, place }: { bounds: NamedPlace["bounds"]; place: NamedPlace | null }): void {
    const shown = place && !this.words.layers.some(({ key }) => key === place.layer);
    if (shown) this.toggle(place.layer);
    this.dispatchEvent(new LookEvent(bounds, place));
  }

  private toggle(key: string): void {
    const { layers } = this.words;
    this.go({ layers: layers.some((one) => one.key === key) ? layers.filter((one) => one.key !== key) : [...layers, { key, opacity: FULL }] });
  }

  private outline(key: string): void {
    const { outlines } = this.words;
    this.go({ outlines: outlines.includes(key) ? outlines.filter((one) => one !== key) : [...outlines, key] });
  }

  private go(change: Partial<LayerWords>): void {
    this.dispatchEvent(new GoEvent(change));
  }

  private readonly close = (): void => void this.dispatchEvent(new GoEvent({ open: { kind: "none" } }));
}
