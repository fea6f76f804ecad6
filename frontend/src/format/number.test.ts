import { describe, expect, it } from "vitest";
import { decimalsFor, difference, measured, number } from "./number";

const HARD = "\u00a0";
const MINUS = "\u2212";

describe("numbers as people write them", () => {
  it.each([
    [1234.5, 1, "1.234,5"],
    [0, 1, "0,0"],
    [-0.04, 1, "0,0"],
    [-12.25, 2, `${MINUS}12,25`],
    [3500000, 0, "3.500.000"],
  ])("%d with %d decimals in German", (value, decimals, text) => expect(number(value, decimals, "de")).toBe(text));

  it("in English", () => expect(number(1234.5, 1, "en")).toBe("1,234.5"));
  it("a unit never stands alone on the next line", () => expect(measured(34, { unit: "%", decimals: 1 })).toBe(`34,0${HARD}%`));
  it("shares differ by percentage points", () => expect(difference(-18.2, { unit: "%", decimals: 1 })).toBe(`18,2${HARD}Prozentpunkte`));
  it("other figures by their own unit", () => expect(difference(-2, { unit: "m²", decimals: 0 })).toBe(`2${HARD}m²`));
});

describe("breaks show as many decimals as they need", () => {
  it.each([
    [[10, 20, 35], 0],
    [[2.5, 4], 1],
    [[8.25, 0.5], 2],
    [[], 0],
    [[1 / 3], 4],
  ])("%j -> %d", (values, decimals) => expect(decimalsFor(values, 4)).toBe(decimals));
});
