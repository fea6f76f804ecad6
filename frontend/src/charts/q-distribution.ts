import { html, nothing, svg } from "lit";
import { customElement } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { unitName } from "../data/scene";
import { number, tick } from "../format/number";
import { t } from "../i18n/t";
import { stepAlong, type Spot } from "../model/cursor";
import { hasValue } from "../model/frame";
import { histogram } from "../model/histogram";
import { memo } from "../model/memo";
import type { Direction } from "../model/neighbour";
import { boxOf } from "../model/quartiles";
import { scale, ticks, type Scale } from "../model/scale";
import { swarm } from "../model/swarm";
import { bareText, intervalText, valueText } from "../model/words";
import { ChartView } from "./chart-view";
import { dotsOf, labelsOf } from "./dots";
import { unitTwin } from "./unit-twin";

/** More points than this are a cloud, not a swarm: the bars alone show them. */
const MOST_DOTS = 2500;

/** How the values lie: bars, below them every unit as a point, below that the quartiles. */
@customElement("q-distribution")
export class Distribution extends ChartView {
  private readonly layout = memo((scene: ChartView["scene"], width: number, height: number, unit: number) => {
    const { frame, how, ranking, place } = scene;
    const units = Array.from(ranking.order).reverse();
    const values = units.map((one) => frame.value[one]!);
    const { min, max } = place.coverage;
    const low = Math.min(min ?? Infinity, values[0] ?? 0);
    const high = Math.max(max ?? -Infinity, values.at(-1) ?? 1);
    const x = scale([low, high], [14, width - 14]);
    const base = height - 54 * unit; // foot: box and axis
    const barsTop = 24 * unit;
    const barsBase = barsTop + (base - barsTop) * (values.length > MOST_DOTS ? 0.96 : 0.36);
    const middle = (barsBase + base) / 2 + 4;
    const packed = values.length > MOST_DOTS ? null : swarm(values.map(x), base - barsBase - 12, 5.5 * unit);
    const spots: Spot[] = packed ? units.map((one, i) => ({ unit: one, x: x(values[i]!), y: middle + packed.y[i]! })) : [];
    return { units, values, low, high, x, base, barsTop, barsBase, spots, radius: packed?.radius ?? 0, bars: histogram(frame, how, low, high, Math.min(60, Math.round(width / 14))), box: boxOf(values) };
  });

  private get all() {
    return this.layout(this.scene, this.width, this.height, this.unit);
  }

  protected heading(): string {
    const { detail, level } = this.scene.place;
    const box = this.all.box;
    if (!box) return t("distribution.none", { indicator: detail.name });
    return t("distribution.title", { indicator: detail.name, from: bareText(box.q1, detail), to: valueText(box.q3, detail), units: level.plural });
  }

  protected picture() {
    const { all, width, height, unit } = this;
    const { detail } = this.scene.place;
    if (!all.box) return nothing;
    return svg`<svg width=${width} height=${height} aria-hidden="true">
      ${guard([all, this.colours, this.theme], () => [this.bars(), this.axis(all.x), this.box(), dotsOf(this.scene, all.spots, all.radius, this.colours)])}
      ${this.town(all.x)}
      ${labelsOf(this, all.spots, all.radius, (one) => bareText(this.scene.frame.value[one]!, detail), width)}
      ${this.intervals(all.x)}
      <text x="14" y=${13 * unit}>${t("distribution.bars")}</text>
    </svg>`;
  }

  private bars() {
    const { bars, x, barsBase, barsTop } = this.all;
    const y = scale([0, Math.max(1, ...bars.map((one) => one.count))], [0, barsBase - barsTop]);
    return bars.map((bar) => {
      const tall = bar.count ? Math.max(1, y(bar.count)) : 0;
      return svg`<rect class="q-hist" x=${x(bar.from)} y=${barsBase - tall} width=${Math.max(0.5, x(bar.to) - x(bar.from) - 0.6)} height=${tall} fill=${this.colours[bar.bin] ?? "none"} />`;
    });
  }

  private axis(x: Scale) {
    const { low, high, barsBase } = this.all;
    const { height, width } = this;
    return [
      svg`<line class="q-axis" x1="14" x2=${width - 14} y1=${barsBase} y2=${barsBase} />`,
      ticks(low, high, Math.max(3, Math.min(8, width / 110))).map((value) => svg`<line class="q-grid" x1=${x(value)} x2=${x(value)} y1=${barsBase} y2=${height - 20 * this.unit} />
        <text x=${x(value)} y=${height - 6 * this.unit} text-anchor="middle">${tick(value)}</text>`),
    ];
  }

  private box() {
    const { box, x, base } = this.all;
    if (!box) return nothing;
    const y = base + 14 * this.unit;
    return svg`<line class="q-box-line" x1=${x(box.low)} x2=${x(box.high)} y1=${y} y2=${y} />
      <rect class="q-box" x=${x(box.q1)} y=${y - 7} width=${Math.max(1, x(box.q3) - x(box.q1))} height="14" />
      <line class="q-box-median" x1=${x(box.median)} x2=${x(box.median)} y1=${y - 7} y2=${y + 7} />`;
  }

  private town(x: Scale) {
    const { mark } = this;
    const { low, high, base } = this.all;
    if (!mark || mark.value < low || mark.value > high) return nothing;
    const at = x(mark.value);
    const left = at > this.width * 0.6;
    return svg`<line class="q-mark" x1=${at} x2=${at} y1=${18 * this.unit} y2=${base + 24 * this.unit} />
      <text class="q-name-label" x=${left ? at - 5 : at + 5} y=${26 * this.unit} text-anchor=${left ? "end" : "start"}>${mark.name} ${bareText(mark.value, this.scene.place.detail)}</text>`;
  }

  /** How sure the chosen ones are: a line from bound to bound through each. */
  private intervals(x: Scale) {
    const { frame } = this.scene;
    return this.all.spots.map(({ unit, y }) => {
      const at = this.chosen.indexOf(unit);
      const [lower, upper] = [frame.lower?.[unit] ?? NaN, frame.upper?.[unit] ?? NaN];
      if (at < 0 || !Number.isFinite(lower + upper)) return nothing;
      return svg`<line class="q-whisker q-chosen-${at}" x1=${x(lower)} x2=${x(upper)} y1=${y} y2=${y} />`;
    });
  }

  protected override notes() {
    const { box } = this.all;
    if (!box) return nothing;
    const { detail } = this.scene.place;
    const entry = (name: string, value: string) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
    return html`<dl class="q-keyfigures">
        ${entry(t("box.median"), valueText(box.median, detail))} ${entry(t("box.quartiles"), `${bareText(box.q1, detail)} – ${valueText(box.q3, detail)}`)}
        ${entry(t("box.n"), number(box.n, 0))} ${box.outliers.length ? entry(t("box.outliers"), number(box.outliers.length, 0)) : nothing}
      </dl>
      <p class="q-warning">${t("box.how")}</p>`;
  }

  protected override spots(): readonly Spot[] {
    return this.all.spots;
  }
  protected override step(from: number, direction: Direction): number {
    return stepAlong(this.all.units, from, direction);
  }
  protected override speak(unit: number): string {
    const { frame, ranking, place } = this.scene;
    if (!hasValue(frame, unit)) return unitName(this.scene, unit);
    const interval = intervalText(frame.lower?.[unit], frame.upper?.[unit], place.detail);
    return [unitName(this.scene, unit), valueText(frame.value[unit]!, place.detail), interval, t("rank.of", { rank: ranking.rank[unit]!, n: ranking.order.length })].filter(Boolean).join(", ");
  }
  protected twin() {
    return unitTwin(this.scene, this.heading());
  }
}
