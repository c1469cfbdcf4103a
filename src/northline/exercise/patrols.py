"""Which friendly units are out in an exercise, and what each means to do.

==================  ======================================================================
role                what it does
==================  ======================================================================
patrol-boat         up and down its own side of the channel; now and then a little over the
                    line, which units afloat may do in shared waters (LAW.md rule 8)
patrol-vehicle      to and fro along its own bank, with stops
foot-patrol         on foot, a few hundred metres to and fro
patrol-helicopter   along its own bank, hovering here and there
==================  ======================================================================

No unit on land or in the air is ever sent over the line.  Names are invented; every one begins
with ``EX``.
"""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec
import numpy as np

from northline.exercise.motion import Sailing
from northline.exercise.river import River
from northline.exercise.scenario import Scenario
from northline.exercise.scenes import AFLOAT, UnitCast
from northline.exercise.vessels import Course, Stage
from northline.records.unit import (
    CROSS_DESIGNATED,
    HOST_DIRECTION,
    IN_CANADA,
    IN_UNITED_STATES,
)

COUNTRIES = {1: ("CA", "Cyan"), -1: ("US", "Blue")}
"""By side: the country in a unit's name, and the colour of its team."""

WORDS = {
    "patrol-boat": "BOAT",
    "patrol-vehicle": "CAR",
    "foot-patrol": "FOOT",
    "patrol-helicopter": "HELO",
}

HOME = {1: IN_CANADA, -1: IN_UNITED_STATES}
"""What a unit states of the side of the line that it is of."""

ABOVE_GROUND = {"patrol-helicopter": 250.0}
"""Metres above the ground at which those go who do not go on it."""

GROUND = 141.0
"""Height of the river above the ellipsoid, metres, about: 175 m above the sea, the geoid -34."""


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """One friendly unit of the exercise.

    Attributes:
        role: what it does.
        side: 1 of Canada, -1 of the United States.
        uid: by which it reports.
        callsign: name it is called by.
        team: colour of its team.
        type: Cursor on Target type.
        every: seconds between two reports.
        height: metres above the ellipsoid.
        battery: of its device at the start, percent.
        sailing: its plan.
        states: what it says of its crew, range, speeds and authority: attribute -> text.
    """

    role: str
    side: int
    uid: str
    callsign: str
    team: str
    type: str
    every: float
    height: float
    battery: int
    sailing: Sailing
    states: Mapping[str, str] = MappingProxyType({})


def muster(scenario: Scenario, river: River, random: np.random.Generator) -> list[Unit]:
    """Cast all units of a scenario; the same random numbers give the same ones."""
    if scenario.patrols is None:
        return []
    stage = Stage(scenario, river, random)
    out: list[Unit] = []
    for cast in scenario.patrols.cast:
        for side, count in ((1, cast.canadian), (-1, cast.american)):
            country, team = COUNTRIES[side]
            for number in range(1, count + 1):
                name = f"EX {country} {WORDS[cast.role]} {number}"
                plan = afloat if cast.role in AFLOAT else ashore
                out.append(
                    Unit(
                        role=cast.role,
                        side=side,
                        uid=name.replace(" ", "-"),
                        callsign=name,
                        team=team,
                        type=cast.type,
                        every=stage.between(*cast.every),
                        height=GROUND + ABOVE_GROUND.get(cast.role, 0.0),
                        battery=int(stage.between(40.0, 100.0)),
                        sailing=plan(stage, cast, side, stage.between(*cast.speed)),
                        states=stated(cast, number, side),
                    )
                )
    return out


def stated(cast: UnitCast, number: int, side: int) -> Mapping[str, str]:
    """What the unit of that number says of itself in every report."""
    said = {"crew": str(cast.crew)}
    for name in ("range", "speed_road", "speed_off_road", "speed_water", "speed_air"):
        value = getattr(cast, name)
        if value:
            said[name] = f"{value:g}" if name != "range" else f"{value:.0f}"
    words = [HOME[side]]
    if number <= cast.joint:
        words += [CROSS_DESIGNATED, HOST_DIRECTION]
    said["authority"] = " ".join(words)
    return MappingProxyType(said)


def afloat(stage: Stage, cast: UnitCast, side: int, knots: float) -> Sailing:
    """Up and down its own side of the channel, now and then a little over the line."""
    low, high = _beat(stage, cast)
    s = stage.between(low, high)
    course = Course(stage, s, stage.off_line(s, side * 120.0), knots, stage.between(10.0, 60.0))
    for _ in range(12):
        to = stage.between(low, high)
        course.go(to, stage.off_line(to, side * stage.between(60.0, 200.0)), 60.0)
        if stage.random.random() < cast.touches:
            to = float(np.clip(course.s + stage.between(-300.0, 300.0), low, high))
            course.go(to, stage.off_line(to, -side * stage.between(30.0, 80.0)), 45.0)
            course.go(to, stage.off_line(to, side * stage.between(60.0, 200.0)), 30.0)
    return course.sailing(cast)


def ashore(stage: Stage, cast: UnitCast, side: int, knots: float) -> Sailing:
    """To and fro along its own bank, well inland of the sure water, with stops."""
    low, high = _beat(stage, cast)
    s, inland = stage.between(low, high), stage.between(*cast.inland)
    reach = min(knots * 180.0, high - low)

    def bank(at: float) -> float:
        return stage.across(at, float(side)) + side * inland

    course = Course(stage, s, bank(s), knots, stage.between(5.0, 60.0))
    for _ in range(24):
        to = float(np.clip(course.s + stage.between(-reach, reach), low, high))
        steps = max(int(abs(to - course.s) // 250.0), 1)
        start = course.s
        for step in range(1, steps + 1):
            here = start + step / steps * (to - start)
            course.go(here, bank(here), stage.between(20.0, 180.0) if step == steps else 0.0)
    return course.sailing(cast)


def _beat(stage: Stage, cast: UnitCast) -> tuple[float, float]:
    """Where along the river the unit keeps, metres."""
    ends = sorted(stage.river.reaches[name] for name in cast.between)
    return ends[0], ends[1]
