/** The alerts of the instant that is shown, which of them is the newest, and why one was raised. */
import { ask } from "../connection";
import { Newest } from "../newest";
import { language, number, say } from "../words";
import type { Alert } from "./frames";

/** Milliseconds between two questions for the alerts, at least: each is a look, and stands in the audit. */
const EVERY = 2_000;
/** Reasons that the picture tells; the page of the finding tells all. */
const REASONS = 3;

/** See northline.app.results.ReasonView. */
interface Reason {
  share: number;
  en: string;
  fr: string;
}

/** Keeps the alerts, and asks again when something was found or decided. */
export class Alerts {
  held: Alert[] = [];
  private readonly heldBack = document.getElementById("held-back")!;
  private matters = -1;
  private at = -EVERY;
  private due = 0;
  private readonly asked = new Newest();

  constructor(
    private readonly window: () => { since: number; until: number } | null,
    private readonly told: () => void,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** From live to an hour gone by, from there to another, or back: nothing of the one stays on the other. */
  turn(): void {
    this.held = [];
    void this.refresh();
  }

  /** There may be a finding or decision to ask for: at once, but not many times a second. */
  stand(matters: number): void {
    if (matters === this.matters) return;
    this.matters = matters;
    clearTimeout(this.due);
    const wait = this.at + EVERY - performance.now();
    if (wait <= 0) void this.refresh();
    else this.due = window.setTimeout(() => void this.refresh(), wait);
  }

  /** Ask for them. */
  async refresh(): Promise<void> {
    const span = this.window();
    const query = new URLSearchParams(span ? { since: new Date(span.since).toISOString(), until: new Date(span.until).toISOString(), state: "all" } : {});
    this.at = performance.now();
    try {
      const answer = await this.asked.of(ask<{ alerts: Alert[]; held_back: number }>(`/api/v1/picture/alerts?${query}`));
      if (!answer) return;
      this.held = answer.alerts;
      // An hour gone by shows those as well, each with the word that it is held back.
      this.heldBack.hidden = span !== null || !answer.held_back;
      this.heldBack.querySelector("a")!.textContent = say("held-back", { n: number(answer.held_back) });
      this.told();
    } catch (error) {
      this.failed(error);
    }
  }
}

/** Id of the newest alert that waits for a decision and is not held back; null where none does. */
export function newestOf(alerts: Alert[]): string | null {
  let newest: Alert | null = null;
  for (const each of alerts) if (each.state === "open" && !each.held_back && each.at > (newest?.at ?? -Infinity)) newest = each;
  return newest?.id ?? null;
}

/** The box that tells why the chosen alert was raised. */
export class Why {
  private readonly box = document.getElementById("chosen-why")!;
  private readonly list = this.box.querySelector("ol")!;
  private readonly asked = new Newest();
  private of: string | null = null;

  /** It is about this alert now, or about none. */
  async show(alert: string | null): Promise<void> {
    if (alert === this.of) return;
    this.of = alert;
    this.box.hidden = true;
    this.asked.drop();
    if (!alert) return;
    try {
      const answer = await this.asked.of(ask<{ reasons: Reason[] }>(`/api/v1/findings/${alert}`));
      if (!answer) return;
      const told = answer.reasons.slice(0, REASONS).map((each) => {
        const line = document.createElement("li");
        line.textContent = each.share > 0 ? say("reason-share", { text: each[language], n: number(each.share, 2) }) : each[language];
        return line;
      });
      this.list.replaceChildren(...told);
      this.box.hidden = !told.length;
    } catch {
      this.of = null; // whether the node can be reached is said elsewhere, and the evidence is one click away
    }
  }
}
