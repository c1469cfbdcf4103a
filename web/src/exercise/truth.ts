/** What was true in an exercise, as `/api/v1/exercise/truth` tells it: northline.app.exercise_review. */
import { ask } from "../connection";

export interface Path {
  number: number;
  role: string;
  craft: string;
  since: number;
  lon: number[];
  lat: number[];
}

export interface Crossed {
  second: number;
  lon: number;
  lat: number;
  found: { available: number | null } | null;
}

export interface Alone {
  second: number;
  lon: number | null;
  lat: number | null;
  why: string | null;
}

export interface Truth {
  start: string;
  duration: number;
  every: number;
  window: [number, number, number, number];
  crossings: Crossed[];
  alone: Alone[];
  paths: Path[];
  line: [number, number][][];
}

/** Load it. */
export async function loadTruth(): Promise<Truth> {
  return ask<Truth>("/api/v1/exercise/truth");
}

/** Where somebody truly was at a second, straight from place to place; null while they were not there. */
export function placeOf(path: Path, second: number, every: number): [number, number] | null {
  const at = (second - path.since) / every;
  if (at < 0 || at > path.lon.length) return null;
  const i = Math.min(Math.floor(at), path.lon.length - 1);
  const next = Math.min(i + 1, path.lon.length - 1);
  const part = at - i;
  return [
    path.lon[i]! + part * (path.lon[next]! - path.lon[i]!),
    path.lat[i]! + part * (path.lat[next]! - path.lat[i]!),
  ];
}
