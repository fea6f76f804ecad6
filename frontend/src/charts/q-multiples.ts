import { html, nothing, type PropertyValues } from "lit";
import { customElement, state } from "lit/decorators.js";
import { loadGeography, loadVector, type Geography } from "../data/load";
import { unitName, type Scene } from "../data/scene";
import { t } from "../i18n/t";
import { MAP_COLOURS } from "../map/theme";
import { radius } from "../model/circles";
import { isAbsent } from "../model/classify";
import { frameOf, hasValue, keptAs, type Frame } from "../model/frame";
import { pointAt } from "../model/sentences";
import { outlineOf, type Outline } from "../model/thumb";
import { figureText, valueText } from "../model/words";
import { PickEvent } from "../state/go";
import { ChartView } from "./chart-view";
import { hatches } from "./hatches";
import { figure, words, type Twin } from "./twin";

const WIDTH = 220;
const TALLEST = 260;

/** One small map: the figures of a period on the geography that has them. */
interface Small {
  frame: Frame;
  geography: Geography;
  outline: Outline;
}

/** The same map for every period, small, with one legend and the same classes. */
@customElement("q-multiples")
export class Multiples extends ChartView {
  @state() private maps: readonly Small[] = [];
  private wanted: Frame | null = null;

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.wanted !== this.scene.frame) void this.load(this.scene);
  }

  /** Periods of all geographies; where two have the same, the shown one speaks, else the newer. */
  private async load(scene: Scene): Promise<void> {
    this.wanted = scene.frame;
    const { detail, coverage, level } = scene.place;
    const rows = detail.coverage.filter((one) => one.level === coverage.level && one.slice === coverage.slice);
    const found = await Promise.all(rows.map(async (row): Promise<Small[]> => {
      const [geography, vectors] = await Promise.all([loadGeography(level.key, row.geography), Promise.all(row.files.map((file) => loadVector(file.url)))]);
      const outline = await outlineFor(geography);
      const shown = geography === scene.geography;
      return outline ? vectors.flatMap((vector) => vector.meta.periods.map((period) => {
        const frame = frameOf(vector, period, scene.how);
        return { frame: shown ? keptAs(frame, scene.frame) : frame, geography, outline };
      })) : [];
    }));
    if (this.wanted !== scene.frame) return;
    const byPeriod = new Map<string, Small>();
    for (const one of found.flat()) if (byPeriod.get(one.frame.period)?.geography !== scene.geography) byPeriod.set(one.frame.period, one);
    const position = (period: string) => detail.periods[period]?.position ?? 0;
    this.maps = [...byPeriod.values()].sort((a, b) => position(a.frame.period) - position(b.frame.period));
  }

  private label(period: string): string {
    return this.scene.place.detail.periods[period]?.label ?? period;
  }
  private town(period: string): string {
    const point = this.series?.references[0] && pointAt(this.series.references[0], period);
    return point ? `${this.series!.references[0]!.name} ${valueText(point.value!, this.scene.place.detail)}` : "";
  }

  protected heading(): string {
    const [first, last] = [this.maps[0]?.frame.period, this.maps.at(-1)?.frame.period];
    const indicator = this.scene.place.detail.name;
    return first && last && first !== last ? t("multiples.title", { indicator, from: this.label(first), to: this.label(last) }) : indicator;
  }
  protected override subtitle(): string {
    const { detail, level } = this.scene.place;
    return `${level.plural}${detail.unit ? `, ${detail.unit}` : ""}. ${t("multiples.same")}`;
  }

  protected override plot() {
    if (!this.maps.length) return html`<p class="q-note" role="status">${t("page.loading")} …</p>`;
    return html`<ul class="q-small-maps">${this.maps.map((one, i) => this.small(one, i))}</ul>`;
  }

  private small({ frame, geography, outline }: Small, i: number) {
    const { scene } = this;
    const unit = this.there(geography, this.hovered);
    const current = frame.period === scene.place.period;
    const over = (event: PointerEvent) => this.hover(this.here(geography, outline.at(event, event.currentTarget as HTMLElement)));
    return html`<li><button type="button" aria-current=${current ? "true" : "false"} @click=${(event: MouseEvent) => this.choose(event, i)} @pointermove=${over} @pointerleave=${() => this.hover(-1)}>
      <strong>${this.label(frame.period)}</strong>
      <span class="q-small">${unit >= 0 ? `${geography.units.name[unit]} ${figureText(frame, unit, scene.place.detail)}` : this.town(frame.period) || "\u00a0"}</span>
      <canvas data-map=${i} width=${WIDTH * 2} height=${outline.height * 2} aria-hidden="true"></canvas></button></li>`;
  }

  /** The unit of another geography with the same code; -1 where there is none. */
  private there(geography: Geography, unit: number): number {
    if (unit < 0 || geography === this.scene.geography) return unit;
    return geography.index.get(this.scene.geography.units.code[unit]!) ?? -1;
  }
  private here(geography: Geography, unit: number): number {
    if (unit < 0 || geography === this.scene.geography) return unit;
    return this.scene.geography.index.get(geography.units.code[unit]!) ?? -1;
  }

  /** A click with the control key chooses the area; else the period is shown on the large map. */
  private choose(event: MouseEvent, i: number): void {
    const { frame, geography, outline } = this.maps[i]!;
    const unit = this.here(geography, outline.at(event, event.currentTarget as HTMLElement));
    if (unit >= 0 && (event.ctrlKey || event.metaKey || event.shiftKey)) this.dispatchEvent(new PickEvent(unit, true));
    else this.go({ period: frame.period, geography: geography.detail.key, view: "map" });
  }

  protected picture() {
    return nothing;
  }

  protected override updated(): void {
    super.updated();
    for (const canvas of this.querySelectorAll("canvas")) this.paint(canvas, this.maps[Number(canvas.dataset.map)]!);
  }

  private paint(canvas: HTMLCanvasElement, { frame, geography, outline }: Small): void {
    const context = canvas.getContext("2d");
    if (!context) return;
    const tones = MAP_COLOURS[this.theme];
    context.setTransform(2, 0, 0, 2, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    const fills = hatches(context, this.theme);
    const circles = this.scene.how.kind === "sign";
    context.lineWidth = outline.paths.length > 300 ? 0.25 : 0.6;
    context.strokeStyle = tones.border;
    outline.paths.forEach((path, i) => {
      const bin = frame.bins[i]!;
      context.fillStyle = isAbsent(bin) ? (fills.get(bin) ?? tones.empty) : circles ? tones.empty : (this.colours[bin] ?? tones.empty);
      context.fill(path, "evenodd");
      context.stroke(path);
    });
    if (circles) this.circles(context, frame, geography, outline);
    this.chosen.forEach((unit, i) => frameUnit(context, outline.paths[this.there(geography, unit)], tones.halo, tones.selected[i % tones.selected.length]!));
    frameUnit(context, outline.paths[this.there(geography, this.hovered)], tones.halo, tones.hover);
  }

  private circles(context: CanvasRenderingContext2D, frame: Frame, { units: { x, y } }: Geography, outline: Outline): void {
    const { min, max } = this.scene.place.coverage;
    const largest = Math.max(Math.abs(min ?? 0), Math.abs(max ?? 0));
    context.globalAlpha = 0.75;
    for (let i = 0; i < frame.n; i++) {
      if (!x || !y || !hasValue(frame, i)) continue;
      context.fillStyle = this.colours[frame.bins[i]!] ?? "grey";
      context.beginPath();
      context.arc(...outline.point(x[i]!, y[i]!), radius(frame.value[i]!, largest, frame.n > 150 ? 5 : 11), 0, 7);
      context.fill();
    }
    context.globalAlpha = 1;
  }

  protected twin(): Twin | null {
    const { scene, maps } = this;
    if (!maps.length) return null;
    const { detail } = scene.place;
    const cell = ({ frame, geography }: Small, unit: number) => {
      const at = this.there(geography, unit);
      return at < 0 ? figure("–", null) : figure(figureText(frame, at, detail), hasValue(frame, at) ? frame.value[at]! : null);
    };
    return {
      caption: this.heading(),
      columns: [{ name: t("table.name") }, ...maps.map(({ frame }) => ({ name: this.label(frame.period), number: true }))],
      rows: Array.from({ length: scene.frame.n }, (_, unit) => ({ unit, cells: [words(unitName(scene, unit)), ...maps.map((one) => cell(one, unit))] })),
    };
  }
}

const outlines = new Map<string, Promise<Outline | null>>();

function outlineFor({ detail, units }: Geography): Promise<Outline | null> {
  const known = outlines.get(detail.order) ?? outlineOf(detail, units, WIDTH, TALLEST);
  outlines.set(detail.order, known);
  known.catch(() => outlines.delete(detail.order));
  return known;
}

function frameUnit(context: CanvasRenderingContext2D, path: Path2D | undefined, halo: string, colour: string): void {
  if (!path) return;
  for (const [width, style] of [[3.2, halo], [1.6, colour]] as const) {
    context.lineWidth = width;
    context.strokeStyle = style;
    context.stroke(path);
  }
}
