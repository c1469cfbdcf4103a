"""H3 cells: the key by which records are found by place.

Every record with a place carries its cell at resolution 9 (about 0.1 km2, 0.2 km a side).
The h3 library has no vectorised call for it (4.5); mapped over plain floats it does 1.2
million positions per CPU-second.  What is only a matter of bits (parents, ranges) is done on
whole columns.  Bits of a cell: https://h3geo.org/docs/core-library/h3Indexing/.
"""

from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from northline.geo.distance import near_distance
from northline.records.errors import UsageError
from northline.records.units import Cell, Degrees, Metres

Cells = NDArray[np.uint64]

RESOLUTION = 9
"""The resolution of every stored cell."""

NO_CELL = Cell(0)
"""What stands for "no place": H3's own null index."""

WIDEST = Metres(50_000.0)
"""The largest radius of `cells_within`: 105,000 cells at 45 degrees north, 0.2 s."""

RING_M = 200.0
"""A disk of k rings holds all within k times this, less one cell: h3's smallest at res. 9."""

_RESOLUTION_BIT, _DIGIT_BITS, _FINEST = 52, 3, 15


def _h3() -> Any:
    import h3.api.basic_int

    return h3.api.basic_int


def cells(lon: ArrayLike, lat: ArrayLike) -> Cells:
    """Return the cells of (n,) positions in degrees, uint64; 0 where there is no place.

    No place: a longitude outside [-180, 180] or a latitude outside [-90, 90] (AIS sends 181
    and 91 for "not available"), or not a number.  Raises `UsageError` for unequal lengths.
    """
    lons = np.atleast_1d(np.asarray(lon, np.float64))
    lats = np.atleast_1d(np.asarray(lat, np.float64))
    if lons.ndim != 1 or lons.shape != lats.shape:
        raise UsageError(f"lon {lons.shape} and lat {lats.shape} must be columns of one length.")
    placed = (np.abs(lons) <= 180.0) & (np.abs(lats) <= 90.0)
    found = np.zeros(len(lons), np.uint64)
    pairs = map(
        _h3().latlng_to_cell, lats[placed].tolist(), lons[placed].tolist(), repeat(RESOLUTION)
    )
    found[placed] = np.fromiter(pairs, np.uint64, int(placed.sum()))
    return found


def cell_of(lon: Degrees, lat: Degrees) -> Cell:
    """Return the cell of one position, or `NO_CELL` where there is no place."""
    return Cell(int(cells([lon], [lat])[0]))


def centres(of: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return longitudes and latitudes (n,), degrees, of the middles of cells."""
    pairs = np.array(list(map(_h3().cell_to_latlng, _column(of).tolist())), np.float64)
    pairs = pairs.reshape(-1, 2)
    return pairs[:, 1].copy(), pairs[:, 0].copy()


def neighbours(cell: Cell, rings: int = 1) -> Cells:
    """Return the cells within ``rings`` steps of a cell, itself left out, in rising order.

    Raises `UsageError` for a number that is no cell or rings below 0.
    """
    _column([cell])
    if rings < 0:
        raise UsageError(f"rings is {rings}; it must be 0 or more.")
    around = np.array(_h3().grid_disk(int(cell), rings), np.uint64)
    return np.sort(around[around != np.uint64(cell)])


def cells_within(lon: Degrees, lat: Degrees, radius: Metres) -> Cells:
    """Return cells at resolution 9 that cover a circle, in rising order.

    Every position within ``radius`` metres (0 to `WIDEST`) lies in one of them; some of them
    reach a cell's breadth outside: filter exactly afterwards.  Raises `UsageError`.
    """
    if not 0.0 <= radius <= WIDEST:
        raise UsageError(f"radius is {radius} m; it must lie between 0 and {WIDEST:.0f} m.")
    middle = cell_of(lon, lat)
    if middle == NO_CELL:
        raise UsageError(f"There is no place at longitude {lon}, latitude {lat}.")
    corners = _h3().cell_to_boundary(int(middle))
    c_lon, c_lat = centres([middle])
    reach = 1.1 * max(
        float(near_distance(c_lon, c_lat, corner_lon, corner_lat)[0])
        for corner_lat, corner_lon in corners
    )  # cells differ slowly: a tenth more holds for all within WIDEST
    disk = np.array(_h3().grid_disk(int(middle), int((radius + reach) / RING_M) + 2), np.uint64)
    away = near_distance(lon, lat, *centres(disk))
    return np.sort(disk[away <= radius + reach])


def parents(of: ArrayLike, resolution: int) -> Cells:
    """Return the cells of a coarser (or the same) resolution that hold these.

    0 stays 0.  Raises `UsageError` for a resolution finer than that of a cell, or no cell.
    """
    column = _column(of)
    finest = _resolutions(column[column != 0])
    if not 0 <= resolution <= _FINEST or (finest < resolution).any():
        raise UsageError(f"Resolution {resolution} is not between 0 and that of the cells.")
    coarse = (column & ~np.uint64(0xF << _RESOLUTION_BIT)) | np.uint64(
        (resolution << _RESOLUTION_BIT) | ((1 << _DIGIT_BITS * (_FINEST - resolution)) - 1)
    )
    return np.where(column == 0, np.uint64(0), coarse)


def spans(of: ArrayLike) -> tuple[Cells, Cells]:
    """Return the lowest and highest stored cell (resolution 9) inside coarser cells.

    Cells of one resolution sort so that all inside a coarser one stand together: a filter by
    place is a filter by ranges.  Raises `UsageError` for cells finer than 9, or no cell.
    """
    column = _column(of)
    coarse = _resolutions(column)
    if (column == 0).any() or (coarse > RESOLUTION).any():
        raise UsageError(f"Spans are of cells at resolution 0 to {RESOLUTION}.")
    unused = np.uint64((1 << _DIGIT_BITS * (_FINEST - RESOLUTION)) - 1)
    open_bits = (np.uint64(_DIGIT_BITS) * (_FINEST - coarse).astype(np.uint64)).astype(np.uint64)
    digits = (np.uint64(1) << open_bits) - np.uint64(1)
    stem = (column & ~np.uint64(0xF << _RESOLUTION_BIT) & ~digits) | np.uint64(
        RESOLUTION << _RESOLUTION_BIT
    )
    sixes = np.uint64(int("6" * _FINEST, 8)) & digits & ~unused
    return stem | unused, stem | sixes | unused


def _resolutions(column: Cells) -> NDArray[np.int64]:
    return ((column >> np.uint64(_RESOLUTION_BIT)) & np.uint64(0xF)).astype(np.int64)


def _column(of: ArrayLike) -> Cells:
    column = np.atleast_1d(np.asarray(of, np.uint64))
    mode = column >> np.uint64(59)
    if column.ndim != 1 or ((mode != 1) & (column != 0)).any():
        raise UsageError("Cells come as a column of H3 cell indexes, unsigned 64 bit.")
    return column
