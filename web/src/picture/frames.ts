/** The picture as the node sends it: see northline.app.picture.live.Frame. */
import { say } from "../words";

/** What a track is called; see northline.app.picture.tracks.Label. */
export interface Label {
  n: number;
  track: string;
  craft: string;
  identity?: string;
  name?: string;
  mode?: string;
  sensors?: string[];
  group?: number;
}

/** Where tracks are, column by column; null where it is not known. */
export interface Moves {
  n: number[];
  at: number[];
  lon: number[];
  lat: number[];
  sigma: (number | null)[];
  speed_knots: (number | null)[];
  course: (number | null)[];
  altitude: (number | null)[];
  /** Left out where all report themselves. */
  quality?: (number | null)[];
}

/** What changed since the frame before. */
export interface Frame {
  epoch: string;
  version: number;
  full: boolean;
  time: number;
  committed: number;
  matters: number;
  sensing: number;
  labels: Label[];
  moves: Moves;
  gone: number[];
}

/** A finding on the map; see northline.app.picture.alerts.Alert. */
export interface Alert {
  id: string;
  finding: string;
  state: string;
  /** Whether it waits and its hour has no room for it. */
  held_back: boolean;
  at: number;
  lon: number | null;
  lat: number | null;
  sigma: number | null;
  km: number | null;
  score: number;
  subject: string | null;
  tracks: string[];
  title: Record<string, string>;
}

/** A port of entry, as /api/v1/ports tells it. */
export interface Port {
  id: string;
  name: string;
  lon: number;
  lat: number;
  modes: string[];
  open: boolean | null;
  hours?: string;
}

/** A thing at one instant, live or replayed. */
export interface Shown {
  key: string;
  track: string;
  craft: string;
  identity: string | null;
  name: string;
  mode: string | null;
  at: number;
  lon: number;
  lat: number;
  sigma: number | null;
  speed: number | null;
  course: number | null;
  altitude: number | null;
  /** Probability that it is a thing, and that of its identity; null where it reports itself. */
  quality: number | null;
  /** What saw it; empty where nothing is said of that. */
  sensors: string[];
  /** The most things that one detection of it stood for; null where no sensor told. */
  group: number | null;
}

/** Whether it reports itself now, fell silent and is only seen, or never said what it is. */
export type Reporting = "own" | "silent" | "never";

/** How a thing is known. */
export function reporting(quality: number | null, identity: string | null): Reporting {
  if (quality === null) return "own";
  return identity === null ? "never" : "silent";
}

/** What a thing is called on the page: its name or identity, or that it is not known, and a piece of its track's id. */
export function nameOf(track: string, name: string | null, identity: string | null, quality: number | null): string {
  const said = name ?? identity;
  if (said === null) return say("unknown-name", { id: track.slice(0, 4) });
  return quality === null ? said : say("silent-name", { name: said });
}

/**
 * The same without the tracks of sensors that stopped because their thing reports itself again: it has a track of
 * its own report, and is drawn once.
 */
export function standing(shown: Shown[]): Shown[] {
  if (shown.every((each) => reporting(each.quality, each.identity) !== "silent")) return shown;
  const reported = new Map<string, number>();
  for (const each of shown) {
    if (each.quality !== null || each.identity === null) continue;
    reported.set(each.identity, Math.max(each.at, reported.get(each.identity) ?? 0));
  }
  return shown.filter((each) => each.quality === null || each.identity === null || each.at > (reported.get(each.identity) ?? 0));
}

/** Which layer a craft belongs to. */
export function layerOf(craft: string): "vessels" | "aircraft" | "units" | "others" {
  if (craft === "vessel") return "vessels";
  if (craft === "aircraft" || craft === "drone") return "aircraft";
  return craft === "unit" ? "units" : "others";
}
