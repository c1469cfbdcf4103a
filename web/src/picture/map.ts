/** The map: the background, the line, and everything of the picture on top of it. */
import { type ExpressionSpecification, type GeoJSONSource, Map as GlMap, NavigationControl, ScaleControl, setWorkerUrl } from "maplibre-gl";
import { type Background, styleOf } from "../basemap";
import { isDark } from "../theme";
import { instant, language, say } from "../words";
import { newestOf } from "./alerts";
import { areaLayers, plotMarks, sensorAreas, sensorLayers, sensorPoints } from "./coverage";
import { planLayers } from "./forces";
import { type Alert, type Port, type Shown, layerOf } from "./frames";
import { colour, putIcons } from "./icons";
import type { Box, Plot } from "./plots";
import type { Sensor } from "./sensors";
import { stripLayers } from "./strips";

/** Metres of a pixel at the equator at zoom 0 (tiles of 512 pixels). */
const METRES_PER_PIXEL = 78271.517;
/** Sigmas that the circle around a place stands for. */
const SIGMAS = 2;

type Feature = GeoJSON.Feature<GeoJSON.Geometry, Record<string, unknown>>;

const EMPTY: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };
/** The sources of ours, by the name of what stands in them. */
const SOURCES = ["coverage", "areas", "trails", "errors", "chosen", "plots", "ports", "sensors", "tracks", "plan", "alerts"] as const;
type Source = (typeof SOURCES)[number];
/** Signs that stand for themselves; each craft's layer reads the tracks. */
const SIGNS = ["others", "vessels", "aircraft", "units"] as const;

/** What a click on the map names. */
export type Picked = { track: string } | { alert: string } | { sensor: string } | { port: string };

/** The map of the picture. */
export class PictureMap {
  readonly map: GlMap;
  private readonly off = new Set<string>();
  private readonly data = new Map<Source, GeoJSON.FeatureCollection>();
  /** What was drawn last of sensors and plots: they stand still while tracks move. */
  private sensing: [Sensor[], Plot[], string | null] = [[], [], null];
  private ready = false;

  constructor(
    box: HTMLElement,
    view: { lon: number; lat: number; zoom: number },
    private background: Background,
    private readonly picked: (what: Picked) => void,
    moved: (lon: number, lat: number, zoom: number, byHand: boolean) => void,
  ) {
    setWorkerUrl(new URL(box.dataset.worker ?? "", location.href).href);
    this.map = new GlMap({
      container: box,
      center: [view.lon, view.lat],
      zoom: view.zoom,
      maxZoom: 18,
      style: styleOf(background, isDark(), language),
      attributionControl: { compact: false },
      locale: {
        "Map.Title": say("map"),
        "NavigationControl.ZoomIn": say("zoom-in"),
        "NavigationControl.ZoomOut": say("zoom-out"),
        "AttributionControl.ToggleAttribution": say("attribution"),
      },
      fadeDuration: 0,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    this.map.addControl(new ScaleControl({ unit: "metric" }), "bottom-left");
    this.map.on("style.load", () => this.dress());
    this.map.on("moveend", (event) => {
      const { lng, lat } = this.map.getCenter().wrap();
      moved(lng, lat, this.map.getZoom(), "originalEvent" in event && Boolean(event.originalEvent));
    });
    // A tile that cannot be had is told by the browser itself, and by the banner where the node is away.
    this.map.on("error", (event) => {
      if (!("sourceId" in event)) console.error(event.error);
    });
    this.map.on("click", (event) => this.pick(event.point));
    this.map.on("mousemove", (event) => {
      this.map.getCanvas().style.cursor = this.found(event.point) ? "pointer" : "";
    });
    document.addEventListener("northline:theme", () => this.show(this.background));
  }

  /** Draw another background, or the same one in other colours. */
  show(background: Background): void {
    this.background = background;
    this.ready = false;
    this.map.setStyle(styleOf(background, isDark(), language), { diff: false });
  }

  /** Show or hide a layer of the list. */
  toggle(name: string, on: boolean): void {
    if (on) this.off.delete(name);
    else this.off.add(name);
    this.applyToggles();
  }

  /** Put the picture onto the map. */
  draw(shown: Shown[], chosen: string | null): void {
    const points: Feature[] = [];
    const circles: Feature[] = [];
    for (const each of shown) {
      const layer = layerOf(each.craft);
      const geometry = { type: "Point" as const, coordinates: [each.lon, each.lat] };
      const turned = layer === "units" ? 0 : (each.course ?? 0);
      points.push({
        type: "Feature", geometry,
        properties: { track: each.track, layer, icon: each.quality === null ? layer : `${layer}-seen`, course: turned, name: each.name, chosen: each.track === chosen },
      });
      if (each.sigma) circles.push({ type: "Feature", geometry, properties: { layer, r: pixels(each.sigma, each.lat) } });
    }
    this.set("tracks", points);
    this.set("errors", circles);
  }

  /** Put trails behind the tracks, and the whole way behind the chosen one. */
  trails(lines: { layer: string; points: [number, number][] }[], chosen: [number, number][]): void {
    this.set("trails", lines.filter((each) => each.points.length > 1).map((each) => line(each.points, { layer: each.layer })));
    this.set("chosen", chosen.length > 1 ? [line(chosen, {})] : []);
  }

  /** Put alerts onto the map: the newest over the others, and marked. */
  alerts(alerts: Alert[], chosen: string | null, now: number): void {
    const placed = alerts.filter((each) => each.lon !== null && each.lat !== null).sort((a, b) => a.at - b.at);
    const newest = newestOf(placed);
    this.set("alerts", placed.map((each, i): Feature => ({
      type: "Feature", geometry: { type: "Point", coordinates: [each.lon!, each.lat!] },
      properties: {
        alert: each.id, open: each.state === "open" && !each.held_back, chosen: each.id === chosen, newest: each.id === newest,
        order: i + (each.id === newest ? alerts.length : 0) + (each.id === chosen ? 2 * alerts.length : 0),
        said: each.id === newest ? say("newest-alert", { t: instant(each.at, now) }) : "",
      },
    })));
  }

  /** Put sensors, what they cover and what they detected onto the map. */
  sensors(sensors: Sensor[], plots: Plot[], chosen: string | null, now: number): void {
    const [before, marked, which] = this.sensing;
    this.sensing = [sensors, plots, chosen];
    if (sensors !== before || chosen !== which) {
      this.set("sensors", sensorPoints(sensors, chosen));
      this.set("areas", sensorAreas(sensors, chosen));
    }
    if (plots !== marked) this.set("plots", plotMarks(plots, sensors, now));
  }

  /** What is in view. */
  get box(): Box {
    const bounds = this.map.getBounds();
    const [west, east] = [bounds.getWest(), bounds.getEast()];
    const turned = (lon: number): number => ((((lon + 180) % 360) + 360) % 360) - 180;
    const across: [number, number] = east - west >= 360 ? [-180, 180] : [turned(west), turned(east)];
    return [across[0], bounds.getSouth(), across[1], bounds.getNorth()];
  }

  /** Put the coverage of an hour onto the map. */
  coverage(features: Feature[]): void {
    if (features !== this.data.get("coverage")?.features) this.set("coverage", features);
  }

  /** Put the plan for the chosen alert onto the map. */
  plan(features: Feature[]): void {
    if (features !== this.data.get("plan")?.features) this.set("plan", features);
  }

  /** Put ports onto the map. */
  ports(ports: Port[]): void {
    this.set("ports", ports.map((each) => ({
      type: "Feature", geometry: { type: "Point", coordinates: [each.lon, each.lat] },
      properties: { port: each.id, name: each.name, open: each.open === null ? "unknown" : each.open ? "open" : "closed" },
    })));
  }

  /** Go to a place. */
  go(lon: number, lat: number, zoom = Math.max(this.map.getZoom(), 11)): void {
    this.map.easeTo({ center: [lon, lat], zoom, duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 400 });
  }

  /** Keep a place in the middle, as it moves. */
  keep(lon: number, lat: number): void {
    this.map.jumpTo({ center: [lon, lat] });
  }

  private set(name: Source, features: Feature[]): void {
    const data: GeoJSON.FeatureCollection = { type: "FeatureCollection", features };
    this.data.set(name, data);
    if (this.ready) (this.map.getSource(name) as GeoJSONSource | undefined)?.setData(data);
  }

  private pick(point: { x: number; y: number }): void {
    const what = this.found(point);
    if (what) this.picked(what);
  }

  private found({ x, y }: { x: number; y: number }): Picked | null {
    if (!this.ready) return null;
    const layers = ["alerts", ...SIGNS, "sensors-sign", "ports"].filter((each) => this.map.getLayer(each));
    const all = this.map.queryRenderedFeatures([[x - 5, y - 5], [x + 5, y + 5]], { layers }).map((each) => each.properties as Record<string, string>);
    // Of alerts that lie over one another the one on top is meant.
    const alert = all.filter((each) => each["alert"]).sort((a, b) => Number(b["order"]) - Number(a["order"]))[0];
    if (alert) return { alert: alert["alert"]! };
    const told = all[0];
    if (!told) return null;
    if (told["track"]) return { track: told["track"] };
    return told["sensor"] ? { sensor: told["sensor"] } : { port: told["port"] ?? "" };
  }

  /** Add our sources and layers to a style that has just been loaded. */
  private dress(): void {
    putIcons(this.map);
    for (const name of SOURCES) {
      this.map.addSource(name, { type: "geojson", data: this.data.get(name) ?? EMPTY, tolerance: 0, maxzoom: 14 });
    }
    const byLayer = ["match", ["get", "layer"], "vessels", colour("--vessel"), "aircraft", colour("--aircraft"), "units", colour("--unit"), colour("--other")] as unknown as ExpressionSpecification;
    const radius = ["interpolate", ["exponential", 2], ["zoom"], 0, ["get", "r"], 24, ["*", ["get", "r"], 2 ** 24]] as unknown as ExpressionSpecification;
    for (const layer of [...stripLayers(), ...areaLayers()]) this.map.addLayer(layer);
    this.map.addLayer({ id: "errors", type: "circle", source: "errors", minzoom: 9, paint: { "circle-radius": radius, "circle-color": byLayer, "circle-opacity": 0.12, "circle-stroke-color": byLayer, "circle-stroke-opacity": 0.6, "circle-stroke-width": 1 } });
    this.map.addLayer({ id: "trails", type: "line", source: "trails", paint: { "line-color": byLayer, "line-width": 1.5, "line-opacity": 0.6 } });
    this.map.addLayer({ id: "chosen", type: "line", source: "chosen", paint: { "line-color": colour("--ink"), "line-width": 2.5, "line-dasharray": [2, 1] } });
    this.map.addLayer({
      id: "ports", type: "symbol", source: "ports", minzoom: 6,
      layout: { "icon-image": "ports", "icon-anchor": "bottom-left", "icon-allow-overlap": true, "text-field": ["step", ["zoom"], "", 10, ["get", "name"]], "text-font": ["sans-serif"], "text-size": 11, "text-offset": [0, 0.4], "text-anchor": "top", "text-optional": true },
      paint: { "text-color": colour("--ink"), "text-halo-color": colour("--ground"), "text-halo-width": 1.5, "icon-opacity": ["match", ["get", "open"], "open", 1, "closed", 0.4, 0.7] },
    });
    for (const layer of [...sensorLayers(), ...planLayers()]) this.map.addLayer(layer);
    for (const layer of SIGNS) {
      this.map.addLayer({
        id: layer, type: "symbol", source: "tracks", filter: ["==", ["get", "layer"], layer],
        layout: { "icon-image": ["get", "icon"], "icon-rotate": ["get", "course"], "icon-rotation-alignment": "map", "icon-allow-overlap": true, "icon-ignore-placement": true, "icon-size": ["interpolate", ["linear"], ["zoom"], 4, 0.4, 10, 0.8, 14, 1.1], "text-field": ["step", ["zoom"], "", 12, ["get", "name"]], "text-font": ["sans-serif"], "text-size": 11, "text-offset": [0, 1.2], "text-anchor": "top", "text-optional": true },
        paint: { "text-color": colour("--ink"), "text-halo-color": colour("--ground"), "text-halo-width": 1.5 },
      });
    }
    this.map.addLayer({ id: "ring", type: "circle", source: "tracks", filter: ["==", ["get", "chosen"], true], paint: { "circle-radius": 14, "circle-color": "transparent", "circle-stroke-color": colour("--focus"), "circle-stroke-width": 3 } });
    for (const [i, radius] of [24, 17].entries()) {
      this.map.addLayer({ id: `alerts-ring-${i}`, type: "circle", source: "alerts", filter: ["==", ["get", "newest"], true], paint: { "circle-radius": radius, "circle-color": colour("--alert"), "circle-opacity": 0.15, "circle-stroke-color": colour("--alert"), "circle-stroke-width": 2 + i } });
    }
    const marked = (big: number, usual: number): ExpressionSpecification => ["case", ["get", "newest"], big, ["get", "chosen"], 1.4, usual];
    this.map.addLayer({
      id: "alerts", type: "symbol", source: "alerts",
      layout: {
        "icon-image": "alerts", "icon-allow-overlap": true, "icon-ignore-placement": true, "symbol-sort-key": ["get", "order"],
        "icon-size": ["interpolate", ["linear"], ["zoom"], 6, marked(1.3, 0.7), 10, marked(1.5, 1)],
        "text-field": ["get", "said"], "text-font": ["sans-serif"], "text-size": 13, "text-offset": [0, 2.1], "text-anchor": "top", "text-allow-overlap": true, "text-ignore-placement": true,
      },
      paint: { "icon-opacity": ["case", ["get", "open"], 1, 0.6], "text-color": colour("--alert"), "text-halo-color": colour("--ground"), "text-halo-width": 2 },
    });
    this.ready = true;
    this.applyToggles();
  }

  private applyToggles(): void {
    if (!this.ready) return;
    for (const layer of this.map.getStyle().layers) {
      const name = /^(line|alerts|sensors|plots|coverage|plan)-/.exec(layer.id)?.[1] ?? layer.id;
      if (!["alerts", "ports", "trails", "errors", "line", "sensors", "plots", "coverage", "plan", ...SIGNS].includes(name)) continue;
      this.map.setLayoutProperty(layer.id, "visibility", this.off.has(name) ? "none" : "visible");
    }
  }
}

/** A line through points; over the antimeridian it goes the short way. */
function line(points: [number, number][], properties: Record<string, unknown>): Feature {
  let turn = 0;
  const coordinates = points.map(([lon, lat], i) => {
    const step = i ? lon - points[i - 1]![0] : 0;
    turn += step > 180 ? -360 : step < -180 ? 360 : 0;
    return [lon + turn, lat];
  });
  return { type: "Feature", geometry: { type: "LineString", coordinates }, properties };
}

/** Radius at zoom 0 of so many sigmas at a latitude, in pixels; it doubles with each zoom. */
function pixels(sigma: number, lat: number): number {
  return (SIGMAS * sigma) / (METRES_PER_PIXEL * Math.cos((lat * Math.PI) / 180));
}
