"""What a thing reports of itself, compiled: it says where the track of its identity is."""

import math
from typing import Any

import numpy as np

from northline.engines.fusion.filter_kernel import (
    advance,
    compiled,
    fit,
    noise_of,
    restart,
    scales,
    take_place,
)
from northline.engines.fusion.state import BELIEVED, GONE
from northline.engines.fusion.track_kernel import (
    AIR,
    ENDED,
    MEDIUM,
    MOST_SCORE,
    OWNED,
    begin,
    compatible,
    emit,
    end,
    note,
    place,
    reports_itself,
    say,
)

UNSEEN = 30_000_000
"""How long a track that lost its identity waits to be seen, us."""

SETTLED_BY = 3
"""After so many plots since a thing's own report, a report from elsewhere is of another thing."""


AIRBORNE = 25.0
"""Nothing on water or land is taken to go faster, m/s: a track that may be there is no aircraft's."""


@compiled
def over_head(track: Any, report: Any) -> bool:
    """Whether a thing in the air reports itself above a track that may well be on the surface."""
    if MEDIUM[report.craft] != AIR or MEDIUM[track.craft] == AIR:
        return False
    return bool(track.east * track.east + track.north * track.north < AIRBORNE * AIRBORNE)


@compiled
def nearest(tracks: Any, alive: Any, report: Any, movements: Any, rules: Any) -> int:
    """The track without an identity that an own report fits best, or -1."""
    best, least = -1, math.inf
    east_m, north_m = scales(report.lat)
    for slot in alive:
        track = tracks[slot]
        if track.stage == GONE or track.due < report.at or track.identity >= 0:
            continue
        if track.hits < 2 or not compatible(track, report) or over_head(track, report):
            continue
        noise = noise_of(track, movements, rules.turn, rules.agility)
        _, _, d2, det, _ = fit(track, report, east_m, north_m, noise, rules.extent2)
        if d2 < rules.gate2 and d2 + math.log(det) < least:
            best, least = slot, d2 + math.log(det)
    return best


@compiled
def variance_of(track: Any, report: Any, rules: Any) -> float:
    """What an own report's variance grows by: the sensors' view of the thing, error of the time."""
    extra = rules.extent2 if track.seen > track.reported else 0.0
    if report.untimed != 0:
        square = track.east * track.east + track.north * track.north
        extra += square * rules.untimed_sigma * rules.untimed_sigma
    return float(extra)


@compiled
def strays(track: Any, report: Any, movements: Any, rules: Any) -> bool:
    """Whether a thing reports itself off the gate of the track that has its identity."""
    noise = noise_of(track, movements, rules.turn, rules.agility)
    extra = variance_of(track, report, rules)
    _, _, d2, _, _ = fit(track, report, *scales(report.lat), noise, extra)
    return bool(d2 >= rules.gate2)


@compiled
def call(track: Any, first: int, second: int) -> None:
    """Give a track the id of another one: it makes that one's points from now on."""
    track.id[0], track.id[1] = first, second
    track.points, track.emitted = 0, 0


@compiled
def leave(track: Any) -> None:
    """Take a track's identity, and its id, which go on together.

    It lives on, under the id of its latest plot, for as long as a sensor sees it.  Where the thing
    last reported itself is no place of what sensors follow: its first point is that of that plot.
    """
    track.identity, track.reported = -1, 0
    track.due = 0
    if track.citing > 0:
        track.due = track.seen + UNSEEN
        first, second = track.cited[2 * track.citing - 2], track.cited[2 * track.citing - 1]
        call(track, first, second)
        place(track, first, second, True)


@compiled
def absorb(track: Any, report: Any, movements: Any, rules: Any) -> None:
    """Correct a track by an own report; where that is off the gate, it is the whole estimate."""
    noise = noise_of(track, movements, rules.turn, rules.agility)
    east_m, north_m = scales(report.lat)
    if strays(track, report, movements, rules):
        restart(track, report, movements[report.craft, 1], rules.speed_variance)
        return
    extra = variance_of(track, report, rules)
    advance(track, report.at, noise, east_m, north_m)
    x, y, _, _, _ = fit(track, report, east_m, north_m, noise, extra)
    take_place(track, report, x, y, extra, east_m, north_m, rules.speed_variance, rules.gate2)


@compiled
def own(
    reports: Any, i: int, tracks: Any, count: int, alive: Any, movements: Any, rules: Any,
    holder: Any, counts: Any, points: Any, made: int, events: Any, event: int,
) -> tuple[int, int, int, Any]:  # fmt: skip
    """Take what a thing reports of itself; return slots, points, events and the tracks alive.

    The track of its identity takes it, or, where that one is elsewhere, a dark track that it fits,
    which gets identity and id; or one begins.  So the id goes with the identity, as in
    ``tracking``: it is that of the first own report.
    """
    report = reports[i]
    slot, first, second = holder[report.identity], report.id[0], report.id[1]
    if slot >= 0 and tracks[slot].due < report.at:
        counts[ENDED] += tracks[slot].stage == BELIEVED
        end(tracks[slot], holder)
        slot = -1
    if slot >= 0 and tracks[slot].reported == report.at:
        return count, made, event, alive
    renamed = False
    if slot >= 0 and strays(tracks[slot], report, movements, rules):
        other = nearest(tracks, alive, report, movements, rules)
        followed = tracks[slot].since >= SETTLED_BY and tracks[slot].seen > tracks[slot].reported
        if other >= 0 or followed:  # what sensors follow there is another thing
            first, second = tracks[slot].id[0], tracks[slot].id[1]
            leave(tracks[slot])
            slot, renamed = other, True
    elif slot < 0:
        slot, renamed = nearest(tracks, alive, report, movements, rules), True
    if slot >= 0:
        absorb(tracks[slot], report, movements, rules)
    else:
        slot = count
        begin(tracks[slot], report, movements, rules)
        tracks[slot].sensors[0], tracks[slot].hits, tracks[slot].seen = -1, 0, 0
        alive = np.append(alive, np.array([slot], np.int32))
        count += 1
    track = tracks[slot]
    silent = not reports_itself(track, report.at, rules)
    if track.reported > 0:
        gap = min(max((report.at - track.reported) * 1e-6, 0.0), rules.silence_first)
        track.every = gap if track.every == 0.0 else track.every + 0.25 * (gap - track.every)
    track.identity, track.stage, track.score = report.identity, BELIEVED, MOST_SCORE
    track.named = track.reported = report.at
    track.since, track.citing, track.rivalry, track.last_sensor = 0, 0, 0, -1
    track.due = max(track.due, report.at + rules.report_keep)
    holder[report.identity] = slot
    note(track, report)
    say(track, report, track.hits > 0 or track.every > 0.0 or not math.isnan(report.east))
    counts[OWNED] += 1
    events[event, 0], events[event, 1] = slot, i
    if silent and track.emitted > 0:
        made = emit(points, made, slot, event, track, rules, True)
    if renamed:
        call(track, first, second)
    return count, made, event + 1, alive
