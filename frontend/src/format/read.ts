import { language } from "../i18n/t";

/**
 * A number as people type it, or null. In German a comma is the decimal mark and "1.234" is a thousand and more; a
 * single point that parts no thousands ("12.5") is understood too, because nothing else can be meant.
 */
export function readTyped(text: string, lang: "de" | "en" = language): number | null {
  const bare = text.replace(/[\s\u00a0\u202f]/g, "").replace(/^[\u2212–]/, "-");
  const [mark, group] = lang === "de" ? [",", "."] : [".", ","];
  const escaped = (sign: string) => `\\${sign}`;
  const grouped = new RegExp(`^-?\\d{1,3}(?:${escaped(group)}\\d{3})+(?:${escaped(mark)}\\d+)?$`);
  const plain = new RegExp(`^-?\\d*(?:${escaped(mark)}\\d+|${escaped(mark)})?$`);
  const other = new RegExp(`^-?\\d*${escaped(group)}\\d+$`);
  if (!/\d/.test(bare)) return null;
  if (grouped.test(bare)) return Number(bare.replaceAll(group, "").replace(mark, "."));
  if (plain.test(bare)) return Number(bare.replace(mark, "."));
  return other.test(bare) ? Number(bare.replace(group, ".")) : null;
}

/** The number as it would be typed: no grouping, the language's decimal mark. */
export function typed(value: number, lang: "de" | "en" = language): string {
  return lang === "de" ? `${value}`.replace(".", ",") : `${value}`;
}
