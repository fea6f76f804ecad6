import type { ProblemAnswer } from "./types";

/** What the server said went wrong (RFC 9457), or that it could not be reached (status 0). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
  ) {
    super(detail || title);
  }
}

/** Reads a failed answer. A proxy may answer with HTML: then only the status is told. */
export async function problemOf(response: Response): Promise<Problem> {
  const type = response.headers.get("content-type") ?? "";
  if (!type.includes("json")) return new Problem(response.status, response.statusText, "");
  const body = (await response.json().catch(() => ({}))) as Partial<ProblemAnswer>;
  return new Problem(response.status, body.title ?? response.statusText, body.detail ?? "");
}
