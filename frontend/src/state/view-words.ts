import { readCodes, readNumber, writeCodes } from "./codes";

/** What is seen of the figures, and what is put beside them. */
export interface ViewWords {
  view: View;
  /** keys of further indicators, in the order of choosing */
  with: readonly string[];
  withPeriod: string;
  withSlice: string;
  withGeography: string;
  /** change in per cent instead of in the unit of measure */
  relative: boolean;
  /** the period from which change is counted; "" is the first comparable one */
  since: string;
  /** two indicators: units count by the people behind their figures */
  weighted: boolean;
  /** what the axes of a radar measure */
  norm: Norm;
  /** box plots: one for each upper area, or one for each period */
  boxes: Boxes;
  /** two maps one over the other: per cent of the width that the left one has; 0 is side by side */
  swipe: number;
  /** further periods as columns of the table */
  periods: readonly string[];
  /** the table behind a picture instead of the picture */
  twin: boolean;
}

export const VIEWS = ["map", "table", "distribution", "scatter", "radar", "box", "change", "multiples", "compare", "bivariate"] as const;
export type View = (typeof VIEWS)[number];
/** place among the units of the level (0 to 100), standard deviations from their mean, or the figures from least to most */
export const NORMS = ["percentile", "z", "raw"] as const;
export type Norm = (typeof NORMS)[number];
export const BOXES = ["areas", "periods"] as const;
export type Boxes = (typeof BOXES)[number];

export const NO_VIEW_WORDS: ViewWords = {
  view: "map",
  with: [],
  withPeriod: "",
  withSlice: "",
  withGeography: "",
  relative: false,
  since: "",
  weighted: false,
  norm: "percentile",
  boxes: "areas",
  swipe: 0,
  periods: [],
  twin: false,
};

/** More axes of a radar, more columns beside each other cannot be read. */
export const MOST_FURTHER = 11;

/** A further indicator: tables and radars collect them, the other views have one. */
export function withFurther(words: ViewWords, key: string): Partial<ViewWords> {
  const many = words.view === "table" || words.view === "radar";
  if (!many) return { with: [key], withPeriod: "", withSlice: "" };
  return { with: [...words.with.filter((one) => one !== key), key].slice(-MOST_FURTHER) };
}

export function parseViews(text: (name: string) => string): ViewWords {
  return {
    view: VIEWS.find((one) => one === text("view")) ?? "map",
    with: readCodes(text("with")),
    withPeriod: text("with-period"),
    withSlice: text("with-slice"),
    withGeography: text("with-geography"),
    relative: text("relative") === "yes",
    since: text("since"),
    weighted: text("weighted") === "yes",
    norm: NORMS.find((one) => one === text("norm")) ?? "percentile",
    boxes: BOXES.find((one) => one === text("boxes")) ?? "areas",
    swipe: parseSwipe(text("swipe")),
    periods: readCodes(text("periods")),
    twin: text("twin") === "yes",
  };
}

function parseSwipe(text: string): number {
  const share = readNumber(text) ?? 0;
  return Number.isInteger(share) && share >= 1 && share <= 99 ? share : 0;
}

export function writeViews(words: ViewWords, put: (name: string, value: string) => void): void {
  const flag = (on: boolean) => (on ? "yes" : "");
  put("view", words.view === "map" ? "" : words.view);
  put("with", writeCodes(words.with));
  put("with-period", words.withPeriod);
  put("with-slice", words.withSlice);
  put("with-geography", words.withGeography);
  put("relative", flag(words.relative));
  put("since", words.since);
  put("weighted", flag(words.weighted));
  put("norm", words.norm === "percentile" ? "" : words.norm);
  put("boxes", words.boxes === "areas" ? "" : words.boxes);
  put("swipe", words.swipe ? `${words.swipe}` : "");
  put("periods", writeCodes(words.periods));
  put("twin", flag(words.twin));
}
