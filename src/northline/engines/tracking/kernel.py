"""The hot loop of tracking: each report, in commit order, to a track of its identity.

Importing this module imports numba, so it is imported by the first step that has reports.
All of it stands in one file, for numba renews its cached machine code by file.
"""

import math
from collections.abc import Callable
from typing import Any, TypeVar

import numba

SEMI_MAJOR_M = 6378137.0
ECCENTRICITY_2 = 6.69437999014e-3
RADIAN = math.pi / 180.0

LON, LAT, EAST, NORTH, PP, PV, VV = range(7)
"""Columns of ``reals``: degrees, m/s, and the covariance of one axis: m2, m2/s, m2/s2."""

FIRST, LAST, RECEIVED, POINTS, CRAFT, TURN = range(6)
"""Columns of ``whole``: instants in us, number of points, code of the craft, order of use."""

NOISE, MAX_SPEED, MAX_GAP, SPEED_SIGMA = range(4)
"""Columns of ``motion``, see `TrackingParams.table`."""

X, Y, SIGMA, UNTIMED, SORT, VX, VY = range(7)
"""Places in a report: degrees, m, 0 or 1, code of the craft, stated velocity in m/s or NaN."""

SKIPPED, LATE, REPEAT, NONE = -1, -2, -3, -4
"""Values of ``slot`` for a report that no track takes; `NONE` never leaves the kernel."""

BEGUN, PREDICTED, SURPRISING, IMPOSSIBLE = range(4)
"""Values of ``how``: begins a track, used, used though off the gate, out of reach of others."""

_F = TypeVar("_F", bound=Callable[..., Any])


def _compiled(function: _F) -> _F:
    compile_it: Any = numba.njit(cache=True, nogil=True)
    done: _F = compile_it(function)
    return done


@_compiled
def offset(lon0: float, lat0: float, lon1: float, lat1: float) -> tuple[float, float, float, float]:
    r"""Metres east and north from 0 to 1, and metres in a degree of either, at mid-latitude.

    .. math:: x = N \cos\bar\varphi\,\Delta\lambda, \qquad y = M\,\Delta\varphi

    (Gauss; WGS 84; better than 1e-4 within 100 km up to 70 degrees north.)
    """
    middle = 0.5 * (lat0 + lat1) * RADIAN
    sine = math.sin(middle)
    w = 1.0 - ECCENTRICITY_2 * sine * sine
    east_m = SEMI_MAJOR_M / math.sqrt(w) * math.cos(middle) * RADIAN
    north_m = SEMI_MAJOR_M * (1.0 - ECCENTRICITY_2) / (w * math.sqrt(w)) * RADIAN
    turned = lon1 - lon0
    if turned >= 180.0:
        turned -= 360.0
    elif turned < -180.0:
        turned += 360.0
    return turned * east_m, (lat1 - lat0) * north_m, east_m, north_m


@_compiled
def predict(track: Any, t: float, noise: float) -> tuple[float, float, float]:
    """The covariance P' of one axis after t seconds: pp, pv, vv."""
    return (
        track[PP] + t * (2.0 * track[PV] + t * track[VV]) + noise * t * t * t / 3.0,
        track[PV] + t * track[VV] + noise * t * t / 2.0,
        track[VV] + noise * t,
    )


@_compiled
def variance(track: Any, report: Any, untimed_sigma: float) -> float:
    """The variance R of a fix along one axis, with the way the thing goes in an error of time."""
    r = report[SIGMA] * report[SIGMA]
    if report[UNTIMED] != 0.0:
        square = track[EAST] * track[EAST] + track[NORTH] * track[NORTH]
        r += square * untimed_sigma * untimed_sigma
    return float(r)


@_compiled
def judge(
    track: Any, t: float, report: Any, motion: Any, slack: float, untimed_sigma: float
) -> tuple[bool, float, float]:
    """Whether a track can reach a report; d2 of its innovation, and the cost d2 + 2 ln S.

    Where t is 0 or below only the reach counts, taken backwards; then d2 and cost are 0.
    """
    x, y, _, _ = offset(track[LON], track[LAT], report[X], report[Y])
    reach = motion[MAX_SPEED] * (abs(t) + slack) + 3.0 * (math.sqrt(track[PP]) + report[SIGMA])
    if x * x + y * y > reach * reach:
        return False, 0.0, 0.0
    if t <= 0.0:
        return True, 0.0, 0.0
    pp, _, _ = predict(track, t, motion[NOISE])
    s = pp + variance(track, report, untimed_sigma)
    dx, dy = x - track[EAST] * t, y - track[NORTH] * t
    d2 = (dx * dx + dy * dy) / s
    return True, d2, d2 + 2.0 * math.log(s)


@_compiled
def choose(
    row: Any, at: int, received: int, report: Any, motion: Any, gate2: float, slack: float,
    untimed_sigma: float, forget: int, reals: Any, whole: Any,
) -> tuple[int, float, bool]:  # fmt: skip
    """The slot that takes a report, or why none; d2 there; whether some track cannot reach it."""
    best, best_d2, best_cost, refused = NONE, 0.0, math.inf, False
    for k in range(len(row)):
        s = row[k]
        if s < 0:
            break
        kind = int(report[SORT]) if report[SORT] != 0.0 else whole[s, CRAFT]
        t = (at - whole[s, LAST]) * 1e-6
        if received - whole[s, RECEIVED] > forget or at < whole[s, FIRST]:
            continue
        if t > motion[kind, MAX_GAP]:
            continue
        near, d2, cost = judge(reals[s], t, report, motion[kind], slack, untimed_sigma)
        if not near:
            refused = True
        elif t <= 0.0:
            # Within the life of a track that it fits: late, or said twice.
            return (REPEAT if t == 0.0 else LATE), 0.0, False
        else:
            fits = d2 <= gate2
            best_fits = best >= 0 and best_d2 <= gate2
            if (fits and not best_fits) or (fits == best_fits and cost < best_cost):
                best, best_d2, best_cost = s, d2, cost
    return best, best_d2, refused


@_compiled
def begin(track: Any, report: Any, motion: Any) -> None:
    """Start a track at a report; its velocity is the stated one, or unknown up to the maximum."""
    track[LON], track[LAT] = report[X], report[Y]
    track[PP], track[PV] = report[SIGMA] * report[SIGMA], 0.0
    if math.isnan(report[VX]):
        track[EAST], track[NORTH] = 0.0, 0.0
        track[VV] = motion[MAX_SPEED] * motion[MAX_SPEED] / 9.0
    else:
        track[EAST], track[NORTH] = report[VX], report[VY]
        track[VV] = motion[SPEED_SIGMA] * motion[SPEED_SIGMA]


@_compiled
def update(
    track: Any, t: float, report: Any, motion: Any, gate2: float, scale: float, untimed_sigma: float
) -> None:
    """Predict a track to a report and correct it by the fix, then by a stated velocity."""
    pp, pv, vv = predict(track, t, motion[NOISE])
    r = variance(track, report, untimed_sigma)
    pp, pv, vv, r = pp * scale, pv * scale, vv * scale, r * scale
    x, y, east_m, north_m = offset(track[LON], track[LAT], report[X], report[Y])
    ve, vn = track[EAST], track[NORTH]
    px, py = ve * t, vn * t
    dx, dy = x - px, y - py
    gain_p, gain_v = pp / (pp + r), pv / (pp + r)
    px, py, ve, vn = px + gain_p * dx, py + gain_p * dy, ve + gain_v * dx, vn + gain_v * dy
    pp, pv, vv = (1.0 - gain_p) * pp, (1.0 - gain_p) * pv, vv - gain_v * pv
    if not math.isnan(report[VX]):
        dx, dy = report[VX] - ve, report[VY] - vn
        rv = motion[SPEED_SIGMA] * motion[SPEED_SIGMA]
        rv = max(rv, (dx * dx + dy * dy) / gate2 - vv)
        gain_p, gain_v = pv / (vv + rv), vv / (vv + rv)
        px, py, ve, vn = px + gain_p * dx, py + gain_p * dy, ve + gain_v * dx, vn + gain_v * dy
        pp, pv, vv = pp - gain_p * pv, (1.0 - gain_v) * pv, (1.0 - gain_v) * vv
    lon = track[LON] + px / east_m
    if lon >= 180.0:
        lon -= 360.0
    elif lon < -180.0:
        lon += 360.0
    track[LON], track[LAT] = lon, track[LAT] + py / north_m
    track[EAST], track[NORTH] = ve, vn
    track[PP], track[PV], track[VV] = max(pp, 1e-4), pv, max(vv, 1e-6)


@_compiled
def place(row: Any, s: int, whole: Any) -> None:
    """Enter a new slot for an identity; when it has no room, in place of the one longest unused."""
    stale = 0
    for k in range(len(row)):
        if row[k] < 0:
            row[k] = s
            return
        if whole[row[k], TURN] < whole[row[stale], TURN]:
            stale = k
    whole[row[stale], TURN] = -1
    row[stale:-1] = row[stale + 1 :].copy()
    row[-1] = s


@_compiled
def follow(
    code: Any, at: Any, received: Any, reports: Any, motion: Any, gate2: float, slack: float,
    untimed_sigma: float, forget: int, table: Any, count: int, reals: Any, whole: Any,
    slot: Any, how: Any, out: Any,
) -> int:  # fmt: skip
    """Take n reports in order; return how many slots are in use afterwards.

    For n reports, m identities of up to K tracks, c slots:

    Args:
        code: int32 (n,), identity 0 to m - 1, or -1 for a report that is not to be used.
        at: int64 (n,), us.
        received: int64 (n,), us.
        reports: float64 (n, 7), see `X`.
        motion: float64 (crafts, 4), see `NOISE`.
        gate2: square of the gate.
        slack: seconds granted before a speed is impossible.
        untimed_sigma: error of the time of a report that states none, s.
        forget: us of received time after which a track is forgotten.
        table: int64 (m, K), slots of each identity, filled from the left, -1 after; changed.
        count: slots in use.
        reals: float64 (c, 7), see `LON`; changed.
        whole: int64 (c, 6), see `FIRST`; TURN becomes -1 where a track was crowded out; changed.
        slot: int64 (n,), written: the track that took it, or `SKIPPED`, `LATE`, `REPEAT`.
        how: int8 (n,), written: see `BEGUN`.
        out: float64 (n, 10), written: the track's ``reals`` after it, its points, its craft, and
            the seconds since its point before (NaN at its first).
    """
    for i in range(len(code)):
        slot[i] = SKIPPED
        if code[i] < 0:
            continue
        row, report = table[code[i]], reports[i]
        s, d2, refused = choose(
            row, at[i], received[i], report, motion, gate2, slack, untimed_sigma, forget,
            reals, whole,
        )  # fmt: skip
        if s in (LATE, REPEAT):
            slot[i] = s
            continue
        turn = 0
        for k in range(len(row)):
            if row[k] >= 0:
                turn = max(turn, whole[row[k], TURN])
        if s == NONE:
            s = count
            count += 1
            out[i, 9] = math.nan
            how[i] = IMPOSSIBLE if refused else BEGUN
            begin(reals[s], report, motion[int(report[SORT])])
            place(row, s, whole)
            whole[s, FIRST], whole[s, RECEIVED] = at[i], received[i]
            whole[s, POINTS], whole[s, CRAFT] = 0, int(report[SORT])
        else:
            how[i] = PREDICTED if d2 <= gate2 else SURPRISING
            if report[SORT] != 0.0:
                whole[s, CRAFT] = int(report[SORT])
            t = (at[i] - whole[s, LAST]) * 1e-6
            out[i, 9] = t
            scale = max(d2 / gate2, 1.0)
            update(reals[s], t, report, motion[whole[s, CRAFT]], gate2, scale, untimed_sigma)
            whole[s, RECEIVED] = max(whole[s, RECEIVED], received[i])
        whole[s, LAST] = at[i]
        whole[s, POINTS] += 1
        whole[s, TURN] = turn + 1
        slot[i] = s
        out[i, :7] = reals[s]
        out[i, 7], out[i, 8] = whole[s, POINTS], whole[s, CRAFT]
    return count
