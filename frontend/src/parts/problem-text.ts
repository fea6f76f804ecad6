import type { Problem } from "../api/problem";
import { t } from "../i18n/t";

/** A failure in words: the server's own where it has any. */
export function problemText(problem: Problem): string {
  if (problem.status === 0) return t("page.offline");
  if (problem.status < 0) return t("page.broken");
  return problem.detail || problem.title || t("page.broken");
}
