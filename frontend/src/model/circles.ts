/** Circles whose area grows with the value: radius in pixels of a value, given the largest of all periods. */
export function radius(value: number, largest: number, biggest: number): number {
  return largest > 0 ? biggest * Math.sqrt(Math.abs(value) / largest) : 0;
}

/** Three round values for the legend of circles: the largest that fits, and about a third and a tenth of it. */
export function legendValues(largest: number): number[] {
  if (!(largest > 0)) return [];
  const out = [1, 0.3, 0.08].map((share) => roundDown(largest * share));
  return [...new Set(out)].filter((v) => v > 0);
}

function roundDown(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [5, 2.5, 2, 1].find((m) => m * power <= value * 1.000001) ?? 1;
  return Number((step * power).toPrecision(6));
}

/** Radius in pixels of the largest circle: the more units share the map, the smaller, so that they do not hide each other. */
export function biggest(units: number): number {
  return Math.min(30, Math.max(6, 0.5 * Math.sqrt(450_000 / Math.max(1, units))));
}
