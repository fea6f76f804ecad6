import type { IndicatorKind, Polarity } from "../api/types";

export type Theme = "light" | "dark";

/*
 * Anchors of the ramps, light to dark, with even steps of lightness in OKLab. More burden is always darker, in both
 * themes, and survives a grey print. Warm stands for burden alone; relief and neutral are blue-green.
 * In the dark theme the light end is dimmed, so that a map of mostly low values does not glare.
 */
const RAMPS: Record<"burden" | "other", Record<Theme, readonly string[]>> = {
  burden: {
    light: ["#f3ecdd", "#d2b78f", "#ba7c4f", "#97403e", "#60123d"],
    dark: ["#c6bdaa", "#ab936d", "#9a6239", "#803130", "#520e33"],
  },
  other: {
    light: ["#e5f0e7", "#a2c8c0", "#609fa6", "#287390", "#1a446f"],
    dark: ["#b4c2b6", "#7da199", "#457f86", "#145a74", "#0b345c"],
  },
};

/** `n` colours, light to dark. */
export function ramp(n: number, polarity: Polarity, theme: Theme): string[] {
  const anchors = RAMPS[polarity === "burden" ? "burden" : "other"][theme];
  if (n === 1) return [anchors[2]!];
  return Array.from({ length: n }, (_, i) => along(anchors, (i / (n - 1)) * (anchors.length - 1)));
}

/** Colour of the circles of counts, and of negative ones. */
export function symbolColours(polarity: Polarity, theme: Theme): [string, string] {
  const warm = RAMPS.burden[theme][3]!;
  const cool = RAMPS.other[theme][3]!;
  return polarity === "burden" ? [warm, cool] : [cool, warm];
}

export function classColours(kind: IndicatorKind, polarity: Polarity, n: number, theme: Theme): string[] {
  return kind === "count" ? symbolColours(polarity, theme) : ramp(n, polarity, theme);
}

function along(anchors: readonly string[], at: number): string {
  const low = Math.min(Math.floor(at), anchors.length - 2);
  return mix(anchors[low]!, anchors[low + 1]!, at - low);
}

type Triple = [number, number, number];

function mix(a: string, b: string, share: number): string {
  if (share === 0) return a;
  if (share === 1) return b;
  const [x, y] = [toLab(a), toLab(b)];
  return fromLab(x.map((v, i) => v + (y[i]! - v) * share) as Triple);
}

/** sRGB to OKLab (Ottosson 2020, "A perceptual color space for image processing"). */
export function toLab(hex: string): Triple {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const c = parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as Triple;
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromLab([L, a, b]: Triple): string {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const hex = linear.map((c) => {
    const v = c <= 0.0031308 ? 12.92 * c : 1.055 * Math.max(c, 0) ** (1 / 2.4) - 0.055;
    return Math.round(Math.min(1, Math.max(0, v)) * 255).toString(16).padStart(2, "0");
  });
  return `#${hex.join("")}`;
}
