import { html } from "lit";
import { customElement } from "lit/decorators.js";
import { t } from "../i18n/t";
import { Light } from "../parts/light";
import { favourites, onFavourites } from "./favourites";
import "./q-star";

/** What this browser keeps, as a list of links. */
@customElement("q-favourites")
export class Favourites extends Light {
  private stop = () => {};

  override connectedCallback(): void {
    super.connectedCallback();
    this.stop = onFavourites(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
  }

  override render() {
    const kept = favourites();
    if (!kept.length) return html`<p class="q-nothing">${t("star.none")}</p>`;
    return html`<ul class="q-hits">
      ${kept.map(
        (one) => html`<li><a href=${one.address}>${one.title}</a><q-star item=${one.item} name=${one.title} address=${one.address}></q-star></li>`,
      )}
    </ul>`;
  }
}
