import type { Theme } from "../model/palette";
import { keep, remembered } from "./device";

const KEY = "quartier-theme";
const dark = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

/** What the reader chose on this device, else what the system says. */
export function theme(): Theme {
  const chosen = remembered(KEY);
  return chosen === "light" || chosen === "dark" ? chosen : dark.matches ? "dark" : "light";
}

export function choose(next: Theme): void {
  const system: Theme = dark.matches ? "dark" : "light";
  // Choosing what the system says anyway means following it again.
  const kept = keep(KEY, next === system ? null : next);
  apply(kept ? theme() : next);
}

export function onTheme(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function apply(now: Theme = theme()): void {
  document.documentElement.dataset.kernTheme = now;
  for (const listener of listeners) listener();
}

dark.addEventListener("change", () => apply());
apply();
