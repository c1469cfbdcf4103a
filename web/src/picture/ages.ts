/** How old data was when it was drawn: the node asks, so that its health page can say. */
import { ask } from "../connection";

/** Milliseconds between two reports. */
const EVERY = 10_000;
/** Drawings in one report; see northline.web.health_routes. */
const MOST = 200;

/** Keeps the age of each new thing drawn, and reports them now and then. */
export class Ages {
  private kept: number[] = [];
  private last = 0;

  constructor(private readonly page: string) {
    setInterval(() => void this.report(), EVERY);
  }

  /** Something committed at this instant (ms) is on the screen now.  The first is no figure: it is old. */
  drawn(committed: number): void {
    if (committed !== this.last && this.last > 0 && this.kept.length < MOST) {
      this.kept.push(Math.max(0, Date.now() - committed) / 1000);
    }
    this.last = committed;
  }

  private async report(): Promise<void> {
    if (!this.kept.length) return;
    const ages = this.kept;
    this.kept = [];
    try {
      await ask("/api/v1/health/page", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ page: this.page, ages }) });
    } catch {
      // The node is gone: the stream says so, and what it took to draw then is no figure.
    }
  }
}
