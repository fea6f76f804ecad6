import { describe, expect, it } from "vitest";
import type { Units, Vector } from "../api/arrow";
import { FLAG, PRESENCE, type IndicatorDetail } from "../api/types";
import { ABSENT, classCount, classOf, legendOrder, OUTSIDE, reached, specialBins, type Breaks, type Classification } from "./classify";
import { placesKept } from "./filter";
import { frameOf, keptCount } from "./frame";
import { histogram } from "./histogram";
import { rankingOf } from "./ranking";
import { lookOf } from "./look";
import { NO_CLASS_WORDS } from "../state/class-words";
import { className, classReached } from "./words";

const share = { kind: "share", unit: "%", decimals: 1, polarity: "burden", classes: [] } as unknown as IndicatorDetail;
const plain = (text: string) => text.replaceAll("\u00a0", " ");
const named = (bin: number, how: Classification) => plain(className(bin, how, share));

const vector = (values: (number | null)[], more: Partial<Vector> = {}): Vector => ({
  meta: { indicator: "i", level: "l", geography: "g", slice: "", units: values.length, periods: ["2020"], order: "o" },
  value: Float64Array.from(values, (value) => value ?? NaN),
  presence: Uint8Array.from(values, (value) => (value === null ? PRESENCE.missing : PRESENCE.value)),
  flags: new Uint16Array(values.length), numerator: null, denominator: null, lower: null, upper: null, ...more,
});

/** A legend row read literally: does this number belong to it? */
function belongs(value: number, bin: number, how: Breaks): boolean {
  const { zero, low, high } = specialBins(how);
  const outlier = how.fences ? (value < how.fences[0] ? low : value > how.fences[1] ? high : undefined) : undefined;
  const special = how.zero && value === 0 ? zero : outlier;
  if (special !== undefined) return bin === special;
  if (bin > how.breaks.length) return false;
  return value >= (how.breaks[bin - 1] ?? -Infinity) && value < (how.breaks[bin] ?? Infinity);
}

describe("legend and map agree for every number", () => {
  it("each number has exactly one row, and it is the one on the map", () => {
    let seed = 3;
    const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    const number = () => [0, -0, Number.MIN_VALUE, -Number.MIN_VALUE, Math.round(random() * 40) - 20, (random() - 0.5) * 1e9, (random() - 0.5) / 1e9][Math.floor(random() * 7)]!;
    for (let round = 0; round < 2000; round++) {
      const breaks = [...new Set(Array.from({ length: Math.floor(random() * 9) }, () => number() + 0))].sort((a, b) => a - b);
      const [low, high] = [number(), number()].sort((a, b) => a - b) as [number, number];
      const how: Breaks = { kind: "breaks", breaks, zero: random() < 0.5, fences: random() < 0.5 ? [low, high] : null };
      const value = random() < 0.4 ? ([...breaks, low, high][Math.floor(random() * (breaks.length + 2))] ?? 0) : number();
      const rows = legendOrder(how);
      expect(rows.slice().sort((a, b) => a - b)).toEqual(Array.from({ length: classCount(how) }, (_, i) => i));
      expect(rows.filter((bin) => belongs(value, bin, how))).toEqual([classOf(value, how)]);
    }
  });

  it("a class of distance has reached its target, or has not: at the target itself too", () => {
    const next = 20.000000000000004; // the next number after 20
    for (const atMost of [true, false]) {
      const target = { value: 20, atMost };
      const how: Breaks = { kind: "breaks", breaks: [10, atMost ? next : 20, 30], target };
      for (const value of [0, 10, 19.999999, 20, next, 25, 30, 99]) expect(classReached(classOf(value, how), how.breaks, target)).toBe(reached(value, target));
    }
    const most: Breaks = { kind: "breaks", breaks: [10, next, 30], target: { value: 20, atMost: true } };
    expect([0, 1, 2, 3].map((bin) => named(bin, most))).toEqual([
      "unter 10 % (Ziel erreicht)", "10 bis 20 % (Ziel erreicht)", "über 20 bis unter 30 % (Ziel nicht erreicht)", "30 % und mehr (Ziel nicht erreicht)",
    ]);
  });
});

describe("cases that break other maps", () => {
  const five: Breaks = { kind: "breaks", breaks: [10, 20, 35, 50] };
  const bins = (values: (number | null)[], how: Classification = five) => Array.from(frameOf(vector(values), "2020", how).bins);

  it("all equal: one class, one bar", () => {
    const how: Breaks = { kind: "breaks", breaks: [] };
    const frame = frameOf(vector([4, 4, 4]), "2020", how);
    expect(Array.from(frame.bins)).toEqual([0, 0, 0]);
    expect(histogram(frame, how, 4, 4)).toEqual([{ from: 4, to: 5, count: 3, bin: 0 }]);
    expect(named(0, how)).toBe("alle Werte");
  });
  it("one unit", () => expect(bins([12])).toEqual([1]));
  it("no unit", () => expect(bins([])).toEqual([]));
  it("all missing: no rank, no bar, and the legend counts them", () => {
    const frame = frameOf(vector([null, null]), "2020", five);
    expect([rankingOf(frame).order.length, frame.counts.get(ABSENT.missing), keptCount(frame)]).toEqual([0, 2, 2]);
    expect(histogram(frame, five, NaN, NaN)).toEqual([]);
  });
  it("negative values", () => expect(bins([-5, -0.1, 0, 3], { kind: "breaks", breaks: [-1, 0, 1] })).toEqual([0, 1, 2, 3]));
  it("a value on a break lies above it", () => expect(bins([10, 50])).toEqual([1, 4]));
  it("zero, missing, suppressed, not applicable, not rated, outlier: six different bins", () => {
    const how: Breaks = { kind: "breaks", breaks: [10], zero: true, fences: [-50, 90] };
    const values = vector([0, null, null, null, 5, 99, -60, 12]);
    values.presence.set([PRESENCE.suppressed, PRESENCE.notApplicable], 2);
    values.flags[4] = FLAG.notRated;
    const frame = frameOf(values, "2020", how);
    expect(Array.from(frame.bins)).toEqual([2, ABSENT.missing, ABSENT.suppressed, ABSENT.notApplicable, ABSENT.notRated, 4, 3, 1]);
    expect(new Set(frame.bins).size).toBe(8);
    const names = [2, 4, 3].map((bin) => named(bin, how));
    expect(names).toEqual(["genau 0 %", "Ausreißer, über 90 %", "Ausreißer, unter −50 %"]);
    const look = lookOf(how, share, NO_CLASS_WORDS, "light");
    expect([2, 3, 4].map((bin) => look.textures[bin]?.name)).toEqual(["zero", "low", "high"]);
  });
  it("hatched, every class has its own texture", () => {
    for (const how of [five, { ...five, mid: 20 }] as Breaks[]) {
      const { textures } = lookOf(how, share, { ...NO_CLASS_WORDS, hatched: true }, "dark");
      expect(new Set(textures.map((one) => one!.name)).size).toBe(5);
    }
  });

  // the polygon is drawn by its index, the table by its row: neither needs the other
  const units = { code: ["a", "b", "c"], name: ["A", "B", "C"], parents: new Map([["district", ["1", "1", "2"]]]), x: Float64Array.of(1, NaN, 3), y: Float64Array.of(1, NaN, 3), area: null } satisfies Units;
  it("a unit without a polygon lies in no drawn shape, but in its district", () => {
    const box = { kind: "box", west: 0, south: 0, east: 2, north: 2 } as const;
    expect(placesKept({ within: [], only: [], shape: box }, units)).toEqual(Uint8Array.of(1, 0, 0));
    expect(placesKept({ within: ["district:1"], only: [], shape: null }, units)).toEqual(Uint8Array.of(1, 1, 0));
  });
  it("a polygon without a value is in no range, but in its district", () => {
    const values = vector([5, null, 50]);
    expect(Array.from(frameOf(values, "2020", five, { places: Uint8Array.of(1, 1, 0), range: null }).bins)).toEqual([0, ABSENT.missing, OUTSIDE]);
    expect(Array.from(frameOf(values, "2020", five, { places: null, range: { from: 5, to: null } }).bins)).toEqual([0, OUTSIDE, 4]);
  });
  it("what is filtered out is counted, ranked and drawn nowhere", () => {
    const frame = frameOf(vector([5, 15, 50]), "2020", five, { places: Uint8Array.of(1, 0, 1), range: null });
    expect([keptCount(frame), rankingOf(frame).order.length]).toEqual([2, 2]);
    expect(histogram(frame, five, 0, 50).reduce((sum, bar) => sum + bar.count, 0)).toBe(2);
  });
});
