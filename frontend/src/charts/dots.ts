import { nothing, svg } from "lit";
import { unitName, type Scene } from "../data/scene";
import type { Spot } from "../model/cursor";

/** Every unit as a point in the colour of its class. */
export function dotsOf(scene: Scene, spots: readonly Spot[], radius: number, colours: readonly string[]) {
  return spots.map(({ unit, x, y }) => svg`<circle class="q-spot" cx=${x} cy=${y} r=${radius} fill=${colours[scene.frame.bins[unit]!] ?? "none"} />`);
}

/** Rings and names of what is chosen and of what the pointer rests on. */
export function labelsOf(
  view: { scene: Scene; chosen: readonly number[]; hovered: number },
  spots: readonly Spot[],
  radius: number,
  text: (unit: number) => string,
  width: number,
) {
  const shown = [...view.chosen, ...(view.chosen.includes(view.hovered) ? [] : [view.hovered])];
  const found = shown.flatMap((unit) => spots.find((one) => one.unit === unit) ?? []);
  const heights = apart(found);
  return found.map(({ unit, x, y }, i) => {
    const at = view.chosen.indexOf(unit);
    const style = at >= 0 ? `q-chosen-${at}` : "";
    const left = x > width * 0.66;
    return svg`<circle class="q-ring ${style}" cx=${x} cy=${y} r=${radius + 2.2} />
      ${unit < 0 ? nothing : svg`<text class="q-name-label ${style}" x=${left ? x - radius - 6 : x + radius + 6} y=${heights[i]! + 4} text-anchor=${left ? "end" : "start"}>${unitName(view.scene, unit)} ${text(unit)}</text>`}`;
  });
}

/** Names that would lie on each other step down. */
function apart(spots: readonly Spot[]): number[] {
  const placed: Spot[] = [];
  return spots.map((spot) => {
    let y = spot.y;
    while (placed.some((one) => Math.abs(one.y - y) < 15 && Math.abs(one.x - spot.x) < 170)) y += 15;
    placed.push({ ...spot, y });
    return y;
  });
}
