import { readUnits, readVector, type Units, type Vector } from "../api/arrow";
import { api } from "../api/client";
import type { GeographyDetail, IndicatorDetail } from "../api/types";
import type { BreaksAnswer } from "../model/class-choice";
import { Cache } from "./cache";

/** One geography with its units and the way from a code to its place in the order. */
export interface Geography {
  detail: GeographyDetail;
  units: Units;
  index: Map<string, number>;
}

const indicators = new Cache<IndicatorDetail>();
const geographies = new Cache<Geography>();
const vectors = new Cache<Vector>(24);

const breaks = new Cache<BreaksAnswer>(200);

/** Saved or dropped defaults make another answer. */
export const forgetIndicator = (key: string): void => indicators.forget(key);
/** The answer is of one release: its checksum keeps it apart from the next one's. */
export const loadBreaks = (release: string, query: Record<string, string | string[]>) =>
  breaks.get(`${release} ${JSON.stringify(query)}`, () => api.breaks(query));
export const loadIndicator = (key: string) => indicators.get(key, () => api.indicator(key));

export function loadGeography(level: string, key: string): Promise<Geography> {
  return geographies.get(`${level}/${key}`, async () => {
    const detail = await api.geography(level, key);
    const units = readUnits(await api.bytes(detail.units));
    return { detail, units, index: new Map(units.code.map((code, i) => [code, i])) };
  });
}

export function loadVector(url: string): Promise<Vector> {
  return vectors.get(url, async () => readVector(await api.bytes(url)));
}
