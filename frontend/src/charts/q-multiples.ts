import { html, nothing, type PropertyValues } from "lit";
import { customElement, state } from "lit/decorators.js";
import { loadVector } from "../data/load";
import type { Scene } from "../data/scene";
import { t } from "../i18n/t";
import { MAP_COLOURS } from "../map/theme";
import { patterns } from "../map/patterns";
import { radius } from "../model/circles";
import { ABSENCES, ABSENT, isAbsent } from "../model/classify";
import { frameOf, hasValue, type Frame } from "../model/frame";
import { pointAt } from "../model/sentences";
import { projectionOf, ringsOf, type Projection } from "../model/thumb";
import { figureText, valueText } from "../model/words";
import { HoverEvent, PickEvent } from "../state/go";
import { unitName } from "../data/scene";
import { ChartView } from "./chart-view";
import { figure, words, type Twin } from "./twin";

const WIDTH = 220;

/** The same map for every period, small, with one legend and the same classes. */
@customElement("q-multiples")
export class Multiples extends ChartView {
  @state() private frames: readonly Frame[] = [];
  @state() private shapes: { paths: Path2D[]; projection: Projection } | null = null;
  private framesOf: unknown = null;
  private shapesOf: unknown = null;

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { coverage } = this.scene.place;
    if (this.framesOf !== this.scene.how && this.framesOf !== coverage) void this.load(coverage);
    if (this.shapesOf !== this.scene.geography) void this.outline(this.scene);
  }

  private async load(coverage: Scene["place"]["coverage"]): Promise<void> {
    this.framesOf = coverage;
    const found = await Promise.all(coverage.files.map(async (file) => [file, await loadVector(file.url)] as const));
    if (this.framesOf === coverage) this.frames = found.flatMap(([file, vector]) => file.periods.map((period) => frameOf(vector, period, this.scene.how)));
  }

  private async outline({ geography }: Scene): Promise<void> {
    this.shapesOf = geography;
    this.shapes = null;
    const { bounds, shapes } = geography.detail;
    if (!bounds) return;
    const projection = projectionOf(bounds, WIDTH, 260);
    const paths = geography.units.code.map(() => new Path2D());
    if (shapes.kind === "geojson") {
      const { features } = (await (await fetch(shapes.url)).json()) as GeoJSON.FeatureCollection;
      for (const feature of features) {
        const path = paths[Number(feature.id)];
        if (path) trace(path, ringsOf(feature.geometry), projection);
      }
    } else {
      // Tiles hold no whole areas: a point for each unit instead.
      const { x, y } = geography.units;
      paths.forEach((path, i) => x && y && Number.isFinite(x[i]!) && path.arc(...projection.point(x[i]!, y[i]!), 1.6, 0, 7));
    }
    if (this.shapesOf === geography) this.shapes = { paths, projection };
  }

  private label(period: string): string {
    return this.scene.place.detail.periods[period]?.label ?? period;
  }
  private town(period: string): string {
    const point = this.series?.references[0] && pointAt(this.series.references[0], period);
    return point ? valueText(point.value!, this.scene.place.detail) : "";
  }

  protected heading(): string {
    const { periods } = this.scene.place.coverage;
    return t("multiples.title", { indicator: this.scene.place.detail.name, from: this.label(periods[0]!), to: this.label(periods.at(-1)!) });
  }
  protected override subtitle(): string {
    const { detail, level } = this.scene.place;
    return `${level.plural}${detail.unit ? `, ${detail.unit}` : ""}. ${t("multiples.same")}`;
  }

  protected override plot() {
    if (!this.shapes || !this.frames.length) return html`<p class="q-note" role="status">${t("page.loading")} …</p>`;
    const { height } = this.shapes.projection;
    return html`<ul class="q-small-maps">
      ${this.frames.map((frame) => {
        const current = frame.period === this.scene.place.period;
        const town = this.town(frame.period);
        return html`<li><button type="button" aria-current=${current ? "true" : "false"} @click=${(event: MouseEvent) => this.choose(event, frame.period)}
            @pointermove=${this.over} @pointerleave=${() => this.hover(-1)}>
          <strong>${this.label(frame.period)}</strong> <span class="q-small">${town ? `${this.series!.references[0]!.name} ${town}` : nothing}${this.hoverText(frame)}</span>
          <canvas data-period=${frame.period} width=${WIDTH * 2} height=${height * 2} aria-hidden="true"></canvas></button></li>`;
      })}
    </ul>`;
  }

  private hoverText(frame: Frame) {
    return this.hovered < 0 || this.hovered >= frame.n ? nothing : html`<br /><span>${unitName(this.scene, this.hovered)}: ${figureText(frame, this.hovered, this.scene.place.detail)}</span>`;
  }

  protected picture() {
    return nothing;
  }

  /** A click on an area chooses it with the control key; else the period is shown on the large map. */
  private choose(event: MouseEvent, period: string): void {
    const unit = this.unitUnder(event);
    if (unit >= 0 && (event.ctrlKey || event.metaKey || event.shiftKey)) this.dispatchEvent(new PickEvent(unit, true));
    else this.go({ period, view: "map" });
  }
  private readonly over = (event: PointerEvent): void => {
    const unit = this.unitUnder(event);
    if (unit !== this.hovered) this.dispatchEvent(new HoverEvent(unit));
  };

  private unitUnder(event: MouseEvent): number {
    const canvas = (event.currentTarget as HTMLElement).querySelector("canvas")!;
    const { left, top, width } = canvas.getBoundingClientRect();
    const scale = WIDTH / width;
    const [x, y] = [(event.clientX - left) * scale, (event.clientY - top) * scale];
    const context = canvas.getContext("2d")!;
    context.save();
    context.resetTransform();
    const found = this.shapes!.paths.findIndex((path) => context.isPointInPath(path, x, y));
    context.restore();
    return found;
  }

  protected override updated(): void {
    super.updated();
    for (const canvas of this.querySelectorAll("canvas")) this.paint(canvas);
  }

  private paint(canvas: HTMLCanvasElement): void {
    const frame = this.frames.find((one) => one.period === canvas.dataset.period);
    const context = canvas.getContext("2d");
    if (!frame || !context || !this.shapes || frame.n !== this.shapes.paths.length) return;
    const { paths } = this.shapes;
    const tones = MAP_COLOURS[this.theme];
    context.setTransform(2, 0, 0, 2, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    const fills = hatches(context, this.theme);
    const circles = this.scene.how.kind === "sign";
    paths.forEach((path, i) => {
      const bin = frame.bins[i]!;
      context.fillStyle = isAbsent(bin) ? (fills.get(bin) ?? tones.empty) : circles ? tones.empty : (this.colours[bin] ?? tones.empty);
      context.fill(path, "evenodd");
      context.strokeStyle = tones.border;
      context.lineWidth = paths.length > 300 ? 0.25 : 0.6;
      context.stroke(path);
    });
    if (circles) this.circles(context, frame);
    this.frame(context, paths, tones);
  }

  private circles(context: CanvasRenderingContext2D, frame: Frame): void {
    const { x, y } = this.scene.geography.units;
    const { min, max } = this.scene.place.coverage;
    const largest = Math.max(Math.abs(min ?? 0), Math.abs(max ?? 0));
    context.globalAlpha = 0.75;
    for (let i = 0; i < frame.n; i++) {
      if (!x || !y || !hasValue(frame, i)) continue;
      context.fillStyle = this.colours[frame.bins[i]!] ?? "grey";
      context.beginPath();
      context.arc(...this.shapes!.projection.point(x[i]!, y[i]!), radius(frame.value[i]!, largest, frame.n > 150 ? 5 : 11), 0, 7);
      context.fill();
    }
    context.globalAlpha = 1;
  }

  private frame(context: CanvasRenderingContext2D, paths: readonly Path2D[], tones: (typeof MAP_COLOURS)["light"]): void {
    const outline = (unit: number, colour: string) => {
      if (!paths[unit]) return;
      context.lineWidth = 3.2;
      context.strokeStyle = tones.halo;
      context.stroke(paths[unit]);
      context.lineWidth = 1.6;
      context.strokeStyle = colour;
      context.stroke(paths[unit]);
    };
    this.chosen.forEach((unit, i) => outline(unit, tones.selected[i % tones.selected.length]!));
    if (this.hovered >= 0) outline(this.hovered, tones.hover);
  }

  protected twin(): Twin | null {
    const { scene, frames } = this;
    if (!frames.length) return null;
    return {
      caption: this.heading(),
      columns: [{ name: t("table.name") }, ...frames.map((one) => ({ name: this.label(one.period), number: true }))],
      rows: Array.from({ length: scene.frame.n }, (_, unit) => ({
        unit, cells: [words(unitName(scene, unit)), ...frames.map((one) => figure(figureText(one, unit, scene.place.detail), hasValue(one, unit) ? one.value[unit]! : null))],
      })),
    };
  }
}

function trace(path: Path2D, rings: readonly GeoJSON.Position[][], projection: Projection): void {
  for (const ring of rings) {
    ring.forEach((place, i) => {
      const [x, y] = projection.point(place[0]!, place[1]!);
      if (i) path.lineTo(x, y);
      else path.moveTo(x, y);
    });
    path.closePath();
  }
}

const known = new Map<string, ReadonlyMap<number, ImageBitmapSource & CanvasImageSource>>();

/** The very patterns of the map, for canvas. */
function hatches(context: CanvasRenderingContext2D, theme: Multiples["theme"]): Map<number, CanvasPattern> {
  let images = known.get(theme);
  if (!images) {
    const made = patterns(MAP_COLOURS[theme]);
    images = new Map(ABSENCES.map((kind) => [ABSENT[kind], asCanvas(made[kind])]));
    known.set(theme, images);
  }
  return new Map([...images].flatMap(([bin, image]) => {
    const pattern = context.createPattern(image, "repeat");
    pattern?.setTransform(new DOMMatrix().scale(0.4));
    return pattern ? [[bin, pattern] as const] : [];
  }));
}

function asCanvas(image: ImageData): HTMLCanvasElement {
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
  canvas.getContext("2d")!.putImageData(image, 0, 0);
  return canvas;
}
