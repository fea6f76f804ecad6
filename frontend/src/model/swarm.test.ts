import { describe, expect, it } from "vitest";
import { ARROWS, spotAt, stepAlong, stepTo } from "./cursor";
import { swarm } from "./swarm";

describe("a swarm of points", () => {
  it("moves nobody who has room", () => expect([...swarm([0, 50, 100], 60).y]).toEqual([0, 0, 0]));

  it("lets none hide another, and none leave the picture", () => {
    let seed = 5;
    const x = Array.from({ length: 300 }, () => ((seed = (seed * 16807) % 2147483647) % 6000) / 10);
    const { radius, y } = swarm(x, 160);
    const gaps = x.flatMap((a, i) => x.slice(i + 1).map((b, j) => Math.hypot(a - b, y[i]! - y[i + 1 + j]!)));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2 * radius);
    expect(Math.max(...y.map(Math.abs)) + radius).toBeLessThanOrEqual(80);
  });

  it("keeps a crowd within its room", () => expect(Math.max(...swarm(Array(900).fill(1), 100).y.map(Math.abs))).toBeLessThanOrEqual(50));
});

describe("arrow keys between points", () => {
  const spots = [{ unit: 4, x: 0, y: 0 }, { unit: 7, x: 10, y: 2 }, { unit: 9, x: 30, y: 0 }, { unit: 2, x: 1, y: -20 }];
  it.each([["ArrowRight", 7], ["ArrowUp", 2], ["ArrowLeft", 4], ["ArrowDown", 4]])("%s", (key, unit) =>
    expect(stepTo(spots, 4, ARROWS[key]!)).toBe(unit));
  it("starts at the first, goes along a list, and stays at its ends", () => {
    expect(stepTo(spots, -1, "up")).toBe(4);
    expect(stepTo([], -1, "up")).toBe(-1);
    expect([stepAlong([3, 1, 2], -1, "right"), stepAlong([3, 1, 2], 3, "right"), stepAlong([3, 1, 2], 2, "down")]).toEqual([3, 1, 2]);
  });
  it("finds what lies under the pointer", () => expect([spotAt(spots, 11, 2, 6), spotAt(spots, 60, 60, 6)]).toEqual([7, -1]));
});
