import type { Range } from "./cursor";
import { readNumber } from "./reading";
import type { Pasted } from "./transfer";

/** Numbers that may mean two things; `take` goes on with what the person says. */
export interface Ask {
  text: string;
  grouped: number;
  decimal: number;
  count: number;
  take: (grouped: boolean) => void;
}

export type Meaning = "grouped" | "decimal" | "none";

type Numbers = (number | null)[][];

/** Reads a block for a target; one cell fills a whole selection. Asks once where numbers may mean two things. */
export function askNumbers(found: Pasted, target: Range & { rows: number; columns: number }, ask: (ask: Ask) => void, take: (numbers: Numbers, faults: string[]) => void): void {
  const spread = <T>(block: T[][]): T[][] => {
    if (block.length !== 1 || block[0]!.length !== 1) return block;
    const [value] = block[0]!;
    return Array.from({ length: target.bottom - target.top + 1 }, () => Array.from({ length: target.right - target.left + 1 }, () => value!));
  };
  if (found.numbers) return take(spread(found.numbers), []);
  const readings = found.texts.map((line) => line.map((text) => ({ text, found: readNumber(text) })));
  const doubts = readings.flat().flatMap(({ text, found: one }) => (one.kind === "ambiguous" ? [{ text, ...one }] : []));
  const faults = readings.flat().filter(({ found: one }) => one.kind === "bad").map(({ text }) => text);
  const go = (grouped: boolean) =>
    take(spread(readings.map((line) => line.map(({ found: one }) => (one.kind === "number" ? one.value : one.kind === "ambiguous" ? (grouped ? one.grouped : one.decimal) : null)))), faults);
  const [first] = doubts;
  if (!first || faults.length) return go(false);
  ask({ text: first.text.trim(), grouped: first.grouped, decimal: first.decimal, count: doubts.length, take: go });
}
