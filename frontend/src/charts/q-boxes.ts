import { html, nothing, svg } from "lit";
import { customElement, state } from "lit/decorators.js";
import { loadVector } from "../data/load";
import { unitName, type Scene } from "../data/scene";
import { number, tick } from "../format/number";
import { t } from "../i18n/t";
import type { Spot } from "../model/cursor";
import { frameOf, hasValue, keptAs, type Frame } from "../model/frame";
import { memo } from "../model/memo";
import { boxOf, type Box } from "../model/quartiles";
import { scale, ticks } from "../model/scale";
import { bareText, valueText } from "../model/words";
import { ChartView, either } from "./chart-view";
import { labelsOf } from "./dots";
import { figure, words, type Twin } from "./twin";

/** One row of the picture: an upper area, or a period. */
interface Row {
  name: string;
  units: number[];
  values: number[];
  box: Box | null;
}

/** The spread within upper areas or over the periods, as box plots that name who lies far out. */
@customElement("q-boxes")
export class Boxes extends ChartView {
  @state() private frames: readonly Frame[] | null = null;
  private framesOf: Frame | null = null;

  private readonly layout = memo((rows: Row[], width: number, height: number, unit: number) => {
    const values = rows.flatMap((one) => one.values);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const left = Math.min(width * 0.34, 190 * unit);
    const step = Math.min(64 * unit, (height - 44 * unit) / Math.max(1, rows.length));
    const x = scale([low, high], [left, width - 24]);
    const y = (row: number) => 14 * unit + step * (row + 0.5);
    const spots: Spot[] = rows.flatMap((row, r) => row.units.map((one, i) => ({ unit: one, x: x(row.values[i]!), y: y(r) })));
    return { low, high, left, step, x, y, spots };
  });
  private readonly byArea = memo((scene: Scene): Row[] => {
    const top = scene.parents.at(-1);
    if (!top) return [];
    const codes = scene.geography.units.parents.get(top.level.key)!;
    return top.geography.units.code
      .map((code, i) => rowOf(top.geography.units.name[i] || code, scene.frame, (unit) => codes[unit] === code))
      .filter((one) => one.box)
      .sort((a, b) => b.box!.median - a.box!.median);
  });
  private readonly byPeriod = memo((frames: readonly Frame[], scene: Scene): Row[] =>
    frames.map((frame) => rowOf(scene.place.detail.periods[frame.period]?.short ?? frame.period, frame, () => true)));

  private get periods(): boolean {
    return this.words.boxes === "periods" || !this.scene.parents.length;
  }
  private get rows(): Row[] {
    return this.periods ? (this.frames ? this.byPeriod(this.frames, this.scene) : []) : this.byArea(this.scene);
  }

  protected override willUpdate(): void {
    const { scene } = this;
    if (!this.periods || this.framesOf === scene.frame) return;
    this.framesOf = scene.frame;
    void Promise.all(scene.place.coverage.files.map(async (file) => [file, await loadVector(file.url)] as const)).then((found) => {
      if (this.framesOf === scene.frame) this.frames = found.flatMap(([file, vector]) => file.periods.map((period) => keptAs(frameOf(vector, period, scene.how), scene.frame)));
    });
  }

  protected heading(): string {
    const { detail } = this.scene.place;
    const { rows } = this;
    if (!rows.length) return detail.name;
    if (this.periods) return t("box.titlePeriods", { indicator: detail.name, from: rows[0]!.name, to: rows.at(-1)!.name });
    const widest = rows.reduce((a, b) => (b.box!.q3 - b.box!.q1 > a.box!.q3 - a.box!.q1 ? b : a));
    return t("box.titleAreas", { indicator: detail.name, area: widest.name });
  }

  protected override subtitle(): string {
    return this.periods ? `${this.scene.place.level.plural}${this.scene.place.detail.unit ? `, ${this.scene.place.detail.unit}` : ""}` : super.subtitle();
  }

  protected override controls() {
    const top = this.scene.parents.at(-1);
    if (!top) return nothing;
    return html`<div class="q-view-controls">${either(t("box.by"), [["areas", t("box.byAreas", { level: top.level.name })], ["periods", t("box.byPeriods")]],
      this.periods ? "periods" : "areas", (boxes) => this.go({ boxes: boxes as "areas" | "periods" }))}</div>`;
  }

  private get all() {
    return this.layout(this.rows, this.width, this.height, this.unit);
  }

  protected picture() {
    const { rows, width, height, unit, mark } = this;
    if (!rows.length) return nothing;
    const { detail } = this.scene.place;
    const { x, low, high, left } = this.all;
    const town = !this.periods && mark && mark.value >= low && mark.value <= high ? x(mark.value) : null;
    return svg`<svg width=${width} height=${height} aria-hidden="true">
      ${ticks(low, high, Math.max(3, (width - left) / 110)).map((value) => svg`<line class="q-grid" x1=${x(value)} x2=${x(value)} y1="8" y2=${height - 24 * unit} />
        <text x=${x(value)} y=${height - 8 * unit} text-anchor="middle">${tick(value)}</text>`)}
      ${town === null ? nothing : svg`<line class="q-mark" x1=${town} x2=${town} y1="8" y2=${height - 24 * unit} />
        <text class="q-name-label" x=${town + 5} y=${height - 28 * unit} >${mark!.name} ${bareText(mark!.value, detail)}</text>`}
      ${rows.map((row, i) => this.row(row, i))}
      ${this.periods ? nothing : labelsOf(this, this.all.spots, 3, (one) => bareText(this.scene.frame.value[one]!, detail), width)}
    </svg>`;
  }

  private row(row: Row, i: number) {
    const { x, y, left, step } = this.all;
    const { box } = row;
    const half = Math.max(4, Math.min(13, step * 0.28));
    const at = y(i);
    const name = shortened(row.name, left / (6.6 * this.unit));
    if (!box) return svg`<text x=${left - 12} y=${at + 4} text-anchor="end">${name}</text>`;
    const current = this.periods && this.frames?.[i]?.period === this.scene.place.period;
    return svg`<text class=${current ? "q-strong" : "q-axis-title"} x=${left - 12} y=${at + 4} text-anchor="end">${name}</text>
      <line class="q-box-line" x1=${x(box.low)} x2=${x(box.high)} y1=${at} y2=${at} />
      <rect class="q-box" x=${x(box.q1)} y=${at - half} width=${Math.max(1, x(box.q3) - x(box.q1))} height=${2 * half} />
      <line class="q-box-median" x1=${x(box.median)} x2=${x(box.median)} y1=${at - half} y2=${at + half} />
      ${box.outliers.map((one) => svg`<circle class="q-ring" cx=${x(row.values[one]!)} cy=${at} r="3" />`)}
      ${step > 26 * this.unit ? this.outlierNames(row, at - half - 3) : nothing}`;
  }

  /** The farthest outliers are named, as far as there is room beside each other. */
  private outlierNames(row: Row, y: number) {
    const { x, left } = this.all;
    const taken: [number, number][] = [];
    const far = [...row.box!.outliers].sort((a, b) => Math.abs(row.values[b]! - row.box!.median) - Math.abs(row.values[a]! - row.box!.median));
    return far.slice(0, 6).map((one) => {
      const name = shortened(unitName(this.scene, row.units[one]!), 26);
      const wide = name.length * 6.4 * this.unit;
      const end = Math.min(x(row.values[one]!) + wide / 2, this.width);
      const span: [number, number] = [end - wide, end];
      if (span[0] < left || taken.some(([from, to]) => span[0] < to + 8 && span[1] > from - 8)) return nothing;
      taken.push(span);
      return svg`<text x=${end} y=${y} text-anchor="end">${name}</text>`;
    });
  }

  protected override notes() {
    return html`<p class="q-warning">${t("box.how")}</p>`;
  }
  protected override spots(): readonly Spot[] {
    return this.periods ? [] : this.all.spots;
  }
  protected override speak(unit: number): string {
    const { frame, place } = this.scene;
    const row = this.rows.find((one) => one.units.includes(unit));
    const outlier = row?.box?.outliers.some((one) => row.units[one] === unit);
    return [unitName(this.scene, unit), valueText(frame.value[unit]!, place.detail), row?.name, outlier ? t("box.outlier") : ""].filter(Boolean).join(", ");
  }

  protected twin(): Twin | null {
    const { detail } = this.scene.place;
    if (!this.rows.length) return null;
    const cell = (value: number | undefined) => figure(value === undefined ? "–" : bareText(value, detail), value ?? null);
    return {
      caption: this.heading(),
      columns: [{ name: this.periods ? t("page.period") : (this.scene.parents.at(-1)?.level.name ?? "") }, ...["n", "low", "q1", "median", "q3", "high"].map((key) => ({ name: t(`box.${key}` as "box.n"), number: true })), { name: t("box.outliers") }],
      rows: this.rows.map(({ name, box, units }) => ({
        unit: -1,
        cells: [words(name), figure(number(box?.n ?? 0, 0), box?.n ?? 0), cell(box?.low), cell(box?.q1), cell(box?.median), cell(box?.q3), cell(box?.high),
          words(box?.outliers.map((one) => unitName(this.scene, units[one]!)).join(", ") ?? "")],
      })),
    };
  }
}

function rowOf(name: string, frame: Frame, inside: (unit: number) => boolean): Row {
  const units = Array.from({ length: frame.n }, (_, i) => i).filter((unit) => hasValue(frame, unit) && inside(unit));
  const values = units.map((unit) => frame.value[unit]!);
  return { name, units, values, box: boxOf(values) };
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, Math.max(3, Math.floor(most) - 1)).trimEnd()}…`;
}
