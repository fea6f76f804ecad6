import { describe, expect, it } from "vitest";
import { nearestIndex, scale, span, sparse, spread, ticks } from "./scale";

describe("time axis", () => {
  const x = scale([2013, 2019], [40, 640]);
  it("places periods by their date, not by their number", () => expect([2013, 2014, 2019].map(x)).toEqual([40, 140, 640]));
  it("inverts", () => expect(x.invert(x(2016.25))).toBeCloseTo(2016.25, 10));
  it("a single period stands in the middle", () => expect(scale([2020, 2020], [0, 100])(2020)).toBe(50));
  it("a click takes the nearest period", () => expect([2013.9, 2016.1, 2030].map((at) => nearestIndex([2013, 2015, 2017, 2019], at))).toEqual([0, 2, 3]));
  it("labels never overlap and the shown period always has one", () => {
    const at = Array.from({ length: 30 }, (_, i) => i * 10);
    const shown = [...sparse(at, 45, 7)].sort((a, b) => a - b);
    expect(shown).toContain(7);
    for (let i = 1; i < shown.length; i++) expect(at[shown[i]!]! - at[shown[i - 1]!]!).toBeGreaterThanOrEqual(45);
  });
});

describe("value axis", () => {
  it("starts at zero unless something is negative", () => expect([span([12, 60]), span([-3, 4])]).toEqual([[0, 60], [-3, 4]]));
  it("has round ticks", () => {
    expect(ticks(0, 78.3, 4)).toEqual([0, 20, 40, 60]);
    expect(ticks(0, 0.9, 3)).toEqual([0, 0.5]);
    expect(ticks(-3, 4, 3)).toEqual([-2.5, 0, 2.5]);
  });
});

describe("labels at the ends of lines", () => {
  it("keep their order and their distance", () => {
    const out = spread([50, 52, 10], 16, 0, 200);
    expect(out).toEqual([50, 66, 10]);
  });
  it("stay inside", () => expect(spread([195, 199], 16, 0, 200)).toEqual([184, 200]));
});
