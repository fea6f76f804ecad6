import { readCodes, writeCodes } from "./codes";

/** What is seen of the figures, and what is put beside them. */
export interface ViewWords {
  view: View;
  /** keys of further indicators, in the order of choosing */
  with: readonly string[];
  withPeriod: string;
  withSlice: string;
  /** change in per cent instead of in the unit of measure */
  relative: boolean;
  /** the period from which change is counted; "" is the first comparable one */
  since: string;
}

export const VIEWS = ["map", "table", "distribution", "scatter", "radar", "box", "change", "multiples", "compare", "bivariate"] as const;
export type View = (typeof VIEWS)[number];

export const NO_VIEW_WORDS: ViewWords = { view: "map", with: [], withPeriod: "", withSlice: "", relative: false, since: "" };

export function parseViews(text: (name: string) => string): ViewWords {
  return {
    view: VIEWS.find((one) => one === text("view")) ?? "map",
    with: readCodes(text("with")),
    withPeriod: text("with-period"),
    withSlice: text("with-slice"),
    relative: text("relative") === "yes",
    since: text("since"),
  };
}

export function writeViews(words: ViewWords, put: (name: string, value: string) => void): void {
  put("view", words.view === "map" ? "" : words.view);
  put("with", writeCodes(words.with));
  put("with-period", words.withPeriod);
  put("with-slice", words.withSlice);
  put("relative", words.relative ? "yes" : "");
  put("since", words.since);
}
