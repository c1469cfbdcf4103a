/** An hour gone by: loaded once, then shown at any second of it. */
import { ask } from "../connection";
import { type Shown, nameOf, standing } from "./frames";

/** See northline.app.picture.past. */
interface PastTrack {
  track: string;
  craft: string;
  identity?: string;
  name?: string;
  mode?: string;
  sensors?: string[];
  group?: number;
  at: number[];
  lon: number[];
  lat: number[];
  sigma: (number | null)[];
  speed_knots: (number | null)[];
  course: (number | null)[];
  altitude?: (number | null)[];
  quality?: (number | null)[];
}

interface Answer {
  since: number;
  until: number;
  every: number;
  tracks: PastTrack[];
}

/** Seconds after its last point for which a track is still shown, as it is live. */
const SHOWN_FOR = 1800;
/** Seconds of trail behind each track. */
const TRAIL = 600;

/** One window of time. */
export class Past {
  /** Its beginning and end, ms. */
  readonly since: number;
  readonly until: number;
  /** Seconds between two points of a track, at least. */
  readonly every: number;
  private readonly tracks: PastTrack[];

  private constructor(answer: Answer, private readonly lead: number) {
    this.since = answer.since + lead * 1000;
    this.until = answer.until;
    this.every = answer.every;
    this.tracks = answer.tracks;
  }

  /** Load a window; without an end, the last minutes that there are. */
  static async load(minutes: number, every: number, until?: string, track?: string): Promise<Past> {
    return new Past(await answered(minutes, every, until, track), 0);
  }

  /** Load a window to be shown second by second: at its beginning, too, what was seen shortly before is there. */
  static async loadShown(minutes: number, every: number, until?: string): Promise<Past> {
    return new Past(await answered(minutes + SHOWN_FOR / 60, every, until), SHOWN_FOR);
  }

  /** Length, seconds. */
  get seconds(): number {
    return (this.until - this.since) / 1000;
  }

  /** How many tracks there are in it. */
  get size(): number {
    return this.tracks.length;
  }

  /** What was where at a second of it. */
  shown(second: number): Shown[] {
    const found: Shown[] = [];
    const wanted = second + this.lead;
    for (const each of this.tracks) {
      const i = last(each.at, wanted);
      if (i < 0 || wanted - each.at[i]! > SHOWN_FOR) continue;
      const quality = each.quality?.[i] ?? null;
      const identity = each.identity ?? null;
      found.push({
        key: each.track, track: each.track, craft: each.craft, identity,
        name: nameOf(each.track, each.name ?? null, identity, quality), mode: each.mode ?? null,
        quality, sensors: each.sensors ?? [], group: each.group ?? null,
        at: this.since + (each.at[i]! - this.lead) * 1000, lon: each.lon[i]!, lat: each.lat[i]!,
        sigma: each.sigma[i]!, speed: each.speed_knots[i]!, course: each.course[i]!, altitude: each.altitude?.[i] ?? null,
      });
    }
    return standing(found);
  }

  /** Where a track was in the minutes before a second. */
  trail(track: string, second: number): [number, number][] {
    const each = this.tracks.find((one) => one.track === track);
    if (!each) return [];
    const wanted = second + this.lead;
    const first = Math.max(0, last(each.at, wanted - TRAIL) + 1);
    const after = last(each.at, wanted) + 1;
    return each.lon.slice(first, after).map((lon, i) => [lon, each.lat[first + i]!]);
  }

  /** The whole way of every track. */
  *ways(): Generator<[string, [number, number][]]> {
    for (const each of this.tracks) yield [each.track, each.lon.map((lon, i) => [lon, each.lat[i]!])];
  }
}

function answered(minutes: number, every: number, until?: string, track?: string): Promise<Answer> {
  const query = new URLSearchParams({ minutes: String(minutes), every: String(every) });
  if (until) query.set("until", until);
  if (track) query.set("track", track);
  return ask<Answer>(`/api/v1/picture/past?${query}`);
}

/** Place of the last value that is not greater, in ascending values; -1 where there is none. */
export function last(values: number[], wanted: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
