/** What is laid over the figures. */
export interface LayerWords {
  layers: readonly LayerChoice[];
  /** keys of other levels whose borders are drawn */
  outlines: readonly string[];
  /** rivers, railways, streets for orientation */
  sketch: boolean;
  /** how much of the ground shows through the areas, in per cent of opacity */
  cover: number;
}

export interface LayerChoice {
  key: string;
  /** per cent; pictures of services let the figures shine through */
  opacity: number;
}

export const FULL = 100;
const LEAST = 10;
export const NO_LAYERS: LayerWords = { layers: [], outlines: [], sketch: true, cover: FULL };

const KEY = /^[\w-]+$/;

export function parseLayers(text: (name: string) => string): LayerWords {
  const chosen = new Map<string, LayerChoice>();
  for (const part of text("layers").split(",")) {
    const [key = "", opacity] = part.split(":");
    if (KEY.test(key)) chosen.set(key, { key, opacity: percent(opacity) });
  }
  const outlines = text("outlines").split(",").filter((key) => KEY.test(key));
  return { layers: [...chosen.values()], outlines: [...new Set(outlines)], sketch: text("sketch") !== "no", cover: percent(text("cover")) };
}

export function writeLayers(words: LayerWords, put: (name: string, value: string) => void): void {
  put("layers", words.layers.map(({ key, opacity }) => (opacity === FULL ? key : `${key}:${opacity}`)).join(","));
  put("outlines", words.outlines.join(","));
  put("sketch", words.sketch ? "" : "no");
  put("cover", words.cover === FULL ? "" : String(words.cover));
}

function percent(text: string | undefined): number {
  const value = Math.round(Number(text || FULL));
  return Number.isFinite(value) ? Math.min(FULL, Math.max(LEAST, value)) : FULL;
}
