"""GeoTIFF rasters of one band: heights, and where they are (OGC 19-008r4, TIFF 6.0).

Read are strips and tiles, plain, LZW or deflated, with the predictors 1, 2 and 3, of whole and floating
numbers up to eight bytes: what elevation models are published in (SRTM, CDEM, 3DEP, Copernicus).  Tags:
33550 ModelPixelScale and 33922 ModelTiepoint, or 34264 ModelTransformation; 34735 GeoKeyDirectory with
1025 GTRasterType (2: a place is the middle of a cell), 2048 and 3072 (EPSG codes); 42113 GDAL_NODATA.
Only the blocks that are asked for are decoded.
"""

import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from northline.geo.geotiff_tags import Directory, directory
from northline.geo.line_kernels import compiled
from northline.geo.lzw_kernel import unpack
from northline.records.errors import UsageError

PLAIN, LZW, DEFLATE, OLD_DEFLATE = 1, 5, 8, 32946
WIDTH, HEIGHT, BITS, COMPRESSION, SAMPLES, SIGNED = 256, 257, 258, 259, 277, 339
STRIPS, STRIP_ROWS, STRIP_BYTES = 273, 278, 279
TILE_WIDTH, TILE_HEIGHT, TILES, TILE_BYTES = 322, 323, 324, 325
PREDICTOR, PIXEL_SCALE, TIEPOINT, TRANSFORM, GEO_KEYS, NODATA = (
    317,
    33550,
    33922,
    34264,
    34735,
    42113,
)
RASTER_TYPE, GEOGRAPHIC, PROJECTED = 1025, 2048, 3072

MOST_CELLS = 100_000_000
"""Cells of one window; more would be memory that nobody meant to spend."""

KEPT_BLOCKS = 256


@dataclass(frozen=True, eq=False)
class GeoTiff:
    """A raster: ``width`` by ``height`` cells, place of the middle of cell (0, 0) and steps.

    ``x0 y0`` in units of ``epsg``; ``dx`` eastwards a column, ``dy`` (negative) a row.
    """

    width: int
    height: int
    x0: float
    y0: float
    dx: float
    dy: float
    epsg: int
    nodata: float | None
    tags: Directory
    data: bytes | memoryview

    def window(self, left: int, top: int, right: int, bottom: int) -> NDArray[np.float32]:
        """Heights of rows ``top`` to ``bottom`` and columns ``left`` to ``right``, ends excluded.

        Not a number where the raster holds nothing.

        Raises:
            UsageError: for a window outside the raster or too large, or a damaged raster.
        """
        inside = 0 <= left < right <= self.width and 0 <= top < bottom <= self.height
        if not inside or (right - left) * (bottom - top) > MOST_CELLS:
            raise UsageError(f"no window {left}:{right}, {top}:{bottom} of the raster")
        found = np.full((bottom - top, right - left), np.nan, np.float32)
        wide, high, across = self._blocks()
        for down in range(top // high, (bottom - 1) // high + 1):
            for over in range(left // wide, (right - 1) // wide + 1):
                block = self._block(down * across + over)
                y0, x0 = down * high, over * wide
                y1, x1 = min(y0 + block.shape[0], bottom), min(x0 + block.shape[1], right)
                ys, xs = max(y0, top), max(x0, left)
                found[ys - top : y1 - top, xs - left : x1 - left] = block[
                    ys - y0 : y1 - y0, xs - x0 : x1 - x0
                ]
        return found

    def _blocks(self) -> tuple[int, int, int]:
        """Width and height of a block, and how many stand beside each other."""
        if TILES in self.tags.tags:
            wide, high = int(self.tags.one(TILE_WIDTH)), int(self.tags.one(TILE_HEIGHT))
            return wide, high, -(-self.width // wide)
        return self.width, min(int(self.tags.one(STRIP_ROWS, self.height)), self.height), 1

    def _block(self, number: int) -> NDArray[np.float32]:
        return _decoded(self, number)


@lru_cache(maxsize=KEPT_BLOCKS)
def _decoded(of: GeoTiff, number: int) -> NDArray[np.float32]:
    """Heights of one strip or tile."""
    tags = of.tags
    tiled = TILES in tags.tags
    places, sizes = (TILES, TILE_BYTES) if tiled else (STRIPS, STRIP_BYTES)
    wide, high, _ = of._blocks()
    if not tiled:  # the last strip ends with the image
        high = min(high, of.height - number * high)
    sort = _sort(tags)
    try:
        start, size = tags.tags[places][number], tags.tags[sizes][number]
        if size == 0:  # a block of nothing, as GDAL writes it
            return np.full((high, wide), np.nan, np.float32)
        raw = _unpacked(
            memoryview(of.data)[start : start + size], tags, high * wide * sort.itemsize
        )
        cells = _predicted(raw[: high * wide * sort.itemsize], tags, sort, (high, wide))
    except (KeyError, IndexError, ValueError, zlib.error) as damaged:
        raise UsageError(f"block {number} of the raster cannot be read: {damaged}") from damaged
    found: NDArray[np.float32] = cells.astype(np.float32)
    if of.nodata is not None:
        found[cells == of.nodata] = np.nan
    return found


def _unpacked(packed: memoryview, tags: Directory, size: int) -> bytes:
    how = tags.one(COMPRESSION, PLAIN)
    if how == PLAIN:
        return bytes(packed)
    if how == LZW:
        out = np.zeros(size, np.uint8)
        compiled(unpack)(np.frombuffer(packed, np.uint8), out)
        return out.tobytes()
    if how in {DEFLATE, OLD_DEFLATE}:
        return zlib.decompressobj().decompress(packed, size)
    raise UsageError(f"the raster is packed in a way that is not read here (compression {how})")


def _predicted(raw: bytes, tags: Directory, sort: Any, shape: tuple[int, int]) -> Any:
    """Undo the predictor (TIFF 6.0, section 14; Adobe's technical note 3 for floating numbers)."""
    how = tags.one(PREDICTOR, 1)
    if how == 3:
        rows = np.frombuffer(raw, np.uint8).reshape(shape[0], -1)
        summed = np.cumsum(rows, axis=1, dtype=np.uint8)
        planes = summed.reshape(shape[0], sort.itemsize, shape[1])
        return np.ascontiguousarray(planes.transpose(0, 2, 1)).view(sort.newbyteorder(">"))[..., 0]
    cells = np.frombuffer(raw, sort).reshape(shape)
    if how == 2:
        return np.cumsum(cells.astype(sort.newbyteorder("=")), axis=1, dtype=sort.newbyteorder("="))
    return cells


def _sort(tags: Directory) -> Any:
    bits, signed = tags.one(BITS, 1), tags.one(SIGNED, 1)
    letter = {1: "u", 2: "i", 3: "f"}.get(signed)
    if letter is None or bits not in {8, 16, 32, 64} or (letter == "f" and bits < 32):
        raise UsageError(f"heights of {bits} bits, format {signed}, are not read here")
    return np.dtype(f"{tags.order}{letter}{bits // 8}")


def geotiff(data: bytes | memoryview) -> GeoTiff:
    """A raster from the bytes of its file; nothing but its tags is read yet.

    Raises:
        UsageError: for what is no GeoTIFF of one band with a place on earth, or is damaged.
    """
    tags = directory(data)
    if tags.one(SAMPLES, 1) != 1:
        raise UsageError(f"the raster has {tags.one(SAMPLES)} bands; one is read, of heights")
    _sort(tags)
    keys = _keys(tags)
    x0, y0, dx, dy = _placed(tags, middle=keys.get(RASTER_TYPE, 1) == 2)
    epsg = keys.get(PROJECTED) or keys.get(GEOGRAPHIC) or 0
    if not 1024 <= epsg < 32_767:
        raise UsageError("the raster does not say by an EPSG code in which system its places are")
    given = tags.text(NODATA).strip()
    try:
        nodata = float(given) if given else None
    except ValueError as error:
        raise UsageError(f"the raster's GDAL_NODATA is no number: {given!r}") from error
    width, height = int(tags.one(WIDTH)), int(tags.one(HEIGHT))
    return GeoTiff(width, height, x0, y0, dx, dy, int(epsg), nodata, tags, data)


def _keys(tags: Directory) -> dict[int, int]:
    """Keys of the directory that hold one number."""
    told = tags.tags.get(GEO_KEYS, ())
    rows = [told[n : n + 4] for n in range(4, len(told) - 3, 4)]
    return {row[0]: row[3] for row in rows if row[1] == 0}


def _placed(tags: Directory, *, middle: bool) -> tuple[float, float, float, float]:
    """Place of the middle of the first cell, and the steps."""
    scale, tie, matrix = (tags.tags.get(each) for each in (PIXEL_SCALE, TIEPOINT, TRANSFORM))
    if matrix and len(matrix) == 16:
        if matrix[1] or matrix[4]:
            raise UsageError("the raster is turned against north; lay it straight first")
        dx, dy, x, y = matrix[0], matrix[5], matrix[3], matrix[7]
    elif scale and tie and len(scale) >= 2 and len(tie) >= 6:
        dx, dy = scale[0], -scale[1]
        x, y = tie[3] - tie[0] * dx, tie[4] - tie[1] * dy
    else:
        raise UsageError("the raster does not say where it lies (tags 33550 and 33922, or 34264)")
    if not dx > 0.0 > dy:
        raise UsageError("the raster does not run eastwards and southwards")
    half = 0.0 if middle else 0.5
    return x + half * dx, y + half * dy, dx, dy
