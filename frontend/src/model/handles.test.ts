import { describe, expect, it } from "vitest";
import { keyed, moved, snapped, stepOf } from "./handles";

describe("marks along an axis", () => {
  it.each([[0, 100, 0.5], [0, 77.2, 0.5], [0, 1, 0.005], [-10, 10, 0.1], [0, 50_000, 500], [3, 3, 1]])("%d to %d moves by %d", (low, high, step) =>
    expect(stepOf(low, high)).toBeCloseTo(step, 12));

  it("a value snaps to the grid without binary dust", () => {
    expect([snapped(0.30000000000000004, 0.1), snapped(12.34, 0.5), snapped(-0.01, 0.1), snapped(1249, 500)]).toEqual([0.3, 12.5, 0, 1000]);
  });

  it("breaks never meet nor change places", () => {
    expect(moved([10, 20, 30], 1, 99, 0.5)).toEqual([10, 29.5, 30]);
    expect(moved([10, 20, 30], 1, -5, 0.5)).toEqual([10, 10.5, 30]);
    expect(moved([10, 20, 30], 2, 99, 0.5)).toEqual([10, 20, 99]);
    expect(moved([10, 10.4, 10.8], 1, 30, 0.5)).toEqual([10, 10.4, 10.8]);
  });

  it("for any pull the order stays", () => {
    let seed = 5;
    const random = (n: number) => (seed = (seed * 16807) % 2147483647) % n;
    for (let round = 0; round < 500; round++) {
      let marks = [...new Set(Array.from({ length: 1 + random(8) }, () => random(400) / 2))].sort((a, b) => a - b);
      for (let pull = 0; pull < 6; pull++) marks = moved(marks, random(marks.length), random(500) - 100, 0.5);
      expect(marks).toEqual([...new Set(marks)].sort((a, b) => a - b));
    }
  });

  it("keys move as those of a slider do", () => {
    expect(["ArrowLeft", "ArrowUp", "PageUp", "Home", "End", "x"].map((key) => keyed(key, 20, 0.5, 0, 50))).toEqual([19.5, 20.5, 25, 0, 50, null]);
  });
});
