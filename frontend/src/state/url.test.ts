import { describe, expect, it } from "vitest";
import { EMPTY, parse, write, type AtlasState, type Open } from "./url";

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

  it("comes back whole, whatever the codes hold", () => {
    let seed = 11;
    const random = (n: number) => (seed = (seed * 16807) % 2147483647) % n;
    const signs = ["a", "Ä", "0", ",", "%", "%2C", "&", "=", ";", ":", "/", " ", "+", "?", "#", "é"];
    const text = () => Array.from({ length: 1 + random(5) }, () => signs[random(signs.length)]!).join("");
    const opens: (() => Open)[] = [() => ({ kind: "none" }), () => ({ kind: "picker" }), () => ({ kind: "passport", level: "quarter", unit: text() })];
    for (let round = 0; round < 500; round++) {
      const state: AtlasState = {
        indicator: text(), level: text(), geography: text(), period: text(), slice: random(2) ? text() : "",
        units: [...new Set(Array.from({ length: random(6) }, text))],
        compare: random(2) ? text() : "", view: random(2) ? "map" : "table", open: opens[random(3)]!(),
        camera: random(2) ? { lon: (random(36000) - 18000) / 100, lat: (random(18000) - 9000) / 100, zoom: random(2200) / 100 } : null,
      };
      expect(parse(write(state))).toEqual(state);
    }
  });

  it("drops what no page can show", () => {
    expect(parse("?view=globe&at=1,2&open=door&units=a,a,b,c,d,e,f")).toEqual({ ...EMPTY, units: ["a", "b", "c", "d", "e"] });
  });
});
