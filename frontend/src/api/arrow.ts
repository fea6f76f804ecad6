import { tableFromIPC, type Column, type Table } from "@uwdata/flechette";
import type { VectorMeta } from "./types";

/** All figures of one file: rows are periods x units, period-major, units in the order of the geography. */
export interface Vector {
  meta: VectorMeta;
  value: Float64Array;
  presence: Uint8Array;
  flags: Uint16Array;
  numerator: Float64Array | null;
  denominator: Float64Array | null;
  lower: Float64Array | null;
  upper: Float64Array | null;
}

/** The units of one geography, in their fixed order. */
export interface Units {
  code: string[];
  name: string[];
  /** parent level -> code of the containing unit, per unit */
  parents: Map<string, string[]>;
  x: Float64Array | null;
  y: Float64Array | null;
  area: Float64Array | null;
}

export function readVector(bytes: Uint8Array): Vector {
  const table = tableFromIPC(bytes);
  const meta = table.schema.metadata?.get("quartier");
  if (!meta) throw new Error("vector without metadata");
  return {
    meta: JSON.parse(meta) as VectorMeta,
    value: required(table, "value"),
    presence: Uint8Array.from(required(table, "presence")),
    flags: Uint16Array.from(required(table, "flags")),
    numerator: floats(table, "numerator"),
    denominator: floats(table, "denominator"),
    lower: floats(table, "lower"),
    upper: floats(table, "upper"),
  };
}

export function readUnits(bytes: Uint8Array): Units {
  const table = tableFromIPC(bytes);
  const parents = new Map<string, string[]>();
  for (const { name } of table.schema.fields) {
    if (name.startsWith("parent:")) parents.set(name.slice("parent:".length), texts(table, name));
  }
  return {
    code: texts(table, "code"),
    name: texts(table, "name"),
    parents,
    x: floats(table, "x"),
    y: floats(table, "y"),
    area: floats(table, "area"),
  };
}

function column(table: Table, name: string): Column<unknown> | null {
  return table.names.includes(name as never) ? ((table.getChild(name as never) as Column<unknown>) ?? null) : null;
}

function texts(table: Table, name: string): string[] {
  const found = column(table, name);
  return found ? Array.from(found.toArray() as ArrayLike<unknown>, (text) => (text == null ? "" : String(text))) : [];
}

function required(table: Table, name: string): Float64Array {
  const found = floats(table, name);
  if (!found) throw new Error(`vector without column ${name}`);
  return found;
}

/** A numeric column as floats; NaN where it is null (what a NaN means is told by `presence`). */
function floats(table: Table, name: string): Float64Array | null {
  const found = column(table, name);
  if (!found) return null;
  const out = new Float64Array(found.length);
  let at = 0;
  for (const batch of found.data) {
    if (batch.nullCount === 0 && ArrayBuffer.isView(batch.values)) {
      out.set((batch.values as unknown as Float64Array).subarray(0, batch.length), at);
    } else {
      for (let i = 0; i < batch.length; i++) out[at + i] = (batch.at(i) as number | null) ?? NaN;
    }
    at += batch.length;
  }
  return out;
}
