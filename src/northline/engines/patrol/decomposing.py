"""Flow into paths: exactly as many ways, with weights that sum to the units of each group.

A flow on a graph without cycles is a mixture of paths (flow decomposition): take the path of the
largest arcs, as much as its smallest arc bears, and go on with the rest.  Each path empties an arc,
so there are at most as many paths as arcs with flow.
"""

from collections.abc import Sequence

import numpy as np

from northline.engines.patrol.network import Network
from northline.engines.patrol.plan import AT_DEPOT, Group, Way
from northline.engines.patrol.problem import Floats, Ints, Patroller

_NOTHING = 1e-11
"""Flow that is rounding."""

Path = tuple[int, ...]
"""Arcs from source to sink."""


def decomposed(graph: Network, flow: Floats, counts: Floats) -> tuple[dict[Path, float], ...]:
    """Paths of each group and their weights, which sum to its units."""
    held = np.flatnonzero(flow > _NOTHING)
    left = dict(zip(held.tolist(), flow[held].tolist(), strict=True))
    out: dict[int, list[int]] = {}
    tail, head = graph.tail[held].tolist(), graph.head[held].tolist()
    for arc, node in zip(held.tolist(), tail, strict=True):
        out.setdefault(node, []).append(arc)
    ends = dict(zip(held.tolist(), head, strict=True))
    found = []
    for source, sink, count in zip(graph.source, graph.sink, counts, strict=True):
        paths: dict[Path, float] = {}
        while count and (path := _largest(int(source), int(sink), out, ends, left)):
            weight = min(left[arc] for arc in path)
            for arc in path:
                left[arc] -= weight
            paths[path] = paths.get(path, 0.0) + weight
        whole = sum(paths.values())
        found.append({path: weight * float(count) / whole for path, weight in paths.items()})
    return tuple(found)


def _largest(
    source: int, sink: int, out: dict[int, list[int]], ends: dict[int, int], left: dict[int, float]
) -> Path:
    """The path of the largest arcs from source to sink, empty where no flow is left."""
    path: list[int] = []
    node = source
    while node != sink:
        arc = max(out.get(node, ()), key=left.__getitem__, default=None)
        if arc is None or left[arc] <= _NOTHING:
            if not path:
                return ()
            # A dead end is rounding: nothing goes on from here.
            left[path.pop()] = 0.0
            node = source if not path else ends[path[-1]]
            continue
        path.append(arc)
        node = ends[arc]
    return tuple(path)


def flow_of(graph: Network, paths: tuple[dict[Path, float], ...]) -> Floats:
    """Flow on each arc of mixtures of paths."""
    flow = np.zeros(len(graph.tail))
    for mixture in paths:
        for path, weight in mixture.items():
            flow[list(path)] += weight
    return flow


def grouped(
    graph: Network, crews: Sequence[tuple[Patroller, ...]], paths: tuple[dict[Path, float], ...]
) -> tuple[Group, ...]:
    """Groups as a plan has them, their ways in order along the line; those of no unit left out."""
    groups = []
    for crew, mixture in zip(crews, paths, strict=True):
        if not crew:
            continue
        begin, end = crew[0].periods
        ways = sorted(
            (way_of(graph, np.array(path, np.int64), begin, end), weight)
            for path, weight in mixture.items()
        )
        groups.append(
            Group(
                shifts=tuple(unit.shift for unit in crew),
                begin=begin,
                ways=tuple(way for way, _ in ways),
                weights=tuple(weight for _, weight in ways),
            )
        )
    return tuple(groups)


def way_of(graph: Network, path: Ints, begin: int, end: int) -> Way:
    """Where a unit is in each period that goes a path."""
    way = np.full(end - begin, AT_DEPOT)
    posted = path[graph.arrives[path]]
    way[graph.period[posted] - begin] = graph.end[posted]
    return tuple(way.tolist())
