r"""The ground that coverage is told of: stretches of the line, and places sampled on both its sides.

A **stretch** is a kilometre of the line as it counts along its segment.  To it belongs every place
whose nearest point of the line lies on it and is at most 5 km away, in ten **bands** a kilometre
deep, from the farthest in the United States to the farthest in Canada.  Places are sampled on a grid of
`STEP` metres and put by their exact side, distance and kilometre (`northline.geo.line`), so that
in a bend of a river no ground is counted twice or forgotten.  A stretch has four **lanes**, 250 m
of it each: who crosses comes along one of them.
"""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from northline.geo.distance import near_distance, radii
from northline.geo.line import SEGMENTS, offsets, point_at, vertices
from northline.records.units import Metres

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

STRIP = 5_000.0
"""Metres of the strip on each side of the line."""

BANDS = 10
"""Bands of a stretch, westwards of the line's direction first: the last five are in Canada."""

LANES = 4
STEP = 125.0
"""Metres of the grid: half a lane, so that no lane is left without a place in any band."""

SCOPES = BANDS + 3
"""What a probability is told of: each band, and then the three below."""

UNITED_STATES, CANADA, BOTH = BANDS, BANDS + 1, BANDS + 2
"""Places of the whole strip on one side, and of both, among the scopes."""

BLOCK = 8
"""Stretches whose ground is sampled together, and kept."""


class Stretch(NamedTuple):
    """A kilometre of the line: code of its segment, and its first kilometre."""

    segment: int
    km: int


class Ground(NamedTuple):
    """Places sampled over stretches, s of them, ordered by lane.

    Attributes:
        stretches: in order of the line, t.
        lon: of each place, degrees.
        lat: of each place, degrees.
        lane: place of its lane among the 4 t, four of a stretch one after the other.
        band: its band.
        here: how many places each lane has in each band, (4 t, 10).
        middle_lon: of the middles of the stretches, (t,) degrees.
        middle_lat: the same.
    """

    stretches: tuple[Stretch, ...]
    lon: Floats
    lat: Floats
    lane: Whole
    band: Whole
    here: Whole
    middle_lon: Floats
    middle_lat: Floats


def ground_of(stretches: Iterable[Stretch]) -> Ground:
    """Sample the ground of some stretches."""
    chosen = tuple(sorted(set(stretches)))
    parts: list[tuple[Floats, Floats, Whole, Whole]] = []
    first = {each: number for number, each in enumerate(chosen)}
    for (segment, block), members in groupby(chosen, lambda each: (each[0], each[1] // BLOCK)):
        lon, lat, km, quarter, band = _block(segment, block)
        place = np.full(BLOCK, -1, np.int64)
        for each in members:
            place[each.km - block * BLOCK] = first[each]
        of = place[km - block * BLOCK]
        kept = of >= 0
        parts.append((lon[kept], lat[kept], (of * LANES + quarter)[kept], band[kept]))
    count = len(chosen) * LANES
    if not parts:
        none, no = np.zeros(0), np.zeros(0, np.int64)
        return Ground((), none, none, no, no, np.zeros((0, BANDS), np.int64), none, none)
    lon, lat = (np.concatenate([part[n] for part in parts]) for n in (0, 1))
    lane, band = (np.concatenate([part[n] for part in parts]) for n in (2, 3))
    order = np.argsort(lane, kind="stable")
    lon, lat, lane, band = lon[order], lat[order], lane[order], band[order]
    here = np.bincount(lane * BANDS + band, minlength=count * BANDS).reshape(count, BANDS)
    middle_lon, middle_lat = middles(chosen)
    return Ground(chosen, lon, lat, lane, band, here, middle_lon, middle_lat)


@lru_cache(maxsize=1024)
def _block(segment: int, block: int) -> tuple[Floats, Floats, Whole, Whole, Whole]:
    """Places of a block: degrees, kilometre, quarter of it, band."""
    lons, lats, kms = vertices(SEGMENTS[segment])
    begin, end = float(block * BLOCK), min(float((block + 1) * BLOCK), float(kms[-1]))
    ends_lon, ends_lat = point_at(SEGMENTS[segment], [begin, end])
    inside = (kms > begin) & (kms < end)
    x, y = np.append(lons[inside], ends_lon), np.append(lats[inside], ends_lat)
    meridian, normal = (float(each[0]) for each in radii(float(y.mean())))
    up = np.degrees(1.0 / meridian)
    over = np.degrees(1.0 / (normal * np.cos(np.radians(y.mean()))))
    pad = STRIP + STEP
    # The grid is laid from nought, so that blocks beside each other share it, nearly.
    grid_lat = np.arange(y.min() - pad * up, y.max() + pad * up, STEP * up)
    grid_lon = np.arange(x.min() - pad * over, x.max() + pad * over, STEP * over)
    lon, lat = (each.ravel() for each in np.meshgrid(grid_lon, grid_lat))
    told = offsets(lon, lat, limit=Metres(STRIP))
    known = (told.segment == segment) & (told.side != 0)
    known &= (told.km >= begin) & (told.km < end)
    away, km = told.distance[known], told.km[known]
    band = np.clip(np.floor(away / (STRIP / 5)).astype(np.int64) + 5, 0, BANDS - 1)
    whole = np.floor(km).astype(np.int64)
    quarter = np.clip(((km - whole) * LANES).astype(np.int64), 0, LANES - 1)
    return lon[known], lat[known], whole, quarter, band


def middles(of: Sequence[Stretch]) -> tuple[Floats, Floats]:
    """Longitudes and latitudes, degrees, of the middles of stretches."""
    lon, lat = np.zeros(len(of)), np.zeros(len(of))
    for code, name in enumerate(SEGMENTS):
        own = [n for n, each in enumerate(of) if each.segment == code]
        if own:
            last = float(vertices(name)[2][-1])
            km = np.minimum([of[n].km + 0.5 for n in own], last)
            lon[own], lat[own] = point_at(name, km)
    return lon, lat


@cache
def every_stretch() -> tuple[tuple[Stretch, ...], Floats, Floats]:
    """Every stretch of the line, and the middles."""
    found = tuple(
        Stretch(code, km)
        for code, name in enumerate(SEGMENTS)
        for km in range(int(np.ceil(vertices(name)[2][-1])))
    )
    return found, *middles(found)


def stretches_near(lon: float, lat: float, metres: float) -> list[Stretch]:
    """The stretches whose strip something at a place can reach, that reaches so far."""
    every, x, y = every_stretch()
    # Near enough for a choice, also where the plane is not: 0.1 % at 200 km.
    away = near_distance(lon, lat, x, y)
    return [every[n] for n in np.flatnonzero(away <= metres + STRIP + 700.0).tolist()]
