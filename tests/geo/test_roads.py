"""Who reaches a place first: equal to plain shortest paths, and which road lies near."""

import heapq
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from northline.geo.distance import near_distance
from northline.geo.roads import Exits, Roads, Search, arcs_of, over_the_line
from northline.geo.roads_near import RoadGrid
from northline.records.errors import UsageError
from northline.records.units import Metres

Ints = NDArray[np.int64]


def network(
    nodes: int, tail: Any, head: Any, one_way: Any = None, lon: Any = None, lat: Any = None
) -> Roads:
    count = len(tail)
    return Roads(
        lon=np.zeros(nodes) if lon is None else np.asarray(lon, float),
        lat=np.zeros(nodes) if lat is None else np.asarray(lat, float),
        tail=np.asarray(tail, np.int32),
        head=np.asarray(head, np.int32),
        metres=np.ones(count),
        speed=np.ones(count),
        one_way=np.zeros(count, bool) if one_way is None else np.asarray(one_way, bool),
    )


def plainly(roads: Roads, seconds: Any, goal: int) -> list[float]:
    """Seconds from every node to a goal, by the textbook."""
    to: dict[int, list[tuple[int, float]]] = {}
    for k in range(len(roads.tail)):
        tail, head = int(roads.tail[k]), int(roads.head[k])
        if math.isfinite(seconds[k]):
            to.setdefault(head, []).append((tail, float(seconds[k])))
            if not roads.one_way[k]:
                to.setdefault(tail, []).append((head, float(seconds[k])))
    best = [math.inf] * len(roads.lon)
    best[goal] = 0.0
    heap = [(0.0, goal)]
    while heap:
        time, node = heapq.heappop(heap)
        if time > best[node]:
            continue
        for other, more in to.get(node, []):
            if time + more < best[other]:
                best[other] = time + more
                heapq.heappush(heap, (time + more, other))
    return best


def at_nodes(nodes: Ints, extra: Any = None) -> Exits:
    count = len(nodes)
    more = np.zeros(count) if extra is None else np.asarray(extra, float)
    return Exits(nodes, np.arange(count), more, np.full(count, np.inf))


NOW = np.zeros(1)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    nodes=st.integers(2, 40),
    density=st.floats(0.5, 4.0),
    spread=st.floats(0.0, 9.0),
    wanted=st.integers(1, 6),
)
def test_the_first_are_those_of_plain_shortest_paths(
    seed: int, nodes: int, density: float, spread: float, wanted: int
) -> None:
    rng = np.random.default_rng(seed)
    count = max(1, int(nodes * density))
    roads = network(
        nodes, rng.integers(0, nodes, count), rng.integers(0, nodes, count), rng.random(count) < 0.3
    )
    # From all roads alike to some a thousand times as long as others: far more than all buckets.
    seconds = np.exp(spread * rng.random(count))
    seconds[rng.random(count) < 0.1] = np.inf
    units = rng.integers(0, nodes, 8)
    extra = rng.choice([0.0, 1.0, 50_000.0], 8)
    search = Search(arcs_of(roads, seconds))
    for goal in rng.integers(0, nodes, 3).tolist():  # the memory is used again
        reached = search.first(np.array([goal]), NOW, at_nodes(units, extra), wanted)
        best = plainly(roads, seconds, goal)
        times = sorted(
            (best[node] + more, k)
            for k, (node, more) in enumerate(zip(units.tolist(), extra.tolist(), strict=True))
            if math.isfinite(best[node])
        )[:wanted]
        assert reached.target.tolist() == [k for _, k in times]
        assert reached.seconds.tolist() == pytest.approx([t for t, _ in times], abs=1e-9, rel=1e-12)
        for node, time in zip(reached.node.tolist(), reached.seconds.tolist(), strict=True):
            way, gone = search.way(node)
            assert way[-1] == goal
            spent = sum(float(seconds[k]) for k in gone)
            assert any(
                spent + more == pytest.approx(time, rel=1e-9)
                for more, at in zip(extra.tolist(), units.tolist(), strict=True)
                if at == node
            )
            for a, b, k in zip(way, way[1:], gone, strict=False):
                ends = (int(roads.tail[k]), int(roads.head[k]))
                assert ends == (a, b) or (not roads.one_way[k] and ends == (b, a))


def test_several_goals_each_at_a_price_of_its_own() -> None:
    roads = network(4, [0, 1, 2], [1, 2, 3])
    search = Search(arcs_of(roads, np.array([10.0, 10.0, 10.0])))
    reached = search.first(np.array([0, 3]), np.array([0.0, 25.0]), at_nodes(np.array([2])), 1)
    assert reached.seconds.tolist() == [20.0]
    reached = search.first(np.array([0, 3]), np.array([0.0, 5.0]), at_nodes(np.array([2])), 1)
    assert reached.seconds.tolist() == [15.0]


def test_one_that_needs_no_road_is_told_with_the_others() -> None:
    roads = network(2, [0], [1])
    search = Search(arcs_of(roads, np.array([30.0])))
    exits = Exits(np.array([1]), np.array([0]), np.zeros(1), np.array([np.inf, 12.5]))
    reached = search.first(np.array([0]), NOW, exits, 5)
    assert reached.target.tolist() == [1, 0]
    assert reached.seconds.tolist() == [12.5, 30.0]
    assert reached.node.tolist() == [-1, 1]


def test_nobody_beyond_the_limit_is_told() -> None:
    roads = network(3, [0, 1], [1, 2])
    search = Search(arcs_of(roads, np.array([10.0, 10.0])))
    units = at_nodes(np.array([0, 1, 2]))
    assert search.first(np.array([0]), NOW, units, 3, 10.0).target.tolist() == [0, 1]
    assert search.first(np.array([0]), NOW, units, 3, 9.9).target.tolist() == [0]


def test_a_one_way_road_is_gone_both_ways_on_foot_alone() -> None:
    roads = network(2, [0], [1], [True])
    units = at_nodes(np.array([1]))
    goal = np.array([0])
    assert not len(Search(arcs_of(roads, np.ones(1))).first(goal, NOW, units, 1).target)
    on_foot = Search(arcs_of(roads, np.ones(1), both_ways=True))
    assert on_foot.first(goal, NOW, units, 1).seconds.tolist() == [1.0]


def test_a_time_that_is_none_is_refused() -> None:
    for wrong in (-1.0, math.nan):
        with pytest.raises(UsageError, match="0 seconds or more"):
            arcs_of(network(2, [0], [1]), np.array([wrong]))


def test_a_road_over_the_line_is_known() -> None:
    over = network(4, [0, 2], [1, 3], lon=[-83.10, -83.04, -83.00, -82.99],
                   lat=[42.33, 42.25, 42.25, 42.25])  # fmt: skip
    assert over_the_line(over).tolist() == [True, False]


def test_the_road_nearest_to_a_place_is_that_of_all_roads() -> None:
    rng = np.random.default_rng(3)
    lon, lat = rng.uniform(-83.1, -82.9, 200), rng.uniform(42.1, 42.3, 200)
    tail, head = rng.integers(0, 200, 150), rng.integers(0, 200, 150)
    roads = network(200, tail, head, lon=lon, lat=lat)
    grid, usable = RoadGrid(roads), rng.random(150) < 0.7
    found = 0
    for x, y in zip(rng.uniform(-83.1, -82.9, 40), rng.uniform(42.1, 42.3, 40), strict=True):
        share = np.linspace(0.0, 1.0, 400)
        away = np.array(
            [
                near_distance(
                    x, y, lon[a] + share * (lon[b] - lon[a]), lat[a] + share * (lat[b] - lat[a])
                ).min()
                for a, b in zip(tail, head, strict=True)
            ]
        )
        away[~usable] = np.inf
        beside = grid.closest(float(x), float(y), Metres(400.0), usable)
        if beside is None:
            assert away.min() > 395.0
        else:
            found += 1
            assert usable[beside.road]
            assert beside.metres == pytest.approx(away.min(), abs=20.0)
    assert found > 10
