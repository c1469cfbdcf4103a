r"""Whether those who were sent met whom they were sent for: units under way in the hidden truth.

Nobody is moved while the exercise is played: who crosses goes on as the day was rehearsed, and
does not see who comes.  After the end, each unit that was sent goes its way once, second by second
in steps of `STEP`, beside those who truly moved:

* It is where it truly was when it leaves, at ``leaves``, the plan's beginning and its turning out,
  which holds `REACTION` for the person who decides.
* It goes to where its planned way begins, and along that way, as fast as the plan says.
* Nearer than `SIGHT` to whom it looks for, it sees them, and goes straight for them over ground of
  its own: a boat over water, others over land (on foot, whoever drives), aircraft over both.
  Nobody leaves their own side of the line so; what the plan itself leads over it, it may go.
* It has **intercepted** where it comes within `NEAR` metres of the true place, after the crossing
  and within `WITHIN` of the plan.  (A failure to report is found long after the crossing: until
  then it was lawful as far as anybody knew.)
* Whom the day follows no more, since they landed or left, cannot be met: ``gone``.  A plan of which
  the day ends before the unit is due, and `GRACE` after, is not judged: ``cut_off``.

===========  ===========================================================================
figure       definition
===========  ===========================================================================
alerts       true crossings found by an alert for which plans are made
planned      of these, with a plan on record
nobody       of these, whose plan says that nobody can get there
unsent       of these, for which nobody was sent: all were out, could not come to it, or needed a
             second person
sent         of these, for which a unit was sent
cut_off      of these, not judged
gone         of these, gone before the unit was there
intercepted  of these, met
rate         intercepted / (planned - cut_off), None without any
minutes      from the beginning of the plan to the meeting: median and 95th percentile
===========  ===========================================================================
"""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from northline.exercise.observed import Observation
from northline.exercise.truth import TRACE_SECONDS, Passage, Trace, Truth
from northline.geo.distance import from_plane, near_distance, to_plane
from northline.geo.line import offsets
from northline.geo.terrain import Grid, water
from northline.records.finding import event_of

Floats = NDArray[np.float64]

REACTION = 60.0
"""How long a person takes to send somebody, s; the plan's turning out holds it."""

NEAR, SIGHT, WITHIN, GRACE = 150.0, 1_000.0, 1_800.0, 300.0
STEP = 5.0
CELL = 0.001
"""Breadth of the cells in which land, water and the sides of the line are told apart, degrees."""

ON_FOOT = 1.6
"""What whoever leaves a vehicle makes, m/s."""

PLANNER = "dispatch"
"""The engine that makes plans."""


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one plan: who was sent, or that nobody was.

    Attributes:
        event: event of the plan, in hexadecimal.
        proposed: how many units it proposed when it was first made.
        unit: identity of the unit that was sent, or None.
        mode: how that unit goes about.
        begins: exercise second at which the plan begins.
        leaves: exercise second at which the unit leaves.
        way: longitude and latitude from place to place, degrees.
        pace: how fast it goes along it, m/s.
    """

    event: str
    proposed: int = 0
    unit: str | None = None
    mode: str = ""
    begins: float = 0.0
    leaves: float = 0.0
    way: tuple[tuple[float, float], ...] = ()
    pace: float = 0.0


class Minutes(msgspec.Struct, frozen=True, kw_only=True):
    """Minutes from the beginning of the plan to the meeting."""

    median: float | None
    p95: float | None


class Interception(msgspec.Struct, frozen=True, kw_only=True):
    """How many were met; the module says what each figure is."""

    alerts: int = 0
    planned: int = 0
    nobody: int = 0
    unsent: int = 0
    sent: int = 0
    cut_off: int = 0
    gone: int = 0
    intercepted: int = 0
    rate: float | None = None
    minutes: Minutes = Minutes(median=None, p95=None)
    by_mode: dict[str, int] = {}
    how: str = (
        "a post-pass: who crosses does not see who comes; the unit goes its planned way, and for "
        "whom it sees within 1,000 m; met within 150 m and 30 minutes of the plan"
    )


def interception(
    truth: Truth,
    pairs: Mapping[int, int],
    findings: Sequence[Observation],
    sent: Sequence[Sent],
    kinds: Sequence[str],
) -> Interception:
    """Judge who was sent by the truth.

    Args:
        truth: it.
        pairs: place in ``truth.crossings`` -> place in ``findings``.
        findings: what was found.
        sent: what came of each plan.
        kinds: kinds of finding that plans are made for.
    """
    by_event = {each.event: each for each in sent}
    ground = _Ground(truth)
    traces = {each.number: each for each in truth.traces}
    named = {each.identity: each for each in truth.traces if each.identity}
    alerts, planned, waits, modes = 0, [], [], []
    out = cut_off = gone = 0
    for i, k in sorted(pairs.items()):
        crossing, finding = truth.crossings[i], findings[k]
        plan = by_event.get(event_of(PLANNER, bytes.fromhex(finding.event_id)).hex())
        if plan is None and finding.kind not in kinds:
            continue
        alerts += 1
        if plan is None:
            continue
        planned.append(plan)
        if plan.unit is None:
            continue
        out += 1
        target, unit = traces.get(crossing.number), named.get(plan.unit)
        if target is None or unit is None or due(plan) + GRACE > truth.duration:
            cut_off += 1
            continue
        aim = _Path(target)
        second = pursue(plan, _Path(unit), aim, crossing, ground)
        if second is not None:
            waits.append((second - plan.begins) / 60.0)
            modes.append(plan.mode)
        elif aim.at(due(plan)) is None:
            gone += 1
    waits.sort()
    return Interception(
        alerts=alerts,
        planned=len(planned),
        nobody=sum(each.proposed == 0 for each in planned),
        unsent=sum(each.proposed > 0 and each.unit is None for each in planned),
        sent=out,
        cut_off=cut_off,
        gone=gone,
        intercepted=len(waits),
        rate=len(waits) / (len(planned) - cut_off) if len(planned) > cut_off else None,
        minutes=Minutes(median=_quantile(waits, 0.5), p95=_quantile(waits, 0.95)),
        by_mode={mode: modes.count(mode) for mode in sorted(set(modes))},
    )


def due(plan: Sent) -> float:
    """The exercise second at which a unit is due at the end of its way."""
    return plan.leaves + _length(plan.way) / max(plan.pace, 0.1)


def _length(way: Sequence[tuple[float, float]]) -> float:
    if len(way) < 2:
        return 0.0
    lon, lat = np.array(way, np.float64).T
    return float(near_distance(lon[:-1], lat[:-1], lon[1:], lat[1:]).sum())


def pursue(
    plan: Sent, unit: "_Path", target: "_Path", crossing: Passage, ground: "_Ground"
) -> float | None:
    """The exercise second at which a unit meets whom it was sent for, or None."""
    start = unit.at(plan.leaves)
    if start is None or plan.pace <= 0.0:
        return None
    side = int(offsets([start[0]], [start[1]]).side[0])
    way = _Way((start, *plan.way))
    place, gone, seen = start, 0.0, False
    second, last = plan.leaves, plan.begins + WITHIN
    while second <= last:
        there = target.at(second)
        if there is None:
            return None
        away = float(near_distance(*place, *there)[0])
        if away <= NEAR and second >= crossing.second:
            return second
        seen = seen or away <= SIGHT
        if seen:
            place = _towards(place, there, plan, side, ground)
        else:
            gone += plan.pace * STEP
            place = way.at(gone)
        second += STEP
    return None


def _towards(
    place: tuple[float, float], there: tuple[float, float], plan: Sent, side: int, ground: "_Ground"
) -> tuple[float, float]:
    """A step straight for somebody, where the unit may go."""
    pace = ON_FOOT if plan.mode == "vehicle" else plan.pace
    east, north = to_plane(np.array([there[0]]), np.array([there[1]]), *place)
    away = float(np.hypot(east, north)[0])
    share = min(pace * STEP / away, 1.0) if away > 0.0 else 0.0
    lon, lat = from_plane(east * share, north * share, *place)
    goal = float(lon[0]), float(lat[0])
    return goal if ground.allows(*goal, plan.mode, side) else place


class _Path:
    """Where one of those who move truly was."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace

    def at(self, second: float) -> tuple[float, float] | None:
        """Degrees at a second; None when it was not there."""
        trace = self._trace
        place = (second - trace.since) / TRACE_SECONDS
        first = int(place)
        if place < 0.0 or first >= len(trace.lon) or not len(trace.lon):
            return None
        share, then = place - first, min(first + 1, len(trace.lon) - 1)
        lon = trace.lon[first] + share * (trace.lon[then] - trace.lon[first])
        lat = trace.lat[first] + share * (trace.lat[then] - trace.lat[first])
        return lon, lat


class _Way:
    """A way, by how far along it one is."""

    def __init__(self, places: Sequence[tuple[float, float]]) -> None:
        self._lon, self._lat = np.array(places, np.float64).T
        legs = near_distance(self._lon[:-1], self._lat[:-1], self._lon[1:], self._lat[1:])
        self._along = np.concatenate([[0.0], np.cumsum(legs)])

    def at(self, metres: float) -> tuple[float, float]:
        """Degrees so far along it; its end beyond."""
        return (
            float(np.interp(metres, self._along, self._lon)),
            float(np.interp(metres, self._along, self._lat)),
        )


class _Ground:
    """Land, water and the sides of the line around all who move, as cells."""

    def __init__(self, truth: Truth) -> None:
        self._truth = truth
        self._made: tuple[Grid, NDArray[np.bool_], NDArray[np.int8]] | None = None

    def allows(self, lon: float, lat: float, mode: str, side: int) -> bool:
        """Whether a unit of a side may be there."""
        grid, wet, sides = self._made or self._make()
        cell = int(grid.cells_of(np.array([lon]), np.array([lat]))[0])
        if cell < 0 or sides[cell] != side:
            return False
        if mode in {"helicopter", "aeroplane", "drone"}:
            return True
        return bool(wet[cell]) == (mode == "boat")

    def _make(self) -> tuple[Grid, NDArray[np.bool_], NDArray[np.int8]]:
        lon = np.array([each.lon for each in self._truth.crossings])
        lat = np.array([each.lat for each in self._truth.crossings])
        reach = 0.25
        grid = Grid(
            np.arange(lon.min() - reach, lon.max() + reach, CELL),
            np.arange(lat.min() - reach / 2, lat.max() + reach / 2, CELL),
        )
        foot = offsets(*grid.places())
        # No cell that the line may cross is anybody's own.
        away = np.where(np.isnan(foot.distance), np.inf, np.abs(foot.distance))
        sides = np.where(away > 80.0, foot.side, 0).astype(np.int8)
        self._made = grid, water(grid).ravel(), sides
        return self._made


def _quantile(values: Sequence[float], share: float) -> float | None:
    return round(float(np.quantile(values, share)), 2) if values else None
