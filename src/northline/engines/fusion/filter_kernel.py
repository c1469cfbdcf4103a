"""The filter of one track, compiled: how it moves, how a report fits it, what it makes of it.

Importing this module imports numba, so it is imported by the first step that has plots.
"""

import math
from collections.abc import Callable
from typing import Any, TypeVar

import numba

SEMI_MAJOR_M = 6378137.0
ECCENTRICITY_2 = 6.69437999014e-3
RADIAN = math.pi / 180.0
LOG_2_PI = math.log(2.0 * math.pi)

SLOW = 3.5
"""At this speed, m/s, a thing turns with five eighths of its ``agility``."""

TURNED = 10.0
"""So long, s, a thing turns without being seen: what came of it after longer says less."""

FADING = 0.25
"""Weight of the newest innovation in ``surprise``."""

_F = TypeVar("_F", bound=Callable[..., Any])


def compiled(function: _F) -> _F:
    """Machine code of a function, made whenever one that calls it is made anew.

    Without fastmath: replay gives the same bytes.
    """
    compile_it: Any = numba.njit(nogil=True)
    done: _F = compile_it(function)
    return done


def compiled_and_kept(function: _F) -> _F:
    """Machine code of a function, with all that it calls, kept between runs.

    numba makes it anew when the text of the function's own file changes, and looks at no other.
    """
    compile_it: Any = numba.njit(cache=True, nogil=True)
    done: _F = compile_it(function)
    return done


@compiled
def scales(lat: float) -> tuple[float, float]:
    """Metres in a degree of longitude and of latitude, WGS 84."""
    sine = math.sin(lat * RADIAN)
    w = 1.0 - ECCENTRICITY_2 * sine * sine
    return (
        SEMI_MAJOR_M / math.sqrt(w) * math.cos(lat * RADIAN) * RADIAN,
        SEMI_MAJOR_M * (1.0 - ECCENTRICITY_2) / (w * math.sqrt(w)) * RADIAN,
    )


@compiled
def turned(degrees: float) -> float:
    """A difference of longitudes, or one, in [-180, 180)."""
    if degrees >= 180.0:
        return degrees - 360.0
    return degrees + 360.0 if degrees < -180.0 else degrees


@compiled
def agile_of(track: Any, noise: float, agility: float) -> float:
    """Spectral density of the acceleration of a thing that turns, m2/s3.

    What turns is what moves: the acceleration goes with the speed, from a quarter at rest.
    """
    square = track.east * track.east + track.north * track.north
    share = (square + 0.25 * SLOW * SLOW) / (square + SLOW * SLOW)
    return float(noise * (1.0 + (agility - 1.0) * share))


@compiled
def unseen(noise: float, elapsed: float) -> float:
    """The same of what may have turned since it was seen: its error then grows as t, not t^3."""
    share = TURNED / max(elapsed, TURNED)
    return noise * share * share


@compiled
def noise_of(track: Any, movements: Any, turn: float, agility: float) -> float:
    """Spectral density of its acceleration now: more while it surprises, m2/s3."""
    noise = movements[track.craft, 0]
    if track.surprise > turn:
        return float(agile_of(track, noise, agility))
    return float(noise)


@compiled
def spread(track: Any, dt: float, noise: float) -> tuple[float, float, float]:
    """Covariance of its place after dt seconds, m2: xx, xy, yy."""
    grown = noise * dt * dt * dt / 3.0
    return (
        track.xx + dt * (2.0 * track.xu + dt * track.uu) + grown,
        track.xy + dt * (track.xv + track.yu + dt * track.uv),
        track.yy + dt * (2.0 * track.yv + dt * track.vv) + grown,
    )


@compiled
def fit(
    track: Any, report: Any, east_m: float, north_m: float, noise: float, extra: float
) -> tuple[float, float, float, float, float]:
    """Innovation x, y (m), d2, and S's determinant (m4) and xx of a place, for a track."""
    elapsed = (report.at - track.at) * 1e-6
    x = turned(report.lon - track.lon) * east_m - track.east * elapsed
    y = (report.lat - track.lat) * north_m - track.north * elapsed
    xx, xy, yy = spread(track, max(elapsed, 0.0), noise)
    xx, xy, yy = xx + report.xx + extra, xy + report.xy, yy + report.yy + extra
    det = xx * yy - xy * xy
    d2 = (yy * x * x - 2.0 * xy * x * y + xx * y * y) / det
    return x, y, d2, det, xx


@compiled
def towards(track: Any, report: Any, noise: float) -> tuple[float, float, float, float, float]:
    """Innovation (radians), d2, S (radians2), and the gradient x, y of a direction, for a track.

    The azimuth where the sensor stands is that at mid-latitude less half the convergence of the
    meridians.  NaN where the track is nearer than 1 m.
    """
    elapsed = (report.at - track.at) * 1e-6
    middle = 0.5 * (track.lat + report.lat)
    east_m, north_m = scales(middle)
    over = turned(track.lon - report.lon)
    x = over * east_m + track.east * elapsed
    y = (track.lat - report.lat) * north_m + track.north * elapsed
    square = x * x + y * y
    if square < 1.0:
        return math.nan, math.nan, math.nan, 0.0, 0.0
    expected = math.atan2(x, y) - 0.5 * over * RADIAN * math.sin(middle * RADIAN)
    off = report.azimuth - expected
    off -= 2.0 * math.pi * math.floor(off / (2.0 * math.pi) + 0.5)
    gx, gy = y / square, -x / square
    xx, xy, yy = spread(track, max(elapsed, 0.0), noise)
    s = gx * gx * xx + 2.0 * gx * gy * xy + gy * gy * yy + report.xx
    return off, off * off / s, s, gx, gy


@compiled
def advance(track: Any, at: int, noise: float, east_m: float, north_m: float) -> None:
    """Predict a track to an instant; one before its own changes nothing."""
    t = (at - track.at) * 1e-6
    if t <= 0.0:
        return
    track.lon = turned(track.lon + track.east * t / east_m)
    track.lat += track.north * t / north_m
    cubic, square = noise * t * t * t / 3.0, noise * t * t / 2.0
    track.xx += t * (2.0 * track.xu + t * track.uu) + cubic
    track.xy += t * (track.xv + track.yu + t * track.uv)
    track.yy += t * (2.0 * track.yv + t * track.vv) + cubic
    track.xu += t * track.uu + square
    track.xv += t * track.uv
    track.yu += t * track.uv
    track.yv += t * track.vv + square
    track.uu += noise * t
    track.vv += noise * t
    track.at = at


@compiled
def correct(
    track: Any, hx: float, hy: float, hu: float, hv: float, off: float, variance: float
) -> tuple[float, float]:
    """Correct a track by one number; return how far its place moves, m east and north."""
    x = track.xx * hx + track.xy * hy + track.xu * hu + track.xv * hv
    y = track.xy * hx + track.yy * hy + track.yu * hu + track.yv * hv
    u = track.xu * hx + track.yu * hy + track.uu * hu + track.uv * hv
    v = track.xv * hx + track.yv * hy + track.uv * hu + track.vv * hv
    s = x * hx + y * hy + u * hu + v * hv + variance
    gain = off / s
    track.east += u * gain
    track.north += v * gain
    track.xx = max(track.xx - x * x / s, 1e-4)
    track.xy -= x * y / s
    track.yy = max(track.yy - y * y / s, 1e-4)
    track.xu -= x * u / s
    track.xv -= x * v / s
    track.yu -= y * u / s
    track.yv -= y * v / s
    track.uu = max(track.uu - u * u / s, 1e-6)
    track.uv -= u * v / s
    track.vv = max(track.vv - v * v / s, 1e-6)
    return x * gain, y * gain


@compiled
def take_place(
    track: Any, report: Any, x: float, y: float, extra: float, east_m: float, north_m: float,
    speed_variance: float, gate2: float,
) -> None:  # fmt: skip
    """Correct a predicted track by a place x, y from it, and by a stated velocity.

    With R = L L', the rows of the inverse of L are measurements of variance 1 that do not
    depend on each other, so they are taken one after the other.
    """
    root = math.sqrt(report.xx + extra)
    below = report.xy / root
    rest = math.sqrt(max(report.yy + extra - below * below, 1e-6))
    moved_x, moved_y = correct(track, 1.0 / root, 0.0, 0.0, 0.0, x / root, 1.0)
    hx, hy = -below / (root * rest), 1.0 / rest
    off = hx * (x - moved_x) + hy * (y - moved_y)
    more_x, more_y = correct(track, hx, hy, 0.0, 0.0, off, 1.0)
    moved_x, moved_y = moved_x + more_x, moved_y + more_y
    if not math.isnan(report.east):
        # A stated velocity off the gate is trusted no more than the gate allows.
        off = report.east - track.east
        variance = max(speed_variance, off * off / gate2 - track.uu)
        more_x, more_y = correct(track, 0.0, 0.0, 1.0, 0.0, off, variance)
        moved_x, moved_y = moved_x + more_x, moved_y + more_y
        off = report.north - track.north
        variance = max(speed_variance, off * off / gate2 - track.vv)
        more_x, more_y = correct(track, 0.0, 0.0, 0.0, 1.0, off, variance)
        moved_x, moved_y = moved_x + more_x, moved_y + more_y
    track.lon = turned(track.lon + moved_x / east_m)
    track.lat += moved_y / north_m


@compiled
def restart(track: Any, report: Any, speed: float, speed_variance: float) -> None:
    """Make a report the whole estimate; its velocity is the stated one, or unknown."""
    track.lon, track.lat, track.at = report.lon, report.lat, report.at
    track.xx, track.xy, track.yy = report.xx, report.xy, report.yy
    track.xu = track.xv = track.yu = track.yv = track.uv = 0.0
    if math.isnan(report.east):
        track.east = track.north = 0.0
        track.uu = track.vv = speed * speed
    else:
        track.east, track.north = report.east, report.north
        track.uu = track.vv = speed_variance
    track.surprise = 2.0
