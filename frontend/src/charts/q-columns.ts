import { html, nothing, type PropertyValues } from "lit";
import { customElement, state } from "lit/decorators.js";
import { loadVector } from "../data/load";
import { loadOther, type Other } from "../data/other";
import { parentNames, unitName } from "../data/scene";
import { language, t } from "../i18n/t";
import { OUTSIDE } from "../model/classify";
import { frameOf, hasValue, keptAs, type Frame } from "../model/frame";
import { bareText, absenceWord } from "../model/words";
import "../parts/q-table";
import { ChartView } from "./chart-view";
import { figure, words, type Twin } from "./twin";
import { saveCsv } from "./save";
import { unitTwin } from "./unit-twin";

interface Column {
  name: string;
  frame: Frame;
  detail: Other["detail"];
}

/** The table of all units: the shown figures, and on wish further periods and indicators beside them. */
@customElement("q-columns")
export class Columns extends ChartView {
  @state() private others: readonly Other[] = [];
  @state() private frames: readonly Frame[] = [];
  private wanted = "";
  private kept: number | undefined;

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has("scene") || changed.has("words")) void this.load();
  }

  private async load(): Promise<void> {
    const { scene, words: view } = this;
    const { detail, coverage, period } = scene.place;
    const wanted = JSON.stringify([detail.key, coverage.level, coverage.geography, coverage.slice, period, view.with, view.periods]);
    if (wanted === this.wanted && this.kept === scene.frame.counts.get(OUTSIDE)) return;
    this.wanted = wanted;
    this.kept = scene.frame.counts.get(OUTSIDE);
    const further = coverage.periods.filter((one) => one !== period && view.periods.includes(one));
    const frames = await Promise.all(further.map(async (one) => keptAs(frameOf(await loadVector(coverage.files.find((file) => file.periods.includes(one))!.url), one, scene.how), scene.frame)));
    const others = await Promise.all(view.with.filter((key) => key !== detail.key).map((key) => loadOther(scene, key).catch(() => null)));
    if (wanted === this.wanted) [this.frames, this.others] = [frames, others.filter((one): one is Other => one !== null)];
  }

  override render() {
    const { detail } = this.scene.place;
    const wide = this.frames.length > 0 || this.others.length > 0;
    const remove = (key: string) => () => this.go({ with: this.words.with.filter((one) => one !== key) });
    return html`<div class="q-columns">
        <button type="button" class="q-pickmore" aria-haspopup="dialog" @click=${() => this.go({ open: { kind: "with" } })}>${t("columns.add")}</button>
        ${this.periods()}
        <ul class="q-tags" aria-label=${t("columns.list")}>${this.others.map((one) => html`<li>${one.detail.name}
          <button type="button" aria-label=${t("unit.remove", { name: one.detail.name })} @click=${remove(one.detail.key)}>×</button></li>`)}</ul>
        ${wide ? nothing : html`<button type="button" class="q-link q-save" @click=${() => saveCsv(unitTwin(this.scene, this.caption()))}>${t("twin.csv")}</button>`}
      </div>
      ${wide ? html`<q-twin .twin=${this.twin()} .chosen=${this.chosen} data-indicator=${detail.key}></q-twin>` : html`<q-table .scene=${this.scene} .chosen=${this.chosen}></q-table>`}`;
  }

  private periods() {
    const { detail, coverage, period } = this.scene.place;
    if (coverage.periods.length < 2) return nothing;
    const toggle = (one: string) => (event: Event) => {
      const on = (event.target as HTMLInputElement).checked;
      this.go({ periods: coverage.periods.filter((other) => (other === one ? on : this.words.periods.includes(other))) });
    };
    const all = coverage.periods.every((one) => one === period || this.words.periods.includes(one));
    return html`<details class="q-periods"><summary class="q-pickmore">${t("columns.periods")}</summary>
      <div>
        <label class="q-check"><input type="checkbox" .checked=${all} @change=${() => this.go({ periods: all ? [] : coverage.periods.filter((one) => one !== period) })} /> ${t("download.all")}</label>
        ${coverage.periods.toReversed().map((one) => html`<label class="q-check"><input type="checkbox" .checked=${one === period || this.words.periods.includes(one)} ?disabled=${one === period} @change=${toggle(one)} /> ${detail.periods[one]?.label ?? one}</label>`)}
      </div>
    </details>`;
  }

  private caption(): string {
    const { detail, level, period } = this.scene.place;
    return t("table.caption", { indicator: detail.name, level: level.plural, period: detail.periods[period]?.label ?? period });
  }

  protected heading(): string {
    return this.caption();
  }
  protected picture() {
    return nothing;
  }

  protected twin(): Twin {
    const { scene } = this;
    const { detail } = scene.place;
    const label = (one: Other["detail"], period: string) => one.periods[period]?.label ?? period;
    const name = (one: Other["detail"], period: string) => `${one.name}, ${label(one, period)}${one.unit ? ` (${one.unit})` : ""}`;
    const own = [...this.frames, scene.frame].sort((a, b) => (detail.periods[a.period]?.position ?? 0) - (detail.periods[b.period]?.position ?? 0));
    const columns: Column[] = [
      ...own.map((frame, i) => ({ name: own.length > 1 && i ? label(detail, frame.period) : name(detail, frame.period), frame, detail })),
      ...this.others.map((one) => ({ name: name(one.detail, one.period), frame: one.frame, detail: one.detail })),
    ];
    const parents = scene.parents.length > 0;
    return {
      caption: this.caption(),
      xlsx: this.address(),
      columns: [{ name: t("table.name") }, ...(parents ? [{ name: t("table.parent") }] : []), ...columns.map((one) => ({ name: one.name, number: true }))],
      rows: Array.from(rankedUnits(scene.ranking.order, scene.frame.n), (unit) => ({
        unit,
        cells: [words(unitName(scene, unit)), ...(parents ? [words(parentNames(scene, unit)[0] ?? "")] : []),
          ...columns.map(({ frame, detail: one }) => hasValue(frame, unit) ? figure(bareText(frame.value[unit]!, one), frame.value[unit]!) : figure(absenceWord(frame.bins[unit]!), null))],
      })),
    };
  }

  /** The same indicators and periods as a workbook of the server, with sources and licences. */
  private address(): string {
    const { detail, coverage } = this.scene.place;
    const query = new URLSearchParams({ level: coverage.level, geography: coverage.geography, format: "xlsx", lang: language });
    for (const key of [detail.key, ...this.others.map((one) => one.detail.key)]) query.append("indicator", key);
    for (const period of new Set([this.scene.frame.period, ...this.frames.map((one) => one.period), ...this.others.map((one) => one.period)])) query.append("period", period);
    for (const slice of new Set([coverage.slice, ...this.others.map((one) => one.coverage.slice)])) query.append("slice", slice);
    return `/data/exports/?${query}`;
  }
}

/** Units by rank, then those without a value. */
function rankedUnits(order: Int32Array, n: number): number[] {
  const ranked = Array.from(order);
  const known = new Set(ranked);
  return [...ranked, ...Array.from({ length: n }, (_, i) => i).filter((unit) => !known.has(unit))];
}
