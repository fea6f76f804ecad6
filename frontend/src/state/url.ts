import { NO_CLASS_WORDS, parseClasses, writeClasses, type ClassWords } from "./class-words";
import { readCodes, writeCodes } from "./codes";
import { NO_FILTER, parseFilter, writeFilter, type FilterWords } from "./filter-words";
import { NO_LAYERS, parseLayers, writeLayers, type LayerWords } from "./layer-words";
import { NO_VIEW_WORDS, parseViews, writeViews, type ViewWords } from "./view-words";

export type { View } from "./view-words";

/** Everything a copied link brings back. Empty text means: not chosen, the page takes its default. */
export interface AtlasState extends ClassWords, FilterWords, LayerWords, ViewWords {
  indicator: string;
  level: string;
  geography: string;
  period: string;
  /** "" is the total, else "age=0-5;sex=f" */
  slice: string;
  /** codes of the chosen units of the level, in the order of choosing */
  units: readonly string[];
  /** "level:code" of the comparison area */
  compare: string;
  open: Open;
  camera: Camera | null;
}

/** "with" is the picker too, for a further indicator. */
export type Open = { kind: "none" } | { kind: "picker" } | { kind: "display" } | { kind: "filter" } | { kind: "with" } | { kind: "layers" } | { kind: "passport"; level: string; unit: string };
export interface Camera {
  lon: number;
  lat: number;
  zoom: number;
}

/** More lines cannot be told apart. */
export const MOST_UNITS = 5;

export const EMPTY: AtlasState = {
  ...NO_CLASS_WORDS,
  ...NO_FILTER,
  ...NO_LAYERS,
  ...NO_VIEW_WORDS,
  indicator: "",
  level: "",
  geography: "",
  period: "",
  slice: "",
  units: [],
  compare: "",
  open: { kind: "none" },
  camera: null,
};

export function parse(search: string): AtlasState {
  const query = new URLSearchParams(search);
  const text = (name: string) => query.get(name) ?? "";
  return {
    indicator: text("indicator"),
    level: text("level"),
    geography: text("geography"),
    period: text("period"),
    slice: text("slice"),
    units: readCodes(text("units")).slice(0, MOST_UNITS),
    compare: text("compare"),
    ...parseViews(text),
    ...parseClasses(text),
    ...parseFilter(text),
    ...parseLayers(text),
    open: parseOpen(text("open")),
    camera: parseCamera(text("at")),
  };
}

/** The query text of a state; defaults are left out, so that links stay short. */
export function write(state: AtlasState): string {
  const query = new URLSearchParams();
  const put = (name: string, value: string) => void (value && query.set(name, value));
  put("indicator", state.indicator);
  put("level", state.level);
  put("geography", state.geography);
  put("period", state.period);
  put("slice", state.slice);
  put("units", writeCodes(state.units));
  put("compare", state.compare);
  writeViews(state, put);
  writeClasses(state, put);
  writeFilter(state, put);
  writeLayers(state, put);
  put("open", writeOpen(state.open));
  put("at", state.camera ? writeCamera(state.camera) : "");
  // Readable where an address allows it: these signs need no escape in a query.
  const text = query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%2F", "/").replaceAll("%3B", ";");
  return text ? `?${text}` : "";
}

function parseOpen(text: string): Open {
  if (text === "picker" || text === "display" || text === "filter" || text === "layers" || text === "with") return { kind: text };
  const [, level, unit] = /^passport:([^:]+):(.+)$/s.exec(text) ?? [];
  if (level && unit) return { kind: "passport", level, unit };
  return { kind: "none" };
}

function writeOpen(open: Open): string {
  switch (open.kind) {
    case "none":
      return "";
    case "picker":
    case "layers":
    case "display":
    case "filter":
    case "with":
      return open.kind;
    case "passport":
      return `passport:${open.level}:${open.unit}`;
  }
}

function parseCamera(text: string): Camera | null {
  const [lon, lat, zoom] = text.split(",").map(Number);
  if (text.split(",").length !== 3 || ![lon, lat, zoom].every(Number.isFinite)) return null;
  return { lon: lon!, lat: lat!, zoom: zoom! };
}

/** Five decimals are a metre; more would only make the link longer. */
function writeCamera({ lon, lat, zoom }: Camera): string {
  return `${+lon.toFixed(5)},${+lat.toFixed(5)},${+zoom.toFixed(2)}`;
}
