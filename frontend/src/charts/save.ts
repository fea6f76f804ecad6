import { language } from "../i18n/t";
import { csv, type Twin } from "./twin";

/** What is seen, to the reader's disk. */
export function saveCsv(twin: Twin): void {
  const url = URL.createObjectURL(new Blob([csv(twin, language)], { type: "text/csv;charset=utf-8" }));
  const name = twin.caption.replace(/[^\p{L}\p{N}.-]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 100) || "quartier";
  Object.assign(document.createElement("a"), { href: url, download: `${name}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
