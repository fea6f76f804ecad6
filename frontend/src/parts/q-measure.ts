import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { number } from "../format/number";
import { t } from "../i18n/t";
import { pathLength, ringArea, type Place } from "../model/measure";
import { ToolEvent } from "../state/go";
import { Light } from "./light";

/** How long the drawn line is, how large what it surrounds; told as it grows. */
@customElement("q-measure")
export class Measure extends Light {
  @property({ attribute: false }) path: readonly Place[] = [];

  override render() {
    const { length } = this.path;
    return html`<div class="q-measured">
      <p>${t("measure.how")}</p>
      <p role="status">${length > 1 ? html`<strong>${metres(pathLength(this.path))}</strong>` : t("measure.none")}
        ${length > 2 ? html` · ${t("measure.area", { area: squareMetres(ringArea(this.path)) })}` : nothing}</p>
      <div class="q-row">
        <button type="button" class="q-link" data-do="add">${t("measure.add")}</button>
        <button type="button" class="q-link" data-do="back" ?disabled=${!length}>${t("measure.back")}</button>
        <button type="button" class="q-link" @click=${() => this.dispatchEvent(new ToolEvent("none"))}>${t("measure.end")}</button>
      </div>
    </div>`;
  }
}

/** Three digits say more than the drawing is worth. */
export function metres(value: number): string {
  return value < 1000 ? `${number(Math.round(value / 5) * 5, 0)} m` : `${number(value / 1000, value < 10_000 ? 2 : 1)} km`;
}

export function squareMetres(value: number): string {
  if (value < 10_000) return `${number(Math.round(value / 10) * 10, 0)} m²`;
  return value < 1e6 ? `${number(value / 1e4, 1)} ha` : `${number(value / 1e6, value < 1e7 ? 2 : 1)} km²`;
}
