import { html, nothing } from "lit";
import type { Other } from "../data/other";
import { t } from "../i18n/t";
import { readSlice, withMember } from "../model/slice";
import type { GoEvent } from "../state/go";
import { select, type Option, type Slot } from "./chart-view";

type Change = (change: ConstructorParameters<typeof GoEvent>[0]) => void;

/** The choice of the second indicator with its period and slice. */
export function second(other: Other | null, label: string, go: Change): Slot {
  return html`<div class="q-field"><span>${label}</span>
      <button type="button" class="q-pickmore" aria-haspopup="dialog" @click=${() => go({ open: { kind: "with" } })}>${other ? other.detail.name : t("picker.title")}</button></div>
    ${other ? [slices(other, go), periods(other, go)] : nothing}`;
}

function periods({ detail, coverage, period }: Other, go: Change): Slot {
  if (coverage.periods.length < 2) return nothing;
  const options = coverage.periods.toReversed().map((one): Option => [one, detail.periods[one]?.label ?? one]);
  return select(t("pair.withPeriod"), options, period, (withPeriod) => go({ withPeriod }));
}

function slices({ detail, coverage }: Other, go: Change) {
  const rows = detail.coverage.filter((one) => one.level === coverage.level && one.geography === coverage.geography);
  const known = new Set(rows.map((one) => one.slice));
  const current = readSlice(coverage.slice);
  return detail.dimensions.map((dimension) => {
    const offered = dimension.members.filter((one) => known.has(withMember(coverage.slice, dimension.key, one.key)));
    if (!offered.length) return nothing;
    const total: Option[] = known.has(withMember(coverage.slice, dimension.key, "")) ? [["", t("page.total")]] : [];
    return select(dimension.name, [...total, ...offered.map((one): Option => [one.key, one.name])], current.get(dimension.key) ?? "",
      (member) => go({ withSlice: withMember(coverage.slice, dimension.key, member) }));
  });
}
