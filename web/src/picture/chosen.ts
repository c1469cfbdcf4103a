/** What is chosen on the page, told in full beside the map. */
import { instant, language, number, position, say } from "../words";
import type { Alert, Port, Shown } from "./frames";

/** One thing on the picture. */
export type Choice = { track: string } | { alert: string } | { port: string };

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
  private told = "";

  constructor(
    private readonly changed: () => void,
    close: () => void,
  ) {
    this.button.addEventListener("click", () => this.follow(!this.following));
    document.getElementById("unchoose")!.addEventListener("click", close);
  }

  /** Id of the chosen track, alert or port; null where it is none. */
  get track(): string | null {
    return this.what && "track" in this.what ? this.what.track : null;
  }
  get alert(): string | null {
    return this.what && "alert" in this.what ? this.what.alert : null;
  }
  get port(): string | null {
    return this.what && "port" in this.what ? this.what.port : null;
  }

  /** Choose a thing, or nothing. */
  take(what: Choice | null): void {
    this.what = what;
    this.told = "";
    if (!this.track) this.follow(false);
    if (!what) this.box.hidden = true;
  }

  /** Have the map go with the chosen track, or not. */
  follow(on: boolean): void {
    this.following = on && this.track !== null;
    this.button.setAttribute("aria-pressed", String(this.following));
    if (this.following) this.changed();
  }

  /** Tell of it as it is now. */
  show(shown: Shown[], alerts: Alert[], ports: Port[], now: number): void {
    if (!this.what) return;
    const track = shown.find((each) => each.track === this.track);
    const alert = alerts.find((each) => each.id === this.alert);
    const port = ports.find((each) => each.id === this.port);
    this.button.hidden = !track;
    this.link.hidden = !alert;
    if (track) this.tell(track.name, ofTrack(track, now));
    else if (alert) {
      this.link.href = `/findings/${alert.id}`;
      this.tell(titleOf(alert), ofAlert(alert, now));
    } else if (port) this.tell(port.name, ofPort(port));
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

function ofTrack(track: Shown, now: number): [string, string][] {
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
  return said === name ? say("state-other") : said;
}

/** Whether a port is open, in words. */
export function openOf(port: Port): string {
  return say(port.open === null ? "hours-unknown" : port.open ? "open" : "closed");
}

function ofPort(port: Port): [string, string][] {
  return [
    [say("state"), openOf(port)],
    [say("hours"), port.hours ?? "–"],
    [say("modes"), port.modes.map((mode) => say(`${mode}-arrival`)).join(", ")],
    [say("position"), position(port.lon, port.lat)],
  ];
}
