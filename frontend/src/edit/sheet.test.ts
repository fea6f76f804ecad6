import { expect, test } from "vitest";
import { blockOf, pasted } from "./transfer";
import { editsOfBlock } from "./selection";
import { type Cell, type Edit, type GridData, isHalf, Sheet, withFlag, withNumber, withPresence } from "./sheet";

function data(rows: number, columns: number): GridData {
  return {
    indicator: "i", name: "", kind: "share", unit: "%", decimals: 1, factor: 100, quotient: true, numerator: "", denominator: "",
    release: 1, releaseNumber: 1,
    units: Array.from({ length: rows }, (_, i) => ({ code: `${i}`, name: `Feld ${i}` })),
    periods: Array.from({ length: columns }, (_, i) => ({ key: `${2000 + i}`, label: `${2000 + i}` })),
    cells: Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (_, c): Cell => [r + c, null, null, 0, 0])),
    draft: null,
  };
}
const picture = (sheet: Sheet) => sheet.data.units.map((_, r) => sheet.periods.map((_, c) => sheet.cell(r, c)));
// the same numbers at every run (Lehmer, 1951)
let seed = 7;
const random = (n: number) => Math.floor(((seed = (seed * 48271) % 2147483647) / 2147483647) * n);

test("random edits, all undone, give the original; all redone, the last picture", () => {
  for (let run = 0; run < 60; run++) {
    const sheet = new Sheet(data(4, 3));
    const original = picture(sheet);
    let steps = 0;
    for (let i = 0; i < 20; i++) {
      const edits: Edit[] = Array.from({ length: 1 + random(4) }, (_, k) => ({ row: k % 4, column: random(3), cell: [random(5), null, null, 0, 0] }));
      if (sheet.set(edits)) steps++;
      if (random(4) === 0 && sheet.undo()) steps--;
    }
    const last = picture(sheet);
    for (let i = 0; i < steps; i++) expect(sheet.undo()).not.toBeNull();
    expect(sheet.undo()).toBeNull();
    expect(picture(sheet)).toEqual(original);
    expect(sheet.count).toBe(0);
    for (let i = 0; i < steps; i++) sheet.redo();
    expect(picture(sheet)).toEqual(last);
  }
});

test("a value that is typed back is no change", () => {
  const sheet = new Sheet(data(2, 2));
  sheet.set([{ row: 0, column: 0, cell: [9, null, null, 0, 0] }]);
  expect(sheet.changes()).toEqual([{ unit: "0", period: "2000", cell: [9, null, null, 0, 0], was: [0, null, null, 0, 0] }]);
  sheet.set([{ row: 0, column: 0, cell: [0, null, null, 0, 0] }]);
  expect(sheet.count).toBe(0);
});

test("a share follows from numerator and denominator", () => {
  const how = { quotient: true, factor: 100 };
  const half = withNumber([null, null, null, 1, 0], 1, 7, how);
  expect(isHalf(half)).toBe(true);
  expect(withNumber(half, 2, 80, how)).toEqual([8.75, 7, 80, 0, 0]);
  expect(withNumber(half, 2, 0, how)).toEqual([null, 7, 0, 2, 0]);
  expect(withNumber(half, 1, null, how)).toEqual([null, null, null, 1, 0]);
});

test("presence and flags", () => {
  expect(withPresence([5, 1, 20, 0, 2], 3)).toEqual([null, null, null, 3, 2]);
  expect(withFlag([5, null, null, 0, 2], 1, true)[4]).toBe(3);
  expect(withFlag([5, null, null, 0, 3], 2, false)[4]).toBe(1);
});

test("a draft comes back, and says where others published meanwhile", () => {
  const before = new Sheet(data(2, 2));
  const column = before.addPeriod("2005", "2005");
  before.set([{ row: 1, column: 1, cell: [9, null, null, 0, 0] }, { row: 0, column, cell: [3, null, null, 0, 0] }]);
  const now = data(2, 2);
  now.draft = { release: 1, changes: before.changes(), periods: before.addedPeriods, reason: "" };
  const again = new Sheet(now);
  expect([again.cell(1, 1)[0], again.cell(0, 2)[0], again.count, again.overtaken]).toEqual([9, 3, 2, 0]);
  now.cells[1]![1] = [77, null, null, 0, 0];
  const later = new Sheet(now);
  expect(later.overtaken).toBe(1);
  later.keepMine();
  expect(later.overtaken).toBe(0);
});

test("a copied block that is pasted elsewhere is the same block, in both languages and from Excel", () => {
  const source = { ...data(4, 3), quotient: false };
  source.cells = source.cells.map((line) => line.map((): Cell => [(random(100000) - 50000) / 7, null, null, 0, 0]));
  const from = new Sheet(source);
  const range = { top: 0, bottom: 3, left: 0, right: 2 };
  for (const language of ["de", "en"] as const) {
    const block = blockOf(range, (row, column) => ({ cell: from.cell(row, column), field: 0 }), language);
    const found = pasted({ getData: (type: string) => block[type] ?? "" });
    const to = new Sheet({ ...source, cells: source.cells.map((line) => line.map((): Cell => [0, null, null, 0, 0])) });
    to.set(editsOfBlock(found.numbers!, range, (row, period) => ({ row, period, field: 0 }), to).edits);
    expect(picture(to)).toEqual(picture(from));
    const mark = language === "de" ? "," : ".";
    expect(found.texts.map((line) => line.map((text) => Number(text.replace(mark, "."))))).toEqual(found.numbers);
  }
});

test("values that follow from their parts are not overwritten by a block", () => {
  const source = data(1, 1);
  source.cells = [[[5, 1, 20, 0, 0]]];
  const sheet = new Sheet(source);
  const spot = (_: number, column: number) => ({ row: 0, period: 0, field: [1, 2, 0][column]! });
  const range = { top: 0, bottom: 0, left: 0, right: 2 };
  expect(editsOfBlock([[2, 40, 99]], range, spot, sheet)).toEqual({ edits: [{ row: 0, column: 0, cell: [5, 2, 40, 0, 0] }], fixed: 1 });
});
