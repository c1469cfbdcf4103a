/** What every page has: dark or light, the other pages under More, signing out, and a word when the node cannot be reached. */
import { checkSession, hearOtherPages, reachable, sender, tellOtherPages, turnedAway } from "../connection";
import { startMore } from "../more";
import { startTheme } from "../theme";

startTheme();
startMore();
hearOtherPages();
document.getElementById("sign-out")?.addEventListener("click", () => void signOut());

// Whoever comes back to a page after a while sees at once whether it still is theirs.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) void checkSession();
});

/** Milliseconds between two words to the node that somebody does something with this page. */
const USED = 60_000;
let used = 0;

// What a page asks by itself is no use of a session; a hand on the mouse or the keys is.
for (const name of ["pointerdown", "keydown", "wheel"]) {
  addEventListener(name, inUse, { capture: true, passive: true });
}

function inUse(): void {
  const now = Date.now();
  if (now - used < USED || !document.querySelector("meta[name=northline-csrf]")) return;
  used = now;
  void fetch("/api/v1/session/use", { method: "POST", headers: sender() }).then(turnedAway, () => undefined);
}

async function signOut(): Promise<void> {
  try {
    const answer = await fetch("/api/v1/session", { method: "DELETE", headers: sender() });
    if (answer.status === 403) return location.reload(); // somebody else has signed in here meanwhile
    if (!answer.ok && answer.status !== 401) return reachable(false);
  } catch {
    return reachable(false); // the session goes on: nothing says that it has ended
  }
  tellOtherPages();
  location.replace("/sign-in?why=out");
}

// A page that the browser kept and shows again may hold what may not be seen any more.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
