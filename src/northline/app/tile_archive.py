"""A PMTiles archive (version 3) that is open for reading: one file that holds a map's tiles.

The header says what sort of tiles there are; a directory, which may have leaves of its own, says
where each lies (https://github.com/protomaps/PMTiles, spec/v3).  Tiles are handed out as they are
stored, so that a browser gets what the file holds.
"""

import json
import mmap
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import msgspec
from pmtiles.tile import (
    Compression,
    Entry,
    HeaderDict,
    TileType,
    deserialize_directory,
    deserialize_header,
    find_tile,
    zxy_to_tileid,
)

from northline.records.errors import InputError

HEADER_BYTES = 127
DEEPEST = 3
"""Directories below the root, at most: the specification asks readers for no more."""

DEEPEST_ZOOM = 24
MOST_BYTES = 16 * 1024 * 1024
"""A tile or metadata that unpack to more than this are damage, or meant to fill the memory."""

MOST_DIRECTORY_BYTES = 4 * 1024 * 1024
"""Likewise a directory: that is some hundred thousand tiles, and an archive splits sooner."""

DIRECTORIES = 16
"""Directories that are kept read."""

MEDIA = {
    TileType.MVT: "application/vnd.mapbox-vector-tile",
    TileType.PNG: "image/png",
    TileType.JPEG: "image/jpeg",
    TileType.WEBP: "image/webp",
    TileType.AVIF: "image/avif",
}
"""Media types of the tiles that a map page can draw."""

_BEGINNINGS = {
    TileType.PNG: (0, b"\x89PNG\r\n\x1a\n"),
    TileType.JPEG: (0, b"\xff\xd8\xff"),
    TileType.WEBP: (8, b"WEBP"),
    TileType.AVIF: (4, b"ftyp"),
}
"""Where an image of each sort shows which one it is, and how."""


class Described(msgspec.Struct, frozen=True, kw_only=True):
    """What an archive says of itself.

    Attributes:
        kind: ``vector`` or ``raster``.
        media: media type of its tiles.
        minzoom: lowest zoom that has tiles.
        maxzoom: highest.
        bounds: west, south, east, north, degrees.
        attribution: who is to be named wherever it is shown; empty where it does not say.
        layers: names of the layers of its vector tiles, as its metadata lists them.
    """

    kind: str
    media: str
    minzoom: int
    maxzoom: int
    bounds: tuple[float, float, float, float]
    attribution: str
    layers: tuple[str, ...]


class TileArchive:
    """An archive; a context manager.

    Attributes:
        path: the file.
        described: what it says of itself.
        metadata: its JSON metadata.
        packed: whether its tiles are stored in gzip.
    """

    def __init__(self, path: Path) -> None:
        """Open it.

        Raises:
            InputError: saying what is wrong with the file; it is closed then.
        """
        self.path = path
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as error:
            raise InputError(f"{path} is empty") from error
        except OSError as error:
            raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
        try:
            self._header = _header(self._map, path)
            self.metadata = self._metadata()
            self.described = _describe(self._header, self.metadata, path)
        except BaseException:
            self._map.close()
            raise
        self.packed = self._header["tile_compression"] is Compression.GZIP
        self._directory = lru_cache(maxsize=DIRECTORIES)(self._read_directory)

    def close(self) -> None:
        """Let go of the file."""
        self._directory.cache_clear()
        self._map.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """A tile as it is stored, or None where the map has none.

        Raises:
            InputError: when the file is damaged there.
        """
        side = 1 << z if 0 <= z <= DEEPEST_ZOOM else 0
        if not (0 <= x < side and 0 <= y < side):
            return None
        wanted = zxy_to_tileid(z, x, y)
        start, length = self._header["root_offset"], self._header["root_length"]
        for _ in range(DEEPEST + 1):
            found = find_tile(self._directory(start, length), wanted)
            if found is None:
                return None
            if found.run_length:
                return self._bytes(self._header["tile_data_offset"] + found.offset, found.length)
            start, length = self._header["leaf_directory_offset"] + found.offset, found.length
        raise InputError(f"{self.path} is damaged: its directories have no end")

    def check(self) -> None:
        """Look at every directory, and at the first and last tile of each.

        Raises:
            InputError: saying what is wrong: tiles that lie outside the file, say.
        """
        room, tiles = self._header["tile_data_length"], 0
        for directory in self._directories():
            held = [each for each in directory if each.run_length]
            for each in held:
                if each.length <= 0 or each.offset < 0 or each.offset + each.length > room:
                    raise InputError(f"{self.path} is damaged: a tile lies outside of it")
            for each in (*held[:1], *held[-1:]):
                self._check_tile(each)
            tiles += sum(each.run_length for each in held)
        if not tiles:
            raise InputError(f"{self.path} holds no tile")
        said = self._header["addressed_tiles_count"]
        if said and said != tiles:
            raise InputError(f"{self.path} is damaged: it says {said} tiles and holds {tiles}")

    def _directories(self) -> Iterator[list[Entry]]:
        waiting = [(self._header["root_offset"], self._header["root_length"], 0)]
        while waiting:
            start, length, depth = waiting.pop()
            directory = self._directory(start, length)
            yield directory
            for each in directory:
                if not each.run_length:
                    if depth == DEEPEST:
                        raise InputError(f"{self.path} is damaged: its directories have no end")
                    first = self._header["leaf_directory_offset"] + each.offset
                    waiting.append((first, each.length, depth + 1))

    def _check_tile(self, entry: Entry) -> None:
        data = self._bytes(self._header["tile_data_offset"] + entry.offset, entry.length)
        if self.packed:
            data = unpacked(data, self.path)
        place, beginning = _BEGINNINGS.get(self._header["tile_type"], (0, b""))
        if data[place : place + len(beginning)] != beginning:
            raise InputError(f"{self.path} is damaged: a tile is no {self.described.media}")

    def _read_directory(self, start: int, length: int) -> list[Entry]:
        data = self._bytes(start, length)
        unpacked(data, self.path, MOST_DIRECTORY_BYTES)
        try:
            return deserialize_directory(data)
        except (EOFError, IndexError, ValueError) as error:
            raise InputError(f"{self.path} is damaged: a directory cannot be read") from error

    def _metadata(self) -> dict[str, Any]:
        data = self._bytes(self._header["metadata_offset"], self._header["metadata_length"])
        try:
            found = json.loads(unpacked(data, self.path))
        except (ValueError, RecursionError) as error:
            raise InputError(f"{self.path} is damaged: its metadata cannot be read") from error
        return found if isinstance(found, dict) else {}

    def _bytes(self, start: int, length: int) -> bytes:
        if start < 0 or start + length > len(self._map):
            raise InputError(f"{self.path} is damaged: a part lies outside of it")
        return self._map[start : start + length]


def unpacked(data: bytes, path: Path, most: int = MOST_BYTES) -> bytes:
    """A part of an archive without its gzip.

    Args:
        data: the part.
        path: the archive's file.
        most: bytes that it may have at most.

    Raises:
        InputError: when it is no gzip, breaks off, or is larger.
    """
    unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        whole = unpacking.decompress(data, most)
    except zlib.error as error:
        raise InputError(f"{path} is damaged: a part of it is no gzip") from error
    if not unpacking.eof:
        raise InputError(f"{path} is damaged: a part of it breaks off, or is too large")
    return whole


def _header(data: mmap.mmap, path: Path) -> HeaderDict:
    beginning = data[:HEADER_BYTES]
    if beginning[:7] != b"PMTiles":
        raise InputError(
            f"{path} is no PMTiles archive; maps in other forms (MBTiles, GeoTIFF) must be "
            "converted first, with the pmtiles program say"
        )
    if beginning[7:8] != b"\x03":
        raise InputError(f"{path} is PMTiles of another version than 3; convert it first")
    if len(beginning) < HEADER_BYTES:
        raise InputError(f"{path} breaks off within its header")
    try:
        header = deserialize_header(beginning)
    except ValueError as error:
        raise InputError(f"{path} is damaged: its header says what cannot be") from error
    for part in ("root", "metadata", "leaf_directory", "tile_data"):
        end = header[f"{part}_offset"] + header[f"{part}_length"]  # type: ignore[literal-required]
        if end > len(data):
            raise InputError(
                f"{path} is not whole: it should have at least {end:,} bytes and has {len(data):,}"
            )
    return header


def _describe(header: HeaderDict, metadata: dict[str, Any], path: Path) -> Described:
    if header["internal_compression"] is not Compression.GZIP:
        raise InputError(f"{path} packs its directories otherwise than by gzip; convert it first")
    if header["tile_compression"] not in {Compression.GZIP, Compression.NONE}:
        word = header["tile_compression"].name.lower()
        raise InputError(f"{path} packs its tiles by {word}; only gzip and none can be shown")
    if header["tile_type"] not in MEDIA:
        word = header["tile_type"].name
        raise InputError(f"{path} holds tiles of the type {word}, which a page cannot draw")
    west, south, east, north = (
        header["min_lon_e7"] / 1e7, header["min_lat_e7"] / 1e7,
        header["max_lon_e7"] / 1e7, header["max_lat_e7"] / 1e7,
    )  # fmt: skip
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise InputError(f"{path} is damaged: it says that it covers {west, south, east, north}")
    if not header["min_zoom"] <= header["max_zoom"] <= DEEPEST_ZOOM:
        zooms = f"{header['min_zoom']} to {header['max_zoom']}"
        raise InputError(f"{path} is damaged: it says that it has zooms {zooms}")
    layers = metadata.get("vector_layers")
    names = (
        [each.get("id") for each in layers if isinstance(each, dict)]
        if isinstance(layers, list)
        else []
    )
    kind = "vector" if header["tile_type"] is TileType.MVT else "raster"
    if kind == "vector" and not names:
        raise InputError(f"{path} names no vector_layers in its metadata, so nobody can draw it")
    attribution = metadata.get("attribution")
    return Described(
        kind=kind,
        media=MEDIA[header["tile_type"]],
        minzoom=header["min_zoom"],
        maxzoom=header["max_zoom"],
        bounds=(west, south, east, north),
        attribution=attribution if isinstance(attribution, str) else "",
        layers=tuple(name for name in names if isinstance(name, str)),
    )
