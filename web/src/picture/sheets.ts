/** The four tables beside the map. */
import { instant, number, position, say } from "../words";
import { openOf, stateOf, titleOf } from "./chosen";
import type { Alert, Port, Shown } from "./frames";
import { Table } from "./tables";

/** What the page does when a row is chosen. */
interface Doing {
  alert: (alert: Alert) => void;
  track: (track: Shown) => void;
  port: (port: Port) => void;
  now: () => number;
}

/** The tables together. */
export interface Sheets {
  set: (shown: Shown[], alerts: Alert[]) => void;
  ports: (ports: Port[]) => void;
  mark: (track: string | null, alert: string | null, port: string | null) => void;
  draw: (sheet: string) => void;
}

/** Make the tables. */
export function sheets(doing: Doing): Sheets {
  const now = doing.now;
  const alerts = new Table<Alert>(sheet("alerts"), say("none-alerts"), [
    { name: say("what"), text: titleOf, order: titleOf },
    { name: say("when"), text: (a) => instant(a.at, now()), order: (a) => a.at },
    { name: say("state"), text: stateOf, order: stateOf },
    { name: say("score"), text: (a) => number(a.score, 2), order: (a) => a.score, digits: true },
  ], (a) => a.id, doing.alert, say("none-alerts"));
  const tracks = new Table<Shown>(sheet("tracks"), say("identity"), [
    { name: say("name"), text: (t) => t.name, order: (t) => t.name },
    { name: say("kind"), text: (t) => say(t.craft), order: (t) => say(t.craft) },
    { name: say("speed"), text: (t) => number(t.speed, 1), order: (t) => t.speed ?? -1, digits: true },
    { name: say("course"), text: (t) => number(t.course), order: (t) => t.course ?? -1, digits: true },
    { name: say("position"), text: (t) => position(t.lon, t.lat), order: (t) => t.lon },
    { name: say("seen"), text: (t) => instant(t.at, now()), order: (t) => -t.at },
  ], (t) => t.key, doing.track, say("none-tracks"));
  const units = new Table<Shown>(sheet("units"), say("callsign"), [
    { name: say("callsign"), text: (t) => t.name, order: (t) => t.name },
    { name: say("mode"), text: (t) => (t.mode ? say(t.mode) : "–"), order: (t) => t.mode ?? "" },
    { name: say("speed"), text: (t) => number(t.speed, 1), order: (t) => t.speed ?? -1, digits: true },
    { name: say("position"), text: (t) => position(t.lon, t.lat), order: (t) => t.lon },
    { name: say("seen"), text: (t) => instant(t.at, now()), order: (t) => -t.at },
  ], (t) => t.key, doing.track, say("none-units"));
  const ports = new Table<Port>(sheet("ports"), say("name"), [
    { name: say("name"), text: (p) => p.name, order: (p) => p.name },
    { name: say("state"), text: openOf, order: openOf },
    { name: say("hours"), text: (p) => p.hours ?? "–", order: (p) => p.hours ?? "" },
  ], (p) => p.id, doing.port, say("none-ports"));
  const byName: Record<string, { draw: () => void }> = { alerts, tracks, units, ports };
  return {
    set(shown, found) {
      const own = shown.filter((each) => each.craft === "unit");
      const others = shown.filter((each) => each.craft !== "unit");
      tracks.set(others);
      units.set(own);
      alerts.set(found);
      count("alerts", found.length);
      count("tracks", others.length);
      count("units", own.length);
    },
    ports(found) {
      ports.set(found);
      count("ports", found.length);
    },
    mark(track, alert, port) {
      tracks.mark(track);
      units.mark(track);
      alerts.mark(alert);
      ports.mark(port);
    },
    draw: (name) => byName[name]?.draw(),
  };
}

function sheet(name: string): HTMLElement {
  return document.getElementById(name)!;
}

function count(name: string, n: number): void {
  document.getElementById(`count-${name}`)!.textContent = number(n);
}
