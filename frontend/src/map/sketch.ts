import type { LayerSpecification } from "maplibre-gl";
import type { MapColours } from "./theme";

/** Lines and areas for orientation, quiet enough to stay behind the figures. `under` the units, or over them. */
export function sketchLayers(colours: MapColours): { under: LayerSpecification[]; over: LayerSpecification[] } {
  const { sketch, halo } = colours;
  const only = (...kinds: string[]) => ["in", ["get", "kind"], ["literal", kinds]] as ["in", unknown, unknown] as never;
  const width = (thin: number, thick: number) => ["interpolate", ["linear"], ["zoom"], 9, thin, 15, thick] as never;
  const lines = { "line-join": "round", "line-cap": "round" } as const;
  return {
    under: [
      { id: "sketch-green", type: "fill", source: "sketch", filter: only("park", "green", "forest"), paint: { "fill-color": sketch.green } },
    ],
    over: [
      {
        id: "sketch-road", type: "line", source: "sketch", filter: only("street", "streets", "road"), layout: lines,
        paint: { "line-color": sketch.road, "line-width": width(0.4, 1.6), "line-opacity": 0.45 },
      },
      { id: "sketch-lake", type: "fill", source: "sketch", filter: ["all", only("water", "lake", "river"), ["==", ["geometry-type"], "Polygon"]] as never, paint: { "fill-color": sketch.water, "fill-opacity": 0.9 } },
      {
        id: "sketch-river-bank", type: "line", source: "sketch", filter: only("river", "water"), layout: lines,
        paint: { "line-color": halo, "line-width": width(4, 14), "line-opacity": 0.7 },
      },
      { id: "sketch-river", type: "line", source: "sketch", filter: only("river", "water"), layout: lines, paint: { "line-color": sketch.water, "line-width": width(2.4, 10) } },
      {
        id: "sketch-rail", type: "line", source: "sketch", filter: only("railway", "rail"),
        paint: { "line-color": sketch.rail, "line-width": width(0.9, 2.4), "line-dasharray": [4, 2], "line-opacity": 0.75 },
      },
    ],
  };
}
