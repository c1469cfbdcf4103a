"""Ways of land units: over roads, and off them at either end.

From the place that is asked for, cells are walked outwards as far as units go off the roads; each road
that comes by there is a way in, at every place on it that was reached; from these the network is
searched outwards to the units (`northline.geo.roads`).  So road and ground are one search, and the
fastest of all their joinings is found.  What meets the line is not in the network, and cells near it
are closed: no land unit is sent over it (LAW.md rule 8).
"""

import math
from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from northline.engines.dispatch.network import Network
from northline.engines.dispatch.params import DispatchParams
from northline.engines.dispatch.way import Places, Way
from northline.engines.dispatch.window import Window
from northline.geo.roads import Exits, Search
from northline.geo.roads_near import Beside
from northline.geo.terrain_ways import Ways
from northline.records.units import Metres

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

APART = 80.0
"""Of places on a road at which it may be left, m."""


class Lander(msgspec.Struct, frozen=True):
    """A land unit.

    Attributes:
        unit: its place among the units of the plan.
        lon: where it is, degrees.
        lat: degrees.
        side: of the line, 1 or -1.
        road: the most it makes on a road, m/s.
        off: what it makes off the roads at the end of its way, m/s.
        to_road: what it makes on its way to a road, m/s.
        on_foot: whether it walks the roads: either way of a one-way road, at its own pace.
    """

    unit: int
    lon: float
    lat: float
    side: int
    road: float
    off: float
    to_road: float
    on_foot: bool

    @property
    def group(self) -> tuple[int, float, float, bool]:
        """Units alike in this are searched for together."""
        return self.side, self.road, self.off, self.on_foot


class Inlets(msgspec.Struct, frozen=True):
    """Places on roads from which the goal is reached, k of them: road, share of it, cell, seconds."""

    road: Ints
    share: Floats
    cell: Ints
    seconds: Floats


class Land:
    """The land units of a plan, and the ways that they can go."""

    def __init__(
        self, network: Network, window: Window, params: DispatchParams, units: Sequence[Lander]
    ) -> None:
        """With these units; each is put beside the road nearest to it that it may use."""
        self._network, self._window, self._params = network, window, params
        self._open = {side: window.land(side) for side in (1, -1)}
        groups: dict[tuple[int, float, float, bool], list[Lander]] = {}
        for each in units:
            groups.setdefault(each.group, []).append(each)
        self._groups = {key: groups[key] for key in sorted(groups)}
        usable = {side: network.side == side for side in (1, -1)}
        self._beside = {
            each.unit: network.grid.closest(each.lon, each.lat, params.snap, usable[each.side])
            if each.side and len(network.side)
            else None
            for each in units
        }

    def ways(self, lon: float, lat: float, within: float, wanted: int, limit: float) -> list[Way]:
        """The ways of those who come first to a place, group by group.

        Args:
            lon: of the place, degrees.
            lat: of the place, degrees.
            within: how near they must come, m; each goes as near as it may.
            wanted: how many of each group.
            limit: seconds that they may take.
        """
        found = []
        for (side, road, off, on_foot), units in self._groups.items():
            if side == 0:
                continue
            cell, gap = self._window.nearest(lon, lat, within, self._open[side])
            if cell < 0:
                continue
            reach = min(float(self._params.walk), limit * off)
            ground = self._window.ground.ways(self._open[side], np.array([cell]), reach)
            search, seconds = self._network.search(side, road, on_foot=on_foot)
            inlets = self._inlets(ground, seconds, off, cell)
            found += _Group(self, units, ground, search, seconds, inlets, gap).first(wanted, limit)
        return found

    def _inlets(self, ground: Ways, seconds: Floats, off: float, goal: int) -> Inlets:
        """Where roads come by that lead to the goal off them."""
        lon, lat = float(self._window.lon[goal]), float(self._window.lat[goal])
        roads, grid = self._network.roads, self._network.grid
        none = np.zeros(0, np.int64)
        if not len(roads.tail):
            return Inlets(none, np.zeros(0), none, np.zeros(0))
        near = grid.around(lon, lat, Metres(float(self._params.walk)))
        near = near[np.isfinite(seconds[near])]
        count = np.maximum(1, np.ceil(roads.metres[near] / APART)).astype(np.int64) + 1
        road = np.repeat(near, count)
        step = np.arange(len(road)) - np.repeat(np.cumsum(count) - count, count)
        share = step / (np.repeat(count, count) - 1)
        lon0, lat0, lon1, lat1 = roads.ends(road)
        cell = self._window.grid.cells_of(
            lon0 + share * (lon1 - lon0), lat0 + share * (lat1 - lat0)
        )
        metres = np.where(cell >= 0, ground.metres[cell], np.inf)
        there = np.isfinite(metres)
        return Inlets(road[there], share[there], cell[there], metres[there] / off)

    def beside(self, unit: Lander) -> Beside | None:
        """The road beside a unit."""
        return self._beside[unit.unit]

    def cell(self, unit: Lander) -> int:
        """The cell of a unit, or -1."""
        return self._window.cell(unit.lon, unit.lat)

    def middle(self, cell: int) -> tuple[float, float]:
        """The middle of a cell."""
        return float(self._window.lon[cell]), float(self._window.lat[cell])

    def place(self, road: int, share: float) -> tuple[float, float]:
        """A place on a road."""
        lon0, lat0, lon1, lat1 = (
            float(each[0]) for each in self._network.roads.ends(np.array([road]))
        )
        return lon0 + share * (lon1 - lon0), lat0 + share * (lat1 - lat0)

    def node(self, node: int) -> tuple[float, float]:
        """The place of a node."""
        return float(self._network.roads.lon[node]), float(self._network.roads.lat[node])

    @property
    def network(self) -> Network:
        """The roads."""
        return self._network


class _Group:
    """Units alike, on their way to one goal."""

    def __init__(
        self, land: Land, units: Sequence[Lander], ground: Ways, search: Search, seconds: Floats,
        inlets: Inlets, gap: float,
    ) -> None:  # fmt: skip
        self._land, self._units, self._ground = land, units, ground
        self._search, self._seconds, self._inlets, self._gap = search, seconds, inlets, gap
        roads = land.network.roads
        both = np.ones(len(inlets.road), bool) if units[0].on_foot else ~roads.one_way[inlets.road]
        drive = seconds[inlets.road]
        node = np.concatenate([roads.tail[inlets.road], roads.head[inlets.road][both]])
        cost = np.concatenate(
            [
                inlets.seconds + inlets.share * drive,
                (inlets.seconds + (1.0 - inlets.share) * drive)[both],
            ]
        )
        source = np.concatenate([np.arange(len(both)), np.flatnonzero(both)])
        order = np.lexsort((source, cost, node))
        first = np.ones(len(order), bool)
        first[1:] = node[order][1:] != node[order][:-1]
        chosen = order[first]
        self._goal, self._cost = node[chosen].astype(np.int64), cost[chosen]
        self._source = dict(zip(self._goal.tolist(), source[chosen].tolist(), strict=True))

    def first(self, wanted: int, limit: float) -> list[Way]:
        """The ways of those who come first."""
        node, target, seconds = list[int](), list[int](), list[float]()
        direct = np.full(len(self._units), np.inf)
        along: dict[int, int] = {}
        roads = self._land.network.roads
        for k, unit in enumerate(self._units):
            cell, beside = self._land.cell(unit), self._land.beside(unit)
            if cell >= 0:
                direct[k] = self._ground.metres[cell] / unit.off
            if beside is None:
                continue
            begin, drive = beside.metres / unit.to_road, float(self._seconds[beside.road])
            node.append(int(roads.head[beside.road]))
            target.append(k)
            seconds.append(begin + (1.0 - beside.share) * drive)
            both = unit.on_foot or not roads.one_way[beside.road]
            if both:
                node.append(int(roads.tail[beside.road]))
                target.append(k)
                seconds.append(begin + beside.share * drive)
            for i in np.flatnonzero(self._inlets.road == beside.road).tolist():
                share = float(self._inlets.share[i])
                if both or share >= beside.share:
                    on = begin + abs(share - beside.share) * drive + float(self._inlets.seconds[i])
                    if on < direct[k]:
                        direct[k], along[k] = on, i
        exits = Exits(
            np.array(node, np.int64), np.array(target, np.int64), np.array(seconds), direct
        )
        reached = self._search.first(self._goal, self._cost, exits, wanted, limit)
        return [
            self._way(self._units[k], float(time), int(at), along.get(k))
            for k, time, at in zip(
                reached.target.tolist(),
                reached.seconds.tolist(),
                reached.node.tolist(),
                strict=True,
            )
        ]

    def _way(self, unit: Lander, seconds: float, node: int, along: int | None) -> Way:
        places: Places = [(unit.lon, unit.lat)]
        if node < 0 and along is None:
            metres = self._walk(places, self._land.cell(unit))
            return Way(unit.unit, seconds, metres, places, self._gap)
        beside = self._land.beside(unit)
        assert beside is not None
        roads = self._land.network.roads
        places.append(self._land.place(beside.road, beside.share))
        metres = beside.metres
        if node < 0:
            assert along is not None
            inlet = along
            metres += abs(float(self._inlets.share[inlet]) - beside.share) * float(
                roads.metres[beside.road]
            )
        else:
            nodes, gone = self._search.way(node)
            metres += self._part(beside.road, beside.share, node, out=True)
            places += [self._land.node(each) for each in nodes]
            metres += math.fsum(roads.metres[gone].tolist())
            inlet = self._source[nodes[-1]]
            metres += self._part(
                int(self._inlets.road[inlet]),
                float(self._inlets.share[inlet]),
                nodes[-1],
                out=False,
            )
        road, share = int(self._inlets.road[inlet]), float(self._inlets.share[inlet])
        places.append(self._land.place(road, share))
        metres += self._walk(places, int(self._inlets.cell[inlet]))
        return Way(unit.unit, seconds, metres, places, self._gap)

    def _part(self, road: int, share: float, node: int, *, out: bool) -> float:
        """Metres of the road at one end of a way that are gone, between a place on it and a node.

        A unit comes out at the end it drives to; a road that is a loop has but one.
        """
        roads = self._land.network.roads
        whole = float(roads.metres[road])
        to_head, to_tail = (1.0 - share) * whole, share * whole
        if roads.head[road] != node:
            return to_tail
        if roads.tail[road] != node:
            return to_head
        return to_head if out else to_tail

    def _walk(self, places: Places, cell: int) -> float:
        """Put on the way over the ground from a cell to the goal; how long it is, m."""
        cells = self._ground.from_cell(cell)
        places += [self._land.middle(each) for each in cells]
        return float(self._ground.metres[cell])
