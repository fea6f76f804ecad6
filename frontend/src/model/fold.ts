/** Lower case without accents and marks, for searching: "Größe" and "groesse" do not meet, "Größe" and "grosse" do. */
export function fold(text: string): string {
  return text.toLowerCase().replaceAll("ß", "ss").normalize("NFKD").replace(/\p{M}/gu, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}
