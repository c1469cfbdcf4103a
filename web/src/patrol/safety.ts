/** Who is out and who is overdue asks for itself again, as long as the page is looked at. */
import { reachable, turnedAway } from "../connection";
import { update } from "../update";

/** Milliseconds from one look to the next. */
const EVERY = 15_000;

/** Keep it up to date. */
export function startSafety(box: HTMLElement): void {
  setInterval(() => {
    if (!document.hidden) void refresh(box);
  }, EVERY);
}

async function refresh(box: HTMLElement): Promise<void> {
  try {
    const answer = await fetch(`/patrol/safety/now${location.search}`, { headers: { Accept: "text/html" } });
    if (turnedAway(answer)) return;
    if (!answer.ok) throw new Error(String(answer.status));
    const now = box.cloneNode(false) as HTMLElement;
    now.append(document.createRange().createContextualFragment(await answer.text()));
    if (getSelection()?.type !== "Range") update(box, now); // whoever copies a place is not disturbed
    reachable(true);
  } catch {
    reachable(false);
  }
}
