"""Risk by stretch and hour, as the operator may know of it.

It is reckoned when it is asked for, from the findings, decisions and sensors that its asker may see, and
each of these looks stands in the chain.  `northline.engines.patrol.risk` has the model;
docs/engines/patrol-risk.md says what it takes, what it refuses, and how well it does.
"""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from northline.app.elevation import Raised
from northline.app.patrol.risk_evidence import Evidence, evidence, watched
from northline.app.patrol.risk_watch import Sight, seen, sight
from northline.app.permitting import require
from northline.app.settings_patrol import PatrolSettings
from northline.app.words import instant
from northline.engines.patrol.calibration import Calibration, calibrated
from northline.engines.patrol.disparity import Disparity, disparities
from northline.engines.patrol.explaining import Explained, explained
from northline.engines.patrol.grid import HOUR, RiskGrid
from northline.engines.patrol.light import lights
from northline.engines.patrol.risk import Ground, Risk
from northline.engines.patrol.smoothing import reach
from northline.engines.patrol.territories import Territories
from northline.geo.line import SEGMENTS, length
from northline.geo.stretch_terrain import Terrain, sides
from northline.geo.stretches import STRETCH_KM, Stretch, stretch_of, stretches
from northline.records.errors import UsageError
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

OPERATION = "patrol-risk"

MOST_HOURS = 168
MOST_STRETCHES = 400
"""Of one answer: 2,000 km of the line, more than any patrol plans at a time."""

WEEK = 168

TERRAINS = tuple(Terrain)


class Where(NamedTuple):
    """Which part of the line is asked about.

    Attributes:
        from_km: None for all that is watched or where something was found.
        to_km: the same.
        segment: of the line.
        stretch_km: length of a stretch.
    """

    from_km: float | None = None
    to_km: float | None = None
    segment: str = SEGMENTS[0]
    stretch_km: float = STRETCH_KM


EVERYWHERE = Where()


class Assessed(NamedTuple):
    """What is believed.

    Attributes:
        risk: the model over these stretches and their neighbours.
        numbers: the stretches that were asked about, ascending.
        hours: beginnings of the watch hours.
        evidence: what was found.
        sight: what coverage said.
        territories: of First Nations.
    """

    risk: Risk
    numbers: tuple[int, ...]
    hours: tuple[Micros, ...]
    evidence: Evidence
    sight: Sight
    territories: Territories

    def grid(self) -> RiskGrid:
        """The grid that a plan is made from."""
        return self.risk.grid(self.numbers, self.hours)


def assess(
    node: "Opened",
    where: Where = EVERYWHERE,
    *,
    since: Micros | None = None,
    hours: int = 24,
    setting: PatrolSettings | None = None,
    raised: Raised | None = None,
) -> Assessed:
    """Risk of some stretches in some hours.

    Args:
        node: an open node.
        where: which part of the line.
        since: in the first hour; None is now, and in an exercise the hour of its newest track.
        hours: so many, 1 to 168.
        setting: parameters and territories, other than the usual ones.
        raised: how high the ground stands, where somebody provides it.

    Raises:
        RoleNeeded: when they hold no role that may.
        UsageError: for hours or kilometres out of range, or too much of the line.
        UnknownName: for a segment that the line has not.
    """
    _check(node, where, hours)
    told = setting or PatrolSettings()
    territories = Territories(told.territories)
    looked = watched(node)
    first = (looked.now - HOUR if since is None else since) // HOUR * HOUR
    over = sight(node, looked.now, where.segment, raised)
    found = evidence(node, told.params.counts, territories, where.stretch_km, where.segment)
    learns = _learned(over, found, where)
    numbers = _asked(where, learns)
    return Assessed(
        risk=Risk(
            _ground(where, {*numbers, *learns}, learns, over, territories, told),
            found.events,
            looked.hours,
            looked.now,
            told.params,
        ),
        numbers=numbers,
        hours=tuple(Micros(first + n * HOUR) for n in range(hours)),
        evidence=found,
        sight=over,
        territories=territories,
    )


def explain(assessed: Assessed, stretch: int, hour: Micros) -> Explained:
    """Why a stretch has its rate in an hour.

    Raises:
        UsageError: for a stretch that was not asked about.
    """
    return explained(assessed.risk, stretch, hour)


def shares(assessed: Assessed, patrolled: dict[int, float]) -> tuple[Disparity, ...]:
    """Each territory beside its share of the line: of risk, of what was found, of hours on patrol."""
    asked = set(assessed.numbers)
    inside = [name for event, name in assessed.evidence.inside if event.stretch in asked]
    closed, place = assessed.risk.ground.closed, assessed.risk.place
    others = [e.stretch for e in assessed.evidence.events if e.stretch in asked]
    outside = [
        closed[place[each]] for each in others
    ]  # beside a territory, on a stretch that touches it
    told = [(each.name, each.protocol) for each in assessed.territories.told]
    return disparities(
        assessed.risk, assessed.numbers, assessed.hours, told, [*inside, *outside], patrolled
    )


def stretch_and_hour(text: str) -> tuple[int, Micros]:
    """A stretch and an instant from ``456@2026-07-01T02:00:00Z``.

    Raises:
        UsageError: when it is anything else.
    """
    number, _, at = text.partition("@")
    when = instant(at) if at else None
    if not number.strip().isdecimal() or when is None:
        raise UsageError(f"{text!r} is no STRETCH@HOUR such as 456@2026-07-01T02:00:00Z")
    return int(number), when


def around(where: Where, stretch: int) -> Where:
    """The part of the line that is one stretch.

    Raises:
        UsageError: for a stretch that the segment has not.
    """
    middle = (stretch + 0.5) * where.stretch_km
    end = float(length(where.segment))
    first = stretch * where.stretch_km
    if not 0 <= first < end:
        raise UsageError(f"{where.segment} has no stretch {stretch}")
    return where._replace(from_km=first, to_km=min(middle, end))


class Replayed(NamedTuple):
    """A past forecast and what came.

    Attributes:
        since: when the forecast was made as of.
        until: end of what it was compared with.
        stretches: how many it covered.
        elsewhere: how many were found off these stretches, which it is not judged by.
        calibration: how it did; None where nothing was watched then.
    """

    since: Micros
    until: Micros
    stretches: int
    elsewhere: int
    calibration: Calibration | None


def calibrate(
    node: "Opened",
    where: Where = EVERYWHERE,
    *,
    hours: int = WEEK,
    setting: PatrolSettings | None = None,
    raised: Raised | None = None,
) -> Replayed:
    """Forecast the last hours as of before them, from what was known then, and compare.

    Args:
        node: an open node.
        where: which part of the line; None of it is what was watched or known of then.
        hours: so many, 1 to 168.
        setting: parameters and territories, other than the usual ones.
        raised: how high the ground stands, where somebody provides it.

    Raises:
        RoleNeeded: when they hold no role that may.
        UsageError: for hours or kilometres out of range, or too much of the line.
        UnknownName: for a segment that the line has not.
    """
    _check(node, where, hours)
    told = setting or PatrolSettings()
    territories = Territories(told.territories)
    looked = watched(node)
    then = Micros(looked.now - hours * HOUR)
    kinds = told.params.counts
    known = evidence(node, kinds, territories, where.stretch_km, where.segment, known_by=then)
    came = evidence(node, kinds, territories, where.stretch_km, where.segment)
    over = sight(node, looked.now, where.segment, raised)
    learns = _learned(over, known, where)
    ground = _ground(where, {*_asked(where, learns), *learns}, learns, over, territories, told)
    risk = Risk(ground, known.events, looked.hours, then, told.params)
    numbers = [n for n in _asked(where, learns) if ground.closed[risk.place[n]] is None]
    later = [each for each in came.events if then <= each.at < looked.now]
    here = [each for each in later if each.stretch in set(numbers)]
    judged = None
    if numbers and (looked.hours < then).any():
        times = [then + n * HOUR for n in range(hours)]
        rows = np.array([risk.place[each] for each in numbers])
        light = lights(ground.lon[rows], ground.lat[rows], np.array(times, np.int64))
        observed = np.zeros((len(numbers), hours))
        for each in here:
            observed[numbers.index(each.stretch), (each.at - then) // HOUR] += each.weight
        judged = calibrated(
            risk.rates(numbers, times)[0],
            np.take_along_axis(ground.seen[rows], light, axis=1),
            observed,
            risk.mean,
            told.params.few,
        )
    return Replayed(then, looked.now, len(numbers), len(later) - len(here), judged)


def _check(node: "Opened", where: Where, hours: int) -> None:
    """Refuse who may not ask, and what cannot be asked."""
    require(node.viewer, OPERATION)
    if not 1 <= hours <= MOST_HOURS:
        raise UsageError(f"hours is {hours}; it must lie in 1 to {MOST_HOURS}")
    length(where.segment)  # raises for one that there is not


def _learned(over: Sight, found: Evidence, where: Where) -> frozenset[int]:
    """Stretches that a sensor reaches or where something was found: factors are learned from these."""
    reached = {stretch_of(float(km), where.stretch_km) for km in over.chance}
    return frozenset(reached | {each.stretch for each in found.events})


def _asked(where: Where, learns: frozenset[int]) -> tuple[int, ...]:
    """Numbers of the stretches that are asked about."""
    if where.from_km is None and where.to_km is None:
        numbers = tuple(sorted(learns))
    else:
        end = float(length(where.segment))
        first = 0.0 if where.from_km is None else where.from_km
        last = end if where.to_km is None else where.to_km
        told = stretches(first, last, where.stretch_km, where.segment)
        numbers = tuple(each.number for each in told)
    if len(numbers) > MOST_STRETCHES:
        raise UsageError(
            f"that is {len(numbers)} stretches of the line; ask for {MOST_STRETCHES} at most: "
            "name kilometres"
        )
    return numbers


def _ground(
    where: Where,
    numbers: set[int],
    learns: frozenset[int],
    over: Sight,
    territories: Territories,
    told: PatrolSettings,
) -> Ground:
    """These stretches and all those whose evidence reaches them, or shares with what does."""
    pad = 2 * int(np.ceil(reach(told.params.kernel) / where.stretch_km))
    every = _every(where)
    wanted = {n + k for n in numbers for k in range(-pad, pad + 1)}
    chosen = tuple(each for each in every if each.number in wanted)
    terrain = [TERRAINS.index(sides(each).terrain) for each in chosen]
    return Ground(
        stretches=chosen,
        stretch_km=where.stretch_km,
        terrain=np.array(terrain, np.int64),
        closed=tuple(territories.along(chosen)),
        seen=np.array([seen(over, each, told.params) for each in chosen]).reshape(-1, 3),
        learns=np.array([each.number in learns for each in chosen], np.bool_),
    )


def _every(where: Where) -> tuple[Stretch, ...]:
    return stretches(0.0, float(length(where.segment)), where.stretch_km, where.segment)
