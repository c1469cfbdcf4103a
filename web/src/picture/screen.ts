/** Everything on the page together: what is shown, what is chosen, and when it is. */
import { type Background, backgrounds } from "../basemap";
import { startKeys } from "../keys";
import { Newest } from "../newest";
import { number, say } from "../words";
import { readAddress, writeAddress } from "./address";
import { Alerts } from "./alerts";
import { type Choice, Chosen } from "./chosen";
import { Clock } from "./clock";
import { Ages } from "./ages";
import { Forces } from "./forces";
import { type Shown, layerOf } from "./frames";
import { Harbours } from "./harbours";
import { Live } from "./live";
import { type Picked, PictureMap } from "./map";
import { Past } from "./past";
import { Plots } from "./plots";
import { Said, why } from "./said";
import { startSearch } from "./search";
import { Sensors, carried } from "./sensors";
import { type Sheets, sheets } from "./sheets";
import { Strips } from "./strips";
import { startTabs } from "./tabs";

/** Milliseconds between two drawings of the tables, and of the trails: people read no faster. */
const TABLES_EVERY = 2_000;
/** More trails than this are not drawn: a map full of them shows nothing. */
const MOST_TRAILS = 1_500;
/** Zoom at which a map opens that nobody placed: a stretch of some 40 km. */
const NEAR = 9.5;
/** Milliseconds that the map waits for something to look at before it shows the whole line. */
const FIRST_LOOK = 1_500;
/** Milliseconds between two looks whether there are plots to ask for. */
const PLOTS_EVERY = 1_000;

/** The page. */
export class Screen {
  readonly live = new Live(
    () => {
      this.said.say("picture", "");
      this.redraw();
    },
    (first) => this.renew(first),
    (trouble) => this.said.say("picture", say("trouble", { why: trouble })),
  );
  readonly clock: Clock;
  map: PictureMap | null = null;
  /** Milliseconds that the last drawings took, from the data to the frame. */
  readonly drawn: number[] = [];
  private readonly said = new Said();
  private readonly harbours = new Harbours(
    (ports) => {
      this.said.say("ports", "");
      this.map?.ports(ports);
      this.sheets.ports(ports);
      this.redraw();
    },
    (error) => this.said.say("ports", say("not-ports", { why: why(error) })),
  );
  private readonly alerts = new Alerts(
    () => this.clock.past,
    () => this.had("alerts"),
    (error) => this.said.say("alerts", say("not-alerts", { why: why(error) })),
  );
  private readonly sensors = new Sensors(
    () => this.had("sensors"),
    (error) => this.said.say("sensors", say("not-sensors", { why: why(error) })),
  );
  private readonly plots = new Plots(
    () => this.had("plots"),
    (error) => this.said.say("plots", say("not-plots", { why: why(error) })),
  );
  private readonly strips = new Strips(
    () => this.had("coverage"),
    (error) => this.said.say("coverage", say("not-coverage", { why: why(error) })),
  );
  private readonly forces = new Forces(() => this.redraw(true));
  private readonly wayAsked = new Newest();
  private readonly trailsAsked = new Newest();
  private readonly ages = new Ages("picture");
  private readonly chosen: Chosen;
  private readonly sheets: Sheets;
  private readonly view = readAddress();
  private placed = this.view.placed;
  private begun = false;
  private drawing = false;
  private again = false;
  private tablesAgain = false;
  private tablesAt = 0;
  private whole: [number, number][] = [];

  constructor() {
    this.chosen = new Chosen(
      () => this.redraw(),
      () => this.choose(null),
    );
    this.clock = new Clock(
      () => this.redraw(true),
      () => this.turned(),
      () => this.remember(),
    );
    this.sheets = sheets({
      alert: (alert) => this.choose({ alert: alert.id }, true),
      track: (track) => this.choose({ track: track.track }, true),
      port: (port) => this.choose({ port: port.id }, true),
      sensor: (sensor) => this.choose({ sensor: sensor.identity }, true),
      plot: (plot) => this.map?.go(plot.lon, plot.lat),
      now: () => this.now,
    });
  }

  /** The instant that is shown, ms. */
  get now(): number {
    return this.clock.past ? this.clock.instant : this.live.time;
  }

  /** Begin. */
  start(): void {
    // Where nobody said where to look, the map waits to open where most of the picture is: so it
    // loads no tile that nobody looks at.
    if (this.placed) this.startMap();
    else setTimeout(() => this.startMap(), FIRST_LOOK);
    startTabs(document.querySelector("[role=tablist]")!, (sheet) => this.sheets.draw(sheet));
    startSearch(
      () => ({ shown: this.shown(), ports: this.harbours.ports, sensors: this.sensors.sensors }),
      (what) => this.choose(what, true),
      (lon, lat) => this.map?.go(lon, lat),
    );
    this.startKeys();
    this.startPlots();
    this.startStrips();
    const { track, alert, sensor } = this.view;
    this.chosen.take(track ? { track } : alert ? { alert } : sensor ? { sensor } : null);
    this.live.start("/api/v1/picture/stream");
    void this.harbours.stand(Date.now());
    if (this.view.until) void this.clock.load(this.view.until, this.view.second);
  }

  private startMap(): void {
    if (this.begun) return;
    this.begun = true;
    const box = document.getElementById("map")!;
    const choice = document.getElementById("basemap") as HTMLSelectElement;
    try {
      this.map = new PictureMap(box, this.view, { name: "" }, (what) => this.pick(what), (lon, lat, zoom, byHand) => {
        Object.assign(this.view, { lon, lat, zoom });
        if (byHand) this.chosen.follow(false);
        this.remember();
      });
    } catch {
      this.said.say("map", say("no-webgl"));
      return;
    }
    this.map.ports(this.harbours.ports);
    for (const each of document.querySelectorAll<HTMLInputElement>("#layers input[type=checkbox]")) {
      each.addEventListener("change", () => this.map?.toggle(each.name, each.checked));
    }
    void backgrounds().then((found: Background[]) => {
      for (const each of found) choice.add(new Option(each.title ?? say("plain"), each.name));
      choice.addEventListener("change", () => this.map?.show(found.find((each) => each.name === choice.value) ?? { name: "" }));
    });
  }

  /** Plots are there while their box is ticked, and are asked for while somebody sees them. */
  private startPlots(): void {
    const box = document.querySelector<HTMLInputElement>("#layers input[name=plots]")!;
    const minutes = document.getElementById("plots-minutes") as HTMLSelectElement;
    const want = (): void => {
      this.said.say("plots", "");
      this.plots.want(box.checked, Number(minutes.value));
      this.lookAtPlots();
    };
    box.addEventListener("change", want);
    minutes.addEventListener("change", want);
    if (box.checked) want(); // a browser may tick it again when the page is loaded again
    setInterval(() => this.lookAtPlots(), PLOTS_EVERY);
  }

  /** Coverage is there while its box is ticked. */
  private startStrips(): void {
    const box = document.querySelector<HTMLInputElement>("#layers input[name=coverage]")!;
    const target = document.getElementById("coverage-class") as HTMLSelectElement;
    const want = (): void => {
      this.said.say("coverage", "");
      this.strips.want(box.checked, target.value);
    };
    box.addEventListener("change", want);
    target.addEventListener("change", want);
    if (box.checked) want();
  }

  private lookAtPlots(): void {
    if (this.plots.on && (this.map || !this.begun)) void this.plots.look(this.map?.box ?? null, this.clock.past ? this.clock.instant : null);
  }

  /** Something was loaded that was asked for. */
  private had(what: "alerts" | "sensors" | "plots" | "coverage"): void {
    this.said.say(what, "");
    this.redraw(true);
  }

  private startKeys(): void {
    startKeys(new Map([
      ["/", () => document.getElementById("query")!.focus()],
      ["f", () => this.chosen.follow(!this.chosen.following)],
    ]), () => false);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !document.querySelector("dialog[open]")) this.choose(null);
    });
  }

  private pick(what: Picked): void {
    this.choose(what);
  }

  /** Choose a thing, or nothing; and go there where somebody asked for it from a table. */
  choose(what: Choice | null, go = false): void {
    this.chosen.take(what);
    const place = this.placeOf(what);
    if (go && place) this.map?.go(place[0], place[1]);
    void this.loadWhole();
    this.remember();
    this.redraw(true);
  }

  private placeOf(what: Choice | null): [number, number] | null {
    if (!what) return null;
    if ("track" in what) {
      const found = this.shown().find((each) => each.track === what.track);
      return found ? [found.lon, found.lat] : null;
    }
    if ("alert" in what) {
      const found = this.alerts.held.find((each) => each.id === what.alert);
      return found?.lon == null || found.lat == null ? null : [found.lon, found.lat];
    }
    if ("sensor" in what) {
      const found = carried(this.sensors.sensors, this.shown()).find((each) => each.identity === what.sensor);
      return found?.lon === undefined || found.lat === undefined ? null : [found.lon, found.lat];
    }
    const found = this.harbours.ports.find((each) => each.id === what.port);
    return found ? [found.lon, found.lat] : null;
  }

  private async loadTrails(): Promise<void> {
    try {
      const past = await this.trailsAsked.of(Past.load(10, 20));
      if (!past) return;
      for (const [track, points] of past.ways()) this.live.before(track, points);
    } catch {
      // Trails then grow from now on; the stream says whether the node can be reached.
    }
  }

  /** The way of the chosen track, as far as it lies before the instant that is shown. */
  private async loadWhole(): Promise<void> {
    this.whole = [];
    this.wayAsked.drop();
    this.said.say("way", "");
    const track = this.chosen.track;
    if (!track) return;
    const until = this.clock.past ? new Date(this.clock.past.until).toISOString() : undefined;
    try {
      const past = await this.wayAsked.of(Past.load(180, 5, until, track));
      if (!past) return;
      const [way] = [...past.ways()];
      this.whole = way?.[1] ?? [];
      this.redraw(true);
    } catch (error) {
      this.said.say("way", say("not-way", { why: why(error) }));
    }
  }

  /** From live to an hour gone by, from there to another, or back: nothing of the one stays on the other. */
  private turned(): void {
    this.said.say("picture", "");
    this.alerts.turn();
    this.sensors.turn();
    this.plots.drop();
    this.strips.drop();
    this.forces.drop();
    void this.loadWhole();
  }

  /**
   * The first picture, or another: records were erased or marked anew, or a marking may have run out.  What was
   * loaded before is read again.
   */
  private renew(first: boolean): void {
    if (this.live.size <= MOST_TRAILS) void this.loadTrails();
    void this.loadWhole();
    if (first) return;
    this.plots.drop();
    this.strips.drop();
    this.forces.drop();
    if (!this.clock.past) return; // the frame says that there are alerts and sensors to ask for
    void this.clock.renew();
    this.sensors.turn();
    void this.alerts.refresh();
  }

  /** What is shown now, live or replayed. */
  shown(): Shown[] {
    return this.clock.past ? this.clock.past.shown(this.clock.second) : this.live.shown();
  }

  /** Draw what is new; while one drawing is under way, only the newest waits. */
  redraw(tables = false): void {
    if (this.drawing) {
      this.again = true;
      this.tablesAgain ||= tables;
      return;
    }
    this.drawing = true;
    const began = performance.now();
    this.draw(tables);
    requestAnimationFrame(() => {
      this.drawn.push(performance.now() - began);
      if (this.drawn.length > 200) this.drawn.shift();
      if (!this.clock.past && !document.hidden) this.ages.drawn(this.live.committed);
      this.drawing = false;
      if (this.again) {
        const due = this.tablesAgain;
        this.again = this.tablesAgain = false;
        this.redraw(due);
      }
    });
  }

  private draw(tables: boolean): void {
    const shown = this.shown();
    const past = this.clock.past;
    if (!past) this.alerts.stand(this.live.matters);
    if (this.now) {
      void this.harbours.stand(this.now);
      void this.sensors.stand(this.now, past ? null : this.live.sensing);
    }
    if (this.map || !this.begun) void this.strips.look(this.now, this.map?.box ?? null);
    const alerts = past ? this.alerts.held.filter((each) => each.at <= this.clock.instant) : this.alerts.held;
    if (!this.placed && shown.length) this.placeAt(shown);
    this.map?.draw(shown, this.chosen.track);
    this.map?.alerts(alerts, this.chosen.alert, this.now);
    const sensors = carried(this.sensors.sensors, shown);
    const plots = this.plots.shown(past ? this.clock.instant : null);
    this.map?.sensors(sensors, plots, this.chosen.sensor, this.now);
    this.map?.coverage(this.strips.features);
    this.forces.look(this.chosen.alert, past ? this.clock.instant : null, this.live.matters);
    this.map?.plan(this.forces.features);
    this.keepUp(shown);
    const due = performance.now() - this.tablesAt > TABLES_EVERY;
    if (tables || due) {
      this.tablesAt = performance.now();
      const trails = shown.length > MOST_TRAILS ? [] : shown.map((each) => ({ layer: layerOf(each.craft), points: past ? past.trail(each.track, this.clock.second) : this.live.trail(each.track) }));
      this.map?.trails(trails, shown.some((each) => each.track === this.chosen.track) ? this.whole : []);
      this.sheets.set(shown, alerts, this.forces.units);
      this.sheets.sensing(sensors, plots);
      this.sheets.mark(this.chosen);
    }
    this.chosen.show(shown, alerts, this.harbours.ports, sensors, this.now, this.forces.units);
    this.plots.tell(plots.length);
    this.strips.tell();
    this.status(shown.length);
  }

  private keepUp(shown: Shown[]): void {
    if (!this.chosen.following) return;
    const place = shown.find((each) => each.track === this.chosen.track);
    if (place) this.map?.keep(place.lon, place.lat);
  }

  /** The first time something is seen, look where most of it is. */
  private placeAt(shown: Shown[]): void {
    this.placed = true;
    const middle = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;
    const meant = shown.find((each) => each.track === this.chosen.track);
    const [lon, lat] = meant ? [meant.lon, meant.lat] : [middle(shown.map((each) => each.lon)), middle(shown.map((each) => each.lat))];
    if (this.begun) this.map?.go(lon, lat, NEAR);
    else Object.assign(this.view, { lon, lat, zoom: NEAR });
    this.startMap();
  }

  private status(count: number): void {
    const t = this.now ? new Date(this.now).toISOString().replace("T", " ").slice(0, 19) : "–";
    this.clock.say(say(this.clock.past ? "past-status" : "live-status", { n: number(count), t }));
  }

  private remember(): void {
    const past = this.clock.past;
    const { track, alert, sensor } = this.chosen;
    writeAddress({ ...this.view, track, alert, sensor, until: past ? new Date(past.until).toISOString().replace(/\.\d+/, "") : null, second: past ? this.clock.second : null });
  }
}
