import { html, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { api, type PassportQuery } from "../api/client";
import { Problem } from "../api/problem";
import type { MadeOf, Passport } from "../api/types";
import { date, number } from "../format/number";
import { t } from "../i18n/t";
import { Dialog } from "./dialog";
import { problemText } from "./problem-text";

/** So many parts of an area are named. */
const SHOWN_PARTS = 12;

/** Everything behind one number. */
@customElement("q-passport")
export class PassportDialog extends Dialog {
  @property({ attribute: false }) query!: PassportQuery;
  @state() private passport: Passport | null = null;
  @state() private problem: Problem | null = null;
  private readonly asked = new AbortController();
  protected readonly heading = t("passport.title");

  protected override firstUpdated(changed: PropertyValues): void {
    super.firstUpdated(changed);
    void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.asked.abort();
  }

  private async load(): Promise<void> {
    try {
      this.passport = await api.passport(this.query, this.asked.signal);
    } catch (error) {
      if (!this.asked.signal.aborted) this.problem = error instanceof Problem ? error : new Problem(-1, "", "");
    }
  }

  protected body() {
    if (this.problem) return html`<p role="alert">${problemText(this.problem)}</p>`;
    const { passport } = this;
    if (!passport) return html`<p role="status">${t("page.loading")} …</p>`;
    return html`<div class="q-passport-body">
      <p class="q-crumbs">${passport.unit.levelName} · ${passport.unit.name}</p>
      <p class="q-passport-name">${passport.name}</p>
      <p class="q-figure"><span class="q-big">${passport.valueText}</span> <span class="q-interval">${passport.intervalText}</span></p>
      <dl>${this.rows(passport)}</dl>
    </div>`;
  }

  private rows(p: Passport) {
    const { numerator, denominator } = p.point;
    const amount = (value: number | null) => (value === null ? "" : ` (${number(value, value % 1 ? 1 : 0)})`);
    return [
      row(t("passport.period"), p.periodLabel),
      row(t("passport.slice"), p.sliceLabel),
      row(t("passport.rank"), p.rank === null || p.ranked < 2 ? "" : t("rank.of", { rank: p.rank, n: p.ranked })),
      row(t("passport.definition"), p.definition),
      row(t("passport.numerator"), p.numerator ? p.numerator + amount(numerator) : ""),
      row(t("passport.denominator"), p.denominator ? p.denominator + amount(denominator) : ""),
      row(t("passport.flags"), p.flags.join(", ")),
      row(t("passport.conversion"), p.conversion ? sentences(p.conversion.text, p.conversion.splitText, p.conversion.boundsText, p.conversion.errorText) : ""),
      row(t("passport.madeOf"), p.madeOf ? this.madeOf(p.madeOf) : ""),
      row(t("passport.notes"), p.notes),
      row(t("passport.method"), p.madeOf ? p.madeOf.formula : p.method),
      row(t("passport.source"), link(p.source.url, [p.source.name, p.source.publisher].filter(Boolean).join(", "))),
      row(t("passport.licence"), link(p.source.licenceUrl, p.source.licence)),
      row(t("passport.release"), this.release(p)),
    ];
  }

  /** Which units an area of one's own consists of; parts of units with their per cent. */
  private madeOf({ parts, way, knownText, reason }: MadeOf) {
    const some = parts.slice(0, SHOWN_PARTS).map((one) => (one.part < 1 ? `${one.name} (${number(100 * one.part, 0)} %)` : one.name));
    const more = parts.length > SHOWN_PARTS ? t("passport.moreParts", { n: parts.length - SHOWN_PARTS }) : "";
    return sentences(`${[...some, more].filter(Boolean).join(", ")} (${way})`, reason, knownText);
  }

  private release({ release }: Passport) {
    const text = t("passport.releaseText", { number: release.number, date: date(release.publishedAt), by: release.publishedBy });
    return [text, t(`passport.audience.${release.audience}`), release.vintage, release.note].filter(Boolean).join(" · ");
  }
}

function sentences(...texts: string[]) {
  return html`${texts.filter(Boolean).map((text) => html`<p>${text}</p>`)}`;
}

function row(name: string, content: unknown) {
  return content ? html`<div><dt>${name}</dt><dd>${content}</dd></div>` : nothing;
}

function link(url: string, text: string) {
  return url && text ? html`<a href=${url} rel="noreferrer">${text}</a>` : text;
}
