"""A network of roads as arrays, and who reaches a place on it first.

Nodes have a place; a road leads straight from one to another.  For a search the roads are put
into rows, node by node (compressed sparse rows), *backwards*: from a goal outwards to those who
could come, so one search answers for every unit at once and stops when enough of them are found.
The loop is `northline.geo.roads_kernel`; where a place lies beside a road, `northline.geo.roads_near`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from northline.geo.line import crossings
from northline.geo.line_kernels import compiled
from northline.geo.roads_kernel import settle
from northline.records.errors import UsageError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BUCKETS = 1024
"""Of the search; a time farther ahead than all of them waits, and nothing else changes."""

WIDTH = 0.6
"""Width of a bucket in mean times of a road."""


@dataclass(frozen=True, eq=False)
class Roads:
    """n nodes and m roads between them.

    ``lon lat`` float64 (n,) degrees; ``tail head`` int32 (m,), from which node to which;
    ``metres`` float64 (m,); ``speed`` float64 (m,), m/s, what a car drives there; ``one_way`` bool
    (m,), only from tail to head.
    """

    lon: Floats
    lat: Floats
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    metres: Floats
    speed: Floats
    one_way: NDArray[np.bool_]

    def ends(self, roads: Ints | None = None) -> tuple[Floats, Floats, Floats, Floats]:
        """Longitude and latitude of where roads (all of them) begin and end, each (k,)."""
        chosen = slice(None) if roads is None else roads
        tail, head = self.tail[chosen], self.head[chosen]
        return self.lon[tail], self.lat[tail], self.lon[head], self.lat[head]


@dataclass(frozen=True, eq=False)
class Arcs:
    """The ways to come to each node.

    ``start`` int32 (n + 1,) where those of a node begin; ``to`` int32 (a,) the node that one comes
    from, ``road`` int32 (a,) over which road, ``seconds`` float64 (a,) how long that takes.
    """

    start: NDArray[np.int32]
    to: NDArray[np.int32]
    road: NDArray[np.int32]
    seconds: Floats


@dataclass(frozen=True, eq=False)
class Exits:
    """How t targets come to the network.

    ``node`` int64 (e,), ``target`` int64 (e,) whose exit it is, ``seconds`` float64 (e,) how long
    that target takes to the node.  ``direct`` float64 (t,): how long a target takes to the goal
    without the network, or infinity.
    """

    node: Ints
    target: Ints
    seconds: Floats
    direct: Floats


@dataclass(frozen=True, eq=False)
class Reached:
    """Targets in the order in which they arrive, the lower first where two arrive together.

    ``target`` int64 (k,); ``seconds`` float64 (k,); ``node`` int64 (k,), at which each comes to the
    network, -1 for one that needed none.
    """

    target: Ints
    seconds: Floats
    node: Ints


def over_the_line(roads: Roads) -> NDArray[np.bool_]:
    """Which roads (m,) meet the line between Canada and the United States: bridges, tunnels, all."""
    met = np.zeros(len(roads.tail), bool)
    met[crossings(*roads.ends()).leg] = True
    return met


def arcs_of(roads: Roads, seconds: Floats, *, both_ways: bool = False) -> Arcs:
    """Put roads into rows, backwards.

    Args:
        roads: the network.
        seconds: float64 (m,), how long each road takes; infinity for one that may not be used.
        both_ways: whether one-way roads are gone both ways, as on foot.

    Raises:
        UsageError: for a time below 0, or that is not a number.
    """
    if not (seconds >= 0.0).all():
        raise UsageError("a road takes 0 seconds or more, or infinitely many")
    usable = np.flatnonzero(np.isfinite(seconds))
    back = usable if both_ways else usable[~roads.one_way[usable]]
    at = np.concatenate([roads.head[usable], roads.tail[back]])
    order = np.argsort(at, kind="stable")
    start = np.zeros(len(roads.lon) + 1, np.int32)
    np.cumsum(np.bincount(at, minlength=len(roads.lon)), out=start[1:])
    road = np.concatenate([usable, back])[order]
    return Arcs(
        start=start,
        to=np.concatenate([roads.tail[usable], roads.head[back]])[order].astype(np.int32),
        road=road.astype(np.int32),
        seconds=np.asarray(seconds[road], np.float64),
    )


class Search:
    """Searches over one network; keeps its memory between them, so it is for one thread."""

    def __init__(self, arcs: Arcs) -> None:
        """Over these arcs."""
        count = len(arcs.start) - 1
        self._arcs = arcs
        self._best = np.full(count, np.inf)
        self._via = np.empty(count, np.int32)
        self._touched = np.empty(count, np.int32)
        self._count = 0
        self._exit_at = np.full(count, -1, np.int32)
        self._heads = np.empty(BUCKETS, np.int32)
        self._pool(2 * len(arcs.to) + 1024)
        mean = float(arcs.seconds.mean()) if len(arcs.seconds) else 0.0
        self._width = max(WIDTH * mean, 1e-6)

    def first(
        self, goal: Ints, seconds: Floats, exits: Exits, wanted: int, limit: float = np.inf
    ) -> Reached:
        """Who reaches a goal first.

        Args:
            goal: int64 (g,), nodes from which the goal is reached.
            seconds: float64 (g,), how long from each of them.
            exits: how the targets come to the network.
            wanted: how many targets to look for; fewer where no more can come.
            limit: seconds beyond which nobody is looked for.
        """
        arcs, targets = self._arcs, len(exits.direct)
        times, node = np.empty(targets), np.empty(targets, np.int32)
        done = np.empty(targets, np.bool_)
        following = np.full(len(exits.node), -1, np.int32)
        for k, at in enumerate(exits.node.tolist()):
            following[k], self._exit_at[at] = self._exit_at[at], k
        while True:
            count = compiled(settle)(
                arcs.start, arcs.to, arcs.seconds, goal.astype(np.int32), seconds, self._exit_at,
                following, exits.target.astype(np.int32), exits.seconds, exits.direct,
                wanted, float(limit), self._width,
                self._best, self._via, self._touched, self._count, self._heads,
                *self._entries, times, node, done,
            )  # fmt: skip
            self._count = max(count, -1 - count)
            if count >= 0:
                break
            self._pool(2 * len(self._entries[0]))
        self._exit_at[exits.node] = -1
        reached = np.flatnonzero(done)
        order = reached[np.argsort(times[reached], kind="stable")][:wanted]
        return Reached(order, times[order], node[order].astype(np.int64))

    def way(self, node: int) -> tuple[list[int], list[int]]:
        """Nodes from one that the last search reached to the goal, and the roads between them."""
        arcs, nodes, roads = self._arcs, [node], list[int]()
        while (via := int(self._via[nodes[-1]])) >= 0:
            here = slice(arcs.start[via], arcs.start[via + 1])
            those = np.where(arcs.to[here] == nodes[-1], arcs.seconds[here], np.inf)
            roads.append(int(arcs.road[here][int(np.argmin(those))]))
            nodes.append(via)
        return nodes, roads

    def _pool(self, room: int) -> None:
        self._entries = np.empty(room), np.empty(room, np.int32), np.empty(room, np.int32)
