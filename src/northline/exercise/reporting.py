"""When a transponder reports, and what it then says of its place, with errors.

Intervals are those of ITU-R M.1371-5, annex 1, tables 1 (class A) and 2 (class B), as the
scenario lists them; a report is due once the interval for the *present* speed has passed since
the last one, give or take 5 % (the slots of self-organised access).  A ship changes course
when its heading differs by more than 5 degrees from its mean over the last 30 seconds
(annex 8, 3.1.1 of the same).

Errors of position: half of the variance drifts (Ornstein-Uhlenbeck, `Noise.correlation`), half
is new with every report.
"""

import math

import msgspec
import numpy as np
from numpy.typing import NDArray

from northline.exercise.scenario import Scenario
from northline.exercise.ships import Reporting
from northline.exercise.vessels import Vessel
from northline.records.units import METRES_PER_SECOND_IN_A_KNOT

Floats = NDArray[np.float64]

JITTER = 0.05
TURNING_DEGREES = 5.0
TURNING_SECONDS = 30
STILL = 0.5
"""Knots under which a course over ground says nothing."""


class Report(msgspec.Struct, frozen=True):
    """What a transponder says at a second: degrees, knots, degrees true, degrees a minute."""

    second: int
    lon: float
    lat: float
    knots: float
    course: float
    heading: float
    turn: float


def turning(heading: Floats) -> NDArray[np.bool_]:
    """Whether a ship changes course at each second; ``heading`` (t,) degrees, not wrapped."""
    total = np.concatenate([[0.0], np.cumsum(heading)])
    upto = np.arange(1, len(heading) + 1)
    since = np.maximum(upto - TURNING_SECONDS, 0)
    mean = (total[upto] - total[since]) / (upto - since)
    turns: NDArray[np.bool_] = np.abs(heading - mean) > TURNING_DEGREES
    return turns


def intervals(
    table: tuple[Reporting, ...],
    station: str,
    anchored: bool,
    knots: Floats,
    turns: NDArray[np.bool_],
) -> Floats:
    """Reporting interval in seconds at each second of a (t,) history of speeds in knots."""
    rows = [row for row in table if row.station == station]
    rows = [row for row in rows if row.at_anchor == anchored] or rows
    told = np.full(len(knots), np.inf)
    for row in reversed(rows):
        value = np.where(turns, row.turning or row.seconds, row.seconds)
        told = np.where(knots <= row.up_to, value, told)
    return told


def due(interval: Floats, here: NDArray[np.bool_], random: np.random.Generator) -> list[float]:
    """Seconds, with fractions, at which reports fall due; ``interval`` and ``here`` are (t,)."""
    present = np.flatnonzero(here)
    if not len(present):
        return []
    gaps, first, last = interval.tolist(), int(present[0]), int(present[-1])
    at = first + float(random.random()) * gaps[first]
    spread = random.uniform(1.0 - JITTER, 1.0 + JITTER, 2 * (last - first) + 2).tolist()
    told: list[float] = []
    while at <= last:
        told.append(at)
        factor = spread[len(told) % len(spread)]
        step, since = gaps[int(at)] * factor, at
        # The speed may rise before the interval is over: the shorter interval then holds.
        second = int(at) + 1
        while second <= last and second < since + step:
            step = min(step, max(gaps[second] * factor, second - since))
            second += 1
        at = since + step
    return told


def reports(
    vessel: Vessel,
    lon: Floats,
    lat: Floats,
    heading: Floats,
    speed: Floats,
    here: NDArray[np.bool_],
    scenario: Scenario,
    random: np.random.Generator,
) -> list[Report]:
    """All that one vessel's transponder says; histories are (t,), one value a second."""
    if vessel.station == "none":
        return []
    knots = speed / METRES_PER_SECOND_IN_A_KNOT
    interval = intervals(
        scenario.reporting, vessel.station, vessel.anchored, knots, turning(heading)
    )
    seconds = np.array(due(interval, here, random))
    if not len(seconds):
        return []
    fixed = seconds.astype(np.int64)
    noise = scenario.noise
    assert noise is not None
    east, north = drift(
        fixed, noise.class_a if vessel.station == "A" else noise.class_b, noise.correlation, random
    )
    lons, lats = shifted(lon[fixed], lat[fixed], east, north)
    said = np.maximum(knots[fixed] + random.normal(0.0, noise.speed, len(fixed)), 0.0)
    adrift = random.uniform(0.0, 360.0, len(fixed))
    course = heading[fixed] + random.normal(0.0, 1.0, len(fixed)) * 3.0 / np.maximum(said, 0.5)
    course = np.where(knots[fixed] < STILL, adrift, course) % 360.0
    turns = np.gradient(heading)[fixed] * 60.0
    columns = (fixed, lons, lats, said, course, heading[fixed] % 360.0, turns)
    return [Report(*row) for row in zip(*(c.tolist() for c in columns), strict=True)]


def shifted(lon: Floats, lat: Floats, east: Floats, north: Floats) -> tuple[Floats, Floats]:
    """Degrees of places that are so many metres off."""
    metre = 180.0 / (math.pi * 6371008.8)
    return lon + east * metre / np.cos(np.radians(lat)), lat + north * metre


def drift(
    seconds: NDArray[np.int64], sigma: float, correlation: float, random: np.random.Generator
) -> tuple[Floats, Floats]:
    """Errors east and north in metres at (m,) seconds, of standard deviation ``sigma``."""
    fresh = random.normal(0.0, 1.0, (2, 2, len(seconds)))
    keep = np.exp(-np.diff(seconds, prepend=seconds[0]) / correlation)
    spread = np.sqrt(1.0 - keep**2)
    slow = fresh[0].copy()
    for k in range(1, len(seconds)):
        slow[:, k] = keep[k] * slow[:, k - 1] + spread[k] * fresh[0][:, k]
    east, north = (slow + fresh[1]) * (sigma / math.sqrt(2.0))
    return east, north
