import { html, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { api } from "../api/client";
import { favourites, onFavourites, type Favourite } from "../frame/favourites";
import "../frame/q-star";
import type { IndicatorRef, Topic } from "../api/types";
import { t, tn } from "../i18n/t";
import { GoEvent } from "../state/go";
import { withFurther, type ViewWords } from "../state/view-words";
import { Dialog } from "./dialog";

const STEP = 60;
const KIND = "indicator:";

/** Topics on the left, search above, indicators on the right. */
@customElement("q-picker")
export class Picker extends Dialog {
  @property({ attribute: false }) topics: readonly Topic[] = [];
  @property() current = "";
  /** set: a further indicator is chosen, beside those that the views already have */
  @property({ attribute: false }) further: ViewWords | null = null;
  @state() private q = "";
  @state() private topic = "";
  @state() private found: IndicatorRef[] = [];
  @state() private total = -1;
  private asked = new AbortController();
  private timer = 0;
  private stop = () => {};
  protected readonly heading = t("picker.title");

  override connectedCallback(): void {
    super.connectedCallback();
    this.stop = onFavourites(() => this.requestUpdate());
  }

  protected override firstUpdated(changed: PropertyValues): void {
    super.firstUpdated(changed);
    this.querySelector("input")!.focus();
    void this.ask(0);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
    clearTimeout(this.timer);
    this.asked.abort();
  }

  protected body() {
    return html`<div class="q-picker-body">
      <label class="q-field q-search"><span>${t("picker.search")}</span>
        <input type="search" autocomplete="off" .value=${this.q} @input=${this.typed} @keydown=${this.fromSearch} />
      </label>
      <nav aria-label=${t("picker.topics")}>
        <ul class="q-topics">
          ${this.topicRow("", t("picker.all"), 0, null)}
          ${this.topics.filter((one) => one.indicators > 0).map((one) => this.topicRow(one.key, one.name, this.depth(one), one.indicators))}
        </ul>
      </nav>
      <div class="q-results">
        <p class="q-small" aria-live="polite">${this.total < 0 ? t("page.loading") : this.total ? tn("picker.found", this.total) : t("picker.none")}</p>
        <ul @keydown=${this.inList}>${this.kept.map((one) => this.row(one.item.slice(KIND.length), one.title, t("star.kept")))}${this.found.map((one) => this.result(one))}</ul>
        ${this.found.length < this.total
          ? html`<button type="button" class="kern-btn kern-btn--secondary" @click=${() => void this.ask(this.found.length)}><span class="kern-label">${t("picker.more")}</span></button>`
          : nothing}
      </div>
    </div>`;
  }

  private topicRow(key: string, name: string, depth: number, n: number | null) {
    const pick = () => {
      this.topic = key;
      void this.ask(0);
    };
    return html`<li style="padding-left:${depth * 14}px">
      <button type="button" aria-current=${this.topic === key ? "true" : "false"} @click=${pick}>
        <span>${name}</span>${n === null ? nothing : html`<span class="q-count">${n}</span>`}
      </button>
    </li>`;
  }

  private depth(topic: Topic): number {
    const parent = this.topics.find((one) => one.key === topic.parent);
    return parent ? 1 + this.depth(parent) : 0;
  }

  private result(one: IndicatorRef) {
    return this.row(one.key, one.name, one.unit);
  }

  /** What is kept stands first, as long as nothing narrows the list down. */
  private get kept(): Favourite[] {
    return this.q.trim() || this.topic ? [] : favourites().filter((one) => one.item.startsWith(KIND));
  }

  private row(key: string, name: string, beside: string) {
    const open = { kind: "none" } as const;
    const pick = () => {
      this.dispatchEvent(new GoEvent(this.further ? { ...withFurther(this.further, key), open } : { indicator: key, slice: "", period: "", geography: "", open }));
    };
    return html`<li class="q-starred">
      <button type="button" aria-current=${key === this.current ? "true" : "false"} @click=${pick}>
        <span>${name}</span> <span class="q-small">${beside}</span>
      </button>
      <q-star item="${KIND}${key}" name=${name} address="/karte/?indicator=${encodeURIComponent(key)}"></q-star>
    </li>`;
  }

  private readonly typed = (event: Event): void => {
    this.q = (event.target as HTMLInputElement).value;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(0), 120);
  };

  private readonly fromSearch = (event: KeyboardEvent): void => {
    const first = this.querySelector<HTMLElement>(".q-results li > button");
    if (event.key === "ArrowDown") first?.focus();
    else if (event.key === "Enter" && this.q) first?.click();
    else return;
    event.preventDefault();
  };

  /** Arrows walk through the list; up from the first goes back to the search field. */
  private readonly inList = (event: KeyboardEvent): void => {
    const rows = [...this.querySelectorAll<HTMLElement>(".q-results li > button")];
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    const at = rows.indexOf(document.activeElement as HTMLElement) + step;
    (at < 0 ? this.querySelector("input") : rows[Math.min(at, rows.length - 1)])?.focus();
  };

  private async ask(offset: number): Promise<void> {
    this.asked.abort();
    const { signal } = (this.asked = new AbortController());
    try {
      const answer = await api.indicators(this.q.trim(), this.topic, offset, STEP, signal);
      if (signal.aborted) return;
      this.found = offset ? [...this.found, ...answer.items] : answer.items;
      this.total = answer.total;
    } catch {
      // Overtaken by the next letter, or failed: the list stays as it was.
    }
  }
}
