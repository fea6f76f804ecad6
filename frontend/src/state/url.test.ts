import { describe, expect, it } from "vitest";
import { APART, METHODS, MIDDLES, NO_CLASS_WORDS, type ClassWords } from "./class-words";
import { NO_FILTER, type FilterWords, type LonLat, type Shape } from "./filter-words";
import type { LayerWords } from "./layer-words";
import { EMPTY, parse, write, type AtlasState, type Open } from "./url";
import { BOXES, NORMS, VIEWS, type ViewWords } from "./view-words";

describe("the address is the state", () => {
  it("nothing chosen is an empty query", () => {
    expect(write(EMPTY)).toBe("");
    expect(parse("")).toEqual(EMPTY);
  });

  it("reads as people would write it", () => {
    expect(write({ ...EMPTY, indicator: "child-poverty", units: ["0101", "0203"], compare: "district:02", view: "table" })).toBe(
      "?indicator=child-poverty&units=0101,0203&compare=district:02&view=table",
    );
  });

  let seed = 11;
  const random = (n: number) => (seed = (seed * 16807) % 2147483647) % n;
  const signs = ["a", "Ä", "0", ",", "%", "%2C", "&", "=", ";", ":", "/", " ", "+", "?", "#", "é"];
  const text = () => Array.from({ length: 1 + random(5) }, () => signs[random(signs.length)]!).join("");
  const texts = (most: number) => [...new Set(Array.from({ length: random(most) }, text))];
  const either = <T,>(value: () => T, other: T): T => (random(2) ? value() : other);
  const one = <T,>(from: readonly T[]): T => from[random(from.length)]!;
  // whole, broken, negative, tiny and huge; zero without a sign
  const number = () => ((random(2) ? 1 : -1) * (random(100000) + 1) * 10 ** (random(40) - 20)) / (1 + random(7));
  const place = (): LonLat => [(random(36000) - 18000) / 100 + 0, (random(18000) - 9000) / 100 + 0];

  const classWords = (): ClassWords => ({
    method: either(() => one(METHODS), ""), k: either(() => 2 + random(8), 0),
    breaks: [...new Set(Array.from({ length: random(9) }, number))].sort((a, b) => a - b), fixed: random(2) === 0,
    mid: one(["", ...MIDDLES, 0, number()] as const), target: either(() => ({ value: number(), side: one(["", "most", "least"] as const) }), null),
    palette: either(() => one(["rust", "ocean"]), ""), reversed: random(2) === 0, hatched: random(2) === 0, apart: APART.filter(() => random(2)),
  });
  const shape = (): Shape => {
    const [west, south] = [random(340) / 2, random(160) / 2]; // halves are exact
    return one<Shape>([
      { kind: "polygon", points: Array.from({ length: 3 + random(5) }, place) },
      { kind: "box", west, south, east: west + 1, north: south + 2 },
      { kind: "circle", lon: west, lat: south, metres: 1 + random(9000) },
    ]);
  };
  const range = () => one([{ from: -3, to: 5.5 }, { from: 0, to: null }, { from: null, to: number() }, { from: 2, to: 2 }]);
  const filterWords = (): FilterWords => ({
    within: texts(4).map((code) => `district:${code}`), range: either(range, null), shape: either(shape, null), only: texts(5), rest: one(["grey", "hide"] as const),
  });
  const viewWords = (): ViewWords => ({
    view: one(VIEWS), with: texts(4), withPeriod: either(text, ""), withSlice: either(text, ""), withGeography: either(text, ""),
    relative: random(2) === 0, since: either(text, ""), weighted: random(2) === 0, norm: one(NORMS), boxes: one(BOXES), swipe: random(2) * (1 + random(99)),
    periods: texts(4), twin: random(2) === 0,
  });

  const layerWords = (): LayerWords => ({
    layers: ["schulen", "kitas", "laerm-2024", "bus_stop"].filter(() => random(2)).map((key) => ({ key, opacity: 10 + random(91) })),
    outlines: ["district", "block"].filter(() => random(2)), sketch: random(2) === 0, cover: 10 + random(91),
  });

  it("comes back whole, whatever the codes and numbers hold", () => {
    const opens: (() => Open)[] = [() => ({ kind: "none" }), () => ({ kind: "picker" }), () => ({ kind: "display" }), () => ({ kind: "filter" }), () => ({ kind: "layers" }), () => ({ kind: "with" }), () => ({ kind: "passport", level: "quarter", unit: text() })];
    for (let round = 0; round < 1000; round++) {
      const state: AtlasState = {
        indicator: text(), level: text(), geography: text(), period: text(), slice: either(text, ""),
        units: texts(6), compare: either(text, ""), open: one(opens)(),
        camera: random(2) ? { lon: (random(36000) - 18000) / 100, lat: (random(18000) - 9000) / 100, zoom: random(2200) / 100 } : null,
        ...viewWords(), ...classWords(), ...filterWords(), ...layerWords(),
      };
      expect(plain(parse(write(state)))).toEqual(plain(state));
    }
  });

  it("classes and filters read as people would write them", () => {
    const chosen: AtlasState = {
      ...EMPTY, method: "own", k: 4, breaks: [10, 20.5, 40], mid: "mean", target: { value: 15, side: "most" }, palette: "ocean", reversed: true,
      within: ["district:02", "district:07"], range: { from: 10, to: null }, shape: { kind: "circle", lon: 13.4, lat: 52.5, metres: 800 }, rest: "hide",
    };
    expect(write(chosen)).toBe(
      "?method=own&k=4&breaks=10,20.5,40&mid=mean&target=most:15&palette=ocean,reversed" +
        "&within=district:02,district:07&range=10..&shape=circle:13.4,52.5,800&rest=hide",
    );
  });

  it.each([
    "?method=magic&k=12&breaks=3,2&mid=noon&target=soon&apart=moon", "?k=1&breaks=1,x&target=most:", "?k=2.5&breaks=1,2,3,4,5,6,7,8,9", "?breaks=1,1",
  ])("%s names no classes", (search) => expect(parse(search)).toEqual({ ...EMPTY, ...NO_CLASS_WORDS }));

  it.each([
    "?within=district&range=5..2&shape=polygon:1,2;3,4", "?range=..&shape=circle:200,2,4", "?range=a..3&shape=box:2,2,1,1", "?range=3&shape=circle:1,2,0",
  ])("%s filters nothing", (search) => expect(parse(search)).toEqual({ ...EMPTY, ...NO_FILTER }));

  it("drops what no page can show", () => {
    expect(parse("?view=globe&at=1,2&open=door&units=a,a,b,c,d,e,f")).toEqual({ ...EMPTY, units: ["a", "b", "c", "d", "e"] });
  });
});

/** -0 and 0 are the same number in an address. */
const plain = (state: AtlasState): unknown => JSON.parse(JSON.stringify(state));
