import { api } from "../api/client";
import { Problem } from "../api/problem";
import type { Catalogue, OwnArea, SeriesAnswer } from "../api/types";
import { write, type AtlasState } from "../state/url";
import { forgetIndicator } from "./load";
import { loadScene, type Scene } from "./scene";

export type Status = { kind: "loading" } | { kind: "ready" } | { kind: "empty" } | { kind: "failed"; problem: Problem };

/**
 * From the state to what is seen. Answers may overtake each other: each load has a turn, and only the latest counts.
 * While something loads, the scene before stays, so that nothing jumps.
 */
export class Atlas {
  catalogue: Catalogue | null = null;
  scene: Scene | null = null;
  series: SeriesAnswer | null = null;
  /** areas of one's own that may be compared with */
  areas: readonly OwnArea[] = [];
  private areasAsked = false;
  status: Status = { kind: "loading" };
  private turn = 0;
  private seriesFor = "";
  private sceneFor = "";
  private wanted: AtlasState | null = null;

  constructor(private readonly changed: () => void) {}

  async show(state: AtlasState): Promise<void> {
    const turn = ++this.turn;
    this.wanted = state;
    const key = sceneKey(state);
    if (key === this.sceneFor && this.scene && this.status.kind === "ready") {
      void this.loadSeries(this.scene, state.units, state.compare);
      return this.changed();
    }
    try {
      this.catalogue ??= await loadCatalogue();
      if (!this.catalogue) return this.set({ kind: "empty" });
      const pending = loadScene(state, this.catalogue);
      const late = setTimeout(() => turn === this.turn && this.set({ kind: "loading" }), 120);
      const scene = await pending.finally(() => clearTimeout(late));
      if (turn !== this.turn) return;
      this.scene = scene;
      this.sceneFor = key;
      this.set({ kind: scene ? "ready" : "empty" });
      if (scene) void this.loadSeries(scene, state.units, state.compare);
      if (scene && !this.areasAsked) void this.loadAreas();
    } catch (error) {
      if (turn === this.turn) this.set({ kind: "failed", problem: asProblem(error) });
    }
  }

  /** Something was saved that the scene shows: ask again. */
  refresh(indicator: string): void {
    forgetIndicator(indicator);
    this.sceneFor = "";
    if (this.wanted) void this.show(this.wanted);
  }

  retry(): void {
    this.set({ kind: "loading" });
    if (this.wanted) void this.show(this.wanted);
  }

  /** Areas of one's own, once and whenever one was saved. */
  async loadAreas(): Promise<void> {
    this.areasAsked = true;
    // The page lives without them.
    this.areas = await api.areas().then((answer) => answer.areas, () => []);
    if (this.areas.length) this.changed();
  }

  private async loadSeries(scene: Scene, units: readonly string[], compare: string): Promise<void> {
    const { detail, coverage } = scene.place;
    const known = units.filter((code) => scene.geography.index.has(code)).map((code) => `${coverage.level}:${code}`);
    if (compare.startsWith("own:")) known.push(compare);
    const key = JSON.stringify([detail.key, coverage.slice, known]);
    if (key === this.seriesFor) return;
    this.seriesFor = key;
    try {
      const answer = await api.series(detail.key, coverage.slice, known);
      if (key !== this.seriesFor) return;
      this.series = answer;
    } catch {
      // The page lives without its time line; the next choice asks again.
      if (key !== this.seriesFor) return;
      this.series = null;
      this.seriesFor = "";
    }
    this.changed();
  }

  private set(status: Status): void {
    this.status = status;
    this.changed();
  }
}

/** What the scene depends on; choosing units, moving the map or opening a dialog makes no other one. */
function sceneKey(state: AtlasState): string {
  return write({ ...state, units: [], compare: "", open: { kind: "none" }, camera: null });
}

/** Null where the workspace holds nothing yet. */
async function loadCatalogue(): Promise<Catalogue | null> {
  try {
    return await api.catalogue();
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  console.error(error);
  return new Problem(-1, "", "");
}
