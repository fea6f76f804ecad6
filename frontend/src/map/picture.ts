import type { GeographyDetail, Shapes } from "../api/types";
import type { Place } from "../model/measure";
import type { Texture } from "../model/look";
import type { Camera } from "../state/url";
import type { FoundFeature } from "./overlays";

/** What the map is to show. Plain data, so that the page knows nothing of the map library. */
export interface Picture {
  base: Base;
  figures: Figures;
}

/** Changes with the geography only. */
export interface Base {
  key: string;
  shapes: Exclude<Shapes, { kind: "none" }>;
  bounds: NonNullable<GeographyDetail["bounds"]>;
  points: Points;
  /** names of the units where there is room */
  labels: boolean;
  outline: { shapes: Exclude<Shapes, { kind: "none" }>; points: Points } | null;
}

export interface Points {
  name: readonly string[];
  x: Float64Array;
  y: Float64Array;
  area: Float64Array | null;
}

/** Changes with indicator, period and theme. */
export interface Figures {
  bins: Int16Array;
  colours: readonly string[];
  /** over the colour, per bin */
  textures: readonly (Texture | null)[];
  /** what the filter leaves out is not drawn at all */
  hideRest: boolean;
  /** circles instead of filled areas: radius in pixels per unit, 0 for none */
  radii: Float32Array | null;
  /** 1 where what is shown may be chance */
  unsure: Uint8Array | null;
}

export interface MapEvents {
  hover(unit: number, x: number, y: number): void;
  pick(unit: number, add: boolean): void;
  /** a feature of a layer was touched, or the ground beside one */
  feature(found: FoundFeature | null): void;
  measured(path: readonly Place[]): void;
  moved(camera: Camera): void;
  /** while the reader moves the map */
  moving?(camera: Camera): void;
  /** everything asked for is on the screen */
  painted(): void;
}
