import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Series } from "../api/types";
import type { Scene } from "../data/scene";
import { t } from "../i18n/t";
import { change, pointAt } from "../model/sentences";
import { intervalText } from "../model/words";
import { GoEvent } from "../state/go";
import { bigFigure } from "./big-figure";
import { Light } from "./light";

/** The whole town, where nothing is chosen. */
@customElement("q-town")
export class TownPanel extends Light {
  @property({ attribute: false }) scene!: Scene;
  @property({ attribute: false }) town: Series | null = null;

  override render() {
    const { detail, period } = this.scene.place;
    const point = this.town && pointAt(this.town, period);
    const label = (one: string) => detail.periods[one]?.short ?? one;
    const open = () => this.town && this.dispatchEvent(new GoEvent({ open: { kind: "passport", level: this.town.level, unit: this.town.code } }));
    return html`<div class="q-unit">
      ${this.town ? html`<p class="q-crumbs">${this.town.levelName}</p><h2>${this.town.name}</h2>` : nothing}
      ${point && this.town
        ? html`<p class="q-figure"><button type="button" class="q-big" aria-haspopup="dialog" title=${t("page.passport")} @click=${open}>${bigFigure(point.value!, detail)}</button>
              <span class="q-interval">${intervalText(point.lower, point.upper, detail)}</span></p>
            <p class="q-sentence">${change(this.town, period, detail, label) ?? nothing}</p>`
        : nothing}
      <p class="q-small">${t("unit.hint")}</p>
    </div>`;
  }
}
