import { html, nothing, type TemplateResult } from "lit";
import { FLAG, PRESENCE } from "../api/types";
import { decimalsFor, number } from "../format/number";
import { type Key, t } from "../i18n/t";
import { type Cell, type GridData, VALUE } from "./sheet";

export const ABSENCES: Record<number, Key> = {
  [PRESENCE.missing]: "absent.missing",
  [PRESENCE.notApplicable]: "absent.notApplicable",
  [PRESENCE.suppressed]: "edit.suppressed",
};
const SIGNS: Record<number, string> = { [PRESENCE.missing]: "", [PRESENCE.notApplicable]: "×", [PRESENCE.suppressed]: "•" };

export const FLAGS = Object.entries(FLAG).map(([name, bit]) => ({ bit, words: (name === "notRated" ? "absent.notRated" : `flag.${name}`) as Key }));

function digits(value: number, field: number, { decimals }: GridData): string {
  return number(value, field === VALUE ? Math.max(decimals, 0) : decimalsFor([value], 3));
}

/** A cell as it is read out and told in titles. */
export function cellWords(cell: Cell, field: number, data: GridData): string {
  const value = cell[field as 0];
  return value !== null ? digits(value, field, data) : cell[3] === PRESENCE.value ? t("edit.open") : t(ABSENCES[cell[3]]!);
}

export function cellView(cell: Cell, field: number, data: GridData, changed: boolean): TemplateResult {
  const value = cell[field as 0];
  const flags = field === VALUE ? FLAGS.filter(({ bit }) => cell[4] & bit).map(({ words }) => t(words)) : [];
  const sign = field === VALUE || !data.quotient ? (SIGNS[cell[3]] ?? "") : "";
  return html`${changed ? html`<span class="q-hidden">${t("edit.isChanged")} </span>` : nothing}${value !== null
    ? digits(value, field, data)
    : html`<span aria-hidden="true">${sign}</span><span class="q-hidden">${cellWords(cell, field, data)}</span>`}${flags.length
    ? html`<span class="q-grid-flags" title=${flags.join(", ")}><span aria-hidden="true">${flags.map((words) => words[0]!.toLocaleLowerCase()).join("")}</span><span class="q-hidden"> (${flags.join(", ")})</span></span>`
    : nothing}`;
}
