// What the JSON API answers (see /api/v1/openapi.json). Texts come in the language asked for with ?lang=de|en.

export type LevelKind = "areas" | "blocks" | "reference";
export type IndicatorKind = "count" | "share" | "rate" | "mean" | "index" | "score" | "class";
export type Polarity = "burden" | "relief" | "neutral";

// GET /api/v1/catalogue
export interface Catalogue {
  workspace: {
    name: string;
    fictitious: boolean; // then every page says so
    unitWord: string; // everyday word for a unit: Quartier, Veedel ...
    defaultIndicator: string;
    defaultLevel: string;
    indicators: number;
  };
  topics: Topic[]; // in tree order
  levels: Level[]; // coarse to fine
}
export interface Topic {
  key: string;
  name: string;
  parent: string | null;
  indicators: number; // in it and below
}
export interface Level {
  key: string;
  name: string;
  plural: string;
  rank: number; // 0 = the whole town
  kind: LevelKind;
  hierarchy: string;
  parents: string[];
  geographies: { key: string; name: string; validFrom: string | null; validTo: string | null; count: number }[];
}

// GET /api/v1/indicators?q=&topic=&offset=&limit=   (q: words, synonyms, typing errors)
export interface IndicatorList {
  total: number;
  items: IndicatorRef[];
}
export interface IndicatorRef {
  key: string;
  name: string;
  kind: IndicatorKind;
  unit: string;
  polarity: Polarity;
  topics: string[];
}

// GET /api/v1/indicators/{key}
export interface IndicatorDetail extends IndicatorRef {
  definition: string;
  decimals: number;
  factor: number;
  signed?: boolean; // never sent: set where the page shows changes
  numerator: string;
  denominator: string;
  notes: string;
  sampled: boolean;
  target: number | null; // Zielwert, in the unit of the values; polarity says which side of it is good
  classes: { code: number; name: string }[]; // kind "class" only
  topicNames: string[];
  source: SourceRef;
  dimensions: Dimension[];
  release: ReleaseRef;
  periods: Record<string, PeriodRef>; // all periods named in coverage
  coverage: Coverage[];
  events: EventRef[];
  rates: { key: string; name: string }[]; // of a count: shares and rates whose numerator it is
  mapDefault: Record<string, string>; // class words of the address that an administrator saved; {} = none
}
export interface SourceRef {
  name: string;
  publisher: string;
  url: string;
  attribution: string;
  licence: string;
  licenceUrl: string;
}
export interface ReleaseRef {
  checksum: string;
  number: number; // 1, 2, 3 ... of this indicator
  publishedAt: string; // ISO
  publishedBy: string;
  audience: "public" | "confidential";
  note: string;
  vintage: string;
}
export interface Dimension {
  key: string;
  name: string;
  members: { key: string; name: string; parent: string | null; unattributed: boolean }[];
}
export interface PeriodRef {
  label: string;
  short: string; // for axes: 2020
  position: number; // decimal year, for the axis
}
// One (level, geography, slice). Slice "" is the total, else "age=0-5;sex=f" (dimension keys sorted).
export interface Coverage {
  level: string;
  geography: string;
  slice: string;
  periods: string[]; // ascending
  files: { url: string; periods: string[] }[]; // vectors: few periods each for large levels, else one file
  breaks: number[]; // inner class breaks, fixed over all periods: n classes have n-1; class i is [b[i-1], b[i])
  min: number | null;
  max: number | null;
}
export interface EventRef {
  key: string;
  start: string;
  end: string | null;
  position: number; // decimal year
  kind: string;
  name: string;
  text: string;
}

// Vector file: Arrow IPC file, rows = periods x units (period-major, units in the order of the geography).
// Columns: value f64 (null unless presence = 0), presence u8, flags u16 and, where there are any, numerator,
// denominator, lower, upper f64. Schema metadata "quartier": JSON VectorMeta.
export interface VectorMeta {
  indicator: string;
  level: string;
  geography: string;
  slice: string;
  units: number;
  periods: string[];
  order: string; // must equal GeographyDetail.order
}
export const PRESENCE = { value: 0, missing: 1, notApplicable: 2, suppressed: 3 } as const;
export const FLAG = {
  provisional: 1, estimated: 2, imputed: 4, forecast: 8, break: 16, unreliable: 32, outlier: 64, notRated: 128,
} as const;

// GET /api/v1/geographies/{level}/{key}
export interface GeographyDetail {
  level: string;
  key: string;
  name: string;
  validFrom: string | null;
  validTo: string | null;
  count: number;
  order: string;
  bounds: [number, number, number, number] | null; // west, south, east, north (WGS 84)
  units: string; // url, Arrow: code, name, parent:<level> ... (text), x, y (label point lon/lat), area (m2)
  shapes: Shapes;
  source: SourceRef;
}
export type Shapes =
  | { kind: "none" }
  | { kind: "geojson"; url: string } // feature.id = position in the unit order; no properties
  | { kind: "pmtiles"; url: string; layer: string; minzoom: number; maxzoom: number }; // property "i" = position

// GET /api/v1/sketch   lines and areas for orientation (river, railway, streets, parks), GeoJSON with properties kind, name
// GET /api/v1/series?indicator=&slice=&unit=level:code&unit=...   (each unit, plus all reference series)
export interface SeriesAnswer {
  series: Series[]; // as asked, in that order
  parents: Series[]; // the units that contain them, finest first, without doubles
  references: Series[]; // the whole town and the reference areas (county, Land, Bund)
}
export interface Series {
  level: string;
  code: string;
  name: string;
  levelName: string;
  points: SeriesPoint[]; // ascending
  former?: SeriesPoint[]; // counted in the former boundaries, where points has the converted figure of that period
}
export interface SeriesPoint {
  period: string;
  position: number;
  geography: string;
  value: number | null;
  presence: number;
  flags: number;
  numerator: number | null;
  denominator: number | null;
  lower: number | null;
  upper: number | null;
  converted?: boolean; // carried here from other boundaries
}

// GET /api/v1/areas
export interface OwnArea {
  key: string;
  unit: string; // own:<key>
  name: string;
  level: string;
}

// GET /api/v1/passport?indicator=&slice=&level=&geography=&unit=&period=
export interface Passport {
  indicator: string;
  name: string;
  definition: string;
  sliceLabel: string;
  unit: { code: string; name: string; level: string; levelName: string; geography: string };
  periodLabel: string;
  valueText: string; // formatted, with its unit of measure, or the reason why there is none
  point: SeriesPoint;
  numerator: string; // what is counted
  denominator: string;
  intervalText: string;
  rank: number | null; // 1 = highest value
  ranked: number; // of how many
  flags: string[];
  notes: string;
  method: string;
  source: SourceRef;
  release: ReleaseRef;
  madeOf: MadeOf | null; // of an area of one's own
  conversion: Conversion | null; // of a figure that was carried over a reform
}
export interface MadeOf {
  way: string;
  formula: string;
  known: number;
  total: number;
  knownText: string;
  reason: string;
  parts: { code: string; name: string; part: number }[];
}
export interface Conversion {
  text: string;
  source: string;
  crosswalk: string;
  splitText: string;
  boundsText: string;
  errorText: string;
}

// Errors: RFC 9457 application/problem+json
export interface ProblemAnswer {
  type: string;
  title: string;
  status: number;
  detail: string;
  problems?: { message: string; file?: string; row?: number; column?: string; found?: string; expected?: string }[];
}

export interface SearchHit {
  title: string;
  subtitle: string;
  address: string;
  /** "indicator:key", "unit:level:code"; empty where nothing can be kept */
  item: string;
  score: number;
}

export interface SearchGroup {
  key: string;
  label: string;
  hits: SearchHit[];
}

export interface SearchAnswer {
  query: string;
  groups: SearchGroup[];
}

// GET /api/v1/pair?indicator=&slice=&period=&with=&with-slice=&with-period=&level=&geography=&weighted=&units=
export interface PairAnswer {
  n: number; // units of which both figures are known
  units: number;
  absent: { missing: number; suppressed: number; notApplicable: number; notRated: number };
  zeros: [number, number];
  weightName: string;
  weightable: boolean;
  pearson: Coefficient;
  spearman: Coefficient;
  fit: FitAnswer | null; // null: undefined, see reason
  reason: string;
  far: string[]; // codes of units far from the line
  withoutFar: Coefficient;
  breaks: [number[], number[]]; // thirds of each
}
export interface Coefficient {
  value: number | null;
  pValue: number | null;
  n: number;
}
// The line intercept + slope x; its band: +- t sigma sqrt(1 / weight + (x - meanX)^2 / sxx)
export interface FitAnswer {
  slope: number;
  intercept: number;
  rSquared: number | null;
  slopeLower: number;
  slopeUpper: number;
  sigma: number;
  meanX: number;
  sxx: number;
  weight: number;
  t: number;
}

// GET /api/v1/change?indicator=&slice=&level=&geography=&since=&period=&relative=
export interface ChangeAnswer {
  order: string; // must equal GeographyDetail.order
  values: (number | null)[];
  reasons: string[]; // "" where there is a value, else missing, suppressed, not-comparable, zero-denominator ...
  unsure: boolean[] | null; // cannot be told apart from chance; null where it is not known
  breaks: number[];
  min: number | null;
  max: number | null;
  town: { name: string; value: number | null; reason: string } | null;
}
