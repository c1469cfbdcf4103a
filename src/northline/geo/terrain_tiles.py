"""Shapes out of the map that ships with the package: rings and lines of one layer of a tile.

The archive is PMTiles (version 3), its tiles are Mapbox Vector Tiles 2.1, section 4.3 of which says
how a geometry is written.  Only what terrain needs is read: the shapes, and the numbers that they
carry; a tile is read once and kept.
"""

import zlib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pmtiles.tile import (
    deserialize_directory,
    deserialize_header,
    find_tile,
    zxy_to_tileid,
)

from northline.records.errors import MissingDependency

EXTENT = 4096
"""Units across a layer that does not say how many there are."""

Tile = tuple[int, int, int]
"""Zoom, column, row."""


class Shape(NamedTuple):
    """A ring or line in shares of its tile, (k, 2) float64, and how broad it is, where it says so."""

    points: NDArray[np.float64]
    metres: float | None


@cache
def _archive(name: str) -> tuple[bytes, Any]:
    try:
        data = files("northline.geo").joinpath(f"data/{name}.pmtiles").read_bytes()
    except FileNotFoundError as missing:
        raise MissingDependency(
            f"The map (northline/geo/data/{name}.pmtiles) is missing from this installation. In a "
            "checkout, run 'python build_basemap.py'; otherwise install the package again."
        ) from missing
    return data, deserialize_header(data[:127])


@lru_cache(maxsize=64)
def _directory(name: str, start: int, length: int) -> Any:
    return deserialize_directory(_archive(name)[0][start : start + length])


@lru_cache(maxsize=64)
def shapes(name: str, tile: Tile) -> dict[str, list[Shape]] | None:
    """The layers of a tile of the archive ``name``, each with its shapes; None without a tile.

    Raises:
        MissingDependency: when the package was put together without the map.
    """
    data, header = _archive(name)
    wanted = zxy_to_tileid(*tile)
    start, length = header["root_offset"], header["root_length"]
    while (found := find_tile(_directory(name, start, length), wanted)) is not None:
        if found.run_length:
            at = header["tile_data_offset"] + found.offset
            raw = zlib.decompress(data[at : at + found.length], wbits=zlib.MAX_WBITS | 16)
            return {layer: told for _, part in _fields(raw) for layer, told in [_layer(part)]}
        start, length = header["leaf_directory_offset"] + found.offset, found.length
    return None


def _layer(data: bytes) -> tuple[str, list[Shape]]:
    name, keys, values, features = "", list[str](), list[float | None](), list[bytes]()
    extent = EXTENT
    for field, value in _fields(data):
        if field == 1:
            name = value.decode()
        elif field == 2:
            features.append(value)
        elif field == 3:
            keys.append(value.decode())
        elif field == 4:
            values.append(_value(value))
        elif field == 5:
            extent = value
    found = [shape for each in features for shape in _shapes(each, keys, values)]
    return name, [Shape(shape.points / extent, shape.metres) for shape in found]


def _value(data: bytes) -> float | None:
    ((field, value),) = _fields(data)
    if field in {2, 3}:
        return float(np.frombuffer(value, "<f4" if field == 2 else "<f8")[0])
    if field in {4, 5}:
        return float(value)
    return float((value >> 1) ^ -(value & 1)) if field == 6 else None


def _shapes(data: bytes, keys: list[str], values: list[float | None]) -> Iterator[Shape]:
    tags, commands = list[int](), list[int]()
    for field, value in _fields(data):
        if field == 2:
            tags = _varints(value)
        elif field == 4:
            commands = _varints(value)
    told = {keys[k]: values[v] for k, v in zip(tags[::2], tags[1::2], strict=True)}
    at, x, y = 0, 0, 0
    part: list[tuple[int, int]] = []
    while at < len(commands):
        command, count = commands[at] & 7, commands[at] >> 3
        at += 1
        if command == 7:
            part.append(part[0])
            continue
        if command == 1 and part:
            yield Shape(np.array(part, np.float64), told.get("metres"))
            part = []
        for _ in range(count):
            dx, dy = commands[at], commands[at + 1]
            x, y = x + ((dx >> 1) ^ -(dx & 1)), y + ((dy >> 1) ^ -(dy & 1))
            part.append((x, y))
            at += 2
    if part:
        yield Shape(np.array(part, np.float64), told.get("metres"))


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
            if wire == 2:
                size, at = _varint(data, at)
            else:
                size = 8 if wire == 1 else 4
            yield key >> 3, data[at : at + size]
            at += size


def _varints(data: bytes) -> list[int]:
    """All numbers of a packed field."""
    if not data:
        return []
    raw = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(raw < 0x80)
    begins = np.concatenate([[0], ends[:-1] + 1])
    number = np.repeat(np.arange(len(ends)), ends - begins + 1)
    shift = 7 * (np.arange(len(number)) - begins[number])
    found = np.zeros(len(ends), np.int64)
    np.add.at(found, number, (raw[: len(number)] & 0x7F).astype(np.int64) << shift)
    return [int(each) for each in found]


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        shift += 7
        at += 1
        if byte < 0x80:
            return value, at
