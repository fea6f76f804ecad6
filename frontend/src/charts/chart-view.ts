import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import "../css/views.css";
import "../css/views-maps.css";
import type { Catalogue, SeriesAnswer } from "../api/types";
import { unitName, type Scene } from "../data/scene";
import { rem } from "../format/rem";
import { t } from "../i18n/t";
import { ARROWS, spotAt, stepTo, type Spot } from "../model/cursor";
import type { Direction } from "../model/neighbour";
import type { Look } from "../model/look";
import type { Theme } from "../model/palette";
import { Light } from "../parts/light";
import { GoEvent, HoverEvent, PickEvent } from "../state/go";
import type { AtlasState } from "../state/url";
import type { Twin } from "./twin";
import "./q-twin";

export interface Mark {
  name: string;
  value: number;
}
export type Slot = TemplateResult | typeof nothing;

/**
 * What all pictures beside the map share: a title that says what is seen, controls, a plot of one keyboard stop whose
 * points are reached by arrow keys and spoken, the same plot as a table, notes below. Hover and choice are everybody's.
 */
export abstract class ChartView extends Light {
  @property({ attribute: false }) scene!: Scene;
  @property({ attribute: false }) words!: AtlasState;
  @property({ attribute: false }) catalogue!: Catalogue;
  @property({ attribute: false }) series: SeriesAnswer | null = null;
  @property({ attribute: false }) look!: Look;
  @property() theme: Theme = "light";
  @property({ attribute: false }) chosen: readonly number[] = [];
  @property({ type: Number }) hovered = -1;
  /** the whole town, or what is compared with */
  @property({ attribute: false }) mark: Mark | null = null;
  @state() protected width = 0;
  @state() protected height = 0;
  @state() protected spoken = "";
  protected get colours(): readonly string[] {
    return this.look.colours;
  }
  protected unit = 1;
  protected cursor = -1;
  private observed: Element | null = null;
  private readonly sizes = new ResizeObserver(([entry]) => {
    this.unit = rem();
    this.width = Math.floor(entry!.contentRect.width);
    this.height = Math.floor(entry!.contentRect.height);
  });

  protected abstract heading(): string;
  protected abstract picture(): unknown;
  protected abstract twin(): Twin | null;
  protected subtitle(): string {
    const { detail, level, period } = this.scene.place;
    return `${level.plural}, ${detail.periods[period]?.label ?? period}${detail.unit ? `, ${detail.unit}` : ""}`;
  }
  protected controls(): unknown {
    return nothing;
  }
  protected notes(): unknown {
    return nothing;
  }
  /** Where the points of the picture lie; none where it has none to be reached. */
  protected spots(): readonly Spot[] {
    return [];
  }
  protected speak(unit: number): string {
    return unitName(this.scene, unit);
  }
  protected step(from: number, direction: Direction): number {
    return stepTo(this.spots(), from, direction);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
    this.observed = null;
  }

  protected override updated(): void {
    const plot = this.querySelector(".q-plot");
    if (plot !== this.observed) {
      if (this.observed) this.sizes.unobserve(this.observed);
      if (plot) this.sizes.observe(plot);
      this.observed = plot;
    }
    for (const select of this.querySelectorAll<HTMLSelectElement>("select[data-value]")) select.value = select.dataset.value ?? "";
  }

  override render() {
    const { twin: asTable } = this.words;
    const twin = asTable ? this.twin() : null;
    return html`<section class="q-chartview" aria-labelledby="q-view-title">
      <header>
        <div><h2 id="q-view-title">${this.heading()}</h2><p class="q-small">${this.subtitle()}</p></div>
        <button type="button" class="q-tab q-asTable" aria-pressed=${asTable} @click=${() => this.go({ twin: !asTable })}>${t("twin.show")}</button>
      </header>
      ${this.controls()}
      ${asTable ? (twin ? html`<q-twin .twin=${twin} .chosen=${this.chosen}></q-twin>` : html`<p class="q-note" role="status">${t("page.loading")} …</p>`) : this.plot()}
      <div class="q-view-notes">${this.notes()}</div>
      <p class="q-hidden" aria-live="polite">${this.spoken}</p>
    </section>`;
  }

  protected plot(): unknown {
    return html`<div class="q-plot" role="application" tabindex="0" aria-label=${t("view.keys", { title: this.heading() })} @keydown=${this.key}
      @blur=${this.left} @pointermove=${this.point} @pointerleave=${() => this.hover(-1)} @click=${this.pressed}>
      ${this.width && this.height ? this.picture() : nothing}
    </div>`;
  }

  protected go(change: ConstructorParameters<typeof GoEvent>[0]): void {
    this.dispatchEvent(new GoEvent(change));
  }
  protected hover(unit: number): void {
    if (unit !== this.hovered) this.dispatchEvent(new HoverEvent(unit));
  }

  protected readonly key = (event: KeyboardEvent): void => {
    const direction = ARROWS[event.key];
    if (direction) this.reach(this.step(this.cursor < 0 ? (this.chosen.at(-1) ?? -1) : this.cursor, direction));
    else if ((event.key === "Enter" || event.key === " ") && this.cursor >= 0) this.dispatchEvent(new PickEvent(this.cursor, event.shiftKey || event.ctrlKey || event.metaKey));
    else if (event.key === "Escape") this.go({ units: [] });
    else return;
    event.preventDefault();
  };

  private reach(unit: number): void {
    this.spoken = unit < 0 ? t("view.noPoint") : this.speak(unit);
    this.cursor = unit;
    this.hover(unit);
  }

  private readonly left = (): void => {
    this.cursor = -1;
    this.hover(-1);
  };

  private under(event: PointerEvent | MouseEvent): number {
    const { left, top } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return spotAt(this.spots(), event.clientX - left, event.clientY - top, 14 * this.unit);
  }
  private readonly point = (event: PointerEvent): void => this.hover(this.under(event));
  private readonly pressed = (event: MouseEvent): void => {
    const unit = this.under(event);
    if (unit >= 0) this.dispatchEvent(new PickEvent(unit, event.ctrlKey || event.metaKey || event.shiftKey));
  };
}

export type Option = readonly [key: string, name: string];

/** A choice from a list. */
export function select(label: string, options: readonly Option[], current: string, change: (key: string) => void): TemplateResult {
  return html`<label class="q-field"><span>${label}</span>
    <select data-value=${current} @change=${(event: Event) => change((event.target as HTMLSelectElement).value)}>
      ${options.map(([key, name]) => html`<option value=${key} ?selected=${key === current}>${name}</option>`)}
    </select>
  </label>`;
}

/** One of a few: buttons side by side. */
export function either(label: string, options: readonly Option[], current: string, change: (key: string) => void): TemplateResult {
  return html`<div class="q-either" role="group" aria-label=${label}>
    ${options.map(([key, name]) => html`<button type="button" aria-pressed=${key === current} @click=${() => change(key)}>${name}</button>`)}
  </div>`;
}
