"""Shifts and what was asked for, made into a `PatrolProblem`; and the units that are left out, with why."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from northline.engines.patrol.access import IN_THE_AIR
from northline.engines.patrol.asking import Asked, Bar, Weather
from northline.engines.patrol.light import lights
from northline.engines.patrol.problem import (
    Closure,
    Floats,
    NoGo,
    Patroller,
    PatrolProblem,
    Presence,
    Span,
)
from northline.engines.patrol.shores import Shores, shores
from northline.geo.distance import near_distance
from northline.geo.stretches import STRETCH_KM, Stretch, stretches
from northline.records.errors import UsageError
from northline.records.shift import Shift
from northline.records.unit import AIRSPACE, Mode
from northline.records.units import Micros

HOUR = 3_600_000_000
"""A period, us."""

MOST_SEEN = 0.98
"""Nobody sees everything."""


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """A unit that the plan does not use.

    Attributes:
        shift: its shift.
        why: ``dropped-out``, ``no-airspace``, ``too-far``, ``no-hours`` or ``no-ground``.
    """

    shift: Shift
    why: str


@dataclass(frozen=True, eq=False)
class Assembled:
    """A problem and what its places stand for.

    ``stretches`` are those of its rows, ``hours`` the beginnings of its periods, us.  ``shores``:
    what lies beside them.  ``left_out``: units that it does not have.
    """

    problem: PatrolProblem
    stretches: tuple[Stretch, ...]
    hours: tuple[Micros, ...]
    shores: Shores
    left_out: tuple[LeftOut, ...]


def assembled(asked: Asked, shifts: Sequence[Shift]) -> Assembled:
    """The problem.

    Raises:
        UsageError: when limits or the rates do not fit the stretches and hours.
    """
    ground = stretches(asked.from_km, asked.to_km, asked.stretch_km, asked.segment)
    rate = np.array(asked.rate, np.float64)
    if rate.ndim != 2 or len(rate) != len(ground):
        raise UsageError("the rates of a plan have a row for every stretch")
    hours = tuple(Micros(asked.begins + n * HOUR) for n in range(rate.shape[1]))
    beside = shores(ground)
    units, left_out = [], []
    for shift in shifts:
        unit = _unit(asked, shift, ground, beside, hours)
        if isinstance(unit, str):
            left_out.append(LeftOut(shift=shift, why=unit))
        else:
            units.append(unit)
    problem = PatrolProblem(
        names=tuple(each.name for each in ground),
        gap_km=_gaps(ground),
        value=rate,
        detection=_detection(asked, ground, np.array(hours, np.int64)),
        terrain=beside.terrain,
        units=tuple(units),
        no_go=bars_of(asked.bars, ground),
        closures=closures_of(asked.weather, hours),
        presence=tuple(
            Presence(
                name=each.name,
                stretches=_places(ground, each.from_km, each.to_km, each.name),
                periods=_window(each.begins, each.ends, hours, each.name),
                units=each.units,
            )
            for each in asked.least
        ),
    )
    return Assembled(problem, ground, hours, beside, tuple(left_out))


def bars_of(bars: Sequence[Bar], ground: Sequence[Stretch]) -> tuple[NoGo, ...]:
    """Where nobody goes, as the problem has it.

    Raises:
        UsageError: for kilometres that are none of the plan's.
    """
    return tuple(
        NoGo(name=bar.name, stretches=_places(ground, bar.from_km, bar.to_km, bar.name))
        for bar in bars
    )


def closures_of(weather: Sequence[Weather], hours: Sequence[Micros]) -> tuple[Closure, ...]:
    """What weather closes, as the problem has it; what is over before or begins after is left out."""
    return tuple(
        Closure(name=each.name, mode=each.mode, periods=span)
        for each in weather
        if (span := _span(each.begins, each.ends, hours)) is not None
    )


def _unit(
    asked: Asked,
    shift: Shift,
    ground: Sequence[Stretch],
    beside: Shores,
    hours: Sequence[Micros],
) -> Patroller | str:
    """A shift as the problem has it, or why it has not."""
    if shift.mode is Mode.DRONE and AIRSPACE not in (shift.authority or ()):
        return "no-airspace"
    terrain = beside.terrain[shift.side.value]
    if shift.mode in IN_THE_AIR:
        there = np.ones(len(ground), bool)
    else:
        there = terrain.water if shift.mode is Mode.BOAT else terrain.land
    if not there.any():
        return "no-ground"
    lon, lat = (np.array([getattr(each, name) for each in ground]) for name in ("lon", "lat"))
    away = near_distance(lon, lat, float(shift.lon or 0.0), float(shift.lat or 0.0)) / 1000.0
    away = np.where(there, away, np.inf)
    depot = int(np.argmin(away))
    if away[depot] > asked.habits.farthest:
        return "too-far"
    speed = _speed(asked, shift)
    # On its way to the line and back it patrols nothing.
    lead = round(max(0.0, float(away[depot]) - asked.stretch_km) / speed)
    first = math.ceil((shift.begins - hours[0]) / HOUR) + lead
    last = (shift.ends - hours[0]) // HOUR - lead
    first, last = max(0, first), min(len(hours), last)
    if first >= last:
        return "no-hours"
    return Patroller(
        shift=shift.id.hex(),
        unit=shift.identity,
        mode=shift.mode,
        depot=depot,
        periods=(first, last),
        speed=speed,
        range_km=None if not shift.range else shift.range / 1000.0,
        sweep=asked.habits.sweeps.get(shift.mode.value, 0),
        authority=tuple(shift.authority or ()),
        side=shift.side.value,
    )


def _speed(asked: Asked, shift: Shift) -> float:
    """How fast it goes along the line, km/h: as it does on patrol, or slower where it says so."""
    stated = {
        Mode.VEHICLE: shift.speed_road,
        Mode.OFF_ROAD: shift.speed_off_road,
        Mode.BOAT: shift.speed_water,
        Mode.DRONE: shift.speed_air,
        Mode.HELICOPTER: shift.speed_air,
        Mode.AEROPLANE: shift.speed_air,
    }.get(shift.mode)
    usual = asked.habits.speeds[shift.mode.value]
    return usual if stated is None else min(usual, stated * 3.6)


def _gaps(ground: Sequence[Stretch]) -> Floats:
    """Km along the line between the middles of neighbours."""
    middles = np.array([(each.from_km + each.to_km) / 2.0 for each in ground])
    return np.diff(middles)


def _detection(asked: Asked, ground: Sequence[Stretch], hours: np.ndarray) -> dict[Mode, Floats]:
    """By mode, the chance that a unit sees a crossing in a stretch and hour; less in a longer one."""
    lon, lat = (np.array([getattr(each, name) for each in ground]) for name in ("lon", "lat"))
    light = lights(lon, lat, hours)
    share = STRETCH_KM / np.array([each.to_km - each.from_km for each in ground])[:, None]
    return {
        Mode(mode): np.minimum(MOST_SEEN, np.array(chances)[light] * np.minimum(share, 2.0))
        for mode, chances in asked.habits.sees.items()
    }


def _places(ground: Sequence[Stretch], from_km: float, to_km: float, name: str) -> tuple[int, ...]:
    found = tuple(
        place
        for place, each in enumerate(ground)
        if each.from_km < to_km - 1e-9 and each.to_km > from_km + 1e-9
    )
    if not found:
        raise UsageError(
            f"{name}: km {from_km:g} to {to_km:g} is none of the plan's stretches, which are "
            f"{ground[0].name} to {ground[-1].name}"
        )
    return found


def _span(begins: int, ends: int, hours: Sequence[Micros]) -> Span | None:
    """The periods that some span touches, or None."""
    first = max(0, (begins - hours[0]) // HOUR)
    last = min(len(hours), math.ceil((ends - hours[0]) / HOUR))
    return (first, last) if first < last else None


def _window(begins: int | None, ends: int | None, hours: Sequence[Micros], name: str) -> Span:
    if begins is None or ends is None:
        return 0, len(hours)
    found = _span(begins, ends, hours)
    if found is None:
        raise UsageError(f"{name}: its hours are outside of those of the plan's shifts")
    return found
