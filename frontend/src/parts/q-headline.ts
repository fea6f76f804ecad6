import { html } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { IndicatorDetail } from "../api/types";
import { t } from "../i18n/t";
import { GoEvent } from "../state/go";
import { Light } from "./light";

/** What is shown: topic, name, definition, and the way to another indicator. */
@customElement("q-headline")
export class Headline extends Light {
  @property({ attribute: false }) detail!: IndicatorDetail;

  override render() {
    const { detail } = this;
    return html`<div class="q-headline">
      <p class="q-crumbs">${detail.topicNames.join(" · ")}</p>
      <h1>${detail.name}</h1>
      <p class="q-definition">${detail.definition}</p>
      <button type="button" class="q-choose" aria-haspopup="dialog" @click=${() => this.dispatchEvent(new GoEvent({ open: { kind: "picker" } }))}>
        ${t("page.choose")}
      </button>
    </div>`;
  }
}
