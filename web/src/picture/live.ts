/** The live picture in the browser: the newest point of every track, and a short trail behind it. */
import { checkSession, reachable } from "../connection";
import { type Frame, type Label, type Shown, nameOf, standing } from "./frames";

/** Points of a trail that are kept for each track: memory is bounded by tracks x this. */
const TRAIL_POINTS = 40;
/** Seconds between two points of a trail. */
const TRAIL_SECONDS = 15;
/** Milliseconds without a sign of the node after which what is seen counts as old: two heartbeats and some. */
const SILENT = 12_000;
/** Milliseconds until the page connects again where the browser has given up. */
const AGAIN = 5_000;
/** Milliseconds after which a page that nobody sees lets go: a browser has few connections to one node. */
const UNSEEN = 60_000;

interface Kept extends Shown {
  said: string | null;
  trail: [number, number][];
  trailed: number;
}

/** Keeps up with the node's stream; calls back when there is something new to draw. */
export class Live {
  /** The picture's present, ms. */
  time = 0;
  /** When the newest entry in it was committed, ms. */
  committed = 0;
  /** Grows when a finding or decision was made. */
  matters = 0;
  /** Grows when a sensor says how it stands or where it looks. */
  sensing = 0;
  private readonly tracks = new Map<number, Kept>();
  private readonly byTrack = new Map<string, Kept>();
  private epoch = "";
  private heard = Date.now();
  private stream: EventSource | null = null;
  private unseen = 0;

  /**
   * @param changed - there is something new to draw
   * @param renewed - the first epoch, or another: what was held before may hold what may not be seen any more
   * @param trouble - the node cannot read its ledger
   */
  constructor(
    private readonly changed: () => void,
    private readonly renewed: (first: boolean) => void,
    private readonly trouble: (why: string) => void,
  ) {}

  /** Connect, and stay connected while the page is seen. */
  start(path: string): void {
    this.connect(path);
    setInterval(() => {
      if (this.stream && Date.now() - this.heard > SILENT) reachable(false);
    }, 2_000);
    addEventListener("pagehide", () => this.disconnect());
    const seen = (): void => {
      clearTimeout(this.unseen);
      if (document.hidden) this.unseen = window.setTimeout(() => this.disconnect(), UNSEEN);
      else if (!this.stream) this.connect(path);
    };
    document.addEventListener("visibilitychange", seen);
    seen(); // a page may be opened where nobody sees it
  }

  private connect(path: string): void {
    this.heard = Date.now();
    const stream = (this.stream = new EventSource(path));
    stream.addEventListener("frame", (event) => {
      this.alive();
      this.take(JSON.parse((event as MessageEvent<string>).data) as Frame);
      this.changed();
    });
    stream.addEventListener("trouble", (event) => {
      this.alive();
      this.trouble(JSON.parse((event as MessageEvent<string>).data) as string);
    });
    stream.addEventListener("error", () => {
      reachable(false);
      void checkSession(); // a stream ends, too, when its reader is not signed in any more
      // A browser connects again when a stream breaks, and never where it was answered otherwise.
      if (stream.readyState === EventSource.CLOSED) {
        setTimeout(() => {
          if (this.stream === stream) this.connect(path);
        }, AGAIN);
      }
    });
  }

  private disconnect(): void {
    this.stream?.close();
    this.stream = null;
  }

  private alive(): void {
    this.heard = Date.now();
    reachable(true);
  }

  /** Take one frame. */
  take(frame: Frame): void {
    const another = frame.epoch !== this.epoch;
    if (frame.full || another) {
      // Points of a trail may have been erased or marked anew though their track is shown still.
      const before = another ? new Map<string, Kept>() : new Map(this.byTrack);
      this.tracks.clear();
      this.byTrack.clear();
      for (const label of frame.labels) this.call(label, before.get(label.track));
    } else {
      for (const label of frame.labels) this.call(label, this.tracks.get(label.n));
    }
    const first = this.epoch === "";
    this.epoch = frame.epoch;
    this.time = frame.time;
    this.committed = frame.committed;
    this.matters = frame.matters;
    this.sensing = frame.sensing;
    const { n, at, lon, lat, sigma, speed_knots, course, altitude, quality } = frame.moves;
    for (let i = 0; i < n.length; i++) {
      const kept = this.tracks.get(n[i]!);
      if (!kept) continue;
      kept.at = at[i]!;
      kept.lon = lon[i]!;
      kept.lat = lat[i]!;
      kept.sigma = sigma[i]!;
      kept.speed = speed_knots[i]!;
      kept.course = course[i]!;
      kept.altitude = altitude[i]!;
      const sure = quality?.[i] ?? null;
      if ((sure === null) !== (kept.quality === null)) kept.name = nameOf(kept.track, kept.said, kept.identity, sure);
      kept.quality = sure;
      if (Math.abs(kept.at - kept.trailed) >= TRAIL_SECONDS * 1000) {
        kept.trail.push([kept.lon, kept.lat]);
        kept.trailed = kept.at;
        if (kept.trail.length > TRAIL_POINTS) kept.trail.shift();
      }
    }
    for (const each of frame.gone) {
      const kept = this.tracks.get(each);
      if (kept) this.byTrack.delete(kept.track);
      this.tracks.delete(each);
    }
    if (another) this.renewed(first);
  }

  private call(label: Label, before: Kept | undefined): void {
    const identity = label.identity ?? null;
    const said = label.name ?? null;
    const name = nameOf(label.track, said, identity, before?.quality ?? null);
    const named = { craft: label.craft, identity, said, name, mode: label.mode ?? null, sensors: label.sensors ?? [], group: label.group ?? null };
    const kept: Kept = before
      ? Object.assign(before, named)
      : { key: label.track, track: label.track, ...named, at: 0, lon: 0, lat: 0, sigma: null, speed: null, course: null, altitude: null, quality: null, trail: [], trailed: 0 };
    this.tracks.set(label.n, kept);
    this.byTrack.set(label.track, kept);
  }

  /** Everything that has a place now. */
  shown(): Shown[] {
    return standing([...this.tracks.values()].filter((each) => each.at > 0));
  }

  /** Where a track was lately, the newest point included. */
  trail(track: string): [number, number][] {
    const kept = this.byTrack.get(track);
    return kept ? [...kept.trail, [kept.lon, kept.lat]] : [];
  }

  /** Put what was before the page was opened behind each track that has no trail yet. */
  before(track: string, points: [number, number][]): void {
    const kept = this.byTrack.get(track);
    if (kept && kept.trail.length <= 1) kept.trail = points.slice(-TRAIL_POINTS);
  }

  /** How many tracks are kept: tests look that it does not grow. */
  get size(): number {
    return this.tracks.size;
  }
}
