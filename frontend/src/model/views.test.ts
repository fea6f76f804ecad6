import { describe, expect, it } from "vitest";
import type { Vector } from "../api/arrow";
import type { ChangeAnswer, Coverage, FitAnswer, IndicatorDetail, SeriesAnswer } from "../api/types";
import type { Other } from "../data/other";
import type { Scene } from "../data/scene";
import { bivariateScene, fieldOf } from "./bivariate";
import { changeScene, sinceChoices, tally } from "./change";
import { ABSENT, OUTSIDE } from "./classify";
import { frameOf, type Frame } from "./frame";
import { bandAt, pairTitle, pText } from "./pair";
import { axisOf, moments, percentile, pointOn } from "./radar";
import { rankingOf } from "./ranking";
import { projectionOf, ringsOf } from "./thumb";
import { unplaced } from "./unplaced";
import { className } from "./words";

const NAN = Number.NaN;
const vector = (rows: (number | null)[][], flags: number[] = [], presence: number[] = []): Vector => ({
  meta: { units: rows[0]!.length, periods: rows.map((_, i) => `${2020 + i}`), indicator: "", level: "", geography: "", slice: "", order: "" },
  value: Float64Array.from(rows.flat(), (one) => one ?? NAN),
  presence: Uint8Array.from(rows.flat(), (one, i) => presence[i] ?? (one === null ? 1 : 0)),
  flags: Uint16Array.from(rows.flat(), (_, i) => flags[i] ?? 0),
  numerator: null, denominator: null, lower: null, upper: null,
});
const share = { key: "x", name: "X", kind: "share", unit: "%", decimals: 1, polarity: "burden", periods: {} } as unknown as IndicatorDetail;
const scene = (frame: Frame, detail = share): Scene => ({
  place: { detail, coverage: { breaks: [10] } as unknown as Coverage, period: frame.period, level: { key: "quarter" } },
  how: { kind: "breaks", breaks: [10] }, frame, ranking: rankingOf(frame), parents: [], geography: { units: {} },
}) as unknown as Scene;
const how = { kind: "breaks", breaks: [10] } as const;

describe("change as an indicator of its own", () => {
  const frame = frameOf(vector([[20, 5, 8, 0, 12, 3]]), "2020", how);
  const answer: ChangeAnswer = {
    order: "", values: [5, -5, 0, null, null, 2], reasons: ["", "", "", "zero-denominator", "not-comparable", ""], unsure: [true, false, false, false, false, false],
    breaks: [-3, -1, 1, 3], min: -5, max: 5, town: null,
  };
  const changed = changeScene(scene(frame), frame, answer, false);

  it("falls into classes around zero, and what is undefined keeps its reason", () => {
    expect([...changed.frame.bins]).toEqual([4, 0, 2, ABSENT.zeroBase, ABSENT.notComparable, 3]);
    expect(tally(changed.frame)).toEqual({ up: 2, same: 1, down: 1, unknown: 2 });
    expect([...changed.frame.unsure!]).toEqual([1, 0, 0, 0, 0, 0]);
    expect([...changed.ranking.order]).toEqual([0, 5, 2, 1]);
  });
  it("shares change by percentage points, with a sign; per cent of the first value where asked", () => {
    const name = (bin: number, one: Scene) => className(bin, one.how, one.place.detail).replaceAll("\u00a0", " ");
    expect(name(0, changed)).toBe("unter −3 Prozentpunkte");
    expect(name(3, changed)).toBe("+1 bis unter +3 Prozentpunkte");
    expect(name(ABSENT.zeroBase, changed)).toBe("Ausgangswert null");
    expect(name(4, changeScene(scene(frame), frame, answer, true))).toBe("+3 % und mehr");
    expect(changed.aside!(0)).toMatch(/^20,0.% → 20,0.%$/);
    expect(changed.aside!(3)).toBe("");
  });
  it("counts stay circles; a filter holds here too", () => {
    expect(changeScene(scene(frame, { ...share, kind: "count" }), frame, answer, false).how).toEqual({ kind: "sign" });
    const kept = frameOf(vector([[20, 5, 8, 0, 12, 3]]), "2020", how, { places: Uint8Array.of(0, 1, 1, 1, 1, 1), range: null });
    expect(changeScene(scene(kept), kept, answer, false).frame.bins[0]).toBe(OUTSIDE);
  });
  it("starts at the first date, or after a break of most units", () => {
    const quiet = vector([[1, 1], [1, 1], [1, 1]]);
    expect(sinceChoices([quiet], ["2020", "2021", "2022"], "2022")).toEqual({ choices: ["2020", "2021"], first: "2020" });
    expect(sinceChoices([vector([[1, 1], [1, 1], [1, 1]], [0, 0, 16, 16])], ["2020", "2021", "2022"], "2022").first).toBe("2021");
    expect(sinceChoices([quiet], ["2020", "2021"], "2020")).toEqual({ choices: [], first: "" });
  });
});

describe("two indicators in one", () => {
  it("nine fields, and the reason of whichever is not there", () => {
    const a = frameOf(vector([[1, 5, 9, null, 5]]), "2020", how);
    const b = frameOf(vector([[30, 20, 10, 20, null]], [], [0, 0, 0, 0, 3]), "2020", how);
    const both = bivariateScene(scene(a), { detail: share, frame: b } as unknown as Other, [[3, 7], [15, 25]]);
    expect([...both.frame.bins]).toEqual([fieldOf(0, 2), fieldOf(1, 1), fieldOf(2, 0), ABSENT.missing, ABSENT.suppressed]);
  });
});

describe("a line and its band", () => {
  // Anscombe (1973), first set: at the mean of x the band is +- t(9) sigma / sqrt(11) = 2.2622 * 1.2366 / 3.3166
  const fit = { intercept: 3, slope: 0.5, sigma: 1.2366, t: 2.2622, meanX: 9, sxx: 110, weight: 11 } as FitAnswer;
  it("is narrowest at the mean", () => {
    const { line, lower, upper } = bandAt(fit, 9);
    expect(line).toBe(7.5);
    expect(upper - line).toBeCloseTo(0.8435, 3);
    expect(line - lower).toBeCloseTo(0.8435, 3);
    expect(bandAt(fit, 14).upper - bandAt(fit, 14).line).toBeGreaterThan(0.8435);
  });
  it.each([[0.6, 0.001, "Je höher „A“, desto höher „B“: starker Zusammenhang"], [-0.2, 0.01, "Je höher „A“, desto niedriger „B“: schwacher Zusammenhang"],
    [0.6, 0.2, "Zwischen „A“ und „B“ zeigt sich kein Zusammenhang"], [null, null, "A und B"]])("r %s, p %s", (r, p, title) => expect(pairTitle(r, p, "A", "B")).toBe(title));
  it("small p are not written out", () => expect([pText(0.0000012), pText(0.034)]).toEqual(["p < 0,001", "p = 0,034"]));
});

describe("axes of a radar", () => {
  it("place among all, equal ones by half", () => {
    expect([1, 2, 4].map((v) => percentile([1, 2, 2, 4], v))).toEqual([12.5, 50, 87.5]);
    expect(axisOf([4, 2, 1, 2], "percentile")(2)).toBe(0.5);
  });
  it("z with ddof 0; the mean is halfway, far values stay at the rim", () => {
    expect(moments([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, deviation: 2 });
    const place = axisOf([2, 4, 4, 4, 5, 5, 7, 9], "z");
    expect([place(5), place(10), place(50), place(-50)]).toEqual([0.5, 1, 1, 0]);
  });
  it("from least to greatest; nowhere when nothing varies", () => {
    expect(axisOf([2, 6], "raw")(3)).toBe(0.25);
    expect(axisOf([2, 2], "raw")(2)).toBeNull();
    expect(axisOf([], "z")(2)).toBeNull();
  });
  it("the first axis points up, on goes clockwise", () => {
    expect(pointOn(0, 4, 1, 10).map((one) => Math.round(one))).toEqual([0, -10]);
    expect(pointOn(1, 4, 0.5, 10).map((one) => Math.round(one))).toEqual([5, 0]);
  });
});

describe("a small map", () => {
  it("keeps the proportions of the town and fits the room", () => {
    const { width, height, point } = projectionOf([0, 59, 2, 61], 104); // at 60 degrees a degree of longitude is half as long
    expect([width, height]).toEqual([104, 204]);
    expect(point(0, 61)).toEqual([2, 2]);
    expect(point(2, 59).map(Math.round)).toEqual([102, 202]);
    expect(projectionOf([0, 59, 2, 61], 104, 104).height).toBe(104);
  });
  it("knows rings of areas, and nothing of lines", () => {
    expect(ringsOf({ type: "MultiPolygon", coordinates: [[[[0, 0]]], [[[1, 1]], [[2, 2]]]] })).toHaveLength(3);
    expect(ringsOf({ type: "LineString", coordinates: [[0, 0]] })).toEqual([]);
  });
});

describe("cases of no unit", () => {
  const count = { ...share, kind: "count" } as IndicatorDetail;
  const town = (value: number) => ({ references: [{ level: "city", name: "Stadt", points: [{ period: "2020", value, presence: 0 }] }] }) as unknown as SeriesAnswer;
  const of = (rows: (number | null)[], total: number, presence: number[] = []) => unplaced(scene(frameOf(vector([rows], [], presence), "2020", { kind: "sign" }), count), town(total));
  it("are the total less the sum", () => {
    expect(of([10, 20], 33)).toEqual({ cases: 3, total: 33, town: "Stadt" });
    expect(of([10, 20, null], 33, [0, 0, 2])).toEqual({ cases: 3, total: 33, town: "Stadt" });
  });
  it("are not told where they would tell a secret, or where there are none", () => {
    expect(of([10, null], 33, [0, 3])).toBeNull();
    expect(of([10, null], 33)).toBeNull();
    expect(of([10, 20], 30)).toBeNull();
    expect(of([10, 20], 29)).toBeNull();
  });
});
