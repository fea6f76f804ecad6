import { html, nothing, svg } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Scene } from "../data/scene";
import { unitName } from "../data/scene";
import { decimalsFor, number, withUnit } from "../format/number";
import { t } from "../i18n/t";
import { classChange } from "../model/class-choice";
import { hasValue } from "../model/frame";
import { keyed, moved, stepOf } from "../model/handles";
import { histogram } from "../model/histogram";
import { memo } from "../model/memo";
import { scale, type Scale } from "../model/scale";
import { bareText } from "../model/words";
import type { Range } from "../state/filter-words";
import { GoEvent } from "../state/go";
import { MOST_CLASSES } from "../state/class-words";
import { Light } from "./light";

const [WIDTH, HEIGHT, TOP, BASE] = [256, 100, 18, 74];
const [HANDLE, REACH] = [BASE + 9, 12];

/** How the values lie: bars in class colours, the mark of the town and of what is chosen; breaks and range to drag. */
@customElement("q-histogram")
export class Histogram extends Light {
  @property({ attribute: false }) scene!: Scene;
  @property({ attribute: false }) colours: readonly string[] = [];
  @property({ attribute: false }) mark: { name: string; value: number } | null = null;
  @property({ attribute: false }) chosen: readonly number[] = [];
  @property({ type: Number }) hovered = -1;
  /** what can be dragged: the class breaks, the range of the filter, or nothing */
  @property() drag: "" | "breaks" | "range" = "";
  @property({ attribute: false }) range: Range | null = null;
  /** the mark that the pointer holds, and whether it has moved yet */
  private held: { at: number; begun: boolean } | null = null;

  private readonly bars = memo(histogram);

  override render() {
    const { place, frame, how, ranking } = this.scene;
    if (place.detail.kind === "class" || (!ranking.order.length && !this.drag)) return nothing;
    const [low, high] = this.span();
    const bars = this.bars(frame, how, low, high);
    const x = scale([low, bars.at(-1)?.to ?? high], [0, WIDTH]);
    const y = scale([0, Math.max(1, ...bars.map((one) => one.count))], [0, BASE - TOP]);
    // What takes the keyboard may not lie within a picture.
    return html`<figure class="q-histogram">
      <figcaption><h2>${this.heading()}</h2></figcaption>
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role=${this.drag ? "group" : "img"} aria-label=${this.spoken(low, high)}>
        ${bars.map((bar) => this.bar(bar, x(bar.from), x(bar.to), y(bar.count)))} ${this.shade(x)}
        <line class="q-axis" x1="0" x2=${WIDTH} y1=${BASE} y2=${BASE} />
        ${this.townMark(x, low, high)} ${this.unitMarks(x)} ${this.marks(x, low, high)}
        <text class="q-tick" x="0" y=${HEIGHT - 2}>${bareText(low, place.detail)}</text>
        <text class="q-tick" x=${WIDTH} y=${HEIGHT - 2} text-anchor="end">${bareText(high, place.detail)}</text>
      </svg>
    </figure>`;
  }

  /** Fixed over all periods, like the classes: bars move when time does, the axis does not. */
  private span(): [number, number] {
    const { frame, ranking, place } = this.scene;
    const { min, max } = place.coverage;
    const ends = ranking.order.length ? [frame.value[ranking.order[0]!]!, frame.value[ranking.order.at(-1)!]!] : [max ?? 1, min ?? 0];
    return [Math.min(min ?? ends[1]!, ends[1]!), Math.max(max ?? ends[0]!, ends[0]!)];
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

  /** What the range leaves out is dimmed. */
  private shade(x: Scale) {
    const { range } = this;
    if (!range) return nothing;
    const veil = (from: number, to: number) => (to > from ? svg`<rect class="q-veil" x=${from} y="0" width=${to - from} height=${BASE} />` : nothing);
    return [range.from === null ? nothing : veil(0, Math.min(WIDTH, x(range.from))), range.to === null ? nothing : veil(Math.max(0, x(range.to)), WIDTH)];
  }

  /** The values that can be dragged, ascending. */
  private handles(low: number, high: number): number[] {
    const { how } = this.scene;
    if (this.drag === "range") return [this.range?.from ?? low, this.range?.to ?? high];
    return this.drag === "breaks" && how.kind === "breaks" ? [...how.breaks] : [];
  }

  private marks(x: Scale, low: number, high: number) {
    const values = this.handles(low, high);
    return values.map((value, i) => {
      const at = Math.min(WIDTH, Math.max(0, x(value)));
      return svg`<g
        class="q-handle" role="slider" tabindex="0" aria-label=${this.label(i, values.length)}
        aria-valuemin=${values[i - 1] ?? low} aria-valuemax=${values[i + 1] ?? high} aria-valuenow=${value} aria-valuetext=${this.text(value)}
        @pointerdown=${(event: PointerEvent) => this.grab(event, i)}
        @pointermove=${(event: PointerEvent) => this.pull(event, x, low, high)}
        @pointerup=${() => (this.held = null)} @pointercancel=${() => (this.held = null)}
        @keydown=${(event: KeyboardEvent) => this.key(event, i, low, high)}
      >
        <title>${this.text(value)}</title>
        <rect x=${at - REACH} y=${HANDLE - REACH} width=${2 * REACH} height=${2 * REACH} fill="transparent" />
        <line x1=${at} x2=${at} y1=${TOP} y2=${HANDLE} />
        <circle cx=${at} cy=${HANDLE} r="6" />
      </g>`;
    });
  }

  private label(i: number, n: number): string {
    if (this.drag === "range") return t(i ? "range.to" : "range.from");
    return `${t("break.handle", { i: i + 1, n })}. ${t("break.hint")}`;
  }

  private text(value: number): string {
    const { unit, decimals } = this.scene.place.detail;
    return withUnit(number(value, decimalsFor([value], decimals + 3)), unit);
  }

  private grab(event: PointerEvent, at: number): void {
    const handle = event.currentTarget as SVGGElement;
    handle.setPointerCapture(event.pointerId);
    handle.focus({ preventScroll: true });
    this.held = { at, begun: false };
    event.preventDefault();
  }

  private pull(event: PointerEvent, x: Scale, low: number, high: number): void {
    if (!this.held) return;
    const box = (event.currentTarget as SVGGElement).ownerSVGElement!.getBoundingClientRect();
    const value = x.invert(((event.clientX - box.left) / box.width) * WIDTH);
    this.move(this.held.at, value, low, high, this.held.begun ? "quiet" : "choice");
    this.held.begun = true;
  }

  private key(event: KeyboardEvent, at: number, low: number, high: number): void {
    const values = this.handles(low, high);
    const step = stepOf(low, high);
    if ((event.key === "Delete" || event.key === "Backspace") && this.drag === "breaks") {
      this.setBreaks(values.filter((_, i) => i !== at), "choice");
      return event.preventDefault();
    }
    const to = keyed(event.key, values[at]!, event.shiftKey ? 10 * step : step, low, high);
    if (to === null) return;
    event.preventDefault();
    this.move(at, to, low, high, "choice");
  }

  private move(at: number, to: number, low: number, high: number, when: "choice" | "quiet"): void {
    const values = this.handles(low, high);
    const next = moved(values, at, Math.min(high, Math.max(low, to)), stepOf(low, high));
    if (this.drag === "breaks") return this.setBreaks(next, when);
    // An end of the axis is no condition.
    const [from, until] = [next[0]! <= low ? null : next[0]!, next[1]! >= high ? null : next[1]!];
    this.dispatchEvent(new GoEvent({ range: from === null && until === null ? null : { from, to: until } }, when));
  }

  private setBreaks(breaks: readonly number[], when: "choice" | "quiet"): void {
    const { words, place } = this.scene;
    const own = { ...words, method: "own", breaks: breaks.slice(0, MOST_CLASSES - 1), k: 0, fixed: true } as const;
    this.dispatchEvent(new GoEvent(classChange(own, place.detail), when));
  }
}
