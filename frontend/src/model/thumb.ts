import type { Units } from "../api/arrow";
import type { GeographyDetail } from "../api/types";

/** From degrees to the pixels of a small picture. */
export interface Projection {
  width: number;
  height: number;
  point(lon: number, lat: number): [x: number, y: number];
}

/** Equirectangular with the scale of the middle latitude: true enough for one town. At most `most` high. */
export function projectionOf([west, south, east, north]: readonly [number, number, number, number], width: number, most = Infinity): Projection {
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const [w, h] = [(east - west) * squeeze, north - south];
  const scale = Math.min((width - 4) / w, (most - 4) / h);
  const height = Math.round(h * scale + 4);
  const left = (width - w * scale) / 2;
  return { width, height, point: (lon, lat) => [left + (lon - west) * squeeze * scale, 2 + (north - lat) * scale] };
}

/** All rings of a polygon or multipolygon. */
export function ringsOf(geometry: GeoJSON.Geometry): GeoJSON.Position[][] {
  if (geometry.type === "Polygon") return geometry.coordinates;
  return geometry.type === "MultiPolygon" ? geometry.coordinates.flat() : [];
}

/** The areas of a geography in a small picture, in the unit order. */
export interface Outline extends Projection {
  paths: Path2D[];
  /** the unit under the pointer over the canvas in `host`; -1 for none */
  at(event: MouseEvent, host: HTMLElement): number;
}

/** Null for a list without polygons. Tiles hold no whole areas: there each unit is a point. */
export async function outlineOf({ bounds, shapes }: GeographyDetail, units: Units, width: number, tallest: number): Promise<Outline | null> {
  if (!bounds || shapes.kind === "none") return null;
  const projection = projectionOf(bounds, width, tallest);
  const paths = units.code.map(() => new Path2D());
  if (shapes.kind === "geojson") {
    const { features } = (await (await fetch(shapes.url, { credentials: "same-origin" })).json()) as GeoJSON.FeatureCollection;
    for (const { id, geometry } of features) for (const ring of ringsOf(geometry)) trace(paths[Number(id)], ring, projection);
  } else {
    paths.forEach((path, i) => units.x && units.y && path.arc(...projection.point(units.x[i]!, units.y[i]!), 1.6, 0, 7));
  }
  return { ...projection, paths, at: (event, host) => pathAt(paths, projection, event, host) };
}

function trace(path: Path2D | undefined, ring: readonly GeoJSON.Position[], projection: Projection): void {
  ring.forEach(([lon, lat], i) => {
    const [x, y] = projection.point(lon!, lat!);
    if (i) path?.lineTo(x, y);
    else path?.moveTo(x, y);
  });
  path?.closePath();
}

function pathAt(paths: readonly Path2D[], { width }: Projection, event: MouseEvent, host: HTMLElement): number {
  const canvas = host.querySelector("canvas")!;
  const box = canvas.getBoundingClientRect();
  const context = canvas.getContext("2d")!;
  const scale = width / box.width;
  context.save();
  context.resetTransform();
  const found = paths.findIndex((path) => context.isPointInPath(path, (event.clientX - box.left) * scale, (event.clientY - box.top) * scale, "evenodd"));
  context.restore();
  return found;
}
