/** One finding: deciding about it, replaying it, and a word when it has changed meanwhile. */
import { reachable, sender, turnedAway } from "../connection";
import { say } from "../words";
import { startAgo } from "./ago";
import { Deciding } from "./deciding";
import { startKeys } from "../keys";
import { byLetter, doneWord, LETTERS, Matter, retraction, sending, Verbs } from "./matter";
import { News, parsed } from "./news";
import { LIST } from "./queue";

interface Replay {
  same: boolean;
  why: string | null;
}

/** Start the page. */
export function startFinding(page: HTMLElement): void {
  new FindingPage(page).start();
}

class FindingPage {
  private readonly verbs = new Verbs((matter, offer) => this.deciding.open(matter, offer));
  private readonly deciding = new Deciding({
    done: (matter, offer) => void this.reload(say("done", { what: doneWord(offer), title: matter.title })),
    renew: async () => {
      const news = await this.news.now();
      const row = news?.querySelector<HTMLElement>("tr[data-event]");
      return row ? new Matter(row) : null;
    },
  });
  private readonly news = new News(() => this.page.dataset.news ?? "", (news) => this.take(news), () => undefined);

  constructor(private readonly page: HTMLElement) {}

  start(): void {
    this.wire();
    startAgo(Number(this.page.dataset.now));
    this.news.start();
    const commands = [...LETTERS].map(([key, verb]): [string, () => void] => [key, () => this.decide(verb)]);
    startKeys(new Map(commands), () => false);
  }

  private get matter(): Matter {
    return new Matter(this.page);
  }

  private wire(): void {
    this.verbs.show(this.matter, document.getElementById("verbs-place")!);
    const list = sessionStorage.getItem(LIST);
    if (list) (document.getElementById("back") as HTMLAnchorElement).href = list;
    for (const button of this.page.querySelectorAll<HTMLButtonElement>("button.retract")) {
      button.hidden = false;
      button.addEventListener("click", () => this.deciding.open(this.matter, retraction(button.dataset.about ?? "")));
    }
    for (const button of this.page.querySelectorAll<HTMLButtonElement>("button.send")) {
      button.hidden = false;
      button.addEventListener("click", () => this.deciding.open(this.matter, sending(button)));
    }
    const replay = document.getElementById("replay") as HTMLButtonElement | null;
    if (!replay) return; // it is for the agency that keeps the ledger
    replay.hidden = false;
    replay.addEventListener("click", () => void this.replay(replay));
  }

  private decide(verb: string): void {
    const offer = byLetter(this.matter, verb);
    if (offer) this.deciding.open(this.matter, offer);
    else this.say(say("not-offered", { verb: say(`${verb}-name`), state: this.matter.standing }));
  }

  /** Read the page anew, and say what was done. */
  private async reload(done = ""): Promise<void> {
    const focused = done !== "" || this.page.contains(document.activeElement);
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (turnedAway(answer)) return;
      const fresh = parsed(await answer.text()).getElementById("finding-page");
      if (answer.status === 404) return this.vanish();
      if (!answer.ok || !fresh) throw new Error(String(answer.status));
      for (const name of Object.keys(fresh.dataset)) this.page.dataset[name] = fresh.dataset[name];
      this.page.replaceChildren(...fresh.childNodes);
      this.wire();
    } catch {
      reachable(false);
    }
    if (focused) document.getElementById("finding-title")?.focus();
    if (done) this.say(done);
  }

  /** What may not be seen any more is not shown any more: nothing of it stays on the page. */
  private vanish(): void {
    if (!this.page.dataset.event) return;
    this.deciding.lose(this.page.dataset.event);
    for (const name of ["id", "event", "title", "standing", "offers"]) delete this.page.dataset[name];
    const said = document.createElement("p");
    said.className = "notice";
    said.id = "finding-gone";
    said.setAttribute("role", "status");
    this.page.replaceChildren(document.getElementById("back")!, said);
    said.textContent = say("gone");
    document.title = "Northline";
  }

  private take(news: Element): void {
    const row = news.querySelector<HTMLElement>("tr[data-event]");
    if (!row) return this.vanish();
    const now = new Matter(row);
    const revised = now.id !== this.matter.id;
    const moved = now.standing !== this.matter.standing || row.dataset.offers !== this.page.dataset.offers;
    // Evidence may be erased or marked anew though the finding stands as it stood.
    if ((news as HTMLElement).dataset.void !== undefined) void this.reload();
    // The page of an earlier revision says so already.
    if (document.getElementById("finding-older") || (!revised && !moved)) return;
    document.getElementById("changed")!.hidden = false;
    document.getElementById("changed-text")!.textContent = revised ? say("revised") : say("changed", { state: now.standing });
  }

  private async replay(button: HTMLButtonElement): Promise<void> {
    const said = document.getElementById("replay-said")!;
    said.textContent = say("replaying");
    button.setAttribute("aria-disabled", "true");
    try {
      const answer = await fetch(`/api/v1/findings/${this.matter.id}/replay`, { method: "POST", headers: sender() });
      if (turnedAway(answer)) return;
      const told = (await answer.json()) as Replay;
      said.textContent = answer.ok ? inWords(told) : say("replay-failed", { why: answer.status });
      said.className = answer.ok && told.same ? "good" : "bad";
    } catch {
      reachable(false);
      said.textContent = say("replay-unreachable");
    }
    button.removeAttribute("aria-disabled");
  }

  private say(text: string): void {
    const said = document.getElementById("said");
    if (said) said.textContent = text;
  }
}

/** What a replay showed; where evidence was erased, its rule and nothing else. */
function inWords(replay: Replay): string {
  const why = replay.why ?? "";
  const erased = "evidence erased under rule ";
  if (replay.same) return say("replay-same");
  if (why.startsWith(erased)) return say("replay-erased", { rule: why.slice(erased.length) });
  if (why.startsWith("not computable with this release")) return say("replay-release");
  if (why.startsWith("no engine of this node")) return say("replay-elsewhere");
  return say("replay-differs");
}
