"""Who transmits nothing in an exercise, and what each means to do: only sensors can see them.

==================  ======================================================================
role                what it does
==================  ======================================================================
small-boat          from bank to bank, fast, lying there in between: an alert is asked for
angler              a small boat near the line that turns back: it never means to cross
walker              one or several on foot, over the line and on
snowmobile          over the line and on, one or two
off-roader          a vehicle across the fields, over the line
farm-truck          to and fro along the line on its own side
lawful-vehicle      by road through an open port of entry, where it stops and reports
evacuee             the same, away from a fire
treated-traveller   the same, with a medicine in the body that detectors of radiation notice
source-vehicle      a vehicle across the fields, over the line, with a radioactive source in it
fire-crew           to and fro along the line on its own side, to a fire
deer                wander, bolt, come near the line and turn back: must not alert
==================  ======================================================================

Paths are those of `northline.exercise.motion.sail`: who walks turns on the spot, nearly.
"""

from collections.abc import Callable

import msgspec
import numpy as np

from northline.exercise.motion import Sailing
from northline.exercise.river import River
from northline.exercise.scenario import Scenario
from northline.exercise.scenes import UnheardCast
from northline.exercise.vessels import Course, Stage, crosser, loiterer
from northline.geo import ports
from northline.records.sensor import Target

ROAD = 6.0
"""Metres either side of the middle of a road that cars keep to, about."""

DEER_ROUNDS, TRUCK_ROUNDS = 14, 6


class Unheard(msgspec.Struct, frozen=True, kw_only=True):
    """One, or one group, that transmits nothing.

    Attributes:
        role: what it does.
        target: as what a sensor may detect it.
        group: how many there are of it.
        name: its invented name, told where it reports an arrival.
        sailing: its plan.
    """

    role: str
    target: Target
    group: int
    name: str
    sailing: Sailing


def set_out(scenario: Scenario, river: River, random: np.random.Generator) -> list[Unheard]:
    """Cast all of a scenario who transmit nothing; the same random numbers give the same ones."""
    stage = Stage(scenario, river, random)
    out: list[Unheard] = []
    for cast in scenario.unheard:
        for number in range(1, cast.count + 1):
            speed = stage.between(*cast.speed)
            out.append(
                Unheard(
                    role=cast.role,
                    target=cast.target,
                    group=int(random.integers(cast.group[0], cast.group[1] + 1)),
                    name=f"EX {cast.role.upper()} {number}",
                    sailing=PLANS[cast.role](stage, cast, speed),
                )
            )
    return out


def over(stage: Stage, cast: UnheardCast, knots: float) -> Sailing:
    """From somewhere off the line on one side to somewhere off it on the other, and gone."""
    bank, s = stage.bank(), stage.anywhere()
    home = stage.off_line(s, bank * stage.between(*cast.home))
    course = Course(stage, s, home, knots, stage.settled(0.4))
    for share in (0.6, 0.25):  # nobody walks straight
        to = stage.near(course.s, 20.0, 150.0)
        course.go(to, stage.off_line(to, share * home), stage.between(0.0, 40.0))
    to = stage.near(course.s, 20.0, 300.0)
    course.go(to, stage.off_line(to, -bank * stage.between(*cast.home)))
    return course.sailing(cast, leaves=True)


def along(stage: Stage, cast: UnheardCast, knots: float) -> Sailing:
    """To and fro along the line on its own side, with stops."""
    bank, s = stage.bank(), stage.anywhere()
    course = Course(stage, s, stage.off_line(s, bank * stage.between(*cast.line)), knots, 30.0)
    for _ in range(TRUCK_ROUNDS):
        to = stage.near(course.s, 300.0, 2500.0)
        course.go(
            to, stage.off_line(to, bank * stage.between(*cast.line)), stage.between(30.0, 240.0)
        )
    return course.sailing(cast)


def deer(stage: Stage, cast: UnheardCast, knots: float) -> Sailing:
    """Here and there on its own side, at times as near the line as it comes, and away again."""
    bank, s = stage.bank(), stage.anywhere()
    away = stage.between(*cast.home)
    course = Course(stage, s, stage.off_line(s, bank * away), knots, stage.between(0.0, 300.0))
    for _ in range(DEER_ROUNDS):
        near = stage.random.random() < 0.4
        to = stage.near(course.s, 30.0, 350.0)
        metres = stage.between(*(cast.line if near else cast.home))
        course.knots = knots * (3.0 if stage.random.random() < 0.15 else 1.0)
        course.go(to, stage.off_line(to, bank * metres), stage.between(5.0, 180.0))
    return course.sailing(cast)


def lawful(stage: Stage, cast: UnheardCast, knots: float) -> Sailing:
    """By road to an open port of entry, a stop at it beyond the line, and on."""
    bank, s = stage.bank(), _road(stage)
    side = bank * ROAD
    course = Course(stage, s + side, stage.off_line(s, bank * cast.home[1]), knots, 0.0)
    course.go(s + side, stage.off_line(s, bank * 60.0), stage.between(5.0, 30.0))
    course.go(s + side, stage.off_line(s, -bank * 110.0), stage.between(40.0, 200.0))
    course.go(s + side, stage.off_line(s, -bank * cast.home[1]))
    begin = float(int(stage.between(0.0, 0.7 * stage.duration)))
    return course.sailing(cast, begin=begin, leaves=True)


def _road(stage: Stage) -> float:
    """Where along the ground a road leads to a port that is open, or the middle of it."""
    at = stage.begins
    places = [
        stage.river.nearest(port.lon, port.lat)
        for port in ports.open_ports(at, ports.Mode.ROAD)
        if port.lon is not None and port.lat is not None and stage.holds(port.lon, port.lat)
    ]
    return places[int(stage.random.integers(len(places)))] if places else stage.river.length / 2


PLANS: dict[str, Callable[[Stage, UnheardCast, float], Sailing]] = {
    "small-boat": crosser,
    "angler": loiterer,
    "walker": over,
    "snowmobile": over,
    "off-roader": over,
    "farm-truck": along,
    "lawful-vehicle": lawful,
    "deer": deer,
    "evacuee": lawful,
    "fire-crew": along,
    "source-vehicle": over,
    "treated-traveller": lawful,
}
"""How one of each role plans."""
