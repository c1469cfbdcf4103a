"""Drawing the graph of one unit: which posts in which periods lie on a way out and back."""

from collections.abc import Iterator

import numpy as np

from northline.engines.patrol.access import Access, access
from northline.engines.patrol.problem import Flags, Floats, Ints, Patroller, PatrolProblem
from northline.engines.patrol.roaming import roaming


class Draft:
    """The graph of one unit while it is drawn, with nodes and places counted from 0.

    ``arcs`` int64 (7, m): tail, head, place, start, end, period, arrives.
    """

    def __init__(self, problem: PatrolProblem, unit: Patroller) -> None:
        self.unit, self.roam = unit, roaming(problem, unit)
        self.may: Access = access(problem, unit)
        self.begin, self.end = unit.periods
        self.length = self.end - self.begin
        self.layers = 1 if self.roam.sortie >= self.length else self.roam.sortie
        alive = self._alive()
        # Nodes: the depot at each boundary first, then posts by period, layer, post.
        self.node = np.full(alive.shape, -1)
        self.node[alive] = self.length + 1 + np.arange(alive.sum())
        period, _, post = np.nonzero(alive)
        depot = 2 * np.arange(self.begin, self.end + 1)
        self.level = np.concatenate([depot, 2 * (self.begin + period) + 1])
        self.source, self.sink = 0, self.length
        posted = alive.any(axis=1)
        self.at = np.full(posted.shape, -1)
        self.at[posted] = np.arange(posted.sum())
        period, post = np.nonzero(posted)
        self.places = np.vstack([self.roam.posts[post], self.begin + period])
        columns, shares = [], []
        for column, share in self._drawn():
            columns.append(column)
            shares.append(share)
        self.arcs, self.share = np.hstack(columns), np.concatenate(shares)
        self._look(problem)

    def _moves(self, step: int) -> tuple[Flags, Flags, Flags]:
        """Which moves, ways out and ways home are free in a period of the shift."""
        posts, period = self.roam.posts, np.array(self.begin + step)
        tail, head = posts[self.roam.tail], posts[self.roam.head]
        free = self.may.passes(tail, head, period) & self.may.open[head, period]
        near = np.isfinite(self.roam.home) & self.may.passes(
            np.full(len(posts), self.unit.depot), posts, period
        )
        return free, near & self.may.open[posts, period], near

    def _alive(self) -> Flags:
        """Posts by period and layer that lie on a way from the depot and back to it."""
        shape = (self.length, self.layers, len(self.roam.posts))
        ahead, back = np.zeros(shape, bool), np.zeros(shape, bool)
        for step in range(self.length):
            free, out, _ = self._moves(step)
            ahead[step, 0] = out
            if step:
                for layer, into in self._layers():
                    reached = free & ahead[step - 1, layer][self.roam.tail]
                    np.logical_or.at(ahead[step, into], self.roam.head[reached], True)
        for step in reversed(range(self.length)):
            _, _, home = self._moves(step)
            back[step] = home
            if step + 1 < self.length:
                free, _, _ = self._moves(step + 1)
                for layer, into in self._layers():
                    leads = free & back[step + 1, into][self.roam.head]
                    np.logical_or.at(back[step, layer], self.roam.tail[leads], True)
        alive: Flags = ahead & back
        return alive

    def _layers(self) -> Iterator[tuple[int, int]]:
        """From which layer a move leads to which: one period more out, where that counts."""
        if self.roam.sortie >= self.length:
            yield 0, 0
        else:
            yield from ((layer, layer + 1) for layer in range(self.layers - 1))

    def _drawn(self) -> Iterator[tuple[Ints, Floats]]:
        """The arcs, some at a time, with their shares."""
        roam, depot, none = self.roam, self.unit.depot, -1
        for step in range(self.length):
            period = self.begin + step
            yield (
                np.array([[step], [step + 1], [none], [depot], [depot], [period], [0]]),
                np.zeros(1),
            )
            free, out, home = self._moves(step)
            left = np.flatnonzero(out & (self.node[step, 0] >= 0))
            yield (
                _rows(step, self.node[step, 0, left], self.at[step, left], depot,
                      roam.posts[left], period, 1),
                1.0 - roam.home[left],
            )  # fmt: skip
            ready = min(step + 1 + self.unit.turn_round, self.length)
            for layer in range(self.layers):
                come = np.flatnonzero(home & (self.node[step, layer] >= 0))
                yield (
                    _rows(self.node[step, layer, come], ready, self.at[step, come],
                          roam.posts[come], depot, period, 0),
                    -roam.home[come],
                )  # fmt: skip
            for layer, into in self._layers() if step else ():
                tail, head = self.node[step - 1, layer, roam.tail], self.node[step, into, roam.head]
                go = np.flatnonzero(free & (tail >= 0) & (head >= 0))
                yield (
                    _rows(tail[go], head[go], self.at[step, roam.head[go]],
                          roam.posts[roam.tail[go]], roam.posts[roam.head[go]], period, 1),
                    1.0 - roam.spent[go],
                )  # fmt: skip

    def _look(self, problem: PatrolProblem) -> None:
        """What is watched from each place: as far as it sweeps, up to what it may not pass."""
        stretches, periods = problem.shape
        post, period = self.places
        beside = np.arange(-self.unit.sweep, self.unit.sweep + 1)
        stretch = (post[:, None] + beside).ravel()
        place = np.repeat(np.arange(len(post)), len(beside))
        inside = (stretch >= 0) & (stretch < stretches)
        stretch, place = stretch[inside], place[inside]
        when = period[place]
        chance = problem.detection[self.unit.mode][stretch, when]
        seen = self.may.open[stretch, when] & self.may.passes(post[place], stretch, when)
        seen &= chance > 0
        self.seen_from, self.seen = place[seen], chance[seen]
        self.seen_cell = stretch[seen] * periods + when[seen]


def _rows(*columns: Ints | int) -> Ints:
    """Rows of one table, single numbers repeated."""
    return np.vstack(np.broadcast_arrays(*columns)).astype(np.int64)
