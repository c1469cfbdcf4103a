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

/** Ask the node and read its JSON answer.  Fails with `Refused`, or as fetch does. */
export async function ask<T>(path: string, options: RequestInit = {}): Promise<T> {
  const answer = await fetch(path, {
    ...options,
    headers: { Accept: "application/json", "Northline-Client": "page", ...options.headers },
  });
  if (!answer.ok) throw new Refused(answer.status);
  return (await answer.json()) as T;
}
