import { describe, expect, it } from "vitest";
import { csv, figure, sortedRows, words, type TwinRow } from "./twin";

const rows: TwinRow[] = [
  { unit: 0, cells: [words("Feld 10"), figure("2,5 %", 2.5)] },
  { unit: 1, cells: [words("Feld 9"), figure("keine Angabe", null)] },
  { unit: 2, cells: [words('=Feld "2"'), figure("−1,0 %", -1)] },
];
const order = (column: number, falling: boolean) => sortedRows(rows, column, falling).map((row) => row.unit);

describe("the table behind a picture", () => {
  it("sorts numbers as numbers and names as people do; what is not there stands last", () => {
    expect([order(1, true), order(1, false), order(0, false)]).toEqual([[0, 2, 1], [2, 0, 1], [2, 1, 0]]);
  });
  it("is a file for the reader's spreadsheet, and never a formula", () => {
    const twin = { caption: "", columns: [{ name: "Name" }, { name: "Wert" }], rows };
    expect(csv(twin, "de")).toBe('\ufeff"Name";"Wert"\r\n"Feld 10";2,5\r\n"Feld 9";"keine Angabe"\r\n"\'=Feld ""2""";-1\r\n');
    expect(csv(twin, "en")).toContain('"Feld 10",2.5\r\n');
  });
});
