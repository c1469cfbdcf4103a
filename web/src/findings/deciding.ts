/** The form in which somebody says why: one for the page, for every verb and finding. */
import { reachable, sender, turnedAway } from "../connection";
import { say } from "../words";
import type { Matter, Said } from "./matter";

/** What was written about a finding and not sent: kept while the page is open. */
interface Draft {
  reason: string;
  authority: string;
}

/** How the page goes on. */
interface Doing {
  /** It was taken. */
  done: (matter: Matter, offer: Said) => void;
  /** Read anew where the finding stands; gives it as it is then, or null. */
  renew: (matter: Matter) => Promise<Matter | null>;
}

/** The dialog. */
export class Deciding {
  private readonly dialog = document.getElementById("decide") as HTMLDialogElement;
  private readonly reason = document.getElementById("decide-reason") as HTMLTextAreaElement;
  private readonly authority = document.getElementById("decide-authority") as HTMLInputElement;
  private readonly field = document.getElementById("decide-authority-field")!;
  private readonly error = document.getElementById("decide-error")!;
  private readonly send = document.getElementById("decide-send") as HTMLButtonElement;
  private readonly drafts = new Map<string, Draft>();
  private at: { matter: Matter; offer: Said } | null = null;
  /** The name of the request, and what it says: the same text sent again is the same request. */
  private sent = { key: "", body: "" };
  private busy = false;

  constructor(private readonly doing: Doing) {
    document.getElementById("decide-form")!.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.submit();
    });
    this.dialog.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        void this.submit();
      }
    });
    document.getElementById("decide-cancel")!.addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("close", () => {
      this.keep();
      document.getElementById("decide-what")!.textContent = "";
    });
    for (const each of [this.reason, this.authority]) each.addEventListener("input", () => this.keep());
  }

  /** Ask why. */
  open(matter: Matter, offer: Said): void {
    if (this.busy) return;
    this.at = { matter, offer };
    this.sent = { key: "", body: "" };
    const draft = this.drafts.get(matter.event);
    this.reason.value = draft?.reason ?? "";
    this.authority.value = draft?.authority ?? "";
    this.field.hidden = !offer.authority;
    this.authority.required = offer.authority;
    this.tell("");
    const name = say(`${offer.word}-name`);
    document.getElementById("decide-title")!.textContent = name;
    document.getElementById("decide-verb")!.textContent = name;
    document.getElementById("decide-what")!.textContent = offer.what ?? matter.title;
    document.getElementById("decide-means")!.textContent = say(`${offer.word}-means`) + (offer.second ? ` ${say("proposes")}` : "");
    this.dialog.showModal();
    this.reason.focus();
  }

  /** A finding may not be seen any more: what was written about it stays, and nothing of the finding. */
  lose(event: string): void {
    if (this.at?.matter.event === event) document.getElementById("decide-what")!.textContent = "";
  }

  private keep(): void {
    if (!this.at) return;
    this.drafts.set(this.at.matter.event, { reason: this.reason.value, authority: this.authority.value });
  }

  private tell(text: string): void {
    this.error.textContent = text;
    this.error.hidden = !text;
    for (const each of [this.reason, this.authority]) each.removeAttribute("aria-invalid");
  }

  /** Whether what is needed was said; else says what is missing, at its field. */
  private complete(offer: Said): boolean {
    const missing = !this.reason.value.trim() ? this.reason : offer.authority && !this.authority.value.trim() ? this.authority : null;
    if (!missing) return true;
    this.tell(say(missing === this.reason ? "needs-reason" : "needs-authority"));
    missing.setAttribute("aria-invalid", "true");
    missing.focus();
    return false;
  }

  private async submit(): Promise<void> {
    if (!this.at || this.busy || !this.complete(this.at.offer)) return;
    const { matter, offer } = this.at;
    this.wait(true);
    try {
      const answer = await this.post(offer, matter);
      reachable(true);
      if (turnedAway(answer)) return;
      if (answer.ok) {
        this.wait(false);
        this.at = null;
        this.drafts.delete(matter.event);
        this.dialog.close();
        this.doing.done(matter, offer);
        return;
      }
      this.tell(await this.why(matter, answer));
    } catch {
      reachable(false);
      this.tell(say("unreachable"));
    }
    this.wait(false);
    this.reason.focus();
  }

  private wait(on: boolean): void {
    this.busy = on;
    this.send.setAttribute("aria-disabled", String(on));
    this.dialog.setAttribute("aria-busy", String(on));
    if (on) this.tell("");
    document.getElementById("decide-verb")!.textContent = on ? say("sending") : this.at ? say(`${this.at.offer.word}-name`) : "";
  }

  private post(offer: Said, matter: Matter): Promise<Response> {
    const path = offer.to ? `/api/v1/records/decision/${offer.about}/decisions` : `/api/v1/findings/${offer.about}/decisions`;
    const authority = offer.authority ? this.authority.value.trim() : null;
    const body = JSON.stringify({ verb: offer.verb, reason: this.reason.value.trim(), authority, names: offer.names });
    const said = `${matter.id} ${body}`;
    if (said !== this.sent.body) this.sent = { key: crypto.randomUUID(), body: said };
    return fetch(path, {
      method: "POST",
      headers: sender({ "Content-Type": "application/json", "Idempotency-Key": this.sent.key }),
      body,
    });
  }

  /** Why it was refused, in a sentence of the page's language. */
  private async why(matter: Matter, answer: Response): Promise<string> {
    if (answer.status === 403) return say("not-permitted");
    if (answer.status === 404) return say("gone");
    if (answer.status === 507) return say("full");
    if (answer.status !== 409 && answer.status !== 400) return say("failed", { why: answer.status });
    const now = await this.doing.renew(matter).catch(() => null);
    if (!now) return say("gone");
    if (this.at) this.at = { ...this.at, matter: now };
    return say(answer.status === 409 ? "conflict" : "not-now", { state: now.standing });
  }
}
