import { html, nothing, type TemplateResult } from "lit";
import { number } from "../format/number";
import { t, tn } from "../i18n/t";
import type { Ask, Meaning } from "./ask";
import { DENOMINATOR, NUMERATOR, type Sheet, VALUE } from "./sheet";

/** Periods, and below them the fields where there are several. */
export function headView(sheet: Sheet, fields: readonly number[]): TemplateResult {
  const { quotient, unit } = sheet.data;
  const names: Record<number, string> = { [NUMERATOR]: t("edit.numerator"), [DENOMINATOR]: t("edit.denominator"), [VALUE]: unit || t("edit.value") };
  return html`<thead>
    <tr role="row"><th role="columnheader" scope="col" rowspan=${quotient ? 2 : 1} class="q-grid-corner">${t("edit.unit")}</th>
      ${sheet.periods.map(({ label }) => html`<th role="columnheader" scope="colgroup" colspan=${fields.length} class="q-grid-period">${label}</th>`)}</tr>
    ${quotient ? html`<tr role="row">${sheet.periods.map(() => fields.map((field) => html`<th role="columnheader" scope="col" class="q-grid-field">${names[field]}</th>`))}</tr>` : nothing}
  </thead>`;
}

/** Somebody published while this draft was lying. */
export function overtakenView(count: number, keep: () => void): TemplateResult {
  return html`<div class="kern-alert kern-alert--warning" role="alert">
    <div class="kern-alert__header"><span class="kern-icon kern-icon--warning" aria-hidden="true"></span><span class="kern-title">${tn("edit.overtaken", count)}</span></div>
    <div class="kern-alert__body"><p class="kern-body">${t("edit.overtakenHelp")}</p>
    <button type="button" class="kern-btn kern-btn--secondary" @click=${keep}><span class="kern-label">${t("edit.keepMine")}</span></button></div>
  </div>`;
}

/** Does 1.234 mean a thousand, or one and a bit? */
export function questionView(ask: Ask, answer: (as: Meaning) => void): TemplateResult {
  const choice = (words: string, as: Meaning) =>
    html`<button type="button" class="kern-btn ${as === "none" ? "kern-btn--tertiary" : "kern-btn--secondary"}" @click=${() => answer(as)}><span class="kern-label">${words}</span></button>`;
  return html`<div class="q-grid-ask" role="alertdialog" aria-labelledby="q-ask-words" @keydown=${(event: KeyboardEvent) => event.key === "Escape" && answer("none")}>
    <p id="q-ask-words"><strong>${t("edit.askTitle", { text: ask.text })}</strong> ${ask.count > 1 ? tn("edit.askMore", ask.count) : ""}</p>
    <div class="q-row">${choice(t("edit.askGrouped", { number: number(ask.grouped, 0) }), "grouped")}${choice(t("edit.askDecimal", { number: number(ask.decimal, 3) }), "decimal")}${choice(t("edit.cancel"), "none")}</div>
  </div>`;
}

interface HandIn {
  fault: string;
  reason: string;
  able: boolean;
  busy: boolean;
  submit: (event: SubmitEvent) => void;
  write: (reason: string) => void;
  revert: () => void;
}

/** Reason, check, reset. */
export function handInView({ fault, reason, able, busy, submit, write, revert }: HandIn): TemplateResult {
  return html`<form class="q-card q-grid-hand" @submit=${submit} aria-labelledby="q-hand-in">
    <h3 id="q-hand-in">${t("edit.handIn")}</h3>
    ${fault ? html`<p class="q-warn" role="alert">${fault}</p>` : nothing}
    <div class="q-field"><label for="q-reason">${t("edit.reason")}</label><input id="q-reason" required maxlength="1000" .value=${reason} @input=${(event: Event) => write((event.target as HTMLInputElement).value)}></div>
    <div class="q-row"><button class="kern-btn kern-btn--primary" ?disabled=${!able || busy}><span class="kern-label">${t("edit.check")}</span></button>
      <button type="button" class="kern-btn kern-btn--tertiary" ?disabled=${!able} @click=${revert}><span class="kern-label">${t("edit.revert")}</span></button>
      <span class="q-small">${t("edit.kept")}</span></div>
  </form>`;
}
