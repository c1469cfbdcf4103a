"""Who flies in an exercise, and what each means to do.

=================  =======================================================================
role               what it does
=================  =======================================================================
airliner           straight over the river, high: its crossing asks for no alert
light              circles over its own country, low
sightseer          along the river on its own side, low and near the line: must not alert
helicopter         along its own bank, hovering here and there: must not alert
water-bomber       from a lake to the fire and back, on its own side: must not alert
search-helicopter  strip by strip over its own side, as one looks for something: must not alert
light-crosser      over the line, low and away from any aerodrome: an alert is asked for
dark-aircraft      the same, lower and slower, and never transmits: no ADS-B can see it
=================  =======================================================================

Paths are flown by `northline.exercise.motion.sail`; a plane turns as a boat does, only wider.
Addresses and call signs are invented; every call sign begins with ``EX``.
"""

import math
from collections.abc import Callable

import msgspec
import numpy as np
from numpy.typing import NDArray

from northline.exercise.adsb_frames import FEET_IN_A_METRE
from northline.exercise.motion import Sailing, Waypoint
from northline.exercise.river import River
from northline.exercise.scenario import Scenario
from northline.exercise.scenes import AirCast
from northline.exercise.vessels import Course, Stage
from northline.records.units import METRES_PER_SECOND_IN_A_KNOT

Floats = NDArray[np.float64]

BLOCKS = (0xC00000, 0xA00000)
"""First addresses of Canada and of the United States (ICAO Annex 10, volume III, table 9-1)."""

REACH = 28_000.0
"""Metres either side of the river over which an airliner is heard."""

NEAR = 8_500.0
"""Metres either side of the river that a light aircraft comes from and goes to."""

RUNS = 10
"""Loads that a water bomber drops, at most: it is gone after the last."""

STRIP = 250.0
"""Metres from one strip of a search to the next."""

OBLIQUE = 40.0
"""Degrees by which a flight over the river may be off the shortest way across."""


class Aircraft(msgspec.Struct, frozen=True, kw_only=True):
    """One aircraft of the exercise.

    Attributes:
        role: what it does.
        address: its invented 24-bit address; 0 without a transponder.
        callsign: its invented call sign.
        category: emitter category, such as A3.
        height: pressure altitude where it appears, metres.
        climb: metres a second, down negative.
        sailing: its plan.
    """

    role: str
    address: int
    callsign: str
    category: str
    height: float
    climb: float
    sailing: Sailing


def take_off(scenario: Scenario, river: River, random: np.random.Generator) -> list[Aircraft]:
    """Cast all aircraft of a scenario; the same random numbers give the same ones."""
    if scenario.aircraft is None:
        return []
    stage = Stage(scenario, river, random)
    total = sum(cast.count for cast in scenario.aircraft.cast)
    numbers = iter(random.choice(0x3FFFF, total, replace=False).tolist())
    fleet: list[Aircraft] = []
    for cast in scenario.aircraft.cast:
        for _ in range(cast.count):
            number, block = next(numbers), int(random.choice(BLOCKS))
            climbs = random.random() < cast.climb
            rate = float(random.choice((-1.0, 1.0))) * cast.climb_rate / 60.0 / FEET_IN_A_METRE
            fleet.append(
                Aircraft(
                    role=cast.role,
                    address=block + number if cast.transponder else 0,
                    callsign=f"EX{1000 + number % 9000}",
                    category=cast.category,
                    height=stage.between(*cast.height),
                    climb=rate if climbs else 0.0,
                    sailing=PLANS[cast.role](stage, cast, stage.between(*cast.speed)),
                )
            )
    return fleet


def heights(fleet: list[Aircraft], scenario: Scenario) -> Floats:
    """Pressure altitude at each second, (n, t) metres; nobody leaves the band of the role."""
    assert scenario.aircraft is not None
    bands: dict[str, tuple[float, float]] = {
        cast.role: cast.height for cast in scenario.aircraft.cast
    }
    seconds = np.arange(scenario.duration, dtype=np.float64)
    told = np.zeros((len(fleet), scenario.duration))
    for i, each in enumerate(fleet):
        climbed = each.climb * np.maximum(seconds - each.sailing.begin, 0.0)
        told[i] = np.clip(each.height + climbed, *bands[each.role])
    return told


def over(stage: Stage, cast: AirCast, knots: float, reach: float) -> Sailing:
    """Straight over the river, from so many metres on one side to as many on the other."""
    s, up = stage.anywhere(), stage.bank()
    (x0, x1), (y0, y1) = stage.river.place([s, s], [-100.0, 100.0])
    across = math.atan2(x1 - x0, y1 - y0) + (0.0 if up > 0 else math.pi)
    course = across + math.radians(stage.between(-OBLIQUE, OBLIQUE))
    east, north = reach * math.sin(course), reach * math.cos(course)
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    flight = 2.0 * reach / (knots * METRES_PER_SECOND_IN_A_KNOT)
    return Sailing(
        plan=(Waypoint(x - east, y - north, knots), Waypoint(x + east, y + north, knots)),
        begin=float(int(stage.between(0.0, max(stage.duration - flight, 1.0)))),
        leaves=True,
        turn=cast.turn,
        acceleration=cast.acceleration,
    )


def airliner(stage: Stage, cast: AirCast, knots: float) -> Sailing:
    """High over the river, heard from afar."""
    return over(stage, cast, knots, REACH)


def crosser(stage: Stage, cast: AirCast, knots: float) -> Sailing:
    """Low over the river, from one country to the other."""
    return over(stage, cast, knots, NEAR)


def light(stage: Stage, cast: AirCast, knots: float) -> Sailing:
    """Round and round over its own country."""
    away = stage.bank() * stage.between(*cast.off)
    x, y = stage.river.place(stage.anywhere(), away)
    radius, start = stage.between(700.0, 1100.0), stage.between(0.0, 2.0 * math.pi)
    rounds = int(stage.between(2.0, 6.0))
    angles = start + stage.bank() * np.arange(0, 8 * rounds + 1) * math.pi / 4.0
    plan = tuple(
        Waypoint(float(x + radius * math.sin(a)), float(y + radius * math.cos(a)), knots)
        for a in angles.tolist()
    )
    return Sailing(
        plan=plan,
        begin=float(int(stage.between(0.0, 0.6 * stage.duration))),
        leaves=True,
        turn=cast.turn,
        acceleration=cast.acceleration,
    )


def sightseer(stage: Stage, cast: AirCast, knots: float) -> Sailing:
    """Once along the river, on its own side of the line."""
    ends = (0.0, stage.river.length)[:: stage.bank()]
    course = Course(stage, ends[0], stage.bank() * stage.between(*cast.off), knots, 0.0)
    course.go(ends[1], course.d)
    begin = float(int(stage.between(0.0, 0.6 * stage.duration)))
    return course.sailing(cast, begin=begin, leaves=True)


def helicopter(stage: Stage, cast: AirCast, knots: float) -> Sailing:
    """Along its own bank, hovering now and then."""
    bank = stage.bank()
    course = Course(stage, stage.anywhere(), bank * stage.between(*cast.off), knots, 0.0)
    for _ in range(int(stage.between(3.0, 6.0))):
        away = bank * stage.between(*cast.off)
        course.go(stage.near(course.s, 1500.0, 5000.0), away, stage.between(30.0, 240.0))
    begin = float(int(stage.between(0.0, 0.4 * stage.duration)))
    return course.sailing(cast, begin=begin, leaves=True)


def bomber(stage: Stage, cast: AirCast, knots: float) -> Sailing:
    """To and fro between the water that it fills up from and the fire, on its own side."""
    bank, lake = stage.bank(), stage.anywhere()
    fire, water = stage.near(lake, 2500.0, 5000.0), bank * cast.off[1]
    course = Course(stage, lake, water, knots, 0.0)
    for _ in range(RUNS):
        near = bank * stage.between(*cast.off)
        course.go(stage.near(fire, 0.0, 400.0), near)
        course.go(lake, water)
    begin = float(int(stage.between(0.0, 0.3 * stage.duration)))
    return course.sailing(cast, begin=begin, leaves=True)


def search(stage: Stage, cast: AirCast, knots: float) -> Sailing:
    """Strip by strip, each `STRIP` metres farther from the line than the last, and back again."""
    bank, s = stage.bank(), stage.anywhere()
    ends = (s, stage.near(s, 1500.0, 3000.0))
    strips = [*np.arange(cast.off[0], cast.off[1], STRIP)]
    course = Course(stage, s, bank * cast.off[0], knots, 0.0)
    for number, off in enumerate(strips + strips[::-1]):
        course.go(ends[number % 2], bank * float(off))
        course.go(ends[(number + 1) % 2], bank * float(off))
    begin = float(int(stage.between(0.0, 0.2 * stage.duration)))
    return course.sailing(cast, begin=begin, leaves=True)


PLANS: dict[str, Callable[[Stage, AirCast, float], Sailing]] = {
    "airliner": airliner,
    "light": light,
    "sightseer": sightseer,
    "helicopter": helicopter,
    "water-bomber": bomber,
    "search-helicopter": search,
    "light-crosser": crosser,
    "dark-aircraft": crosser,
}
"""How an aircraft of each role plans."""
