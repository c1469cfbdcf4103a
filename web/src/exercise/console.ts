/** The console asks for itself again while the exercise runs, and once more when it is over. */
import { reachable, turnedAway } from "../connection";
import { update } from "../update";

/** Milliseconds from one look to the next. */
const EVERY = 2000;

/** Keep a console up to date. */
export function startConsole(box: HTMLElement): void {
  if (box.dataset["running"] !== "yes") return;
  const timer = setInterval(() => {
    if (!document.hidden) void refresh();
  }, EVERY);
  async function refresh(): Promise<void> {
    try {
      const answer = await fetch(`/exercise/now${location.search}`, { headers: { Accept: "text/html" } });
      if (turnedAway(answer)) return;
      if (!answer.ok) throw new Error(String(answer.status));
      const now = box.cloneNode(false) as HTMLElement;
      now.append(document.createRange().createContextualFragment(await answer.text()));
      if (getSelection()?.type !== "Range") update(box, now); // whoever copies a figure is not disturbed
      reachable(true);
      if (box.querySelector("#bars")) clearInterval(timer); // it is over: nothing more comes
    } catch {
      reachable(false);
    }
  }
}
