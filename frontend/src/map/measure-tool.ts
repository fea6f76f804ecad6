import type { GeoJSONSource, Map as MapLibre, MapMouseEvent } from "maplibre-gl";
import type { Place } from "../model/measure";
import type { Theme } from "../model/palette";
import { MAP_COLOURS } from "./theme";

const ID = "measure";

/** A path that is drawn point by point on the map: by clicks, or by the keyboard at the middle of the map. */
export class MeasureTool {
  private path: Place[] = [];

  constructor(
    private readonly map: MapLibre,
    private theme: Theme,
    private readonly told: (path: readonly Place[]) => void,
  ) {
    this.map.getCanvas().style.cursor = "crosshair";
    this.again(theme);
  }

  click({ lngLat }: MapMouseEvent): void {
    this.add([lngLat.lng, lngLat.lat]);
  }

  addCentre(): void {
    const { lng, lat } = this.map.getCenter();
    this.add([lng, lat]);
  }

  back(): void {
    this.path = this.path.slice(0, -1);
    this.draw();
  }

  /** After the map was built anew. */
  again(theme: Theme): void {
    this.theme = theme;
    const colour = MAP_COLOURS[this.theme];
    if (!this.map.getSource(ID)) this.map.addSource(ID, { type: "geojson", data: this.data() });
    if (this.map.getLayer(`${ID}-line`)) return;
    this.map.addLayer({ id: `${ID}-rim`, type: "line", source: ID, paint: { "line-color": colour.halo, "line-width": 5 } });
    this.map.addLayer({ id: `${ID}-line`, type: "line", source: ID, paint: { "line-color": colour.hover, "line-width": 2 } });
    this.map.addLayer({
      id: `${ID}-points`, type: "circle", source: ID, filter: ["==", ["geometry-type"], "Point"],
      paint: { "circle-radius": 4, "circle-color": colour.halo, "circle-stroke-color": colour.hover, "circle-stroke-width": 2 },
    });
  }

  end(): void {
    for (const part of ["rim", "line", "points"]) if (this.map.getLayer(`${ID}-${part}`)) this.map.removeLayer(`${ID}-${part}`);
    if (this.map.getSource(ID)) this.map.removeSource(ID);
    this.map.getCanvas().style.cursor = "";
  }

  private add(place: Place): void {
    this.path = [...this.path, place];
    this.draw();
  }

  private draw(): void {
    this.map.getSource<GeoJSONSource>(ID)?.setData(this.data());
    this.told(this.path);
  }

  private data(): GeoJSON.FeatureCollection {
    const point = (place: Place): GeoJSON.Feature => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [...place] } });
    const line: GeoJSON.Feature[] = this.path.length > 1
      ? [{ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: this.path.map((place) => [...place]) } }]
      : [];
    return { type: "FeatureCollection", features: [...line, ...this.path.map(point)] };
  }
}
