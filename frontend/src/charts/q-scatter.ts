import { html, nothing, svg, type PropertyValues } from "lit";
import { customElement, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { api } from "../api/client";
import { Problem } from "../api/problem";
import type { FitAnswer, PairAnswer } from "../api/types";
import { loadOther, townValue, type Other } from "../data/other";
import { unitName, type Scene } from "../data/scene";
import { difference, number, tick } from "../format/number";
import { t, tn } from "../i18n/t";
import type { Spot } from "../model/cursor";
import { OUTSIDE } from "../model/classify";
import { hasValue } from "../model/frame";
import { memo } from "../model/memo";
import { bandAt, pairTitle, pText } from "../model/pair";
import { scale, ticks } from "../model/scale";
import { bareText, figureText, valueText } from "../model/words";
import { writeCodes } from "../state/codes";
import { problemText } from "../parts/problem-text";
import { ChartView } from "./chart-view";
import { dotsOf, labelsOf } from "./dots";
import { second } from "./second";
import { figure, words, type Twin } from "./twin";

/** Two indicators of the same units: points, the line that fits them with its band, and what the numbers bear. */
@customElement("q-scatter")
export class Scatter extends ChartView {
  @state() private other: Other | null = null;
  @state() private otherTown: { name: string; value: number } | null = null;
  @state() private pair: PairAnswer | null = null;
  @state() private said = "";
  private wanted = "";

  private readonly layout = memo((scene: ChartView["scene"], other: Other, width: number, height: number, unit: number) => {
    const units = Array.from({ length: scene.frame.n }, (_, i) => i).filter((one) => hasValue(scene.frame, one) && hasValue(other.frame, one));
    const [xs, ys] = [units.map((one) => scene.frame.value[one]!), units.map((one) => other.frame.value[one]!)];
    const [left, bottom] = [58 * unit, 42 * unit];
    const x = scale(padded(xs), [left, width - 16]);
    const y = scale(padded(ys), [height - bottom, 34 * unit]);
    const spots: Spot[] = units.map((one, i) => ({ unit: one, x: x(xs[i]!), y: y(ys[i]!) }));
    return { xs, ys, x, y, left, bottom, spots, radius: (units.length > 800 ? 2.2 : units.length > 250 ? 3.4 : 4.6) * unit };
  });

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has("scene") || changed.has("words")) void this.load();
  }

  private async load(): Promise<void> {
    const { scene, words: state } = this;
    const key = state.with[0] ?? "";
    const { detail, coverage, period } = scene.place;
    const wanted = JSON.stringify([detail.key, coverage.level, coverage.geography, coverage.slice, period, key, state.withSlice, state.withPeriod, state.weighted, keptCodes(scene)]);
    if (wanted === this.wanted) return;
    this.wanted = wanted;
    this.said = "";
    if (!key) return void (this.other = this.pair = null);
    try {
      const other = await loadOther(scene, key, state.withSlice, state.withPeriod);
      if (wanted !== this.wanted) return;
      if (!other) return void ((this.said = t("pair.notHere")), (this.other = this.pair = null));
      const pair = await api.pair({
        indicator: detail.key, slice: coverage.slice, period, level: coverage.level, geography: coverage.geography, with: key,
        "with-slice": other.coverage.slice, "with-period": other.period, weighted: String(state.weighted), units: keptCodes(scene),
      });
      const town = await townValue(other);
      if (wanted === this.wanted) [this.other, this.pair, this.otherTown] = [other, pair, town];
    } catch (error) {
      if (wanted === this.wanted) this.said = error instanceof Problem ? (error.detail || problemText(error)) : t("page.broken");
    }
  }

  private get all() {
    return this.other ? this.layout(this.scene, this.other, this.width, this.height, this.unit) : null;
  }

  protected heading(): string {
    const { other, pair } = this;
    const x = this.scene.place.detail.name;
    return other && pair ? pairTitle(pair.pearson.value, pair.pearson.pValue, x, other.detail.name) : t("view.scatter");
  }

  protected override subtitle(): string {
    const { other } = this;
    const { detail, level, period } = this.scene.place;
    if (!other) return t("pair.choose");
    const label = (one: typeof detail, at: string) => one.periods[at]?.label ?? at;
    return `${level.plural}, ${label(detail, period)}${other.period === period ? "" : ` / ${label(other.detail, other.period)}`}`;
  }

  protected override controls() {
    const { pair } = this;
    const toggle = (event: Event) => this.go({ weighted: (event.target as HTMLInputElement).checked });
    return html`<div class="q-view-controls">${second(this.other, t("pair.with"), (change) => this.go(change))}
      ${pair?.weightable ? html`<label class="q-check"><input type="checkbox" .checked=${this.words.weighted} @change=${toggle} /> ${t("pair.weight")}</label>` : nothing}
    </div>`;
  }

  protected override plot() {
    if (this.other) return super.plot();
    if (this.words.with.length && !this.said) return html`<p class="q-note" role="status">${t("page.loading")} …</p>`;
    return html`<div class="q-empty"><p>${this.said || t("pair.chooseWhy")}</p>
      <button type="button" class="kern-btn kern-btn--primary" @click=${() => this.go({ open: { kind: "with" } })}><span class="kern-label">${t("pair.chooseButton")}</span></button></div>`;
  }

  protected picture() {
    const { all, other, width, height, unit } = this;
    if (!all || !other || !all.spots.length) return nothing;
    const { detail } = this.scene.place;
    const title = (one: typeof detail) => `${one.name}${one.unit ? ` (${one.unit})` : ""}`;
    return svg`<svg width=${width} height=${height} aria-hidden="true">
      ${guard([all, this.colours, this.pair, this.mark, this.otherTown], () => [this.grid(), this.town(), dotsOf(this.scene, all.spots, all.radius, this.colours), this.fit()])}
      ${this.intervals()}
      <text class="q-axis-title" x=${all.left - 44 * unit} y=${16 * unit}>↑ ${title(other.detail)}</text>
      <text class="q-axis-title" x=${width - 16} y=${height - 6 * unit} text-anchor="end">${title(detail)} →</text>
      ${labelsOf(this, all.spots, all.radius, (one) => `${bareText(this.scene.frame.value[one]!, detail)} | ${bareText(other.frame.value[one]!, other.detail)}`, width)}
    </svg>`;
  }

  /** How sure the chosen ones are, on both axes. */
  private intervals() {
    const { x, y, spots } = this.all!;
    return spots.map(({ unit, x: cx, y: cy }) => {
      const at = this.chosen.indexOf(unit);
      if (at < 0) return nothing;
      const [a, b] = [this.scene.frame, this.other!.frame].map((one) => [one.lower?.[unit] ?? NaN, one.upper?.[unit] ?? NaN]) as [number[], number[]];
      return svg`${Number.isFinite(a[0]! + a[1]!) ? svg`<line class="q-whisker q-chosen-${at}" x1=${x(a[0]!)} x2=${x(a[1]!)} y1=${cy} y2=${cy} />` : nothing}
        ${Number.isFinite(b[0]! + b[1]!) ? svg`<line class="q-whisker q-chosen-${at}" y1=${y(b[0]!)} y2=${y(b[1]!)} x1=${cx} x2=${cx} />` : nothing}`;
    });
  }

  private grid() {
    const { x, y, xs, ys, left, bottom } = this.all!;
    const { width, height } = this;
    const [lowX, highX] = padded(xs);
    const [lowY, highY] = padded(ys);
    return [
      ticks(lowY, highY, Math.max(3, height / 70)).map((value) => svg`<line class="q-grid" x1=${left} x2=${width - 16} y1=${y(value)} y2=${y(value)} />
        <text x=${left - 8} y=${y(value) + 4} text-anchor="end">${tick(value)}</text>`),
      ticks(lowX, highX, Math.max(3, width / 120)).map((value) => svg`<line class="q-grid" x1=${x(value)} x2=${x(value)} y1=${34 * this.unit} y2=${height - bottom} />
        <text x=${x(value)} y=${height - bottom + 16 * this.unit} text-anchor="middle">${tick(value)}</text>`),
    ];
  }

  /** The line from the least to the greatest x, with the band of its mean; drawn only where it holds. */
  private fit() {
    const { x, y, xs } = this.all!;
    const fit = this.pair?.fit;
    if (!fit) return nothing;
    const [low, high] = [Math.min(...xs), Math.max(...xs)];
    const steps = Array.from({ length: 41 }, (_, i) => low + ((high - low) * i) / 40);
    const edge = (which: "lower" | "upper") => steps.map((at) => `${x(at)},${y(bandAt(fit, at)[which])}`);
    return svg`<svg x="0" y=${30 * this.unit} width=${this.width} height=${Math.max(0, this.height - this.all!.bottom - 30 * this.unit)} viewBox="0 ${30 * this.unit} ${this.width} ${Math.max(1, this.height - this.all!.bottom - 30 * this.unit)}" overflow="hidden">
      <polygon class="q-fit-band" points=${[...edge("upper"), ...edge("lower").reverse()].join(" ")} />
      <line class="q-fit-halo" x1=${x(low)} x2=${x(high)} y1=${y(bandAt(fit, low).line)} y2=${y(bandAt(fit, high).line)} />
      <line class="q-fit" x1=${x(low)} x2=${x(high)} y1=${y(bandAt(fit, low).line)} y2=${y(bandAt(fit, high).line)} /></svg>`;
  }

  private town() {
    const { x, y } = this.all!;
    const { mark, otherTown } = this;
    if (!mark || !otherTown) return nothing;
    const [cx, cy] = [x(mark.value), y(otherTown.value)];
    return svg`<line class="q-mark" x1=${cx} x2=${cx} y1=${34 * this.unit} y2=${this.height - this.all!.bottom} /><line class="q-mark" x1=${this.all!.left} x2=${this.width - 16} y1=${cy} y2=${cy} />
      <text class="q-name-label" x=${this.width - 18} y=${cy - 5} text-anchor="end">${mark.name}</text>`;
  }

  protected override notes() {
    const { pair, other } = this;
    if (!pair || !other) return this.said && this.other ? html`<p role="alert">${this.said}</p>` : nothing;
    const { detail } = this.scene.place;
    const entry = (name: string, value: string) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
    const { pearson, spearman, fit } = pair;
    const both = detail.kind === "count" && other.detail.kind === "count";
    return html`${pearson.value === null || !fit ? html`<p>${pair.reason || t("pair.constant")}</p>` : html`<dl class="q-keyfigures">
        ${entry(t("pair.r"), number(pearson.value, 2))} ${entry("R²", fit.rSquared === null ? "–" : number(fit.rSquared, 2))} ${entry(t("pair.n"), number(pair.n, 0))}
        ${entry(t("pair.test"), pText(pearson.pValue!))} ${spearman.value === null ? nothing : entry(t("pair.spearman"), number(spearman.value, 2))}
      </dl>
      <p>${this.slope(fit, other)} ${pair.weightName ? t("pair.weighted", { name: pair.weightName }) : ""}</p>`}
      <p>${this.particulars(pair)}</p>
      ${both ? html`<p>${t("pair.counts")}</p>` : nothing}
      <p class="q-warning">${t("pair.fallacy")}</p>`;
  }

  /** What one step to the right means on the line; steps are one unit, or a thousand where values are large. */
  private slope(fit: FitAnswer, other: Other): string {
    const { detail } = this.scene.place;
    const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, ...this.scene.ranking.order.length ? [this.scene.frame.value[this.scene.ranking.order[0]!]!] : [1]))) - 1);
    const by = fit.slope * step;
    const decimals = Math.max(0, Math.min(4, 1 - Math.floor(Math.log10(Math.abs(by) || 1))));
    return t(by < 0 ? "pair.slopeDown" : "pair.slopeUp", {
      x: detail.name, step: step === 1 && detail.unit === "%" ? t("pair.onePoint") : difference(step, { unit: detail.unit, decimals: 0 }), y: other.detail.name, by: difference(by, { unit: other.detail.unit, decimals }),
      lower: number(fit.slopeLower * step, decimals), upper: number(fit.slopeUpper * step, decimals),
    });
  }

  /** Who takes no part, what the zeros are, and how much hangs on single units. */
  private particulars(pair: PairAnswer): string {
    const { missing, suppressed, notApplicable, notRated } = pair.absent;
    const absent = [[missing, "absent.missing"], [suppressed, "absent.suppressed"], [notApplicable, "absent.notApplicable"], [notRated, "absent.notRated"]] as const;
    const out = absent.filter(([n]) => n).map(([n, key]) => `${number(n, 0)} ${t(key)}`);
    const zeros = pair.zeros[0] + pair.zeros[1];
    const names = pair.far.slice(0, 3).flatMap((code) => this.scene.geography.index.get(code) ?? []).map((one) => unitName(this.scene, one));
    return [
      out.length ? t("pair.out", { list: out.join(", ") }) : "",
      zeros ? tn("pair.zeros", zeros) : "",
      pair.far.length && pair.withoutFar.value !== null ? tn("pair.far", pair.far.length, { names: names.join(", ") + (pair.far.length > 3 ? " …" : ""), r: number(pair.withoutFar.value, 2) }) : "",
    ].filter(Boolean).join(" ");
  }

  protected override spots(): readonly Spot[] {
    return this.all?.spots ?? [];
  }
  protected override speak(unit: number): string {
    const { frame, place } = this.scene;
    const { other } = this;
    return [unitName(this.scene, unit), `${place.detail.name} ${valueText(frame.value[unit]!, place.detail)}`, other ? `${other.detail.name} ${valueText(other.frame.value[unit]!, other.detail)}` : ""].join(", ");
  }

  protected twin(): Twin | null {
    const { other, scene } = this;
    if (!other) return null;
    const { detail } = scene.place;
    const cell = (frame: typeof scene.frame, one: typeof detail, unit: number) => figure(figureText(frame, unit, one), hasValue(frame, unit) ? frame.value[unit]! : null);
    return {
      caption: this.heading(),
      columns: [{ name: t("table.name") }, { name: detail.name, number: true }, { name: other.detail.name, number: true }],
      rows: Array.from({ length: scene.frame.n }, (_, unit) => ({ unit, cells: [words(unitName(scene, unit)), cell(scene.frame, detail, unit), cell(other.frame, other.detail, unit)] })),
    };
  }
}

/** Codes of the units that the filter keeps, as a list for an address; "" is all, also where they would not fit into one. */
export function keptCodes({ frame, geography }: Scene): string {
  if (!frame.counts.has(OUTSIDE)) return "";
  const list = writeCodes(geography.units.code.filter((_, i) => frame.bins[i] !== OUTSIDE));
  return list.length < 6000 ? list : "";
}

/** A little room around the points; from zero where zero is near. */
function padded(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = (high - low || Math.abs(high) || 1) * 0.04;
  return [low >= 0 && low < (high - low) * 0.35 ? 0 : low - room, high + room];
}
