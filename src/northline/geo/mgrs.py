"""Grid references (MGRS) on WGS 84: how crews on both sides name a place over the radio.

A reference is zone, latitude band, two letters of a square of 100 km, easting and northing within it,
as in ``17T PJ 300 333``: here to 100 m.  Projection: UTM.  NGA.STND.0037 (2014), *Universal Grids and
Grid Reference Systems*.  From 56 S to 56 N, or north of it outside of Norway and Svalbard: where the line
is.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from northline.records.errors import UsageError

if TYPE_CHECKING:
    from pyproj import Proj

BANDS = "CDEFGHJKLMNPQRSTUVWX"
COLUMNS = ("ABCDEFGH", "JKLMNPQR", "STUVWXYZ")
ROWS = "ABCDEFGHJKLMNPQRSTUV"
"""Letters, without I and O; rows of even zones begin at F."""

SOUTH, NORTH = -80.0, 84.0
"""Latitudes of UTM."""

SQUARE, STEP = 100_000, 100
"""Metres."""


def grid_reference(lon: float, lat: float) -> str:
    """The reference of the 100 m square that a place lies in.

    Raises:
        UsageError: outside of UTM.
    """
    if not SOUTH <= lat < NORTH or not -180.0 <= lon <= 180.0:
        raise UsageError(f"there is no grid reference of {lon}, {lat}: UTM ends at 84 north")
    zone = min(60, int((lon + 180.0) // 6.0) + 1)
    band = BANDS[min(len(BANDS) - 1, int((lat - SOUTH) // 8.0))]
    east, north = _utm(zone)(lon, lat)
    north = north if lat >= 0.0 else north + 10_000_000.0
    column = COLUMNS[(zone - 1) % 3][int(east // SQUARE) - 1]
    row = ROWS[(int(north // SQUARE) + (0 if zone % 2 else 5)) % len(ROWS)]
    inside = (int(each % SQUARE) // STEP for each in (east, north))
    return f"{zone}{band} {column}{row} " + " ".join(f"{each:03d}" for each in inside)


@lru_cache(maxsize=60)
def _utm(zone: int) -> "Proj":
    from pyproj import Proj

    return Proj(proj="utm", zone=zone, ellps="WGS84")
