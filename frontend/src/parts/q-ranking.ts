import { html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { unitName, type Scene } from "../data/scene";
import { t } from "../i18n/t";
import type { Row } from "../model/ranking";
import { scale } from "../model/scale";
import { bareText } from "../model/words";
import { GoEvent, HoverEvent, PickEvent } from "../state/go";
import { Light } from "./light";

/** Some rows of the ranking with bars; null rows are gaps that are left out. */
@customElement("q-ranking")
export class RankingList extends Light {
  @property({ attribute: false }) scene!: Scene;
  @property({ attribute: false }) rows: readonly Row[] = [];
  @property({ attribute: false }) colours: readonly string[] = [];
  @property({ attribute: false }) chosen: readonly number[] = [];
  @property({ type: Number }) hovered = -1;
  @property() heading = "";

  override render() {
    return html`<section class="q-ranking" aria-label=${t("rank.list")}>
      <h3>${this.heading}</h3>
      <p class="q-small">${t("rank.highest")}</p>
      <ol>
        ${this.rows.map((unit) => (unit === null ? html`<li class="q-gap" aria-hidden="true">⋯</li>` : this.row(unit)))}
      </ol>
      <button type="button" class="q-link" @click=${() => this.dispatchEvent(new GoEvent({ view: "table" }))}>${t("rank.more")}</button>
    </section>`;
  }

  private row(unit: number) {
    const { scene } = this;
    const value = scene.frame.value[unit]!;
    // One scale for all rows, with zero on it: negative values go to the left.
    const [high, low] = [0, -1].map((at) => scene.frame.value[scene.ranking.order.at(at)!]!) as [number, number];
    const x = scale([Math.min(0, low), Math.max(0, high)], [0, 100]);
    const [from, to] = [Math.min(x(0), x(value)), Math.max(x(0), x(value))];
    const hover = (on: boolean) => () => this.dispatchEvent(new HoverEvent(on ? unit : -1));
    const pick = (event: MouseEvent) => this.dispatchEvent(new PickEvent(unit, event.ctrlKey || event.metaKey || event.shiftKey));
    return html`<li value=${scene.ranking.rank[unit]!}>
      <button
        type="button"
        class=${unit === this.hovered ? "q-ranked q-hovered" : "q-ranked"}
        aria-pressed=${this.chosen.includes(unit)}
        @click=${pick} @mouseenter=${hover(true)} @mouseleave=${hover(false)}
      >
        <span class="q-rank">${scene.ranking.rank[unit]}</span>
        <span class="q-name">${unitName(scene, unit)}</span>
        <span class="q-bar"><span style="margin-left:${from}%;width:${to - from}%;background-color:${this.colours[scene.frame.bins[unit]!] ?? "currentColor"}"></span></span>
        <span class="q-value">${bareText(value, scene.place.detail)}</span>
      </button>
    </li>`;
  }
}
