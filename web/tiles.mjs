// Cut features into vector tiles: node tiles.mjs PLAN OUT.  Called by build_basemap.py.
//
// PLAN is JSON: sets of { layers: { name: features }, tiles: [[z, x, y], ...], maxZoom, top, tolerance,
// extent, buffer, ground, enters }.  OUT holds, tile by tile, z, x, y and length as 32-bit numbers (little
// endian), then the tile (Mapbox Vector Tile 2.1).  A tile that would be empty is left out.
import { createWriteStream, readFileSync } from "node:fs";
import { GeoJSONVT } from "@maplibre/geojson-vt";
import { fromGeojsonVt } from "@maplibre/vt-pbf";

const [plan, out] = process.argv.slice(2);
const written = createWriteStream(out);

for (const set of JSON.parse(readFileSync(plan, "utf8"))) {
  const options = { maxZoom: set.maxZoom, tolerance: set.tolerance, extent: set.extent, buffer: set.buffer, indexMaxZoom: 0 };
  const indexes = Object.entries(set.layers).map(([name, features]) => [
    name,
    new GeoJSONVT({ type: "FeatureCollection", features }, options),
  ]);
  for (const [z, x, y] of set.tiles) {
    const layers = {};
    if (set.ground) layers[set.ground] = whole(set.extent, set.buffer);
    let found = false;
    for (const [name, index] of indexes) {
      const tile = index.getTile(z, x, y);
      const features = (tile?.features ?? []).filter((each) => shown(each, z, set));
      if (!features.length) continue;
      layers[name] = { ...tile, features };
      found = true;
    }
    if (!found && !set.ground) continue;
    const data = fromGeojsonVt(layers, { version: 2, extent: set.extent });
    const head = Buffer.alloc(16);
    [z, x, y, data.length].forEach((value, k) => head.writeUInt32LE(value, 4 * k));
    written.write(head);
    written.write(data);
  }
}
written.end();

/** A polygon that covers a tile: what lies under everything else there. */
function whole(extent, buffer) {
  const [low, high] = [-buffer, extent + buffer];
  return { features: [{ type: 3, tags: {}, geometry: [[[low, low], [high, low], [high, high], [low, high], [low, low]]] }] };
}

/** Whether a feature belongs into a tile: names wait for their zoom, lines must enter the tile. */
function shown(feature, z, set) {
  const from = feature.tags?.zoom ?? 0;
  if (from >= z + 1 && z < set.top) return false;
  if (feature.type !== 2 || !set.enters) return true;
  return feature.geometry.some((line) => line.some((end, k) => k > 0 && crosses(line[k - 1], end, set.extent)));
}

/** Whether a straight piece has a point within the square of a tile, its buffer left out. */
function crosses([x0, y0], [x1, y1], side) {
  if (Math.max(x0, x1) < 0 || Math.min(x0, x1) > side || Math.max(y0, y1) < 0 || Math.min(y0, y1) > side) return false;
  const beside = [[0, 0], [side, 0], [0, side], [side, side]].map(([x, y]) => (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0));
  return Math.min(...beside) <= 0 && Math.max(...beside) >= 0;
}
