import type { Map as MapLibre } from "maplibre-gl";
import { TerraDraw, TerraDrawCircleMode, TerraDrawPolygonMode, TerraDrawRectangleMode } from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";
import { shapeOf } from "../model/filter";
import type { LonLat, Shape } from "../state/filter-words";

const MODES: Record<Shape["kind"], string> = { polygon: "polygon", box: "rectangle", circle: "circle" };

/** One shape drawn by hand on the map. Loaded only when somebody draws. */
export class Drawing {
  private readonly draw: TerraDraw;
  private done = false;

  constructor(map: MapLibre, kind: Shape["kind"], colour: string, private readonly finished: (shape: Shape | null) => void) {
    const hex = colour as `#${string}`;
    const styles = { fillColor: hex, fillOpacity: 0.12, outlineColor: hex, outlineWidth: 2 } as const;
    const modes = {
      polygon: () => new TerraDrawPolygonMode({ styles }),
      box: () => new TerraDrawRectangleMode({ styles }),
      circle: () => new TerraDrawCircleMode({ styles }),
    };
    this.draw = new TerraDraw({ adapter: new TerraDrawMapLibreGLAdapter({ map, prefixId: "drawing" }), modes: [modes[kind]()] });
    this.draw.start();
    this.draw.setMode(MODES[kind]);
    this.draw.on("finish", (id) => {
      const geometry = this.draw.getSnapshotFeature(id)?.geometry;
      this.end(geometry?.type === "Polygon" ? shapeOf(kind, geometry.coordinates[0] as unknown as LonLat[]) : null);
    });
  }

  /** Gives up what was begun. */
  cancel(): void {
    this.end(null);
  }

  private end(shape: Shape | null): void {
    if (this.done) return;
    this.done = true;
    // Terra Draw still works on the shape when it says that it is finished.
    setTimeout(() => {
      this.draw.stop();
      this.finished(shape);
    });
  }
}
