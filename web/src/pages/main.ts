/** What every page has: dark or light, signing out, and a word when the node cannot be reached. */
import { checkSession, hearOtherPages, reachable, sender, tellOtherPages } from "../connection";
import { startTheme } from "../theme";

startTheme();
hearOtherPages();
document.getElementById("sign-out")?.addEventListener("click", () => void signOut());

// Whoever comes back to a page after a while sees at once whether it still is theirs.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) void checkSession();
});

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
