/*
 * Favourites: on the server for people who signed in, else in this browser only. One store for all stars of a page.
 */
import { keep, remembered } from "./device";

export interface Favourite {
  item: string;
  title: string;
  address: string;
}

const KEY = "quartier-favourites";
const MOST = 200;
const listeners = new Set<() => void>();
let known: Favourite[] = [];
let asked: Promise<void> | null = null;

export const signedIn = (): boolean => document.body.dataset.person !== undefined;

/** What is kept, oldest first; empty until `load` has answered. */
export const favourites = (): readonly Favourite[] => known;
export const isFavourite = (item: string): boolean => known.some((one) => one.item === item);

export function onFavourites(listener: () => void): () => void {
  listeners.add(listener);
  void load();
  return () => listeners.delete(listener);
}

/** Ask once for each page. */
export function load(): Promise<void> {
  return (asked ??= read().then((found) => changed(found)));
}

/** Keep it, or no longer keep it; what the server refuses is not shown as kept. */
export async function toggle(one: Favourite): Promise<void> {
  await load();
  const remove = isFavourite(one.item);
  const next = remove ? known.filter(({ item }) => item !== one.item) : [...known, one].slice(-MOST);
  if (signedIn()) {
    const body = new URLSearchParams({ ...one, do: remove ? "remove" : "keep", csrfmiddlewaretoken: token() });
    const answer = await fetch("/merken/", { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.ok) return;
  } else if (!keep(KEY, JSON.stringify(next))) return; // a browser that keeps nothing
  changed(next);
}

function changed(next: Favourite[]): void {
  known = next;
  for (const listener of listeners) listener();
}

async function read(): Promise<Favourite[]> {
  if (!signedIn()) return kept(remembered(KEY));
  const answer = await fetch("/api/v1/favourites", { headers: { Accept: "application/json" } });
  return answer.ok ? ((await answer.json()) as Favourite[]) : [];
}

/** What this browser kept; anything that is no list of favourites counts as nothing. */
export function kept(text: string | null): Favourite[] {
  try {
    const found: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(found) ? found.filter(isOne).map(({ item, title, address }) => ({ item, title, address })) : [];
  } catch {
    return [];
  }
}

function isOne(value: unknown): value is Favourite {
  const one = value as Partial<Favourite> | null;
  return (
    typeof one?.item === "string" && typeof one.title === "string" && typeof one.address === "string" && /^\/(?!\/)/.test(one.address)
  );
}

const token = (): string => document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
