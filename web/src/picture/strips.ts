/** Coverage of the strip along the line in the hour that is shown: loaded only while somebody asks for it. */
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import { ask } from "../connection";
import { Newest } from "../newest";
import { say } from "../words";
import { colour } from "./icons";
import type { Box } from "./plots";

type Feature = GeoJSON.Feature<GeoJSON.Geometry, Record<string, unknown>>;

/** See northline.app.coverage_map.layer. */
interface Answer {
  at: string | null;
  cut: boolean;
  features: Feature[];
}

/** Degrees to which a view is widened: a map that is moved a little asks nothing anew. */
const GRID = 0.5;

const HOUR = 3_600_000;
/** Milliseconds after which it is asked again in the same hour: a sensor may have fallen silent. */
const EVERY = 60_000;

/** Keeps the bands of the strip in one hour, while they are wanted. */
export class Strips {
  /** Whether they are wanted. */
  on = false;
  features: Feature[] = [];
  /** The hour that is held, or null: none, or no stretch is in reach of a sensor. */
  at: string | null = null;
  /** Whether an answer is held. */
  had = false;
  /** Whether there is more of it in view than is held. */
  cut = false;
  private seen = "";
  private target = "walker";
  private hour = NaN;
  private asked = -Infinity;
  private asking = false;
  private readonly newest = new Newest();
  private readonly words = document.getElementById("coverage-said")!;

  constructor(
    private readonly told: () => void,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Want them or not, and of which class. */
  want(on: boolean, target: string): void {
    [this.on, this.target] = [on, target];
    this.drop();
  }

  /** Say which hour's are shown. */
  tell(): void {
    const { had, at, cut } = this;
    const text = !had ? "" : at ? say(cut ? "coverage-cut" : "coverage-said", { t: at.replace("T", " ").slice(0, 16) }) : say("coverage-none");
    if (this.words.textContent !== text) this.words.textContent = text;
  }

  /** What is held is of another time, or may not be seen any more. */
  drop(): void {
    this.newest.drop();
    this.features = [];
    this.at = null;
    this.had = this.cut = this.asking = false;
    this.seen = "";
    this.hour = NaN;
    this.told();
  }

  /**
   * Ask for the hour of an instant, if it is time to.
   *
   * @param instant - the instant that is shown, ms; 0 where nothing is, and the node says which it is
   * @param box - what is in view; null where there is no map
   */
  async look(instant: number, box: Box | null): Promise<void> {
    const hour = Math.floor(instant / HOUR);
    const seen = box ? [Math.floor(box[0] / GRID), Math.floor(box[1] / GRID), Math.ceil(box[2] / GRID), Math.ceil(box[3] / GRID)].map((each) => each * GRID).join(",") : "";
    const due = hour !== this.hour || seen !== this.seen || performance.now() - this.asked > EVERY;
    if (!this.on || this.asking || document.hidden || !due) return;
    this.asking = true;
    [this.hour, this.seen, this.asked] = [hour, seen, performance.now()];
    try {
      const query = new URLSearchParams({ class: this.target });
      if (seen) query.set("bbox", seen);
      if (instant) query.set("at", new Date(instant).toISOString());
      const answer = await this.newest.of(ask<Answer>(`/api/v1/picture/coverage?${query}`));
      if (!answer) return;
      [this.features, this.at, this.cut, this.had, this.asking] = [answer.features, answer.at, answer.cut, true, false];
      this.told();
    } catch (error) {
      this.asking = false;
      this.failed(error);
    }
  }
}

/** What lies under the sensors: the darker the better covered; a gap is hatched, which needs no colour. */
export function stripLayers(): LayerSpecification[] {
  const gap: ExpressionSpecification = ["get", "gap"];
  const opacity: ExpressionSpecification = ["interpolate", ["linear"], ["get", "chance"], 0.5, 0.1, 1, 0.45];
  return [
    { source: "coverage", id: "coverage-fill", type: "fill", filter: ["!", gap], paint: { "fill-color": colour("--sensor"), "fill-opacity": opacity } },
    { source: "coverage", id: "coverage-gap", type: "fill", filter: gap, paint: { "fill-pattern": "hatch", "fill-opacity": 0.35 } },
    { source: "coverage", id: "coverage-edge", type: "line", minzoom: 10, paint: { "line-color": colour("--sensor"), "line-width": 0.5, "line-opacity": 0.5 } },
  ];
}
