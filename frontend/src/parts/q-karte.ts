import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { api } from "../api/client";
import type { SeriesAnswer } from "../api/types";
import { Atlas } from "../data/atlas";
import { Derived, type DerivedState } from "../data/derived";
import { OverlayBook } from "../data/overlays";
import type { Scene } from "../data/scene";
import { onTheme, theme } from "../frame/theme";
import { measured, number } from "../format/number";
import { t } from "../i18n/t";
import type { Overlay } from "../map/overlays";
import { canDraw } from "../map/webgl";
import { biggest } from "../model/circles";
import { bivariateColours, changeColours } from "../model/diverging";
import { filters } from "../model/filter";
import { lookOf, type Look } from "../model/look";
import type { Theme } from "../model/palette";
import { memo } from "../model/memo";
import { ends, ranks, shortList, type Ranking } from "../model/ranking";
import { pointAt } from "../model/sentences";
import { unplaced } from "../model/unplaced";
import type { Shape } from "../state/filter-words";
import { DrawEvent, GoEvent, HoverEvent, LookEvent, PickEvent, ToolEvent } from "../state/go";
import { settled } from "../state/settle";
import { Store } from "../state/store";
import { MOST_UNITS, type AtlasState } from "../state/url";
import { besideView, type Beside } from "./beside";
import { compared } from "./compared";
import { passportQuery } from "./passport-query";
import { Light } from "./light";
import { problemText } from "./problem-text";
import "./q-controls";
import { SavedEvent } from "./q-display";
import "./q-download";
import "./q-filter";
import "./q-headline";
import "./q-histogram";
import "./q-legend";
import type { MapElement } from "./q-map";
import "./q-map";
import "./q-passport";
import "./q-picker";
import "./q-ranking";
import "./q-share";
import "./q-source";
import "./q-table";
import "./q-tabs";
import { MAPS } from "./q-tabs";
import "./q-timeline";
import "./q-town";
import "./q-unit";

const NOTHING: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };

/** The page Karte: owns the state, hands every part what it shows, and takes their wishes. */
@customElement("q-karte")
export class Karte extends Light {
  @state() private hovered = -1;
  @state() private theme: Theme = theme();
  @state() private sketch: GeoJSON.FeatureCollection | null = null;
  @state() private overlays: readonly Overlay[] = [];
  @state() private tool: "measure" | "none" = "none";
  private readonly book = new OverlayBook();
  private overlaysFor = "";
  @state() private drawing: Shape["kind"] | "" = "";
  private readonly store = new Store();
  private readonly atlas = new Atlas(() => this.requestUpdate());
  private readonly computed = new Derived(() => this.requestUpdate());
  private readonly drawable = canDraw();
  private readonly pageTitle = document.title;
  private readonly stops: (() => void)[] = [];

  // The pointer moves often; what does not depend on it stays the same object, so that its parts rest.
  private readonly look = memo(({ how, words, place }: Scene, theme: Theme) => lookOf(how, place.detail, words, theme));
  private readonly chosen = memo((scene: Scene, units: readonly string[]) => units.flatMap((code) => scene.geography.index.get(code) ?? []));
  private readonly changeTones = memo(changeColours);
  private readonly plain = memo((colours: readonly string[]): Look => ({ colours, textures: colours.map(() => null) }));
  private readonly unplaced = memo(unplaced);
  private readonly rows = memo((ranking: Ranking, unit: number) => (unit < 0 ? ends(ranking) : shortList(ranking, unit)));
  private readonly circles = memo(({ place, frame }: Scene) => {
    const { min, max } = place.coverage;
    return { largest: Math.max(Math.abs(min ?? 0), Math.abs(max ?? 0)), biggest: biggest(frame.n) };
  });
  private readonly mark = memo((scene: Scene, series: SeriesAnswer | null, compare: string) => {
    const town = compared(scene, series, compare);
    const point = town && pointAt(town.series, scene.place.period);
    return point && scene.place.detail.kind !== "count" ? { name: town.name, value: point.value! } : null;
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.stops.push(
      onTheme(() => (this.theme = theme())),
      this.store.subscribe((next) => this.follow(next)),
    );
    this.addEventListener(GoEvent.type, (event) => this.store.go(settled((event as GoEvent).change, this.store.state), (event as GoEvent).step));
    this.addEventListener(DrawEvent.type, (event) => (this.drawing = (event as DrawEvent).kind));
    this.addEventListener("area-saved", () => void this.atlas.loadAreas());
    this.addEventListener(SavedEvent.type, () => this.atlas.scene && this.atlas.refresh(this.atlas.scene.place.detail.key));
    this.addEventListener(HoverEvent.type, (event) => (this.hovered = (event as HoverEvent).unit));
    this.addEventListener(ToolEvent.type, (event) => {
      this.tool = (event as ToolEvent).tool;
      if (this.store.state.open.kind === "layers") this.store.go({ open: { kind: "none" } });
      this.querySelector<HTMLElement>("q-map .q-map")?.focus();
    });
    this.addEventListener(LookEvent.type, (event) => {
      const { bounds, feature } = event as LookEvent;
      void this.querySelector<MapElement>("q-map")?.lookAt(bounds, feature);
    });
    this.addEventListener(PickEvent.type, (event) => this.pick(event as PickEvent));
    void this.atlas.show(this.store.state);
    // The map library is the heaviest file: it starts its way at once.
    if (this.drawable && this.store.state.view === "map") void import("../map/view");
    api.sketch().then(
      (found) => (this.sketch = found),
      () => undefined, // lines for orientation only: the map is complete without them
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.stops.splice(0)) stop();
  }

  private follow(next: AtlasState): void {
    this.requestUpdate();
    void this.atlas.show(next);
  }

  /** The name of the window and of a bookmark says what is shown. */
  protected override updated(): void {
    const place = this.atlas.scene?.place;
    void this.layOver();
    if (place) document.title = `${place.detail.name}, ${place.detail.periods[place.period]?.label ?? place.period} · ${this.pageTitle}`;
  }

  /** What lies over the map follows the address, the geography and the theme. */
  private async layOver(): Promise<void> {
    const { scene, catalogue } = this.atlas;
    const { layers, outlines } = this.store.state;
    if (!scene || !catalogue) return;
    const wanted = JSON.stringify([layers, outlines, scene.geography.detail.order, scene.place.level.key, this.theme]);
    if (wanted === this.overlaysFor) return;
    this.overlaysFor = wanted;
    const found = await this.book.shown(this.store.state, scene, catalogue, this.theme);
    if (wanted === this.overlaysFor && (found.length || this.overlays.length)) this.overlays = found;
  }

  override render() {
    const { scene, status } = this.atlas;
    const busy = status.kind === "loading";
    return html`<div class="q-karte" aria-busy=${busy}>
        ${busy ? html`<div class="q-progress" role="status"><span class="q-hidden">${t("page.loading")}</span></div>` : nothing}
        ${status.kind === "failed" ? [scene ? nothing : html`<h1 class="q-hidden">${t("page.map")}</h1>`, this.failure(problemText(status.problem))] : nothing}
        ${scene ? this.page(scene) : status.kind === "loading" ? this.skeleton() : nothing}
        ${status.kind === "empty" ? this.emptiness() : nothing}
      </div>
      ${this.dialog(scene)}`;
  }

  private page(scene: Scene) {
    const { store: { state }, atlas } = this;
    const { detail } = scene.place;
    const derived = this.computed.of(scene, state);
    const shown = derived.kind === "change" || derived.kind === "bivariate" ? derived.scene : scene;
    const look = this.lookFor(shown);
    const { colours } = look;
    const open = state.open.kind;
    const chosen = this.chosen(scene, state.units);
    const circles = this.circles(shown);
    const mark = this.markOf(scene, derived);
    return html`<aside class="q-left" aria-label=${t("page.controls")}>
        <q-headline .detail=${detail}></q-headline>
        <div class="q-left-rest">
          <q-controls .scene=${scene} .catalogue=${atlas.catalogue} .series=${atlas.series} .areas=${atlas.areas} compare=${state.compare}></q-controls>
          <q-histogram .scene=${shown} .colours=${colours} .mark=${mark} .chosen=${chosen} .hovered=${this.hovered}
            .range=${state.range} drag=${shown.derived ? "" : open === "display" ? "breaks" : open === "filter" || state.range ? "range" : ""}></q-histogram>
          ${shown.derived === "bivariate" ? nothing : html`<q-legend .scene=${shown} .look=${look} theme=${this.theme} .largest=${circles.largest} .biggest=${circles.biggest}
            town=${atlas.series?.references[0]?.name ?? ""} .changing=${open === "display"}></q-legend>`}
          ${open === "display" ? html`<q-display .scene=${scene} theme=${this.theme} .administrator=${this.hasAttribute("administrator")}></q-display>` : nothing}
          <q-source .scene=${scene} .passportUnit=${this.passportUnit(scene, chosen)}></q-source>
          <q-download .scene=${scene} .words=${state}></q-download>
          <q-share .scene=${scene}></q-share>
        </div>
      </aside>
      <section class=${state.view === "map" || state.view === "table" ? "q-middle" : "q-middle q-beside"} aria-label=${t("page.views")}>
        ${this.tabs(scene)}
        <q-filter .scene=${scene} .filter=${state} .units=${state.units} .open=${open === "filter"} drawing=${this.drawing}
          .mappable=${this.mappable(scene) && state.view === "map"} .signedIn=${this.hasAttribute("signed-in")}></q-filter>
        ${this.view(scene, look, chosen, circles, derived)}
        <q-timeline .scene=${scene} .series=${atlas.series} compare=${state.compare}></q-timeline>
      </section>
      <aside class="q-right" aria-label=${t("page.figures")}>${this.figures(scene, shown, colours, chosen)}</aside>`;
  }

  private tabs(scene: Scene) {
    const { view, units } = this.store.state;
    const mappable = this.mappable(scene);
    return html`<q-tabs .shown=${mappable || !MAPS.includes(view) ? view : "table"} ?mappable=${mappable} ?clearable=${units.length > 0}
      ?filtered=${filters(this.store.state)} ?filtering=${this.store.state.open.kind === "filter"}></q-tabs>`;
  }

  private view(scene: Scene, look: Look, chosen: readonly number[], circles: { largest: number; biggest: number }, derived: DerivedState) {
    const { view } = this.store.state;
    const drawn = this.mappable(scene);
    if (view !== "map" && (drawn || !MAPS.includes(view))) return this.beside(scene, view, look, chosen, derived);
    if (!drawn) {
      const why = this.drawable ? t("page.noShapes") : t("page.noWebgl");
      return html`<div class="q-view"><p class="q-note" role="note">${why}</p><q-table .scene=${scene} .chosen=${chosen}></q-table></div>`;
    }
    return html`<div class="q-view"><q-map class="q-onemap" .scene=${scene} .look=${look} .shape=${this.store.state.shape} drawing=${this.drawing}
      .hideRest=${this.store.state.rest === "hide"} theme=${this.theme} .chosen=${chosen} .hovered=${this.hovered}
      .camera=${this.store.state.camera} .sketch=${this.store.state.sketch ? this.sketch : NOTHING} .circles=${circles}
      .overlays=${this.overlays} .layers=${this.book.layers} .cover=${this.store.state.cover} .measuring=${this.tool === "measure"}></q-map>
      ${this.layerPanel(scene)} ${this.rest(scene)}</div>`;
  }

  private layerPanel(scene: Scene) {
    const { catalogue } = this.atlas;
    if (this.store.state.open.kind !== "layers" || !catalogue) return nothing;
    void import("./q-layers");
    return html`<q-layers .book=${this.book} .scene=${scene} .catalogue=${catalogue} .words=${this.store.state} theme=${this.theme}></q-layers>`;
  }

  /** The views beside the map; their code comes with the first look at one. */
  private beside(scene: Scene, view: Beside, look: Look, chosen: readonly number[], derived: DerivedState) {
    const { catalogue, series } = this.atlas;
    const { state } = this.store;
    const mark = this.mark(scene, series, state.compare);
    const sketch = state.sketch ? this.sketch : NOTHING;
    const given = { scene, words: state, catalogue: catalogue!, series, look, theme: this.theme, chosen, hovered: this.hovered, mark, sketch, derived, mappable: this.mappable(scene) };
    return view === "table" ? html`<div class="q-view">${besideView(view, given)} ${this.rest(scene)}</div>` : besideView(view, given);
  }

  /** Cases that belong to none of the areas. */
  private rest(scene: Scene) {
    const found = this.unplaced(scene, this.atlas.series);
    if (!found) return nothing;
    const { cases, total, town } = found;
    const words = { cases: number(cases, 0), total: number(total, 0), town, share: measured((100 * cases) / total, { unit: "%", decimals: 1 }) };
    return html`<p class="q-unplaced">${t("unplaced.text", words)}</p>`;
  }

  /** Colours of what is shown: of the classes, or of what a view computed. */
  private lookFor(shown: Scene): Look {
    if (shown.derived === "bivariate") return this.plain(bivariateColours(this.theme));
    if (shown.derived === "change" && shown.how.kind === "breaks") return this.plain(this.changeTones(shown.frame.classes, shown.place.detail.polarity, this.theme));
    return this.look(shown, this.theme);
  }

  /** The town's mark over the histogram: its figure, or its change. */
  private markOf(scene: Scene, derived: DerivedState) {
    if (derived.kind !== "change") return this.mark(scene, this.atlas.series, this.store.state.compare);
    const { town } = derived.answer;
    return town && town.value !== null && derived.scene.how.kind === "breaks" ? { name: town.name, value: town.value } : null;
  }

  private figures(scene: Scene, shown: Scene, colours: readonly string[], chosen: readonly number[]) {
    const { ranking } = shown;
    const unit = chosen.at(-1);
    const rank = unit === undefined ? 0 : ranking.rank[unit]!;
    const heading = unit === undefined ? t("rank.ends") : rank ? t("rank.of", { rank, n: ranking.order.length }) : t("rank.none");
    return html`${unit === undefined
        ? html`<q-town .scene=${scene} .town=${this.atlas.series?.references[0] ?? null}></q-town>`
        : html`<q-unit .scene=${scene} .series=${this.atlas.series} .chosen=${chosen} compare=${this.store.state.compare}></q-unit>`}
      ${ranking.order.length && ranks(shown.place.detail.kind)
        ? html`<q-ranking .scene=${shown} .rows=${this.rows(ranking, unit ?? -1)} .colours=${colours}
            .chosen=${chosen} .hovered=${this.hovered} .heading=${heading}></q-ranking>`
        : nothing}`;
  }

  private dialog(scene: Scene | null) {
    const { open } = this.store.state;
    switch (open.kind) {
      case "none":
      case "layers":
        return nothing;
      case "picker":
      case "with":
        return this.atlas.catalogue
          ? html`<q-picker .topics=${this.atlas.catalogue.topics} current=${open.kind === "with" ? "" : (scene?.place.detail.key ?? "")}
              .further=${open.kind === "with" ? this.store.state : null}></q-picker>`
          : nothing;
      case "passport": {
        const query = scene && passportQuery(scene, this.atlas.series, open);
        return query ? html`<q-passport .query=${query}></q-passport>` : nothing;
      }
    }
  }

  private failure(text: string) {
    return html`<div class="kern-alert kern-alert--danger q-alert" role="alert">
      <div class="kern-alert__header"><span class="kern-icon kern-icon--danger" aria-hidden="true"></span><span class="kern-title">${t("page.error")}</span></div>
      <div class="kern-alert__body">
        <p class="kern-body">${text}</p>
        <button type="button" class="kern-btn kern-btn--secondary" @click=${() => this.atlas.retry()}><span class="kern-label">${t("page.retry")}</span></button>
        ${this.atlas.catalogue && !this.atlas.scene ? this.chooser() : nothing}
      </div>
    </div>`;
  }

  private emptiness() {
    const none = !this.atlas.catalogue?.workspace.indicators;
    return html`<div class="q-empty"><h1>${t("page.map")}</h1><p>${none ? t("page.emptyWorkspace") : t("page.empty")}</p>
      ${none ? nothing : this.chooser()}
    </div>`;
  }

  private chooser() {
    return html`<button type="button" class="kern-btn kern-btn--primary" @click=${() => this.store.go({ open: { kind: "picker" } })}>
      <span class="kern-label">${t("page.choose")}</span>
    </button>`;
  }

  /** Grey fields where the parts will stand: nothing moves when they come. */
  private skeleton() {
    return html`<div class="q-left q-skeleton" aria-hidden="true"><i></i><i></i><i></i><i></i><i></i></div>
      <div class="q-middle q-skeleton" aria-hidden="true"></div>
      <div class="q-right q-skeleton" aria-hidden="true"><i></i><i></i><i></i></div>`;
  }

  private mappable(scene: Scene): boolean {
    return this.drawable && scene.geography.detail.shapes.kind !== "none";
  }


  private passportUnit(scene: Scene, chosen: readonly number[]): string {
    const unit = chosen.at(-1) ?? scene.ranking.order[0];
    return unit === undefined ? "" : scene.geography.units.code[unit]!;
  }

  private pick({ unit, add }: PickEvent): void {
    const { scene } = this.atlas;
    const { units } = this.store.state;
    if (!scene) return;
    if (unit < 0) return add ? undefined : this.store.go({ units: [] });
    const code = scene.geography.units.code[unit]!;
    const others = units.filter((one) => one !== code);
    if (add) this.store.go({ units: others.length < units.length ? others : [...others, code].slice(-MOST_UNITS) });
    else this.store.go({ units: units.length === 1 && units[0] === code ? [] : [code] });
  }
}
