/** Whether the node can be reached: said on the page, and not only in colour. */

const banner = document.getElementById("offline");

/** Show or take away the word that what is seen is old. */
export function reachable(yes: boolean): void {
  document.body.classList.toggle("old", !yes);
  if (banner) banner.hidden = yes;
}

/** The node was reached and did not do it: the status says why. */
export class Refused extends Error {
  constructor(readonly status: number) {
    super(String(status));
  }
}

/** What the headers of a request say: who asks, and the session's own token, which no other site knows. */
export function sender(more: Record<string, string> = {}): Record<string, string> {
  const csrf = document.querySelector<HTMLMetaElement>("meta[name=northline-csrf]")?.content ?? "";
  return { Accept: "application/json", "Northline-Client": "page", ...(csrf && { "Northline-Csrf": csrf }), ...more };
}

/** Nobody is signed in any more: the page goes where one signs in, and comes back to what it shows. */
export function signedOut(): void {
  location.assign(`/sign-in?${new URLSearchParams({ next: location.pathname + location.search })}`);
}

/** Ask the node and read its JSON answer.  Fails with `Refused`, or as fetch does. */
export async function ask<T>(path: string, options: RequestInit = {}): Promise<T> {
  const answer = await fetch(path, {
    ...options,
    headers: sender(options.headers as Record<string, string>),
  });
  if (answer.status === 401) signedOut();
  if (!answer.ok) throw new Refused(answer.status);
  return (await answer.json()) as T;
}
