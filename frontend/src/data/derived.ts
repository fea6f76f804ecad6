import { api } from "../api/client";
import { Problem } from "../api/problem";
import type { ChangeAnswer } from "../api/types";
import { t } from "../i18n/t";
import { frameOf } from "../model/frame";
import { problemText } from "../parts/problem-text";
import type { AtlasState } from "../state/url";
import { loadVector } from "./load";
import type { Other } from "./other";
import type { Scene } from "./scene";

/** What is shown instead of the figures themselves, where a view computes something of them. */
export type DerivedState =
  | { kind: "none" }
  | { kind: "loading" }
  | { kind: "failed"; said: string; choices: readonly string[] }
  | { kind: "change"; scene: Scene; answer: ChangeAnswer; since: string; choices: readonly string[] }
  | { kind: "bivariate"; scene: Scene; other: Other };

const NONE: DerivedState = { kind: "none" };

/** Change between two dates, two indicators in one: computed when a view asks for it, kept while it is looked at. */
export class Derived {
  private key = "";
  private from: Scene | null = null;
  private state: DerivedState = NONE;

  constructor(private readonly changed: () => void) {}

  of(scene: Scene, words: AtlasState): DerivedState {
    if (words.view !== "change" && words.view !== "bivariate") return NONE;
    const { detail, coverage, period } = scene.place;
    const key = JSON.stringify([words.view, detail.key, coverage.level, coverage.geography, coverage.slice, period, words.since, words.relative, words.with[0], words.withSlice, words.withPeriod]);
    if (key === this.key && scene === this.from) return this.state;
    // While the next answer is on its way the one before stays, unless it is of another kind.
    const keep = this.state.kind === words.view;
    this.key = key;
    this.from = scene;
    if (!keep) this.state = { kind: "loading" };
    const load = words.view === "change" ? change(scene, words) : bivariate(scene, words);
    load.catch(failed).then((state) => {
      if (key !== this.key || scene !== this.from) return;
      this.state = state;
      this.changed();
    });
    return keep && this.state.kind !== "loading" && fits(this.state, scene) ? this.state : { kind: "loading" };
  }
}

/** Another level has other units: what was computed for one cannot be shown for the other. */
function fits(state: DerivedState, scene: Scene): boolean {
  return (state.kind === "change" || state.kind === "bivariate") && state.scene.geography === scene.geography && state.scene.place.detail.key === scene.place.detail.key;
}

async function change(scene: Scene, words: AtlasState): Promise<DerivedState> {
  const { changeScene, sinceChoices } = await import("../model/change");
  const { detail, coverage, period } = scene.place;
  const vectors = await Promise.all(coverage.files.map((file) => loadVector(file.url)));
  const { choices, first } = sinceChoices(vectors, coverage.periods, period);
  const since = choices.includes(words.since) ? words.since : first;
  if (!since) return { kind: "failed", said: t("change.noEarlier"), choices };
  if (detail.kind === "class") return { kind: "failed", said: t("change.noDistance"), choices };
  try {
    const answer = await api.change({
      indicator: detail.key, slice: coverage.slice, level: coverage.level, geography: coverage.geography, since, period, relative: String(words.relative),
    });
    if (answer.order !== scene.geography.detail.order) throw new Error("figures and units do not belong together");
    const vector = vectors.find((one) => one.meta.periods.includes(since))!;
    return { kind: "change", scene: changeScene(scene, frameOf(vector, since, scene.how), answer, words.relative), answer, since, choices };
  } catch (error) {
    return { ...failed(error), choices };
  }
}

async function bivariate(scene: Scene, words: AtlasState): Promise<DerivedState> {
  const key = words.with[0];
  if (!key) return { kind: "failed", said: "", choices: [] };
  const [{ bivariateScene }, { loadOther }] = await Promise.all([import("../model/bivariate"), import("./other")]);
  const { detail, coverage, period } = scene.place;
  const other = await loadOther(scene, key, words.withSlice, words.withPeriod);
  if (!other) return { kind: "failed", said: t("pair.notHere"), choices: [] };
  const answer = await api.pair({
    indicator: detail.key, slice: coverage.slice, period, level: coverage.level, geography: coverage.geography, with: key,
    "with-slice": other.coverage.slice, "with-period": other.period,
  });
  return { kind: "bivariate", scene: bivariateScene(scene, other, answer.breaks), other };
}

function failed(error: unknown): { kind: "failed"; said: string; choices: readonly string[] } {
  if (!(error instanceof Problem)) console.error(error);
  const said = error instanceof Problem ? problemText(error) : t("page.broken");
  return { kind: "failed", said, choices: [] };
}
