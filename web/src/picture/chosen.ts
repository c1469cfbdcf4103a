/** What is chosen on the page, told in full beside the map. */
import { instant, language, number, position, say } from "../words";
import { Why } from "./alerts";
import { type Force, ofForce } from "./forces";
import { type Alert, type Port, type Shown, reporting } from "./frames";
import { type Sensor, calledSensor, chanceOf, markingOf, ownerOf, sectorOf, sortOf, workingOf } from "./sensors";

/** One thing on the picture. */
export type Choice = { track: string } | { alert: string } | { port: string } | { sensor: string };

/** The box that tells of the chosen thing. */
export class Chosen {
  /** Whether the map goes with the chosen track. */
  following = false;
  private what: Choice | null = null;
  private readonly box = document.getElementById("chosen")!;
  private readonly title = document.getElementById("chosen-title")!;
  private readonly facts = document.getElementById("chosen-facts")!;
  private readonly button = document.getElementById("follow") as HTMLButtonElement;
  private readonly link = document.getElementById("chosen-link") as HTMLAnchorElement;
  private readonly why = new Why();
  private told = "";

  constructor(
    private readonly changed: () => void,
    close: () => void,
  ) {
    this.button.addEventListener("click", () => this.follow(!this.following));
    document.getElementById("unchoose")!.addEventListener("click", close);
  }

  /** Id of the chosen track, alert, port or sensor; null where it is none. */
  get track(): string | null {
    return this.what && "track" in this.what ? this.what.track : null;
  }
  get alert(): string | null {
    return this.what && "alert" in this.what ? this.what.alert : null;
  }
  get port(): string | null {
    return this.what && "port" in this.what ? this.what.port : null;
  }

  get sensor(): string | null {
    return this.what && "sensor" in this.what ? this.what.sensor : null;
  }

  /** Choose a thing, or nothing. */
  take(what: Choice | null): void {
    this.what = what;
    this.told = "";
    if (!this.track) this.follow(false);
    if (!what) this.box.hidden = true;
    if (!this.alert) void this.why.show(null);
  }

  /** Have the map go with the chosen track, or not. */
  follow(on: boolean): void {
    this.following = on && this.track !== null;
    this.button.setAttribute("aria-pressed", String(this.following));
    if (this.following) this.changed();
  }

  /** Tell of it as it is now. */
  show(shown: Shown[], alerts: Alert[], ports: Port[], sensors: Sensor[], now: number, forces: Map<string, Force>): void {
    if (!this.what) return;
    const track = shown.find((each) => each.track === this.track);
    const alert = alerts.find((each) => each.id === this.alert);
    const port = ports.find((each) => each.id === this.port);
    const sensor = sensors.find((each) => each.identity === this.sensor);
    this.button.hidden = !track;
    this.link.hidden = !alert;
    if (this.alert) void this.why.show(alert?.id ?? null);
    if (track) this.tell(track.name, [...ofTrack(track, sensors, now), ...ofForce(forces.get(track.identity ?? ""))]);
    else if (alert) {
      this.link.href = `/findings/${alert.id}`;
      this.tell(titleOf(alert), ofAlert(alert, now));
    } else if (sensor) this.tell(calledSensor(sensor), ofSensor(sensor, now));
    else if (port) this.tell(port.name, ofPort(port));
    else this.box.hidden = true;
  }

  private tell(title: string, facts: [string, string][]): void {
    const text = JSON.stringify([title, facts]);
    this.box.hidden = false;
    if (text === this.told) return;
    this.told = text;
    this.title.textContent = title;
    this.facts.replaceChildren(...facts.flatMap(([name, value]) => {
      const term = document.createElement("dt");
      const said = document.createElement("dd");
      term.textContent = name;
      said.textContent = value;
      return [term, said];
    }));
  }
}

/** How sure it is that there is such a thing, in words and as a number; what reports itself says so. */
export function sureOf(track: Shown): string {
  if (track.quality === null) return say("own-report");
  const said = track.quality >= 0.95 ? say("very-likely") : track.quality >= 0.8 ? say("likely") : track.quality >= 0.5 ? say("perhaps") : say("doubtful");
  return `${said} (${number(track.quality, 2)})`;
}

function ofTrack(track: Shown, sensors: Sensor[], now: number): [string, string][] {
  const facts: [string, string][] = [
    [say("kind"), say(track.craft) + (track.mode ? `, ${say(track.mode)}` : "")],
    [say("identity"), track.identity ?? "–"],
    [say("position"), position(track.lon, track.lat)],
    [say("error"), number(track.sigma)],
    [say("speed"), number(track.speed, 1)],
    [say("course"), number(track.course)],
  ];
  if (track.altitude !== null) facts.push([say("altitude"), number(track.altitude)]);
  facts.push([say("seen"), instant(track.at, now)]);
  if (track.quality !== null) {
    const silent = reporting(track.quality, track.identity) === "silent";
    facts.push([say("reports-itself"), silent ? say("no-longer") : say("never")], [say("quality"), sureOf(track)]);
  }
  if (track.sensors.length) {
    const called = (identity: string): string => sensors.find((each) => each.identity === identity)?.name ?? identity;
    facts.push([say("seen-by"), track.sensors.map(called).join(", ")]);
  }
  if (track.group !== null) facts.push([say("group"), number(track.group)]);
  if (track.identity === null) facts.push([say("track"), track.track]);
  return facts;
}

function ofAlert(alert: Alert, now: number): [string, string][] {
  const facts: [string, string][] = [
    [say("when"), instant(alert.at, now)],
    [say("identity"), alert.subject ?? "–"],
    [say("state"), stateOf(alert)],
    [say("score"), number(alert.score, 2)],
  ];
  if (alert.lon !== null && alert.lat !== null) facts.push([say("position"), position(alert.lon, alert.lat)]);
  if (alert.km !== null) facts.push([say("km"), number(alert.km, 1)]);
  return facts;
}

/** What an alert is, in its first sentence; the page of the finding says all of it. */
export function titleOf(alert: Alert): string {
  const whole = alert.title[language] ?? alert.finding;
  const end = whole.search(/\.\s/);
  return end < 0 ? whole : whole.slice(0, end + 1);
}

/** Where an alert stands, in words. */
export function stateOf(alert: Alert): string {
  const name = `state-${alert.state}`;
  const said = say(name);
  const state = said === name ? say("state-other") : said;
  return alert.held_back ? say("state-held", { state }) : state;
}

/** Whether a port is open, in words. */
export function openOf(port: Port): string {
  return say(port.open === null ? "hours-unknown" : port.open ? "open" : "closed");
}

function ofSensor(sensor: Sensor, now: number): [string, string][] {
  const facts: [string, string][] = [
    [say("kind"), [sortOf(sensor), sensor.type].filter(Boolean).join(", ")],
    [say("state"), workingOf(sensor)],
    [say("since"), sensor.since === undefined ? "–" : instant(sensor.since, now)],
    [say("identity"), sensor.identity],
  ];
  if (sensor.lon !== undefined && sensor.lat !== undefined) facts.push([say("position"), position(sensor.lon, sensor.lat)]);
  if (sensor.range !== undefined) {
    facts.push([say("range"), sensor.nearest ? `${number(sensor.nearest)}–${number(sensor.range)}` : number(sensor.range)], [say("sector"), sectorOf(sensor)]);
  }
  if (sensor.revisit !== undefined) facts.push([say("revisit"), number(sensor.revisit, 1)]);
  if (sensor.detection?.length) facts.push([say("detection"), sensor.detection.map(chanceOf).join("; ")]);
  if (sensor.false_alarms !== undefined) facts.push([say("false-alarms"), number(sensor.false_alarms, 1)]);
  for (const look of sensor.looks ?? []) facts.push([say("looked"), [look.view, instant(look.at, now)].filter(Boolean).join(", ")]);
  facts.push([say("owner"), ownerOf(sensor)], [say("marking"), markingOf(sensor)]);
  return facts;
}

function ofPort(port: Port): [string, string][] {
  return [
    [say("state"), openOf(port)],
    [say("hours"), port.hours ?? "–"],
    [say("modes"), port.modes.map((mode) => say(`${mode}-arrival`)).join(", ")],
    [say("position"), position(port.lon, port.lat)],
  ];
}
