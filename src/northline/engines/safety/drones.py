r"""Drones and the line: never past it, and only with authority over the airspace.

`check_way` is for a way that is planned, `over` for where one was flown.  With the signed distance d
to the line, positive on the drone's own side, and its error :math:`\sigma`, a drone is over the line
with probability :math:`\Phi(-d / \sigma)`.
"""

import enum
import math
from collections.abc import Collection, Sequence

import numpy as np

from northline.geo.line import CANADA, UNITED_STATES, crossings, offsets
from northline.records.unit import AIRSPACE, IN_CANADA, IN_UNITED_STATES

HOMES = {IN_CANADA: CANADA, IN_UNITED_STATES: UNITED_STATES}
"""Side of the line that a drone is of, by the authority that it states."""


class Wrong(enum.StrEnum):
    """What is wrong with a way."""

    NO_AIRSPACE = "no-airspace-authority"
    OVER = "over-the-line"
    HOME = "side-unknown"


def home_of(authority: Collection[str]) -> int:
    """Side of the line that a drone is of: 1, -1, or 0 where it states none, or both."""
    stated = {HOMES[each] for each in authority if each in HOMES}
    return stated.pop() if len(stated) == 1 else 0


def check_way(
    way: Sequence[tuple[float, float]], authority: Collection[str], home: int | None = None
) -> tuple[Wrong, ...]:
    """What is wrong with a planned way of a drone; nothing where it may be flown.

    Args:
        way: longitude and latitude of its places, degrees, in order.
        authority: what the drone has authority for.
        home: side of the line that it is of; None takes it from the authority, else from where the
            way begins.
    """
    found = []
    if AIRSPACE not in authority:
        found.append(Wrong.NO_AIRSPACE)
    if not way:
        return tuple(found)
    lon, lat = np.array(way, np.float64).T
    sides = offsets(lon, lat).side
    side = (home_of(authority) or int(sides[0])) if home is None else home
    if not side:
        return (*found, Wrong.HOME)
    meets = len(crossings(lon[:-1], lat[:-1], lon[1:], lat[1:]).leg) > 0 if len(lon) > 1 else False
    # Off the reach of the line nothing is undetermined that matters; on it, it counts as over.
    if meets or bool((sides == -side).any()):
        found.append(Wrong.OVER)
    return tuple(found)


def over(distance: float, home: int, sigma: float) -> float:
    """Probability that a drone is past the line.

    Args:
        distance: signed, metres, positive in Canada, as `northline.geo.line.offsets` tells it.
        home: side that the drone is of, 1 or -1.
        sigma: 1-sigma error of the distance, metres.
    """
    own = distance * home
    if sigma <= 0.0:
        return float(own < 0.0)
    return 0.5 * math.erfc(own / sigma / math.sqrt(2.0))
