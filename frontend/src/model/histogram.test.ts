import { describe, expect, it } from "vitest";
import { classOf, type Classification } from "./classify";
import { frameOf } from "./frame";
import { histogram } from "./histogram";
import type { Vector } from "../api/arrow";

function frame(values: number[], how: Classification) {
  const vector = {
    meta: { units: values.length, periods: ["2020"] },
    value: Float64Array.from(values),
    presence: Uint8Array.from(values, (v) => (Number.isNaN(v) ? 1 : 0)),
    flags: new Uint16Array(values.length),
    numerator: null, denominator: null, lower: null, upper: null,
  } as unknown as Vector;
  return frameOf(vector, "2020", how);
}
const five: Classification = { kind: "breaks", breaks: [10, 20, 35, 50] };

describe("histogram and legend count the same units", () => {
  const values = [0, 3, 9.99, 10, 10, 19, 20, 34.9, 35, 49, 50, 77.2, NaN];
  const shown = frame(values, five);
  const bars = histogram(shown, five, 0, 77.2);

  it("every value stands in exactly one bar, the highest too", () => expect(bars.reduce((sum, bar) => sum + bar.count, 0)).toBe(12));
  it("the bars of a class hold as many units as its row in the legend", () => {
    for (let bin = 0; bin < 5; bin++) {
      const inBars = bars.filter((bar) => bar.bin === bin).reduce((sum, bar) => sum + bar.count, 0);
      expect(inBars).toBe(shown.counts.get(bin) ?? 0);
    }
  });
  it("no bar crosses a break", () => {
    for (const { from, to } of bars) expect(classOf(from, five)).toBe(classOf((from + to) / 2, five));
    for (const cut of [10, 20, 35, 50]) expect(bars.some((bar) => bar.from === cut)).toBe(true);
  });
});

describe("edges", () => {
  it("all values equal: one bar", () => {
    const same: Classification = { kind: "breaks", breaks: [] };
    expect(histogram(frame([4, 4, 4], same), same, 4, 4).map((bar) => bar.count)).toEqual([3]);
  });
  it("no value at all: no bar", () => {
    const none: Classification = { kind: "breaks", breaks: [] };
    expect(histogram(frame([NaN], none), none, NaN, NaN)).toEqual([]);
  });
});
