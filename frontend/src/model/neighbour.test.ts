import { describe, expect, it } from "vitest";
import { nearest, neighbour } from "./neighbour";

// A 3 x 3 chessboard near Berlin: 0 1 2 is the northern row. Steps of equal length on the ground.
const lat = 52.5;
const east = 0.01 / Math.cos((lat * Math.PI) / 180);
const x = Float64Array.from([0, 1, 2, 0, 1, 2, 0, 1, 2], (i) => 13.4 + i * east);
const y = Float64Array.from([2, 2, 2, 1, 1, 1, 0, 0, 0], (i) => lat + i * 0.01);

describe("arrow keys go to the neighbour in that direction", () => {
  it("from the middle", () => {
    expect((["up", "down", "left", "right"] as const).map((way) => neighbour(x, y, 4, way))).toEqual([1, 7, 3, 5]);
  });
  it("and stop at the edge", () => expect([neighbour(x, y, 0, "up"), neighbour(x, y, 0, "left")]).toEqual([-1, -1]));
  it("there and back again", () => {
    for (let from = 0; from < 9; from++) {
      const to = neighbour(x, y, from, "right");
      if (to >= 0) expect(neighbour(x, y, to, "left")).toBe(from);
    }
  });
  it("units without a point are passed over", () => {
    const gap = Float64Array.from(x);
    gap[5] = NaN;
    expect(neighbour(gap, y, 4, "right")).not.toBe(5);
  });
});

it("the keyboard starts at the unit nearest to the middle", () => expect(nearest(x, y, 13.4 + east, lat + 0.0101)).toBe(4));
