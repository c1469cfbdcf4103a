/** The health page asks for itself again every few seconds, and says when the node is gone. */
import { reachable, turnedAway } from "../connection";
import { update } from "../update";

const box = document.getElementById("now")!;

async function refresh(): Promise<void> {
  try {
    const answer = await fetch(`/health/now${location.search}`, { headers: { Accept: "text/html" } });
    if (turnedAway(answer)) return;
    if (!answer.ok) throw new Error(String(answer.status));
    const now = box.cloneNode(false) as HTMLElement;
    now.append(document.createRange().createContextualFragment(await answer.text()));
    const selecting = getSelection()?.type === "Range";
    if (!selecting) update(box, now); // whoever is copying a figure is not disturbed
    reachable(true);
  } catch {
    reachable(false);
  }
}

setInterval(() => {
  if (!document.hidden) void refresh();
}, Number(box.dataset["every"]) * 1000);
