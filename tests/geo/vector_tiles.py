"""Reading vector tiles (Mapbox Vector Tile 2.1) without the library that wrote them."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pmtiles.reader import MemorySource, Reader, all_tiles

Tile = tuple[int, int, int]
POINT, LINE, POLYGON = 1, 2, 3


@dataclass(frozen=True)
class Feature:
    """A feature of a tile: what it says of itself, and its rings, lines or points in degrees."""

    form: int
    tags: dict[str, Any]
    parts: list[np.ndarray]


def archive(path: Path) -> dict[Tile, bytes]:
    """Every tile of an archive, unpacked."""
    source = MemorySource(path.read_bytes())  # type: ignore[no-untyped-call]
    found = all_tiles(source)  # type: ignore[no-untyped-call]
    return {tile: gzip.decompress(data) for tile, data in found}


def metadata(path: Path) -> dict[str, Any]:
    """What an archive says of itself."""
    reader: Any = Reader(MemorySource(path.read_bytes()))  # type: ignore[no-untyped-call]
    found: dict[str, Any] = reader.metadata()
    return found


def layers(data: bytes, tile: Tile) -> dict[str, list[Feature]]:
    """The layers of a tile."""
    found = {}
    for field, layer in _fields(data):
        assert field == 3, f"field {field} is none of a tile"
        name, features = _layer(layer, tile)
        assert name not in found, f"layer {name} stands twice"
        found[name] = features
    return found


def tile_at(lon: float, lat: float, zoom: int) -> Tile:
    """The tile that holds a position."""
    sine = np.sin(np.radians(lat))
    down = 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)
    return zoom, int((lon + 180) / 360 * 2**zoom), int(down * 2**zoom)


def is_water(found: dict[str, list[Feature]], lon: float, lat: float) -> bool:
    """Whether a position is water: outside of land, or in a lake, but not on an island in it."""
    spot = shapely.Point(lon, lat)
    inside = {
        name: any(
            shapely.Polygon(ring).contains(spot)
            for each in found.get(name, [])
            for ring in each.parts
        )
        for name in ("land", "lake", "island")
    }
    return not inside["land"] or (inside["lake"] and not inside["island"])


def _layer(data: bytes, tile: Tile) -> tuple[str, list[Feature]]:
    name, extent, keys, values, raw = "", 4096, [], [], []
    for field, value in _fields(data):
        if field == 1:
            name = value.decode()
        elif field == 2:
            raw.append(value)
        elif field == 3:
            keys.append(value.decode())
        elif field == 4:
            values.append(_value(value))
        elif field == 5:
            extent = value
        else:
            assert (field, value) == (15, 2), f"field {field} = {value} is none of a layer"
    return name, [_feature(each, keys, values, extent, tile) for each in raw]


def _value(data: bytes) -> Any:
    ((field, value),) = _fields(data)
    if field == 1:
        return value.decode()
    if field == 3:
        return float(np.frombuffer(value, "<f8")[0])
    if field == 6:
        return (value >> 1) ^ -(value & 1)
    return bool(value) if field == 7 else value


def _feature(data: bytes, keys: list[str], values: list[Any], extent: int, tile: Tile) -> Feature:
    form, tags, geometry = 0, [], []
    for field, value in _fields(data):
        if field == 2:
            tags = list(_varints(value))
        elif field == 3:
            form = value
        elif field == 4:
            geometry = list(_varints(value))
    told = {keys[k]: values[v] for k, v in zip(tags[::2], tags[1::2], strict=True)}
    return Feature(form, told, [_degrees(part, extent, tile) for part in _parts(geometry, form)])


def _parts(commands: list[int], form: int) -> Iterator[np.ndarray]:
    """Parts of a geometry in units of the tile (section 4.3 of the specification)."""
    at, here = 0, np.zeros(2, np.int64)
    part: list[np.ndarray] = []
    while at < len(commands):
        command, count = commands[at] & 7, commands[at] >> 3
        at += 1
        if command == 7:
            part.append(part[0])
            continue
        assert command in {1, 2}, f"{command} is no command"
        if command == 1 and part and form != POINT:
            yield np.array(part)
            part = []
        for _ in range(count):
            step = [(value >> 1) ^ -(value & 1) for value in commands[at : at + 2]]
            here = here + step
            part.append(here)
            at += 2
    yield np.array(part)


def _degrees(units: np.ndarray, extent: int, tile: Tile) -> np.ndarray:
    zoom, x, y = tile
    across, down = ((units + np.array([x, y]) * extent) / (extent * 2**zoom)).T
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * down))))
    return np.column_stack([across * 360 - 180, lat])


def _fields(data: bytes) -> Iterator[tuple[int, Any]]:
    """Field numbers and values of a protobuf message."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        wire = key & 7
        if wire == 0:
            value, at = _varint(data, at)
            yield key >> 3, value
        else:
            size = {1: 8, 5: 4}.get(wire)
            if size is None:
                assert wire == 2, f"wire type {wire}"
                size, at = _varint(data, at)
            assert at + size <= len(data), "a field breaks off"
            yield key >> 3, data[at : at + size]
            at += size


def _varints(data: bytes) -> Iterator[int]:
    at = 0
    while at < len(data):
        value, at = _varint(data, at)
        yield value


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
        if data[at - 1] < 0x80:
            return value, at
