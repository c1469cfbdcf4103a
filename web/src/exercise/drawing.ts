/** The day on a small map of its own: the line, who truly was there, what was found, what the system had. */
import type { Shown } from "../picture/frames";
import { type Truth, placeOf } from "./truth";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 1000;
const TALLEST = 560;

/** Classes of the dots, by craft. */
const CRAFTS: Record<string, string> = { vessel: "vessel", aircraft: "aircraft", unit: "unit" };

/** A drawing of one window. */
export class Drawing {
  private readonly moving: SVGGElement;
  private readonly height: number;
  private readonly x: (lon: number) => number;
  private readonly y: (lat: number) => number;

  constructor(svg: SVGSVGElement, private readonly truth: Truth) {
    const [west, south, east, north] = truth.window;
    const across = (east - west) * Math.cos((((south + north) / 2) * Math.PI) / 180);
    // One scale both ways, unless the window is so tall that it would not fit on a screen.
    this.height = Math.min((WIDTH * (north - south)) / across, TALLEST);
    this.x = (lon) => (WIDTH * (lon - west)) / (east - west);
    this.y = (lat) => (this.height * (north - lat)) / (north - south);
    svg.setAttribute("viewBox", `0 0 ${WIDTH} ${this.height.toFixed(0)}`);
    for (const piece of truth.line) {
      const points = piece.map(([lon, lat]) => `${this.x(lon).toFixed(1)},${this.y(lat).toFixed(1)}`);
      svg.append(made("polyline", { points: points.join(" "), class: "the-line" }));
    }
    this.moving = made("g", {}) as SVGGElement;
    svg.append(this.moving);
  }

  /** Draw a second of the day, and the tracks that the system had then. */
  show(second: number, tracks: Shown[]): void {
    const parts: SVGElement[] = [];
    for (const path of this.truth.paths) {
      const place = placeOf(path, second, this.truth.every);
      if (!place || !this.holds(...place)) continue;
      const dot = made("circle", { cx: this.x(place[0]).toFixed(1), cy: this.y(place[1]).toFixed(1), r: "3.5" });
      dot.setAttribute("class", `dot dot-${CRAFTS[path.craft] ?? "other"}`);
      parts.push(dot);
    }
    for (const track of tracks) {
      if (!this.holds(track.lon, track.lat)) continue;
      const [x, y] = [this.x(track.lon) - 6, this.y(track.lat) - 6];
      parts.push(made("rect", { x: x.toFixed(1), y: y.toFixed(1), width: "12", height: "12", class: "track" }));
    }
    for (const each of this.truth.crossings) {
      if (each.second > second) continue;
      const sort = each.found ? "found" : "missed";
      const shape = each.found ? "M-7 0A7 7 0 1 0 7 0A7 7 0 1 0-7 0Z" : "M-6-6L6 6M-6 6L6-6";
      parts.push(this.mark(each.lon, each.lat, sort, shape));
    }
    for (const each of this.truth.alone) {
      if (each.second > second || each.lon === null || each.lat === null || each.why === null) continue;
      parts.push(this.mark(each.lon, each.lat, "false", "M0-8L8 6H-8Z"));
    }
    this.moving.replaceChildren(...parts);
  }

  private holds(lon: number, lat: number): boolean {
    const [west, south, east, north] = this.truth.window;
    return lon >= west && lon <= east && lat >= south && lat <= north;
  }

  private mark(lon: number, lat: number, sort: string, d: string): SVGElement {
    const at = `translate(${this.x(lon).toFixed(1)} ${this.y(lat).toFixed(1)})`;
    return made("path", { d, transform: at, class: `on-map mark-${sort}` });
  }
}

function made(name: string, attributes: Record<string, string>): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
