import type { IndicatorKind, Polarity } from "../api/types";
import { fromLch, mix } from "./oklab";

export type Theme = "light" | "dark";

/*
 * Sequential palettes: five stops of chroma and hue, light to dark, with even steps of lightness in OKLab. More is
 * always darker, in both themes, and survives colour blindness and a grey print (palette.test.ts computes it).
 * "rust" is warm and stands for burden; it is the default of nothing else.
 * In the dark theme both ends are dimmed: the light one, so that a map of mostly low values does not glare, and the
 * dark one less, so that it stands out from the ground.
 */
const SEQUENTIAL = {
  rust: [[0.025, 85], [0.075, 78], [0.105, 58], [0.12, 25], [0.115, 350]],
  ocean: [[0.02, 150], [0.05, 180], [0.07, 205], [0.09, 230], [0.1, 252]],
  violet: [[0.015, 330], [0.06, 325], [0.1, 318], [0.125, 308], [0.12, 295]],
  moss: [[0.03, 110], [0.08, 115], [0.1, 125], [0.1, 140], [0.075, 155]],
  grey: [[0.004, 250], [0.004, 250], [0.004, 250], [0.004, 250], [0.004, 250]],
} as const;
const LIGHTNESS: Record<Theme, readonly [from: number, to: number]> = { light: [0.92, 0.32], dark: [0.85, 0.42] };

/** Two arms from a common light middle: below and above. */
const DIVERGING = {
  "ocean-rust": ["ocean", "rust"],
  "rust-ocean": ["rust", "ocean"],
  "moss-violet": ["moss", "violet"],
  "violet-moss": ["violet", "moss"],
} as const;

/** Okabe and Ito (2008), "Color universal design", for classes without an order. */
const VARIED = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#5e3c1c", "#b8b8b8"];

export type Sequential = keyof typeof SEQUENTIAL;
export type Diverging = keyof typeof DIVERGING;
export type Palette = Sequential | Diverging | "varied";
export const SEQUENTIALS = Object.keys(SEQUENTIAL) as Sequential[];
export const DIVERGINGS = Object.keys(DIVERGING) as Diverging[];
export const PALETTES: readonly Palette[] = [...SEQUENTIALS, ...DIVERGINGS, "varied"];

export const isDiverging = (palette: Palette): palette is Diverging => palette in DIVERGING;

/** What goes with an indicator: warm for burden alone; with a midpoint the warm side is the one of burden. */
export function paletteOf(polarity: Polarity, signed: boolean): Palette {
  if (!signed) return polarity === "burden" ? "rust" : "ocean";
  return polarity === "burden" ? "ocean-rust" : polarity === "relief" ? "rust-ocean" : "moss-violet";
}

/** `n` colours, light to dark. */
export function sequential(palette: Sequential, n: number, theme: Theme): string[] {
  const stops = stopsOf(palette, theme);
  if (n === 1) return [stops[2]!];
  return Array.from({ length: n }, (_, i) => along(stops, i / (n - 1)));
}

/**
 * `n` colours, the first `below` of them on the lower arm: both arms grow darker with the distance from the middle, by
 * the same step. Without `below` the middle of an odd number is neutral.
 */
export function diverging(palette: Diverging, n: number, below: number | null, theme: Theme): string[] {
  const [lower, upper] = DIVERGING[palette].map((arm) => stopsOf(arm, theme)) as [string[], string[]];
  if (below === null) {
    const far = Math.max(1, (n - 1) / 2);
    const shift = n % 2 ? 0 : 0.5;
    return Array.from({ length: n }, (_, i) => {
      const away = i - (n - 1) / 2;
      return away === 0 ? mix(lower[0]!, upper[0]!, 0.5) : along(away < 0 ? lower : upper, (Math.abs(away) + shift) / (far + shift));
    });
  }
  const far = Math.max(below, n - below, 2);
  return Array.from({ length: n }, (_, i) => (i < below ? along(lower, (below - i) / far) : along(upper, (i - below + 1) / far)));
}

export function varied(n: number): string[] {
  return Array.from({ length: n }, (_, i) => VARIED[i % VARIED.length]!);
}

/** `n` colours, light to dark, of the palette that goes with the polarity. */
export function ramp(n: number, polarity: Polarity, theme: Theme): string[] {
  return sequential(polarity === "burden" ? "rust" : "ocean", n, theme);
}

/** Colour of the circles of counts, and of negative ones. */
export function symbolColours(polarity: Polarity, theme: Theme): [string, string] {
  const [warm, cool] = [stopsOf("rust", theme)[3]!, stopsOf("ocean", theme)[3]!];
  return polarity === "burden" ? [warm, cool] : [cool, warm];
}

export function classColours(kind: IndicatorKind, polarity: Polarity, n: number, theme: Theme): string[] {
  return kind === "count" ? symbolColours(polarity, theme) : ramp(n, polarity, theme);
}

const known = new Map<string, string[]>();

function stopsOf(palette: Sequential, theme: Theme): string[] {
  const key = `${palette} ${theme}`;
  let stops = known.get(key);
  if (!stops) {
    const [from, to] = LIGHTNESS[theme];
    stops = SEQUENTIAL[palette].map(([chroma, hue], i) => fromLch(from + ((to - from) * i) / 4, chroma, hue));
    known.set(key, stops);
  }
  return stops;
}

function along(stops: readonly string[], share: number): string {
  const at = share * (stops.length - 1);
  const low = Math.min(Math.floor(at), stops.length - 2);
  return mix(stops[low]!, stops[low + 1]!, at - low);
}
