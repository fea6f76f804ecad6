import { readNumber } from "./codes";

/** How values become classes and colours. "" and 0 mean: as the indicator's own default says. */
export interface ClassWords {
  method: Method | "";
  /** number of classes, 2 to 9 */
  k: number;
  /** inner breaks of the method "own", ascending */
  breaks: readonly number[];
  /** the same classes for all periods, or those of the shown period alone */
  fixed: boolean;
  /** where a diverging palette turns */
  mid: Mid;
  target: Target | null;
  /** "" is the palette that goes with the indicator */
  palette: string;
  reversed: boolean;
  hatched: boolean;
  /** classes of their own beside those of the method */
  apart: readonly Apart[];
}

export const METHODS = ["rounded", "quantile", "natural", "equal", "deviation", "head-tail", "pretty", "own", "target"] as const;
export type Method = (typeof METHODS)[number];
export const APART = ["zero", "outliers"] as const;
export type Apart = (typeof APART)[number];
export const MIDDLES = ["mean", "target"] as const;
/** "" is none, "mean" the city mean, "target" the target value */
export type Mid = "" | (typeof MIDDLES)[number] | number;
/** A target is reached from below ("most": at most the value) or from above; "" is as the indicator's polarity says. */
export interface Target {
  value: number;
  side: "" | "most" | "least";
}
export const FEWEST_CLASSES = 2;
export const MOST_CLASSES = 9;

export const NO_CLASS_WORDS: ClassWords = {
  method: "",
  k: 0,
  breaks: [],
  fixed: true,
  mid: "",
  target: null,
  palette: "",
  reversed: false,
  hatched: false,
  apart: [],
};

export function parseClasses(text: (name: string) => string): ClassWords {
  const k = Number(text("k"));
  const looks = text("palette").split(",").filter(Boolean);
  const apart = text("apart").split(",");
  return {
    method: METHODS.find((one) => one === text("method")) ?? "",
    k: Number.isInteger(k) && k >= FEWEST_CLASSES && k <= MOST_CLASSES ? k : 0,
    breaks: parseBreaks(text("breaks")),
    fixed: text("fixed") !== "no",
    mid: MIDDLES.find((one) => one === text("mid")) ?? readNumber(text("mid")) ?? "",
    target: parseTarget(text("target")),
    palette: looks.find((one) => one !== "reversed" && one !== "hatched") ?? "",
    reversed: looks.includes("reversed"),
    hatched: looks.includes("hatched"),
    apart: APART.filter((one) => apart.includes(one)),
  };
}

export function writeClasses(words: ClassWords, put: (name: string, value: string) => void): void {
  put("method", words.method);
  put("k", words.k ? `${words.k}` : "");
  put("breaks", words.breaks.join(","));
  put("fixed", words.fixed ? "" : "no");
  put("mid", `${words.mid}`);
  put("target", words.target ? `${words.target.side ? `${words.target.side}:` : ""}${words.target.value}` : "");
  const looks = [words.palette, words.reversed ? "reversed" : "", words.hatched ? "hatched" : ""];
  put("palette", looks.filter(Boolean).join(","));
  put("apart", words.apart.join(","));
}

/** All of them or none: half of somebody's breaks would make another map. */
function parseBreaks(text: string): number[] {
  const breaks = text.split(",").map(readNumber);
  const good = breaks.every((value, i) => value !== null && (i === 0 || value > breaks[i - 1]!));
  return good && breaks.length < MOST_CLASSES ? (breaks as number[]) : [];
}

function parseTarget(text: string): Target | null {
  const [, side, number] = /^(?:(most|least):)?(.+)$/.exec(text) ?? [];
  const value = readNumber(number ?? "");
  return value === null ? null : { value, side: (side ?? "") as Target["side"] };
}
