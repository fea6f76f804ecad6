import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Scene } from "../data/scene";
import { language, t, type Key } from "../i18n/t";
import { Light } from "./light";
import { intoView } from "./into-view";

const EMBEDS = ["map", "ranking", "timeline", "distribution", "figure"] as const;
type Embed = (typeof EMBEDS)[number];
const PICTURES: Partial<Record<Embed, string>> = { ranking: "rangliste", timeline: "zeitreihe", distribution: "verteilung" };
const SIZES: Record<Embed, [number, number]> = { map: [800, 560], ranking: [480, 640], timeline: [720, 420], distribution: [480, 360], figure: [360, 240] };

/** What is seen, for others: its address, one tag for another site, a place on a board. */
@customElement("q-share")
export class Share extends Light {
  @property({ attribute: false }) scene!: Scene;
  @state() private embed: Embed = "map";
  @state() private said = "";

  override render() {
    const signedIn = document.body.hasAttribute("data-person");
    return html`<details class="q-download q-share" @toggle=${(event: Event) => {
      this.requestUpdate();
      void this.updateComplete.then(() => intoView(event));
    }} @keydown=${this.escape}>
      <summary>${t("share.title")}</summary>
      ${this.copyable("share.link", this.link())}
      <div class="q-field"><label for="q-embed-kind">${t("share.embed")}</label>
        <select id="q-embed-kind" @change=${(event: Event) => (this.embed = (event.target as HTMLSelectElement).value as Embed)}>
          ${EMBEDS.map((one) => html`<option value=${one} ?selected=${one === this.embed}>${t(`share.${one}`)}</option>`)}
        </select></div>
      ${this.copyable("share.tag", this.tag())}
      ${signedIn
        ? html`<p><a href="/tafeln/neu/?${new URLSearchParams({ query: this.query().toString(), kind: "map" })}">${t("share.board")}</a></p>`
        : nothing}
      <p role="status">${this.said}</p>
    </details>`;
  }

  private copyable(label: Key, text: string) {
    const id = `q-${label.replace(".", "-")}`;
    return html`<div class="q-field q-copy"><label for=${id}>${t(label)}</label>
      <input id=${id} readonly .value=${text} @focus=${(event: Event) => (event.target as HTMLInputElement).select()}>
      <button type="button" class="q-link" @click=${() => void this.copy(id, text)}>${t("share.copy")}</button></div>`;
  }

  private query(): URLSearchParams {
    const { detail, coverage, period } = this.scene.place;
    const query = new URLSearchParams(location.search);
    const shown = { indicator: detail.key, level: coverage.level, geography: coverage.geography, period, slice: coverage.slice };
    for (const [key, value] of Object.entries(shown)) if (value) query.set(key, value);
    query.delete("open");
    return query;
  }

  private link(): string {
    return `${location.origin}/karte/?${this.query()}`;
  }

  private tag(): string {
    const { detail, period } = this.scene.place;
    const query = this.query();
    query.set("lang", language);
    const path = this.embed === "map" ? "karte/" : this.embed === "figure" ? "zahl/" : `bild/${PICTURES[this.embed]}/`;
    const title = `${detail.name}, ${detail.periods[period]?.label ?? period}`.replaceAll('"', "&quot;");
    const [width, height] = SIZES[this.embed];
    const address = `${location.origin}/einbetten/${path}?${query}`.replaceAll("&", "&amp;");
    return `<iframe src="${address}" title="${title}" width="${width}" height="${height}" loading="lazy" style="border:0;max-width:100%"></iframe>`;
  }

  /** The clipboard is there on safe addresses only; else the text is marked, and the keys do it. */
  private async copy(id: string, text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.said = t("share.copied");
    } catch {
      this.querySelector<HTMLInputElement>(`#${id}`)!.select();
      this.said = t("share.marked");
    }
  }

  private readonly escape = (event: KeyboardEvent): void => {
    const details = event.currentTarget as HTMLDetailsElement;
    if (event.key !== "Escape" || !details.open) return;
    details.open = false;
    details.querySelector("summary")!.focus();
  };
}
