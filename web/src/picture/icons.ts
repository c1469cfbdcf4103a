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

/** Signs that stand hollow as well, for what is only seen and does not report itself. */
const SEEN = ["vessels", "aircraft", "units", "others"];

/** Shapes of sensors, by their sort: a mast, a dish, a box in the ground, what flies, an aerial. */
const SENSORS: Record<string, Draw> = {
  mast: path([15, 3], [21, 3], [21, 12], [27, 32], [9, 32], [15, 12]),
  dish: path([4, 8], [32, 8], [30, 16], [24, 21], [20, 22], [20, 28], [26, 32], [10, 32], [16, 28], [16, 22], [12, 21], [6, 16]),
  box: path([4, 30], [4, 20], [9, 12], [27, 12], [32, 20], [32, 30]),
  wing: path([3, 6], [10, 4], [18, 12], [26, 4], [33, 6], [24, 18], [33, 30], [26, 32], [18, 24], [10, 32], [3, 30], [12, 18]),
  aerial: path([3, 4], [9, 4], [18, 15], [27, 4], [33, 4], [21, 19], [21, 32], [15, 32], [15, 19]),
};
const SORTS: Record<string, keyof typeof SENSORS> = {
  camera: "mast", radar: "dish", "marine-radar": "dish", "ground-sensor": "box", drone: "wing", helicopter: "wing", aeroplane: "wing", satellite: "wing",
};

/** The shape for a sort of sensor. */
export function shapeOf(sort: string | undefined): string {
  return SORTS[sort ?? ""] ?? "aerial";
}

/** What is written over a sensor that does not work as it should: a stroke, a cross, bars, a question. */
const STATES: Record<string, [number, number, number, number][]> = {
  working: [],
  degraded: [[6, 30, 30, 6]],
  down: [[5, 5, 31, 31], [5, 31, 31, 5]],
  maintenance: [[13, 6, 13, 30], [23, 6, 23, 30]],
  unknown: [[6, 18, 30, 18]],
};

/** Marks of detections: across the line of sight, a cross, a frame. */
const PLOTS: Record<string, [number, number, number, number][]> = {
  polar: [[8, 18, 28, 18]],
  place: [[10, 18, 26, 18], [18, 10, 18, 26]],
  trip: [[11, 11, 25, 11], [25, 11, 25, 25], [25, 25, 11, 25], [11, 25, 11, 11]],
};

function strokes(pen: CanvasRenderingContext2D, lines: [number, number, number, number][], width: number, ink: string): void {
  pen.beginPath();
  for (const [x0, y0, x1, y1] of lines) {
    pen.moveTo(x0, y0);
    pen.lineTo(x1, y1);
  }
  pen.lineWidth = width;
  pen.strokeStyle = colour(ink);
  pen.stroke();
}

/** Draw every sign in the colours of now, and put them into the map. */
export function putIcons(map: GlMap): void {
  for (const [name, draw] of Object.entries(SHAPES)) {
    const ink = COLOURS[name] ?? "--ink";
    put(map, name, (pen) => {
      filled(pen, draw, ink);
      if (name !== "alerts") return;
      pen.fillStyle = colour("--alert-ink");
      pen.fillRect(16.5, 13, 3, 9);
      pen.fillRect(16.5, 24, 3, 3);
    });
    if (SEEN.includes(name)) {
      put(map, `${name}-seen`, (pen) => {
        filled(pen, draw, "--ground");
        pen.lineWidth = 3;
        pen.strokeStyle = colour(ink);
        pen.stroke();
      });
    }
  }
  for (const [shape, draw] of Object.entries(SENSORS)) {
    for (const [state, lines] of Object.entries(STATES)) {
      put(map, `sensor-${shape}-${state}`, (pen) => {
        filled(pen, draw, "--sensor");
        strokes(pen, lines, 7, "--ground");
        strokes(pen, lines, 3, "--ink");
      });
    }
  }
  for (const [measure, lines] of Object.entries(PLOTS)) {
    put(map, `plot-${measure}`, (pen) => {
      strokes(pen, lines, 6, "--ground");
      strokes(pen, lines, 3, "--plot");
    });
  }
  put(map, "hatch", (pen) => strokes(pen, [[-9, 9, 9, -9], [0, 36, 36, 0], [27, 45, 45, 27], [-9, 27, 27, -9], [9, 45, 45, 9]], 2, "--sensor"));
}

function filled(pen: CanvasRenderingContext2D, draw: Draw, ink: string): void {
  draw(pen);
  pen.lineJoin = "round";
  pen.lineWidth = 4;
  pen.strokeStyle = colour("--ground");
  pen.stroke();
  pen.fillStyle = colour(ink);
  pen.fill();
}

function put(map: GlMap, name: string, draw: Draw): void {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen) return;
  draw(pen);
  if (map.hasImage(name)) map.removeImage(name);
  map.addImage(name, pen.getImageData(0, 0, SIZE, SIZE), { pixelRatio: 2 });
}
