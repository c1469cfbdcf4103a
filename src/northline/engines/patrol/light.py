"""Light and month of a watch hour at a place, from the height of the sun in its middle."""

import numpy as np
from numpy.typing import NDArray

from northline.engines.patrol.grid import HOUR
from northline.geo.sun import altitude

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

LIGHTS = ("day", "twilight", "night")
"""Words for the light; a code is its place here."""

DAY, TWILIGHT, NIGHT = range(3)

SUNRISE = -0.833
"""Altitude of the sun's middle at sunrise with the usual refraction, degrees."""

NAUTICAL = -12.0
"""Altitude below which shapes are no longer seen without light: the end of nautical twilight."""

MONTHS = 12


def lights(lon: Floats, lat: Floats, hours: Whole) -> Whole:
    """Code of the light (`LIGHTS`) in the middle of each hour, (s, t).

    Args:
        lon: (s,) degrees.
        lat: (s,) degrees.
        hours: (t,) beginnings of the hours, us.
    """
    sun = altitude(lon[:, None], lat[:, None], (hours + HOUR // 2)[None, :])
    return np.where(sun >= SUNRISE, DAY, np.where(sun < NAUTICAL, NIGHT, TWILIGHT)).astype(np.int64)


def months(hours: Whole) -> Whole:
    """Month of each hour, 0 for January, in UTC."""
    when = hours.astype("datetime64[us]").astype("datetime64[M]")
    found: Whole = when.astype(np.int64) % MONTHS
    return found
