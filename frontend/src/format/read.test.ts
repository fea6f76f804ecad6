import { expect, it } from "vitest";
import { readTyped, typed } from "./read";

it.each([
  ["12,5", 12.5], ["12.5", 12.5], ["1.234", 1234], ["1.234,5", 1234.5], ["1.234.567", 1234567], ["-3", -3], ["\u22123,25", -3.25], [" 7 ", 7],
  ["1 234", 1234], [",5", 0.5], ["0", 0], ["", null], ["-", null], ["abc", null], ["1,2,3", null], ["12.34.5", null], ["1.234,", null],
])("German: %s", (text, value) => expect(readTyped(text, "de")).toBe(value));

it.each([["12.5", 12.5], ["12,5", 12.5], ["1,234", 1234], ["1,234.5", 1234.5]])("English: %s", (text, value) => expect(readTyped(text, "en")).toBe(value));

it("what is typed out is read back", () => {
  for (const value of [0, -1.5, 12.25, 1234, 0.001]) for (const lang of ["de", "en"] as const) expect(readTyped(typed(value, lang), lang)).toBe(value);
});
