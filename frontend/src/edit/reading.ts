/** What a person typed or pasted, as a number. `1.234` and `1,234` may be a thousand or one and a bit: nobody guesses. */
export type Reading =
  | { kind: "number"; value: number }
  | { kind: "empty" }
  | { kind: "ambiguous"; grouped: number; decimal: number }
  | { kind: "bad" };

const BLANKS = /[\s\u00a0\u202f\u2009]/g;
const SIGN = "([-+]?)";
const GERMAN = new RegExp(`^${SIGN}\\d{1,3}(\\.\\d{3})+,\\d+$`);
const ENGLISH = new RegExp(`^${SIGN}\\d{1,3}(,\\d{3})+\\.\\d+$`);
const GROUPS = new RegExp(`^${SIGN}\\d{1,3}(?:(\\.\\d{3}){2,}|(,\\d{3}){2,})$`);
const ONE_MARK = new RegExp(`^${SIGN}(\\d*)[.,](\\d+)(e[-+]?\\d+)?$`, "i");
const WHOLE = new RegExp(`^${SIGN}\\d+(e[-+]?\\d+)?$`, "i");

export function readNumber(text: string): Reading {
  const trimmed = text.trim();
  if (trimmed === "") return { kind: "empty" };
  // Blanks between groups of three digits are thousands marks; any other blank is none.
  if (/\d[\s\u00a0\u202f\u2009]+(?!\d{3}(\D|$))\d/.test(trimmed)) return { kind: "bad" };
  const plain = trimmed.replace(/%$/, "").replace(BLANKS, "").replace(/^[\u2212\u2013]/, "-");
  if (WHOLE.test(plain)) return found(plain);
  if (GERMAN.test(plain)) return found(plain.replaceAll(".", "").replace(",", "."));
  if (ENGLISH.test(plain)) return found(plain.replaceAll(",", ""));
  if (GROUPS.test(plain)) return found(plain.replace(/[.,]/g, ""));
  const one = ONE_MARK.exec(plain);
  if (!one) return { kind: "bad" };
  const decimal = Number(plain.replace(",", "."));
  const [, , before, after, exponent] = one;
  const grouped = /^[1-9]\d{0,2}$/.test(before!) && after!.length === 3 && !exponent && !/\s/.test(trimmed);
  return grouped ? { kind: "ambiguous", grouped: Number(plain.replace(/[.,]/, "")), decimal } : found(String(decimal));
}

function found(text: string): Reading {
  const value = Number(text);
  return Number.isFinite(value) ? { kind: "number", value } : { kind: "bad" };
}

/** The shortest text that reads back as this number, with the decimal mark of the language and no thousands marks. */
export function editText(value: number | null, language: "de" | "en"): string {
  if (value === null) return "";
  const text = String(value);
  return language === "de" ? text.replace(".", ",") : text;
}

/** Rows and cells of a block as Excel, LibreOffice and browsers put it on the clipboard. */
export function readBlock(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = "";
  let quoted = false;
  const end = () => (rows.at(-1)!.push(cell), (cell = ""));
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') (cell += '"'), i++;
      else quoted = false;
    } else if (c === '"' && cell === "") quoted = true;
    else if (c === "\t") end();
    else if (c === "\n" || c === "\r") {
      if (c === "\r" && text[i + 1] === "\n") i++;
      end();
      rows.push([]);
    } else cell += c;
  }
  if (cell !== "" || rows.at(-1)!.length > 0) end();
  else if (rows.length > 1) rows.pop();
  return rows;
}

export function writeBlock(rows: readonly (readonly string[])[]): string {
  const quoted = (cell: string) => (/["\t\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return rows.map((row) => `${row.map(quoted).join("\t")}\r\n`).join("");
}
