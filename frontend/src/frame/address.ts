/*
 * The page's address changes while it is used; links and forms of the frame that lead back to it were written by the
 * server before. They take the address as it is at the moment they are used.
 */
const here = (): string => location.pathname + location.search;

document.addEventListener("submit", ({ target }) => {
  const next = (target as HTMLFormElement).querySelector<HTMLInputElement>(".q-header input[name=next]");
  if (next) next.value = here();
});

document.addEventListener("click", ({ target }) => {
  const link = (target as Element).closest<HTMLAnchorElement>("a.q-sign-in, a.q-feedback-link");
  if (!link) return;
  const url = new URL(link.href);
  url.searchParams.set(link.matches(".q-sign-in") ? "next" : "seite", here());
  link.href = url.href;
});
