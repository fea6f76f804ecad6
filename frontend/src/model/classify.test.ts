import { describe, expect, it } from "vitest";
import { FLAG, PRESENCE, type IndicatorDetail } from "../api/types";
import { ABSENT, classCount, classOf, classificationOf, classify, type Classification } from "./classify";

// The rule is the contract's (api/types.ts, Coverage.breaks): class i is [b[i-1], b[i]).
const breaks: Classification = { kind: "breaks", breaks: [10, 20, 35, 50] };

describe("a value falls into the class whose lower end it reaches", () => {
  it.each([
    [-5, 0],
    [0, 0],
    [9.999, 0],
    [10, 1],
    [19.99, 1],
    [20, 2],
    [35, 3],
    [50, 4],
    [1e9, 4],
  ])("%d -> class %d", (value, expected) => expect(classOf(value, breaks)).toBe(expected));

  it("agrees with the rule read literally, for many numbers and breaks", () => {
    let seed = 7;
    const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    for (let round = 0; round < 300; round++) {
      const inner = [...new Set(Array.from({ length: Math.floor(random() * 7) }, () => Math.round(random() * 40) - 20))].sort((a, b) => a - b);
      const value = random() < 0.4 && inner.length ? inner[Math.floor(random() * inner.length)]! : random() * 60 - 30;
      const literal = Array.from({ length: inner.length + 1 }, (_, i) => i).filter(
        (i) => value >= (inner[i - 1] ?? -Infinity) && value < (inner[i] ?? Infinity),
      );
      expect([classOf(value, { kind: "breaks", breaks: inner })]).toEqual(literal);
    }
  });

  it("knows one class where all values are equal and nothing breaks", () => {
    const one: Classification = { kind: "breaks", breaks: [] };
    expect(classCount(one)).toBe(1);
    expect(classOf(3, one)).toBe(0);
  });
});

describe("what has no value never falls into a class", () => {
  it.each([
    ["missing", PRESENCE.missing, 0, ABSENT.missing],
    ["not applicable", PRESENCE.notApplicable, 0, ABSENT.notApplicable],
    ["suppressed", PRESENCE.suppressed, 0, ABSENT.suppressed],
    ["suppressed and not rated", PRESENCE.suppressed, FLAG.notRated, ABSENT.suppressed],
    ["not rated without a value", PRESENCE.missing, FLAG.notRated, ABSENT.notRated],
    ["not rated with a value", PRESENCE.value, FLAG.notRated, ABSENT.notRated],
    ["NaN", PRESENCE.value, 0, ABSENT.missing],
  ])("%s", (name, presence, flags, expected) => {
    expect(classify(name === "NaN" ? NaN : 12, presence, flags, breaks)).toBe(expected);
  });

  it("zero is a value", () => expect(classify(0, PRESENCE.value, 0, breaks)).toBe(0));
  it("other flags leave the class alone", () => expect(classify(12, PRESENCE.value, FLAG.provisional | FLAG.outlier, breaks)).toBe(1));
});

describe("the kind of the indicator decides", () => {
  const of = (kind: IndicatorDetail["kind"]) =>
    classificationOf({ kind, classes: [{ code: 2, name: "hoch" }, { code: 1, name: "niedrig" }] } as IndicatorDetail, [1]).kind;
  it("shares are binned, counts are circles, classes are codes", () => {
    expect(["share", "rate", "mean", "index", "score", "count", "class"].map((kind) => of(kind as IndicatorDetail["kind"]))).toEqual([
      "breaks", "breaks", "breaks", "breaks", "breaks", "sign", "codes",
    ]);
  });
  it("a code that the indicator does not name is missing, not a class", () => {
    const codes: Classification = { kind: "codes", codes: [2, 1] };
    expect([2, 1, 3].map((code) => classOf(code, codes))).toEqual([0, 1, ABSENT.missing]);
  });
});
