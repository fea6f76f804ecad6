export type Place = readonly [lon: number, lat: number];

/** Mean radius of the earth in metres (IUGG): lengths on the sphere are right to half a per cent. */
const RADIUS = 6_371_008.8;
const rad = (degrees: number): number => (degrees * Math.PI) / 180;

/** Great-circle distance in metres (haversine; Sinnott 1984). */
export function distance([lon1, lat1]: Place, [lon2, lat2]: Place): number {
  const a = Math.sin(rad(lat2 - lat1) / 2) ** 2 + Math.cos(rad(lat1)) * Math.cos(rad(lat2)) * Math.sin(rad(lon2 - lon1) / 2) ** 2;
  return 2 * RADIUS * Math.asin(Math.min(1, Math.sqrt(a)));
}

export const pathLength = (path: readonly Place[]): number => path.slice(1).reduce((sum, place, i) => sum + distance(path[i]!, place), 0);

/** Area in square metres inside a ring (closed or not), on the sphere (Chamberlain and Duquette 2007). */
export function ringArea(ring: readonly Place[]): number {
  let sum = 0;
  for (let i = 0; i < ring.length; i++) {
    const [lon1, lat1] = ring[i]!;
    const [lon2, lat2] = ring[(i + 1) % ring.length]!;
    sum += rad(lon2 - lon1) * (2 + Math.sin(rad(lat1)) + Math.sin(rad(lat2)));
  }
  return Math.abs((sum * RADIUS * RADIUS) / 2);
}
