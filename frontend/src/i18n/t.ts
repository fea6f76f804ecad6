import de from "./de.json";
import en from "./en.json";

export type Key = keyof typeof de;
export type Params = Record<string, string | number>;
export type Language = "de" | "en";

const CATALOGUES: Record<Language, Record<Key, string>> = { de, en };

/** The server decides the language and says so in <html lang>. */
export const language: Language =
  typeof document !== "undefined" && document.documentElement.lang.startsWith("en") ? "en" : "de";

/** The text for a key, with {name} replaced by its parameter. */
export function t(key: Key, params: Params = {}, lang: Language = language): string {
  return CATALOGUES[lang][key].replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ""));
}

type Counted<K> = K extends `${infer Base}.one` ? Base : never;

/** The singular or plural text: keys end in ".one" and ".other"; {n} is the number as people write it. */
export function tn(key: Counted<Key>, n: number, params: Params = {}): string {
  const form = new Intl.PluralRules(language).select(n) === "one" ? "one" : "other";
  return t(`${key}.${form}` as Key, { n: new Intl.NumberFormat(language).format(n), ...params });
}
