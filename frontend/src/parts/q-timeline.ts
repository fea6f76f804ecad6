import { html, nothing, svg } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { SeriesAnswer } from "../api/types";
import type { Scene } from "../data/scene";
import { tick } from "../format/number";
import { rem } from "../format/rem";
import { t } from "../i18n/t";
import { periodsOf } from "../model/place";
import { nearestIndex, scale, span, sparse, spread, ticks, type Scale } from "../model/scale";
import { pointAt } from "../model/sentences";
import { valueText } from "../model/words";
import { GoEvent } from "../state/go";
import { Light } from "./light";
import { breaksOf, linesOf, type Line } from "./lines";

/** Room for event names, period names, value names; pixels at normal size. */
const ROOM = { top: 26, bottom: 30, left: 64 };

/** The time axis of the map, and above it the lines of what is chosen: one picture, one control. */
@customElement("q-timeline")
export class Timeline extends Light {
  @property({ attribute: false }) scene!: Scene;
  @property({ attribute: false }) series: SeriesAnswer | null = null;
  @property() compare = "";
  @state() private width = 0;
  @state() private height = 0;
  @state() private playing = 0;
  private unit = 1;
  private readonly sizes = new ResizeObserver(([entry]) => {
    this.unit = rem();
    this.width = Math.floor(entry!.contentRect.width);
    this.height = Math.floor(entry!.contentRect.height);
  });

  private get top(): number {
    return ROOM.top * this.unit;
  }
  private get bottom(): number {
    return ROOM.bottom * this.unit;
  }
  private get left(): number {
    return ROOM.left * this.unit;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
    this.stop();
  }

  protected override firstUpdated(): void {
    this.sizes.observe(this.querySelector(".q-lines")!);
  }

  override render() {
    const periods = periodsOf(this.scene.place);
    return html`<div class="q-timeline">
      <button type="button" class="q-play" ?disabled=${periods.length < 2} aria-label=${this.playing ? t("time.pause") : t("time.play")} @click=${this.toggle}>
        <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
          <path fill="currentColor" d=${this.playing ? "M5 3h4v14H5zM11 3h4v14h-4z" : "M5 2.5v15l13-7.5z"} />
        </svg>
      </button>
      <div class="q-lines">
        ${this.width ? this.chart(periods.map((one) => one.period)) : nothing}
        ${this.series && !this.series.series.length && !this.series.references.length ? html`<p class="q-hint">${t("time.choose")}</p>` : nothing}
      </div>
    </div>`;
  }

  private chart(periods: string[]) {
    const { place } = this.scene;
    const positions = periods.map((one) => place.detail.periods[one]?.position ?? 0);
    const lines = this.series ? linesOf(this.scene, this.series, this.compare, [positions[0]!, positions.at(-1)!]) : [];
    const right = (this.width < 560 ? 110 : 190) * this.unit;
    const x = scale([positions[0]!, positions.at(-1)!], [this.left, Math.max(this.left + 60, this.width - right)]);
    const values = lines.flatMap((one) => [...one.runs, ...(one.style.startsWith("chosen") ? one.former : [])].flat().flatMap((p) => [p.value!, one.style.startsWith("chosen") ? (p.upper ?? p.value!) : p.value!, one.style.startsWith("chosen") ? (p.lower ?? p.value!) : p.value!]));
    const y = scale(this.span(values), [this.height - this.bottom, this.top]);
    const now = periods.indexOf(place.period);
    return html`<svg class="q-chart" width=${this.width} height=${this.height} role="group" aria-label=${t("time.title", { indicator: place.detail.name })}>
      ${values.length ? this.grid(values, y, x(positions.at(-1)!)) : nothing}
      ${this.events(x, positions)} ${this.axis(periods, positions, x, now)}
      ${lines.map((one) => this.former(one, x, y))}
      ${lines.map((one) => this.band(one, x, y))} ${lines.map((one) => this.line(one, x, y))} ${this.breaks(lines, x)}
      ${this.labels(lines, y, x(positions.at(-1)!))}
    </svg>`;
  }

  private grid(values: number[], y: Scale, right: number) {
    const [low, high] = this.span(values);
    const { kind, classes } = this.scene.place.detail;
    const marks = kind === "class" ? classes.map((one) => one.code) : ticks(low, high, 4);
    return marks.map(
      (value) => svg`<line class="q-grid" x1=${this.left} x2=${right} y1=${y(value)} y2=${y(value)} />
        <text class="q-tick" x=${this.left - 8} y=${y(value) + 4} text-anchor="end">${this.tick(value)}</text>`,
    );
  }

  /** Classes take the whole axis, each its step; figures start at zero. */
  private span(values: number[]): [number, number] {
    const { kind, classes } = this.scene.place.detail;
    const codes = classes.map((one) => one.code);
    return kind === "class" && codes.length ? [Math.min(...codes), Math.max(...codes)] : span(values);
  }

  private tick(value: number): string {
    const { detail } = this.scene.place;
    if (detail.kind === "class") return detail.classes.find((one) => one.code === value)?.name ?? "";
    return tick(value);
  }

  private events(x: Scale, positions: number[]) {
    const [first, last] = [positions[0]!, positions.at(-1)!];
    const seen = this.scene.place.detail.events.filter((one) => one.position >= first - 1 && one.position <= last);
    const end = x(last) + 60 * this.unit;
    return seen.map((event, i) => {
      const at = x(event.position);
      const room = ((seen[i + 1] ? x(seen[i + 1]!.position) : end) - at - 14) / (6.2 * this.unit);
      return svg`<g class="q-event" role="img" aria-label=${`${event.name}: ${event.text}`}><title>${event.name}: ${event.text}</title>
        <line x1=${at} x2=${at} y1=${16 * this.unit} y2=${this.height - this.bottom} />
        <circle cx=${at} cy=${11 * this.unit} r="3.5" />
        ${room > 7 ? svg`<text x=${at + 7} y=${15 * this.unit}>${shortened(event.name, room)}</text>` : nothing}</g>`;
    });
  }

  /** The axis is a slider: arrows, Home and End step from period to period; a click goes to the nearest. */
  private axis(periods: string[], positions: number[], x: Scale, now: number) {
    const places = positions.map(x);
    const shown = sparse(places, 46 * this.unit, now);
    const base = this.height - this.bottom;
    const ref = (i: number) => this.scene.place.detail.periods[periods[i]!];
    return svg`<g
      class="q-slider" role="slider" tabindex="0" aria-label=${t("time.axis")} aria-orientation="horizontal"
      aria-valuemin="0" aria-valuemax=${periods.length - 1} aria-valuenow=${now} aria-valuetext=${ref(now)?.label ?? ""}
      @keydown=${(event: KeyboardEvent) => this.key(event, now, periods.length)}
      @pointerdown=${(event: PointerEvent) => this.drag(event, places)}
      @pointermove=${(event: PointerEvent) => event.buttons && this.drag(event, places)}
    >
      <rect x="0" y=${this.top} width=${this.width} height=${this.height - this.top} fill="transparent" />
      <line class="q-axis" x1=${this.left} x2=${places.at(-1)!} y1=${base} y2=${base} />
      <line class="q-now" x1=${places[now]!} x2=${places[now]!} y1=${this.top - 4} y2=${base} />
      ${places.map((at, i) => svg`<circle class=${i === now ? "q-stop q-current" : "q-stop"} cx=${at} cy=${base} r=${i === now ? 6 : 3} />`)}
      ${places.map((at, i) => (shown.has(i) ? svg`<text class=${i === now ? "q-tick q-current" : "q-tick"} x=${at} y=${this.height - 8} text-anchor="middle">${ref(i)?.short ?? periods[i]}</text>` : nothing))}
    </g>`;
  }

  private band(one: Line, x: Scale, y: Scale) {
    if (!one.style.startsWith("chosen")) return nothing;
    return one.runs.map((run) => {
      const sure = run.filter((p) => p.lower !== null && p.upper !== null);
      if (sure.length < 2) return nothing;
      const upper = sure.map((p) => `${x(p.position)},${y(p.upper!)}`);
      const lower = sure.toReversed().map((p) => `${x(p.position)},${y(p.lower!)}`);
      return svg`<polygon class="q-band q-${one.style}" points=${[...upper, ...lower].join(" ")} />`;
    });
  }

  /** Where the boundaries changed: what stands before was converted. */
  private breaks(lines: Line[], x: Scale) {
    return breaksOf(lines).map((position) => {
      const at = x(position);
      return svg`<g class="q-break" role="img" aria-label=${t("time.breakText")}><title>${t("time.breakText")}</title>
        <line x1=${at} x2=${at} y1=${this.top} y2=${this.height - this.bottom} />
        <path d=${`M${at - 4},${this.height - this.bottom + 4} l8,-6 M${at - 4},${this.height - this.bottom} l8,-6`} />
        <text x=${at - 7} y=${this.height - this.bottom - 7} text-anchor="end">${t("time.break")}</text></g>`;
    });
  }

  /** What was counted within the former boundaries: a thin line beside the converted one. */
  private former(one: Line, x: Scale, y: Scale) {
    if (!one.style.startsWith("chosen")) return nothing;
    return one.former.map((run) => svg`<polyline class="q-line q-former q-${one.style}" points=${run.map((p) => `${x(p.position)},${y(p.value!)}`).join(" ")}><title>${t("time.former")}</title></polyline>`);
  }

  private line(one: Line, x: Scale, y: Scale) {
    const dots = one.style.startsWith("chosen");
    return one.runs.map(
      (run) => svg`<polyline class=${`q-line q-${one.style}${run[0]!.converted ? " q-converted" : ""}`} points=${run.map((p) => `${x(p.position)},${y(p.value!)}`).join(" ")} />
        ${run.map((p) => (dots || run.length === 1 ? svg`<circle class="q-dot q-${one.style}" cx=${x(p.position)} cy=${y(p.value!)} r=${p.period === this.scene.place.period ? 4.5 : 2.6} />` : nothing))}`,
    );
  }

  /** Names stand at the end of their lines, with the value of the shown period. */
  private labels(lines: Line[], y: Scale, right: number) {
    const wanted = lines.map((one) => y(one.runs.at(-1)!.at(-1)!.value!) + 4);
    const at = spread(wanted, 16 * this.unit, this.top - 4, this.height - this.bottom);
    const room = Math.floor((this.width - right - 14) / (6.6 * this.unit));
    return lines.map((one, i) => {
      const point = pointAt(one.series, this.scene.place.period);
      const value = point ? ` ${valueText(point.value!, this.scene.place.detail)}` : "";
      const name = shortened(one.series.name, room - value.length);
      return svg`<text class="q-label q-${one.style}" x=${right + 12} y=${at[i]!}><title>${one.series.name}${value}</title>${name}<tspan class="q-label-value">${value}</tspan></text>`;
    });
  }

  private key(event: KeyboardEvent, now: number, n: number): void {
    const to: Record<string, number> = { ArrowLeft: now - 1, ArrowDown: now - 1, ArrowRight: now + 1, ArrowUp: now + 1, Home: 0, End: n - 1 };
    const next = to[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.goTo(Math.min(n - 1, Math.max(0, next)), "choice");
  }

  private drag(event: PointerEvent, places: number[]): void {
    const { left } = this.querySelector("svg.q-chart")!.getBoundingClientRect();
    const at = event.clientX - left;
    if (event.type === "pointerdown" && at > places.at(-1)! + 24) return;
    this.goTo(nearestIndex(places, at), event.type === "pointerdown" ? "choice" : "quiet");
  }

  private goTo(index: number, step: "choice" | "quiet"): void {
    const found = periodsOf(this.scene.place)[index];
    if (found && found.period !== this.scene.place.period) this.dispatchEvent(new GoEvent(found, step));
  }

  private readonly toggle = (): void => {
    if (this.playing) return this.stop();
    const n = periodsOf(this.scene.place).length;
    const at = () => periodsOf(this.scene.place).findIndex((one) => one.period === this.scene.place.period);
    // The film starts over once it has reached the end.
    if (at() === n - 1) this.goTo(0, "quiet");
    this.playing = window.setInterval(() => {
      if (at() >= n - 1) this.stop();
      else this.goTo(at() + 1, "quiet");
    }, 1100);
  };

  private stop(): void {
    clearInterval(this.playing);
    this.playing = 0;
  }
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, Math.max(3, most - 1)).trimEnd()}…`;
}
