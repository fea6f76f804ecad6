import { html, nothing, svg } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Scene } from "../data/scene";
import { unitName } from "../data/scene";
import { number } from "../format/number";
import { t } from "../i18n/t";
import { histogram } from "../model/histogram";
import { memo } from "../model/memo";
import { scale } from "../model/scale";
import { bareText } from "../model/words";
import { hasValue } from "../model/frame";
import { Light } from "./light";

const [WIDTH, HEIGHT, TOP, BASE] = [256, 92, 18, 74];

/** How the values lie: bars in class colours, the mark of the town and of what is chosen. */
@customElement("q-histogram")
export class Histogram extends Light {
  @property({ attribute: false }) scene!: Scene;
  @property({ attribute: false }) colours: readonly string[] = [];
  @property({ attribute: false }) mark: { name: string; value: number } | null = null;
  @property({ attribute: false }) chosen: readonly number[] = [];
  @property({ type: Number }) hovered = -1;

  private readonly bars = memo(histogram);

  override render() {
    const { place, frame, how, ranking } = this.scene;
    if (place.detail.kind === "class" || !ranking.order.length) return nothing;
    const [low, high] = this.range();
    const bars = this.bars(frame, how, low, high);
    const x = scale([low, bars.at(-1)!.to], [0, WIDTH]);
    const y = scale([0, Math.max(...bars.map((one) => one.count))], [0, BASE - TOP]);
    const title = this.heading();
    return html`<figure class="q-histogram">
      <figcaption><h2>${title}</h2></figcaption>
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${this.spoken(low, high)}>
        ${bars.map((bar) => this.bar(bar, x(bar.from), x(bar.to), y(bar.count)))}
        <line class="q-axis" x1="0" x2=${WIDTH} y1=${BASE} y2=${BASE} />
        <text class="q-tick" x="0" y=${HEIGHT - 4}>${bareText(low, place.detail)}</text>
        <text class="q-tick" x=${WIDTH} y=${HEIGHT - 4} text-anchor="end">${bareText(high, place.detail)}</text>
        ${this.townMark(x, low, high)} ${this.unitMarks(x)}
      </svg>
    </figure>`;
  }

  /** Fixed over all periods, like the classes: bars move when time does, the axis does not. */
  private range(): [number, number] {
    const { frame, ranking, place } = this.scene;
    const { min, max } = place.coverage;
    const [top, bottom] = [frame.value[ranking.order[0]!]!, frame.value[ranking.order.at(-1)!]!];
    return [Math.min(min ?? bottom, bottom), Math.max(max ?? top, top)];
  }

  private heading(): string {
    const { ranking, place } = this.scene;
    const n = ranking.order.length;
    return t("unit.withValue", { n: number(n, 0), units: n === 1 ? place.level.name : place.level.plural });
  }

  private spoken(low: number, high: number): string {
    const { place } = this.scene;
    const parts = [this.heading(), `${bareText(low, place.detail)} – ${bareText(high, place.detail)} ${place.detail.unit}`];
    if (this.mark) parts.push(`${this.mark.name} ${number(this.mark.value, place.detail.decimals)}`);
    return parts.join(", ");
  }

  private bar(bar: { bin: number; count: number }, from: number, to: number, height: number) {
    const tall = bar.count ? Math.max(1, height) : 0;
    return svg`<rect x=${from} y=${BASE - tall} width=${Math.max(0.5, to - from - 0.5)} height=${tall} fill=${this.colours[bar.bin] ?? "none"} />`;
  }

  private townMark(x: (value: number) => number, low: number, high: number) {
    const { mark } = this;
    if (!mark || mark.value < low || mark.value > high) return nothing;
    const at = x(mark.value);
    const left = at > WIDTH * 0.55;
    return svg`<line class="q-mark" x1=${at} x2=${at} y1="6" y2=${BASE} />
      <text class="q-mark-text" x=${left ? at - 4 : at + 4} y="12" text-anchor=${left ? "end" : "start"}>${mark.name} ${bareText(mark.value, this.scene.place.detail)}</text>`;
  }

  private unitMarks(x: (value: number) => number) {
    const { frame } = this.scene;
    const pointer = (unit: number, kind: string) =>
      unit >= 0 && hasValue(frame, unit)
        ? svg`<path class=${kind} transform="translate(${x(frame.value[unit]!)} ${BASE})" d="M0 1 l4.5 7 h-9 z"><title>${unitName(this.scene, unit)}</title></path>`
        : nothing;
    return [...this.chosen.map((unit, i) => pointer(unit, `q-chosen-mark q-chosen-${i}`)), pointer(this.hovered, "q-hover-mark")];
  }
}
