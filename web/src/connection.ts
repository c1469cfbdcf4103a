/** Whether the node can be reached: said on the page, and not only in colour. */

const banner = document.getElementById("offline");

/** Show or take away the word that what is seen is old. */
export function reachable(yes: boolean): void {
  document.body.classList.toggle("old", !yes);
  if (banner) banner.hidden = yes;
}

/** Ask the node and read its JSON answer.  Fails with what the node said, in a sentence. */
export async function ask<T>(path: string, options: RequestInit = {}): Promise<T> {
  const answer = await fetch(path, {
    ...options,
    headers: { Accept: "application/json", "Northline-Client": "page", ...options.headers },
  });
  const body: unknown = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error((body as { detail?: string }).detail ?? `${answer.status}`);
  return body as T;
}
