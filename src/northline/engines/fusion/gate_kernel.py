"""Which plots of one scan are within the gate of which tracks, compiled.

Plots stand in a hash grid of cells about `CELL_M` wide, so a track looks only at those near it.
"""

import math
from typing import Any

import numpy as np

from northline.engines.fusion.filter_kernel import (
    LOG_2_PI,
    agile_of,
    compiled,
    fit,
    noise_of,
    scales,
    spread,
    towards,
    turned,
    unseen,
)
from northline.engines.fusion.state import BELIEVED, DIRECTION
from northline.engines.fusion.track_kernel import (
    BEARINGS,
    DENSITY,
    REVISIT,
    SEES,
    STATED,
    compatible,
)

CELL_M = 500.0
METRES_IN_A_DEGREE = 110_574.0
"""The least that a degree of latitude is anywhere, m."""

SELDOM = 6.0
"""Twice the logarithm of 20: a thing that went straight turns before one plot in so many."""

FEW = 6
"""Up to so many plots are looked at without a grid."""


@compiled
def _key(column: int, row: int, mask: int) -> int:
    return ((column * 73856093) ^ (row * 19349663)) & mask


@compiled
def grid(reports: Any, rows: Any, wide: float, high: float) -> tuple[Any, Any]:
    """Hash of cells ``wide`` by ``high`` degrees: the newest plot of each, and the one before.

    Two cells may share a place in the hash: whoever looks compares the cells.
    """
    size = 16
    while size < 2 * len(rows):
        size *= 2
    heads, before = np.full(size, -1, np.int32), np.full(len(rows), -1, np.int32)
    for k in range(len(rows)):
        report = reports[rows[k]]
        key = _key(math.floor(report.lon / wide), math.floor(report.lat / high), size - 1)
        before[k] = heads[key]
        heads[key] = k
    return heads, before


@compiled
def extra_of(track: Any, report: Any, rules: Any) -> float:
    """Variance that a pair has besides the filter's, m2: size of the thing, error of the time."""
    extra = 0.0
    if track.identity >= 0 and report.identity < 0:
        extra = rules.extent2
    if report.untimed != 0:
        square = track.east * track.east + track.north * track.north
        extra += square * rules.untimed_sigma * rules.untimed_sigma
    return extra


@compiled
def may_take(track: Any, report: Any, sensor: Any) -> bool:
    """Whether a track can take a plot at all: one look of one sensor gives it one plot."""
    since = abs(report.at - track.seen) * 1e-6
    again = track.last_sensor == report.sensor and since < 0.5 * sensor[REVISIT]
    if again and sensor[STATED] != 0.0:
        return False
    return bool(compatible(track, report))


@compiled
def innovate(
    track: Any, report: Any, east_m: float, north_m: float, noise: float, extra: float, rules: Any
) -> tuple[float, float, bool]:  # fmt: skip
    """d2 of a place, its cost d2 + ln det S, and whether the thing turned on the way to it.

    Of a track that went straight, the likelier of two is taken: that it still does, or, with
    `SELDOM` against it, that it turns; not where, turning, it might be anywhere by now.
    """
    _, _, d2, det, _ = fit(track, report, east_m, north_m, noise, extra)
    cost = d2 + math.log(det)
    if d2 <= SELDOM or track.stage != BELIEVED or track.surprise > rules.turn:
        return d2, cost, False
    agile = unseen(agile_of(track, noise, rules.agility), (report.at - track.at) * 1e-6)
    _, _, agile_d2, det, agile_xx = fit(track, report, east_m, north_m, agile, extra)
    if agile_xx > rules.widest2 + 4.0 * max(report.xx, report.yy):
        return d2, cost, False
    agile_cost = agile_d2 + math.log(det) + SELDOM
    return (agile_d2, agile_cost, True) if agile_cost < cost else (d2, cost, False)


@compiled
def judge(
    track: Any, report: Any, east_m: float, north_m: float, noise: float, sensor: Any, rules: Any
) -> tuple[bool, float]:
    """Whether a plot is within a track's gate; -2 times what it would add to its score."""
    detection = sensor[SEES + track.craft]
    if report.form == DIRECTION:
        _, d2, s, _, _ = towards(track, report, noise)
        if not d2 < rules.gate2:
            return False, 0.0
        return True, d2 + math.log(s) + LOG_2_PI - 2.0 * math.log(detection / sensor[BEARINGS])
    extra = extra_of(track, report, rules)
    d2, cost, _ = innovate(track, report, east_m, north_m, noise, extra, rules)
    if not d2 < rules.gate2:
        return False, 0.0
    return True, cost + 2.0 * LOG_2_PI - 2.0 * math.log(detection / sensor[DENSITY])


@compiled
def pairs(
    reports: Any, rows: Any, tracks: Any, alive: Any, free: Any, sensor: Any, movements: Any,
    rules: Any,
) -> tuple[Any, Any, Any, int]:  # fmt: skip
    """All pairs within the gate.

    Args:
        reports: rows of `state.REPORT`.
        rows: int32 (m,), the scan's plots among them, in order of time.
        tracks: rows of `state.TRACK`.
        alive: int32 (n,), slots of the tracks.
        free: bool (m,), plots that no track has yet.
        sensor: float64, its row, see `track_kernel.REVISIT`.
        movements: float64 (7, 2).
        rules: parameters.

    Returns:
        place of the track in ``alive``, place of the plot in ``rows``, and cost of each pair;
        and how many there are (the columns may be longer).  They are in the order of ``alive``.
    """
    m = len(rows)
    whose, which, costs = (
        np.empty(4 * m + 16, np.int64),
        np.empty(4 * m + 16, np.int64),
        np.empty(4 * m + 16),
    )
    count = 0
    east_m, north_m = np.empty(m), np.empty(m)
    south, north, widest = 90.0, -90.0, 0.0
    for k in range(m):
        report = reports[rows[k]]
        east_m[k], north_m[k] = scales(report.lat)
        south, north = min(south, report.lat), max(north, report.lat)
        widest = max(widest, report.xx, report.yy)
    first, last = reports[rows[0]].at, reports[rows[m - 1]].at
    half = 0.5e-6 * (last - first)
    narrow = east_m.min()
    wide, high = CELL_M / narrow, CELL_M / METRES_IN_A_DEGREE
    directions = reports[rows[0]].form == DIRECTION
    gridded = m > FEW and not directions
    if gridded:
        heads, before = grid(reports, rows, wide, high)
    else:
        heads, before = np.empty(1, np.int32), np.empty(1, np.int32)
    mask = len(heads) - 1
    for a in range(len(alive)):
        track = tracks[alive[a]]
        noise = noise_of(track, movements, rules.turn, rules.agility)
        elapsed = (last - track.at) * 1e-6
        xx, _, yy = spread(track, max(elapsed, 0.0), noise)
        if track.stage == BELIEVED:
            if max(xx, yy) > rules.widest2 + 4.0 * widest:
                continue
            agile = noise if track.surprise > rules.turn else agile_of(track, noise, rules.agility)
            xx, _, yy = spread(track, max(elapsed, 0.0), agile)
        c0 = c1 = r0 = r1 = 0
        if not directions:
            reach = math.sqrt(rules.gate2 * (max(xx, yy) + widest + rules.extent2)) + half * (
                abs(track.east) + abs(track.north)
            )
            elapsed -= half
            lat = track.lat + track.north * elapsed / METRES_IN_A_DEGREE
            up = 1.01 * reach / METRES_IN_A_DEGREE + abs(track.lat - lat) * 0.02
            if lat + up < south or lat - up > north:
                continue
            lon = turned(track.lon + track.east * elapsed / narrow)
            side = 1.01 * reach / narrow + abs(track.lon - lon) * 0.5
            c0, c1 = math.floor((lon - side) / wide), math.floor((lon + side) / wide)
            r0, r1 = math.floor((lat - up) / high), math.floor((lat + up) / high)
        every = not gridded or (c1 - c0 + 1) * (r1 - r0 + 1) > m
        cells = 1 if every else (c1 - c0 + 1) * (r1 - r0 + 1)
        for cell in range(cells):
            column, row = c0 + cell // (r1 - r0 + 1), r0 + cell % (r1 - r0 + 1)
            k = m - 1 if every else heads[_key(column, row, mask)]
            while k >= 0:
                at = k
                k = k - 1 if every else before[k]
                report = reports[rows[at]]
                if not free[at] or not may_take(track, report, sensor):
                    continue
                if not every:
                    if math.floor(report.lon / wide) != column:
                        continue
                    if math.floor(report.lat / high) != row:
                        continue
                near, cost = judge(
                    track, report, east_m[at], north_m[at], noise, sensor, rules
                )  # fmt: skip
                if not near:
                    continue
                if count == len(whose):
                    whose, which = np.append(whose, whose), np.append(which, which)
                    costs = np.append(costs, costs)
                whose[count], which[count], costs[count] = a, at, cost
                count += 1
    return whose, which, costs, count
