"""The hot loop of fusion: scans and own reports in order of event time, to tracks.

Importing this module imports numba, so it is imported by the first step that has plots.
"""

import math
from typing import Any

import numpy as np

from northline.engines.fusion.assignment_kernel import share_out
from northline.engines.fusion.filter_kernel import (
    advance,
    agile_of,
    compiled,
    compiled_and_kept,
    correct,
    fit,
    noise_of,
    scales,
    take_place,
    towards,
    turned,
    unseen,
)
from northline.engines.fusion.gate_kernel import extra_of, innovate, pairs
from northline.engines.fusion.own_kernel import leave, own
from northline.engines.fusion.state import BELIEVED, DIRECTION, GONE, OWN, TENTATIVE
from northline.engines.fusion.track_kernel import (
    BEGUN,
    CONFIRMED,
    ENDED,
    EXPLAINED,
    MERGED,
    SEES,
    UNPLACED,
    USED,
    begin,
    cite,
    credit,
    emit,
    end,
    forget_identity,
    prolong,
    reports_itself,
)

CALLED = "1fbe614ad6288f4e"
"""Digest of the other kernels (``tests/engines/test_fusion_kernels.py`` compares it): when one of
them changes, this file does, and numba makes its machine code anew."""

WIDE = 3.0
"""A plot that states the track's identity may be so many gates away."""


@compiled_and_kept
def scans(reports: Any, upto: int, window: int, sensors: int) -> tuple[Any, Any]:
    """Group reports in order of time into scans: plots of one sensor within a window.

    Args:
        reports: rows of `state.REPORT` in order of ``at``.
        upto: a scan that begins before it is complete.
        window: us.
        sensors: number of sensors.

    Returns:
        int32 places of the reports of complete scans, scan by scan; int32 where each begins,
        and after the last where it ends.
    """
    open_scan, opened = np.full(sensors, -1, np.int64), np.zeros(sensors, np.int64)
    scan_of, count = np.full(len(reports), -1, np.int64), 0
    for i in range(len(reports)):
        report = reports[i]
        s = report.sensor
        if report.form != OWN and open_scan[s] >= 0 and report.at <= opened[s] + window:
            scan_of[i] = open_scan[s]
        elif report.at < upto:
            scan_of[i] = count
            if report.form != OWN:
                open_scan[s], opened[s] = count, report.at
            count += 1
        elif report.form != OWN:
            open_scan[s] = -1
    begins = np.zeros(count + 1, np.int32)
    for i in range(len(reports)):
        if scan_of[i] >= 0:
            begins[scan_of[i] + 1] += 1
    for k in range(count):
        begins[k + 1] += begins[k]
    place, order = begins.copy(), np.empty(begins[count], np.int32)
    for i in range(len(reports)):
        if scan_of[i] >= 0:
            order[place[scan_of[i]]] = i
            place[scan_of[i]] += 1
    return order, begins


@compiled
def take(
    reports: Any, i: int, slot: int, tracks: Any, sensor: Any, movements: Any, rules: Any,
    holder: Any, counts: Any, points: Any, made: int, event: int, others: int,
) -> int:  # fmt: skip
    """Give plot i to a track, which others fit too; return how many points there are."""
    track, report = tracks[slot], reports[i]
    forget_identity(track, report.at, holder, rules)
    noise = noise_of(track, movements, rules.turn, rules.agility)
    east_m, north_m = scales(report.lat)
    if report.form == DIRECTION:
        advance(track, report.at, noise, *scales(track.lat))
        off, d2, size, gx, gy = towards(track, report, noise)
        moved_x, moved_y = correct(track, gx, gy, 0.0, 0.0, off, report.xx)
        east_m, north_m = scales(track.lat)
        track.lon, track.lat = turned(track.lon + moved_x / east_m), track.lat + moved_y / north_m
    else:
        extra = extra_of(track, report, rules)
        _, _, agile = innovate(track, report, east_m, north_m, noise, extra, rules)
        if agile:
            noise = unseen(agile_of(track, noise, rules.agility), (report.at - track.at) * 1e-6)
            track.surprise = rules.turn + 1.0
        advance(track, report.at, noise, east_m, north_m)
        x, y, d2, size, _ = fit(track, report, east_m, north_m, noise, extra)
        take_place(track, report, x, y, extra, east_m, north_m, rules.speed_variance, rules.gate2)
    credit(track, report, d2, size, sensor, rules, others)
    cite(track, report)
    counts[USED] += 1
    if report.identity >= 0:
        track.identity, track.named = report.identity, max(track.named, report.at)
        holder[report.identity] = slot
    proven = track.hits >= rules.least_hits and track.score >= rules.confirm
    if proven and track.stage == TENTATIVE:
        track.stage = BELIEVED
        counts[CONFIRMED] += 1
    prolong(track, report.at, sensor, rules)
    if reports_itself(track, report.at, rules):
        counts[EXPLAINED] += 1
    elif track.stage == BELIEVED:
        made = emit(points, made, slot, event, track, rules, False)
    return made


@compiled
def compete(tracks: Any, loser: int, winner: int, holder: Any, counts: Any, rules: Any) -> None:
    """A track was refused a plot that another took: after some times, one of both ends."""
    one, other = tracks[loser], tracks[winner]
    if one.rival != other.id[0]:
        one.rival, one.rivalry = other.id[0], 0
    east_m, north_m = scales(one.lat)
    t = (other.at - one.at) * 1e-6
    x = turned(one.lon - other.lon) * east_m + one.east * t
    y = (one.lat - other.lat) * north_m + one.north * t
    place = one.xx + one.yy + other.xx + other.yy
    speed = one.uu + one.vv + other.uu + other.vv
    u, v = one.east - other.east, one.north - other.north
    if x * x + y * y > 4.0 * place or u * u + v * v > 4.0 * speed:
        one.rivalry = 0
        return
    one.rivalry += 1
    if one.rivalry < rules.merge_after or (one.identity >= 0 and other.identity >= 0):
        return
    if one.identity >= 0:
        end(other, holder)
    else:
        end(one, holder)
    counts[MERGED] += 1


@compiled
def scan(
    reports: Any, rows: Any, tracks: Any, count: int, alive: Any, sensor: Any, movements: Any,
    rules: Any, holder: Any, counts: Any, points: Any, made: int, events: Any, event: int,
) -> tuple[int, int, int, Any]:  # fmt: skip
    """Take one scan; return slots in use, points, events and the tracks alive."""
    m, first = len(rows), reports[rows[0]].at
    kept = 0
    for a in range(len(alive)):
        track = tracks[alive[a]]
        if track.stage != GONE and track.due < first:
            counts[ENDED] += track.stage == BELIEVED
            end(track, holder)
        if track.stage != GONE:
            alive[kept] = alive[a]
            kept += 1
    alive = alive[:kept]
    free = np.ones(m, np.bool_)
    winner = np.full(m, -1, np.int64)
    for k in range(m):  # who says who it is goes first
        report = reports[rows[k]]
        slot = holder[report.identity] if report.identity >= 0 else -1
        if slot < 0 or report.form == DIRECTION or tracks[slot].due < report.at:
            continue
        noise = noise_of(tracks[slot], movements, rules.turn, rules.agility)
        east_m, north_m = scales(report.lat)
        _, _, d2, _, _ = fit(tracks[slot], report, east_m, north_m, noise, rules.extent2)
        if d2 < WIDE * WIDE * rules.gate2:
            free[k], winner[k] = False, slot
        else:
            leave(tracks[slot])
            holder[report.identity] = -1
    busy = winner.copy()
    whose, which, costs, pairs_count = pairs(
        reports, rows, tracks, alive, free, sensor, movements, rules
    )
    taken, many = np.full(len(alive), -1, np.int64), np.zeros(len(alive), np.int64)
    others = np.zeros(m, np.int64)
    row_of, slots = np.full(len(alive), -1, np.int64), np.empty(len(alive), np.int64)
    for stage in (BELIEVED, TENTATIVE):
        ends, n = 0, 0
        rows_in, columns_in = np.empty(pairs_count, np.int64), np.empty(pairs_count, np.int64)
        cost_in = np.empty(pairs_count)
        for e in range(pairs_count):
            a = whose[e]
            track = tracks[alive[a]]
            if track.stage != stage or not free[which[e]]:
                continue
            if row_of[a] < 0:
                row_of[a], slots[n] = n, a
                n += 1
            rows_in[ends], columns_in[ends], cost_in[ends] = row_of[a], which[e], costs[e]
            many[a] += 1
            ends += 1
        none_at, share = np.empty(n), np.empty(n, np.int64)
        for r in range(n):
            craft = tracks[alive[slots[r]]].craft
            none_at[r] = -2.0 * math.log(1.0 - sensor[SEES + craft])
        share_out(rows_in[:ends], columns_in[:ends], cost_in[:ends], none_at, n, m, share)
        for r in range(n):
            if share[r] >= 0:
                taken[slots[r]] = share[r]
                others[share[r]] = many[slots[r]] - 1
                free[share[r]], winner[share[r]] = False, alive[slots[r]]
    for e in range(pairs_count):  # refused what another believed track took
        a, slot = whose[e], winner[which[e]]
        track = tracks[alive[a]]
        if taken[a] >= 0 or slot < 0 or busy[which[e]] >= 0 or slot == alive[a]:
            continue
        if track.stage == BELIEVED and tracks[slot].stage == BELIEVED:
            compete(tracks, alive[a], slot, holder, counts, rules)
    for a in range(len(alive)):  # both have a plot of one scan: they are two
        track = tracks[alive[a]]
        if taken[a] >= 0 and track.rivalry > 0:
            for k in range(m):
                if winner[k] >= 0 and tracks[winner[k]].id[0] == track.rival:
                    track.rivalry = 0
    for k in range(m):
        slot, i = winner[k], rows[k]
        if slot >= 0 and tracks[slot].stage != GONE:
            made = take(
                reports, i, slot, tracks, sensor, movements, rules, holder, counts, points, made,
                event, others[k],
            )  # fmt: skip
            events[event, 0], events[event, 1] = slot, i
            event += 1
    fresh = count
    for k in range(m):
        i = rows[k]
        if winner[k] >= 0:
            continue
        if reports[i].form == DIRECTION:
            counts[UNPLACED] += 1
            continue
        begin(tracks[count], reports[i], movements, rules)
        prolong(tracks[count], reports[i].at, sensor, rules)
        if reports[i].identity >= 0:
            holder[reports[i].identity] = count
        events[event, 0], events[event, 1] = count, i
        counts[BEGUN] += 1
        event += 1
        count += 1
    return count, made, event, np.append(alive, np.arange(fresh, count).astype(np.int32))


@compiled_and_kept
def follow(
    reports: Any, order: Any, begins: Any, tracks: Any, count: int, sensors: Any, movements: Any,
    rules: Any, holder: Any, counts: Any, points: Any, events: Any,
) -> tuple[int, int, int]:  # fmt: skip
    """Take complete scans and own reports in order; return slots, points and events in use.

    Args:
        reports: rows of `state.REPORT`.
        order: int32, see `scans`.
        begins: int32, see `scans`.
        tracks: rows of `state.TRACK`: ``count`` of them, then room; changed.
        count: slots in use.
        sensors: float64 (s, 12), see `track_kernel.REVISIT`.
        movements: float64 (7, 2), see `FusionParams.movements`.
        rules: parameters.
        holder: int32 (identities + 1,), slot of the track that has each, or -1; changed.
        counts: int64 (8,), see `track_kernel.USED`; changed.
        points: rows of `points.POINT`, written; room for two a report.
        events: int32 (n, 2), written: slot and report of each use.
    """
    alive = np.arange(count).astype(np.int32)
    made = event = 0
    for k in range(len(begins) - 1):
        rows = order[begins[k] : begins[k + 1]]
        if reports[rows[0]].form == OWN:
            count, made, event, alive = own(
                reports, rows[0], tracks, count, alive, movements, rules, holder, counts, points,
                made, events, event,
            )  # fmt: skip
        else:
            count, made, event, alive = scan(
                reports, rows, tracks, count, alive, sensors[reports[rows[0]].sensor], movements,
                rules, holder, counts, points, made, events, event,
            )  # fmt: skip
    return count, made, event
