/** The ports of entry as they stand at the instant that is shown, live or gone by. */
import { ask } from "../connection";
import { language } from "../words";
import type { Port } from "./frames";

/** Milliseconds of the shown time after which it is asked again how each stands. */
const GOOD_FOR = 60_000;
/** Milliseconds until it is asked again where the node could not say. */
const AGAIN = 5_000;

type Answer = GeoJSON.FeatureCollection<GeoJSON.Point, Omit<Port, "lon" | "lat">>;

/** Keeps the ports as they stood at an instant. */
export class Harbours {
  ports: Port[] = [];
  private at = -Infinity;
  private asking = false;

  constructor(
    private readonly told: (ports: Port[]) => void,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** It is another instant: asks how the ports stood then, never twice at a time. */
  async stand(at: number): Promise<void> {
    if (this.asking || Math.abs(at - this.at) < GOOD_FOR) return;
    this.asking = true;
    this.at = at;
    try {
      const instant = new Date(at).toISOString().replace(/\.\d+/, "");
      const answer = await ask<Answer>(`/map/ports.geojson?${new URLSearchParams({ at: instant, lang: language })}`);
      this.ports = answer.features.map((each) => ({ ...each.properties, lon: each.geometry.coordinates[0]!, lat: each.geometry.coordinates[1]! }));
      this.told(this.ports);
    } catch (error) {
      setTimeout(() => (this.at = -Infinity), AGAIN);
      this.failed(error);
    } finally {
      this.asking = false;
    }
  }
}
