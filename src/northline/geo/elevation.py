"""How high the ground stands, from a GeoTIFF that whoever runs the node provides.

In whatever system the raster is laid (EPSG), places are carried over by PROJ; heights are taken as they
stand, in metres above the raster's own zero.
"""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from northline.geo.geotiff import GeoTiff
from northline.records.errors import UsageError

if TYPE_CHECKING:
    from pyproj import Transformer

Floats = NDArray[np.float64]

ALIKE = frozenset({4326, 4269, 4617, 4759, 4955, 4140, 6318, 8252})
"""Geographic systems that are WGS 84 within metres here: NAD83 and its kin; no PROJ is needed."""

MARGIN = 2
"""Cells that a part holds more than it was asked for, on each side."""


@dataclass(frozen=True, eq=False)
class Part:
    """Some of a raster: ``metres`` float32 (r, c), its first cell at ``column row`` of the whole."""

    whole: "Elevation"
    metres: NDArray[np.float32]
    column: int
    row: int

    def places(self, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        """Columns and rows (n,), with fractions, counted from the middle of the part's first cell."""
        columns, rows = self.whole.places(lon, lat)
        return columns - self.column, rows - self.row

    def heights(self, columns: Floats, rows: Floats) -> Floats:
        """Bilinear heights at (n,) places, metres; not a number outside, or where none is known."""
        high, wide = self.metres.shape
        left, top = np.floor(columns).astype(np.int64), np.floor(rows).astype(np.int64)
        inside = (left >= 0) & (top >= 0) & (left + 1 < wide) & (top + 1 < high)
        found = np.full(len(columns), np.nan)
        x, y = left[inside], top[inside]
        fx, fy = columns[inside] - x, rows[inside] - y
        upper = (1.0 - fx) * self.metres[y, x] + fx * self.metres[y, x + 1]
        lower = (1.0 - fx) * self.metres[y + 1, x] + fx * self.metres[y + 1, x + 1]
        found[inside] = (1.0 - fy) * upper + fy * lower
        return found


class Elevation:
    """The ground of a raster."""

    def __init__(self, raster: GeoTiff) -> None:
        """Take a raster.

        Raises:
            UsageError: where nobody knows the system that it is laid in.
        """
        self.raster = raster
        if raster.epsg not in ALIKE:
            _carrier(raster.epsg)

    def places(self, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        """Columns and rows (n,), with fractions, from the middle of the first cell."""
        x, y = (np.atleast_1d(np.asarray(each, np.float64)) for each in (lon, lat))
        raster = self.raster
        if raster.epsg not in ALIKE:
            x, y = (np.asarray(each) for each in _carrier(raster.epsg).transform(x, y))
        return (x - raster.x0) / raster.dx, (y - raster.y0) / raster.dy

    def around(self, lon: ArrayLike, lat: ArrayLike) -> Part:
        """The part that holds these places, as far as the raster reaches."""
        columns, rows = self.places(lon, lat)
        raster = self.raster
        left, right = _clipped(columns, raster.width)
        top, bottom = _clipped(rows, raster.height)
        if left >= right or top >= bottom:
            return Part(self, np.full((2, 2), np.nan, np.float32), left, top)
        return Part(self, raster.window(left, top, right, bottom), left, top)


def _clipped(places: Floats, size: int) -> tuple[int, int]:
    known = places[np.isfinite(places)]
    if not len(known):
        return 0, 0
    first, last = int(np.floor(known.min())) - MARGIN, int(np.ceil(known.max())) + MARGIN + 1
    return min(max(first, 0), size), min(max(last, 0), size)


@cache
def _carrier(epsg: int) -> "Transformer":
    from pyproj import Transformer
    from pyproj.exceptions import CRSError

    try:
        return Transformer.from_crs(4326, epsg, always_xy=True)
    except CRSError as error:
        raise UsageError(f"EPSG:{epsg}, in which the raster is laid, is not known") from error
