import type { Direction } from "./neighbour";

export interface Spot {
  unit: number;
  x: number;
  y: number;
}

const VECTOR: Record<Direction, [number, number]> = { up: [0, -1], down: [0, 1], left: [-1, 0], right: [1, 0] };
export const ARROWS: Record<string, Direction> = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" };

/**
 * Where an arrow key leads from a point of a picture (pixels, y downwards): the nearest that lies in that direction,
 * straying counts twice. At the edge it stays. -1 where there is no point at all.
 */
export function stepTo(spots: readonly Spot[], from: number, direction: Direction): number {
  const here = spots.find((one) => one.unit === from);
  if (!here) return spots[0]?.unit ?? -1;
  const [dx, dy] = VECTOR[direction];
  let [best, least] = [from, Infinity];
  for (const one of spots) {
    const ahead = (one.x - here.x) * dx + (one.y - here.y) * dy;
    const aside = Math.abs((one.x - here.x) * dy - (one.y - here.y) * dx);
    if (one.unit === from || !(ahead > 0 && aside <= ahead)) continue;
    if (ahead + 2 * aside < least) [best, least] = [one.unit, ahead + 2 * aside];
  }
  return best;
}

/** The same along one line: the order of the list is the way, both arrow pairs go along it. */
export function stepAlong(units: readonly number[], from: number, direction: Direction): number {
  const at = units.indexOf(from);
  if (at < 0) return units[0] ?? -1;
  const next = at + (direction === "right" || direction === "down" ? 1 : -1);
  return units[Math.min(units.length - 1, Math.max(0, next))]!;
}

/** Which spot lies under the pointer, within `reach` pixels; -1 for none. */
export function spotAt(spots: readonly Spot[], x: number, y: number, reach: number): number {
  let [best, least] = [-1, reach * reach];
  for (const one of spots) {
    const distance = (one.x - x) ** 2 + (one.y - y) ** 2;
    if (distance <= least) [best, least] = [one.unit, distance];
  }
  return best;
}
