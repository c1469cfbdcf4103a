/** Search: a name or number on the picture, a port, a position, or a kilometre of the line. */
import { language } from "../words";
import type { Port, Shown } from "./frames";

/** What was meant. */
export type Meant =
  | { track: Shown }
  | { port: Port }
  | { place: [number, number] }
  | { km: number; segment: string };

/** What a text means on this picture; null where nothing of the sort is there. */
export function meaning(text: string, shown: Shown[], ports: Port[]): Meant | null {
  const wanted = text.trim().toLocaleLowerCase();
  if (!wanted) return null;
  const place = placeOf(wanted);
  if (place) return { place };
  const km = /^(alaska\s+)?km\s*(\d[\d\s.,]*)$/.exec(wanted);
  const along = km ? numberOf(km[2]!) : null;
  if (km && along !== null) return { km: along, segment: km[1] ? "alaska" : "atlantic-pacific" };
  const named = (name: string | null): number => rank(name?.toLocaleLowerCase() ?? "", wanted);
  const track = best(shown, (each) => Math.max(named(each.name), named(each.identity), named(each.identity?.split(":").at(-1) ?? "")));
  const port = best(ports, (each) => named(each.name));
  if (track && (!port || track.rank >= port.rank)) return { track: track.thing };
  return port ? { port: port.thing } : null;
}

/**
 * A number as the pages write it in either language: "2,297.4" and "2 297,4", and as people type it.
 * A comma before three digits is one of thousands where the page is English or a point follows.
 */
function numberOf(text: string): number | null {
  let plain = text.replace(/\s/g, "");
  if (/^\d{1,3}(,\d{3})+\.\d+$/.test(plain) || (language === "en" && /^\d{1,3}(,\d{3})+$/.test(plain))) plain = plain.replaceAll(",", "");
  plain = plain.replace(",", ".");
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
}

/** "42.3 -83.1", "-83.1 42.3", "42.3 N 83.1 W": latitude and longitude, whichever way round can be. */
function placeOf(text: string): [number, number] | null {
  const found = [...text.replace(/,(?=\d)/g, ".").matchAll(/([+-]?\d+(?:\.\d+)?)\s*°?\s*([nsewo])?/g)];
  if (found.length !== 2 || !/^[\s\d.,;°+\-nsewo]+$/.test(text)) return null;
  let [first, second] = found.map((each) => Number(each[1]) * (each[2] && "swo".includes(each[2]) && !each[1]!.startsWith("-") ? -1 : 1)) as [number, number];
  if (found[0]![2] && "ewo".includes(found[0]![2])) [first, second] = [second, first];
  else if (Math.abs(first) > 90) [first, second] = [second, first];
  return Math.abs(first) <= 90 && Math.abs(second) <= 180 ? [second, first] : null;
}

function rank(name: string, wanted: string): number {
  if (!name) return 0;
  if (name === wanted) return 3;
  return name.startsWith(wanted) ? 2 : name.includes(wanted) ? 1 : 0;
}

function best<T>(things: T[], rankOf: (thing: T) => number): { thing: T; rank: number } | null {
  let found: { thing: T; rank: number } | null = null;
  for (const thing of things) {
    const here = rankOf(thing);
    if (here > (found?.rank ?? 0)) found = { thing, rank: here };
  }
  return found;
}
