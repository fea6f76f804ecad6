import type { Range } from "./cursor";
import { editText, readBlock, writeBlock } from "./reading";
import type { Cell } from "./sheet";

/** Cells of our own keep all digits and need no question about marks. */
const OWN = "application/x-quartier-cells";

export interface Pasted {
  texts: string[][];
  numbers: (number | null)[][] | null;
}

/** A selection for the clipboard: text for Excel, and numbers for ourselves. */
export function blockOf(range: Range, at: (row: number, column: number) => { cell: Cell; field: number }, language: "de" | "en"): Record<string, string> {
  const numbers: (number | null)[][] = [];
  for (let row = range.top; row <= range.bottom; row++) {
    const line: (number | null)[] = [];
    for (let column = range.left; column <= range.right; column++) {
      const { cell, field } = at(row, column);
      line.push(cell[field as 0]);
    }
    numbers.push(line);
  }
  return { "text/plain": writeBlock(numbers.map((line) => line.map((value) => editText(value, language)))), [OWN]: JSON.stringify(numbers) };
}

export function pasted(clipboard: Pick<DataTransfer, "getData">): Pasted {
  const own = clipboard.getData(OWN);
  return { texts: readBlock(clipboard.getData("text/plain")), numbers: own ? (JSON.parse(own) as (number | null)[][]) : null };
}
