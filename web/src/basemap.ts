/**
 * The styles of the map: the built-in one, and one for each map that was added to the node.
 *
 * Every address is this server's own.  Labels need no glyph files: MapLibre draws them with the
 * page's own fonts.  The line always comes from `line`, never from a map's own borders.
 */
import type { ExpressionSpecification, FilterSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";

/** A background that can be chosen; the empty name is the built-in map. */
export interface Background {
  name: string;
  title?: string;
  map?: { kind: "vector" | "raster"; minzoom: number; maxzoom: number; bounds: [number, number, number, number]; attribution: string; layers: string[] } | null;
}

/** The backgrounds that this node has, those left out that it cannot draw. */
export async function backgrounds(): Promise<Background[]> {
  const answer = await fetch("/map/basemaps", { headers: { Accept: "application/json" } });
  if (!answer.ok) return [{ name: "" }];
  const told = (await answer.json()) as { basemaps: (Background & { built_in: boolean })[] };
  return told.basemaps
    .filter((each) => each.built_in || each.map)
    .map((each) => (each.built_in ? { name: "" } : { name: each.name, title: each.title, map: each.map ?? null }));
}

/** The style of a background, in light or dark, with names in "en" or "fr". */
export function styleOf(background: Background, dark: boolean, language: string): StyleSpecification {
  const own = background.name === "" || !background.map;
  const colours = dark ? DARK : LIGHT;
  const under = own ? builtIn(colours, language) : added(background.name, background.map!, colours, language);
  return {
    version: 8,
    sources: { ...under.sources, line: tiles("line", 0, LINE_ZOOM, LINE_ATTRIBUTION) },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": own ? colours.water : colours.land } },
      ...under.layers,
      ...theLine(colours, language),
      ...under.names,
    ],
  };
}

/** Last zoom of the tiles of North America, and of those along the line: as build_basemap.py cuts them. */
const [REGION_ZOOM, NEAR_ZOOM, LINE_ZOOM] = [5, 8, 12];
const ATTRIBUTION = "GSHHG (LGPL 3); GeoNames (CC BY 4.0)";
const LINE_ATTRIBUTION = "© OpenStreetMap contributors, ODbL";
/** Metres of a pixel at the equator at zoom 0 (tiles of 512 pixels), at the latitude of most of the line. */
const METRES_PER_PIXEL = 78271.517 * 0.69;
const FONT = ["sans-serif"];

type Colours = Record<"water" | "land" | "shore" | "province" | "ink" | "faint" | "halo" | "wet" | "line" | "casing" | "road" | "built" | "green", string>;
const LIGHT: Colours = {
  water: "#cbdde8", land: "#f5f2eb", shore: "#8fabbc", province: "#a79f92", ink: "#2a2f35", faint: "#5d5a54", halo: "#fbfaf6",
  wet: "#2b5d80", line: "#8a1f1f", casing: "#fbfaf6", road: "#cfc6b6", built: "#e4ddd0", green: "#e3ead9",
};
const DARK: Colours = {
  water: "#0f1c27", land: "#20272e", shore: "#3f5a6d", province: "#59636d", ink: "#e3e8ec", faint: "#a5b0ba", halo: "#151b21",
  wet: "#8fb9d6", line: "#ff9d94", casing: "#151b21", road: "#3d4751", built: "#2b333b", green: "#212d28",
};

interface Under {
  sources: Record<string, SourceSpecification>;
  layers: LayerSpecification[];
  names: LayerSpecification[];
}

function tiles(name: string, minzoom: number, maxzoom: number, attribution: string): SourceSpecification {
  return { type: "vector", tiles: [address(name)], minzoom, maxzoom, attribution };
}

function address(name: string): string {
  return `${location.origin}/map/tiles/${name}/{z}/{x}/{y}`;
}

function builtIn(colours: Colours, language: string): Under {
  return {
    sources: {
      region: tiles("northline", 0, REGION_ZOOM, ATTRIBUTION),
      near: tiles("northline", REGION_ZOOM + 1, NEAR_ZOOM, ATTRIBUTION),
    },
    // What lies near the line is drawn over the whole, finer; its layer "sea" covers what is coarse.
    layers: [...shores("region", colours), ...shores("near", colours)],
    // What stands last is placed first: large towns before the small ones near the line.
    names: [...names("near", colours, language), ...names("region", colours, language)],
  };
}

function shores(source: string, colours: Colours): LayerSpecification[] {
  const fill = (layer: string, colour: string): LayerSpecification => ({
    id: `${source}-${layer}`, type: "fill", source, "source-layer": layer, paint: { "fill-color": colour },
  });
  const edge = (layer: string): LayerSpecification => ({
    id: `${source}-${layer}-edge`, type: "line", source, "source-layer": layer,
    paint: { "line-color": colours.shore, "line-width": ["interpolate", ["linear"], ["zoom"], 3, 0.3, 9, 0.9] },
  });
  return [
    ...(source === "near" ? [fill("sea", colours.water)] : []),
    fill("land", colours.land), edge("land"),
    {
      id: `${source}-river`, type: "line", source, "source-layer": "river", layout: { "line-join": "round", "line-cap": "round" },
      paint: { "line-color": colours.shore, "line-width": ["interpolate", ["linear"], ["zoom"], 3, 0.3, 8, 1, 14, 2.5] },
    },
    fill("lake", colours.water), edge("lake"),
    fill("island", colours.land), edge("island"),
    {
      id: `${source}-province`, type: "line", source, "source-layer": "province",
      paint: { "line-color": colours.province, "line-width": ["interpolate", ["linear"], ["zoom"], 3, 0.6, 9, 1.2], "line-dasharray": [4, 3] },
    },
  ];
}

/** The treaty line, and under it the rivers that it follows, as wide as they are. */
function theLine(colours: Colours, language: string): LayerSpecification[] {
  const wide: ExpressionSpecification = ["interpolate", ["exponential", 2], ["zoom"],
    0, ["/", ["get", "metres"], METRES_PER_PIXEL], 24, ["*", ["/", ["get", "metres"], METRES_PER_PIXEL], 2 ** 24]];
  const width: ExpressionSpecification = ["interpolate", ["linear"], ["zoom"], 2, 1, 8, 1.8, 14, 2.6];
  const line = { type: "line", source: "line", "source-layer": "line" } as const;
  return [
    { id: "reach", type: "line", source: "line", "source-layer": "reach", minzoom: 7, layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": colours.water, "line-width": wide } },
    { ...line, id: "line-casing", layout: { "line-join": "round" }, paint: { "line-color": colours.casing, "line-opacity": 0.7, "line-width": ["interpolate", ["linear"], ["zoom"], 2, 2, 8, 4, 14, 5.5] } },
    { ...line, id: "line-agreed", filter: ["==", ["get", "agreed"], true], layout: { "line-join": "round" }, paint: { "line-color": colours.line, "line-width": width } },
    // Where the governments draw it differently (Dixon Entrance), it is dashed.
    { ...line, id: "line-claimed", filter: ["==", ["get", "agreed"], false], paint: { "line-color": colours.line, "line-width": width, "line-dasharray": [3, 2] } },
    {
      id: "reach-name", type: "symbol", source: "line", "source-layer": "reach", minzoom: 8,
      layout: { "symbol-placement": "line", "text-field": called(language), "text-font": FONT, "text-size": 12, "text-offset": [0, 1], "text-letter-spacing": 0.05, "symbol-spacing": 400 },
      paint: { "text-color": colours.wet, "text-halo-color": colours.halo, "text-halo-width": 1.4 },
    },
  ];
}

function names(source: string, colours: Colours, language: string): LayerSpecification[] {
  const named = (kind: string): FilterSpecification => ["all", ["==", ["get", "kind"], kind], ["<=", ["get", "zoom"], ["zoom"]]];
  const common = { source, "source-layer": "place" } as const;
  const field = called(language);
  const halo = { "text-halo-color": colours.halo, "text-halo-width": 1.5 };
  return [
    {
      ...common, id: `${source}-name-water`, type: "symbol", filter: ["any", named("water"), named("river")] as FilterSpecification,
      layout: { "text-field": field, "text-font": FONT, "text-size": ["interpolate", ["linear"], ["zoom"], 3, 10, 9, 14], "text-max-width": 7, "text-letter-spacing": 0.05 },
      paint: { "text-color": colours.wet, ...halo },
    },
    {
      ...common, id: `${source}-name-region`, type: "symbol", filter: named("region"), maxzoom: 8,
      layout: { "text-field": field, "text-font": FONT, "text-size": ["interpolate", ["linear"], ["zoom"], 3, 10, 7, 15], "text-max-width": 8, "text-letter-spacing": 0.12, "text-transform": "uppercase" },
      paint: { "text-color": colours.faint, ...halo },
    },
    {
      ...common, id: `${source}-town`, type: "circle", filter: named("town"),
      paint: { "circle-radius": ["interpolate", ["linear"], ["get", "people"], 0, 1.6, 1_000_000, 3.4], "circle-color": colours.faint, "circle-stroke-color": colours.halo, "circle-stroke-width": 1 },
    },
    {
      ...common, id: `${source}-name-town`, type: "symbol", filter: named("town"),
      layout: {
        "text-field": field, "text-font": FONT, "text-size": ["interpolate", ["linear"], ["get", "people"], 0, 11, 1_000_000, 14],
        "symbol-sort-key": ["-", 0, ["get", "people"]], "text-variable-anchor": ["left", "right", "bottom", "top", "bottom-left", "bottom-right", "top-left", "top-right"], "text-radial-offset": 0.5, "text-justify": "auto", "text-padding": 1,
      },
      paint: { "text-color": colours.ink, ...halo },
    },
  ];
}

/** What something is called in a language; its English name stands for both where they are one. */
function called(language: string): ExpressionSpecification {
  return ["coalesce", ["get", language], ["get", "en"]];
}

/** What everything of an added map is called, whatever it calls itself: it takes no name of ours. */
const ADDED = "added";

/** The style of an added map: a picture as it is, or lines and areas by what their layers are called. */
function added(name: string, map: NonNullable<Background["map"]>, colours: Colours, language: string): Under {
  const { minzoom, maxzoom, bounds, attribution } = map;
  const told = { tiles: [address(name)], minzoom, maxzoom, bounds, attribution: plain(attribution) };
  if (map.kind === "raster") {
    return {
      sources: { [ADDED]: { type: "raster", tileSize: 256, ...told } },
      layers: [{ id: `${ADDED}-image`, type: "raster", source: ADDED }],
      names: [],
    };
  }
  const common = (layer: string) => ({ source: ADDED, "source-layer": layer });
  const layers: LayerSpecification[] = [];
  const labels: LayerSpecification[] = [];
  for (const layer of [...new Set(map.layers)].sort((a, b) => rank(a) - rank(b))) {
    const sort = SORTS[rank(layer)]!;
    if (sort.area) {
      layers.push({ id: `${ADDED}-${layer}-area`, type: "fill", ...common(layer), filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": colours[sort.area] } });
    }
    layers.push({
      id: `${ADDED}-${layer}-course`, type: "line", ...common(layer), filter: ["==", ["geometry-type"], "LineString"],
      paint: { "line-color": colours[sort.course], "line-width": ["interpolate", ["linear"], ["zoom"], 5, 0.5, 14, 2] },
    });
    labels.push({
      id: `${ADDED}-${layer}-name`, type: "symbol", ...common(layer), filter: ["==", ["geometry-type"], "Point"],
      layout: { "text-field": ["coalesce", ["get", `name:${language}`], ["get", `name_${language}`], ["get", "name"], ""], "text-font": FONT, "text-size": 11, "text-max-width": 8 },
      paint: { "text-color": colours[sort.words], "text-halo-color": colours.halo, "text-halo-width": 1.4 },
    });
  }
  return { sources: { [ADDED]: { type: "vector", ...told } }, layers, names: labels };
}

/**
 * What layers of the usual schemas (OpenMapTiles, Protomaps, Shortbread, our own) hold, from below to above.
 * The first word that a layer's name holds decides.
 */
const SORTS: { names: RegExp; area: keyof Colours | null; course: keyof Colours; words: keyof Colours }[] = [
  { names: /earth|^land$/, area: "land", course: "shore", words: "faint" },
  { names: /landcover|landuse|park|green|natural|site/, area: "green", course: "green", words: "faint" },
  { names: /water|ocean|sea|lake|river/, area: "water", course: "shore", words: "wet" },
  { names: /island/, area: "land", course: "shore", words: "faint" },
  { names: /building/, area: "built", course: "built", words: "faint" },
  { names: /road|street|transport|rail|aero|bridge|pier|ferr/, area: null, course: "road", words: "faint" },
  { names: /bound|admin|province/, area: null, course: "province", words: "faint" },
  { names: /place|label|name/, area: null, course: "faint", words: "ink" },
  { names: /(?:)/, area: null, course: "faint", words: "faint" },
];

function rank(layer: string): number {
  return SORTS.findIndex((each) => each.names.test(layer));
}

/** Text without markup: an archive's attribution is shown, never run. */
function plain(attribution: string): string {
  return attribution.replace(/<[^>]*>/g, "").replace(/[<>&"]/g, "").trim();
}
