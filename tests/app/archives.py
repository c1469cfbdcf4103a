"""Small PMTiles archives for tests: of vector tiles, of images, and damaged ones."""

import gzip
import io
from pathlib import Path
from typing import Any

from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

VECTOR = gzip.compress(b"\x1a\x0e\x0a\x05earth\x28\x80\x20\x78\x02", mtime=0)
"""A vector tile with an empty layer ``earth``."""

PNG = b"\x89PNG\r\n\x1a\n" + b"not looked at any further"


def archive(
    path: Path,
    *,
    tiles: dict[tuple[int, int, int], bytes] | None = None,
    kind: TileType = TileType.MVT,
    packed: Compression = Compression.GZIP,
    metadata: dict[str, Any] | None = None,
    **header: Any,
) -> Path:
    """Write an archive.

    Args:
        path: where to.
        tiles: its tiles as they are stored; three vector tiles otherwise.
        kind: their type.
        packed: how they are stored.
        metadata: what it says of itself.
        header: fields of the header that are to be otherwise.
    """
    held = tiles or {(0, 0, 0): VECTOR, (1, 0, 0): VECTOR + b"", (1, 1, 1): VECTOR}
    told = {
        "tile_type": kind, "tile_compression": packed, "min_lon_e7": -1_000_000_000,
        "min_lat_e7": 400_000_000, "max_lon_e7": -600_000_000, "max_lat_e7": 600_000_000,
        "center_zoom": 0, "center_lon_e7": 0, "center_lat_e7": 0, **header,
    }  # fmt: skip
    said = {"name": "A map", "attribution": "Somebody", "vector_layers": [{"id": "earth"}]}
    written = io.BytesIO()
    writer: Any = Writer(written)  # type: ignore[no-untyped-call]
    for tile in sorted(held, key=lambda each: zxy_to_tileid(*each)):
        writer.write_tile(zxy_to_tileid(*tile), held[tile])
    writer.finalize(told, said if metadata is None else metadata)
    path.write_bytes(written.getvalue())
    return path


def images(path: Path) -> Path:
    """An archive of PNG tiles."""
    return archive(
        path, tiles={(0, 0, 0): PNG, (1, 0, 1): PNG}, kind=TileType.PNG, packed=Compression.NONE
    )
