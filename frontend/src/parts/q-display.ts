import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { api } from "../api/client";
import { Problem } from "../api/problem";
import type { Scene } from "../data/scene";
import { readTyped, typed } from "../format/read";
import { measured } from "../format/number";
import { t, type Key } from "../i18n/t";
import { classChange, DEFAULT_K, DEFAULT_METHOD, same, savedDefault, targetOf } from "../model/class-choice";
import { DIVERGINGS, isDiverging, diverging, SEQUENTIALS, sequential, varied, type Palette, type Theme } from "../model/palette";
import { FEWEST_CLASSES, METHODS, MOST_CLASSES, NO_CLASS_WORDS, writeClasses, type Apart, type ClassWords, type Method, type Target } from "../state/class-words";
import { GoEvent } from "../state/go";
import { Light } from "./light";
import { problemText } from "./problem-text";

const COUNTS = Array.from({ length: MOST_CLASSES - FEWEST_CLASSES + 1 }, (_, i) => i + FEWEST_CLASSES);
/** These find the number of classes themselves, or were told it. */
const WITHOUT_K: readonly Method[] = ["own", "head-tail"];

/** What was saved changed what everybody sees: the page asks again. */
export class SavedEvent extends Event {
  static readonly type = "q-saved";
  constructor() {
    super(SavedEvent.type, { bubbles: true, composed: true });
  }
}

/** How classes and colours are made. It stands behind a button: the page answers first. */
@customElement("q-display")
export class Display extends Light {
  @property({ attribute: false }) scene!: Scene;
  @property() theme: Theme = "light";
  @property({ type: Boolean }) administrator = false;
  @state() private breaksBad = false;
  @state() private ownMid = false;
  @state() private told = "";
  @state() private failure = "";

  private get words(): ClassWords {
    return this.scene.words;
  }

  override render() {
    const { kind } = this.scene.place.detail;
    const body = kind === "count" ? this.counts() : kind === "class" ? [this.colours(), this.looks()] : this.choices();
    return html`<section id="q-display" class="q-display" aria-labelledby="q-display-title" @keydown=${this.escape}>
      <h2 id="q-display-title" tabindex="-1">${t("display.title")}</h2>
      <form @submit=${(event: Event) => event.preventDefault()}>${body}</form>
      ${kind === "count" ? nothing : this.foot()}
    </section>`;
  }

  protected override firstUpdated(): void {
    this.querySelector<HTMLElement>("#q-display-title")!.focus();
    this.scrollIntoView({ block: "nearest" });
  }

  /** A select takes its value only once its options stand. */
  protected override updated(): void {
    for (const select of this.querySelectorAll("select")) select.value = select.dataset.value ?? "";
  }

  private choices() {
    return [this.method(), this.number(), this.breaks(), this.target(), this.midpoint(), this.time(), this.apart(), this.colours(), this.looks()];
  }

  /** Absolute numbers are not coloured; where a share or rate of them is known, it is one click away. */
  private counts() {
    const { rates } = this.scene.place.detail;
    const show = (indicator: string) => () => this.dispatchEvent(new GoEvent({ indicator, slice: "", period: "", geography: "" }));
    return html`<p>${t("display.counts")}</p>
      <p>${t(rates.length ? "display.countsRate" : "display.countsNone")}</p>
      <ul>${rates.map(({ key, name }) => html`<li><button type="button" class="q-link" @click=${show(key)}>${name}</button></li>`)}</ul>`;
  }

  private change(patch: Partial<ClassWords>): void {
    this.told = this.failure = "";
    this.dispatchEvent(new GoEvent(classChange({ ...this.words, ...patch }, this.scene.place.detail)));
  }

  private method() {
    const pick = (method: string) => {
      const { how } = this.scene;
      const breaks = method === "own" && how.kind === "breaks" ? how.breaks.slice(0, MOST_CLASSES - 1) : [];
      this.change({ method: method as Method, breaks });
    };
    const options = METHODS.map((one) => [one, t(`method.${one}`)] as const);
    return this.select("display.method", options, this.words.method || DEFAULT_METHOD, pick);
  }

  private number() {
    const method = this.words.method || DEFAULT_METHOD;
    if (WITHOUT_K.includes(method)) return nothing;
    const options = COUNTS.map((n) => [`${n}`, `${n}`] as const);
    return this.select("display.k", options, `${this.words.k || DEFAULT_K}`, (k) => this.change({ k: Number(k) }));
  }

  private breaks() {
    if (this.words.method !== "own") return nothing;
    const set = (event: Event) => {
      const parts = (event.target as HTMLInputElement).value.split(";").filter((part) => part.trim());
      const breaks = parts.map((part) => readTyped(part));
      this.breaksBad = breaks.length >= MOST_CLASSES || breaks.some((one, i) => one === null || (i > 0 && !(one > breaks[i - 1]!)));
      if (!this.breaksBad) this.change({ breaks: breaks as number[] });
    };
    return html`<label class="q-field q-wide">
      <span>${t("display.breaks")}</span>
      <input type="text" inputmode="text" autocomplete="off" .value=${this.words.breaks.map((one) => typed(one)).join("; ")} aria-describedby="q-breaks-hint"
        aria-invalid=${this.breaksBad} @change=${set} />
      <span id="q-breaks-hint" role=${this.breaksBad ? "alert" : nothing}>${t(this.breaksBad ? "display.breaksBad" : "display.breaksHint")}</span>
    </label>`;
  }

  private target() {
    if (this.words.method !== "target" && this.words.mid !== "target") return nothing;
    const { detail } = this.scene.place;
    const now = targetOf(this.words, detail);
    const side = now?.atMost ? "most" : "least";
    const set = (value: number | null, to: Target["side"]) => this.change({ target: value === null || (value === detail.target && !to) ? null : { value, side: to } });
    return html`<label class="q-field">
        <span>${t("display.target")}</span>
        <input type="text" inputmode="decimal" autocomplete="off" .value=${now ? typed(now.value) : ""}
          @change=${(event: Event) => set(readTyped((event.target as HTMLInputElement).value), this.words.target?.side ?? "")} />
        ${detail.target === null ? nothing : html`<span>${t("display.targetOwn", { value: measured(detail.target, detail) })}</span>`}
      </label>
      ${this.select("display.side", [["most", t("display.side.most")], ["least", t("display.side.least")]], side, (to) => now && set(now.value, to as Target["side"]))}`;
  }

  private midpoint() {
    if (this.words.method === "target") return nothing;
    const { mid } = this.words;
    const own = typeof mid === "number" && mid !== 0;
    const current = this.ownMid || own ? "value" : mid === "" ? "none" : mid === 0 ? "zero" : (mid as string);
    const pick = (to: string) => {
      this.ownMid = to === "value";
      if (!this.ownMid) this.change({ mid: to === "none" ? "" : to === "zero" ? 0 : (to as "mean" | "target") });
    };
    const options = (["none", "zero", "mean", "target", "value"] as const).map((one) => [one, t(`display.mid.${one}`)] as const);
    return html`${this.select("display.mid", options, current, pick, true)}
      ${current === "value"
        ? html`<label class="q-field"><span>${t("display.midValue")}</span>
            <input type="text" inputmode="decimal" autocomplete="off" .value=${own ? typed(mid as number) : ""} @change=${(event: Event) => {
              const value = readTyped((event.target as HTMLInputElement).value);
              if (value !== null) this.change({ mid: value });
            }} /></label>`
        : nothing}`;
  }

  private time() {
    if (this.words.method === "own" || this.scene.place.coverage.periods.length < 2) return nothing;
    return this.check("display.fixed", this.words.fixed, (fixed) => this.change({ fixed }));
  }

  private apart() {
    const { apart } = this.words;
    const toggle = (one: Apart) => (on: boolean) => this.change({ apart: on ? [...apart, one] : apart.filter((other) => other !== one) });
    return html`<fieldset><legend>${t("display.apart")}</legend>
      ${this.check("display.zero", apart.includes("zero"), toggle("zero"))} ${this.check("display.outliers", apart.includes("outliers"), toggle("outliers"))}
    </fieldset>`;
  }

  private colours() {
    const names: ("" | Palette)[] = ["", ...SEQUENTIALS, ...DIVERGINGS, ...(this.scene.place.detail.kind === "class" ? (["varied"] as const) : [])];
    return html`<fieldset class="q-palettes"><legend>${t("display.palette")}</legend>
      ${names.map(
        (one) => html`<label>
          <input type="radio" name="q-palette" .checked=${this.words.palette === one} @change=${() => this.change({ palette: one })} />
          ${one ? html`<span class="q-strip" aria-hidden="true">${this.strip(one).map((colour) => html`<i style="background-color:${colour}"></i>`)}</span>` : nothing}
          <span>${t(one ? `palette.${one}` : "palette.own")}</span>
        </label>`,
      )}
    </fieldset>`;
  }

  private strip(palette: Palette): string[] {
    if (palette === "varied") return varied(5);
    return isDiverging(palette) ? diverging(palette, 5, null, this.theme) : sequential(palette, 5, this.theme);
  }

  private looks() {
    return [
      this.check("display.reversed", this.words.reversed, (reversed) => this.change({ reversed })),
      this.check("display.hatched", this.words.hatched, (hatched) => this.change({ hatched })),
    ];
  }

  private foot() {
    const { detail } = this.scene.place;
    const saved = savedDefault(detail);
    const has = !same(saved, NO_CLASS_WORDS);
    const standard = same(this.words, saved);
    return html`<div class="q-display-foot">
      ${standard ? (has ? html`<p class="q-small">${t("display.isDefault")}</p>` : nothing) : html`<button type="button" class="q-link" @click=${() => this.dispatchEvent(new GoEvent(NO_CLASS_WORDS))}>${t("display.reset")}</button>`}
      ${this.administrator && !standard ? html`<button type="button" class="q-link" @click=${this.save}>${t("display.save")}</button>` : nothing}
      ${this.administrator && has ? html`<button type="button" class="q-link" @click=${this.drop}>${t("display.drop")}</button>` : nothing}
      <p role="status">${this.told}</p>
      ${this.failure ? html`<p role="alert">${this.failure}</p>` : nothing}
    </div>`;
  }

  private readonly save = (): void => {
    const words: Record<string, string> = {};
    writeClasses(this.words, (name, value) => value && (words[name] = value));
    void this.store(() => api.saveMapDefault(this.scene.place.detail.key, words), "display.saved");
  };

  private readonly drop = (): void => void this.store(() => api.dropMapDefault(this.scene.place.detail.key), "display.dropped");

  private async store(act: () => Promise<unknown>, told: Key): Promise<void> {
    this.told = this.failure = "";
    try {
      await act();
      this.dispatchEvent(new SavedEvent());
      this.told = t(told);
    } catch (error) {
      this.failure = problemText(error instanceof Problem ? error : new Problem(-1, "", ""));
    }
  }

  private select(label: Key, options: readonly (readonly [string, string])[], current: string, pick: (value: string) => void, wide = false) {
    return html`<label class=${wide ? "q-field q-wide" : "q-field"}>
      <span>${t(label)}</span>
      <select data-value=${current} @change=${(event: Event) => pick((event.target as HTMLSelectElement).value)}>
        ${options.map(([key, name]) => html`<option value=${key} ?selected=${key === current}>${name}</option>`)}
      </select>
    </label>`;
  }

  private check(label: Key, on: boolean, set: (on: boolean) => void) {
    return html`<label class="q-check"><input type="checkbox" .checked=${on} @change=${(event: Event) => set((event.target as HTMLInputElement).checked)} /> <span>${t(label)}</span></label>`;
  }

  private readonly escape = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    this.dispatchEvent(new GoEvent({ open: { kind: "none" } }));
    document.querySelector<HTMLElement>("q-legend [aria-controls=q-display]")?.focus();
  };
}
