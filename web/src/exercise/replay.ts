/** The day played again: one second of it at a time, on the strip, on a small map and in the table. */
import type { Shown } from "../picture/frames";
import { Past } from "../picture/past";
import { number, say } from "../words";
import { Drawing } from "./drawing";
import { type Truth, loadTruth } from "./truth";

/** Exercise seconds that a second of playing takes, and milliseconds between two drawings. */
const FAST = 60;
const TICK = 250;

/** Seconds around the chosen one within which a row of the table is marked. */
const NEAR = 60;

const HOUR = 3600;

/** Start the page. */
export function startReplay(page: HTMLElement): void {
  void loadTruth().then((truth) => new Replay(page, truth));
}

function element<Kind extends Element>(id: string): Kind {
  return document.getElementById(id) as unknown as Kind;
}

class Replay {
  private readonly time = element<HTMLInputElement>("after-time");
  private readonly play = element<HTMLButtonElement>("after-play");
  private readonly tracksBox = element<HTMLInputElement>("after-tracks");
  private readonly said = element<HTMLElement>("after-tracks-said");
  private readonly rows: HTMLTableRowElement[];
  private readonly drawing: Drawing;
  private readonly begin: number;
  private past: Past | null = null;
  private timer: ReturnType<typeof setInterval> | null = null;

  constructor(private readonly page: HTMLElement, private readonly truth: Truth) {
    this.begin = Date.parse(truth.start);
    this.drawing = new Drawing(element<SVGSVGElement>("replay"), truth);
    this.rows = [...page.querySelectorAll<HTMLTableRowElement>("tr[data-second]")];
    this.time.addEventListener("input", () => this.show());
    this.play.addEventListener("click", () => this.toggle());
    this.tracksBox.addEventListener("change", () => void this.tracks());
    for (const button of page.querySelectorAll<HTMLButtonElement>("button[data-to]")) {
      button.addEventListener("click", () => {
        this.time.value = button.dataset["to"]!;
        this.show();
      });
    }
    this.show();
    page.dataset["ready"] = "yes";
  }

  private get second(): number {
    return Number(this.time.value);
  }

  private toggle(): void {
    if (this.timer !== null) return this.stop();
    if (this.second >= this.truth.duration) this.time.value = "0";
    this.timer = setInterval(() => {
      this.time.value = String(this.second + (FAST * TICK) / 1000);
      this.show();
      if (this.second >= this.truth.duration) this.stop();
    }, TICK);
    this.sayPlaying(true);
  }

  private stop(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
    this.sayPlaying(false);
  }

  private sayPlaying(playing: boolean): void {
    this.play.textContent = playing ? say("pause") : say("play");
    this.play.setAttribute("aria-pressed", String(playing));
  }

  /** Show the chosen second everywhere. */
  private show(): void {
    const second = this.second;
    const [left, right] = [Number(this.page.dataset["left"]), Number(this.page.dataset["right"])];
    const x = left + ((right - left) * second) / this.truth.duration;
    const now = element<SVGLineElement>("strip-now");
    now.setAttribute("x1", x.toFixed(1));
    now.setAttribute("x2", x.toFixed(1));
    const clock = new Date(this.begin + second * 1000).toISOString().slice(11, 19);
    element<HTMLOutputElement>("after-clock").value = `${clock} UTC`;
    this.time.setAttribute("aria-valuetext", `${clock} UTC`);
    element<HTMLAnchorElement>("after-picture").href = this.picture(second);
    const told = { found: 0, missed: 0, false: 0, excused: 0 };
    for (const row of this.rows) {
      const at = Number(row.dataset["second"]);
      if (at <= second) told[row.dataset["sort"] as keyof typeof told] += 1;
      row.classList.toggle("chosen-row", Math.abs(at - second) <= NEAR);
    }
    element<HTMLElement>("after-so-far").textContent = say("so-far", told);
    const tracks = this.tracksNow(second);
    if (this.past) this.said.textContent = say("tracks-shown", { n: number(tracks.length) });
    this.drawing.show(second, tracks);
  }

  private picture(second: number): string {
    const [west, south, east, north] = this.truth.window;
    const hours = Math.max(Math.ceil(second / HOUR), 1);
    const asked = new URLSearchParams({
      lon: ((west + east) / 2).toFixed(5),
      lat: ((south + north) / 2).toFixed(5),
      zoom: "11",
      until: new Date(this.begin + hours * HOUR * 1000).toISOString(),
      second: String(Math.round(second - (hours - 1) * HOUR)),
    });
    return `/picture?${asked}`;
  }

  private async tracks(): Promise<void> {
    if (!this.tracksBox.checked) {
      this.past = null;
      this.said.textContent = "";
      return this.show();
    }
    this.said.textContent = say("tracks-loading");
    const until = new Date(this.begin + this.truth.duration * 1000).toISOString();
    try {
      this.past = await Past.load(this.truth.duration / 60, 15, until);
    } catch {
      this.said.textContent = say("tracks-failed");
      return;
    }
    this.show();
  }

  /** Those with a point in the last minute: what the system had at the time. */
  private tracksNow(second: number): Shown[] {
    const at = this.begin + second * 1000;
    return (this.past?.shown(second) ?? []).filter((track) => at - track.at <= 60_000);
  }
}
