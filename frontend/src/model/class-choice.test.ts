import { describe, expect, it } from "vitest";
import type { IndicatorDetail } from "../api/types";
import { NO_CLASS_WORDS, type ClassWords } from "../state/class-words";
import { breaksOf, breaksQuery, classChange, classWordsOf, targetOf } from "./class-choice";

const words = (more: Partial<ClassWords>): ClassWords => ({ ...NO_CLASS_WORDS, ...more });
const plain = { mapDefault: {} };
const saved = { mapDefault: { method: "own", breaks: "5,10", palette: "moss" } };
const own = words({ method: "own", breaks: [5, 10], palette: "moss" });

describe("the saved default of an indicator", () => {
  it("holds where the address names nothing", () => {
    expect(classWordsOf(NO_CLASS_WORDS, saved)).toEqual(own);
    expect(classWordsOf(words({ k: 7 }), saved)).toEqual(words({ k: 7 }));
    expect(classWordsOf(NO_CLASS_WORDS, plain)).toEqual(NO_CLASS_WORDS);
  });
  it("leaves the address empty when it is chosen", () => {
    expect(classChange(own, saved)).toEqual(NO_CLASS_WORDS);
    expect(classChange(words({ method: "rounded", k: 5 }), plain)).toEqual(NO_CLASS_WORDS);
  });
  it("has to be named away for the proposal to come back", () => {
    expect(classChange(NO_CLASS_WORDS, saved)).toEqual(words({ method: "rounded" }));
    expect(classWordsOf(classChange(NO_CLASS_WORDS, saved), saved).method).toBe("rounded");
  });
  it("for any choice: what is written is what holds", () => {
    for (const detail of [plain, saved]) {
      for (const chosen of [own, words({ method: "natural", k: 3 }), words({ hatched: true }), words({ method: "rounded", k: 4 }), words({ mid: 0 }), NO_CLASS_WORDS]) {
        const back = classWordsOf(classChange(chosen, detail), detail);
        expect({ ...back, method: back.method === "rounded" ? "" : back.method }).toEqual({ ...chosen, method: chosen.method === "rounded" ? "" : chosen.method });
      }
    }
  });
});

describe("the server is asked only for what it has to compute", () => {
  const asked = (more: Partial<ClassWords>, target = targetOf(words(more), burden)) => breaksQuery(words(more), target);
  it("never for the proposal, for breaks set by hand, or for a target that is not known", () => {
    expect([asked({}), asked({ palette: "moss", hatched: true }), asked({ method: "own", breaks: [1] }), asked({ method: "target" })]).toEqual([null, null, null, null]);
  });
  it("for methods, numbers, one period, midpoints, special classes", () => {
    expect(asked({ method: "natural", k: 7 })).toEqual({ method: "natural", k: "7" });
    expect(asked({ fixed: false })).toEqual({});
    expect(asked({ mid: "mean", k: 4 })).toEqual({ k: "4", mid: "mean" });
    expect(asked({ apart: ["zero", "outliers"] })).toEqual({ apart: "zero,outliers" });
    expect(asked({ method: "target", target: { value: 20, side: "" } })).toEqual({ method: "target", target: "most:20" });
  });
  it("while breaks are dragged, the question stays the same", () => {
    expect(asked({ method: "own", breaks: [1, 2], apart: ["outliers"] })).toEqual(asked({ method: "own", breaks: [1, 3], apart: ["outliers"] }));
  });
});

const burden = { polarity: "burden", target: null } as Pick<IndicatorDetail, "target" | "polarity">;

it("a target is the typed one, else the indicator's; its side follows the polarity", () => {
  expect(targetOf(words({}), burden)).toBeNull();
  expect(targetOf(words({}), { ...burden, target: 20 })).toEqual({ value: 20, atMost: true });
  expect(targetOf(words({}), { polarity: "relief", target: 20 })).toEqual({ value: 20, atMost: false });
  expect(targetOf(words({ target: { value: 5, side: "least" } }), { ...burden, target: 20 })).toEqual({ value: 5, atMost: false });
});

it("own breaks take in their midpoint", () => {
  expect(breaksOf(words({ method: "own", breaks: [1, 3], mid: 2 }), { breaks: [] }, null, null).breaks).toEqual([1, 2, 3]);
  expect(breaksOf(words({}), { breaks: [7] }, null, null)).toMatchObject({ breaks: [7], mid: null, fences: null, target: null });
});
