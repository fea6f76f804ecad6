import { t } from "../i18n/t";

export type Answer<T> = { ok: true; found: T } | { ok: false; status: number; words: string };

interface Told {
  title?: string;
  detail?: string;
  problems?: { message: string; found?: string }[];
}

/** Asks the pages of editing; what goes wrong comes back in words. */
export class Server {
  constructor(private readonly token: string) {}

  get<T>(address: string): Promise<Answer<T>> {
    return this.ask<T>(address, { method: "GET" });
  }

  post<T>(address: string, body: object): Promise<Answer<T>> {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.token };
    return this.ask<T>(address, { method: "POST", body: JSON.stringify(body), headers });
  }

  private async ask<T>(address: string, init: RequestInit): Promise<Answer<T>> {
    const headers = { Accept: "application/json", ...(init.headers as Record<string, string> | undefined) };
    const response = await fetch(address, { credentials: "same-origin", ...init, headers }).catch(() => null);
    if (!response) return { ok: false, status: 0, words: t("edit.offline") };
    const body = (await response.json().catch(() => null)) as unknown;
    if (response.ok && body !== null) return { ok: true, found: body as T };
    const told = (body ?? {}) as Told;
    const problems = (told.problems ?? []).map(({ message, found }) => (found ? `${message} (${found})` : message));
    return { ok: false, status: response.status, words: problems.join(" ") || told.title || t("edit.failed") };
  }
}
