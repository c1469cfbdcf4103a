"""The way of one unit to one place, and whether it may be gone."""

import msgspec
import numpy as np
import shapely

from northline.engines.dispatch.window import Territories
from northline.geo.distance import from_plane, near_distance, to_plane
from northline.geo.line import crossings

COARSE = 25.0
"""So far off, m, the drawn way may lie from the one that is gone."""

DIGITS = 5
"""Of degrees in a way that is told: a metre."""

Places = list[tuple[float, float]]


class Way(msgspec.Struct, frozen=True):
    """A way.

    Attributes:
        unit: whose, by its place among the units of the plan.
        seconds: how long it takes from when it moves.
        metres: how long it is.
        places: longitude and latitude from place to place, where it begins and ends included.
        gap: how far from the place that was asked for it ends, m.
    """

    unit: int
    seconds: float
    metres: float
    places: Places
    gap: float


def meets_the_line(places: Places) -> bool:
    """Whether a way, leg by leg, meets the line between Canada and the United States."""
    if len(places) < 2:
        return False
    lon, lat = np.array(places).T
    return bool(len(crossings(lon[:-1], lat[:-1], lon[1:], lat[1:]).leg))


def drawn(
    way: Way, territories: Territories, *, over: bool = False, home: bool = False
) -> Way | None:
    """A way with fewer places, as it is told; None where it may not be gone.

    It is checked as it is told, rounded: no leg of it meets the line, and none leads where nobody is
    sent without a protocol.

    Args:
        way: it.
        territories: of First Nations.
        over: whether it is that of a joint crew, which may go over the line.
        home: whether it begins astray beyond the line, so that its first leg leads back over it.
    """
    for places in (_fewer(way.places), way.places):
        told = [(round(lon, DIGITS), round(lat, DIGITS)) for lon, lat in places]
        if not over and meets_the_line(told[1:] if home else told):
            continue
        if territories.closed_on(told):
            continue
        return msgspec.structs.replace(way, places=told)
    return None


def text_of(places: Places) -> str:
    """A way as text: ``lon,lat lon,lat``, degrees."""
    return " ".join(f"{lon:.{DIGITS}f},{lat:.{DIGITS}f}" for lon, lat in places)


def length(places: Places) -> float:
    """How long it is from place to place, m."""
    lon, lat = np.array(places).T
    return float(near_distance(lon[:-1], lat[:-1], lon[1:], lat[1:]).sum())


def _fewer(places: Places) -> Places:
    """Without the places that lie within `COARSE` of the way without them (Douglas and Peucker 1973)."""
    origin = places[0]
    lon, lat = np.array(places).T
    east, north = to_plane(lon, lat, *origin)
    line = shapely.LineString(np.column_stack([east, north]))
    kept = shapely.get_coordinates(shapely.simplify(line, COARSE, preserve_topology=False))
    x, y = from_plane(kept[:, 0], kept[:, 1], *origin)
    return list(zip(x.tolist(), y.tolist(), strict=True))
