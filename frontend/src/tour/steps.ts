import type { Key } from "../i18n/t";

/** One step: the first of these that is on the page, and what is said about it. */
export interface TourStep {
  at: string;
  key: TourKey;
}
export type TourKey = Extract<Key, `tour.${string}.title`> extends `tour.${infer K}.title` ? K : never;

const FRAME: TourStep[] = [
  { at: "a.q-search-open", key: "search" },
  { at: ".q-feedback-link", key: "feedback" },
];

/** Pages by their address; what is not on the page is left out. */
export const TOURS: Record<string, TourStep[]> = {
  "/karte/": [
    { at: ".q-choose", key: "choose" },
    { at: "q-controls", key: "controls" },
    { at: "q-map canvas, q-map, .q-view", key: "map" },
    { at: "q-legend", key: "legend" },
    { at: ".q-right", key: "figures" },
    { at: "q-timeline", key: "time" },
    { at: ".q-tabs", key: "views" },
    ...FRAME,
  ],
  "/quartiere/": [
    { at: "main h1", key: "quarters" },
    { at: ".q-quarters-list, main ul a", key: "quarter" },
    ...FRAME,
  ],
  "/daten/": [
    { at: ".q-upload", key: "upload" },
    { at: "main nav", key: "sections" },
    { at: "#t-open", key: "open" },
    { at: "#t-forms", key: "forms" },
    ...FRAME,
  ],
};
