import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Scene } from "../data/scene";
import { date } from "../format/number";
import { t } from "../i18n/t";
import { GoEvent } from "../state/go";
import { Light } from "./light";

/** Where the figures come from, under which licence, and which release is shown. */
@customElement("q-source")
export class Source extends Light {
  @property({ attribute: false }) scene!: Scene;
  @property({ attribute: false }) passportUnit = "";

  override render() {
    const { key, source, release } = this.scene.place.detail;
    const open = () => this.dispatchEvent(new GoEvent({ open: { kind: "passport", level: this.scene.place.level.key, unit: this.passportUnit } }));
    return html`<p class="q-source">
      ${t("page.source")}: ${source.url ? html`<a href=${source.url} rel="noreferrer">${source.attribution || source.publisher || source.name}</a>` : source.attribution || source.publisher || source.name}
      (${source.licenceUrl ? html`<a href=${source.licenceUrl} rel="license noreferrer">${source.licence}</a>` : source.licence})
      · ${t("page.release", { number: release.number, date: date(release.publishedAt) })}
      ${this.passportUnit ? html`· <button type="button" class="q-link" aria-haspopup="dialog" @click=${open}>${t("page.passport")}</button>` : nothing}
      · <a href="/indikatoren/${encodeURIComponent(key)}/">${t("page.sheet")}</a>
    </p>`;
  }
}
