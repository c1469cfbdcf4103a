/** Search: a name or number on the picture, a port, a position, or a kilometre of the line. */
import { Refused, ask } from "../connection";
import { language, say } from "../words";
import type { Choice } from "./chosen";
import type { Port, Shown } from "./frames";
import { why } from "./said";
import { type Sensor, calledSensor } from "./sensors";

/** What can be searched. */
export interface Things {
  shown: Shown[];
  ports: Port[];
  sensors: Sensor[];
}

/** What was meant. */
export type Meant =
  | { track: Shown }
  | { port: Port }
  | { sensor: Sensor }
  | { place: [number, number] }
  | { km: number; segment: string };

/**
 * Let the form work.
 *
 * @param things - what is there now
 * @param choose - takes what was found
 * @param go - goes to a place
 */
export function startSearch(things: () => Things, choose: (what: Choice) => void, go: (lon: number, lat: number) => void): void {
  const form = document.getElementById("search") as HTMLFormElement;
  const query = document.getElementById("query") as HTMLInputElement;
  const said = document.getElementById("search-said")!;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const found = meaning(query.value, things());
    if (!found) {
      said.textContent = say("none-found");
      return;
    }
    let name = query.value;
    if ("track" in found) {
      name = found.track.name;
      choose({ track: found.track.track });
    } else if ("port" in found) {
      name = found.port.name;
      choose({ port: found.port.id });
    } else if ("sensor" in found) {
      name = calledSensor(found.sensor);
      choose({ sensor: found.sensor.identity });
    } else if ("place" in found) go(...found.place);
    else void goAlong(found.km, found.segment, go, said);
    said.textContent = say("found-one", { name });
  });
  query.addEventListener("input", () => {
    const wanted = query.value.trim().toLocaleLowerCase();
    const { shown, ports, sensors } = things();
    const names = wanted.length < 2 ? [] : [...shown.map((each) => each.name), ...ports.map((each) => each.name), ...sensors.map(calledSensor)];
    const list = names.filter((name) => name.toLocaleLowerCase().includes(wanted)).slice(0, 12);
    document.getElementById("found")!.replaceChildren(...list.map((name) => new Option(name, name)));
  });
}

async function goAlong(km: number, segment: string, go: (lon: number, lat: number) => void, said: HTMLElement): Promise<void> {
  try {
    const place = await ask<{ lon: number; lat: number }>(`/api/v1/line/at?${new URLSearchParams({ km: String(km), segment })}`);
    go(place.lon, place.lat);
  } catch (error) {
    said.textContent = error instanceof Refused ? say("no-kilometre") : why(error);
  }
}

/** What a text means on this picture; null where nothing of the sort is there. */
export function meaning(text: string, { shown, ports, sensors }: Things): Meant | null {
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
  const sensor = best(sensors, (each) => Math.max(named(calledSensor(each)), named(each.identity)));
  const most = Math.max(track?.rank ?? 0, port?.rank ?? 0);
  if (sensor && sensor.rank > most) return { sensor: sensor.thing };
  if (track && track.rank === most) return { track: track.thing };
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
