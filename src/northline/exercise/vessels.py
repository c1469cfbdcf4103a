"""Who sails in an exercise, and what each means to do: one plan of waypoints per vessel.

==============  ==========================================================================
role            what it does
==============  ==========================================================================
freighter       up or down the channel, to starboard of the middle, changing sides at times
tug, launch     from bank to bank and back, with a class A transponder
pleasure        from bank to bank, lying there for a while, and on
resident        over the line, without landing, and home: they have nothing to report
loiterer        comes near the line, waits or not, and turns back: it never means to cross
anchored        lies near the line and swings (``anchored-ship``: with class A)
moored          lies at the bank
goes-dark       along one bank, over the line with its transponder off, along the other bank
dark            the same, and never transmits: no AIS can see it
==============  ==========================================================================

Identities are invented; every name begins with ``EX`` for exercise.
"""

from collections.abc import Callable
from typing import Protocol

import msgspec
import numpy as np

from northline.exercise.motion import Sailing, Waypoint
from northline.exercise.river import River
from northline.exercise.scenario import Scenario
from northline.exercise.ships import Cast
from northline.geo import line

FLAGS = {"A": (316, 316, 366, 367, 538, 249), "B": (338, 338, 316), "none": (0,)}
"""Maritime identification digits by class of transponder (ITU-R M.585)."""

BIRDS = (
    "HERON", "TERN", "OSPREY", "LOON", "PLOVER", "MERLIN", "KESTREL", "GREBE", "BITTERN",
    "CURLEW", "AVOCET", "DUNLIN", "EIDER", "GADWALL", "HARRIER", "IBIS", "JAY", "KILLDEER",
    "LARK", "MARTIN",
)  # fmt: skip

MARGIN = 500.0
"""Metres that boats keep from the ends of the river."""


class Vessel(msgspec.Struct, frozen=True, kw_only=True):
    """One vessel of the exercise.

    Attributes:
        role: what it does.
        mmsi: its invented Maritime Mobile Service Identity; 0 without a transponder.
        name: its invented name.
        station: class of its transponder, or ``none``.
        anchored: whether it says that it is at anchor or moored.
        length: bow to stern, metres.
        ship_type: AIS ship and cargo type.
        silence: transponder off so long before and after each crossing, seconds.
        sailing: its plan.
    """

    role: str
    mmsi: int
    name: str
    station: str
    anchored: bool
    length: float
    ship_type: int
    silence: tuple[float, float] | None
    sailing: Sailing


def embark(scenario: Scenario, river: River, random: np.random.Generator) -> list[Vessel]:
    """Cast all vessels of a scenario; the same random numbers give the same fleet."""
    stage = Stage(scenario, river, random)
    total = sum(cast.count for cast in scenario.cast)
    numbers = iter((900_000 + random.choice(90_000, total, replace=False)).tolist())
    fleet: list[Vessel] = []
    for cast in scenario.cast:
        for _ in range(cast.count):
            number, flag = next(numbers), int(random.choice(FLAGS[cast.station]))
            speed = float(random.uniform(*cast.speed))
            sailing = PLANS[cast.role](stage, cast, speed)
            fleet.append(
                Vessel(
                    role=cast.role,
                    mmsi=flag * 1_000_000 + number if cast.station != "none" else 0,
                    name=f"EX {BIRDS[number % len(BIRDS)]} {len(fleet) + 1}",
                    station=cast.station,
                    anchored=cast.role in {"anchored", "anchored-ship", "moored"},
                    length=round(float(random.uniform(*cast.length))),
                    ship_type=cast.ship_type,
                    silence=(
                        (float(random.uniform(*cast.silence)), float(random.uniform(*cast.silence)))
                        if cast.role == "goes-dark"
                        else None
                    ),
                    sailing=sailing,
                )
            )
    return fleet


class Able(Protocol):
    """A cast, as far as it says what its members can do, how often, and how near the line."""

    @property
    def turn(self) -> float:
        """Fastest turn, degrees per second."""

    @property
    def acceleration(self) -> float:
        """Metres per second squared."""


class Roaming(Able, Protocol):
    """A cast that crosses the line, or comes near it, several times."""

    @property
    def passages(self) -> tuple[int, int]:
        """How often (from, to)."""

    @property
    def line(self) -> tuple[float, float]:
        """How near the line they turn back, metres (from, to)."""


class Stage:
    """The river with the line on it, and the dice: what a plan is made from."""

    def __init__(self, scenario: Scenario, river: River, random: np.random.Generator) -> None:
        self.river, self.random, self.duration = river, random, scenario.duration
        self.begins, self._window = scenario.begins, scenario.window
        self._s = np.arange(0.0, river.length, 50.0)
        middle = line.offsets(*river.degrees(self._s, np.zeros_like(self._s)))
        self._line = np.nan_to_num(middle.distance)

    def between(self, low: float, high: float) -> float:
        """Draw a number evenly."""
        return float(self.random.uniform(low, high))

    def anywhere(self) -> float:
        """Draw a place along the river, off its ends."""
        return self.between(MARGIN, self.river.length - MARGIN)

    def near(self, s: float, low: float, high: float) -> float:
        """A place so many metres up or down from ``s``, still off the ends."""
        moved = s + self.between(low, high) * self.random.choice((-1.0, 1.0))
        return float(np.clip(moved, MARGIN, self.river.length - MARGIN))

    def bank(self) -> int:
        """Draw a side: 1 Canada, -1 United States."""
        return int(self.random.choice((-1, 1)))

    def holds(self, lon: float, lat: float) -> bool:
        """Whether a place lies within the window of the scenario."""
        box = self._window
        return box.west <= lon <= box.east and box.south <= lat <= box.north

    def times(self, cast: Roaming) -> int:
        """Draw how many passages a vessel makes."""
        return int(self.random.integers(cast.passages[0], cast.passages[1] + 1))

    def settled(self, share: float) -> float:
        """Draw how long a boat lies before it leaves: long enough to have been heard of."""
        return self.between(200.0, max(share * self.duration, 201.0))

    def off_line(self, s: float, metres: float) -> float:
        """Metres across for a place about so many metres from the line, positive in Canada."""
        wanted = metres - float(np.interp(s, self._s, self._line))
        return float(self.river.within(s, wanted, 0.9))

    def across(self, s: float, share: float) -> float:
        """Metres across for a share of the way to the bank."""
        return float(self.river.across(s, share))


class Course:
    """A plan in the making: places on the river, joined by legs that keep to the water."""

    def __init__(self, stage: Stage, s: float, d: float, knots: float, wait: float) -> None:
        self.stage, self.s, self.d, self.knots = stage, s, d, knots
        self.points = [self._at(s, d, wait)]

    def go(self, s: float, d: float, wait: float = 0.0) -> "Course":
        """Go on to a place of the river and wait there."""
        steps = max(int(abs(s - self.s) // 250.0), 0) + 1
        for step in range(1, steps + 1):
            part = step / steps
            here = self.s + part * (s - self.s)
            off = self.d + part * (d - self.d)
            self.points.append(self._at(here, off, wait if step == steps else 0.0))
        self.s, self.d = s, d
        return self

    def along(self, s: float, share: float, wait: float = 0.0) -> "Course":
        """Go along the river, keeping a share of the way to the bank."""
        steps = max(int(abs(s - self.s) // 250.0), 0) + 1
        start = self.s
        for step in range(1, steps + 1):
            here = start + step / steps * (s - start)
            self.go(here, self.stage.across(here, share), wait if step == steps else 0.0)
        return self

    def _at(self, s: float, d: float, wait: float) -> Waypoint:
        x, y = self.stage.river.place(s, d)
        return Waypoint(float(x), float(y), self.knots, wait)

    def sailing(self, cast: Able, *, begin: float = 0.0, leaves: bool = False) -> Sailing:
        """The finished plan."""
        return Sailing(
            plan=tuple(self.points),
            begin=begin,
            leaves=leaves,
            turn=cast.turn,
            acceleration=cast.acceleration,
        )


def freighter(stage: Stage, cast: Cast, knots: float) -> Sailing:
    """Up or down the channel; under way at the start, or coming in at an end later."""
    river, up = stage.river, stage.bank()
    inside = stage.random.random() < 0.6
    begin = 0.0 if inside else float(int(stage.between(0.0, 0.7 * stage.duration)))
    start = stage.anywhere() if inside else (0.0 if up > 0 else river.length)
    s = np.arange(start, river.length if up > 0 else 0.0, 200.0 * up)
    lane = np.full(len(s), up * stage.between(25.0, 110.0))
    for _ in range(int(stage.random.choice((0, 1, 2), p=(0.3, 0.4, 0.3)))):
        centre, half = stage.between(0.0, river.length), stage.between(800.0, 2500.0)
        over = 1.0 / (1.0 + np.exp((np.abs(s - centre) - half) / 150.0))
        lane += over * (-up * stage.between(15.0, 90.0) - lane)
    d = river.within(s, lane, 0.8)
    x, y = river.place(s, d)
    return Sailing(
        plan=tuple(Waypoint(float(a), float(b), knots) for a, b in zip(x, y, strict=True)),
        begin=begin,
        leaves=True,
        turn=cast.turn,
        acceleration=cast.acceleration,
    )


def crosser(stage: Stage, cast: Roaming, knots: float) -> Sailing:
    """From bank to bank, as often as its passages say, lying there in between."""
    bank, s = stage.bank(), stage.anywhere()
    share = stage.between(0.6, 0.85)
    course = Course(stage, s, stage.across(s, bank * share), knots, stage.settled(0.45))
    for _ in range(stage.times(cast)):
        if stage.random.random() < 0.5:
            course.along(stage.near(course.s, 200.0, 1200.0), bank * share)
        bank, share = -bank, stage.between(0.55, 0.85)
        to = stage.near(course.s, 50.0, 900.0)
        course.go(to, stage.across(to, bank * share), stage.between(200.0, 600.0))
    return course.sailing(cast)


def visitor(stage: Stage, cast: Roaming, knots: float) -> Sailing:
    """Over the line into the waters beyond, on without a stop, and home again."""
    bank, s = stage.bank(), stage.anywhere()
    course = Course(stage, s, stage.across(s, bank * 0.8), knots, stage.settled(0.45))
    for _ in range(stage.times(cast)):
        to = stage.near(course.s, 50.0, 900.0)
        course.go(to, stage.across(to, -bank * stage.between(0.45, 0.7)))
        course.along(stage.near(course.s, 200.0, 1200.0), -bank * stage.between(0.45, 0.7))
        home = stage.near(course.s, 50.0, 900.0)
        course.go(home, stage.across(home, bank * 0.8), stage.between(200.0, 600.0))
    return course.sailing(cast)


def loiterer(stage: Stage, cast: Roaming, knots: float) -> Sailing:
    """Near the line and back to its own bank, again and again."""
    bank, s = stage.bank(), stage.anywhere()
    share = stage.between(0.6, 0.8)
    course = Course(stage, s, stage.across(s, bank * share), knots, stage.settled(0.2))
    for _ in range(stage.times(cast)):
        to = stage.near(course.s, 50.0, 500.0)
        wait = stage.between(20.0, 240.0) if stage.random.random() < 0.5 else 0.0
        course.go(to, stage.off_line(to, bank * stage.between(*cast.line)), wait)
        home = stage.near(course.s, 50.0, 500.0)
        course.go(home, stage.across(home, bank * share), stage.between(20.0, 300.0))
    return course.sailing(cast)


def anchored(stage: Stage, cast: Cast, knots: float) -> Sailing:
    """At anchor near the line, swinging."""
    s, bank = stage.anywhere(), stage.bank()
    course = Course(stage, s, stage.off_line(s, bank * stage.between(*cast.line)), knots, 0.0)
    swing = min(stage.between(0.3, 0.5) * cast.line[0], 20.0)
    return msgspec.structs.replace(course.sailing(cast), swing=swing)


def moored(stage: Stage, cast: Cast, knots: float) -> Sailing:
    """At the bank."""
    s = stage.anywhere()
    return Course(stage, s, stage.across(s, stage.bank() * 0.95), knots, 0.0).sailing(cast)


def slipping(stage: Stage, cast: Cast, knots: float) -> Sailing:
    """Along one bank, over the line, and along the other."""
    bank, s = stage.bank(), stage.anywhere()
    wait = stage.settled(0.3)
    course = Course(stage, s, stage.across(s, bank * 0.75), knots, wait)
    for _ in range(max(stage.times(cast), 1)):
        course.along(stage.near(course.s, 1200.0, 2500.0), bank * 0.75)
        to = stage.near(course.s, 100.0, 500.0)
        bank = -bank
        course.go(to, stage.across(to, bank * 0.75))
        course.along(stage.near(course.s, 1200.0, 2500.0), bank * 0.75, 30.0)
    return course.sailing(cast)


PLANS: dict[str, Callable[[Stage, Cast, float], Sailing]] = {
    "freighter": freighter,
    "tug": crosser,
    "pleasure": crosser,
    "loiterer": loiterer,
    "anchored": anchored,
    "anchored-ship": anchored,
    "moored": moored,
    "launch": crosser,
    "resident": visitor,
    "goes-dark": slipping,
    "dark": slipping,
}
"""How a vessel of each role plans."""
