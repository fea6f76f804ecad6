import { html, nothing, svg } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Scene } from "../data/scene";
import { number, withUnit } from "../format/number";
import { t } from "../i18n/t";
import { legendValues, radius } from "../model/circles";
import { ABSENCES, ABSENT, legendOrder, type Bin } from "../model/classify";
import type { Look } from "../model/look";
import type { Theme } from "../model/palette";
import { className, howSentence } from "../model/words";
import { GoEvent } from "../state/go";
import { Light } from "./light";
import { swatch } from "./swatch";

/** Class colours with their ranges in words and how many units each holds; what has no value is counted too. */
@customElement("q-legend")
export class Legend extends Light {
  @property({ attribute: false }) scene!: Scene;
  @property({ attribute: false }) look!: Look;
  @property() theme: Theme = "light";
  /** largest circle: its value and radius in pixels; 0 where areas are filled */
  @property({ type: Number }) largest = 0;
  @property({ type: Number }) biggest = 0;
  /** name of the whole town, for the sentence about the midpoint */
  @property() town = "";
  /** the panel of the display is open below */
  @property({ type: Boolean }) changing = false;

  override render() {
    const { how, frame } = this.scene;
    const circles = how.kind === "sign";
    const classes = circles ? (frame.counts.has(1) ? [0, 1] : []) : legendOrder(how);
    const absent = ABSENCES.map((kind) => ABSENT[kind]).filter((bin) => frame.counts.has(bin));
    return html`<section class="q-legend" aria-labelledby="q-legend-title">
      <h2 id="q-legend-title" class="q-hidden">${t("page.legend")}</h2>
      ${circles ? this.circles() : nothing}
      <ul>
        ${[...classes, ...absent].map((bin) => this.row(bin))}
      </ul>
      <p class="q-small">${howSentence(this.scene, this.town)}
        <button type="button" class="q-link" aria-expanded=${this.changing} aria-controls="q-display" @click=${this.toggle}>${t(this.changing ? "display.close" : "display.change")}</button>
      </p>
    </section>`;
  }

  private readonly toggle = (): void => {
    this.dispatchEvent(new GoEvent({ open: { kind: this.changing ? "none" : "display" } }));
  };

  private row(bin: Bin) {
    const { how, frame, place } = this.scene;
    return html`<li>
      ${swatch(bin, this.look, this.theme)}
      <span>${className(bin, how, place.detail)}</span>
      <span class="q-count">${number(frame.counts.get(bin) ?? 0, 0)}</span>
    </li>`;
  }

  /** Three circles side by side, their values below. */
  private circles() {
    const { detail } = this.scene.place;
    const values = legendValues(this.largest);
    const big = radius(values[0] ?? 0, this.largest, this.biggest);
    const text = (value: number) => withUnit(number(value, value < 1 ? 2 : 0), detail.unit.length > 2 ? "" : detail.unit);
    return html`<svg class="q-circles" viewBox="0 0 256 ${2 * big + 24}" height=${2 * big + 24} width="256" role="img"
      aria-label=${`${values.map(text).join(", ")} ${detail.unit}`}>
      ${values.map((value, i) => {
        const r = radius(value, this.largest, this.biggest);
        return svg`<circle cx=${44 + i * 84} cy=${2 * big + 2 - r} r=${r} fill=${this.look.colours[0] ?? "none"} fill-opacity="0.7" />
          <text class="q-tick" x=${44 + i * 84} y=${2 * big + 20} text-anchor="middle">${text(value)}</text>`;
      })}
    </svg>`;
  }
}
