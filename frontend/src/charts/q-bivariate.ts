import { html, nothing, svg } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { DerivedState } from "../data/derived";
import { parentNames, unitName } from "../data/scene";
import { t } from "../i18n/t";
import { fieldName, fieldOf, fieldShort } from "../model/bivariate";
import { hasValue } from "../model/frame";
import { ABSENCES, ABSENT, isAbsent } from "../model/classify";
import { absenceWord, figureText } from "../model/words";
import "../parts/q-map";
import { swatch } from "../parts/swatch";
import { ChartView } from "./chart-view";
import { second } from "./second";
import { figure, words, type Twin } from "./twin";

const CIRCLES = { largest: 0, biggest: 0 };

/** Two indicators on one map: both cut in thirds, nine fields. */
@customElement("q-bivariate")
export class Bivariate extends ChartView {
  @property({ attribute: false }) derived: DerivedState = { kind: "none" };
  @property({ attribute: false }) sketch: GeoJSON.FeatureCollection | null = null;

  private get other() {
    return this.derived.kind === "bivariate" ? this.derived.other : null;
  }

  protected heading(): string {
    const { derived, other } = this;
    const x = this.scene.place.detail.name;
    if (derived.kind !== "bivariate" || !other) return t("view.bivariate");
    const n = derived.scene.frame.counts.get(fieldOf(2, 2)) ?? 0;
    return t("bivariate.title", { x, y: other.detail.name, n, units: n === 1 ? this.scene.place.level.name : this.scene.place.level.plural });
  }

  protected override subtitle(): string {
    const { detail, level, period } = this.scene.place;
    const { other } = this;
    const label = (one: typeof detail, at: string) => one.periods[at]?.label ?? at;
    return other ? `${level.plural}, ${label(detail, period)}${other.period === period ? "" : ` / ${label(other.detail, other.period)}`}` : t("pair.choose");
  }

  protected override controls() {
    return html`<div class="q-view-controls">${second(this.other, t("pair.with"), (change) => this.go(change))}</div>`;
  }

  protected override plot() {
    const { derived, other } = this;
    if (derived.kind === "failed") {
      return html`<div class="q-empty"><p role="status">${derived.said || t("bivariate.why")}</p>
        <button type="button" class="kern-btn kern-btn--primary" @click=${() => this.go({ open: { kind: "with" } })}><span class="kern-label">${t("pair.chooseButton")}</span></button></div>`;
    }
    if (derived.kind !== "bivariate" || !other) return html`<p class="q-note" role="status">${t("page.loading")} …</p>`;
    return html`<div class="q-bivariate">
      <q-map class="q-onemap q-mapplot" .scene=${derived.scene} .look=${this.look} .hideRest=${this.words.rest === "hide"} theme=${this.theme} .chosen=${this.chosen} .hovered=${this.hovered}
        .camera=${this.words.camera} .sketch=${this.sketch} .circles=${CIRCLES}></q-map>
      ${this.square(this.scene.place.detail.name, other.detail.name, derived.scene.frame.bins[this.hovered], derived.scene.frame.counts)}
    </div>`;
  }

  /** The legend: a square of nine fields with how many units lie in each; the one under the pointer is framed. */
  private square(x: string, y: string, current: number | undefined, counts: ReadonlyMap<number, number>) {
    const side = 34;
    const fields = Array.from({ length: 9 }, (_, code) => ({ code, left: (code % 3) * side, top: (2 - Math.floor(code / 3)) * side }));
    const label = fields.map(({ code }) => `${fieldName(code, x, y)}: ${counts.get(code) ?? 0}`).join("; ");
    return html`<figure class="q-nine">
      <figcaption>↑ ${y}</figcaption>
      <svg viewBox="-1 -1 104 104" width="108" height="108" role="img" aria-label=${label}>
        ${fields.map(({ code, left, top }) => svg`<rect x=${left} y=${top} width=${side} height=${side} fill=${this.colours[code] ?? "none"} stroke="var(--page)" />
          <text x=${left + side / 2} y=${top + side / 2 + 4} text-anchor="middle" class=${code % 3 === 2 && code > 3 ? "q-on-dark" : ""}>${counts.get(code) ?? 0}</text>`)}
        ${fields.filter(({ code }) => code === current).map(({ left, top }) => svg`<rect x=${left} y=${top} width=${side} height=${side} fill="none" stroke="var(--ink)" stroke-width="2.5" />`)}
      </svg>
      <figcaption>${x} →</figcaption>
      <ul class="q-mapkey">${ABSENCES.map((kind) => ABSENT[kind]).filter((bin) => counts.has(bin)).map((bin) => html`<li>${swatch(bin, this.look, this.theme)} ${absenceWord(bin)} ${counts.get(bin)}</li>`)}</ul>
    </figure>`;
  }

  protected picture() {
    return nothing;
  }
  protected override notes() {
    return this.other ? html`<p class="q-warning">${t("bivariate.how")} ${t("pair.fallacy")}</p>` : nothing;
  }

  protected twin(): Twin | null {
    const { derived, other, scene } = this;
    if (derived.kind !== "bivariate" || !other) return null;
    const { detail } = scene.place;
    const cell = (frame: typeof scene.frame, one: typeof detail, unit: number) => figure(figureText(frame, unit, one), hasValue(frame, unit) ? frame.value[unit]! : null);
    return {
      caption: this.heading(),
      columns: [{ name: t("table.name") }, { name: t("table.parent") }, { name: detail.name, number: true }, { name: other.detail.name, number: true }, { name: t("bivariate.class") }],
      rows: Array.from({ length: scene.frame.n }, (_, unit) => ({
        unit,
        cells: [words(unitName(scene, unit)), words(parentNames(scene, unit)[0] ?? ""), cell(scene.frame, detail, unit), cell(other.frame, other.detail, unit), words(isAbsent(derived.scene.frame.bins[unit]!) ? "–" : fieldShort(derived.scene.frame.bins[unit]!))],
      })),
    };
  }
}
