import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { api } from "../api/client";
import type { SearchGroup, SearchHit } from "../api/types";
import { t, tn } from "../i18n/t";
import { Light } from "../parts/light";
import { favourites, isFavourite, load } from "./favourites";

const WAIT = 80;
const RESULTS = "/suche/";

/** The search over everything: a combobox (ARIA 1.2) whose list is grouped; arrow keys choose, Enter opens. */
@customElement("q-search")
export class Search extends Light {
  @state() private q = "";
  @state() private groups: SearchGroup[] = [];
  @state() private at = 0;
  @state() private answered = "";
  private asked = new AbortController();
  private timer = 0;

  static open(): void {
    const there = document.querySelector<Search>("q-search") ?? document.body.appendChild(new Search());
    there.show();
  }

  private show(): void {
    void this.updateComplete.then(() => {
      const dialog = this.querySelector("dialog")!;
      if (!dialog.open) dialog.showModal();
      this.querySelector("input")!.select();
    });
    void load().then(() => this.q.trim() || this.showFavourites());
  }

  override render() {
    const hits = this.hits;
    const active = hits.length ? `q-hit-${this.at}` : undefined;
    return html`<dialog class="q-dialog q-search-dialog" aria-label=${t("search.title")} @click=${this.outside}>
      <form class="q-dialog-box" role="search" action=${RESULTS} @submit=${this.submit}>
        <div class="q-search-line">
          <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><circle cx="8.5" cy="8.5" r="5.5" fill="none" stroke="currentColor" stroke-width="1.8" /><path d="M12.7 12.7 18 18" stroke="currentColor" stroke-width="1.8" /></svg>
          <input name="q" type="text" role="combobox" autocomplete="off" spellcheck="false" maxlength="200"
            aria-label=${t("search.title")} aria-autocomplete="list" aria-controls="q-search-list" aria-expanded=${hits.length > 0}
            aria-activedescendant=${active ?? nothing} placeholder=${t("search.placeholder")}
            .value=${this.q} @input=${this.typed} @keydown=${this.keys} />
          <button type="button" class="q-tool" aria-label=${t("page.close")} title=${t("page.close")} @click=${this.close}>
            <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><path d="M4 4l12 12M16 4L4 16" stroke="currentColor" stroke-width="1.8" /></svg>
          </button>
        </div>
        <div id="q-search-list" role="listbox" aria-label=${t("search.results")} class="q-search-list" ?hidden=${!hits.length}>
          ${this.groups.map((group) => this.group(group))}
        </div>
        <p class="q-small q-search-foot"><span role="status">${this.status}</span>
          ${this.q.trim() ? html`<a href="${RESULTS}?q=${encodeURIComponent(this.q.trim())}">${t("search.all")}</a>` : nothing}</p>
      </form>
    </dialog>`;
  }

  private group(group: SearchGroup) {
    const first = this.hits.indexOf(group.hits[0]!);
    return html`<div role="group" aria-labelledby="q-group-${group.key}">
      <div id="q-group-${group.key}" class="q-search-group">${group.label}</div>
      ${group.hits.map((hit, n) => this.option(hit, first + n))}
    </div>`;
  }

  private option(hit: SearchHit, n: number) {
    return html`<a id="q-hit-${n}" role="option" tabindex="-1" aria-selected=${n === this.at} href=${hit.address} @pointermove=${() => (this.at = n)}>
      <span class="q-search-name">${hit.title}</span> <span class="q-small">${hit.subtitle}</span>
      ${hit.item && isFavourite(hit.item) ? html`<span class="q-star-on" title=${t("star.kept")}>★</span>` : nothing}
    </a>`;
  }

  private get hits(): SearchHit[] {
    return this.groups.flatMap((group) => group.hits);
  }

  private get status(): string {
    if (!this.q.trim()) return t("search.hint");
    if (this.answered !== this.q.trim()) return t("page.loading");
    return this.hits.length ? tn("search.found", this.hits.length) : t("search.none");
  }

  private showFavourites(): void {
    const hits = favourites().map((one) => ({ ...one, subtitle: "", score: 0 }));
    this.groups = hits.length ? [{ key: "favourites", label: t("star.title"), hits: hits.reverse().slice(0, 8) }] : [];
    this.at = 0;
  }

  private readonly typed = (event: Event): void => {
    this.q = (event.target as HTMLInputElement).value;
    clearTimeout(this.timer);
    this.asked.abort();
    if (!this.q.trim()) this.showFavourites();
    else this.timer = window.setTimeout(() => void this.ask(), WAIT);
  };

  private readonly keys = (event: KeyboardEvent): void => {
    const n = this.hits.length;
    const moves: Record<string, number> = { ArrowDown: this.at + 1, ArrowUp: this.at - 1, PageDown: this.at + 5, PageUp: this.at - 5 };
    const to = moves[event.key];
    if (to === undefined || !n) return;
    event.preventDefault();
    const step = event.key.startsWith("Arrow");
    this.at = step ? (to + n) % n : Math.max(0, Math.min(n - 1, to));
    void this.updateComplete.then(() => this.querySelector(`#q-hit-${this.at}`)?.scrollIntoView({ block: "nearest" }));
  };

  /** Enter opens the chosen hit; the page of results where the answer is not there yet. */
  private readonly submit = (event: SubmitEvent): void => {
    const hit = this.hits[this.at];
    if (!hit || (this.q.trim() && this.answered !== this.q.trim())) return;
    event.preventDefault();
    location.assign(hit.address);
  };

  private async ask(): Promise<void> {
    const asked = this.q.trim();
    const { signal } = (this.asked = new AbortController());
    try {
      const { groups } = await api.search(asked, signal);
      if (signal.aborted) return;
      for (const group of groups) group.hits.sort((a, b) => Number(isFavourite(b.item)) - Number(isFavourite(a.item)));
      this.groups = groups;
      this.answered = asked;
      this.at = 0;
    } catch {
      // Overtaken by the next letter, or failed: Enter leads to the page of results.
    }
  }

  private readonly close = (): void => this.querySelector("dialog")!.close();

  private readonly outside = (event: MouseEvent): void => {
    if (event.target === event.currentTarget) this.close();
    // a hit on this very page: the address changes without a new page
    else if ((event.target as Element).closest("a")) this.close();
  };
}
