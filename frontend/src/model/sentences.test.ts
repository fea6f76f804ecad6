import { describe, expect, it } from "vitest";
import { FLAG, type IndicatorDetail, type Series, type SeriesPoint } from "../api/types";
import { change, comparison } from "./sentences";

const share = { kind: "share", unit: "%", decimals: 1 } as IndicatorDetail;
const point = (value: number | null, more: Partial<SeriesPoint> = {}): SeriesPoint => ({
  period: "2020", position: 2020, geography: "g", value, presence: value === null ? 1 : 0, flags: 0,
  numerator: null, denominator: null, lower: null, upper: null, ...more,
});
const plain = (text: string | null) => text?.replaceAll("\u00a0", " ") ?? null;
const against = (a: SeriesPoint, b: SeriesPoint, detail = share) => plain(comparison(a, b, "Berlin", detail));

describe("a unit against the town: no more than the numbers say", () => {
  it.each([
    [52.3, 25.4, "Mehr als doppelt so hoch wie in Berlin (25,4 %)."],
    [80, 25, "Mehr als 3-mal so hoch wie in Berlin (25,0 %)."],
    [50, 25, "25,0 Prozentpunkte höher als in Berlin (25,0 %)."],
    [30, 25, "5,0 Prozentpunkte höher als in Berlin (25,0 %)."],
    [12, 25, "Weniger als halb so hoch wie in Berlin (25,0 %)."],
    [25.04, 25.01, "Gleich hoch wie in Berlin (25,0 %)."],
    [0, 25, "25,0 Prozentpunkte niedriger als in Berlin (25,0 %)."],
  ])("%d and %d", (a, b, text) => expect(against(point(a), point(b))).toBe(text));

  it("an interval that holds the town's value is told", () => {
    expect(against(point(30, { lower: 24, upper: 36 }), point(25))).toBe(
      "5,0 Prozentpunkte höher als in Berlin (25,0 %). Der Wert von Berlin liegt innerhalb des Intervalls: Der Unterschied kann Zufall sein.",
    );
  });
  it("an index has no true zero: never twice as high", () => {
    expect(against(point(8), point(2), { kind: "index", unit: "", decimals: 1 } as IndicatorDetail)).toBe("6,0 höher als in Berlin (2,0).");
  });
  it("a count is a part of the town", () => {
    expect(against(point(500), point(2000), { kind: "count", unit: "Personen", decimals: 0 } as IndicatorDetail)).toBe("Das sind 25,0 % von Berlin (2.000 Personen).");
  });
  it("classes are not subtracted", () => expect(against(point(1), point(3), { kind: "class" } as IndicatorDetail)).toBeNull());
});

describe("change since the first comparable figure", () => {
  const series = (...points: SeriesPoint[]) => ({ points }) as Series;
  const at = (year: number, value: number | null, more = {}) => point(value, { period: `${year}`, ...more });
  const told = (s: Series) => plain(change(s, "2020", share, (period) => period));

  it("rises and falls", () => {
    expect(told(series(at(2013, 70.5), at(2020, 52.3)))).toBe("Seit 2013 um 18,2 Prozentpunkte gesunken.");
    expect(told(series(at(2013, 10), at(2016, null), at(2020, 12)))).toBe("Seit 2013 um 2,0 Prozentpunkte gestiegen.");
  });
  it("stops at a break of method", () => {
    expect(told(series(at(2013, 5), at(2016, 9, { flags: FLAG.break }), at(2020, 10)))).toBe("Seit 2016 um 1,0 Prozentpunkte gestiegen.");
  });
  it("stops at another geography", () => {
    expect(told(series(at(2013, 5, { geography: "old" }), at(2020, 10)))).toBeNull();
  });
  it("counted figures are not compared with converted ones", () => {
    const converted = { flags: FLAG.break, converted: true };
    expect(told(series(at(2013, 5, converted), at(2016, 9), at(2020, 10)))).toBe("Seit 2016 um 1,0 Prozentpunkte gestiegen.");
    expect(told(series(at(2013, 5, converted), at(2016, 6, converted), at(2020, 8, converted)))).toBe("Seit 2013 um 3,0 Prozentpunkte gestiegen.");
    expect(told(series(at(2013, 5, converted), at(2020, 10)))).toBeNull();
  });
  it("says nothing where nothing is known", () => expect(told(series(at(2013, 5), at(2020, null)))).toBeNull());
});
