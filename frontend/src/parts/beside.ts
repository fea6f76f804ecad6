import type { TemplateResult } from "lit";
import { html, literal, type StaticValue } from "lit/static-html.js";
import type { Catalogue, SeriesAnswer } from "../api/types";
import type { DerivedState } from "../data/derived";
import type { Scene } from "../data/scene";
import type { Look } from "../model/look";
import type { Theme } from "../model/palette";
import type { AtlasState, View } from "../state/url";

/** What every view beside map and table is given. */
export interface Given {
  scene: Scene;
  words: AtlasState;
  catalogue: Catalogue;
  series: SeriesAnswer | null;
  look: Look;
  theme: Theme;
  chosen: readonly number[];
  hovered: number;
  mark: { name: string; value: number } | null;
  sketch: GeoJSON.FeatureCollection | null;
  derived: DerivedState;
  mappable: boolean;
}
export type Beside = Exclude<View, "map">;

const VIEWS: Record<Beside, [tag: StaticValue, load: () => Promise<unknown>]> = {
  table: [literal`q-columns`, () => import("../charts/q-columns")],
  distribution: [literal`q-distribution`, () => import("../charts/q-distribution")],
  box: [literal`q-boxes`, () => import("../charts/q-boxes")],
  scatter: [literal`q-scatter`, () => import("../charts/q-scatter")],
  radar: [literal`q-radar`, () => import("../charts/q-radar")],
  change: [literal`q-change`, () => import("../charts/q-change")],
  compare: [literal`q-compare`, () => import("../charts/q-compare")],
  bivariate: [literal`q-bivariate`, () => import("../charts/q-bivariate")],
  multiples: [literal`q-multiples`, () => import("../charts/q-multiples")],
};
const asked = new Set<Beside>();

/** The element of a view. It stands at once and fills itself when its code, which comes with the first look, is there. */
export function besideView(view: Beside, given: Given): TemplateResult {
  const [tag, load] = VIEWS[view];
  if (!asked.has(view)) {
    asked.add(view);
    load().catch((error) => {
      asked.delete(view); // the next look asks again
      console.error(error);
    });
  }
  return html`<${tag} class="q-view" .scene=${given.scene} .words=${given.words} .catalogue=${given.catalogue} .series=${given.series}
    .look=${given.look} .theme=${given.theme} .chosen=${given.chosen} .hovered=${given.hovered} .mark=${given.mark}
    .sketch=${given.sketch} .derived=${given.derived} .mappable=${given.mappable}></${tag}>`;
}
