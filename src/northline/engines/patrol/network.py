"""The time-expanded graph: every way that every unit may go, as paths from source to sink.

For each group of alike units there is a node per period at the depot, and one per post, period and
period out; an arc is to stay in, to leave, to move or to come home.  A path from the first node of
the depot to its last is a way through the shift, and every lawful way is a path.  Units that are
alike share a graph with a flow of n: by symmetry that loses nothing.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from northline.engines.patrol.access import access
from northline.engines.patrol.drafting import Draft
from northline.engines.patrol.paths import Tier, tiers
from northline.engines.patrol.problem import Flags, Floats, Ints, Patroller, PatrolProblem


@dataclass(frozen=True, eq=False)
class Network:
    """The graphs of all groups in one.

    Groups: ``crews``, the units of each, ``source sink`` int64 (g,).  Nodes: ``level`` int64 (n,),
    ascending along each arc.  Arcs, ordered by the level of their tail, then by tail: ``tail head
    group``, ``place`` which place of watching it changes (-1: none), ``share`` float64, by how many
    periods (less than 0: the way home), ``start end period`` the move itself (stretches), ``arrives``
    bool: a unit is posted at the place by it.  Places, a post of a group in a period: ``where when
    whose`` int64 (k,).  What is watched from a place: ``seen_from`` int64 (e,) the place,
    ``seen_cell`` the cell (stretch * T + period), ``seen`` float64 the chance.
    """

    crews: tuple[tuple[Patroller, ...], ...]
    source: Ints
    sink: Ints
    level: Ints
    tail: Ints
    head: Ints
    group: Ints
    place: Ints
    share: Floats
    start: Ints
    end: Ints
    period: Ints
    arrives: Flags
    where: Ints
    when: Ints
    whose: Ints
    seen_from: Ints
    seen_cell: Ints
    seen: Floats

    @cached_property
    def tiers(self) -> tuple[Tier, ...]:
        """Arcs by the level of their tail, as the sweeps over the graph take them."""
        return tiers(self.level, self.tail)

    def watched(self, flow: Floats) -> Floats:
        """Expected periods of watching at each place, of the flow on each arc."""
        at = self.place >= 0
        periods: Floats = np.zeros(len(self.where))
        np.add.at(periods, self.place[at], (self.share * flow)[at])
        return periods

    def reward(self, gain: Floats, kept: Flags) -> Floats:
        """What each arc brings, where watching a cell brings its gain, by the lines that are kept."""
        seen = np.where(kept, self.seen * gain[self.seen_cell], 0.0)
        at = np.zeros(len(self.where) + 1)  # the last is that of no place, -1
        np.add.at(at, self.seen_from, seen)
        return np.where(self.place >= 0, self.share * at[self.place], 0.0)

    def lasting(self, problem: PatrolProblem) -> tuple[Flags, Flags]:
        """Which arcs, and which lines of what is seen, hold in a problem with more limits."""
        arcs = np.ones(len(self.tail), bool)
        seen = np.ones(len(self.seen), bool)
        periods = problem.shape[1]
        for number, crew in enumerate(self.crews):
            may = access(problem, crew[0])
            own = np.flatnonzero((self.group == number) & (self.place >= 0))
            arcs[own] = may.passes(self.start[own], self.end[own], self.period[own])
            there = own[self.arrives[own]]
            arcs[there] &= may.open[self.end[there], self.period[there]]
            lines = np.flatnonzero(self.whose[self.seen_from] == number)
            cell, post = self.seen_cell[lines], self.where[self.seen_from[lines]]
            seen[lines] = may.open[cell // periods, cell % periods] & may.passes(
                post, cell // periods, cell % periods
            )
        return arcs, seen


def crews(problem: PatrolProblem) -> tuple[tuple[Patroller, ...], ...]:
    """Units that are alike in all that counts, together; shifts without a unit left out."""
    together: dict[object, list[Patroller]] = {}
    for unit in problem.units:
        if unit.unit is not None:
            own = tuple(bar.name for bar in problem.no_go if bar.unit == unit.unit)
            alike = (
                unit.mode, unit.depot, unit.periods, unit.speed, unit.range_km, unit.endurance,
                unit.turn_round, unit.sweep, frozenset(unit.authority), unit.side, own,
            )  # fmt: skip
            together.setdefault(alike, []).append(unit)
    return tuple(tuple(crew) for crew in together.values())


def network(problem: PatrolProblem) -> Network:
    """The graph of a problem."""
    drafts = [Draft(problem, crew[0]) for crew in crews(problem)]
    arcs, places, seen = [], [], []
    source, sink, levels = [], [], []
    nodes = posts = 0
    for number, draft in enumerate(drafts):
        own = draft.arcs.copy()
        own[:2] += nodes
        own[2] = np.where(own[2] >= 0, own[2] + posts, -1)
        arcs.append(np.vstack([own, np.full(own.shape[1], number)]))
        places.append(np.vstack([draft.places, np.full(draft.places.shape[1], number)]))
        seen.append((draft.seen_from + posts, draft.seen_cell, draft.seen))
        source.append(nodes + draft.source)
        sink.append(nodes + draft.sink)
        levels.append(draft.level)
        nodes += len(draft.level)
        posts += draft.places.shape[1]
    level = np.concatenate(levels) if levels else np.zeros(0, np.int64)
    joined = np.hstack(arcs) if arcs else np.zeros((8, 0), np.int64)
    share = np.concatenate([draft.share for draft in drafts]) if drafts else np.zeros(0)
    order = np.lexsort((joined[0], level[joined[0]]))
    tail, head, place, start, end, period, arrives, group = joined[:, order]
    where, when, whose = np.hstack(places) if places else np.zeros((3, 0), np.int64)
    from_, cell, chance = (
        (np.concatenate(column) for column in zip(*seen, strict=True))
        if seen
        else (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    )
    return Network(
        crews(problem), np.array(source, np.int64), np.array(sink, np.int64), level,
        tail, head, group, place, share[order], start, end, period, arrives.astype(bool),
        where, when, whose, from_, cell, chance,
    )  # fmt: skip
