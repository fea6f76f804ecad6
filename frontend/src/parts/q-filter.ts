import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { change } from "../api/client";
import { Problem } from "../api/problem";
import type { Scene } from "../data/scene";
import { number } from "../format/number";
import { readTyped, typed } from "../format/read";
import { t } from "../i18n/t";
import { filters } from "../model/filter";
import { keptCount } from "../model/frame";
import { isAbsent, OUTSIDE } from "../model/classify";
import { NO_FILTER, type FilterWords, type Range, type Rest, type Shape } from "../state/filter-words";
import { DrawEvent, GoEvent } from "../state/go";
import { Light } from "./light";
import { problemText } from "./problem-text";

const SHAPES: readonly Shape["kind"][] = ["polygon", "box", "circle"];

/** Which areas are looked at: a line that says so, and the panel behind it. */
@customElement("q-filter")
export class Filter extends Light {
  @property({ attribute: false }) scene!: Scene;
  @property({ attribute: false }) filter: FilterWords = NO_FILTER;
  /** codes of the units chosen on the page */
  @property({ attribute: false }) units: readonly string[] = [];
  @property({ type: Boolean }) open = false;
  /** the kind that is being drawn, or "" */
  @property() drawing: Shape["kind"] | "" = "";
  @property({ type: Boolean }) mappable = false;
  @property({ type: Boolean }) signedIn = false;
  @state() private saving = false;
  @state() private told = "";
  @state() private failure = "";

  override render() {
    const active = filters(this.filter);
    if (!active && !this.open) return nothing;
    return html`<section id="q-filter" class="q-filter" aria-label=${t("filter.title")}>
      ${this.open ? this.panel() : nothing} ${this.line(active)} ${this.saving ? this.saver() : nothing}
      <p role="status" class="q-small">${this.told}</p>
    </section>`;
  }

  private go(patch: Partial<FilterWords>): void {
    this.told = this.failure = "";
    this.dispatchEvent(new GoEvent(patch));
  }

  private panel() {
    return html`<form class="q-filter-panel" @submit=${(event: Event) => event.preventDefault()}>
      ${this.within()} ${this.values()} ${this.mappable ? this.shapes() : nothing} ${this.chosen()}
    </form>`;
  }

  /** Areas that contain units, of every level: one is added by choosing it. */
  private within() {
    const { parents } = this.scene;
    if (!parents.length) return nothing;
    const add = (event: Event) => {
      const select = event.target as HTMLSelectElement;
      if (select.value && !this.filter.within.includes(select.value)) this.go({ within: [...this.filter.within, select.value] });
      select.value = "";
    };
    const order = new Intl.Collator("de", { numeric: true });
    return html`<label class="q-field">
      <span>${t("filter.within")}</span>
      <select @change=${add}>
        <option value="">…</option>
        ${parents.toReversed().map(({ level, geography: { units } }) => {
          const rows = units.code.map((code, i) => [`${level.key}:${code}`, units.name[i] || code] as const).sort((a, b) => order.compare(a[1], b[1]));
          return html`<optgroup label=${level.plural}>${rows.map(([key, name]) => html`<option value=${key} ?disabled=${this.filter.within.includes(key)}>${name}</option>`)}</optgroup>`;
        })}
      </select>
    </label>`;
  }

  private values() {
    if (this.scene.place.detail.kind === "class") return nothing;
    const { range } = this.filter;
    const set = (end: keyof Range) => (event: Event) => {
      const next = { from: range?.from ?? null, to: range?.to ?? null, [end]: readTyped((event.target as HTMLInputElement).value) };
      // An end beyond the other one takes it along.
      if (next.from !== null && next.to !== null && next.from > next.to) next[end === "from" ? "to" : "from"] = next[end];
      this.go({ range: next.from === null && next.to === null ? null : next });
    };
    const field = (end: keyof Range) => html`<label><span>${t(`filter.${end}`)}</span>
      <input type="text" inputmode="decimal" autocomplete="off" size="6" .value=${range?.[end] == null ? "" : typed(range[end])} @change=${set(end)} /></label>`;
    const { unit } = this.scene.place.detail;
    return html`<fieldset class="q-filter-values"><legend>${t("filter.value")}${unit ? ` (${unit})` : ""}</legend>${field("from")} ${field("to")}</fieldset>`;
  }

  private shapes() {
    const draw = (kind: Shape["kind"]) => () => this.dispatchEvent(new DrawEvent(this.drawing === kind ? "" : kind));
    return html`<fieldset class="q-filter-shapes"><legend>${t("filter.shape")}</legend>
      ${SHAPES.map((kind) => html`<button type="button" class="q-tool" aria-pressed=${this.drawing === kind} aria-label=${t(`filter.${kind}`)} title=${t(`filter.${kind}`)} @click=${draw(kind)}>${ICONS[kind]}</button>`)}
    </fieldset>`;
  }

  private chosen() {
    const n = this.units.length;
    const label = n ? t("filter.only", { n }) : t("filter.onlyNone");
    return html`<button type="button" class="q-choose" ?disabled=${!n} @click=${() => this.go({ only: this.units })}>${label}</button>`;
  }

  private rest() {
    const one = (rest: Rest) => html`<label><input type="radio" name="q-rest" .checked=${this.filter.rest === rest} @change=${() => this.go({ rest })} /> ${t(`filter.rest.${rest}`)}</label>`;
    return html`<div class="q-filter-rest" role="radiogroup" aria-label=${t("filter.rest")}><span aria-hidden="true">${t("filter.rest")}:</span> ${one("grey")} ${one("hide")}</div>`;
  }

  /** What holds, each part with its way out, and how many areas are left. */
  private line(active: boolean) {
    const { frame } = this.scene;
    const [n, m] = [keptCount(frame), frame.n];
    return html`<div class="q-filter-line">
      ${this.drawing ? html`<p role="status">${t(`filter.drawing.${this.drawing}`)}</p>` : this.open && this.mappable && !active ? html`<p class="q-small">${t("filter.noMouse")}</p>` : nothing}
      ${active ? html`<ul class="q-filter-chips">${this.chips()}</ul>` : nothing}
      <p class="q-filter-count" role="status"><strong>${t("filter.count", { n: number(n, 0), m: number(m, 0) })}</strong>${n ? "" : ` ${t("filter.none")}`}</p>
      ${active ? this.rest() : nothing}
      ${active ? html`<button type="button" class="q-link" @click=${() => this.go(NO_FILTER)}>${t("filter.clear")}</button>` : nothing}
      ${active && this.signedIn && n && !this.saving ? html`<button type="button" class="q-link" @click=${() => (this.saving = true)}>${t("filter.saveArea")}</button>` : nothing}
    </div>`;
  }

  private chips() {
    const { within, range, shape, only } = this.filter;
    const chip = (name: string, without: Partial<FilterWords>) => html`<li><span>${name}</span>
      <button type="button" aria-label=${t("filter.remove", { name })} @click=${() => this.go(without)}>×</button></li>`;
    return [
      within.map((one) => chip(this.areaName(one), { within: within.filter((other) => other !== one) })),
      range ? chip(this.rangeName(range), { range: null }) : nothing,
      shape ? chip(shapeName(shape), { shape: null }) : nothing,
      only.length ? chip(t("filter.onlyShown", { n: only.length }), { only: [] }) : nothing,
    ];
  }

  private areaName(pair: string): string {
    const [level, code] = [pair.slice(0, pair.indexOf(":")), pair.slice(pair.indexOf(":") + 1)];
    const parent = this.scene.parents.find((one) => one.level.key === level);
    const at = parent?.geography.index.get(code);
    return at === undefined ? code : parent!.geography.units.name[at]!;
  }

  private rangeName({ from, to }: Range): string {
    const { unit } = this.scene.place.detail;
    const parts = [from === null ? "" : `${t("filter.from")} ${typed(from)}`, to === null ? "" : `${t("filter.to")} ${typed(to)}`];
    return `${t("filter.value")} ${parts.filter(Boolean).join(" ")}${unit ? ` ${unit}` : ""}`;
  }

  private saver() {
    return html`<form class="q-filter-save" @submit=${this.save}>
      <label class="q-field"><span>${t("filter.areaName")}</span><input name="name" type="text" required maxlength="200" autocomplete="off" /></label>
      <button class="q-choose">${t("filter.save")}</button>
      ${this.failure ? html`<p role="alert">${this.failure}</p>` : nothing}
    </form>`;
  }

  private readonly save = (event: SubmitEvent): void => {
    event.preventDefault();
    const name = String(new FormData(event.target as HTMLFormElement).get("name") ?? "").trim();
    if (name) void this.store(name);
  };

  private async store(name: string): Promise<void> {
    const { frame, geography, place } = this.scene;
    // A range of values needs figures; an area saved by place alone holds its units without figures too.
    const units = geography.units.code.filter((_, i) => frame.bins[i] !== OUTSIDE && (!this.filter.range || !isAbsent(frame.bins[i]!)));
    try {
      await change("POST", "/areas", { name, level: place.coverage.level, geography: place.coverage.geography, units });
      this.saving = false;
      this.failure = "";
      this.told = t("filter.areaSaved", { name });
      this.dispatchEvent(new Event("area-saved", { bubbles: true }));
    } catch (error) {
      this.failure = problemText(error instanceof Problem ? error : new Problem(-1, "", ""));
    }
  }
}

const icon = (path: string) => html`<svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><path d=${path} fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round" /></svg>`;
const ICONS: Record<Shape["kind"], ReturnType<typeof icon>> = {
  polygon: icon("M4 8l7-5 6 6-3 8H6z"),
  box: icon("M3 5h14v10H3z"),
  circle: icon("M10 3a7 7 0 1 0 .01 0z"),
};

function shapeName(shape: Shape): string {
  if (shape.kind === "polygon") return t("filter.drawn.polygon", { n: shape.points.length });
  return shape.kind === "box" ? t("filter.drawn.box") : t("filter.drawn.circle", { metres: number(shape.metres, 0) });
}
