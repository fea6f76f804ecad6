import { language } from "../i18n/t";
import type { MapLayerRef } from "./layer-types";
import type { BreaksAnswer } from "../model/class-choice";
import { Problem, problemOf } from "./problem";
import type { Catalogue, ChangeAnswer, GeographyDetail, IndicatorDetail, IndicatorList, OwnArea, PairAnswer, Passport, SearchAnswer, SeriesAnswer } from "./types";

const ROOT = "/api/v1";

async function fetched(url: string, signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: "same-origin", ...(signal ? { signal } : {}) });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(0, "", "");
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

async function json<T>(path: string, query: Record<string, string | string[]>, signal?: AbortSignal): Promise<T> {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) params.append(name, one);
  }
  params.set("lang", language);
  return (await (await fetched(`${ROOT}${path}?${params}`, signal)).json()) as T;
}

const segment = encodeURIComponent;

/** What changes something carries the page's token: the session alone would let other sites do it. */
export async function change(method: "POST" | "PUT" | "DELETE", path: string, body: unknown): Promise<Response> {
  const token = document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  let response: Response;
  try {
    response = await fetch(`${ROOT}${path}`, { method, credentials: "same-origin", headers, ...(body === null ? {} : { body: JSON.stringify(body) }) });
  } catch {
    throw new Problem(0, "", "");
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

export const api = {
  catalogue: () => json<Catalogue>("/catalogue", {}),
  indicators: (q: string, topic: string, offset: number, limit: number, signal: AbortSignal) =>
    json<IndicatorList>("/indicators", { q, topic, offset: `${offset}`, limit: `${limit}` }, signal),
  indicator: (key: string) => json<IndicatorDetail>(`/indicators/${segment(key)}`, {}),
  geography: (level: string, key: string) =>
    json<GeographyDetail>(`/geographies/${segment(level)}/${segment(key)}`, {}),
  breaks: (query: Record<string, string | string[]>) => json<BreaksAnswer>("/breaks", query),
  saveMapDefault: (key: string, words: Record<string, string>) => change("PUT", `/indicators/${segment(key)}/map-default`, words),
  dropMapDefault: (key: string) => change("DELETE", `/indicators/${segment(key)}/map-default`, null),
  series: (indicator: string, slice: string, units: string[]) =>
    json<SeriesAnswer>("/series", { indicator, slice, unit: units }),
  areas: () => json<{ areas: OwnArea[] }>("/areas", {}),
  passport: (query: PassportQuery, signal: AbortSignal) => json<Passport>("/passport", { ...query }, signal),
  layers: () => json<MapLayerRef[]>("/layers", {}),
  features: async (url: string) => (await (await fetched(url)).json()) as GeoJSON.FeatureCollection,
  search: (q: string, signal: AbortSignal) => json<SearchAnswer>("/search", { q }, signal),
  pair: (query: Record<string, string | string[]>) => json<PairAnswer>("/pair", query),
  change: (query: Record<string, string>) => json<ChangeAnswer>("/change", query),
  sketch: () => json<GeoJSON.FeatureCollection>("/sketch", {}),
  /** Arrow files stand at addresses named by their checksum: the browser keeps them for ever. */
  bytes: async (url: string) => new Uint8Array(await (await fetched(url)).arrayBuffer()),
};

export interface PassportQuery {
  indicator: string;
  slice: string;
  level: string;
  geography: string;
  unit: string;
  period: string;
}
