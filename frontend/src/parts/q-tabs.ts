import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t, type Key } from "../i18n/t";
import { GoEvent } from "../state/go";
import type { View } from "../state/url";
import { Light } from "./light";

/** In sight, as far as there is room: the later ones go first (css/karte.css). The menu names all views beside map and table. */
const SHOWN: readonly View[] = ["map", "table", "compare", "change", "distribution"];
const MENU: readonly View[] = ["compare", "change", "distribution", "scatter", "box", "radar", "multiples", "bivariate"];
const ROOM = ["", "", "q-room-1", "q-room-1", "q-room-2"] as const;
/** What cannot be shown without polygons. */
export const MAPS: readonly View[] = ["map", "compare", "multiples", "bivariate"];

/** The ways to look at the figures. */
@customElement("q-tabs")
export class Tabs extends Light {
  @property() shown: View = "map";
  @property({ type: Boolean }) mappable = true;
  @property({ type: Boolean }) clearable = false;
  /** a filter holds; its panel is open */
  @property({ type: Boolean }) filtered = false;
  @property({ type: Boolean }) filtering = false;

  override render() {
    const at = SHOWN.indexOf(this.shown);
    const hidden = at < 0 ? "q-named" : `q-named-${ROOM[at]!.slice(-1)}`;
    return html`<div class="q-tabs" role="group" aria-label=${t("page.views")}>
      ${SHOWN.map((view, i) => this.tab(view, ROOM[i]!))}
      <details class="q-more ${hidden}" @keydown=${this.escape} @focusout=${this.left}>
        <summary><span class="q-more-name">${t(`view.${this.shown}` as Key)}</span><span class="q-more-word">${t("view.more")}</span></summary>
        <ul>
          ${MENU.map((view) => this.row(view))}
        </ul>
      </details>
      <span class="q-tab-tools">${this.filter()}
      ${this.clearable
        ? html`<button type="button" class="q-tab q-clear" aria-label=${t("page.clear")} title=${t("page.clear")} @click=${() => this.dispatchEvent(new GoEvent({ units: [] }))}>${t("page.clearShort")} <span aria-hidden="true">×</span></button>`
        : nothing}</span>
    </div>`;
  }

  private filter() {
    const toggle = () => this.dispatchEvent(new GoEvent({ open: { kind: this.filtering ? "none" : "filter" } }));
    return html`<button type="button" class="q-tab q-tab-filter" aria-expanded=${this.filtering} aria-controls="q-filter"
      @click=${toggle}>${t("filter.title")}${this.filtered ? html` <span class="q-dot-mark" aria-hidden="true"></span>` : nothing}</button>`;
  }

  private tab(view: View, room: string) {
    return html`<button type="button" class="q-tab ${room}" aria-pressed=${this.shown === view}
      ?disabled=${!this.possible(view)} @click=${() => this.go(view)}>${t(`view.${view}` as Key)}</button>`;
  }

  private row(view: View) {
    return html`<li>
      <button type="button" aria-pressed=${this.shown === view} ?disabled=${!this.possible(view)} @click=${() => this.go(view)}>
        <strong>${t(`view.${view}` as Key)}</strong> <span class="q-small">${t(`view.${view}.what` as Key)}</span>
      </button>
    </li>`;
  }

  private possible(view: View): boolean {
    return this.mappable || !MAPS.includes(view);
  }

  private go(view: View): void {
    this.querySelector("details")!.open = false;
    this.dispatchEvent(new GoEvent({ view, twin: false }));
  }

  private readonly escape = (event: KeyboardEvent): void => {
    const details = event.currentTarget as HTMLDetailsElement;
    if (event.key !== "Escape" || !details.open) return;
    details.open = false;
    details.querySelector("summary")!.focus();
  };

  /** The menu closes when the keyboard or the pointer goes elsewhere. */
  private readonly left = (event: FocusEvent): void => {
    const details = event.currentTarget as HTMLDetailsElement;
    if (!details.contains(event.relatedTarget as Node | null)) details.open = false;
  };
}
