"""Coverage of the strip along the line, as the operator may know of it: hours, stretches, gaps.

It is reckoned when it is asked for, from what its asker may see: the registry as it stood in each
quarter of an hour, where what moves was, what steered cameras looked at, and the masks over
dwellings.  The looks stand in the chain; who may not see a sensor is told of a strip without it.
`northline.engines.coverage` has the model, docs/coverage.md what it says and what not.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import pyarrow.compute as pc

from northline.app.coverage_watch import LEFT_OUT, Counted, watch
from northline.app.elevation import Raised
from northline.app.permitting import require
from northline.app.reading import Ask, read_table
from northline.app.sensors import Near
from northline.engines.coverage import (
    BANDS,
    BOTH,
    CANADA,
    CLASSES,
    UNITED_STATES,
    CoverageParams,
    Gap,
    Ground,
    Instant,
    Stretch,
    Strips,
    Watcher,
    chances,
    gaps,
    ground_of,
    stretches_near,
)
from northline.engines.coverage.ground import every_stretch
from northline.geo.distance import near_distance
from northline.ledger.reading import system_clock
from northline.records.errors import UnknownName, UsageError
from northline.records.plot import Plot
from northline.records.sensor import Sensor, Target
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

OPERATION = "coverage"

HOUR = 3_600_000_000
MOST_HOURS = 48
MOST_STRETCHES = 1_500
"""Kilometres of one answer; more than any watch room looks after at a time."""

HOLE = 100
"""So many kilometres that no sensor reaches, between two that some do, are told of, too."""

SIDES = {"both": BOTH, "canada": CANADA, "united-states": UNITED_STATES}
"""Sides of the line that coverage is told of -> its place among the scopes."""


class Covered(NamedTuple):
    """What is known of some stretches in some hours.

    Attributes:
        hours: their beginnings, ascending; none where there is no stretch.
        ground: the stretches, sampled.
        strips: the probabilities.
        counted: of each sensor, how much of the time it counted, and why not.
        params: with which it was reckoned.
        terrain: whether ground stood in the way.
    """

    hours: tuple[Micros, ...]
    ground: Ground
    strips: Strips
    counted: tuple[Counted, ...]
    params: CoverageParams
    terrain: bool

    def gaps(self, target: Target, side: str) -> tuple[Gap, ...]:
        """The gaps of a class on a side, ranked."""
        chance = self.strips.chance[:, CLASSES.index(target), :, SIDES[side]]
        return gaps(chance, self.ground.stretches, self.params.enough)


def coverage(
    node: "Opened",
    *,
    at: Micros | None = None,
    hours: int = 24,
    around: Near | None = None,
    ground: Raised | None = None,
    params: CoverageParams | None = None,
) -> Covered:
    """Coverage up to an hour, the one that holds an instant.

    Args:
        node: an open node.
        at: in the last hour; None is now, and in an exercise the hour of the newest detection.
        hours: so many, 1 to 48.
        around: only stretches whose middle lies in this circle; else those that a sensor reaches,
            and holes of up to `HOLE` km between them.
        ground: how high the ground stands, where somebody provides it.
        params: others than the usual ones.

    Raises:
        RoleNeeded: when they hold no role that may: all gaps together are more than their parts.
        UsageError: for hours out of range, or too much of the line.
    """
    require(node.viewer, OPERATION)
    if not 1 <= hours <= MOST_HOURS:
        raise UsageError(f"hours is {hours}; it must lie in 1 to {MOST_HOURS}")
    told = params or CoverageParams()
    last = (_newest(node) if at is None else at) // HOUR * HOUR
    begins = tuple(Micros(last - n * HOUR) for n in range(hours - 1, -1, -1))
    part = HOUR // told.slot
    middles = [Micros(begin + n * part + part // 2) for begin in begins for n in range(told.slot)]
    watched = watch(node, middles, part, told)
    chosen = _within(around) if around else _reached(watched.reach)
    if len(chosen) > MOST_STRETCHES:
        raise UsageError(
            f"that is {len(chosen)} km of the line; ask for {MOST_STRETCHES} at most: "
            "name a circle (near)"
        )
    if not chosen:
        nothing = ground_of(())
        return Covered((), nothing, chances(nothing, (), (), told), watched.counted, told, False)
    instants = [
        tuple(watched.instants[n : n + told.slot])
        for n in range(0, len(watched.instants), told.slot)
    ]
    sampled = _ground(tuple(chosen))
    strips = _kept.get(sampled, watched.watchers, instants, told, ground)
    return Covered(begins, sampled, strips, watched.counted, told, ground is not None)


def side_of(text: str | None) -> str:
    """A side by its name; both where none is given.

    Raises:
        UnknownName: naming those there are.
    """
    if text is not None and text not in SIDES:
        raise UnknownName(f"there is no side {text!r}; there are {', '.join(SIDES)}")
    return text or "both"


def class_of(text: str | None) -> Target | None:
    """A class of target by its name.

    Raises:
        UnknownName: naming those there are.
    """
    if not text:
        return None
    try:
        return Target(text)
    except ValueError:
        known = ", ".join(each.value for each in CLASSES)
        raise UnknownName(f"there is no class {text!r}; there are {known}") from None


def _newest(node: "Opened") -> Micros:
    """The present; in an exercise, the newest detection or statement about a sensor."""
    if not node.exercise:
        return system_clock()
    found = [
        pc.max(read_table(node, Ask(kind, columns=("at",))).column("at")).cast("int64").as_py()
        for kind in (Plot.kind, Sensor.kind)
    ]
    return Micros(max((each for each in found if each is not None), default=system_clock()))


def _within(around: Near) -> list[Stretch]:
    every, lon, lat = every_stretch()
    away = near_distance(around.lon, around.lat, lon, lat)
    return [each for each, metres in zip(every, away, strict=True) if metres <= around.metres]


def _reached(reach: Sequence[tuple[float, float, float]]) -> list[Stretch]:
    """The stretches that any of these places reaches, and short holes between them."""
    found: set[Stretch] = set()
    for lon, lat, metres in reach:
        found.update(stretches_near(lon, lat, metres))
    ordered = sorted(found)
    for one, other in pairwise(ordered):
        if one.segment == other.segment and 1 < other.km - one.km <= HOLE:
            found.update(Stretch(one.segment, km) for km in range(one.km + 1, other.km))
    return sorted(found)


class _Kept:
    """What was reckoned of late, by all that it is reckoned from: whoever may see the same is told it."""

    MOST = 8

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._found: OrderedDict[object, Strips] = OrderedDict()

    def get(
        self,
        ground: Ground,
        watchers: tuple[Watcher, ...],
        hours: Sequence[Sequence[Instant]],
        params: CoverageParams,
        raised: Raised | None,
    ) -> Strips:
        """Coverage, reckoned where it is not known."""
        name = None if raised is None else raised.name
        key = (ground.stretches, watchers, tuple(hours), msgspec.json.encode(params), name)
        with self._turn:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        elevation = None if raised is None else raised.elevation
        strips = chances(ground, watchers, hours, params, elevation)
        with self._turn:
            self._found[key] = strips
            while len(self._found) > self.MOST:
                self._found.popitem(last=False)
        return strips


_kept = _Kept()
_grounds: OrderedDict[tuple[Stretch, ...], Ground] = OrderedDict()
_turn = threading.Lock()


def _ground(stretches: tuple[Stretch, ...]) -> Ground:
    """The ground of stretches, sampled once."""
    with _turn:
        if stretches in _grounds:
            _grounds.move_to_end(stretches)
            return _grounds[stretches]
    made = ground_of(stretches)
    with _turn:
        _grounds[stretches] = made
        while len(_grounds) > _Kept.MOST:
            _grounds.popitem(last=False)
    return made


__all__ = [
    "BANDS",
    "CLASSES",
    "LEFT_OUT",
    "MOST_HOURS",
    "SIDES",
    "Covered",
    "Gap",
    "class_of",
    "coverage",
    "side_of",
]
