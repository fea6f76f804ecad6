export type Direction = "up" | "down" | "left" | "right";

const VECTOR: Record<Direction, [number, number]> = { up: [0, 1], down: [0, -1], left: [-1, 0], right: [1, 0] };

/**
 * The unit that lies nearest in a direction, by label points (lon/lat): within 45 degrees of it, and among those the
 * one with the least distance, where straying from the axis counts twice. -1 at the edge of the town.
 */
export function neighbour(x: Float64Array, y: Float64Array, from: number, direction: Direction): number {
  const [dx, dy] = VECTOR[direction];
  // A degree of longitude is shorter than one of latitude.
  const squeeze = Math.cos((y[from]! * Math.PI) / 180);
  let best = -1;
  let least = Infinity;
  for (let i = 0; i < x.length; i++) {
    if (i === from) continue;
    const [ex, ey] = [(x[i]! - x[from]!) * squeeze, y[i]! - y[from]!];
    const ahead = ex * dx + ey * dy;
    const aside = Math.abs(ex * dy - ey * dx);
    // NaN (a unit without a point) fails both comparisons.
    if (!(ahead > 0 && aside <= ahead)) continue;
    const cost = ahead + 2 * aside;
    if (cost < least) [best, least] = [i, cost];
  }
  return best;
}

/** Where the keyboard starts: the unit nearest to the middle of what is seen. */
export function nearest(x: Float64Array, y: Float64Array, lon: number, lat: number): number {
  let best = -1;
  let least = Infinity;
  const squeeze = Math.cos((lat * Math.PI) / 180);
  for (let i = 0; i < x.length; i++) {
    const distance = ((x[i]! - lon) * squeeze) ** 2 + (y[i]! - lat) ** 2;
    if (distance < least) [best, least] = [i, distance];
  }
  return best;
}
