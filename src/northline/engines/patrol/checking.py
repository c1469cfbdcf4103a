"""What makes a `PatrolProblem` no problem at all: said when one is made, in a sentence each."""

import math
from typing import TYPE_CHECKING

import numpy as np

from northline.records.errors import SettingsError
from northline.records.unit import IN_CANADA, IN_UNITED_STATES, Mode

if TYPE_CHECKING:
    from northline.engines.patrol.problem import Floats, PatrolProblem, Span

SIDES = (IN_CANADA, IN_UNITED_STATES)


def _need(holds: bool, sentence: str) -> None:
    if not holds:
        raise SettingsError(f"patrol: {sentence}")


def arrays(problem: "PatrolProblem") -> None:
    """Check the arrays.

    Raises:
        SettingsError: naming the array, and what is wrong with it.
    """
    stretches = len(problem.names)
    _need(stretches > 0, "there is no stretch")
    _need(len(set(problem.names)) == stretches, "two stretches have one name")
    _need(problem.value.ndim == 2, "value is not a table of stretches and periods")
    shape = (stretches, problem.value.shape[1])
    _need(shape[1] > 0, "there is no period")
    _within("value", problem.value, shape, math.inf)
    _need(
        0.05 <= problem.hours <= 24, f"a period lasts {problem.hours} h; from 0.05 to 24 is right"
    )
    for mode, chance in problem.detection.items():
        _within(f"detection of {mode}", chance, shape, 1.0)
    for name, way in [("gap_km", problem.gap_km), *problem.ways.items()]:
        _need(way.shape == (stretches - 1,), f"{name} has not one way between each two neighbours")
        _need(bool((way > 0).all()), f"{name} has a way that is not longer than 0 km")
    for side, ground in problem.terrain.items():
        _need(side in SIDES, f"there is no side {side!r} of the line")
        for kind in (ground.land, ground.water):
            _need(kind.shape == (stretches,), f"the terrain {side} has not one word per stretch")


def _within(name: str, array: "Floats", shape: tuple[int, int], most: float) -> None:
    _need(array.shape == shape, f"{name} has the shape {array.shape}; {shape} is right")
    fits = np.isfinite(array) & (array >= 0) & (array <= most)
    _need(bool(fits.all()), f"{name} has a number that is not in [0, {most:g}]")


def units(problem: "PatrolProblem") -> None:
    """Check who is on duty.

    Raises:
        SettingsError: naming the shift, and what is wrong with it.
    """
    _need(
        len({unit.shift for unit in problem.units}) == len(problem.units),
        "two shifts have one name",
    )
    for unit in problem.units:
        shift = f"shift {unit.shift!r}"
        _need(unit.mode is not Mode.UNKNOWN, f"{shift} does not say how its unit goes about")
        _need(unit.mode in problem.detection, f"{shift}: there is no detection of {unit.mode}")
        _need(unit.side in problem.terrain, f"{shift}: there is no terrain {unit.side}")
        _places(shift, (unit.depot,), problem)
        _span(shift, unit.periods, problem)
        _need(0 < unit.speed <= 1000, f"{shift} has a speed of {unit.speed} km/h")
        _need(unit.range_km is None or unit.range_km > 0, f"{shift} has a range of no kilometre")
        _need(
            unit.endurance is None or unit.endurance > 0, f"{shift} has an endurance of no period"
        )
        _need(unit.turn_round >= 1, f"{shift} turns round in less than one period")
        _need(unit.sweep >= 0, f"{shift} watches less than no stretch beside it")


def limits(problem: "PatrolProblem") -> None:
    """Check what is closed, barred and asked for.

    Raises:
        SettingsError: naming the limit, and what is wrong with it.
    """
    named = [bar.name for bar in problem.no_go] + [closure.name for closure in problem.closures]
    named += [least.name for least in problem.presence]
    _need(len(set(named)) == len(named), "two limits have one name")
    for bar in problem.no_go:
        _places(bar.name, bar.stretches, problem)
        _span(bar.name, bar.periods or (0, 1), problem)
        _need(bar.side is None or bar.side in SIDES, f"{bar.name}: there is no side {bar.side!r}")
    for closure in problem.closures:
        _places(closure.name, closure.stretches or (), problem)
        _span(closure.name, closure.periods, problem)
    for least in problem.presence:
        _need(bool(least.stretches), f"{least.name} names no stretch")
        _places(least.name, least.stretches, problem)
        _span(least.name, least.periods, problem)
        _need(math.isfinite(least.units) and least.units > 0, f"{least.name} asks for no unit")


def _places(name: str, stretches: tuple[int, ...], problem: "PatrolProblem") -> None:
    inside = all(0 <= place < len(problem.names) for place in stretches)
    _need(inside, f"{name} names a stretch that is not there")


def _span(name: str, span: "Span", problem: "PatrolProblem") -> None:
    fits = 0 <= span[0] < span[1] <= problem.value.shape[1]
    _need(
        fits,
        f"{name} is from period {span[0]} until {span[1]}; there are 0 to {problem.value.shape[1]}",
    )
