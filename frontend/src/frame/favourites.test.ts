import { expect, test } from "vitest";
import { kept } from "./favourites";

test("what this browser kept is read; anything else counts as nothing", () => {
  const one = { item: "indicator:a", title: "A", address: "/karte/?indicator=a" };
  expect(kept(JSON.stringify([one]))).toEqual([one]);
  expect(kept(null)).toEqual([]);
  expect(kept("{")).toEqual([]);
  expect(kept('{"item":"x"}')).toEqual([]);
  expect(kept(JSON.stringify([null, 3, { item: "x", title: "x" }, { ...one, address: "//elsewhere" }, { ...one, address: "javascript:1" }]))).toEqual([]);
});
