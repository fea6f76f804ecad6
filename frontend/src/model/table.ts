import type { Scene } from "../data/scene";
import { OUTSIDE } from "./classify";

export const COLUMNS = ["rank", "name", "parent", "value", "interval", "numerator", "denominator", "presence"] as const;
export type Column = (typeof COLUMNS)[number];
export interface Order {
  column: Column;
  falling: boolean;
}

/** More rows come on further pages. */
export const PAGE = 1000;

/** Indices of the units that are looked at, in the order of a column. Who has no value stands last, whichever the direction. */
export function sorted(scene: Scene, order: Order, parent: (unit: number) => string): number[] {
  const { frame, ranking, geography } = scene;
  const units = Array.from({ length: frame.n }, (_, i) => i).filter((unit) => frame.bins[unit] !== OUTSIDE);
  const collator = new Intl.Collator("de", { numeric: true });
  const sign = order.falling ? -1 : 1;
  const text = (of: (unit: number) => string) => units.sort((a, b) => sign * collator.compare(of(a), of(b)) || a - b);
  const figure = (of: (unit: number) => number) =>
    units.sort((a, b) => {
      const [x, y] = [of(a), of(b)];
      if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b;
      return sign * (x - y) || a - b;
    });
  switch (order.column) {
    case "name":
      return text((unit) => geography.units.name[unit] || geography.units.code[unit]!);
    case "parent":
      return text(parent);
    case "rank":
      return figure((unit) => ranking.rank[unit] || NaN);
    case "value":
      return figure((unit) => (ranking.rank[unit] ? frame.value[unit]! : NaN));
    case "interval":
      return figure((unit) => (frame.upper?.[unit] ?? NaN) - (frame.lower?.[unit] ?? NaN));
    case "numerator":
      return figure((unit) => frame.numerator?.[unit] ?? NaN);
    case "denominator":
      return figure((unit) => frame.denominator?.[unit] ?? NaN);
    case "presence":
      return figure((unit) => frame.bins[unit]!);
  }
}
