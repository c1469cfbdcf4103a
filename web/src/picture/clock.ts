/** Live, or any hour gone by: load it, drag through it, play it. */
import { Newest } from "../newest";
import { number, say } from "../words";
import { Past } from "./past";
import { why } from "./said";

const HOUR = 60;
/** Seconds between two points of a track in a replayed hour, at least. */
const EVERY = 5;

/** The row of controls under the map. */
export class Clock {
  /** The window that is replayed; null when live. */
  past: Past | null = null;
  /** Second of it that is shown. */
  second = 0;
  private playing = false;
  private ticked = 0;
  private readonly asked = new Newest();
  private readonly said = byId("clock-said");
  private readonly status = document.getElementById("live-status")!;
  private readonly live = byId<HTMLButtonElement>("live");
  private readonly hour = byId<HTMLInputElement>("hour");
  private readonly play = byId<HTMLButtonElement>("play");
  private readonly pace = byId<HTMLSelectElement>("pace");
  private readonly slider = byId<HTMLInputElement>("slider");
  private readonly time = byId<HTMLOutputElement>("slider-time");

  constructor(
    private readonly changed: () => void,
    private readonly loaded: () => void,
    private readonly rested: () => void,
  ) {
    this.live.addEventListener("click", () => this.goLive());
    byId("load-hour").addEventListener("click", () => void this.load(this.hour.value ? `${this.hour.value}Z` : undefined, null));
    this.hour.addEventListener("keydown", (event) => {
      if (event.key === "Enter") void this.load(this.hour.value ? `${this.hour.value}Z` : undefined, null);
    });
    this.play.addEventListener("click", () => this.setPlaying(!this.playing));
    this.slider.addEventListener("input", () => this.at(Number(this.slider.value)));
    this.slider.addEventListener("change", () => this.rested());
  }

  /** The instant that is shown, ms. */
  get instant(): number {
    return this.past ? this.past.since + this.second * 1000 : 0;
  }

  /** Say how things stand; kept from being said again when nothing changed. */
  say(text: string): void {
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  /** Load the hour until an instant (RFC 3339), or the last one there is. */
  async load(until: string | undefined, second: number | null): Promise<void> {
    this.tell(say("past-loading"));
    try {
      const seconds = until && /T\d\d:\d\dZ$/.test(until) ? until.replace("Z", ":00Z") : until;
      const past = await this.asked.of(Past.loadShown(HOUR, EVERY, seconds));
      if (!past) return;
      this.tell("");
      this.past = past;
      this.slider.max = String(Math.round(past.seconds));
      this.enable(true);
      this.hour.value = new Date(past.until).toISOString().slice(0, 16);
      this.at(second ?? past.seconds);
      this.loaded();
      if (!past.size) this.tell((this.time.textContent = say("past-empty")));
      else if (past.every > EVERY) this.time.textContent += ` (${say("past-thinned", { s: number(past.every) })})`;
      this.rested();
    } catch (error) {
      this.tell(say("past-failed", { why: why(error) }));
    }
  }

  /** Load the hour that is shown once more: of what it holds, some may not be seen any more. */
  async renew(): Promise<void> {
    if (!this.past) return;
    try {
      const past = await this.asked.of(Past.loadShown(HOUR, EVERY, new Date(this.past.until).toISOString()));
      if (!past) return;
      this.past = past;
      this.at(this.second);
    } catch {
      this.goLive(); // rather nothing of that hour than what may not be seen
    }
  }

  /** Say what became of a wish; unlike the time, which goes on by itself, it is read out. */
  private tell(text: string): void {
    if (this.said.textContent !== text) this.said.textContent = text;
  }

  private goLive(): void {
    this.asked.drop();
    this.tell("");
    this.past = null;
    this.setPlaying(false);
    this.enable(false);
    this.time.textContent = "";
    this.loaded();
    this.changed();
    this.rested();
  }

  private enable(past: boolean): void {
    this.live.setAttribute("aria-pressed", String(!past));
    for (const each of [this.play, this.pace, this.slider]) each.disabled = !past;
  }

  private at(second: number): void {
    this.second = Math.max(0, Math.min(second, this.past?.seconds ?? 0));
    this.slider.value = String(Math.round(this.second));
    const text = new Date(this.instant).toISOString().slice(11, 19);
    this.time.textContent = `${text} UTC`;
    this.slider.setAttribute("aria-valuetext", `${text} UTC`);
    this.changed();
  }

  private setPlaying(on: boolean): void {
    this.playing = on && this.past !== null;
    this.play.setAttribute("aria-pressed", String(this.playing));
    this.play.textContent = say(this.playing ? "pause" : "play");
    if (!this.playing) return;
    if (this.second >= this.past!.seconds) this.at(0);
    this.ticked = performance.now();
    requestAnimationFrame(() => this.tick());
  }

  private tick(): void {
    if (!this.playing || !this.past) return;
    const now = performance.now();
    if (now - this.ticked >= 100) {
      this.at(this.second + ((now - this.ticked) / 1000) * Number(this.pace.value));
      this.ticked = now;
      if (this.second >= this.past.seconds) this.setPlaying(false);
    }
    requestAnimationFrame(() => this.tick());
  }
}

function byId<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}
