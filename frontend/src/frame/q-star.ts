import { html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../i18n/t";
import { Light } from "../parts/light";
import { isFavourite, onFavourites, signedIn, toggle } from "./favourites";

/** The star beside something that can be kept. */
@customElement("q-star")
export class Star extends Light {
  @property() item = "";
  @property() name = "";
  @property() address = "";
  private stop = () => {};

  override connectedCallback(): void {
    this.replaceChildren(); // the server's form, for browsers without JavaScript
    super.connectedCallback();
    this.stop = onFavourites(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
  }

  override render() {
    const on = isFavourite(this.item);
    return html`<button
      type="button"
      class="q-tool ${on ? "q-star-on" : ""}"
      aria-pressed=${on}
      aria-label="${t("star.keep")}: ${this.name}"
      title=${on ? t("star.remove") : signedIn() ? t("star.keep") : t("star.here")}
      @click=${() => void toggle({ item: this.item, title: this.name, address: this.address })}
    ><span aria-hidden="true">${on ? "★" : "☆"}</span></button>`;
  }
}
