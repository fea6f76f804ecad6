import type { SourceRef } from "./types";

// GET /api/v1/layers   in their order: the first lies on top
export interface MapLayerRef {
  key: string;
  name: string;
  kind: "points" | "lines" | "areas" | "wms" | "wmts";
  description: string;
  topic: string;
  colour: string;
  symbol: string;
  url: string; // GeoJSON, or a template with {z}, {x}, {y}
  tileSize: number | null;
  minzoom: number;
  maxzoom: number;
  bounds: [number, number, number, number] | null;
  count: number | null;
  attribution: string;
  source: SourceRef;
}
