/** Sensors, what they cover and what they detected, as features and layers of the map. */
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import { say } from "../words";
import { colour, shapeOf } from "./icons";
import type { Plot } from "./plots";
import { type Sensor, calledSensor, workingOf } from "./sensors";

type Feature = GeoJSON.Feature<GeoJSON.Geometry, Record<string, unknown>>;

/** Metres of a degree of latitude. */
const DEGREE = 111_195;
/** How far a direction is drawn whose sensor states no range, m. */
const SIGHT = 10_000;
/** Milliseconds after which a plot is as pale as it gets. */
const PALE = 300_000;

/** Where each sensor stands. */
export function sensorPoints(sensors: Sensor[], chosen: string | null): Feature[] {
  return sensors.flatMap((each): Feature[] => {
    if (each.lon === undefined || each.lat === undefined) return [];
    const said = each.state === "working" ? calledSensor(each) : say("sensor-named", { name: calledSensor(each), state: workingOf(each) });
    return [{
      type: "Feature", geometry: { type: "Point", coordinates: [each.lon, each.lat] },
      properties: { sensor: each.identity, icon: `sensor-${shapeOf(each.sort)}-${each.state}`, name: said, works: each.state === "working", chosen: each.identity === chosen },
    }];
  });
}

/** What each covers, and where its cameras looked last. */
export function sensorAreas(sensors: Sensor[], chosen: string | null): Feature[] {
  return sensors.flatMap((each) => {
    const told = { state: each.state, chosen: each.identity === chosen };
    const areas: Feature[] = each.area?.length ? [{ type: "Feature", geometry: { type: "Polygon", coordinates: each.area }, properties: { ...told, look: false } }] : [];
    const looks = (each.looks ?? []).map((look): Feature => ({ type: "Feature", geometry: { type: "Polygon", coordinates: [look.ring] }, properties: { ...told, look: true } }));
    return [...areas, ...looks];
  });
}

/** What was detected: a mark where it was, or a line along a direction. */
export function plotMarks(plots: Plot[], sensors: Sensor[], now: number): Feature[] {
  const reach = new Map(sensors.map((each) => [each.identity, each.range]));
  return plots.map((each) => {
    const properties = { measure: each.measure, azimuth: each.azimuth ?? 0, fade: 1 - 0.75 * Math.min(1, Math.max(0, now - each.at) / PALE), test: each.test };
    const from: [number, number] = [each.lon, each.lat];
    if (each.measure !== "bearing") return { type: "Feature", geometry: { type: "Point", coordinates: from }, properties };
    const to = ahead(from, each.azimuth ?? 0, reach.get(each.sensor) ?? SIGHT);
    return { type: "Feature", geometry: { type: "LineString", coordinates: [from, to] }, properties };
  });
}

/** A place so many metres ahead, on a plane: for a line of sight that is exact enough. */
function ahead([lon, lat]: [number, number], azimuth: number, metres: number): [number, number] {
  const angle = (azimuth * Math.PI) / 180;
  const east = (metres * Math.sin(angle)) / (DEGREE * Math.cos((lat * Math.PI) / 180));
  return [lon + east, lat + (metres * Math.cos(angle)) / DEGREE];
}

const broken: ExpressionSpecification = ["in", ["get", "state"], ["literal", ["down", "maintenance"]]];
const whole: ExpressionSpecification = ["!", broken];

/** What lies under everything else of ours. */
export function areaLayers(): LayerSpecification[] {
  const common = { source: "areas" } as const;
  const ink = colour("--sensor");
  const edge = { "line-color": ink, "line-opacity": 0.8, "line-width": ["case", ["get", "chosen"], 3, ["get", "look"], 2, 1] } as const;
  return [
    { ...common, id: "sensors-area", type: "fill", filter: whole, paint: { "fill-color": ink, "fill-opacity": ["case", ["get", "look"], 0.2, ["get", "chosen"], 0.16, 0.06] } },
    // What is down is hatched and dashed: it says so without its colour.
    { ...common, id: "sensors-area-down", type: "fill", filter: broken, paint: { "fill-pattern": "hatch", "fill-opacity": ["case", ["get", "chosen"], 0.5, 0.25] } },
    { ...common, id: "sensors-edge", type: "line", filter: whole, paint: edge as never },
    { ...common, id: "sensors-edge-down", type: "line", filter: broken, paint: { ...edge, "line-dasharray": [3, 3] } as never },
  ];
}

/** Detections, and the signs of sensors over them. */
export function sensorLayers(): LayerSpecification[] {
  const plots = { source: "plots" } as const;
  const text = { "text-color": colour("--ink"), "text-halo-color": colour("--ground"), "text-halo-width": 1.5 };
  const faded: ExpressionSpecification = ["case", ["get", "test"], ["*", 0.5, ["get", "fade"]], ["get", "fade"]];
  return [
    { ...plots, id: "plots-bearing", type: "line", filter: ["==", ["get", "measure"], "bearing"], paint: { "line-color": colour("--plot"), "line-width": 1, "line-opacity": ["*", 0.6, faded] } },
    {
      ...plots, id: "plots-mark", type: "symbol", filter: ["!=", ["get", "measure"], "bearing"],
      layout: { "icon-image": ["concat", "plot-", ["get", "measure"]], "icon-rotate": ["get", "azimuth"], "icon-rotation-alignment": "map", "icon-allow-overlap": true, "icon-ignore-placement": true },
      paint: { "icon-opacity": faded },
    },
    {
      id: "sensors-sign", type: "symbol", source: "sensors",
      layout: {
        "icon-image": ["get", "icon"], "icon-allow-overlap": true, "icon-size": ["interpolate", ["linear"], ["zoom"], 5, 0.5, 10, 0.9, 14, 1.1],
        // Where one does not work, its word stands there earlier than the names of those that do.
        "text-field": ["step", ["zoom"], "", 8, ["case", ["get", "works"], "", ["get", "name"]], 11, ["get", "name"]], "text-font": ["sans-serif"], "text-size": 11, "text-offset": [0, 1.2], "text-anchor": "top", "text-optional": true,
      },
      paint: text,
    },
    { id: "sensors-ring", type: "circle", source: "sensors", filter: ["==", ["get", "chosen"], true], paint: { "circle-radius": 14, "circle-color": "transparent", "circle-stroke-color": colour("--focus"), "circle-stroke-width": 3 } },
  ];
}
