"""The truth of an exercise beside what was found, for the after-action page: written at its end.

Of each true crossing: whether it was found, by which finding, when that stood in the ledger and how
late that was; or why it was missed:

==============  ==========================================================================
why             meaning
==============  ==========================================================================
``unseen``      nothing that arrived had detected it: nobody could have found it
``too-few``     fewer than three detections arrived: none was asked for
``one-sided``   it was detected before or after the line only
``seen``        it was detected on both sides, often enough, and yet not found
==============  ==========================================================================

Paths are thinned to `EVERY` seconds, and the line to `LINE_STEP` kilometres: enough to draw.
"""

from collections.abc import Mapping

import msgspec
import numpy as np

from northline.exercise import Day, Observed
from northline.exercise.observed import Observation
from northline.exercise.scoring import matched
from northline.exercise.truth import TRACE_SECONDS, Excursion, Passage, Trace, Truth
from northline.geo import line
from northline.records.time import format_instant
from northline.records.units import Micros

EVERY = 30
"""Seconds between two places of a path."""

LINE_STEP = 0.1
"""Kilometres between two points of the line."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """The finding of a true crossing.

    Attributes:
        finding: id of its last revision, hexadecimal; None where that is not known.
        event_id: of the event.
        kind: what its last revision says.
        off: seconds by which the time that it says is later than the true one.
        available: exercise second at which it first stood in the ledger; None where the speed was
            too high to say.
        late: seconds from the true crossing to then, not below 0; likewise.
    """

    finding: str | None
    event_id: str
    kind: str
    off: float
    available: float | None
    late: float | None


class Crossed(msgspec.Struct, frozen=True, kw_only=True):
    """A true crossing that an alert was asked for, or one that was left out.

    Attributes:
        number: of who crossed, as in `Path`.
        role: what they did.
        craft: by what.
        identity: as they say it, or None.
        second: exercise second.
        at: the same as an instant, RFC 3339.
        lon: degrees.
        lat: degrees.
        km: kilometre along the line.
        segment: of the line.
        direction: into which country.
        detections: that arrived.
        before: of these, before the line.
        after: of these, after it.
        observable: whether it could be found for certain.
        found: by which finding, or None.
        why: why it was missed, or why it is left out (``port``, ``high``, ``unit``); None when found.
        port: the open port of entry that it is near, or None.
    """

    number: int
    role: str
    craft: str
    identity: str | None
    second: float
    at: str
    lon: float
    lat: float
    km: float
    segment: str
    direction: str
    detections: int
    before: int
    after: int
    observable: bool
    found: Found | None = None
    why: str | None = None
    port: str | None = None


class Alone(msgspec.Struct, frozen=True, kw_only=True):
    """A finding without a true crossing: false, or excused by a wobble.

    Attributes:
        finding: id of its last revision, or None.
        event_id: of the event.
        identity: as it says, or None.
        role: of whom it is about, or None.
        second: exercise second that it says.
        at: the same as an instant.
        lon: degrees, or None.
        lat: degrees, or None.
        km: kilometre along the line, or None.
        direction: as it says.
        why: why it is false, in English, as in the score; None when it is excused.
    """

    finding: str | None
    event_id: str
    identity: str | None
    role: str | None
    second: float
    at: str
    lon: float | None
    lat: float | None
    km: float | None
    direction: str
    why: str | None


class Path(msgspec.Struct, frozen=True, kw_only=True):
    """Where one of those who moved truly was, every `EVERY` seconds from `since`; degrees."""

    number: int
    role: str
    craft: str
    identity: str | None
    group: int
    since: int
    lon: tuple[float, ...]
    lat: tuple[float, ...]


class Silence(msgspec.Struct, frozen=True, kw_only=True):
    """When a sensor was silent, exercise seconds."""

    sensor: str
    since: float
    until: float


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """The truth beside what was found.

    Attributes:
        scenario: name of the scenario.
        seed: which day of it.
        start: instant of exercise second 0, RFC 3339.
        duration: seconds.
        every: seconds between two places of a path.
        window: west, south, east, north, degrees.
        crossings: true crossings that an alert was asked for, in order of time.
        left_out: those that none was asked for.
        alone: findings without a true crossing.
        wobbles: excursions over the line that are no crossing.
        silences: when which sensor was silent.
        paths: where everybody truly was.
        line: pieces of the line in the window: longitudes and latitudes.
    """

    scenario: str
    seed: int
    start: str
    duration: int
    every: int
    window: tuple[float, float, float, float]
    crossings: tuple[Crossed, ...]
    left_out: tuple[Crossed, ...]
    alone: tuple[Alone, ...]
    wobbles: tuple[Excursion, ...]
    silences: tuple[Silence, ...]
    paths: tuple[Path, ...]
    line: tuple[tuple[tuple[float, float], ...], ...]


def review(
    day: Day,
    observed: Observed,
    false: Mapping[str, tuple[str | None, str]],
    ids: Mapping[str, str],
) -> Review:
    """Put the truth of a day beside what was found.

    Args:
        day: the day.
        observed: what came out of the system.
        false: event id of each false finding -> role of whom it is about, and why.
        ids: event id -> id of the finding's last revision.
    """
    truth = day.truth
    findings = tuple(each for each in observed.findings if not each.withdrawn)
    pairs = matched(truth, findings)
    lone = sorted(set(range(len(findings))) - set(pairs.values()))
    box = day.scenario.window
    return Review(
        scenario=truth.scenario,
        seed=truth.seed,
        start=format_instant(truth.start),
        duration=truth.duration,
        every=EVERY,
        window=(box.west, box.south, box.east, box.north),
        crossings=tuple(
            _crossed(each, _found(each, findings[pairs[i]], truth, ids) if i in pairs else None)
            for i, each in enumerate(truth.crossings)
        ),
        left_out=tuple(_left_out(each) for each in truth.excluded),
        alone=tuple(_alone(findings[i], truth, false, ids) for i in lone),
        wobbles=truth.wobbles,
        silences=tuple(
            Silence(sensor=watch.name, since=since, until=until)
            for watch in truth.watches
            for since, until in watch.outages
        ),
        paths=tuple(_path(each) for each in truth.traces),
        line=_line_in(day),
    )


def _crossed(each: Passage, found: Found | None) -> Crossed:
    return Crossed(
        number=each.number,
        role=each.role,
        craft=each.craft.value,
        identity=each.identity,
        second=round(each.second, 1),
        at=format_instant(each.at),
        lon=round(each.lon, 6),
        lat=round(each.lat, 6),
        km=round(each.km, 3),
        segment=each.segment,
        direction=each.direction.value,
        detections=each.detections,
        before=each.before,
        after=each.after,
        observable=each.observable,
        found=found,
        why=None if found else _why_missed(each),
    )


def _why_missed(each: Passage) -> str:
    if each.detections == 0:
        return "unseen"
    if not each.eligible:
        return "too-few"
    return "seen" if each.observable else "one-sided"


def _left_out(each: Passage) -> Crossed:
    why = "port" if each.port is not None else "high" if each.high else "unit"
    return msgspec.structs.replace(_crossed(each, None), why=why, port=each.port)


def _found(each: Passage, by: Observation, truth: Truth, ids: Mapping[str, str]) -> Found:
    late = None if by.available is None else round(max(by.available - each.second, 0.0), 1)
    return Found(
        finding=ids.get(by.event_id),
        event_id=by.event_id,
        kind=by.kind,
        off=round(_second(by.at, truth) - each.second, 1),
        available=None if by.available is None else round(by.available, 1),
        late=late,
    )


def _alone(
    by: Observation,
    truth: Truth,
    false: Mapping[str, tuple[str | None, str]],
    ids: Mapping[str, str],
) -> Alone:
    role, why = false.get(by.event_id, (None, None))
    return Alone(
        finding=ids.get(by.event_id),
        event_id=by.event_id,
        identity=by.identity,
        role=role,
        second=round(_second(by.at, truth), 1),
        at=format_instant(by.at),
        lon=by.lon,
        lat=by.lat,
        km=by.km,
        direction=by.direction,
        why=why,
    )


def _second(at: Micros, truth: Truth) -> float:
    return (at - truth.start) / 1e6


def _path(trace: Trace) -> Path:
    step = EVERY // TRACE_SECONDS
    return Path(
        number=trace.number,
        role=trace.role,
        craft=trace.craft.value,
        identity=trace.identity,
        group=trace.group,
        since=trace.since,
        lon=tuple(round(each, 5) for each in trace.lon[::step]),
        lat=tuple(round(each, 5) for each in trace.lat[::step]),
    )


def _line_in(day: Day) -> tuple[tuple[tuple[float, float], ...], ...]:
    """The pieces of the line that lie in the window."""
    box, pieces = day.scenario.window, []
    for segment in line.SEGMENTS:
        lon, lat = line.point_at(segment, np.arange(0.0, line.length(segment), LINE_STEP))
        inside = (lon >= box.west) & (lon <= box.east) & (lat >= box.south) & (lat <= box.north)
        there = np.flatnonzero(inside)
        for run in np.split(there, np.flatnonzero(np.diff(there) > 1) + 1):
            if len(run) > 1:
                points = zip(lon[run].round(5).tolist(), lat[run].round(5).tolist(), strict=True)
                pieces.append(tuple(points))
    return tuple(pieces)
