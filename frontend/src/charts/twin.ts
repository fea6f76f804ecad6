/** The table behind a picture: what it shows, in words and numbers. */
export interface Twin {
  caption: string;
  columns: readonly TwinColumn[];
  rows: readonly TwinRow[];
  /** address of the same figures as a spreadsheet, where there is one */
  xlsx?: string;
}
export interface TwinColumn {
  name: string;
  /** numbers stand to the right and are sorted falling first */
  number?: boolean;
}
export interface TwinRow {
  /** index in the unit order, or -1 for a row that is no unit */
  unit: number;
  cells: readonly TwinCell[];
}
export interface TwinCell {
  text: string;
  /** the exact number, for sorting and for files; null where there is none */
  value?: number | null;
}

export const words = (text: string): TwinCell => ({ text });
export const figure = (text: string, value: number | null): TwinCell => ({ text, value: value === null || Number.isNaN(value) ? null : value });

/** Rows in the order of a column; who has nothing there stands last, whichever the direction. */
export function sortedRows(rows: readonly TwinRow[], column: number, falling: boolean): TwinRow[] {
  const collator = new Intl.Collator("de", { numeric: true });
  const sign = falling ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [a.cells[column]!, b.cells[column]!];
    if (x.value === undefined || y.value === undefined) return sign * collator.compare(x.text, y.text);
    if (x.value === null || y.value === null) return Number(x.value === null) - Number(y.value === null);
    return sign * (x.value - y.value);
  });
}

/** What is seen, as a file that a spreadsheet program of the reader's language opens. */
export function csv({ columns, rows }: Twin, language: "de" | "en"): string {
  const [part, point] = language === "de" ? [";", ","] : [",", "."];
  // What begins like a formula stays text.
  const text = (raw: string) => `"${raw.replaceAll("\u00a0", " ").replaceAll('"', '""').replace(/^([=+@\t\r-])/, "'$1")}"`;
  const cell = ({ text: shown, value }: TwinCell) => (typeof value === "number" ? String(value).replace(".", point) : text(shown));
  const lines = [columns.map((one) => text(one.name)), ...rows.map((row) => row.cells.map(cell))];
  return `\ufeff${lines.map((line) => line.join(part)).join("\r\n")}\r\n`;
}
