import { PRESENCE } from "../api/types";

/** value, numerator, denominator, presence, flags: as catalogue/editing/sheet.py writes it. */
export type Cell = [number | null, number | null, number | null, number, number];

export interface GridData {
  indicator: string;
  name: string;
  kind: string;
  unit: string;
  decimals: number;
  factor: number;
  quotient: boolean;
  numerator: string;
  denominator: string;
  release: number;
  releaseNumber: number;
  units: { code: string; name: string }[];
  periods: { key: string; label: string }[];
  cells: Cell[][]; // by unit, then period
  draft: Draft | null;
}
export interface Change {
  unit: string;
  period: string;
  cell: Cell;
  was?: Cell; // what stood there when it was changed
}
export interface Draft {
  release: number;
  changes: Change[];
  periods: { key: string; label: string }[];
  reason: string;
}
export interface Edit {
  row: number;
  column: number; // position of the period
  cell: Cell;
}

export const VALUE = 0;
export const NUMERATOR = 1;
export const DENOMINATOR = 2;
const ABSENT: Cell = [null, null, null, PRESENCE.missing, 0];

interface Step {
  edits: Edit[];
  before: Edit[];
}

/** The figures of a grid, what was changed in them, and the way back. It knows nothing of the page. */
export class Sheet {
  readonly periods: { key: string; label: string }[];
  private readonly changed = new Map<string, { cell: Cell; was: Cell }>();
  private readonly done: Step[] = [];
  private undone: Step[] = [];
  /** grows with each change of a row, so that only such rows are drawn again */
  readonly versions: number[];

  constructor(readonly data: GridData) {
    this.periods = [...data.periods];
    this.versions = data.units.map(() => 0);
    const rows = new Map(data.units.map(({ code }, row) => [code, row]));
    for (const period of data.draft?.periods ?? []) this.addPeriod(period.key, period.label);
    for (const { unit, period, cell, was } of data.draft?.changes ?? []) {
      const row = rows.get(unit);
      const column = this.periods.findIndex(({ key }) => key === period);
      if (row !== undefined && column >= 0) this.changed.set(`${row} ${column}`, { cell, was: was ?? this.base(row, column) });
    }
  }

  /** What is in force. */
  base(row: number, column: number): Cell {
    return this.data.cells[row]?.[column] ?? ABSENT;
  }

  cell(row: number, column: number): Cell {
    return this.changed.get(`${row} ${column}`)?.cell ?? this.base(row, column);
  }

  isChanged(row: number, column: number): boolean {
    return this.changed.has(`${row} ${column}`);
  }

  /** Somebody published another figure since this cell was changed. */
  isOvertaken(row: number, column: number): boolean {
    const found = this.changed.get(`${row} ${column}`);
    return found !== undefined && !same(found.was, this.base(row, column));
  }

  get count(): number {
    return this.changed.size;
  }

  get overtaken(): number {
    return [...this.changed.keys()].filter((key) => this.isOvertaken(...(key.split(" ").map(Number) as [number, number]))).length;
  }

  get canUndo(): boolean {
    return this.done.length > 0;
  }

  get canRedo(): boolean {
    return this.undone.length > 0;
  }

  /** Several cells at once are one step. Cells that stay as they are are none. */
  set(edits: readonly Edit[]): number {
    const real = edits.filter(({ row, column, cell }) => !same(this.cell(row, column), cell));
    if (!real.length) return 0;
    const before = real.map(({ row, column }) => ({ row, column, cell: this.cell(row, column) }));
    this.done.push({ edits: real, before });
    this.undone = [];
    this.put(real);
    return real.length;
  }

  undo(): Edit | null {
    const step = this.done.pop();
    if (!step) return null;
    this.undone.push(step);
    this.put(step.before);
    return step.before[0]!;
  }

  redo(): Edit | null {
    const step = this.undone.pop();
    if (!step) return null;
    this.done.push(step);
    this.put(step.edits);
    return step.edits[0]!;
  }

  /** Back to what is in force, as one step. */
  revert(): number {
    const all = [...this.changed.keys()].map((key) => key.split(" ").map(Number) as [number, number]);
    return this.set(all.map(([row, column]) => ({ row, column, cell: this.base(row, column) })));
  }

  /** The own figures stay although others were published meanwhile. */
  keepMine(): void {
    for (const [key, { cell }] of this.changed) {
      const [row, column] = key.split(" ").map(Number) as [number, number];
      this.changed.set(key, { cell, was: this.base(row, column) });
      this.versions[row]!++;
    }
  }

  /** Adds a column in the order of time; returns its position, or that of the one that is there. */
  addPeriod(key: string, label: string): number {
    const known = this.periods.findIndex((period) => period.key === key);
    return known >= 0 ? known : this.periods.push({ key, label }) - 1;
  }

  get addedPeriods(): { key: string; label: string }[] {
    return this.periods.slice(this.data.periods.length);
  }

  changes(): Change[] {
    return [...this.changed].map(([key, { cell, was }]) => {
      const [row, column] = key.split(" ").map(Number) as [number, number];
      return { unit: this.data.units[row]!.code, period: this.periods[column]!.key, cell, was };
    });
  }

  private put(edits: readonly Edit[]): void {
    for (const { row, column, cell } of edits) {
      const key = `${row} ${column}`;
      if (same(cell, this.base(row, column))) this.changed.delete(key);
      else this.changed.set(key, { cell, was: this.changed.get(key)?.was ?? this.base(row, column) });
      this.versions[row]!++;
    }
  }
}

export function same(one: Cell, other: Cell): boolean {
  return one.every((item, i) => item === other[i]);
}

/** A cell after a number was typed into one of its fields; a quotient follows from its parts. */
export function withNumber(cell: Cell, field: number, number: number | null, { quotient, factor }: Pick<GridData, "quotient" | "factor">): Cell {
  const parts: [number | null, number | null, number | null] = [cell[0], cell[1], cell[2]];
  parts[field] = number;
  const [, above, below] = parts;
  if (quotient && field !== VALUE) {
    if (above !== null && below !== null) {
      return below === 0
        ? [null, above, below, PRESENCE.notApplicable, cell[4]]
        : [(factor * above) / below, above, below, PRESENCE.value, cell[4]];
    }
    // One part alone says nothing yet: the value waits for the other.
    return [null, above, below, above === null && below === null ? PRESENCE.missing : PRESENCE.value, cell[4]];
  }
  return parts[VALUE] === null ? [null, null, null, PRESENCE.missing, cell[4]] : [...parts, PRESENCE.value, cell[4]];
}

export function withPresence(cell: Cell, presence: number): Cell {
  return presence === PRESENCE.value ? [cell[0], cell[1], cell[2], cell[0] === null ? PRESENCE.missing : presence, cell[4]] : [null, null, null, presence, cell[4]];
}

export function withFlag(cell: Cell, flag: number, on: boolean): Cell {
  return [cell[0], cell[1], cell[2], cell[3], on ? cell[4] | flag : cell[4] & ~flag];
}

/** A numerator without a denominator (or the other way round) cannot be handed in. */
export function isHalf([value, above, below, presence]: Cell): boolean {
  return presence === PRESENCE.value && value === null && (above === null) !== (below === null);
}
