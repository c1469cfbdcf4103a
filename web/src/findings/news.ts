/** Asks the node every few seconds what has changed; it costs next to nothing when nothing has. */
import { reachable, turnedAway } from "../connection";
import { say } from "../words";

/** Milliseconds between two questions. */
const EVERY = 4_000;

/** Keeps asking while the page is looked at. */
export class News {
  private tag = "";
  private asking: Promise<Element | null> | null = null;

  constructor(
    private readonly path: () => string,
    private readonly told: (news: Element) => void,
    private readonly trouble: (why: string) => void,
  ) {}

  /** Begin. */
  start(): void {
    setInterval(() => {
      if (!document.hidden) void this.quietly();
    }, EVERY);
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) void this.quietly();
    });
  }

  /** Ask now, even if nothing has changed; gives what was told. */
  async now(): Promise<Element | null> {
    if (this.asking) await this.asking.catch(() => null);
    this.tag = "";
    return this.ask();
  }

  private async quietly(): Promise<void> {
    await this.ask().catch(() => null);
  }

  private ask(): Promise<Element | null> {
    this.asking ??= this.fetched().finally(() => {
      this.asking = null;
    });
    return this.asking;
  }

  private async fetched(): Promise<Element | null> {
    let answer: Response;
    try {
      answer = await fetch(this.path(), { headers: { Accept: "text/html", ...(this.tag && { "If-None-Match": this.tag }) } });
    } catch (error) {
      reachable(false);
      throw error;
    }
    reachable(true);
    if (turnedAway(answer)) throw new Error("nobody is signed in");
    if (answer.status !== 304 && !answer.ok) {
      this.trouble(say("stale", { why: String(answer.status) }));
      throw new Error(String(answer.status));
    }
    this.tag = answer.headers.get("ETag") ?? "";
    if (answer.status === 304) return null;
    const news = parsed(await answer.text()).querySelector("[data-new]");
    if (news) this.told(news);
    return news;
  }
}

/** HTML that this node sent, as a document of its own: no script in it runs. */
export function parsed(html: string): Document {
  return new DOMParser().parseFromString(html, "text/html");
}
