import { describe, expect, it } from "vitest";
import { boxOf, quantile } from "./quartiles";

describe("quartiles of type 7 (Hyndman and Fan 1996)", () => {
  // R: quantile(c(1, 2, 3, 4, 10), type = 7) and quantile(1:10, .25, type = 7) = 3.25
  it("as R and NumPy", () => {
    expect([0.25, 0.5, 0.75].map((p) => quantile([1, 2, 3, 4, 10], p))).toEqual([2, 3, 4]);
    expect(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.25)).toBe(3.25);
    expect(quantile([7], 0.9)).toBe(7);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it("whiskers end within 1.5 interquartile ranges; what lies beyond is named", () => {
    // q1 2, q3 4: reach 3, so 10 lies beyond 7 and 4 is the last within
    expect(boxOf([10, 1, 2, 3, 4])).toEqual({ n: 5, q1: 2, median: 3, q3: 4, low: 1, high: 4, outliers: [0] });
    expect(boxOf([5, 5, 5])).toEqual({ n: 3, q1: 5, median: 5, q3: 5, low: 5, high: 5, outliers: [] });
    expect(boxOf([])).toBeNull();
  });
});
