import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import { ABSENCES, ABSENT, OUTSIDE } from "../model/classify";
import type { MapColours } from "./theme";

const state = (name: string): ExpressionSpecification => ["coalesce", ["feature-state", name], -1];
const when = (name: string, value: number, yes: number, no = 0): ExpressionSpecification =>
  ["case", ["==", state(name), value], yes, no];

/** Class colour by feature state; whatever has no class keeps the quiet ground. */
export function fillColour(colours: readonly string[], empty: string): ExpressionSpecification {
  return ["match", state("bin"), ...colours.flatMap((colour, i) => [i, colour]), empty] as unknown as ExpressionSpecification;
}

export function selectedColour(colours: readonly string[]): ExpressionSpecification {
  return ["match", state("chosen"), ...colours.flatMap((colour, i) => [i, colour]), colours[0]] as unknown as ExpressionSpecification;
}

const chosenWidth = (width: number): ExpressionSpecification => ["case", [">=", state("chosen"), 0], width, 0];

/** Layers of the units. `from` names source and, for tiles, the layer in it. */
export function unitLayers(from: { source: string; "source-layer"?: string }, colours: MapColours): LayerSpecification[] {
  const round = { "line-join": "round", "line-cap": "round" } as const;
  return [
    { id: "fill", type: "fill", ...from, paint: { "fill-color": colours.empty } },
    ...ABSENCES.map((kind): LayerSpecification => ({
      id: `absent-${kind}`,
      type: "fill",
      ...from,
      layout: { visibility: "none" },
      paint: { "fill-pattern": `absent-${kind}`, "fill-opacity": when("bin", ABSENT[kind], 1) },
    })),
    {
      id: "unsure",
      type: "fill",
      ...from,
      layout: { visibility: "none" },
      paint: { "fill-pattern": "unsure", "fill-opacity": when("unsure", 1, 1) },
    },
    {
      id: "border",
      type: "line",
      ...from,
      layout: round,
      paint: { "line-color": colours.border, "line-width": ["interpolate", ["linear"], ["zoom"], 8, 0.35, 11, 0.7, 15, 1.6] },
    },
    {
      id: "hover",
      type: "line",
      ...from,
      layout: round,
      paint: { "line-color": colours.hover, "line-width": when("hover", 1, 2) },
    },
    { id: "casing", type: "line", ...from, layout: round, paint: { "line-color": colours.halo, "line-width": chosenWidth(5) } },
    {
      id: "chosen",
      type: "line",
      ...from,
      layout: round,
      paint: { "line-color": selectedColour(colours.selected), "line-width": chosenWidth(2.4) },
    },
  ];
}

/** A texture over the class of one bin; it lies below the borders. */
export function textureLayer(from: { source: string; "source-layer"?: string }, bin: number, image: string): LayerSpecification {
  return { id: `texture-${bin}`, type: "fill", ...from, paint: { "fill-pattern": image, "fill-opacity": when("bin", bin, 1) } };
}

/** Units that the filter leaves out are grey, or not there. */
export function restOpacity(hidden: boolean, cover = 1): ExpressionSpecification {
  return when("bin", OUTSIDE, hidden ? 0 : cover, cover);
}

export function shapeLayer(colours: MapColours): LayerSpecification {
  return { id: "shape", type: "line", source: "shape", layout: { "line-join": "round" }, paint: { "line-color": colours.selected[0]!, "line-width": 2, "line-dasharray": [3, 2] } };
}

export function outlineLayer(from: { source: string; "source-layer"?: string }, colours: MapColours): LayerSpecification {
  return {
    id: "outline",
    type: "line",
    ...from,
    layout: { "line-join": "round" },
    paint: { "line-color": colours.outline, "line-width": ["interpolate", ["linear"], ["zoom"], 8, 0.8, 11, 1.3, 15, 2.2] },
  };
}

/** Circles at the label points, for counts. */
export function circleLayer(colours: MapColours): LayerSpecification {
  return {
    id: "circles",
    type: "circle",
    source: "points",
    paint: {
      "circle-radius": ["max", 0, state("radius")],
      "circle-color": colours.empty,
      "circle-opacity": ["case", [">", state("radius"), 0], 0.7, 0],
      "circle-stroke-color": ["case", [">=", state("chosen"), 0], selectedColour(colours.selected), colours.halo],
      "circle-stroke-width": ["case", [">", state("radius"), 0], ["case", [">=", state("chosen"), 0], 3, ["==", state("hover"), 1], 2, 0.8], 0],
    },
  };
}
