/** The picture as the node sends it: see northline.app.picture.live.Frame. */

/** What a track is called; see northline.app.picture.tracks.Label. */
export interface Label {
  n: number;
  track: string;
  craft: string;
  identity?: string;
  name?: string;
  mode?: string;
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
}

/** What changed since the frame before. */
export interface Frame {
  epoch: string;
  version: number;
  full: boolean;
  time: number;
  committed: number;
  matters: number;
  labels: Label[];
  moves: Moves;
  gone: number[];
}

/** A finding on the map; see northline.app.picture.alerts.Alert. */
export interface Alert {
  id: string;
  finding: string;
  state: string;
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
}

/** Which layer a craft belongs to. */
export function layerOf(craft: string): "vessels" | "aircraft" | "units" | "others" {
  if (craft === "vessel") return "vessels";
  if (craft === "aircraft" || craft === "drone") return "aircraft";
  return craft === "unit" ? "units" : "others";
}
