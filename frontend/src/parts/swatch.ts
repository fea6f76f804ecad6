import { html, type TemplateResult } from "lit";
import { MAP_COLOURS } from "../map/theme";
import { patterns, texture } from "../map/patterns";
import { ABSENCES, ABSENT, isAbsent, OUTSIDE, type Bin } from "../model/classify";
import type { Look, Texture } from "../model/look";
import type { Theme } from "../model/palette";

const urls = new Map<Theme, Map<Bin, string>>();

/** The very images of the map, for the legend. */
function patternUrl(bin: Bin, theme: Theme): string {
  let known = urls.get(theme);
  if (!known) {
    const images = patterns(MAP_COLOURS[theme]);
    known = new Map(ABSENCES.map((kind) => [ABSENT[kind], asUrl(images[kind])]));
    urls.set(theme, known);
  }
  return known.get(bin) ?? "";
}

function asUrl(image: ImageData): string {
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
  canvas.getContext("2d")!.putImageData(image, 0, 0);
  return canvas.toDataURL();
}

const textures = new Map<string, string>();

function textureUrl({ name, ink }: Texture): string {
  const key = `${name} ${ink}`;
  const known = textures.get(key) ?? asUrl(texture(name, ink));
  textures.set(key, known);
  return known;
}

/** A small field in the colour or the pattern of a class. */
export function swatch(bin: Bin, look: Look, theme: Theme): TemplateResult {
  const over = look.textures[bin];
  const style = bin === OUTSIDE
    ? `background-color:${MAP_COLOURS[theme].empty}`
    : isAbsent(bin)
    ? `background-image:url(${patternUrl(bin, theme)});background-size:8px`
    : `background-color:${look.colours[bin] ?? "transparent"}${over ? `;background-image:url(${textureUrl(over)});background-size:8px` : ""}`;
  return html`<span class="q-swatch" style=${style} aria-hidden="true"></span>`;
}
