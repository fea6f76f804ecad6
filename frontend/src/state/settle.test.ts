import { expect, it } from "vitest";
import { settled } from "./settle";
import { EMPTY } from "./url";

const chosen = { ...EMPTY, indicator: "a", level: "quarter", method: "own" as const, breaks: [1, 2], mid: 12, range: { from: 1, to: 2 }, only: ["01"], palette: "moss", within: ["district:02"] };

it("another indicator takes its breaks, midpoint and range with it", () => {
  expect(settled({ indicator: "b" }, chosen)).toEqual({ indicator: "b", method: "", breaks: [], mid: "", target: null, range: null });
});
it("a method that computes stays, and a midpoint that means the same everywhere", () => {
  expect(settled({ indicator: "b" }, { ...chosen, method: "natural", mid: "mean" })).toMatchObject({ method: "natural", mid: "mean" });
  expect(settled({ indicator: "b" }, { ...chosen, mid: 0 })).toMatchObject({ mid: 0 });
});
it("chosen codes stay on their level", () => expect(settled({ level: "district" }, chosen)).toEqual({ level: "district", only: [] }));
it("what was asked for goes first", () => expect(settled({ indicator: "b", breaks: [5], method: "own" }, chosen)).toMatchObject({ method: "own", breaks: [5] }));
it("nothing else is touched", () => expect(settled({ period: "2020" }, chosen)).toEqual({ period: "2020" }));
