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

/** The session's own token, which no other site knows; empty where nobody is signed in. */
function token(): string {
  return document.querySelector<HTMLMetaElement>("meta[name=northline-csrf]")?.content ?? "";
}

/** What the headers of a request say: who asks, and the session's own token. */
export function sender(more: Record<string, string> = {}): Record<string, string> {
  const csrf = token();
  return { Accept: "application/json", "Northline-Client": "page", ...(csrf && { "Northline-Csrf": csrf }), ...more };
}

const SIGN_IN = "/sign-in";
let leaving = false;

/** Nobody is signed in any more: the page goes where one signs in, and comes back to what it shows. */
export function signedOut(): void {
  if (leaving || location.pathname === SIGN_IN) return;
  leaving = true;
  location.assign(`${SIGN_IN}?${new URLSearchParams({ why: "ended", next: location.pathname + location.search })}`);
}

/**
 * Whether an answer is none, because nobody is signed in any more or the password must be changed first; then
 * the page goes where that is done.  A page that was asked for is answered by leading there.
 */
export function turnedAway(answer: Response): boolean {
  const led = answer.redirected ? new URL(answer.url).pathname : "";
  if (answer.status === 401 || led === SIGN_IN) signedOut();
  else if (led === "/account") location.assign(led);
  else return false;
  return true;
}

let channel: BroadcastChannel | null | undefined;

/** The other pages of this browser; null where it cannot tell them anything. */
function others(): BroadcastChannel | null {
  return (channel ??= "BroadcastChannel" in window ? new BroadcastChannel("northline-session") : null);
}

/** Somebody signed in or out here: the other pages of this browser are somebody else's, or nobody's, from now on. */
export function tellOtherPages(): void {
  others()?.postMessage("changed");
}

/** Look, when another page says so, whether this one still is whose it was. */
export function hearOtherPages(): void {
  others()?.addEventListener("message", () => void checkSession());
}

/** Leave this page where nobody is signed in any more; load it anew where somebody else is. */
export async function checkSession(): Promise<void> {
  let told: { signed_in: boolean; accounts: boolean; csrf: string };
  try {
    const answer = await fetch("/api/v1/session", { headers: sender() });
    if (!answer.ok) return;
    told = (await answer.json()) as typeof told;
  } catch {
    return; // the node cannot be reached: whoever asked something says so
  }
  if (told.accounts && !told.signed_in) signedOut();
  else if (told.csrf !== token()) location.reload();
}

/** Ask the node and read its JSON answer.  Fails with `Refused`, or as fetch does. */
export async function ask<T>(path: string, options: RequestInit = {}): Promise<T> {
  const answer = await fetch(path, {
    ...options,
    headers: sender(options.headers as Record<string, string>),
  });
  turnedAway(answer);
  if (!answer.ok) throw new Refused(answer.status);
  return (await answer.json()) as T;
}
