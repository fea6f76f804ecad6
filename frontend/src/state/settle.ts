import type { Change } from "./store";
import type { AtlasState } from "./url";

/**
 * What cannot outlive a change: breaks, midpoint, target and range belong to the indicator they were made for; chosen
 * codes to the level they stand on. Colours, the number of classes and areas stay.
 */
export function settled(change: Change, before: AtlasState): Change {
  const other = change.indicator !== undefined && change.indicator !== before.indicator;
  const elsewhere = change.level !== undefined && change.level !== before.level;
  const tied = before.method === "own" || before.method === "target";
  return {
    ...(other ? { method: tied ? "" : before.method, breaks: [], mid: typeof before.mid === "number" && before.mid !== 0 ? "" : before.mid, target: null, range: null } : {}),
    ...(elsewhere ? { only: [] } : {}),
    ...change,
  };
}
