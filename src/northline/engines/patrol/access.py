"""Where and when a unit may be, and what it may not pass: terrain, bars, weather, authority."""

from dataclasses import dataclass

import numpy as np

from northline.engines.patrol.problem import Flags, Ints, Patroller, PatrolProblem
from northline.records.unit import AIRSPACE, Mode

IN_THE_AIR = frozenset({Mode.DRONE, Mode.HELICOPTER, Mode.AEROPLANE})


@dataclass(frozen=True, eq=False)
class Access:
    """What a unit may do.

    ``open`` bool (S, T): it may be there.  ``walls`` int64 (S + 1, T): how many stretches before
    this one it may not pass, so that a difference of two counts those between.
    """

    open: Flags
    walls: Ints

    def passes(self, start: Ints, end: Ints, period: Ints) -> Flags:
        """Whether nothing stands in the way from stretches to stretches in periods, ends included."""
        low, high = np.minimum(start, end), np.maximum(start, end)
        free: Flags = self.walls[high + 1, period] == self.walls[low, period]
        return free


def access(problem: PatrolProblem, unit: Patroller) -> Access:
    """What one unit may do.

    A bar (`NoGo`) and weather keep it from being there and from passing.  Land keeps a boat from
    passing.  What else lies between two stretches is in the ways of its mode.
    """
    stretches, periods = problem.shape
    ground = problem.terrain[unit.side]
    if unit.mode is Mode.BOAT:
        there, wall = ground.water, ~ground.water
    else:
        there = np.ones(stretches, bool) if unit.mode in IN_THE_AIR else ground.land
        wall = np.zeros(stretches, bool)
    shut = _barred(problem, unit) | _weathered(problem, unit.mode)
    if unit.mode is Mode.DRONE and AIRSPACE not in unit.authority:
        shut[:] = True
    walls = np.zeros((stretches + 1, periods), np.int64)
    np.cumsum(shut | wall[:, None], axis=0, out=walls[1:])
    return Access(there[:, None] & ~shut, walls)


def _barred(problem: PatrolProblem, unit: Patroller) -> Flags:
    barred = np.zeros(problem.shape, bool)
    for bar in problem.no_go:
        if bar.side in (None, unit.side) and bar.unit in (None, unit.unit):
            begin, end = bar.periods or (0, problem.shape[1])
            barred[list(bar.stretches), begin:end] = True
    return barred


def _weathered(problem: PatrolProblem, mode: Mode) -> Flags:
    closed = np.zeros(problem.shape, bool)
    for closure in problem.closures:
        if closure.mode is mode:
            where = slice(None) if closure.stretches is None else list(closure.stretches)
            closed[where, slice(*closure.periods)] = True
    return closed
