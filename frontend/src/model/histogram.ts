import { classOf, type Bin, type Classification } from "./classify";
import { hasValue, type Frame } from "./frame";

export interface Bar {
  from: number;
  to: number;
  count: number;
  /** class at the bar's middle: bars are cut at the breaks, so it holds for the whole bar */
  bin: Bin;
}

/**
 * Counts in bars of about equal width over [low, high], cut at the class breaks so that each bar lies in one class.
 * Like the classes, a bar is [from, to); the last one holds its upper end.
 */
export function histogram(frame: Frame, how: Classification, low: number, high: number, wanted = 36): Bar[] {
  const edges = edgesOf(how, low, high, wanted);
  const bars: Bar[] = edges.slice(1).map((to, i) => {
    const from = edges[i]!;
    return { from, to, count: 0, bin: how.kind === "breaks" ? classOf((from + to) / 2, how) : 0 };
  });
  if (!bars.length) return bars;
  for (let i = 0; i < frame.n; i++) {
    if (!hasValue(frame, i)) continue;
    const bar = bars[barAt(edges, frame.value[i]!)];
    if (bar) bar.count++;
  }
  return bars;
}

function edgesOf(how: Classification, low: number, high: number, wanted: number): number[] {
  if (!(high > low)) return Number.isFinite(low) ? [low, low + 1] : [];
  const cuts = how.kind === "breaks" ? how.breaks.filter((b) => b > low && b < high) : [];
  const stops = [low, ...cuts, high];
  const width = (high - low) / wanted;
  const edges = [low];
  for (let i = 1; i < stops.length; i++) {
    const [from, to] = [stops[i - 1]!, stops[i]!];
    const parts = Math.max(1, Math.round((to - from) / width));
    for (let k = 1; k <= parts; k++) edges.push(k === parts ? to : from + ((to - from) * k) / parts);
  }
  return edges;
}

function barAt(edges: readonly number[], value: number): number {
  const last = edges.length - 2;
  if (value >= edges[last + 1]!) return last;
  let [low, high] = [0, last];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (edges[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
