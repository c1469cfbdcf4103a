"""Terrain of a stretch of the line: how much of the ground beside it is water, on either side.

Sampled on a grid of `STEP` metres up to `BESIDE` from the line, from the map that ships with the package
(`northline.geo.terrain`, which says how good it is).
"""

import enum
from functools import lru_cache

import msgspec
import numpy as np

from northline.geo.distance import radii
from northline.geo.line import CANADA, SEGMENTS, UNITED_STATES, offsets
from northline.geo.stretches import Stretch
from northline.geo.terrain import Grid, water
from northline.records.units import Metres

BESIDE = Metres(2_000.0)
"""How far from the line ground counts, on either side."""

STEP = 250.0
"""Between the places that are looked at, m."""

WET, DRY = 2.0 / 3.0, 1.0 / 3.0
"""Shares of water from which on a stretch is water, and up to which it is land."""


class Terrain(enum.StrEnum):
    """What a stretch is, both sides together."""

    LAND = "land"
    SHORE = "shore"
    WATER = "water"


class Sides(msgspec.Struct, frozen=True):
    """Shares of water on each side, 0 to 1; the rest is land.  None where no ground is told of."""

    canada: float | None
    united_states: float | None

    @property
    def water(self) -> float:
        """Share of water, the mean of the sides that are told of; 0 where neither is."""
        told = [each for each in (self.canada, self.united_states) if each is not None]
        return sum(told) / len(told) if told else 0.0

    @property
    def terrain(self) -> Terrain:
        """What it is."""
        if self.water > WET:
            return Terrain.WATER
        return Terrain.LAND if self.water <= DRY else Terrain.SHORE


def sides(stretch: Stretch) -> Sides:
    """Shares of water beside a stretch.

    Raises:
        MissingDependency: when the package was put together without the map.
    """
    return _sides(stretch)


@lru_cache(maxsize=8_192)
def _sides(stretch: Stretch) -> Sides:
    lon, lat = stretch.lon, stretch.lat
    meridian, normal = (float(each[0]) for each in radii(lat))
    half = 500.0 * (stretch.to_km - stretch.from_km) + BESIDE
    count = int(2.0 * half / STEP) + 1
    up = np.degrees(half / meridian)
    over = np.degrees(half / (normal * np.cos(np.radians(lat))))
    grid = Grid(np.linspace(lon - over, lon + over, count), np.linspace(lat - up, lat + up, count))
    told = offsets(*grid.places(), limit=BESIDE)
    wet = water(grid).ravel()
    here = told.segment == SEGMENTS.index(stretch.segment)
    here &= (told.km >= stretch.from_km) & (told.km <= stretch.to_km)
    shares = []
    for side in (CANADA, UNITED_STATES):
        own = here & (told.side == side)
        shares.append(float(wet[own].mean()) if own.any() else None)
    return Sides(*shares)
