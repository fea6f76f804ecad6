import type { IndicatorKind } from "../api/types";
import { hasValue, type Frame } from "./frame";

/** Units by falling value; equal values share the better rank (1, 2, 2, 4). Units without a value have no rank. */
export interface Ranking {
  /** unit indices, highest value first, ties in unit order */
  order: Int32Array;
  /** per unit: rank from 1, or 0 for none */
  rank: Int32Array;
}

export function rankingOf(frame: Frame): Ranking {
  const ranked: number[] = [];
  for (let i = 0; i < frame.n; i++) if (hasValue(frame, i)) ranked.push(i);
  const order = Int32Array.from(ranked).sort((a, b) => frame.value[b]! - frame.value[a]! || a - b);
  const rank = new Int32Array(frame.n);
  order.forEach((unit, at) => {
    const above = order[at - 1];
    const tied = above !== undefined && frame.value[above] === frame.value[unit];
    rank[unit] = tied ? rank[above]! : at + 1;
  });
  return { order, rank };
}

/** Classes have an order, but hundreds of units share one: a rank among them would say nothing. */
export function ranks(kind: IndicatorKind): boolean {
  return kind !== "class";
}

/** One row of the short ranking; null marks a gap that is left out. */
export type Row = number | null;

/** The first `top` units, and around the chosen one its two neighbours. */
export function shortList({ order }: Ranking, unit: number, top = 4): Row[] {
  const first = Array.from(order.subarray(0, top));
  const at = order.indexOf(unit);
  if (at < 0) return first;
  const from = Math.max(0, at - 1);
  const near = Array.from(order.subarray(from, at + 2)).filter((one) => !first.includes(one));
  if (!near.length) return first;
  return from > top ? [...first, null, ...near] : [...first, ...near];
}

/** Highest and lowest units, for a page on which nothing is chosen. */
export function ends({ order }: Ranking, each = 5): Row[] {
  const all = Array.from(order);
  return all.length <= 2 * each ? all : [...all.slice(0, each), null, ...all.slice(-each)];
}
