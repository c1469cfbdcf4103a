/** Signs on the map, drawn here: shape says what a thing is, colour says it once more. */
import type { Map as GlMap } from "maplibre-gl";

const SIZE = 36;

type Draw = (pen: CanvasRenderingContext2D) => void;

const path = (...points: [number, number][]): Draw => (pen) => {
  pen.beginPath();
  points.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  pen.closePath();
};

/** Shapes that point north; the map turns them into the course. */
const SHAPES: Record<string, Draw> = {
  vessels: path([18, 4], [26, 14], [25, 30], [11, 30], [10, 14]),
  aircraft: path([18, 3], [21, 13], [33, 21], [33, 24], [21, 21], [20, 28], [24, 32], [12, 32], [16, 28], [15, 21], [3, 24], [3, 21], [15, 13]),
  units: path([8, 8], [28, 8], [28, 28], [8, 28]),
  others: path([18, 5], [31, 18], [18, 31], [5, 18]),
  alerts: path([18, 3], [34, 31], [2, 31]),
  ports: path([10, 4], [12, 4], [12, 6], [29, 11], [12, 17], [12, 32], [10, 32]),
};

/** Which property of the page's style colours each sign. */
const COLOURS: Record<string, string> = {
  vessels: "--vessel", aircraft: "--aircraft", units: "--unit", others: "--other", alerts: "--alert", ports: "--ink",
};

/** A colour of the page as it is now, dark or light. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Draw every sign in the colours of now, and put them into the map. */
export function putIcons(map: GlMap): void {
  for (const [name, draw] of Object.entries(SHAPES)) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = SIZE;
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    if (!pen) continue;
    draw(pen);
    pen.lineJoin = "round";
    pen.lineWidth = 4;
    pen.strokeStyle = colour("--ground");
    pen.stroke();
    pen.fillStyle = colour(COLOURS[name] ?? "--ink");
    pen.fill();
    if (name === "alerts") {
      pen.fillStyle = colour("--alert-ink");
      pen.fillRect(16.5, 13, 3, 9);
      pen.fillRect(16.5, 24, 3, 3);
    }
    const image = pen.getImageData(0, 0, SIZE, SIZE);
    if (map.hasImage(name)) map.removeImage(name);
    map.addImage(name, image, { pixelRatio: 2 });
  }
}
