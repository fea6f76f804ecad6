import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { DerivedState } from "../data/derived";
import { difference, number } from "../format/number";
import { t, tn } from "../i18n/t";
import { biggest } from "../model/circles";
import { RATIO, tally } from "../model/change";
import { memo } from "../model/memo";
import type { Scene } from "../data/scene";
import { valueText } from "../model/words";
import "../parts/q-map";
import { ChartView, either, select, type Option } from "./chart-view";
import type { Twin } from "./twin";
import { unitTwin } from "./unit-twin";

/** What changed since when: a map around zero, how many went up and down, and the town. */
@customElement("q-change")
export class Change extends ChartView {
  @property({ attribute: false }) derived: DerivedState = { kind: "none" };
  @property({ attribute: false }) sketch: GeoJSON.FeatureCollection | null = null;
  @property({ type: Boolean }) mappable = true;
  private readonly circles = memo(({ place, frame }: Scene) =>
    ({ largest: Math.max(Math.abs(place.coverage.min ?? 0), Math.abs(place.coverage.max ?? 0)), biggest: biggest(frame.n) }));

  private label(period: string): string {
    return this.scene.place.detail.periods[period]?.label ?? period;
  }

  protected heading(): string {
    const { derived } = this;
    const { detail } = this.scene.place;
    if (derived.kind !== "change") return t("change.title", { indicator: detail.name });
    const { town } = derived.answer;
    const since = this.label(derived.since);
    if (!town || town.value === null) return t("change.titleSince", { indicator: detail.name, since });
    const measure = derived.scene.place.detail;
    const size = Math.abs(town.value);
    if (number(size, measure.decimals) === number(0, measure.decimals)) return t("change.townSame", { indicator: detail.name, town: town.name, since });
    const by = this.words.relative ? valueText(size, { ...measure, signed: false }) : difference(size, detail);
    return t(town.value > 0 ? "change.townUp" : "change.townDown", { indicator: detail.name, town: town.name, since, by });
  }

  protected override subtitle(): string {
    const { derived } = this;
    const { level, period } = this.scene.place;
    return derived.kind === "change" ? `${level.plural}, ${this.label(derived.since)} – ${this.label(period)}` : level.plural;
  }

  protected override controls() {
    const { derived } = this;
    const choices = derived.kind === "change" || derived.kind === "failed" ? derived.choices : [];
    if (!choices.length) return nothing;
    const options = choices.toReversed().map((one): Option => [one, this.label(one)]);
    return html`<div class="q-view-controls">
      ${select(t("change.since"), options, derived.kind === "change" ? derived.since : this.words.since, (since) => this.go({ since }))}
      ${RATIO.includes(this.scene.place.detail.kind)
        ? either(t("change.how"), [["", t(this.scene.place.detail.unit === "%" ? "change.points" : "change.absolute")], ["yes", t("change.relative")]], this.words.relative ? "yes" : "", (on) => this.go({ relative: on === "yes" }))
        : nothing}
    </div>`;
  }

  protected override plot() {
    const { derived } = this;
    if (derived.kind === "failed") return html`<div class="q-empty"><p role="status">${derived.said}</p>${derived.choices.length ? nothing : this.elsewhere()}</div>`;
    if (derived.kind !== "change") return html`<p class="q-note" role="status">${t("page.loading")} …</p>`;
    if (!this.mappable) return html`<q-twin .twin=${this.twin()} .chosen=${this.chosen}></q-twin>`;
    return html`<q-map class="q-onemap q-mapplot" .scene=${derived.scene} .look=${this.look} .hideRest=${this.words.rest === "hide"} theme=${this.theme} .chosen=${this.chosen} .hovered=${this.hovered}
      .camera=${this.words.camera} .sketch=${this.sketch} .circles=${this.circles(derived.scene)}></q-map>`;
  }

  /** The newest date that has an earlier one with the same boundaries. */
  private elsewhere() {
    const { detail, coverage, level } = this.scene.place;
    const position = (period: string) => detail.periods[period]?.position ?? 0;
    const rows = detail.coverage.filter((one) => one.level === coverage.level && one.slice === coverage.slice && one.periods.length > 1);
    const row = rows.sort((a, b) => position(b.periods.at(-1)!) - position(a.periods.at(-1)!))[0];
    if (!row || detail.kind === "class") return nothing;
    const period = row.periods.at(-1)!;
    const name = level.geographies.find((one) => one.key === row.geography)?.name ?? "";
    return html`<button type="button" class="kern-btn kern-btn--secondary" @click=${() => this.go({ period, geography: row.geography, since: "" })}>
      <span class="kern-label">${t("change.elsewhere", { period: this.label(period), geography: name })}</span></button>`;
  }

  protected picture() {
    return nothing;
  }

  protected override notes() {
    const { derived } = this;
    if (derived.kind !== "change") return nothing;
    const { up, same, down, unknown } = tally(derived.scene.frame);
    const unsure = derived.answer.unsure?.filter(Boolean).length ?? 0;
    const parts = [tn("change.up", up), tn("change.down", down), same ? tn("change.same", same) : "", unknown ? tn("change.unknown", unknown) : ""];
    return html`<p>${parts.filter(Boolean).join(", ")}.</p>
      ${derived.answer.unsure ? html`<p class="q-warning">${unsure ? tn("change.unsure", unsure) : t("change.allSure")} ${t("change.unsureHow")}</p>` : nothing}`;
  }

  protected twin(): Twin | null {
    return this.derived.kind === "change" ? unitTwin(this.derived.scene, this.heading()) : null;
  }
}
