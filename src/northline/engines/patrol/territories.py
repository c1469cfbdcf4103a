"""Territories of First Nations: what lies in them is not learned from (LAW.md rule 6).

Past enforcement follows where officers were sent, and would send them there again.  So an event inside
a territory counts nothing anywhere, whether the territory has a recorded protocol or not; a stretch of
the line that touches one keeps the prior, and neither gives evidence to its neighbours nor takes any.
"""

from collections.abc import Sequence
from functools import cached_property

import msgspec
import numpy as np
import shapely
from numpy.typing import NDArray

from northline.geo.line import vertices
from northline.geo.stretches import Stretch
from northline.records.errors import SettingsError

Floats = NDArray[np.float64]


class Territory(msgspec.Struct, frozen=True, kw_only=True):
    """A territory.

    Attributes:
        name: what its people call it.
        lons: corners of its polygon, degrees.
        lats: the same.
        protocol: recorded protocol with its council and police, or None.
    """

    name: str
    lons: tuple[float, ...]
    lats: tuple[float, ...]
    protocol: str | None = None

    def __post_init__(self) -> None:
        """Refuse what is no polygon."""
        if len(self.lons) != len(self.lats) or len(self.lons) < 3:
            raise SettingsError(f"patrol: territory {self.name!r} has no three corners or more")


class Territories:
    """Those that a node has drawn."""

    def __init__(self, told: Sequence[Territory] = ()) -> None:
        self.told = tuple(told)

    @cached_property
    def _shapes(self) -> list[shapely.Geometry]:
        made = [shapely.Polygon(list(zip(each.lons, each.lats, strict=True))) for each in self.told]
        return [each if each.is_valid else each.buffer(0) for each in made]

    def at(self, lon: Sequence[float], lat: Sequence[float]) -> list[str | None]:
        """In which territory each of (n,) places lies, edges included."""
        spots = shapely.points(np.asarray(lon, np.float64), np.asarray(lat, np.float64))
        return self._first(spots)

    def along(self, stretches: Sequence[Stretch]) -> list[str | None]:
        """Which territory each of some stretches touches anywhere on its way."""
        if not self.told or not stretches:
            return [None] * len(stretches)
        lons, lats, kms = vertices(stretches[0].segment)
        ways = []
        for each in stretches:
            inner = (kms > each.from_km) & (kms < each.to_km)
            km = np.concatenate([[each.from_km], kms[inner], [each.to_km]])
            x, y = np.interp(km, kms, lons), np.interp(km, kms, lats)
            ways.append(shapely.LineString(np.stack([x, y], 1)))
        return self._first(np.array(ways))

    def _first(self, shapes: NDArray[np.object_]) -> list[str | None]:
        found: list[str | None] = [None] * len(shapes)
        for told, polygon in zip(reversed(self.told), reversed(self._shapes), strict=True):
            for place in np.flatnonzero(shapely.intersects(polygon, shapes)).tolist():
                found[place] = told.name
        return found
