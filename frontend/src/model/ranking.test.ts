import { describe, expect, it } from "vitest";
import type { Frame } from "./frame";
import { ends, rankingOf, shortList } from "./ranking";

function frame(values: (number | null)[]): Frame {
  return {
    n: values.length,
    value: Float64Array.from(values, (v) => v ?? NaN),
    presence: Uint8Array.from(values, (v) => (v === null ? 1 : 0)),
    bins: Int16Array.from(values, (v) => (v === null ? 100 : 0)),
  } as unknown as Frame;
}

describe("ranks", () => {
  // Standard competition ranking ("1224"), by hand.
  const ranking = rankingOf(frame([5, 9, null, 9, 1, 0]));
  it("1 is the highest value, equals share the better rank, no value has none", () => expect([...ranking.rank]).toEqual([3, 1, 0, 1, 4, 5]));
  it("zero is ranked", () => expect(ranking.order.at(-1)).toBe(5));
});

describe("the short list", () => {
  const ranking = rankingOf(frame(Array.from({ length: 40 }, (_, i) => 40 - i)));
  it("shows the first and the neighbours, with a gap between", () => expect(shortList(ranking, 20)).toEqual([0, 1, 2, 3, null, 19, 20, 21]));
  it("without a gap where they meet", () => expect(shortList(ranking, 4)).toEqual([0, 1, 2, 3, 4, 5]));
  it("at the end of the list", () => expect(shortList(ranking, 39)).toEqual([0, 1, 2, 3, null, 38, 39]));
  it("without a rank: the first alone", () => expect(shortList(rankingOf(frame([1, null])), 1)).toEqual([0]));
  it("both ends", () => expect(ends(ranking, 2)).toEqual([0, 1, null, 38, 39]));
});
