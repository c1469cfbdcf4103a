/** What sensors detected where one looks: loaded only while somebody asks for it. */
import { ask } from "../connection";
import { Newest } from "../newest";
import { number, say } from "../words";

/** See northline.app.picture.plots.Plots: columns, the newest plot first. */
interface Answer {
  seen: number;
  cut: boolean;
  sensors: string[];
  at: number[];
  sensor: number[];
  measure: string[];
  craft: string[];
  lon: number[];
  lat: number[];
  azimuth: (number | null)[];
  label: (string | null)[];
  group: (number | null)[];
  test: boolean[];
}

/** One detection. */
export interface Plot {
  key: string;
  at: number;
  sensor: string;
  measure: string;
  craft: string;
  /** Where it is; of a direction, where its sensor is. */
  lon: number;
  lat: number;
  azimuth: number | null;
  label: string | null;
  group: number | null;
  test: boolean;
}

/** West, south, east, north. */
export type Box = [number, number, number, number];

/** Milliseconds between two questions: live, and while an hour gone by is dragged through.  Each is a look. */
const EVERY = { live: 5_000, past: 2_000 };
const MINUTE = 60_000;

const MEASURES: Record<string, () => string> = {
  polar: () => say("polar"), place: () => say("place"), bearing: () => say("bearing"), trip: () => say("trip"),
};

/** What is measured, in words. */
export function measureOf(plot: Plot): string {
  return MEASURES[plot.measure]?.() ?? plot.measure;
}

/** Keeps the plots of the last minutes in view, while they are wanted. */
export class Plots {
  /** Whether they are wanted. */
  on = false;
  minutes = 5;
  /** How many there are in view, and whether more than are held. */
  seen = 0;
  cut = false;
  private held: Plot[] = [];
  private question = "";
  private asked = -Infinity;
  private asking = false;
  private readonly newest = new Newest();
  private readonly words = document.getElementById("plots-said")!;

  constructor(
    private readonly told: () => void,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Want them or not, and of how many minutes. */
  want(on: boolean, minutes: number): void {
    [this.on, this.minutes] = [on, minutes];
    this.drop();
  }

  /** Say how many are shown, and whether there are more. */
  tell(shown: number): void {
    const text = !this.on ? "" : this.cut ? say("plots-cut", { n: number(shown), all: number(this.seen) }) : say("plots-all", { n: number(shown) });
    if (this.words.textContent !== text) this.words.textContent = text;
  }

  /** What is held is of another place or time, or may not be seen any more. */
  drop(): void {
    this.newest.drop();
    this.held = [];
    this.seen = 0;
    this.cut = this.asking = false;
    this.question = "";
    this.asked = -Infinity;
    this.told();
  }

  /**
   * Ask for what is in view, if it is time to.
   *
   * @param box - what is in view; null where there is no map
   * @param until - the instant that is shown, ms; null when live
   */
  async look(box: Box | null, until: number | null): Promise<void> {
    if (!this.on || this.asking || document.hidden) return;
    const query = new URLSearchParams({ minutes: String(this.minutes) });
    if (box) query.set("bbox", box.map((each) => each.toFixed(4)).join(","));
    if (until !== null) query.set("until", new Date(until + 1).toISOString());
    const question = String(query);
    const waited = performance.now() - this.asked;
    const moved = question !== this.question;
    if (until === null ? waited < (moved ? EVERY.past : EVERY.live) : !moved || waited < EVERY.past) return;
    this.asking = true;
    [this.question, this.asked] = [question, performance.now()];
    try {
      const answer = await this.newest.of(ask<Answer>(`/api/v1/picture/plots?${question}`));
      if (!answer) return;
      this.take(answer);
      this.told();
    } catch (error) {
      this.question = "";
      this.failed(error);
    } finally {
      this.asking = false;
    }
  }

  private take(answer: Answer): void {
    [this.seen, this.cut] = [answer.seen, answer.cut];
    this.held = answer.at.map((at, i) => ({
      key: `${at}/${answer.sensor[i]}/${answer.lon[i]}/${answer.azimuth[i]}`,
      at, sensor: answer.sensors[answer.sensor[i]!]!, measure: answer.measure[i]!, craft: answer.craft[i]!,
      lon: answer.lon[i]!, lat: answer.lat[i]!, azimuth: answer.azimuth[i]!,
      label: answer.label[i]!, group: answer.group[i]!, test: answer.test[i]!,
    }));
  }

  /** Those that are shown: in an hour gone by none of after the instant, though the slider went back. */
  shown(until: number | null): Plot[] {
    if (until === null || !this.held.length) return this.held;
    return this.held.filter((each) => each.at <= until && each.at > until - this.minutes * MINUTE);
  }
}
