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
