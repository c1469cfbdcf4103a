"""The roads that are remembered, as a network that units of either side may use."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from northline.engines.dispatch.params import DispatchParams
from northline.engines.dispatch.state import unpack_roads
from northline.engines.dispatch.window import Territories
from northline.geo.line import offsets
from northline.geo.roads import Arcs, Roads, Search, arcs_of, over_the_line
from northline.geo.roads_near import RoadGrid

Floats = NDArray[np.float64]

SEARCHES = 8
"""Searches that are kept ready: each has the roads in rows of its own."""


class Network:
    """The roads of a state.

    Attributes:
        roads: them.
        grid: which lies near a place.
        side: int8 (m,), the side of the line on which a road lies as a whole; 0 for one that no land
            unit is sent over: it meets the line, is closed, is a ferry, or leads where nobody is
            sent without a protocol.
    """

    def __init__(self, packed: bytes, params: DispatchParams, territories: Territories) -> None:
        """Of `state.DispatchState.roads`."""
        rows = unpack_roads(packed)
        ends = np.concatenate([rows["tail"], rows["head"]])
        lon = np.concatenate([rows["lon"], rows["to_lon"]])
        lat = np.concatenate([rows["lat"], rows["to_lat"]])
        _, first, node = np.unique(ends, return_index=True, return_inverse=True)
        place = np.empty(len(first), np.int64)
        # Nodes that lie near one another stand near one another: a search is twice as fast.
        place[_curve(lon[first], lat[first])] = np.arange(len(first))
        node, where = place[node], np.empty(len(first), np.int64)
        where[place] = first
        speed = np.where(np.isnan(rows["speed"]), params.speed_unstated, rows["speed"])
        self.roads = Roads(
            lon=lon[where],
            lat=lat[where],
            tail=node[: len(rows)].astype(np.int32),
            head=node[len(rows) :].astype(np.int32),
            metres=rows["metres"].astype(np.float64),
            speed=speed.astype(np.float64),
            one_way=rows["one_way"].astype(bool),
        )
        self.grid = RoadGrid(self.roads)
        at_node = offsets(self.roads.lon, self.roads.lat).side
        tail, head = at_node[self.roads.tail], at_node[self.roads.head]
        barred = over_the_line(self.roads) | (rows["closed"] != 0) | (rows["ferry"] != 0)
        barred |= territories.crossed_by(*self.roads.ends())
        self.side = np.where((tail == head) & ~barred, tail, 0).astype(np.int8)
        self._searches = lru_cache(maxsize=SEARCHES)(self._search)

    def seconds(self, side: int, cap: float, *, on_foot: bool) -> Floats:
        """How long each road takes a unit of a side, infinity for one that it may not use."""
        pace = np.full(len(self.roads.speed), cap) if on_foot else np.minimum(self.roads.speed, cap)
        return np.where(self.side == side, self.roads.metres / pace, np.inf)

    def search(self, side: int, cap: float, *, on_foot: bool) -> tuple[Search, Floats]:
        """A search over it, and `seconds`."""
        return self._searches(side, cap, on_foot)

    def _search(self, side: int, cap: float, on_foot: bool) -> tuple[Search, Floats]:
        seconds = self.seconds(side, cap, on_foot=on_foot)
        arcs: Arcs = arcs_of(self.roads, seconds, both_ways=on_foot)
        return Search(arcs), seconds


def _curve(lon: Floats, lat: Floats) -> NDArray[np.int64]:
    """The order of places along a curve that keeps near ones together (Morton 1966)."""
    code = np.zeros(len(lon), np.uint64)
    for k, degrees in enumerate((lon + 180.0, lat + 90.0)):
        step = (degrees * 2000.0).astype(np.uint64)
        for bit in range(20):
            code |= ((step >> np.uint64(bit)) & np.uint64(1)) << np.uint64(2 * bit + k)
    return np.argsort(code, kind="stable")
