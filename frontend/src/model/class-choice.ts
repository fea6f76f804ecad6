import type { Coverage, IndicatorDetail } from "../api/types";
import { NO_CLASS_WORDS, parseClasses, type ClassWords, type Method } from "../state/class-words";
import type { Breaks, Target } from "./classify";

/** What a first look takes: quantiles, moved to readable numbers. */
export const DEFAULT_METHOD: Method = "rounded";
export const DEFAULT_K = 5;
const NAMES = Object.keys(NO_CLASS_WORDS) as (keyof ClassWords)[];

export function pickClasses(state: ClassWords): ClassWords {
  return Object.fromEntries(NAMES.map((name) => [name, state[name]])) as unknown as ClassWords;
}

/** The default that an administrator saved for the indicator; nothing chosen where there is none. */
export function savedDefault(detail: Pick<IndicatorDetail, "mapDefault">): ClassWords {
  return parseClasses((name) => detail.mapDefault[name] ?? "");
}

/** What holds: the words of the address, and where it names none the indicator's saved default. */
export function classWordsOf(state: ClassWords, detail: Pick<IndicatorDetail, "mapDefault">): ClassWords {
  const chosen = pickClasses(state);
  return same(chosen, NO_CLASS_WORDS) ? savedDefault(detail) : chosen;
}

/** The change of the address that brings these words; none where they are the default anyway. */
export function classChange(words: ClassWords, detail: Pick<IndicatorDetail, "mapDefault">): ClassWords {
  const saved = savedDefault(detail);
  const proposed = same(saved, NO_CLASS_WORDS);
  const tidy = proposed && words.method === DEFAULT_METHOD ? { ...words, method: "" as const } : words;
  const short = tidy.k === DEFAULT_K && proposed ? { ...tidy, k: 0 } : tidy;
  if (same(short, saved)) return NO_CLASS_WORDS;
  // A saved default stands in the way of "nothing chosen": then the proposal has to be named.
  return same(short, NO_CLASS_WORDS) ? { ...short, method: DEFAULT_METHOD } : short;
}

export function same(a: ClassWords, b: ClassWords): boolean {
  return JSON.stringify(pickClasses(a)) === JSON.stringify(pickClasses(b));
}

/** The target that counts: as typed, else the indicator's own; its side, where it is not said, follows the polarity. */
export function targetOf(words: ClassWords, detail: Pick<IndicatorDetail, "target" | "polarity">): Target | null {
  const value = words.target?.value ?? detail.target;
  if (value === null || value === undefined) return null;
  const side = words.target?.side || (detail.polarity === "burden" ? "most" : "least");
  return { value, atMost: side === "most" };
}

/** What the server is asked for; null where nothing has to be computed: the proposal, and breaks set by hand. */
export function breaksQuery(words: ClassWords, target: Target | null): Record<string, string> | null {
  const needed = words.apart.includes("outliers") || words.mid === "mean" || (words.method === "target" && target !== null);
  const plain = words.method === "" || words.method === DEFAULT_METHOD;
  const proposal = plain && (words.k === 0 || words.k === DEFAULT_K) && words.fixed && words.mid === "" && !words.apart.length;
  if (proposal || ((words.method === "own" || (words.method === "target" && !target)) && !needed)) return null;
  const query: Record<string, string> = {};
  const put = (name: string, text: string) => text && (query[name] = text);
  // Breaks set by hand are not sent: while they are dragged, the answer stays the same.
  put("method", words.method === "target" && !target ? "" : words.method);
  put("k", words.k ? `${words.k}` : "");
  put("mid", words.mid === "target" && !target ? "" : `${words.mid}`);
  put("target", target && (words.method === "target" || words.mid === "target") ? `${target.atMost ? "most" : "least"}:${target.value}` : "");
  put("apart", words.apart.join(","));
  return query;
}

/** What the server answers to `breaksQuery`. */
export interface BreaksAnswer {
  breaks: number[];
  mid: number | null;
  midPeriod: string;
  fences: [number, number] | null;
}

/** The classification that the words ask for, from the answer (null: none was needed). */
export function breaksOf(words: ClassWords, coverage: Pick<Coverage, "breaks">, target: Target | null, answer: BreaksAnswer | null): Breaks {
  const breaks = words.method === "own" ? words.breaks : (answer?.breaks ?? coverage.breaks);
  const mid = answer ? answer.mid : words.mid === "target" ? (target?.value ?? null) : typeof words.mid === "number" ? words.mid : null;
  const shown = words.method === "target" || words.mid === "target";
  return {
    kind: "breaks",
    // Own breaks have no midpoint among them yet.
    breaks: words.method === "own" && mid !== null && !breaks.includes(mid) ? [...breaks, mid].sort((a, b) => a - b) : breaks,
    zero: words.apart.includes("zero"),
    fences: answer?.fences ?? null,
    mid,
    target: shown ? target : null,
  };
}
