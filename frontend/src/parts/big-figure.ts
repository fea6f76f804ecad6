import { html } from "lit";
import type { IndicatorDetail } from "../api/types";
import { figureParts } from "../model/words";

/** A number in large type, its unit small behind it. */
export function bigFigure(value: number, detail: IndicatorDetail) {
  const { main, unit } = figureParts(value, detail);
  return unit ? html`${main} <span class="q-measure">${unit}</span>` : main;
}
