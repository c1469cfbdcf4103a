"""Land and water on either side of each stretch, and places there that lie on that side for certain.

Sampled on a raster beside the line, out to `FAR` metres; what is land and what is water there is that
of the map that ships with the package (`northline.geo.terrain`).  A side has land, or water, where at
least `LEAST` of its samples are of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from northline.engines.patrol.access import IN_THE_AIR
from northline.engines.patrol.problem import Terrain
from northline.geo.distance import bearing, destination, near_distance
from northline.geo.line import CANADA, UNITED_STATES, length, point_at, side
from northline.geo.stretches import Stretch
from northline.geo.terrain import Grid, water
from northline.records.unit import IN_CANADA, IN_UNITED_STATES, Mode

Floats = NDArray[np.float64]

ALONG = 9
"""Samples along a stretch."""

FAR = 3_000.0
OFFSETS = (150.0, 400.0, 1_000.0, FAR)
"""Metres from the line at which is sampled, on either side."""

LEAST = 0.15
"""Share of samples."""

CELL = 150.0
"""Breadth of the raster's cells, m."""

SIDES = {IN_CANADA: CANADA, IN_UNITED_STATES: UNITED_STATES}
"""The words for sides of units as `northline.geo.line` counts them."""

LAND, WATER, AIR = "land", "water", "air"

Place = tuple[float, float]
"""Longitude and latitude, degrees."""

_DEGREE = 111_320.0


@dataclass(frozen=True, eq=False)
class Shores:
    """What lies beside some stretches.

    ``terrain``: by the word of the side.  ``places``: by the word of the side and ``land``, ``water``
    or ``air``, of each stretch a place there, degrees, or None where it has none: the nearest one to
    the middle of the stretch that lies on that side of the line.
    """

    terrain: dict[str, Terrain]
    places: dict[tuple[str, str], tuple[Place | None, ...]]

    def place(self, stretch: int, side_word: str, mode: Mode) -> Place | None:
        """Where a unit is that patrols a stretch (its place), by how it goes about."""
        ground = AIR if mode in IN_THE_AIR else WATER if mode is Mode.BOAT else LAND
        return self.places[side_word, ground][stretch]


def shores(stretches: Sequence[Stretch]) -> Shores:
    """What lies beside them.

    Raises:
        MissingDependency: when the package was put together without the map.
    """
    many = len(stretches)
    shares = {(word, ground): np.zeros(many, bool) for word in SIDES for ground in (LAND, WATER)}
    places: dict[tuple[str, str], list[Place | None]] = {
        (word, ground): [None] * many for word in SIDES for ground in (LAND, WATER, AIR)
    }
    for k, stretch in enumerate(stretches):
        lon, lat, of = _samples(stretch)
        wet = _water_at(lon, lat)
        near = np.argsort(near_distance(lon, lat, stretch.lon, stretch.lat), kind="stable")
        for word, code in SIDES.items():
            own = of == code
            for ground, fits in ((LAND, own & ~wet), (WATER, own & wet), (AIR, own)):
                first = near[fits[near]]
                if len(first):
                    at = int(first[0])
                    places[word, ground][k] = (round(float(lon[at]), 6), round(float(lat[at]), 6))
                if ground != AIR and own.any():
                    shares[word, ground][k] = fits.sum() >= LEAST * own.sum()
    return Shores(
        {word: Terrain(shares[word, LAND], shares[word, WATER]) for word in SIDES},
        {key: tuple(found) for key, found in places.items()},
    )


def _samples(stretch: Stretch) -> tuple[Floats, Floats, NDArray[np.int8]]:
    """Places beside a stretch with the side that each is on."""
    kms = np.linspace(stretch.from_km, stretch.to_km, ALONG + 2)[1:-1]
    lon, lat = point_at(stretch.segment, kms)
    found = []
    for k, km in enumerate(kms.tolist()):
        turned = _bearing(stretch, km)
        for metres in OFFSETS:
            for right in (90.0, -90.0):
                found.append((lon[k], lat[k], (turned + right) % 360.0, metres))
    x, y, away, metres_off = (np.array(column) for column in zip(*found, strict=True))
    east, north = destination(x, y, away, metres_off)
    return east, north, side(east, north)


def _bearing(stretch: Stretch, km: float) -> float:
    """Which way the line runs there, towards growing kilometres, degrees true."""
    end = float(length(stretch.segment))
    ends = np.array([max(0.0, km - 0.15), min(end, km + 0.15)])
    lon, lat = point_at(stretch.segment, ends)
    return float(bearing(lon[:1], lat[:1], lon[1:], lat[1:])[0])


def _water_at(lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    step_lat = CELL / _DEGREE
    step_lon = step_lat / max(0.1, float(np.cos(np.radians(lat.mean()))))
    grid = Grid(
        np.arange(lon.min() - step_lon, lon.max() + 2.0 * step_lon, step_lon),
        np.arange(lat.min() - step_lat, lat.max() + 2.0 * step_lat, step_lat),
    )
    flat = water(grid).ravel()
    found: NDArray[np.bool_] = flat[grid.cells_of(lon, lat)]
    return found
