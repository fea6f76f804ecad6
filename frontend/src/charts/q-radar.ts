import { html, nothing, svg, type PropertyValues } from "lit";
import { customElement, state } from "lit/decorators.js";
import { api } from "../api/client";
import { loadOther, townValue, type Other } from "../data/other";
import { unitName } from "../data/scene";
import { number } from "../format/number";
import { t } from "../i18n/t";
import { hasValue, type Frame } from "../model/frame";
import { memo } from "../model/memo";
import { axisOf, moments, percentile, pointOn } from "../model/radar";
import { figureText, valueText } from "../model/words";
import { GoEvent } from "../state/go";
import type { Norm } from "../state/view-words";
import { ChartView, either, type Option } from "./chart-view";
import { figure, words, type Twin } from "./twin";

const SUGGESTED = 5;
const FEWEST = 3;

interface Axis {
  other: Other;
  values: number[];
  town: { name: string; value: number } | null;
}

/** The chosen units over several indicators, each axis the distribution of the level. */
@customElement("q-radar")
export class Radar extends ChartView {
  @state() private axes: readonly Axis[] = [];
  @state() private at = -1;
  private wanted = "";
  private readonly places = memo((axes: readonly Axis[], norm: Norm) => axes.map((one) => axisOf(one.values, norm)));

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has("scene") || changed.has("words")) void this.load();
  }

  private async load(): Promise<void> {
    const { scene, words: view } = this;
    const { detail, coverage, period } = scene.place;
    const wanted = JSON.stringify([detail.key, coverage.level, coverage.geography, coverage.slice, period, view.with]);
    if (wanted === this.wanted) return;
    this.wanted = wanted;
    // Two axes are no web: what is lacking is suggested.
    const enough = view.with.filter((one) => one !== detail.key).length >= FEWEST - 1;
    const keys = enough ? view.with : [...new Set([...view.with, ...(await suggested(detail.key, detail.topics))])];
    const own: Other = { detail, coverage, period, frame: scene.frame };
    const found = await Promise.all(keys.filter((key) => key !== detail.key).map((key) => loadOther(scene, key).catch(() => null)));
    const usable = found.filter((one): one is Other => one !== null && one.detail.kind !== "class");
    const others = [own, ...(enough ? usable : usable.slice(0, SUGGESTED))];
    const towns = await Promise.all(others.map((one) => townValue(one).catch(() => null)));
    if (wanted === this.wanted) this.axes = others.map((other, i) => ({ other, values: valuesOf(other.frame), town: other.detail.kind === "count" ? null : towns[i]! }));
  }

  protected heading(): string {
    if (!this.axes.length) return t("view.radar");
    const names = this.chosen.map((unit) => unitName(this.scene, unit));
    const first = this.guests[0];
    if (!names.length && first !== undefined) names.push(unitName(this.scene, first));
    return names.length ? t("radar.title", { names: names.join(", "), n: this.axes.length }) : t("radar.titleTown", { n: this.axes.length });
  }
  protected override subtitle(): string {
    const { level, detail, period } = this.scene.place;
    return t(`radar.how.${this.words.norm}`, { units: level.plural, period: detail.periods[period]?.label ?? period });
  }

  protected override controls() {
    const options = (["percentile", "z", "raw"] as const).map((norm): Option => [norm, t(`radar.${norm}`)]);
    const remove = (key: string) => () => this.go({ with: this.axes.slice(1).map((one) => one.other.detail.key).filter((one) => one !== key) });
    return html`<div class="q-view-controls">
        ${either(t("radar.norm"), options, this.words.norm, (norm) => this.go({ norm: norm as Norm }))}
        <button type="button" class="q-pickmore" aria-haspopup="dialog" @click=${this.more}>${t("columns.add")}</button>
      </div>
      <ul class="q-tags" aria-label=${t("radar.axes")}>${this.axes.slice(1).map(({ other: { detail } }) => html`<li title=${detail.name}><span>${detail.name}</span>
        <button type="button" aria-label=${t("unit.remove", { name: detail.name })} @click=${remove(detail.key)}>×</button></li>`)}</ul>`;
  }

  /** What was suggested becomes chosen with the first addition. */
  private readonly more = (): void => {
    const shown = this.axes.slice(1).map((one) => one.other.detail.key);
    this.dispatchEvent(new GoEvent({ with: shown }, "quiet"));
    this.go({ open: { kind: "with" } });
  };

  /** The chosen ones and the one under the pointer; where there is nothing else to see, the first of the ranking. */
  private get guests(): readonly number[] {
    if (this.hovered >= 0) return this.chosen.includes(this.hovered) ? this.chosen : [...this.chosen, this.hovered];
    const first = this.scene.ranking.order[0];
    return this.chosen.length || first === undefined || this.axes.some((one) => one.town) ? this.chosen : [first];
  }

  private get radius(): number {
    return Math.max(70, Math.min(this.width / 2 - Math.min(150, this.width * 0.3) * this.unit, this.height / 2 - 46 * this.unit));
  }

  protected picture() {
    const { axes, width, height, radius } = this;
    const n = axes.length;
    if (n < FEWEST) return svg`<svg width=${width} height=${height}><text class="q-axis-title" x=${width / 2} y=${height / 2} text-anchor="middle">${t(n ? "radar.few" : "page.loading")}</text></svg>`;
    const places = this.places(axes, this.words.norm);
    const ring = (share: number) => axes.map((_, i) => pointOn(i, n, share, radius).join(",")).join(" ");
    const units = this.guests;
    return svg`<svg width=${width} height=${height} aria-hidden="true"><g transform="translate(${width / 2} ${height / 2 + 8})">
      ${[0.25, 0.75, 1].map((share) => svg`<polygon class="q-radar-web" points=${ring(share)} />`)}
      <polygon class="q-radar-half" points=${ring(0.5)} />
      ${axes.map((_, i) => svg`<line class="q-radar-web" x2=${pointOn(i, n, 1, radius)[0]} y2=${pointOn(i, n, 1, radius)[1]} />`)}
      ${axes.map((axis, i) => this.name(axis, i, n))}
      ${this.line(axes.map((axis, i) => (axis.town ? places[i]!(axis.town.value) : null)), "q-town")}
      ${units.map((unit) => {
        const at = this.chosen.indexOf(unit);
        return this.line(axes.map(({ other: { frame } }, i) => (hasValue(frame, unit) ? places[i]!(frame.value[unit]!) : null)), at >= 0 ? `q-chosen-${at}` : "q-guest");
      })}
    </g>${this.key_(units)}</svg>`;
  }

  /** Lines between neighbours that are known; a gap stays a gap. */
  private line(shares: (number | null)[], style: string) {
    const n = shares.length;
    const points = shares.map((share, i) => (share === null ? null : pointOn(i, n, share, this.radius)));
    const whole = points.every((one) => one !== null);
    return svg`${whole
        ? svg`<polygon class="q-radar-line ${style}" points=${points.map((one) => one!.join(",")).join(" ")} />`
        : points.map((one, i) => {
            const next = points[(i + 1) % n];
            return one && next ? svg`<line class="q-radar-line ${style}" x1=${one[0]} y1=${one[1]} x2=${next[0]} y2=${next[1]} />` : nothing;
          })}
      ${points.map((one, i) => (one ? svg`<circle class="q-radar-dot ${style}" cx=${one[0]} cy=${one[1]} r=${i === this.at ? 5 : 3} />` : nothing))}`;
  }

  private name({ other: { detail } }: Axis, i: number, n: number) {
    const [x, y] = pointOn(i, n, 1, this.radius + 12 * this.unit);
    const side = Math.abs(x) < 12 ? "middle" : x > 0 ? "start" : "end";
    const most = Math.max(10, Math.floor((side === "middle" ? this.width * 0.8 : this.width / 2 - Math.abs(x) - 6) / (6.4 * this.unit)));
    const lines = wrapped(detail.name, most);
    const top = y + 4 - (y < -this.radius * 0.5 ? (lines.length - 1) * 14 : y > this.radius * 0.5 ? -6 : (lines.length - 1) * 7);
    return svg`<text class=${i === this.at ? "q-strong" : "q-axis-title"} text-anchor=${side}>${lines.map((text, l) => svg`<tspan x=${x} y=${top + l * 14 * this.unit}>${text}</tspan>`)}</text>`;
  }

  /** Names in the colour of their lines. */
  private key_(units: readonly number[]) {
    const town = this.axes.find((one) => one.town)?.town;
    const names = [...units.map((unit) => ({ name: unitName(this.scene, unit), style: this.chosen.includes(unit) ? `q-chosen-${this.chosen.indexOf(unit)}` : "" })), ...(town ? [{ name: `${town.name} (- - -)`, style: "" }] : [])];
    return names.map(({ name, style }, i) => svg`<text class="q-name-label ${style}" x="2" y=${(14 + i * 17) * this.unit}>${name}</text>`);
  }

  protected override notes() {
    return html`${this.chosen.length ? nothing : html`<p>${t("radar.choose")}</p>`}<p class="q-warning">${t("radar.outward")}</p>`;
  }

  /** Arrow keys go from axis to axis and speak all values there. */
  protected override step(): number {
    return -1;
  }
  protected override readonly key = (event: KeyboardEvent): void => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by || !this.axes.length) return;
    event.preventDefault();
    this.at = (Math.max(0, this.at < 0 ? (by > 0 ? 0 : this.axes.length - 1) : this.at + by) + this.axes.length) % this.axes.length;
    const { other, town } = this.axes[this.at]!;
    const own = this.guests.map((unit) => `${unitName(this.scene, unit)} ${figureText(other.frame, unit, other.detail)}`);
    this.spoken = [other.detail.name, ...own, town ? `${town.name} ${valueText(town.value, other.detail)}` : ""].filter(Boolean).join(", ");
  };

  protected twin(): Twin | null {
    if (!this.axes.length) return null;
    const chosen = this.guests;
    const place = (axis: Axis, value: number) => {
      if (this.words.norm === "raw") return "";
      if (this.words.norm === "percentile") return ` (${number(percentile([...axis.values].sort((a, b) => a - b), value), 0)})`;
      const { mean, deviation } = moments(axis.values);
      return deviation ? ` (${number((value - mean) / deviation, 1)} s)` : "";
    };
    const town = this.axes.find((one) => one.town)?.town?.name;
    return {
      caption: `${this.heading()}. ${this.subtitle()}`,
      columns: [{ name: t("columns.indicator") }, ...chosen.map((unit) => ({ name: unitName(this.scene, unit), number: true })), ...(town ? [{ name: town, number: true }] : [])],
      rows: this.axes.map((axis) => ({
        unit: -1,
        cells: [
          words(axis.other.detail.name),
          ...chosen.map((unit) => {
            const known = hasValue(axis.other.frame, unit);
            const value = axis.other.frame.value[unit]!;
            return figure(figureText(axis.other.frame, unit, axis.other.detail) + (known ? place(axis, value) : ""), known ? value : null);
          }),
          ...(town ? [figure(axis.town ? valueText(axis.town.value, axis.other.detail) + place(axis, axis.town.value) : "–", axis.town?.value ?? null)] : []),
        ],
      })),
    };
  }
}

async function suggested(key: string, topics: readonly string[]): Promise<string[]> {
  const lists = await Promise.all([...topics.slice(0, 2), ""].map((topic) => api.indicators("", topic, 0, 14, new AbortController().signal)));
  // Shares say most beside each other; what is itself a change or an index comes last.
  const items = lists.flatMap((one) => one.items).filter((one) => one.key !== key && one.kind !== "class" && one.kind !== "count");
  const keys = [...items.filter((one) => one.kind !== "index"), ...items.filter((one) => one.kind === "index")].map((one) => one.key);
  return [...new Set(keys)].slice(0, 12);
}

function valuesOf(frame: Frame): number[] {
  return Array.from({ length: frame.n }, (_, i) => i).filter((i) => hasValue(frame, i)).map((i) => frame.value[i]!);
}

function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.length > 3 ? [...lines.slice(0, 2), `${lines[2]} …`] : lines;
}
