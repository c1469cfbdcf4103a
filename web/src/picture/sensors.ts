/** The sensors as they stood at the instant that is shown, live or gone by. */
import { ask } from "../connection";
import { Newest } from "../newest";
import { language, number, say } from "../words";
import type { Shown } from "./frames";

/** How probable it is that one look sees a target; measured on so many looks, or the maker's word. */
interface Chance {
  target: string;
  light: string;
  probability: number;
  measured: number | null;
}

/** Corners of a frame or area, the last the first again. */
export type Ring = [number, number][];

/** See northline.app.picture.sensing.ShownSensor; what is left out nobody states. */
export interface Sensor {
  identity: string;
  state: string;
  since?: number;
  at: number;
  source: string;
  name?: string;
  sort?: string;
  lon?: number;
  lat?: number;
  sigma?: number;
  carrier?: string;
  nearest?: number;
  range?: number;
  bearing_from?: number;
  bearing_to?: number;
  revisit?: number;
  detection?: Chance[];
  false_alarms?: number;
  false_alarms_measured?: number;
  operator?: string;
  owners?: string[];
  marking?: Record<string, string>;
  type?: string;
  area?: Ring[];
  looks?: { view: string | null; at: number; ring: Ring }[];
}

/** Milliseconds of the shown time after which it is asked again though nothing is new: live, and in an hour gone by. */
const GOOD_FOR = { live: 300_000, past: 60_000 };
/** Milliseconds between two questions, at least: each is a look. */
const EVERY = { live: 10_000, past: 2_000 };
/** Milliseconds of the present that the newest report may be behind a sensor's own. */
const AHEAD = 5_000;

/** Keeps the sensors as they stood at an instant. */
export class Sensors {
  sensors: Sensor[] = [];
  private at = -Infinity;
  private news = -1;
  private asked = -Infinity;
  private asking = false;
  private readonly newest = new Newest();

  constructor(
    private readonly told: () => void,
    private readonly failed: (error: unknown) => void,
  ) {}

  /**
   * It is another instant, or a sensor said something: asks how they stand, never twice at a time.
   *
   * @param at - the instant that is shown, ms
   * @param news - grows when there is something new; null in an hour gone by
   */
  async stand(at: number, news: number | null): Promise<void> {
    const when = news === null ? "past" : "live";
    const due = Math.abs(at - this.at) >= GOOD_FOR[when] || (news !== null && news !== this.news);
    if (this.asking || !due || performance.now() - this.asked < EVERY[when]) return;
    this.asking = true;
    this.asked = performance.now();
    [this.at, this.news] = [at, news ?? -1];
    try {
      const instant = new Date(at + (news === null ? 0 : AHEAD)).toISOString();
      const answer = await this.newest.of(ask<{ sensors: Sensor[] }>(`/api/v1/picture/sensors?${new URLSearchParams({ at: instant })}`));
      if (answer) this.sensors = answer.sensors;
      this.asking = false;
      this.told(); // where the answer came too late, drawing asks anew
    } catch (error) {
      this.at = -Infinity;
      this.failed(error);
    } finally {
      this.asking = false;
    }
  }

  /** From live to an hour gone by, or back: how they stood there is asked at once. */
  turn(): void {
    this.newest.drop();
    this.sensors = [];
    this.at = this.asked = -Infinity;
  }
}

/** Those that move placed where their carrier is now, with what they cover. */
export function carried(sensors: Sensor[], shown: Shown[]): Sensor[] {
  if (!sensors.some((each) => each.carrier)) return sensors;
  const places = new Map(shown.filter((each) => each.identity !== null).map((each) => [each.identity, each]));
  return sensors.map((each) => {
    const place = each.carrier ? places.get(each.carrier) : undefined;
    if (!place) return each;
    const [east, north] = [place.lon - (each.lon ?? place.lon), place.lat - (each.lat ?? place.lat)];
    const area = each.area?.map((ring) => ring.map(([lon, lat]): [number, number] => [lon + east, lat + north]));
    return { ...each, lon: place.lon, lat: place.lat, ...(area && { area }) };
  });
}

/** What people call it. */
export function calledSensor(sensor: Sensor): string {
  return sensor.name ?? sensor.identity;
}

/** What sort of sensor it is, in words. */
export function sortOf(sensor: Sensor): string {
  const sort = `sort-${sensor.sort ?? "unknown"}`;
  return say(sort);
}

/** Whether it works, in words. */
export function workingOf(sensor: Sensor): string {
  const works = `works-${sensor.state}`;
  return say(works);
}

/** Whose it is. */
export function ownerOf(sensor: Sensor): string {
  return [...new Set([...(sensor.operator ? [sensor.operator] : []), ...(sensor.owners ?? [])])].join(", ") || "–";
}

/** From where to where it looks, in degrees. */
export function sectorOf({ bearing_from, bearing_to }: Sensor): string {
  if (bearing_from === undefined || bearing_to === undefined || bearing_from === bearing_to) return say("all-around");
  return `${number(bearing_from)}–${number(bearing_to)}°`;
}

/** A probability of detection and what it rests on, in words. */
export function chanceOf({ target, light, probability, measured }: Chance): string {
  const aim = `target-${target}`;
  const what = `${say(aim)}, ${light === "day" ? say("day") : say("night")}`;
  const rests = measured === null ? say("makers-word") : say("measured", { n: number(measured) });
  return `${what}: ${number(probability, 2)} (${rests})`;
}

/** Its marking in words. */
export function markingOf(sensor: Sensor): string {
  return sensor.marking?.[language] ?? "–";
}
