import { expect, it } from "vitest";
import { FLAG, type SeriesPoint } from "../api/types";
import { breaksOf, runsOf, type Line } from "./lines";

const point = (period: string, value: number | null, more: Partial<SeriesPoint> = {}): SeriesPoint => ({
  period, position: Number(period), geography: "a", value, presence: value === null ? 3 : 0, flags: 0,
  numerator: null, denominator: null, lower: null, upper: null, ...more,
});

it("a line never bridges what is not comparable", () => {
  const runs = runsOf([
    point("2010", 1),
    point("2011", 0),
    point("2012", null),
    point("2013", 2),
    point("2014", 3, { flags: FLAG.break }),
    point("2015", 4),
    point("2016", 5, { geography: "b" }),
  ]);
  expect(runs.map((run) => run.map((one) => one.period))).toEqual([["2010", "2011"], ["2013"], ["2014", "2015"], ["2016"]]);
});

it("what was converted is one run, apart from what was counted", () => {
  const converted = { converted: true, flags: FLAG.break | FLAG.estimated };
  const runs = runsOf([point("2018", 1, converted), point("2019", 2, converted), point("2020", 3, converted), point("2021", 4), point("2022", 5)]);
  expect(runs.map((run) => run.map((one) => one.period))).toEqual([["2018", "2019", "2020"], ["2021", "2022"]]);
  const line: Line = { style: "chosen-0", series: { level: "a", code: "1", name: "", levelName: "", points: runs.flat() }, runs, former: [] };
  expect(breaksOf([line])).toEqual([2020.5]);
  expect(breaksOf([{ ...line, style: "town" }])).toEqual([]);
});
