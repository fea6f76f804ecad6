import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { ProblemAnswer } from "../api/types";
import type { Scene } from "../data/scene";
import { language, t, type Key } from "../i18n/t";
import { serverPicture, type ServerPicture } from "../model/server-picture";
import { write, type AtlasState } from "../state/url";
import { Light } from "./light";
import { intoView } from "./into-view";

const TABLES = language === "de" ? (["csv-de", "xlsx", "csv"] as const) : (["csv", "xlsx", "csv-de"] as const);
const SHAPES = ["gpkg", "geojson", "shapefile", "geoparquet"] as const;
const PROGRAMS = ["parquet", "json-stat", "datapackage"] as const;
const PICTURES = ["svg", "png", "pdf"] as const;
const TITLES: Record<ServerPicture, Key> = {
  karte: "view.map", rangliste: "share.ranking", verteilung: "view.distribution", zusammenhang: "view.scatter",
  streuung: "view.box", veraenderung: "view.change", karten: "view.multiples", bivariat: "view.bivariate",
};
type PictureFormat = (typeof PICTURES)[number];
type Format = (typeof TABLES | typeof SHAPES | typeof PROGRAMS)[number];

/** What is shown, as a file: this period or all of them, in any format. */
@customElement("q-download")
export class Download extends Light {
  @property({ attribute: false }) scene!: Scene;
  @property({ attribute: false }) words!: AtlasState;
  @state() private all = false;
  @state() private failure = "";
  @state() private started = "";

  override render() {
    const { detail, period } = this.scene.place;
    const shapes = this.scene.geography.detail.shapes.kind !== "none";
    const shown = detail.periods[period]?.label ?? period;
    return html`<details class="q-download" @toggle=${intoView} @keydown=${this.escape}>
      <summary>${t("download.title")}</summary>
      <fieldset>
        <legend>${t("page.period")}</legend>
        ${this.choice(false, t("download.this", { period: shown }))} ${this.choice(true, t("download.all"))}
      </fieldset>
      ${this.group(t("download.tables"), TABLES)} ${shapes ? this.group(t("download.shapes"), SHAPES) : nothing}
      ${this.group(t("download.programs"), PROGRAMS)} ${this.picture(shapes)}
      <p role="status">${this.started}</p>
      ${this.failure ? html`<p role="alert">${this.failure}</p>` : nothing}
    </details>`;
  }

  private choice(all: boolean, label: string) {
    return html`<label><input type="radio" name="q-download-periods" .checked=${this.all === all} @change=${() => (this.all = all)} /> ${label}</label>`;
  }

  private group(title: string, formats: readonly Format[]) {
    return html`<h2>${title}</h2>
      <ul aria-label=${title}>
        ${formats.map((one) => html`<li><a href=${this.address(one)} @click=${(event: MouseEvent) => void this.fetch(event, one)}>${t(`download.${one}`)}</a></li>`)}
      </ul>`;
  }

  /** The picture of the view that is shown, as the server draws it, of the very choice that the address of the page names. */
  private picture(shapes: boolean) {
    const name = serverPicture(this.words, shapes);
    return html`<h2>${t("download.picture")}: ${t(TITLES[name])}</h2>
      <ul aria-label=${t("download.picture")}>
        ${PICTURES.map((one) => html`<li><a href=${this.pictureAddress(name, one)} download>${t(`download.${one}`)}</a></li>`)}
      </ul>`;
  }

  private pictureAddress(name: ServerPicture, format: PictureFormat): string {
    const { detail, coverage, period } = this.scene.place;
    const query = new URLSearchParams(write(this.words));
    const shown = { indicator: detail.key, level: coverage.level, geography: coverage.geography, period, slice: coverage.slice, theme: "print", lang: language };
    for (const [key, value] of Object.entries(shown)) query.set(key, value);
    query.delete("open");
    return `/bild/${name}.${format}?${query}`;
  }

  private address(format: Format): string {
    const { detail, coverage, period } = this.scene.place;
    const query = new URLSearchParams({ indicator: detail.key, level: coverage.level, geography: coverage.geography, slice: coverage.slice, format, lang: language });
    if (!this.all) query.set("period", period);
    return `/data/exports/?${query}`;
  }

  /** Ask first whether the file can be had, so that a refusal is told here and the page stays. */
  private async fetch(event: MouseEvent, format: Format): Promise<void> {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const url = this.address(format);
    this.failure = this.started = "";
    try {
      const asked = await fetch(url, { method: "HEAD", credentials: "same-origin" });
      if (!asked.ok) return void (this.failure = await refusal(url));
      this.started = t("download.started", { format: t(`download.${format}`) });
      location.assign(url);
    } catch {
      this.failure = t("page.offline");
    }
  }

  private readonly escape = (event: KeyboardEvent): void => {
    const details = event.currentTarget as HTMLDetailsElement;
    if (event.key !== "Escape" || !details.open) return;
    details.open = false;
    details.querySelector("summary")!.focus();
  };
}

/** Why not, in the words of the server. */
async function refusal(url: string): Promise<string> {
  const response = await fetch(url, { credentials: "same-origin" });
  const body = (await response.json().catch(() => ({}))) as Partial<ProblemAnswer>;
  const reasons = (body.problems ?? []).map((one) => one.message);
  return reasons.join(" ") || body.detail || t("page.broken");
}
