/** The tables beside the map. */
import { instant, number, position, say } from "../words";
import { newestOf } from "./alerts";
import { openOf, sureOf, stateOf, titleOf } from "./chosen";
import { type Force, rangeOf, sentOf } from "./forces";
import type { Alert, Port, Shown } from "./frames";
import { type Plot, measureOf } from "./plots";
import { type Sensor, calledSensor, ownerOf, sortOf, workingOf } from "./sensors";
import { Table } from "./tables";

/** What the page does when a row is chosen. */
interface Doing {
  alert: (alert: Alert) => void;
  track: (track: Shown) => void;
  port: (port: Port) => void;
  sensor: (sensor: Sensor) => void;
  plot: (plot: Plot) => void;
  now: () => number;
}

/** The tables together. */
export interface Sheets {
  set: (shown: Shown[], alerts: Alert[], forces: Map<string, Force>) => void;
  sensing: (sensors: Sensor[], plots: Plot[]) => void;
  ports: (ports: Port[]) => void;
  mark: (chosen: { track: string | null; alert: string | null; port: string | null; sensor: string | null }) => void;
  draw: (sheet: string) => void;
}

/** Make the tables. */
export function sheets(doing: Doing): Sheets {
  const now = doing.now;
  let newest: string | null = null;
  let forces = new Map<string, Force>();
  const force = (t: Shown): Force | undefined => forces.get(t.identity ?? "");
  const when = (a: Alert): string => (a.id === newest ? say("newest-alert", { t: instant(a.at, now()) }) : instant(a.at, now()));
  const alerts = new Table<Alert>(sheet("alerts"), say("none-alerts"), [
    { name: say("what"), text: titleOf, order: titleOf },
    { name: say("when"), text: when, order: (a) => a.at },
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
    { name: say("quality"), text: sureOf, order: (t) => t.quality ?? 2 },
  ], (t) => t.key, doing.track, say("none-tracks"));
  const units = new Table<Shown>(sheet("units"), say("callsign"), [
    { name: say("callsign"), text: (t) => t.name, order: (t) => t.name },
    { name: say("mode"), text: (t) => (t.mode ? say(t.mode) : "–"), order: (t) => t.mode ?? "" },
    { name: say("state"), text: (t) => sentOf(force(t)), order: (t) => sentOf(force(t)) },
    { name: say("crew"), text: (t) => number(force(t)?.crew), order: (t) => force(t)?.crew ?? -1, digits: true },
    { name: say("range-km"), text: (t) => rangeOf(force(t)), order: (t) => force(t)?.range ?? -1, digits: true },
    { name: say("speed"), text: (t) => number(t.speed, 1), order: (t) => t.speed ?? -1, digits: true },
    { name: say("position"), text: (t) => position(t.lon, t.lat), order: (t) => t.lon },
    { name: say("seen"), text: (t) => instant(t.at, now()), order: (t) => -t.at },
  ], (t) => t.key, doing.track, say("none-units"));
  const ports = new Table<Port>(sheet("ports"), say("name"), [
    { name: say("name"), text: (p) => p.name, order: (p) => p.name },
    { name: say("state"), text: openOf, order: openOf },
    { name: say("hours"), text: (p) => p.hours ?? "–", order: (p) => p.hours ?? "" },
  ], (p) => p.id, doing.port, say("none-ports"));
  const sensors = new Table<Sensor>(sheet("sensors"), say("name"), [
    { name: say("name"), text: calledSensor, order: calledSensor },
    { name: say("kind"), text: sortOf, order: sortOf },
    { name: say("state"), text: workingOf, order: workingOf },
    { name: say("since"), text: (s) => (s.since === undefined ? "–" : instant(s.since, now())), order: (s) => s.since ?? 0 },
    { name: say("range"), text: (s) => number(s.range), order: (s) => s.range ?? -1, digits: true },
    { name: say("owner"), text: ownerOf, order: ownerOf },
  ], (s) => s.identity, doing.sensor, say("none-sensors"));
  const plots = new Table<Plot>(sheet("plots"), say("seen"), [
    { name: say("seen"), text: (t) => instant(t.at, now()), order: (t) => -t.at },
    { name: say("sensor"), text: (t) => t.sensor, order: (t) => t.sensor },
    { name: say("measure"), text: measureOf, order: measureOf },
    { name: say("kind"), text: (t) => [say(t.craft), t.label, t.test ? say("test-target") : null].filter(Boolean).join(", "), order: (t) => say(t.craft) },
    { name: say("direction"), text: (t) => number(t.azimuth), order: (t) => t.azimuth ?? -1, digits: true },
    { name: say("group"), text: (t) => number(t.group), order: (t) => t.group ?? -1, digits: true },
  ], (t) => t.key, doing.plot, say("none-plots"));
  const byName: Record<string, { draw: () => void }> = { alerts, tracks, units, ports, sensors, plots };
  return {
    set(shown, found, known) {
      forces = known;
      const own = shown.filter((each) => each.craft === "unit");
      const others = shown.filter((each) => each.craft !== "unit");
      tracks.set(others);
      units.set(own);
      newest = newestOf(found);
      alerts.set(found);
      count("alerts", found.length);
      count("tracks", others.length);
      count("units", own.length);
    },
    sensing(known, detected) {
      sensors.set(known);
      plots.set(detected);
      count("sensors", known.length);
      count("plots", detected.length);
    },
    ports(found) {
      ports.set(found);
      count("ports", found.length);
    },
    mark(chosen) {
      tracks.mark(chosen.track);
      units.mark(chosen.track);
      alerts.mark(chosen.alert);
      sensors.mark(chosen.sensor);
      ports.mark(chosen.port);
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
