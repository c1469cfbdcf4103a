"""What becomes of one track, compiled: born, credited, named, emitted, ended."""

import math
from typing import Any, NamedTuple

from northline.engines.fusion.filter_kernel import FADING, LOG_2_PI, compiled, restart
from northline.engines.fusion.state import (
    BELIEVED,
    CITED_KEPT,
    DIRECTION,
    GONE,
    SENSORS_KEPT,
    TENTATIVE,
)

REVISIT, STATED, DENSITY, BEARINGS, SEES = range(5)
"""Columns of ``sensors``: time between two looks, s, and whether it is stated (1) or supposed (0);
false detections in a look, per m2 and per radian; from `SEES` on the probability of detection by
code of the craft."""

MOST_SCORE = 12.0
"""The log-likelihood ratio grows no further: a long life does not outweigh present misses."""

STILL = 1.6
"""A thing that goes no faster, m/s, may report itself every three minutes (ITU-R M.1371)."""

USED, BEGUN, EXPLAINED, UNPLACED, OWNED, CONFIRMED, MERGED, ENDED = range(8)
"""Places in ``counts``."""

CROWD = 0.3
"""Share of the other plots in a gate that are nobody else's: the rest have tracks of their own."""

FEWEST_MISSES, MOST_MISSES = 2.0, 12.0

MEDIUM = (0, 1, 2, 3, 3, 2, 0)
"""By code of the craft: 0 anything, 1 water, 2 air, 3 land; a unit may be any."""

AIR = 2
"""In `MEDIUM`."""

PERSON = 4
"""Code of a person on foot."""

AFOOT = 4.0
"""Nobody on foot goes faster for long, m/s: what a sensor calls a person is another thing."""


class Rules(NamedTuple):
    """Parameters as the kernels take them: us, m, m2, m/s; see `params.FusionParams`."""

    gate2: float
    widest2: float
    extent2: float
    untimed_sigma: float
    speed_variance: float
    turn: float
    agility: float
    confirm: float
    least_hits: int
    drop: float
    drop_tentative: float
    merge_after: int
    silence_least: float
    silence_factor: float
    silence_first: float
    report_keep: int
    identity_keep: int
    identity_half: float
    fast2: float


@compiled
def misses(drop: float, detection: float) -> float:
    """Missed looks after which the log-likelihood ratio has fallen by ``drop``."""
    looks = math.ceil(drop / -math.log(1.0 - detection))
    return float(min(max(looks, FEWEST_MISSES), MOST_MISSES))


@compiled
def prolong(track: Any, at: int, sensor: Any, rules: Rules) -> None:
    """A sensor has seen a track: it ends when so many more looks miss it."""
    drop = rules.drop if track.stage == BELIEVED else rules.drop_tentative
    looks = misses(drop, sensor[SEES + track.craft]) + 0.5
    track.due = max(track.due, at + int(looks * sensor[REVISIT] * 1e6))


@compiled
def runs(track: Any) -> bool:
    """Whether a track surely moves faster than anybody on foot."""
    speed = math.sqrt(track.east * track.east + track.north * track.north)
    return bool(speed - 2.0 * math.sqrt(track.uu + track.vv) > AFOOT)


@compiled
def compatible(track: Any, report: Any) -> bool:
    """Whether sort and identity of a track and a report do not exclude each other."""
    here, there = MEDIUM[track.craft], MEDIUM[report.craft]
    if here * there != 0 and here != there:
        return False
    if report.craft == PERSON and track.craft != PERSON and runs(track):
        return False
    return bool(track.identity < 0 or report.identity < 0 or track.identity == report.identity)


@compiled
def reports_itself(track: Any, at: int, rules: Rules) -> bool:
    """Whether a track's own reports say where it is now."""
    if track.reported == 0 or track.identity < 0:
        return False
    silence = rules.silence_first
    then = track.said[3] * track.said[3] + track.said[4] * track.said[4]
    now = track.east * track.east + track.north * track.north
    if track.every > 0.0 and max(then, now) >= STILL * STILL:
        usual = max(rules.silence_least, rules.silence_factor * track.every)
        silence = min(usual, silence)
    return bool((at - track.reported) * 1e-6 <= silence)


@compiled
def forget_identity(track: Any, at: int, holder: Any, rules: Rules) -> None:
    """Take an identity that was not stated for too long."""
    if track.identity >= 0 and at - track.named > rules.identity_keep:
        holder[track.identity] = -1
        track.identity = -1
        track.reported = 0


@compiled
def end(track: Any, holder: Any) -> None:
    """End a track."""
    track.stage = GONE
    if track.identity >= 0:
        holder[track.identity] = -1


@compiled
def cite(track: Any, report: Any) -> None:
    """Remember a report that the next point cites; the first and the latest ones are kept."""
    if track.citing == CITED_KEPT:
        for k in range(2, 2 * CITED_KEPT - 2):
            track.cited[k] = track.cited[k + 2]
        track.citing -= 1
    track.cited[2 * track.citing], track.cited[2 * track.citing + 1] = report.id[0], report.id[1]
    track.citing += 1


@compiled
def say(track: Any, report: Any, known: bool) -> None:
    """Keep the estimate of now, by a report, for a point to be made of it later."""
    place(track, report.id[0], report.id[1], known)


@compiled
def place(track: Any, first: int, second: int, known: bool) -> None:
    """The same, by the id of the report."""
    track.said[0], track.said[1], track.said[2] = track.lon, track.lat, sigma_of(track)
    track.said[3] = track.east if known else math.nan
    track.said[4] = track.north if known else math.nan
    track.said_at = track.at
    track.said_id[0], track.said_id[1] = first, second


@compiled
def sigma_of(track: Any) -> float:
    """1-sigma error of its place along the worst direction, m."""
    half, off = 0.5 * (track.xx + track.yy), 0.5 * (track.xx - track.yy)
    return math.sqrt(half + math.sqrt(off * off + track.xy * track.xy))


@compiled
def quality(track: Any, at: int, rules: Rules) -> float:
    """Probability that it is a thing, times that its identity is still right where it has one."""
    real = 1.0 / (1.0 + math.exp(-track.score))
    if track.identity >= 0 and at > track.named:
        real *= 0.5 ** ((at - track.named) / rules.identity_half)
    return real


@compiled
def gain(
    report: Any, d2: float, size: float, sensor: Any, craft: int, others: int, gate2: float
) -> float:  # fmt: skip
    """What a report adds to the log-likelihood ratio (Blackman and Popoli 1999, 6.2).

    For a place ln(PD / density) - ln(2 pi) - ln(det S) / 2 - d2 / 2; for a direction with
    S and false directions per radian in one dimension.  Where other plots are in the gate as well,
    they say how densely any stand there, if that is denser than what is false.
    """
    if report.form == DIRECTION:
        return math.log(sensor[SEES + craft] / sensor[BEARINGS]) - 0.5 * (
            LOG_2_PI + math.log(size) + d2
        )
    density = max(sensor[DENSITY], CROWD * others / (math.pi * gate2 * math.sqrt(size)))
    return math.log(sensor[SEES + craft] / density) - LOG_2_PI - 0.5 * (math.log(size) + d2)


@compiled
def credit(
    track: Any, report: Any, d2: float, size: float, sensor: Any, rules: Rules, others: int
) -> None:  # fmt: skip
    """Count a plot for a track: score, misses before it, sensors, sort, altitude, group."""
    seen = (report.at - track.seen) * 1e-6 if track.seen > 0 else 0.0
    missed = max(math.floor(seen / sensor[REVISIT] + 0.5) - 1.0, 0.0)
    track.score += gain(report, d2, size, sensor, track.craft, others, rules.gate2)
    track.score += min(missed, MOST_MISSES) * math.log(1.0 - sensor[SEES + track.craft])
    track.score = min(track.score, MOST_SCORE)
    track.seen = max(track.seen, report.at)
    track.last_sensor = report.sensor
    track.hits += 1
    track.since += 1
    share = 2.0 if report.form == DIRECTION else 1.0
    track.surprise += FADING * (share * d2 - track.surprise)
    note(track, report)
    for k in range(SENSORS_KEPT):
        if track.sensors[k] == report.sensor:
            break
        if track.sensors[k] < 0:
            track.sensors[k] = report.sensor
            break
    if track.craft == 0:
        square = track.east * track.east + track.north * track.north
        if square > rules.fast2 and square > 9.0 * (track.uu + track.vv):
            track.craft = 2


@compiled
def note(track: Any, report: Any) -> None:
    """Take over what a report states besides its place."""
    track.received = max(track.received, report.received)
    if report.craft != 0:
        track.craft = report.craft
    if not math.isnan(report.altitude):
        track.altitude, track.reference = report.altitude, report.reference
        track.stated = report.at
    track.group = max(track.group, report.group)


@compiled
def begin(track: Any, report: Any, movements: Any, rules: Rules) -> None:
    """Begin a track at a report; every field is written."""
    track.id[0], track.id[1] = report.id[0], report.id[1]
    track.craft = report.craft
    restart(track, report, movements[report.craft, 1], rules.speed_variance)
    track.score, track.stage, track.hits, track.since, track.points = 0.0, TENTATIVE, 1, 1, 0
    track.altitude, track.reference, track.stated, track.every = math.nan, 0, 0, 0.0
    track.due = track.seen = track.at
    track.named = track.reported = track.emitted = 0
    track.received, track.marking, track.group = report.received, report.marking, 0
    track.rival, track.rivalry, track.citing = 0, 0, 0
    track.identity, track.last_sensor = report.identity, report.sensor
    for k in range(SENSORS_KEPT):
        track.sensors[k] = -1
    track.sensors[0] = report.sensor
    note(track, report)
    say(track, report, not math.isnan(report.east))
    if report.identity >= 0:
        track.named = report.at


@compiled
def emit(
    points: Any, count: int, slot: int, event: int, track: Any, rules: Rules, from_report: bool
) -> int:
    """Write a point of a track, and before it the one not yet made of where it began or last said.

    Args:
        points: rows of `points.POINT`, written from ``count`` on.
        count: how many there are.
        slot: the track's place.
        event: number of the event that makes it.
        track: the track.
        rules: parameters.
        from_report: whether it is made of an own report: that alone is cited.

    Returns:
        how many there are now.
    """
    if track.said_at > track.emitted and track.said_at < track.at:
        count = _point(points, count, slot, event, track, track.said_at, rules)
        one = points[count - 1]
        one.lon, one.lat, one.sigma = track.said[0], track.said[1], track.said[2]
        one.east, one.north, one.error = track.said[3], track.said[4], 0.0
        one.citing = 1
        one.cited[0], one.cited[1] = track.said_id[0], track.said_id[1]
        track.emitted = track.said_at
    if track.at <= track.emitted:
        return count
    count = _point(points, count, slot, event, track, track.at, rules)
    one = points[count - 1]
    one.lon, one.lat, one.sigma = track.lon, track.lat, sigma_of(track)
    one.east, one.north, one.error = track.east, track.north, math.sqrt(track.uu + track.vv)
    if from_report:
        one.citing = 1
        one.cited[0], one.cited[1] = track.said_id[0], track.said_id[1]
    else:
        one.citing = track.citing
        for k in range(2 * track.citing):
            one.cited[k] = track.cited[k]
        track.citing = 0
    track.emitted = track.at
    return count


@compiled
def _point(
    points: Any, count: int, slot: int, event: int, track: Any, at: int, rules: Rules
) -> int:
    """Write what both points have in common."""
    track.points += 1
    one = points[count]
    one.id[0], one.id[1] = track.id[0], track.id[1]
    one.slot, one.event, one.at, one.received = slot, event, at, track.received
    one.gap = (at - track.emitted) * 1e-6 if track.emitted > 0 else math.nan
    one.points, one.craft, one.identity, one.group = (
        track.points, track.craft, track.identity, track.group,
    )  # fmt: skip
    one.quality = quality(track, at, rules)
    one.altitude, one.reference, one.stated = track.altitude, track.reference, track.stated
    for k in range(SENSORS_KEPT):
        one.sensors[k] = track.sensors[k]
    return count + 1
