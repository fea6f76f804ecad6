import { describe, expect, it } from "vitest";
import type { Units } from "../api/arrow";
import { containing, inRange, placesKept, ringOf, shapeOf } from "./filter";

const units: Units = {
  code: ["01", "02", "03", "04"], name: [], area: null, x: Float64Array.of(13.1, 13.2, 13.3, 13.4), y: Float64Array.of(52.5, 52.5, 52.5, 52.5),
  parents: new Map([["district", ["1", "1", "2", "3"]], ["region", ["n", "s", "s", "s"]]]),
};
const kept = (words: Partial<Parameters<typeof placesKept>[0]>) => placesKept({ within: [], only: [], shape: null, ...words }, units);

describe("conditions of place", () => {
  it("nothing asked, nothing dropped", () => expect(kept({})).toBeNull());
  it("one of several areas is enough, of other levels too", () => {
    expect(kept({ within: ["district:1", "district:3"] })).toEqual(Uint8Array.of(1, 1, 0, 1));
    expect(kept({ within: ["district:1", "region:s"] })).toEqual(Uint8Array.of(1, 1, 1, 1));
  });
  it("an area that is not known holds nothing", () => expect(kept({ within: ["moon:1"] })).toEqual(Uint8Array.of(0, 0, 0, 0)));
  it("all kinds of conditions hold together", () => {
    expect(kept({ within: ["region:s"], only: ["02", "01"], shape: { kind: "box", west: 13, south: 52, east: 13.25, north: 53 } })).toEqual(Uint8Array.of(0, 1, 0, 0));
  });
  it("a list without places lies in no shape", () => {
    const list = { ...units, x: null, y: null };
    expect(placesKept({ within: [], only: [], shape: { kind: "box", west: 0, south: 0, east: 90, north: 90 } }, list)).toEqual(Uint8Array.of(0, 0, 0, 0));
  });
});

describe("shapes", () => {
  it("a polygon with a bay", () => {
    const inside = containing({ kind: "polygon", points: [[0, 0], [4, 0], [4, 4], [2, 1], [0, 4]] });
    expect([[1, 1], [3.5, 2], [2, 2], [2, 0.5], [5, 1], [-1, 1]].map(([x, y]) => inside(x!, y!))).toEqual([true, true, false, true, false, false]);
  });
  // one minute of arc of a meridian is a nautical mile, some 1853 m on the sphere of 6371 km
  it("a circle is measured in metres, along the meridian and along the parallel", () => {
    const inside = containing({ kind: "circle", lon: 13, lat: 60, metres: 1854 });
    expect([inside(13, 60 + 1 / 60), inside(13, 60 + 1.01 / 60), inside(13 + 2 / 60, 60), inside(13 + 2.02 / 60, 60)]).toEqual([true, false, true, false]);
  });
  it.each([
    { kind: "box", west: 13, south: 52, east: 13.5, north: 52.25 },
    { kind: "circle", lon: 13.4, lat: 52.5, metres: 800 },
    { kind: "polygon", points: [[13, 52], [13.5, 52], [13.2, 52.4]] },
  ] as const)("what is drawn is the shape that was meant: $kind", (shape) => {
    const drawn = shapeOf(shape.kind, ringOf(shape));
    if (shape.kind !== "circle") return expect(drawn).toEqual(shape);
    expect(drawn).toMatchObject({ kind: "circle", lon: 13.4, lat: 52.5 });
    expect(Math.abs((drawn as { metres: number }).metres - 800)).toBeLessThan(3);
  });
  it("a stroke without area is none", () => {
    expect(shapeOf("box", [[1, 1], [1, 1], [1, 1], [1, 1]])).toBeNull();
    expect(shapeOf("polygon", [[1, 1], [2, 2]])).toBeNull();
  });
});

it("both ends belong to a range", () => {
  expect([5, 10, 10.1].map((value) => inRange(value, { from: 5, to: 10 }))).toEqual([true, true, false]);
  expect([NaN, -1e9].map((value) => inRange(value, { from: null, to: 10 }))).toEqual([false, true]);
});
