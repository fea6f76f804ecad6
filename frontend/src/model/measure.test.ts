import { describe, expect, it } from "vitest";
import { distance, pathLength, ringArea, type Place } from "./measure";

describe("lengths and areas on the earth", () => {
  it("one degree of a meridian is a 360th of the circumference of the sphere", () => {
    expect(distance([9, 50], [9, 51])).toBeCloseTo((2 * Math.PI * 6_371_008.8) / 360, 3);
  });

  it("Cologne cathedral to Berlin's Brandenburg Gate: 476.685 km on the ellipsoid (pyproj.Geod, WGS 84), within half a per cent", () => {
    const [cathedral, gate]: Place[] = [[6.9583, 50.9413], [13.3777, 52.5163]];
    expect(Math.abs(distance(cathedral!, gate!) / 476_685 - 1)).toBeLessThan(0.005);
    expect(pathLength([cathedral!, gate!, cathedral!])).toBeCloseTo(2 * distance(cathedral!, gate!), 6);
  });

  it("an eighth of the sphere has an eighth of its area", () => {
    const whole = 4 * Math.PI * 6_371_008.8 ** 2;
    expect(ringArea([[0, 0], [90, 0], [90, 90], [0, 90]]) / (whole / 8)).toBeCloseTo(1, 9);
  });

  it("says the same whichever way round, and nothing for a line", () => {
    const ring: Place[] = [[7, 51], [7.1, 51], [7.1, 51.1], [7, 51.1]];
    expect(ringArea([...ring].reverse())).toBeCloseTo(ringArea(ring), 3);
    expect(ringArea([[7, 51], [7.1, 51]])).toBeCloseTo(0, 6);
  });
});
