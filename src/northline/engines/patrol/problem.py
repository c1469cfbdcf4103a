"""What a patrol plan is made from: stretches, periods, units, and what none of them may do.

Everything counts in places: a stretch is its place 0..S-1 in `PatrolProblem.value`, a period its
place 0..T-1.  A span of periods is ``(begin, end)``, ``end`` left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec
import numpy as np
from numpy.typing import NDArray

from northline.engines.patrol import checking
from northline.records.unit import Mode

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

Span = tuple[int, int]
"""Periods from the first, until before the second."""


class Patroller(msgspec.Struct, frozen=True, kw_only=True):
    """One unit on one shift.

    Attributes:
        shift: name of the shift; each is there once.
        unit: who is on it, or None: a shift that has no unit yet, which patrols nothing.
        mode: how it goes about.
        depot: stretch at which it leaves and to which it comes back.
        periods: its shift; it is at its depot before and after.
        speed: the most it makes along the line, km/h, in (0, 1000].
        range_km: how far it goes before it refuels, km, or None where that does not bind.
        endurance: periods that it is out before it must be back, or None.
        turn_round: periods at its depot before it may leave again, 1 or more.
        sweep: stretches to either side of where it is that it also watches in a period, 0 or more.
        authority: what it has authority for; a drone flies only with ``airspace``.
        side: of the line, ``in-canada`` or ``in-united-states``; it stays there.
    """

    shift: str
    unit: str | None
    mode: Mode
    depot: int
    periods: Span
    speed: float
    range_km: float | None = None
    endurance: int | None = None
    turn_round: int = 1
    sweep: int = 0
    authority: tuple[str, ...] = ()
    side: str


class NoGo(msgspec.Struct, frozen=True, kw_only=True):
    """Stretches where nobody, or one side, or one unit, may be or pass, and nothing looks into.

    Attributes:
        name: what people call it; it is said where it conflicts.
        stretches: places of the stretches.
        side: whose units may not; None means both.
        unit: which unit may not; None means all.
        periods: when; None means always.
    """

    name: str
    stretches: tuple[int, ...]
    side: str | None = None
    unit: str | None = None
    periods: Span | None = None


class Closure(msgspec.Struct, frozen=True, kw_only=True):
    """Weather that closes a mode: no unit of it is out there then.

    Attributes:
        name: what people call it, such as ``fog``.
        mode: the mode that it closes.
        periods: when.
        stretches: where; None means everywhere.
    """

    name: str
    mode: Mode
    periods: Span
    stretches: tuple[int, ...] | None = None


class Presence(msgspec.Struct, frozen=True, kw_only=True):
    """The least presence: in each period of a window, so many units expected in a set of stretches.

    Attributes:
        name: what people call it; it is said where it conflicts.
        stretches: places of the stretches.
        periods: the window.
        units: how many, in expectation over the draw, above 0.
        modes: those that count; None means all.
    """

    name: str
    stretches: tuple[int, ...]
    periods: Span
    units: float = 1.0
    modes: tuple[Mode, ...] | None = None


@dataclass(frozen=True, eq=False)
class Terrain:
    """What there is of each stretch on one side: ``land`` and ``water`` bool (S,).

    Boats go where there is water, and pass only there; units on land are where there is land, and
    pass by the `PatrolProblem.ways` of their mode; aircraft go everywhere.
    """

    land: Flags
    water: Flags


@dataclass(frozen=True, eq=False)
class PatrolProblem:
    """Who may go where and when, what is to be gained there, and how likely it is seen.

    ``names`` of the S stretches, in their order along the line; ``gap_km`` float64 (S - 1,), km
    between the middles of neighbours, more than 0, infinity where the line breaks off.
    ``value`` float64 (S, T), expected crossings, 0 or more, which is what somebody gains who crosses
    there unseen.  ``detection`` by mode, float64 (S, T) in [0, 1]: the chance that one unit which
    watches a stretch all through a period sees a crossing.  ``terrain`` by side.  ``hours`` is how
    long a period is.  ``ways`` by mode, float64 (S - 1,), km of the way between neighbours where it
    is not ``gap_km``; infinity where there is none.

    Raises:
        SettingsError: in a sentence, for a number out of range, a shape that does not fit, a name
            that is there twice, or a mode without its detection.
    """

    names: tuple[str, ...]
    gap_km: Floats
    value: Floats
    detection: Mapping[Mode, Floats]
    terrain: Mapping[str, Terrain]
    units: tuple[Patroller, ...]
    no_go: tuple[NoGo, ...] = ()
    closures: tuple[Closure, ...] = ()
    presence: tuple[Presence, ...] = ()
    hours: float = 1.0
    ways: Mapping[Mode, Floats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check shapes, ranges and names."""
        checking.arrays(self)
        checking.units(self)
        checking.limits(self)

    @property
    def shape(self) -> tuple[int, int]:
        """S stretches and T periods."""
        return len(self.names), int(self.value.shape[1])
