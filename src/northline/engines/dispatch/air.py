"""Ways through the air: straight, and on one's own side of the line.

Where the straight way meets the line, as in a bend of it, it goes around over the cells of that side.
Aircraft and drones are never sent past the line; a drone, besides, only with authority over the
airspace, which `northline.engines.dispatch.fitness` asks for.
"""

from collections.abc import Sequence

import msgspec
import numpy as np

from northline.engines.dispatch.params import DispatchParams
from northline.engines.dispatch.way import Places, Way, length, meets_the_line
from northline.engines.dispatch.window import Territories, Window
from northline.geo.distance import near_distance


class Flyer(msgspec.Struct, frozen=True):
    """A drone, helicopter or aeroplane.

    Attributes:
        unit: its place among the units of the plan.
        lon: where it is, degrees.
        lat: degrees.
        side: of the line, 1 or -1.
        speed: the most it makes, m/s.
    """

    unit: int
    lon: float
    lat: float
    side: int
    speed: float


class Air:
    """The aircraft of a plan."""

    def __init__(
        self, window: Window, params: DispatchParams, territories: Territories,
        flyers: Sequence[Flyer],
    ) -> None:  # fmt: skip
        """With these."""
        self._window, self._params, self._territories = window, params, territories
        self._flyers = [each for each in flyers if each.side]
        self._open = {side: window.air(side) for side in (1, -1)}

    def ways(self, lon: float, lat: float, within: float, limit: float) -> list[Way]:
        """The ways to a place; see `northline.engines.dispatch.water.Water.ways`."""
        found = []
        for each in self._flyers:
            cell, gap = self._window.nearest(lon, lat, within, self._open[each.side])
            if cell < 0:
                continue
            goal = float(self._window.lon[cell]), float(self._window.lat[cell])
            straight: Places = [(each.lon, each.lat), goal]
            metres = float(near_distance(*straight[0], *goal)[0])
            if metres / each.speed > limit:
                continue
            places = straight
            if meets_the_line(straight) or self._territories.closed_on(straight):
                places = self._around(each, cell)
                if not places:
                    continue
                metres = length(places)
            if metres / each.speed <= limit:
                found.append(Way(each.unit, metres / each.speed, metres, places, gap))
        return found

    def _around(self, flyer: Flyer, goal: int) -> Places:
        """Over the cells of its side, where it is in the window; else nothing."""
        open_cells = self._open[flyer.side]
        begin, _ = self._window.nearest(flyer.lon, flyer.lat, 3.0 * self._params.cell, open_cells)
        if begin < 0:
            return []
        ways = self._window.ground.ways(open_cells, np.array([goal]))
        if not np.isfinite(ways.metres[begin]):
            return []
        cells = ways.from_cell(begin)
        middles = [(float(self._window.lon[k]), float(self._window.lat[k])) for k in cells]
        return [(flyer.lon, flyer.lat), *middles]
