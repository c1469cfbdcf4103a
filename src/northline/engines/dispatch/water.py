"""Ways of boats: over water, on their own side; a joint crew also beyond the line.

LAW.md rule 8: a crew that is cross-designated and under the direction of an officer of the host country
may go over the line, in shared waters only: water near the line, where both governments draw it alike.
"""

from collections.abc import Sequence

import msgspec
import numpy as np

from northline.engines.dispatch.params import DispatchParams
from northline.engines.dispatch.way import Way, length
from northline.engines.dispatch.window import Window
from northline.geo.distance import near_distance
from northline.geo.terrain_ways import Ways

BERTH = 500.0
"""So far from water, m, a boat may seem to be: the shores of the map are that far off."""

MOST = 8
"""Boats for which ways are looked for: the nearest as the crow flies."""


class Boat(msgspec.Struct, frozen=True):
    """A boat.

    Attributes:
        unit: its place among the units of the plan.
        lon: where it is, degrees.
        lat: degrees.
        side: of the line, 1 or -1.
        speed: the most it makes, m/s.
        joint: whether it may go beyond the line.
    """

    unit: int
    lon: float
    lat: float
    side: int
    speed: float
    joint: bool


class Water:
    """The boats of a plan, and how far each has to go to any cell of water."""

    def __init__(
        self, window: Window, params: DispatchParams, boats: Sequence[Boat], lon: float, lat: float
    ) -> None:
        """Those nearest to a place."""
        self._window = window
        away = [float(near_distance(each.lon, each.lat, lon, lat)[0]) for each in boats]
        order = sorted(range(len(boats)), key=lambda k: (away[k], boats[k].unit))
        self._afloat: list[tuple[Boat, Ways, np.ndarray]] = []
        for k in order:
            boat = boats[k]
            if len(self._afloat) == MOST or boat.side == 0:
                continue
            cells = window.afloat(boat.side, joint=boat.joint)
            berth, _ = window.nearest(boat.lon, boat.lat, BERTH, cells)
            if berth >= 0:
                limit = boat.speed * params.longest
                ways = window.ground.ways(cells, np.array([berth]), limit)
                self._afloat.append((boat, ways, cells & np.isfinite(ways.metres)))

    def ways(self, lon: float, lat: float, within: float, limit: float) -> list[Way]:
        """The ways to a place.

        Args:
            lon: of the place, degrees.
            lat: of the place, degrees.
            within: how near they must come, m; each goes as near as it can.
            limit: seconds that they may take.
        """
        found = []
        for boat, ways, reached in self._afloat:
            cell, gap = self._window.nearest(lon, lat, within, reached)
            if cell < 0:
                continue
            cells = ways.from_cell(cell)[::-1]
            places = [
                (float(self._window.lon[each]), float(self._window.lat[each])) for each in cells
            ]
            # It is afloat where it says it is; that it lies on a shore is an error of the map.
            begin = length([(boat.lon, boat.lat), places[0]])
            metres = begin + float(ways.metres[cell])
            if metres / boat.speed <= limit:
                found.append(
                    Way(
                        boat.unit, metres / boat.speed, metres, [(boat.lon, boat.lat), *places], gap
                    )
                )
        return found
