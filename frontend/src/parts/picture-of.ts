import type { Units } from "../api/arrow";
import type { Scene } from "../data/scene";
import type { Picture, Points } from "../map/picture";
import { radius } from "../model/circles";
import { hasValue } from "../model/frame";
import type { Look } from "../model/look";

/** More circles than this would only hide each other; more names would be unreadable. */
const MOST_NAMED = 5000;

/** The scene as plain data for the map; null where a level is a list without polygons. */
export function pictureOf(scene: Scene, look: Look, circles: { largest: number; biggest: number }, hideRest: boolean): Picture | null {
  const { detail, units } = scene.geography;
  if (detail.shapes.kind === "none" || !detail.bounds) return null;
  const top = scene.parents.at(-1)?.geography;
  const shapes = top?.detail.shapes;
  return {
    base: {
      key: `${detail.level}/${detail.key}/${detail.order}`,
      shapes: detail.shapes,
      bounds: detail.bounds,
      points: pointsOf(units),
      labels: detail.count <= MOST_NAMED && scene.place.level.kind === "areas",
      outline: top && shapes && shapes.kind !== "none" ? { shapes, points: pointsOf(top.units) } : null,
    },
    figures: {
      bins: scene.frame.bins,
      colours: look.colours,
      textures: look.textures,
      hideRest,
      radii: scene.how.kind === "sign" ? radii(scene, circles) : null,
      unsure: scene.frame.unsure ?? null,
    },
  };
}

function pointsOf({ name, x, y, area }: Units): Points {
  const none = new Float64Array(name.length).fill(NaN);
  return { name, x: x ?? none, y: y ?? none, area };
}

function radii(scene: Scene, { largest, biggest }: { largest: number; biggest: number }): Float32Array {
  const { frame } = scene;
  return Float32Array.from({ length: frame.n }, (_, i) => (hasValue(frame, i) ? radius(frame.value[i]!, largest, biggest) : 0));
}
