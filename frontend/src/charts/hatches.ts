import { MAP_COLOURS } from "../map/theme";
import { patterns } from "../map/patterns";
import { ABSENCES, ABSENT, type Bin } from "../model/classify";
import type { Theme } from "../model/palette";

const known = new Map<Theme, ReadonlyMap<Bin, HTMLCanvasElement>>();

/** The very patterns of the map, for a small canvas. */
export function hatches(context: CanvasRenderingContext2D, theme: Theme): Map<Bin, CanvasPattern> {
  let images = known.get(theme);
  if (!images) {
    const made = patterns(MAP_COLOURS[theme]);
    images = new Map(ABSENCES.map((kind) => [ABSENT[kind], asCanvas(made[kind])]));
    known.set(theme, images);
  }
  return new Map([...images].flatMap(([bin, image]) => {
    const pattern = context.createPattern(image, "repeat");
    pattern?.setTransform(new DOMMatrix().scale(0.4));
    return pattern ? [[bin, pattern] as const] : [];
  }));
}

function asCanvas(image: ImageData): HTMLCanvasElement {
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
  canvas.getContext("2d")!.putImageData(image, 0, 0);
  return canvas;
}
