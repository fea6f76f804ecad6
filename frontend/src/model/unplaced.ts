import { PRESENCE, type SeriesAnswer } from "../api/types";
import type { Scene } from "../data/scene";

export interface Unplaced {
  cases: number;
  total: number;
  town: string;
}

/**
 * Cases that belong to none of the shown units: the delivered total of the town less the sum of the units. Null where the
 * indicator has no cases, where one unit is not known (the difference would tell a secret, or be wrong), or where none is left.
 */
export function unplaced({ place, frame }: Scene, series: SeriesAnswer | null): Unplaced | null {
  const { kind } = place.detail;
  const count = kind === "count";
  const town = series?.references.find((one) => one.level !== place.level.key);
  const point = town?.points.find((one) => one.period === place.period);
  const total = count ? point?.value : kind === "share" || kind === "rate" ? point?.numerator : null;
  const parts = count ? frame.value : frame.numerator;
  if (!town || total == null || !parts) return null;
  let sum = 0;
  for (let i = 0; i < frame.n; i++) {
    if (frame.presence[i] === PRESENCE.notApplicable) continue;
    if (frame.presence[i] !== PRESENCE.value || !Number.isFinite(parts[i]!)) return null;
    sum += parts[i]!;
  }
  const cases = total - sum;
  // Half a case is rounding.
  return cases >= 0.5 ? { cases: Math.round(cases), total, town: town.name } : null;
}
