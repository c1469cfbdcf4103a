"""Whether two crossings, of a track that sensors made and of one that reports itself, are of one thing.

They are where nothing tells them apart: when, where, and how fast and which way they went over, each
within three sigmas of what both state and an allowance for what neither states: clocks are some
seconds off, and what a radar sees of a ship is not where its antenna is.  What was not heard on its
way over is of one thing with a dark one beside which it can have been then; see `meanwhile`.
"""

import math

from northline.engines.crossing.fold import Passage
from northline.engines.crossing.params import CrossingParams
from northline.engines.crossing.passage import Meeting
from northline.engines.crossing.state import Recent
from northline.geo.distance import near_distance
from northline.records.position import Craft
from northline.records.units import METRES_PER_SECOND_IN_A_KNOT

MICROS = 1_000_000

AHEAD = 3.0
"""Seconds by which the times of two tracks of one thing may be off."""

LENGTH = 60.0
"""Metres from the antenna of a ship to where a radar sees it, at most, about."""

SLANT = 600.0
"""Metres by which a radar without height misplaces a low aircraft, besides."""

TURNING = 0.5
"""Share of its speed by which a velocity at the line may be off, as that of a thing that turns."""


def same_time(one: Recent, other: Meeting, params: CrossingParams) -> bool:
    """Whether both may have crossed at one time: a slow thing's length takes its time to pass."""
    speed = max(one.speed or 0.0, other.speed or 0.0) * METRES_PER_SECOND_IN_A_KNOT
    within = AHEAD + 3.0 * math.hypot(one.at_sigma, other.at_sigma) + LENGTH / max(speed, 1.0)
    return abs(one.at - other.at) <= min(float(params.twin_seconds), within) * MICROS


def same_way(one: Recent, other: Meeting, params: CrossingParams) -> bool:
    """Whether both may have had one velocity; whose is not known may have had any."""
    if one.speed is None or one.course is None or other.speed is None or other.course is None:
        return True
    off = math.radians(one.course - other.course)
    metres = METRES_PER_SECOND_IN_A_KNOT * math.sqrt(
        max(one.speed**2 + other.speed**2 - 2.0 * one.speed * other.speed * math.cos(off), 0.0)
    )
    fastest = METRES_PER_SECOND_IN_A_KNOT * max(one.speed, other.speed)
    return metres <= 3.0 * float(params.velocity_sigma) + TURNING * fastest


def meanwhile(one: Recent, passage: Passage, params: CrossingParams) -> bool:
    """Whether what reports itself, silent on its way over, may have crossed where a dark one did.

    Nobody knows its way or its velocity there: it may where the other went over between its last
    report before and its first one after, and it can have been there in time from and to both.
    """
    before, after = passage.before, passage.after
    least = max(float(params.unseen_seconds), params.silent_factor * passage.usual)
    if passage.silence <= least or not before.at <= one.at <= after.at:
        return False
    speeds = [one.speed or 0.0, *(0.0 if math.isnan(e.speed) else e.speed for e in (before, after))]
    most = params.leap_factor * max(speeds) * METRES_PER_SECOND_IN_A_KNOT
    most += float(params.velocity_sigma)
    return all(
        float(near_distance(end.lon, end.lat, one.lon, one.lat)[0])
        <= most * abs(end.at - one.at) / MICROS + 3.0 * math.hypot(end.sigma, one.sigma)
        for end in (before, after)
    )


def apart(one: Recent, other: Meeting, craft: Craft, params: CrossingParams) -> float:
    """How far from one another both may have crossed, m."""
    within = LENGTH + 3.0 * math.hypot(one.sigma, other.sigma)
    most = min(float(params.twin_metres), within)
    most += AHEAD * (other.speed or 0.0) * METRES_PER_SECOND_IN_A_KNOT
    return most + SLANT * (Craft.AIRCRAFT in {one.craft, craft})
