import type { Theme } from "../model/palette";

/** Colours of layers, apart from each other and from the classes; a white rim parts them from any ground. */
export const LAYER_COLOURS: Record<Theme, Record<string, string>> = {
  light: { blue: "#1554a8", green: "#1b6b3a", orange: "#b65a00", purple: "#6d3aa5", red: "#b3202c", brown: "#6b4a2b", black: "#20252e" },
  dark: { blue: "#8ab8ff", green: "#7fd39a", orange: "#ffb066", purple: "#cda7f5", red: "#ff9a9f", brown: "#d0ab86", black: "#eef1f5" },
};

export const layerColour = (name: string, theme: Theme): string => LAYER_COLOURS[theme][name] ?? LAYER_COLOURS[theme].blue!;

/** Outlines in a square of 24, so that the same path serves the map and the page. */
const PATHS: Record<string, string> = {
  dot: "M12 5.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13Z",
  square: "M6 6H18V18H6Z",
  triangle: "M12 4.5L20 18.5H4Z",
  diamond: "M12 3.5L20.5 12L12 20.5L3.5 12Z",
  cross: "M9.5 4H14.5V9.5H20V14.5H14.5V20H9.5V14.5H4V9.5H9.5Z",
  star: "M12 3L14.6 9.2L21.3 9.8L16.2 14.2L17.8 20.8L12 17.3L6.2 20.8L7.8 14.2L2.7 9.8L9.4 9.2Z",
};

export const symbolPath = (name: string): string => PATHS[name] ?? PATHS.dot!;

/** The picture of a point, at twice the pixels. */
export function symbolImage(symbol: string, colour: string, rim: string): ImageData {
  const size = 48;
  const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
  const context = canvas.getContext("2d")!;
  context.scale(size / 24, size / 24);
  const path = new Path2D(symbolPath(symbol));
  context.lineJoin = "round";
  context.lineWidth = 3.4;
  context.strokeStyle = rim;
  context.stroke(path);
  context.fillStyle = colour;
  context.fill(path);
  return context.getImageData(0, 0, size, size);
}
