import { html, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Coverage } from "../api/types";
import { loadIndicator } from "../data/load";
import { loadScene, unitName, type Scene } from "../data/scene";
import { t } from "../i18n/t";
import { biggest } from "../model/circles";
import { ABSENCES, ABSENT, legendOrder } from "../model/classify";
import { hasValue, keptAs, rebinned } from "../model/frame";
import { memo } from "../model/memo";
import { lookOf, type Look } from "../model/look";
import { periodsOf } from "../model/place";
import { className, figureText } from "../model/words";
import { problemText } from "../parts/problem-text";
import type { MapElement } from "../parts/q-map";
import "../parts/q-map";
import { swatch } from "../parts/swatch";
import { Problem } from "../api/problem";
import { CameraEvent, GoEvent, HoverEvent, PickEvent } from "../state/go";
import { NO_CLASS_WORDS } from "../state/class-words";
import type { AtlasState } from "../state/url";
import { ChartView, either, select, type Option } from "./chart-view";
import { figure, words, type Twin } from "./twin";

/** Two pictures of the town beside or over each other: two indicators, two dates, two geographies. One camera. */
@customElement("q-compare")
export class Compare extends ChartView {
  @property({ attribute: false }) sketch: GeoJSON.FeatureCollection | null = null;
  @state() private right: Scene | null = null;
  @state() private said = "";
  /** where the border is held; null leaves it to the address */
  @state() private held: number | null = null;
  private wanted = "";
  private readonly circles = memo(circlesOf);
  private readonly otherCircles = memo(circlesOf);
  private readonly tones = memo(({ how, words: classes, place }: Scene, theme: Compare["theme"]) => lookOf(how, place.detail, classes, theme));
  private readonly theirs = memo((scene: Scene, right: Scene, chosen: readonly number[]) => chosen.map((unit) => across(scene, right, unit)).filter((unit) => unit >= 0));

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener(CameraEvent.type, (event) => {
      for (const map of this.querySelectorAll<MapElement>("q-map")) if (map !== event.target) void map.follow((event as CameraEvent).camera);
    });
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has("scene") || changed.has("words")) void this.load();
  }

  /** What stands at the right: as chosen, else the same indicator at its first date. */
  private get rightState(): AtlasState {
    const { words: state, scene } = this;
    const { detail, coverage, period } = scene.place;
    // Own classes and the range of values were meant for the left one.
    const plain = { ...NO_CLASS_WORDS, range: null };
    const other = state.with[0] ?? "";
    // The first date with the same boundaries; failing that, the first of all.
    const others = periodsOf(scene.place).filter((one) => one.period !== period);
    const earlier = others.find((one) => one.geography === coverage.geography) ?? others[0];
    const elsewhere = state.withGeography && state.withGeography !== coverage.geography;
    const at = state.withPeriod || (other || elsewhere ? period : (earlier?.period ?? period));
    return {
      ...state, ...(other && other !== detail.key ? plain : {}), indicator: other || detail.key, level: coverage.level, slice: other ? state.withSlice : state.withSlice || coverage.slice,
      period: at, geography: state.withGeography || (other || at === period ? coverage.geography : (periodsOf(scene.place).find((one) => one.period === at)?.geography ?? coverage.geography)),
    };
  }

  private async load(): Promise<void> {
    const target = this.rightState;
    const wanted = JSON.stringify([target.indicator, target.level, target.slice, target.period, target.geography, this.scene.how]);
    if (wanted === this.wanted) return;
    this.wanted = wanted;
    try {
      const detail = await loadIndicator(target.indicator);
      if (!detail.coverage.some((one) => one.level === target.level)) throw new Problem(404, t("pair.notHere"), "");
      const right = await loadScene(target, this.catalogue);
      if (wanted !== this.wanted) return;
      // The same indicator has the same classes on both sides, or the colours would deceive.
      this.right = right && right.place.detail.key === this.scene.place.detail.key ? { ...right, how: this.scene.how, words: this.scene.words, frame: keptAs(rebinned(right.frame, this.scene.how), right.frame) } : right;
      this.said = right ? "" : t("page.empty");
    } catch (error) {
      if (wanted === this.wanted) this.said = error instanceof Problem ? problemText(error) : t("page.broken");
    }
  }

  protected heading(): string {
    const { right, scene } = this;
    if (!right) return t("view.compare");
    const [a, b] = [scene.place, right.place];
    if (a.detail.key !== b.detail.key) return t("compareView.two", { left: a.detail.name, right: b.detail.name });
    return t("compareView.dates", { indicator: a.detail.name, left: labelOf(scene), right: labelOf(right) });
  }
  protected override subtitle(): string {
    return this.scene.place.level.plural;
  }

  protected override controls() {
    const { right, words: state } = this;
    return html`<div class="q-view-controls">
      <div class="q-field"><span>${t("compareView.right")}</span>
        <button type="button" class="q-pickmore" aria-haspopup="dialog" @click=${() => this.go({ open: { kind: "with" } })}>${right?.place.detail.name ?? t("picker.title")}</button></div>
      ${right ? [this.periods(right), this.geographies(right)] : nothing}
      ${state.with.length ? html`<button type="button" class="q-link" @click=${() => this.go({ with: [], withPeriod: "", withSlice: "", withGeography: "" })}>${t("compareView.same")}</button>` : nothing}
      ${either(t("compareView.how"), [["", t("compareView.side")], ["yes", t("compareView.swipe")]], state.swipe ? "yes" : "", (on) => this.go({ swipe: on === "yes" ? 50 : 0 }))}
    </div>`;
  }

  private periods(right: Scene) {
    const options = periodsOf(right.place).toReversed().map(({ period }): Option => [period, right.place.detail.periods[period]?.label ?? period]);
    return options.length < 2 ? nothing : select(t("compareView.period"), options, right.place.period, (withPeriod) => this.go({ withPeriod, withGeography: "" }));
  }

  private geographies(right: Scene) {
    const rows: Coverage[] = right.place.detail.coverage.filter((one) => one.level === right.place.coverage.level && one.slice === right.place.coverage.slice);
    const options = right.place.level.geographies.filter((one) => rows.some((row) => row.geography === one.key)).map((one): Option => [one.key, one.name]);
    if (options.length < 2) return nothing;
    return select(t("page.geography"), options, right.place.coverage.geography, (withGeography) => {
      const row = rows.find((one) => one.geography === withGeography)!;
      this.go({ withGeography, withPeriod: row.periods.includes(right.place.period) ? right.place.period : row.periods.at(-1)! });
    });
  }

  protected override plot() {
    const { scene, right, words: state } = this;
    if (this.said && !right) return html`<div class="q-empty"><p role="status">${this.said}</p></div>`;
    if (!right) return html`<p class="q-note" role="status">${t("page.loading")} …</p>`;
    const tones = this.tones(right, this.theme);
    return html`${this.said ? html`<p role="alert">${this.said}</p>` : nothing}
      <div class=${state.swipe ? "q-pair q-swiped" : "q-pair"} style="--swipe:${this.held ?? state.swipe}%">
        ${this.side(scene, this.look, this.chosen, this.hovered, this.circles(scene))}
        <div class="q-side" @q-hover=${this.fromRight} @q-pick=${this.fromRight}>${this.side(right, tones, this.theirs(scene, right, this.chosen), across(scene, right, this.hovered), this.otherCircles(right))}</div>
        ${state.swipe ? this.handle() : nothing}
      </div>`;
  }

  private side(scene: Scene, look: Look, chosen: readonly number[], hovered: number, circles: { largest: number; biggest: number }) {
    const { detail, coverage, level } = scene.place;
    const geography = level.geographies.length > 1 ? `, ${level.geographies.find((one) => one.key === coverage.geography)?.name ?? ""}` : "";
    return html`<figure>
      <figcaption>${detail.name} <span>${labelOf(scene)}${geography}</span></figcaption>
      <q-map class="q-onemap" .scene=${scene} .look=${look} .hideRest=${this.words.rest === "hide"} theme=${this.theme} .chosen=${chosen} .hovered=${hovered}
        .camera=${this.words.camera} .sketch=${this.sketch} .circles=${circles}></q-map>
      <ul class="q-mapkey">${this.legend(scene, look)}</ul>
    </figure>`;
  }

  private legend(scene: Scene, look: Look) {
    const { how, frame, place } = scene;
    const classes = how.kind === "sign" ? (frame.counts.has(1) ? [0, 1] : [0]) : legendOrder(how);
    const absent = ABSENCES.map((kind) => ABSENT[kind]).filter((bin) => frame.counts.has(bin));
    return [...classes, ...absent].map((bin) => html`<li>${swatch(bin, look, this.theme)} ${how.kind === "sign" && bin === 0 ? t("page.symbols") : className(bin, how, place.detail)}</li>`);
  }

  /** The right map speaks of its own units: they are told in the order of the left one. */
  private readonly fromRight = (event: Event): void => {
    if (!this.right || this.right.geography === this.scene.geography) return;
    event.stopPropagation();
    const { unit } = event as HoverEvent | PickEvent;
    const here = across(this.right, this.scene, unit);
    if (event instanceof PickEvent) {
      if (here >= 0) this.dispatchEvent(new PickEvent(here, event.add));
    } else this.dispatchEvent(new HoverEvent(here));
  };

  private handle() {
    const at = this.held ?? this.words.swipe;
    const to = (share: number) => Math.min(99, Math.max(1, Math.round(share)));
    const move = (event: PointerEvent) => {
      const { left, width } = this.querySelector(".q-pair")!.getBoundingClientRect();
      if (event.buttons) this.held = to(((event.clientX - left) / width) * 100);
    };
    const release = () => {
      if (this.held !== null) this.dispatchEvent(new GoEvent({ swipe: this.held }, "quiet"));
      this.held = null;
    };
    const steps: Record<string, number> = { ArrowLeft: at - 5, ArrowDown: at - 5, ArrowRight: at + 5, ArrowUp: at + 5, Home: 1, End: 99 };
    const key = (event: KeyboardEvent) => {
      const next = steps[event.key];
      if (next === undefined) return;
      event.preventDefault();
      this.dispatchEvent(new GoEvent({ swipe: to(next) }, "quiet"));
    };
    return html`<div class="q-handle" role="slider" tabindex="0" aria-label=${t("compareView.handle")} aria-valuemin="1" aria-valuemax="99" aria-valuenow=${at}
      aria-valuetext=${t("compareView.share", { n: at })} @keydown=${key} @pointermove=${move} @pointerup=${release} @pointercancel=${release}
      @pointerdown=${(event: PointerEvent) => (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId)}></div>`;
  }

  protected picture() {
    return nothing;
  }

  protected override notes() {
    const { right, scene } = this;
    return right && right.geography !== scene.geography ? html`<p class="q-warning">${t("compareView.geographies")}</p>` : nothing;
  }

  protected twin(): Twin | null {
    const { scene, right } = this;
    if (!right) return null;
    const cell = (one: Scene, unit: number) => unit < 0 ? figure("–", null) : figure(figureText(one.frame, unit, one.place.detail), hasValue(one.frame, unit) ? one.frame.value[unit]! : null);
    const head = (one: Scene) => ({ name: `${one.place.detail.name}, ${labelOf(one)}`, number: true });
    return {
      caption: this.heading(),
      columns: [{ name: t("table.name") }, head(scene), head(right)],
      rows: Array.from({ length: scene.frame.n }, (_, unit) => ({ unit, cells: [words(unitName(scene, unit)), cell(scene, unit), cell(right, across(scene, right, unit))] })),
    };
  }
}

/** The unit of the same code in another scene; -1 where it has none. */
function across(from: Scene, to: Scene, unit: number): number {
  if (unit < 0 || from.geography === to.geography) return unit;
  const code = from.geography.units.code[unit];
  return code === undefined ? -1 : (to.geography.index.get(code) ?? -1);
}

function labelOf({ place: { detail, period } }: Scene): string {
  return detail.periods[period]?.label ?? period;
}

function circlesOf({ place, frame }: Scene): { largest: number; biggest: number } {
  const { min, max } = place.coverage;
  return { largest: Math.max(Math.abs(min ?? 0), Math.abs(max ?? 0)), biggest: biggest(frame.n) * 0.8 };
}
