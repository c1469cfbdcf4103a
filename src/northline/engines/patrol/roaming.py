"""How one unit can get about: where it can be posted, and which moves it can make in a period.

A unit is posted at a stretch for a period, and watches it and ``sweep`` stretches to either side.
Posts lie ``max(1, sweep)`` stretches apart, counted from its depot, so that what it watches from
neighbouring posts overlaps.  It moves at the beginning of a period, at most half a period long, by
0, 1, 2, 4, 8, ... posts; it leaves its depot for, and comes home from, every post within half a
period.  The rest of the period it watches.
"""

from dataclasses import dataclass

import numpy as np

from northline.engines.patrol.problem import Floats, Ints, Patroller, PatrolProblem

LONGEST_MOVE = 0.5
"""Share of a period that a move, or the way out or home, takes at most."""


@dataclass(frozen=True, eq=False)
class Roaming:
    """The posts of a unit, and what lies between them.

    ``posts`` int64 (n,) stretches, ascending.  ``tail head`` int64 (m,), places in ``posts``, and
    ``spent`` float64 (m,), the share of a period that the move takes.  ``home`` float64 (n,): that
    of the way from or to the depot, infinity where it is too long.  ``sortie``: periods that it is
    out before it must be home.
    """

    posts: Ints
    tail: Ints
    head: Ints
    spent: Floats
    home: Floats
    sortie: int


def roaming(problem: PatrolProblem, unit: Patroller) -> Roaming:
    """Posts and moves of a unit by its speed, its range and the ways of its mode alone."""
    stride = max(1, unit.sweep)
    posts = np.arange(unit.depot % stride, problem.shape[0], stride)
    away = _km(problem, unit)
    reach = away if unit.range_km is None else np.where(2 * away <= unit.range_km, away, np.inf)
    posts = posts[np.isfinite(reach[posts])]
    hour = unit.speed * problem.hours
    place = _along(problem, unit)[posts]
    moves: list[tuple[Ints, Ints, Floats]] = []
    step = 0
    while step < max(1, len(posts)):
        for sign in (1, -1) if step else (1,):
            tail = np.arange(max(0, -sign * step), len(posts) - max(0, sign * step))
            spent = np.abs(place[tail + sign * step] - place[tail]) / hour
            near = spent <= LONGEST_MOVE
            moves.append((tail[near], tail[near] + sign * step, spent[near]))
        if step and not any(len(move[0]) for move in moves[-2:]):
            break
        step = 2 * step or 1
    home = away[posts] / hour
    return Roaming(
        posts,
        np.concatenate([move[0] for move in moves]),
        np.concatenate([move[1] for move in moves]),
        np.concatenate([move[2] for move in moves]),
        np.where(home <= LONGEST_MOVE, home, np.inf),
        _sortie(unit, problem.hours),
    )


def _way(problem: PatrolProblem, unit: Patroller) -> Floats:
    return problem.ways.get(unit.mode, problem.gap_km)


def _along(problem: PatrolProblem, unit: Patroller) -> Floats:
    """Km along the way of each stretch from the first; where it breaks off it counts on from far."""
    way = _way(problem, unit)
    return np.concatenate([[0.0], np.cumsum(np.where(np.isfinite(way), way, 1e7))])


def _km(problem: PatrolProblem, unit: Patroller) -> Floats:
    """Km of the way from the depot to each stretch, infinity where there is none."""
    away = np.abs(_along(problem, unit) - _along(problem, unit)[unit.depot])
    return np.where(away < 1e6, away, np.inf)


def _sortie(unit: Patroller, hours: float) -> int:
    """Periods out at a time: as endurance says, and as its range does at the most it makes.

    Whoever could use up its range within one period goes out for one period at a time, never
    farther than half its range from its depot.
    """
    most = unit.periods[1] - unit.periods[0]
    if unit.endurance is not None:
        most = min(most, unit.endurance)
    if unit.range_km is not None:
        most = min(most, max(1, int(unit.range_km / (unit.speed * hours))))
    return most
