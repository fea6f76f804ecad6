import { ABSENCES, type Absence } from "../model/classify";
import type { MapColours } from "./theme";

/** One picture for each reason why there is no value: told apart by shape, not by colour. */
export type Draw = (context: CanvasRenderingContext2D, size: number) => void;

const line = (context: CanvasRenderingContext2D, ...points: [number, number][]): void => {
  context.beginPath();
  points.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
  context.stroke();
};

const DRAW: Record<Absence, Draw> = {
  // an empty field with a few dots: nothing was reported
  missing: (context, size) => {
    for (const [x, y] of [[0.25, 0.25], [0.75, 0.75]] as const) {
      context.beginPath();
      context.arc(x * size, y * size, size / 11, 0, 7);
      context.fill();
    }
  },
  // falling lines, one way
  notRated: (context, size) => {
    line(context, [-1, size / 2 + 1], [size / 2 + 1, -1]);
    line(context, [-1, size * 1.5 + 1], [size * 1.5 + 1, -1]);
    line(context, [size / 2 - 1, size + 1], [size + 1, size / 2 - 1]);
  },
  // a closed grating: there is a value, but it is not shown
  suppressed: (context, size) => {
    line(context, [0, 0], [size, size]);
    line(context, [size, 0], [0, size]);
  },
  // standing lines: nothing to count from
  zeroBase: (context, size) => {
    line(context, [size / 4, 0], [size / 4, size]);
    line(context, [(size * 3) / 4, 0], [(size * 3) / 4, size]);
  },
  // a broken line
  notComparable: (context, size) => {
    line(context, [0, size / 4], [size * 0.4, size / 4]);
    line(context, [size / 2, (size * 3) / 4], [size * 0.9, (size * 3) / 4]);
  },
  // level lines: the question does not arise here
  notApplicable: (context, size) => {
    line(context, [0, size / 4], [size, size / 4]);
    line(context, [0, (size * 3) / 4], [size, (size * 3) / 4]);
  },
};

const SIZE = 8;

/** Square images that repeat without seams, at twice the pixels. */
export function patterns(colours: MapColours): Record<Absence, ImageData> {
  return Object.fromEntries(ABSENCES.map((kind) => [kind, pattern(DRAW[kind], colours)])) as Record<Absence, ImageData>;
}

/** Drawn over a colour: what it shows may be chance. */
export function veil(colours: MapColours): ImageData {
  return pattern(DRAW.notRated, { ...colours, hatchGround: "#0000", hatch: colours.veil });
}

function pattern(draw: Draw, colours: MapColours): ImageData {
  const size = SIZE * 2;
  const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
  const context = canvas.getContext("2d")!;
  context.fillStyle = colours.hatchGround;
  context.fillRect(0, 0, size, size);
  context.strokeStyle = context.fillStyle = colours.hatch;
  context.lineWidth = 1.5;
  draw(context, size);
  return context.getImageData(0, 0, size, size);
}

type Mark = (context: CanvasRenderingContext2D, size: number, density: number) => void;

/** Textures that lie over a class's colour; `density` 0 to 8. */
const MARKS: Record<string, Mark> = {
  step: (context, size, density) => slanted(context, size, density, false),
  fall: (context, size, density) => slanted(context, size, density, true),
  // a ring: nothing is there, and that is known
  zero: (context, size) => {
    context.beginPath();
    context.arc(size / 2, size / 2, size / 5, 0, 7);
    context.stroke();
  },
  low: (context, size) => line(context, [size * 0.2, size * 0.35], [size * 0.5, size * 0.7], [size * 0.8, size * 0.35]),
  high: (context, size) => line(context, [size * 0.2, size * 0.65], [size * 0.5, size * 0.3], [size * 0.8, size * 0.65]),
};

function slanted(context: CanvasRenderingContext2D, size: number, density: number, falling: boolean): void {
  if (!density) return;
  context.lineWidth = 0.7 + 0.28 * density;
  context.globalAlpha = 0.75;
  const lines = density > 4 ? 2 : 1;
  for (let i = -lines; i <= lines; i++) {
    const shift = (i * size) / lines;
    if (falling) line(context, [shift - 2, -2], [shift + size + 2, size + 2]);
    else line(context, [shift - 2, size + 2], [shift + size + 2, -2]);
  }
}

/** A texture by name ("step-4", "zero") in this ink, on nothing. */
export function texture(name: string, ink: string): ImageData {
  const size = SIZE * 2;
  const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
  const context = canvas.getContext("2d")!;
  context.strokeStyle = ink;
  context.lineWidth = 1.6;
  const [kind, density] = name.split("-");
  MARKS[kind!]?.(context, size, Number(density ?? 0));
  return context.getImageData(0, 0, size, size);
}
