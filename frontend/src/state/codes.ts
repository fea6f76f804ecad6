/** Lists of codes in an address: a comma parts them, and may stand in a code all the same. */
export function writeCodes(codes: readonly string[]): string {
  return codes.map((code) => code.replaceAll("%", "%25").replaceAll(",", "%2C")).join(",");
}

export function readCodes(text: string): string[] {
  const codes = text.split(",").filter(Boolean).map((code) => code.replaceAll("%2C", ",").replaceAll("%25", "%"));
  return [...new Set(codes)];
}

/** A finite number, or null; nothing is no number. */
export function readNumber(text: string): number | null {
  const value = text.trim() === "" ? NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}
