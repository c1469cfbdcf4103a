/** The queue: moving between rows, deciding, and taking up what is new when asked. */
import { Refused, turnedAway } from "../connection";
import { say } from "../words";
import { startAgo } from "./ago";
import { Deciding } from "./deciding";
import { startKeys } from "../keys";
import { byLetter, doneWord, LETTERS, Matter, Verbs, type Said } from "./matter";
import { News, parsed } from "./news";

/** Milliseconds between a word on the page and the next, so that a reader hears both. */
const BREATH = 150;

/** What the browser keeps for the way back: the event that was opened, and the list it was in. */
const ROW = "northline-findings-row";
export const LIST = "northline-findings-list";

/** Start the page. */
export function startQueue(page: HTMLElement): void {
  new Queue(page).start();
}

class Queue {
  private chosen: HTMLElement | null = null;
  private readonly verbs = new Verbs((matter, offer) => this.deciding.open(matter, offer));
  private readonly deciding = new Deciding({ done: (matter, offer) => void this.done(matter, offer), renew: (matter) => this.renew(matter) });
  private readonly news = new News(() => this.newsPath(), (news) => this.take(news), (why) => this.say(why));

  constructor(private readonly page: HTMLElement) {}

  start(): void {
    this.wire();
    this.comeBack();
    startAgo(Number(this.page.dataset.now));
    this.news.start();
    startKeys(this.commands(), () => this.rowOf(document.activeElement) !== null);
  }

  /** Whoever comes back from a finding is where they were. */
  private comeBack(): void {
    const event = sessionStorage.getItem(ROW);
    sessionStorage.removeItem(ROW);
    const list = new URL(location.href);
    list.searchParams.delete("lang"); // the language may be another by then
    sessionStorage.setItem(LIST, list.pathname + list.search);
    const rows = this.rows();
    const row = rows.find((each) => each.dataset.event === event);
    this.choose(row ?? rows[0] ?? null);
    if (row) this.focus(row);
  }

  private wire(): void {
    for (const name of ["refresh", "news-show"]) document.getElementById(name)!.addEventListener("click", () => void this.show());
    const rows = document.getElementById("rows");
    rows?.addEventListener("focusin", (event) => this.choose(this.rowOf(event.target as Element)));
    rows?.addEventListener("click", (event) => {
      const row = this.rowOf(event.target as Element);
      this.choose(row);
      if ((event.target as Element).matches("a.open")) sessionStorage.setItem(ROW, row?.dataset.event ?? "");
    });
  }

  private commands(): Map<string, () => void> {
    const verbs = [...LETTERS].map(([key, verb]): [string, () => void] => [key, () => this.decide(verb)]);
    return new Map([
      ...verbs,
      ["j", () => this.move(1)],
      ["k", () => this.move(-1)],
      ["n", () => void this.show()],
      ["/", () => document.getElementById("filter-kind")!.focus()],
    ]);
  }

  private rows(): HTMLElement[] {
    return [...document.querySelectorAll<HTMLElement>("#rows > tr")];
  }

  private rowOf(element: Element | null): HTMLElement | null {
    return element?.closest<HTMLElement>("#rows > tr") ?? null;
  }

  /** Make a row the one that keys and buttons are about. */
  private choose(row: HTMLElement | null): void {
    if (!row || (row === this.chosen && this.verbs.element.isConnected)) return;
    this.chosen?.removeAttribute("aria-current");
    this.chosen?.classList.remove("chosen-row");
    this.chosen = row;
    row.setAttribute("aria-current", "true");
    row.classList.add("chosen-row");
    this.verbs.show(new Matter(row), row.querySelector<HTMLElement>(".what")!);
  }

  private focus(row: HTMLElement | null): void {
    row?.querySelector<HTMLElement>("a.open")?.focus();
  }

  private move(by: number): void {
    const rows = this.rows();
    const here = this.rowOf(document.activeElement);
    const from = here ?? this.chosen;
    const place = from ? rows.indexOf(from) : -1;
    // The first press enters the list where it stands.
    this.focus(rows[here ? Math.min(Math.max(place + by, 0), rows.length - 1) : Math.max(place, 0)] ?? null);
  }

  private decide(verb: string): void {
    if (!this.chosen) return this.say(say("nothing-chosen"));
    const matter = new Matter(this.chosen);
    const offer = byLetter(matter, verb);
    if (offer) this.deciding.open(matter, offer);
    else this.say(say("not-offered", { verb: say(`${verb}-name`), state: matter.standing }));
  }

  /** A decision was taken: the row says so where it stands, and the next one has the focus. */
  private async done(matter: Matter, offer: Said): Promise<void> {
    const rows = this.rows();
    const place = rows.findIndex((row) => row.dataset.event === matter.event);
    this.say(say("done", { what: doneWord(offer), title: matter.title }));
    this.focus(rows[place + 1] ?? rows[place] ?? null);
    await this.news.now().catch(() => null);
  }

  private async renew(matter: Matter): Promise<Matter | null> {
    await this.news.now();
    const row = this.rows().find((each) => each.dataset.event === matter.event);
    return row && !row.classList.contains("gone") ? new Matter(row) : null;
  }

  private newsPath(): string {
    const path = this.page.dataset.news ?? "";
    const events = this.rows().map((row) => row.dataset.event ?? "").join(",");
    return `${path}${path.includes("?") ? "&" : "?"}${new URLSearchParams({ after: this.page.dataset.head ?? "0", events })}`;
  }

  /** Say what is new; put what has changed into the rows where they stand, moving none. */
  private take(news: Element): void {
    const fresh = new Map([...news.querySelectorAll<HTMLElement>("tr[data-event]")].map((row) => [row.dataset.event, row]));
    for (const row of this.rows()) {
      const now = fresh.get(row.dataset.event);
      if (now) this.refresh(row, now);
      else if (!row.classList.contains("gone")) this.lose(row);
    }
    const text = document.getElementById("news-text")!;
    const said = news.querySelector(".news-text")?.textContent?.trim() ?? "";
    document.getElementById("news")!.hidden = !said;
    if (text.textContent !== said) setTimeout(() => { text.textContent = said; }, BREATH);
    const states = news.querySelector("#states");
    const old = document.getElementById("states");
    // Not under somebody's focus: the counts follow with the next news.
    if (states && old && !old.contains(document.activeElement)) old.replaceWith(states);
  }

  private refresh(row: HTMLElement, now: HTMLElement): void {
    const same = row.dataset.offers === now.dataset.offers && row.dataset.standing === now.dataset.standing && row.dataset.id === now.dataset.id;
    if (same) return;
    for (const name of ["id", "title", "standing", "offers"]) row.dataset[name] = now.dataset[name];
    row.id = now.id;
    row.querySelector(".standing")!.replaceChildren(...now.querySelector(".standing")!.childNodes);
    row.querySelector(".score")!.replaceChildren(...now.querySelector(".score")!.childNodes);
    const link = row.querySelector<HTMLAnchorElement>("a.open")!;
    const linked = now.querySelector<HTMLAnchorElement>("a.open")!;
    link.href = linked.href;
    link.textContent = linked.textContent;
    row.classList.add("touched");
    if (row === this.chosen && !this.verbs.element.contains(document.activeElement)) this.verbs.show(new Matter(row), row.querySelector<HTMLElement>(".what")!);
  }

  /** What may not be seen any more is not shown any more. */
  private lose(row: HTMLElement): void {
    const held = row.contains(document.activeElement) || row === this.chosen;
    const next = (row.nextElementSibling ?? row.previousElementSibling) as HTMLElement | null;
    const focused = row.contains(document.activeElement);
    row.remove();
    this.deciding.lose(row.dataset.event ?? "");
    if (!held) return;
    this.chosen = null;
    this.choose(next);
    if (focused) this.focus(next);
  }

  /** Take up what is new: the list is read anew, and the row that had the focus has it again. */
  private async show(): Promise<void> {
    const event = this.rowOf(document.activeElement)?.dataset.event;
    this.say(say("loading"));
    document.getElementById("queue-box")?.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (turnedAway(answer)) return;
      const fresh = parsed(await answer.text()).getElementById("queue-page");
      if (!answer.ok || !fresh) throw new Refused(answer.status);
      this.replace(fresh, event);
    } catch (error) {
      document.getElementById("queue-box")?.setAttribute("aria-busy", "false");
      this.say(say("stale", { why: error instanceof Refused ? error.status : "–" }));
    }
  }

  private replace(fresh: HTMLElement, event: string | undefined): void {
    for (const name of ["head", "now"]) this.page.dataset[name] = fresh.dataset[name];
    this.page.replaceChildren(...fresh.childNodes);
    this.chosen = null;
    this.wire();
    const rows = this.rows();
    const row = rows.find((each) => each.dataset.event === event) ?? rows[0] ?? null;
    this.choose(row);
    if (row) this.focus(row);
    else document.getElementById("queue-title")!.focus();
    void this.news.now().catch(() => null);
  }

  private say(text: string): void {
    const said = document.getElementById("said");
    if (said) said.textContent = text;
  }
}
