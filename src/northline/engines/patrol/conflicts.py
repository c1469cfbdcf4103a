"""What cannot hold together, by name: limits of which none can be left out of the conflict.

A limit is named by its kind and its own name: ``presence:``, ``no-go:``, ``weather:`` and a name,
``terrain:`` and a side, ``authority:`` or ``shift:`` and a shift.  To relax one is to leave it out;
``terrain`` to let there be land and water everywhere; ``authority`` to grant the airspace; ``shift``
to let its unit be on duty in every period, with no limit of range or endurance.  The smallest sets are found by QuickXplain
(Junker 2004): halves are tried together, so many limits take few solves.
"""

import dataclasses
from collections.abc import Callable, Iterator

import msgspec
import numpy as np

from northline.engines.patrol.drafting import Draft
from northline.engines.patrol.network import Network, network
from northline.engines.patrol.plan import Conflict
from northline.engines.patrol.problem import Patroller, PatrolProblem, Presence, Terrain
from northline.engines.patrol.programme import Programme
from northline.records.errors import UsageError
from northline.records.unit import AIRSPACE, Mode

_ITERATIONS = 5_000_000

Limits = tuple[str, ...]


def conflicts(problem: PatrolProblem) -> tuple[Conflict, ...]:
    """Every shift without a unit, unit that cannot go out, and presence that cannot be had.

    None means that `solve` finds a plan.
    """
    return (*_empty(problem), *_stuck(problem), *_unmet(problem))


def _empty(problem: PatrolProblem) -> Iterator[Conflict]:
    for unit in problem.units:
        if unit.unit is None:
            yield Conflict(
                code="patrol-shift-without-unit",
                args={"shift": unit.shift},
                limits=(f"shift:{unit.shift}",),
            )


def _stuck(problem: PatrolProblem) -> Iterator[Conflict]:
    for unit in problem.units:
        if unit.unit is None or _goes_out(problem, unit):
            continue
        limits = tuple(name for name in _named(problem, (unit,)) if not name.startswith("shift:"))

        def holds(kept: Limits, unit: Patroller = unit) -> bool:
            relaxed = with_only(problem, kept)
            return _goes_out(relaxed, next(u for u in relaxed.units if u.shift == unit.shift))

        yield Conflict(
            code="patrol-cannot-go-out",
            args={
                "shift": unit.shift,
                "mode": unit.mode.value,
                "stretch": problem.names[unit.depot],
            },
            limits=smallest(limits, holds) or (f"shift:{unit.shift}",),
        )


def _goes_out(problem: PatrolProblem, unit: Patroller) -> bool:
    return bool(Draft(problem, unit).places.shape[1])


def _unmet(problem: PatrolProblem) -> Iterator[Conflict]:
    left = problem
    while left.presence and not _keeps(left):
        on_duty = tuple(unit for unit in left.units if unit.unit is not None)
        asked = tuple(f"presence:{least.name}" for least in left.presence)
        limits = asked + tuple(_named(left, on_duty))

        def holds(kept: Limits, left: PatrolProblem = left) -> bool:
            return _keeps(with_only(left, kept))

        found = smallest(limits, holds)
        names = {name.partition(":")[2] for name in found if name.startswith("presence:")}
        presences = [least for least in left.presence if least.name in names]
        yield _unmet_by(left, presences, found)
        kept = tuple(least for least in left.presence if least.name not in names)
        left = dataclasses.replace(left, presence=kept)


def _unmet_by(problem: PatrolProblem, presences: list[Presence], found: Limits) -> Conflict:
    if len(presences) > 1:
        return Conflict(code="patrol-presences", args={}, limits=found)
    least = presences[0]
    able, period = _able(problem, least)
    return Conflict(
        code="patrol-presence",
        args={"presence": least.name, "units": least.units, "able": able, "period": float(period)},
        limits=found,
    )


def _able(problem: PatrolProblem, least: Presence) -> tuple[float, int]:
    """How many units can be there at all in the period of a presence when fewest can, and when."""
    graph: Network = network(problem)
    counts = np.array([len(crew) for crew in graph.crews], float)
    able = []
    for period in range(*least.periods):
        there = np.isin(graph.where, least.stretches) & (graph.when == period)
        groups = np.unique(graph.whose[there]).tolist()
        counted = [
            group
            for group in groups
            if least.modes is None or graph.crews[group][0].mode in least.modes
        ]
        able.append((float(counts[counted].sum()), period))
    return min(able)


def _keeps(problem: PatrolProblem) -> bool:
    """Whether some plan has all the presence that is asked for."""
    if not problem.presence:
        return True
    try:
        Programme(problem, network(problem), _ITERATIONS, problem.shape[0]).run(primal=False)
    except UsageError:
        return False
    return True


def _named(problem: PatrolProblem, units: tuple[Patroller, ...]) -> Iterator[str]:
    """Names of the limits of some units."""
    yield from (f"no-go:{bar.name}" for bar in problem.no_go)
    modes = {unit.mode for unit in units}
    yield from (f"weather:{shut.name}" for shut in problem.closures if shut.mode in modes)
    for unit in units:
        if unit.mode is Mode.DRONE and AIRSPACE not in unit.authority:
            yield f"authority:{unit.shift}"
    yield from (f"terrain:{side}" for side in sorted({unit.side for unit in units}))
    yield from (f"shift:{unit.shift}" for unit in units)


def with_only(problem: PatrolProblem, kept: Limits) -> PatrolProblem:
    """The problem with only some of its limits."""
    names = set(kept)
    everywhere = np.ones(problem.shape[0], bool)
    free = Terrain(everywhere, everywhere)
    units = []
    for unit in problem.units:
        changed = unit
        if f"shift:{unit.shift}" not in names:
            whole = (0, problem.shape[1])
            changed = msgspec.structs.replace(changed, periods=whole, endurance=None, range_km=None)
        if f"authority:{unit.shift}" not in names:
            changed = msgspec.structs.replace(changed, authority=(*unit.authority, AIRSPACE))
        units.append(changed)
    return dataclasses.replace(
        problem,
        units=tuple(units),
        terrain={
            side: ground if f"terrain:{side}" in names else free
            for side, ground in problem.terrain.items()
        },
        no_go=tuple(bar for bar in problem.no_go if f"no-go:{bar.name}" in names),
        closures=tuple(shut for shut in problem.closures if f"weather:{shut.name}" in names),
        presence=tuple(least for least in problem.presence if f"presence:{least.name}" in names),
    )


def smallest(limits: Limits, holds: Callable[[Limits], bool]) -> Limits:
    """A smallest set of limits that does not hold, in their order; none where all of them hold.

    Empty too where nothing at all holds, whichever are left out.
    """
    if holds(limits) or not holds(()):
        return ()
    found = set(_explained((), False, limits, holds))
    return tuple(name for name in limits if name in found)


def _explained(
    fixed: Limits, grown: bool, limits: Limits, holds: Callable[[Limits], bool]
) -> Limits:
    if grown and not holds(fixed):
        return ()
    if len(limits) == 1:
        return limits
    first, second = limits[: len(limits) // 2], limits[len(limits) // 2 :]
    late = _explained(fixed + first, True, second, holds)
    early = _explained(fixed + late, bool(late), first, holds)
    return early + late
