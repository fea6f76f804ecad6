import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { SeriesAnswer } from "../api/types";
import { parentNames, unitName, type Scene } from "../data/scene";
import { number } from "../format/number";
import { t } from "../i18n/t";
import { isAbsent } from "../model/classify";
import { change, comparison, pointAt } from "../model/sentences";
import { absenceWord, flagWords, intervalText, targetSentence } from "../model/words";
import { GoEvent } from "../state/go";
import { compared } from "./compared";
import { bigFigure } from "./big-figure";
import { Light } from "./light";

/** The chosen unit: its figure with interval, against the town, and how it got there. */
@customElement("q-unit")
export class UnitPanel extends Light {
  @property({ attribute: false }) scene!: Scene;
  @property({ attribute: false }) series: SeriesAnswer | null = null;
  @property({ attribute: false }) chosen: readonly number[] = [];
  @property() compare = "";
  /** colour of the unit's class, for the big figure */
  @property() tone = "";

  private get unit(): number {
    return this.chosen.at(-1)!;
  }

  override render() {
    const { scene, unit } = this;
    const { frame, place } = scene;
    const absent = isAbsent(frame.bins[unit]!);
    const open = () => this.dispatchEvent(new GoEvent({ open: { kind: "passport", level: place.level.key, unit: scene.geography.units.code[unit]! } }));
    return html`<div class="q-unit">
      ${this.chips()}
      <p class="q-crumbs">${parentNames(scene, unit).join(" · ")}</p>
      <h2>${unitName(scene, unit)}</h2>
      <p class=${absent ? "q-figure q-absent" : "q-figure"}>
        <button type="button" class="q-big" aria-haspopup="dialog" title=${t("page.passport")} @click=${open}>
          ${absent ? absenceWord(frame.bins[unit]!) : bigFigure(frame.value[unit]!, place.detail)}
        </button>
        ${absent ? nothing : html`<span class="q-interval">${intervalText(frame.lower?.[unit], frame.upper?.[unit], place.detail)}</span>`}
      </p>
      ${this.parts()} ${this.sentences()}
      ${flagWords(frame.flags[unit]!).map((word) => html`<p class="q-flag">${word}</p>`)}
    </div>`;
  }

  private chips() {
    if (this.chosen.length < 2) return nothing;
    const code = (unit: number) => this.scene.geography.units.code[unit]!;
    const without = (unit: number) => () =>
      this.dispatchEvent(new GoEvent({ units: this.chosen.filter((one) => one !== unit).map(code) }));
    const front = (unit: number) => () =>
      this.dispatchEvent(new GoEvent({ units: [...this.chosen.filter((one) => one !== unit), unit].map(code) }));
    return html`<ul class="q-chips" aria-label=${t("unit.chosen")}>
      ${this.chosen.map(
        (unit, i) => html`<li class="q-chosen-${i}">
          <button type="button" @click=${front(unit)} aria-current=${unit === this.unit ? "true" : "false"}>${unitName(this.scene, unit)}</button>
          <button type="button" class="q-remove" aria-label=${t("unit.remove", { name: unitName(this.scene, unit) })} @click=${without(unit)}>×</button>
        </li>`,
      )}
    </ul>`;
  }

  /** "312 von 597": what the share is made of. */
  private parts() {
    const { frame } = this.scene;
    const [top, bottom] = [frame.numerator?.[this.unit] ?? NaN, frame.denominator?.[this.unit] ?? NaN];
    if (Number.isNaN(top) || Number.isNaN(bottom) || isAbsent(frame.bins[this.unit]!)) return nothing;
    return html`<p class="q-small">${t("unit.outOf", { numerator: number(top, 0), denominator: number(bottom, 0) })}</p>`;
  }

  private sentences() {
    const { scene, series } = this;
    const { detail, period, level } = scene.place;
    const code = scene.geography.units.code[this.unit]!;
    const own = series?.series.find((one) => one.level === level.key && one.code === code);
    const point = pointAt(own, period);
    if (!own || !point || isAbsent(scene.frame.bins[this.unit]!)) return nothing;
    const other = compared(scene, series, this.compare);
    const against = other && pointAt(other.series, period);
    const label = (one: string) => detail.periods[one]?.short ?? one;
    const goal = scene.how.kind === "breaks" && scene.how.target ? targetSentence(point.value!, scene.how.target, detail) : null;
    const words = [goal, against ? comparison(point, against, other.name, detail) : null, change(own, period, detail, label)];
    return html`<p class="q-sentence">${words.filter(Boolean).join(" ")}</p>`;
  }
}
