"""Sweeps over the graph: the best path from every node, and all paths in even shares."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from northline.engines.patrol.problem import Floats, Ints


class Tier(NamedTuple):
    """Arcs whose tails have one level.

    Attributes:
        arcs: from which arc until before which.
        first: where the arcs of each tail begin, counted from the first arc of the tier.
        tails: these tails.
    """

    arcs: slice
    first: Ints
    tails: Ints


def tiers(level: Ints, tail: Ints) -> tuple[Tier, ...]:
    """Arcs, which are ordered by the level of their tail and then by tail, in tiers."""
    cuts = np.flatnonzero(np.diff(level[tail])) + 1
    ends = [0, *cuts.tolist(), len(tail)]
    found = []
    for begin, end in pairwise(ends):
        if end > begin:
            own = tail[begin:end]
            first = np.concatenate([[0], np.flatnonzero(np.diff(own)) + 1])
            found.append(Tier(slice(begin, end), first, own[first]))
    return tuple(found)


def best(order: tuple[Tier, ...], head: Ints, nodes: int, reward: Floats) -> Floats:
    """The most that a path from each node to its sink brings (n,): the longest path.

    ``best(i) = max over arcs (i, j) of reward(i, j) + best(j)``, and 0 at a sink.
    """
    most = np.zeros(nodes)
    for tier in reversed(order):
        onward = reward[tier.arcs] + most[head[tier.arcs]]
        most[tier.tails] = np.maximum.reduceat(onward, tier.first)
    return most


def even(order: tuple[Tier, ...], head: Ints, nodes: int) -> Floats:
    """The chance of each arc among those of its tail, where all paths are gone alike often.

    ``paths(i) = sum over arcs (i, j) of paths(j)``, 1 at a sink; the chance of an arc is
    ``paths(j) / paths(i)``.  Numbers stay in the range of float64 up to 10^300 paths.
    """
    count = np.ones(nodes)
    chance = np.zeros(len(head))
    for tier in reversed(order):
        onward = count[head[tier.arcs]]
        count[tier.tails] = np.add.reduceat(onward, tier.first)
        chance[tier.arcs] = onward / np.repeat(
            count[tier.tails], np.diff([*tier.first.tolist(), len(onward)])
        )
    return chance


def spread(
    order: tuple[Tier, ...], tail: Ints, head: Ints, supply: Floats, chance: Floats
) -> Floats:
    """Flow on each arc (m,), where ``supply`` (n,) enters at nodes and goes on by chance."""
    held = supply.copy()
    flow = np.zeros(len(tail))
    for tier in order:
        flow[tier.arcs] = held[tail[tier.arcs]] * chance[tier.arcs]
        np.add.at(held, head[tier.arcs], flow[tier.arcs])
    return flow
