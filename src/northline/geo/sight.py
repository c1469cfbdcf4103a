r"""Line of sight over ground and the round earth, with the ray bent by the air.

A ray bends as if the earth were k times as large: 4/3 for radar (ITU-R P.310), 7/6 for light (a
refraction coefficient of 1/7).  Without ground, an eye and a target see each other up to

.. math:: D = \sqrt{2 k R\,h_e} + \sqrt{2 k R\,h_t}

Heights are small beside R, so that terms of second order are left out: below 1 m at 100 km.  Woods and
buildings are in it only where the raster has them (a surface model rather than a terrain model).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from northline.geo.distance import near_distance
from northline.geo.elevation import Elevation
from northline.geo.line_kernels import compiled
from northline.geo.sight_kernel import screened

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

EARTH = 6_371_000.0
"""Mean radius, metres."""

RADAR, OPTICAL = 4.0 / 3.0, 7.0 / 6.0
"""The factor k by which the air makes the earth seem larger."""


@dataclass(frozen=True)
class Eye:
    """Who looks: ``lon lat`` degrees, ``height`` metres above the ground, ``k`` for its rays."""

    lon: float
    lat: float
    height: float
    k: float = OPTICAL


def horizon(eye: float, target: float, k: float = OPTICAL) -> float:
    """How far apart two at these heights above the sea, metres, still see each other, metres."""
    twice = 2.0 * k * EARTH
    return float(np.sqrt(twice * max(eye, 0.0)) + np.sqrt(twice * max(target, 0.0)))


def in_sight(
    eye: Eye, lon: ArrayLike, lat: ArrayLike, height: float, ground: Elevation | None = None
) -> Flags:
    """Which of (n,) places an eye sees a target at, bool.

    Args:
        eye: who looks.
        lon: degrees.
        lat: degrees.
        height: of the target above the ground, metres.
        ground: how high it stands; None is the round earth alone.
    """
    x, y = (np.atleast_1d(np.asarray(each, np.float64)) for each in (lon, lat))
    metres = near_distance(eye.lon, eye.lat, x, y)
    if ground is None:
        near: Flags = metres <= horizon(eye.height, height, eye.k)
        return near
    part = ground.around(np.append(x, eye.lon), np.append(y, eye.lat))
    columns, rows = part.places(x, y)
    column, row = part.places(eye.lon, eye.lat)
    foot = part.heights(column, row)
    hidden = np.zeros(len(x), np.bool_)
    compiled(screened)(
        part.metres, float(column[0]), float(row[0]),
        float(_known(foot)[0]) + eye.height, columns, rows, metres,
        _known(part.heights(columns, rows)) + height, eye.k * EARTH, hidden,
    )  # fmt: skip
    return ~hidden


def _known(heights: Floats) -> Floats:
    """Heights, sea level where nobody knows them."""
    return np.where(np.isnan(heights), 0.0, heights)
