import { parse, write, type AtlasState } from "./url";

export type Change = Partial<AtlasState>;
/** A choice of the reader is a step of the back button; what happens by itself (play, camera) is not. */
export type Step = "choice" | "quiet";

/** The address bar is the state: this reads it, writes it and tells who listens. */
export class Store {
  private readonly listeners = new Set<(state: AtlasState) => void>();
  state: AtlasState = parse(location.search);

  constructor() {
    addEventListener("popstate", () => {
      this.state = parse(location.search);
      this.tell();
    });
  }

  subscribe(listener: (state: AtlasState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  go(change: Change, step: Step = "choice"): void {
    const next = { ...this.state, ...change };
    const search = write(next);
    if (search === write(this.state)) return;
    this.state = next;
    const url = `${location.pathname}${search}${location.hash}`;
    if (step === "choice") history.pushState(null, "", url);
    else history.replaceState(null, "", url);
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener(this.state);
  }
}
