import { html, type TemplateResult } from "lit";
import { MAP_COLOURS } from "../map/theme";
import { patterns } from "../map/patterns";
import { ABSENCES, ABSENT, isAbsent, type Bin } from "../model/classify";
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

/** A small field in the colour or the pattern of a class. */
export function swatch(bin: Bin, colours: readonly string[], theme: Theme): TemplateResult {
  const style = isAbsent(bin)
    ? `background-image:url(${patternUrl(bin, theme)});background-size:8px`
    : `background-color:${colours[bin] ?? "transparent"}`;
  return html`<span class="q-swatch" style=${style} aria-hidden="true"></span>`;
}
