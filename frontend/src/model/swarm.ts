/**
 * Points over an axis, each moved aside only as far as it must, so that none hides another. `x` in pixels; the answer
 * is the distance from the middle line for each, and the radius that made it fit into `height`.
 */
export interface Swarm {
  radius: number;
  y: Float64Array;
}

const RADII = [5.5, 4.6, 3.8, 3.1, 2.5, 2, 1.6] as const;

export function swarm(x: readonly number[], height: number, largest: number = RADII[0]): Swarm {
  const order = x.map((_, i) => i).sort((a, b) => x[a]! - x[b]! || a - b);
  for (const radius of RADII) {
    if (radius > largest && radius !== RADII.at(-1)) continue;
    const y = place(x, order, radius + 0.4, height / 2 - radius);
    if (y) return { radius, y };
  }
  // Too many for the room: they may overlap, nothing leaves the picture.
  const radius = RADII.at(-1)!;
  return { radius, y: place(x, order, radius + 0.4, height / 2 - radius, true)! };
}

/** From left to right, each at the nearest free place to the middle line; null where one would lie beyond `most`. */
function place(x: readonly number[], order: readonly number[], radius: number, most: number, crowd = false): Float64Array | null {
  const y = new Float64Array(x.length);
  let from = 0;
  for (const [at, unit] of order.entries()) {
    while (x[unit]! - x[order[from]!]! >= 2 * radius) from++;
    const taken = order.slice(from, at).map((other): [number, number] => {
      const reach = Math.sqrt(Math.max(0, 4 * radius * radius - (x[unit]! - x[other]!) ** 2));
      return [y[other]! - reach, y[other]! + reach];
    });
    const free = nearestFree(taken);
    if (Math.abs(free) > most && !crowd) return null;
    // In a crowd the places start over at the middle.
    y[unit] = Math.abs(free) > most ? Math.sign(free) * (Math.abs(free) % Math.max(1, most)) : free;
  }
  return y;
}

/** The number nearest to zero that lies within none of the open intervals. */
function nearestFree(taken: [number, number][]): number {
  let [below, above] = [0, 0];
  for (const [from, to] of [...taken].sort((a, b) => a[0] - b[0])) if (from < above - 1e-9 && to > above) above = to;
  for (const [from, to] of taken.sort((a, b) => b[1] - a[1])) if (to > below + 1e-9 && from < below) below = from;
  if (!taken.some(([from, to]) => from < -1e-9 && to > 1e-9)) return 0;
  return above <= -below ? above : below;
}
