/** "age=0-5;sex=f" as pairs; "" is the total. */
export function readSlice(slice: string): Map<string, string> {
  const parts = slice ? slice.split(";") : [];
  return new Map(parts.map((part) => [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1)]));
}

/** The slice with one dimension set to a member, or without it (""); dimensions stay sorted, as the server names them. */
export function withMember(slice: string, dimension: string, member: string): string {
  const pairs = readSlice(slice);
  if (member) pairs.set(dimension, member);
  else pairs.delete(dimension);
  return [...pairs]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join(";");
}
