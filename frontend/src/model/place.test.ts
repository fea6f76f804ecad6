import { describe, expect, it } from "vitest";
import type { Catalogue, Coverage, IndicatorDetail } from "../api/types";
import { EMPTY } from "../state/url";
import { periodsOf, placeOf } from "./place";
import { withMember } from "./slice";

const row = (level: string, geography: string, periods: string[], slice = ""): Coverage => ({
  level, geography, slice, periods, files: [], breaks: [], min: null, max: null,
});
const detail = {
  coverage: [row("town", "t", ["2018", "2021"]), row("quarter", "old", ["2018", "2020"]), row("quarter", "new", ["2020", "2021"])],
  periods: Object.fromEntries(["2018", "2020", "2021"].map((p) => [p, { label: p, short: p, position: Number(p) }])),
} as unknown as IndicatorDetail;
const level = (key: string, kind: string) => ({ key, kind, geographies: [] });
const catalogue = {
  workspace: { defaultLevel: "quarter" },
  levels: [level("town", "areas"), level("quarter", "areas"), level("grid", "blocks"), level("land", "reference")],
} as unknown as Catalogue;
const shown = (choice: Partial<typeof EMPTY>) => {
  const place = placeOf({ ...EMPTY, ...choice }, detail, catalogue)!;
  return [place.level.key, place.coverage.geography, place.period];
};

describe("what an address shows", () => {
  it.each([
    [{}, ["quarter", "new", "2021"]],
    [{ level: "town" }, ["town", "t", "2021"]],
    [{ level: "grid" }, ["quarter", "new", "2021"]],
    [{ period: "2018" }, ["quarter", "old", "2018"]],
    [{ period: "2020" }, ["quarter", "new", "2020"]],
    [{ period: "2020", geography: "old" }, ["quarter", "old", "2020"]],
    [{ period: "2021", geography: "old" }, ["quarter", "new", "2021"]],
    [{ geography: "old" }, ["quarter", "old", "2020"]],
    [{ period: "1900" }, ["quarter", "new", "2021"]],
  ])("%j", (choice, expected) => expect(shown(choice)).toEqual(expected));

  it("nothing, where there are no figures", () => {
    expect(placeOf(EMPTY, { ...detail, coverage: [] }, catalogue)).toBeNull();
  });
});

it("the time axis runs over boundary changes and keeps the shown geography where two have a period", () => {
  const place = placeOf({ ...EMPTY, geography: "old" }, detail, catalogue)!;
  expect(periodsOf(place)).toEqual([
    { period: "2018", geography: "old" },
    { period: "2020", geography: "old" },
    { period: "2021", geography: "new" },
  ]);
});

it("slices keep their dimensions sorted", () => {
  expect(withMember("sex=f", "age", "0-5")).toBe("age=0-5;sex=f");
  expect(withMember("age=0-5;sex=f", "age", "")).toBe("sex=f");
});
