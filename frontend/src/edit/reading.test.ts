import { expect, test } from "vitest";
import { editText, readBlock, readNumber, writeBlock } from "./reading";

// the same numbers at every run (Lehmer, 1951)
let seed = 7;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;

const value = (text: string) => {
  const found = readNumber(text);
  return found.kind === "number" ? found.value : found.kind;
};

test("German and English decimals are read", () => {
  expect(value("12,5")).toBe(12.5);
  expect(value("12.5")).toBe(12.5);
  expect(value("1.234,5")).toBe(1234.5);
  expect(value("1,234.5")).toBe(1234.5);
  expect(value("1.234.567")).toBe(1234567);
  expect(value("1,234,567")).toBe(1234567);
  expect(value("1 234")).toBe(1234);
  expect(value("1\u00a0234,5")).toBe(1234.5);
  expect(value("−3,2")).toBe(-3.2);
  expect(value("34,0 %")).toBe(34);
  expect(value("0,123")).toBe(0.123);
  expect(value(",5")).toBe(0.5);
  expect(value("1234,567")).toBe(1234.567);
  expect(value("1,5E+05")).toBe(150000);
});

test("what may be a thousand or one and a bit is asked", () => {
  expect(readNumber("1.234")).toEqual({ kind: "ambiguous", grouped: 1234, decimal: 1.234 });
  expect(readNumber("-12,345")).toEqual({ kind: "ambiguous", grouped: -12345, decimal: -12.345 });
});

test("what is no number is told, what is empty is empty", () => {
  for (const text of ["viele", "1,2,3", "1.23.456", "12 34", "*", "-", "1,2.3,4", "NaN", "Infinity", "1e999"]) expect(value(text), text).toBe("bad");
  expect(value("  ")).toBe("empty");
});

test("a number that is shown for editing reads back as itself, unless it has to be asked", () => {
  for (let i = 0; i < 500; i++) {
    const number = (random() - 0.5) * 10 ** Math.floor(random() * 12 - 4);
    for (const language of ["de", "en"] as const) {
      const found = readNumber(editText(number, language));
      expect(found.kind === "ambiguous" ? found.decimal : found.kind === "number" && found.value).toBe(number);
    }
  }
});

test("blocks go out and come back", () => {
  const alphabet = ["a", "1", '"', "\t", "\n", " ", "ä", ",", "\r\n"];
  const text = () => Array.from({ length: Math.floor(random() * 5) }, () => alphabet[Math.floor(random() * alphabet.length)]).join("");
  for (let i = 0; i < 300; i++) {
    const width = 1 + Math.floor(random() * 4);
    const rows = Array.from({ length: 1 + Math.floor(random() * 4) }, () => Array.from({ length: width }, text));
    // a quote inside a cell that begins otherwise is written as it is by Excel, too
    expect(readBlock(writeBlock(rows))).toEqual(rows);
  }
});

test("Excel's line ends and a last empty line are no rows", () => {
  expect(readBlock("1\t2\r\n3\t4\r\n")).toEqual([["1", "2"], ["3", "4"]]);
  expect(readBlock("7")).toEqual([["7"]]);
  expect(readBlock("a\n\nb")).toEqual([["a"], [""], ["b"]]);
});
