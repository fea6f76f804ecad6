import type { Range } from "./cursor";
import { type Cell, type Edit, type Sheet, VALUE, withNumber } from "./sheet";

/** Where a column of the table lies in the figures. */
export interface Spot {
  row: number;
  period: number;
  field: number;
}
export interface Chosen extends Spot {
  cell: Cell;
}

/** The cells of a selection, each once for a period (several of its fields are the value as a whole). */
export function chosenCells({ top, bottom, left, right }: Range, spot: (place: number, column: number) => Spot, sheet: Sheet): Chosen[] {
  const found = new Map<string, Chosen>();
  for (let place = top; place <= bottom; place++) {
    for (let column = left; column <= right; column++) {
      const { row, period, field } = spot(place, column);
      const key = `${row} ${period}`;
      found.set(key, { row, period, field: found.has(key) ? VALUE : field, cell: sheet.cell(row, period) });
    }
  }
  return [...found.values()];
}

/** What a block of numbers changes from the corner of a range on; `fixed` counts values that follow from their parts. */
export function editsOfBlock(numbers: readonly (readonly (number | null)[])[], { top, left }: Range, spot: (place: number, column: number) => Spot | null, sheet: Sheet): { edits: Edit[]; fixed: number } {
  const edits = new Map<string, Edit>();
  let fixed = 0;
  numbers.forEach((line, i) =>
    line.forEach((value, j) => {
      const at = spot(top + i, left + j);
      if (!at) return;
      const key = `${at.row} ${at.period}`;
      const cell = edits.get(key)?.cell ?? sheet.cell(at.row, at.period);
      if (at.field === VALUE && sheet.data.quotient && (cell[1] !== null || cell[2] !== null)) fixed++;
      else edits.set(key, { row: at.row, column: at.period, cell: withNumber(cell, at.field, value, sheet.data) });
    }),
  );
  return { edits: [...edits.values()], fixed };
}
