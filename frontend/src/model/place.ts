import type { Catalogue, Coverage, IndicatorDetail, Level } from "../api/types";
import type { AtlasState } from "../state/url";

/** What is shown, every choice made: the state with its defaults filled in from what the indicator covers. */
export interface Place {
  detail: IndicatorDetail;
  level: Level;
  coverage: Coverage;
  period: string;
}

/** Null where the indicator has no figure on any level of areas. */
export function placeOf(state: AtlasState, detail: IndicatorDetail, catalogue: Catalogue): Place | null {
  const slices = detail.coverage.filter((one) => one.slice === state.slice);
  const rows = slices.length ? slices : detail.coverage.filter((one) => one.slice === (detail.coverage[0]?.slice ?? ""));
  const level = levelFor(state.level, rows, catalogue);
  if (!level) return null;
  const coverage = coverageFor(state, rows.filter((one) => one.level === level.key));
  const period = coverage.periods.includes(state.period) ? state.period : coverage.periods.at(-1);
  return period === undefined ? null : { detail, level, coverage, period };
}

function levelFor(wanted: string, rows: readonly Coverage[], catalogue: Catalogue): Level | null {
  const covered = coveredLevels(rows, catalogue);
  const by = (key: string) => covered.find((one) => one.key === key);
  // The finest level with names: a planner's question is about quarters, not about the whole town.
  const finest = covered.filter((one) => one.kind === "areas").at(-1);
  return by(wanted) ?? by(catalogue.workspace.defaultLevel) ?? finest ?? covered.at(-1) ?? null;
}

/** Levels of areas or blocks for which there are figures, coarse to fine. Reference areas only compare. */
export function coveredLevels(rows: readonly Coverage[], catalogue: Catalogue): Level[] {
  const keys = new Set(rows.map((one) => one.level));
  return catalogue.levels.filter((one) => one.kind !== "reference" && keys.has(one.key));
}

function coverageFor(state: AtlasState, rows: readonly Coverage[]): Coverage {
  const asked = rows.find((one) => one.geography === state.geography);
  if (asked && (!state.period || asked.periods.includes(state.period))) return asked;
  return rows.findLast((one) => one.periods.includes(state.period)) ?? asked ?? rows.at(-1)!;
}

/** Everything the time axis offers on this level and slice: each period once, with a geography that has it. */
export function periodsOf(place: Place): { period: string; geography: string }[] {
  const found = new Map<string, string>();
  for (const row of place.detail.coverage) {
    if (row.level !== place.coverage.level || row.slice !== place.coverage.slice) continue;
    for (const period of row.periods) {
      // A period that two geographies have stays in the one that is shown.
      if (!found.has(period) || row.geography === place.coverage.geography) found.set(period, row.geography);
    }
  }
  const position = (period: string) => place.detail.periods[period]?.position ?? 0;
  return [...found]
    .map(([period, geography]) => ({ period, geography }))
    .sort((a, b) => position(a.period) - position(b.period) || a.period.localeCompare(b.period));
}
