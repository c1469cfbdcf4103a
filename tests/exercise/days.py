"""Days that several tests look at, each rehearsed once."""

import functools
import re

import msgspec
import numpy as np

from northline.exercise import Day, Scenario, load, rehearse
from northline.exercise.day import stage
from northline.exercise.scenery import Staged
from northline.exercise.scenes import Reporters, Skies
from northline.exercise.truth import Excursion, Passage, Sent, Truth
from northline.records.position import Craft
from northline.records.track import Direction
from northline.records.units import Degrees, Kilometres, Micros, Seconds

SEEDS = (1, 2, 3)
EPOCH = 1_786_816_800
LINE = re.compile(
    r"\\(?:g:(\d)-(\d)-(\d+),)?s:([A-Z0-9-]+),c:(\d{10})\*([0-9A-F]{2})\\(!AIVDM,[^*]+\*[0-9A-F]{2})"
)


@functools.cache
def detroit() -> Scenario:
    return load("detroit")


def skies() -> Skies:
    told = detroit().aircraft
    assert told is not None
    return told


def reporters() -> Reporters:
    told = detroit().arrivals
    assert told is not None
    return told


@functools.cache
def prairie() -> Scenario:
    return load("prairie")


UNWATCHED = {
    "unheard": (),
    "towers": (),
    "cameras": (),
    "ground_sensors": (),
    "drone": None,
    "registry": None,
    "roads": None,
    "channels": (),
    "allies": (),
}
"""What a scenario leaves out whose people only say what they are, and nobody watches."""


@functools.cache
def unwatched() -> Scenario:
    """The scenario without sensors, and without those whom only sensors can see."""
    return msgspec.structs.replace(detroit(), **UNWATCHED)


@functools.cache
def day(seed: int) -> Day:
    """A day on which nobody watches."""
    return rehearse(unwatched(), seed)


@functools.cache
def watched_day(seed: int) -> Day:
    """The same day, with those who transmit nothing, and all sensors."""
    return rehearse(detroit(), seed)


@functools.cache
def prairie_day(seed: int) -> Day:
    return rehearse(prairie(), seed)


@functools.cache
def staged(seed: int) -> Staged:
    return stage(detroit(), seed)


def only(*roles: str, **changes: object) -> Scenario:
    """The scenario with these roles of those who sail alone, and other changes."""
    cast = tuple(each for each in detroit().cast if each.role in roles)
    alone = {"cast": cast, "aircraft": None, "patrols": None, "arrivals": None}
    return msgspec.structs.replace(unwatched(), **{**alone, **changes})


def lines(day: Day) -> list[re.Match[str]]:
    """Every line that its AIS feed gets, taken apart: group of three, station, time, checksum, sentence."""
    found = []
    for line in day.data().decode("ascii").splitlines():
        match = LINE.fullmatch(line)
        assert match is not None, line
        found.append(match)
    return found


def passage(second: float, direction: Direction = Direction.TO_CANADA, **more: object) -> Passage:
    """A true crossing of ``mmsi:316900001`` with plenty of detections, unless told otherwise."""
    given = {
        "number": 0,
        "identity": "mmsi:316900001",
        "role": "pleasure",
        "second": Seconds(second),
        "since": Seconds(second),
        "at": Micros(EPOCH * 10**6 + round(second * 1e6)),
        "lon": Degrees(-83.04),
        "lat": Degrees(42.32),
        "segment": "atlantic-pacific",
        "km": Kilometres(2298.0),
        "direction": direction,
        "transmitted": 20,
        "detections": 20,
        "before": 10,
        "after": 10,
    }
    return msgspec.convert({**given, **more}, Passage)


def truth(
    *crossings: Passage,
    excluded: tuple[Passage, ...] = (),
    wobbles: tuple[Excursion, ...] = (),
    **more: object,
) -> Truth:
    """A truth with these crossings in it; each role of them has one member."""
    crafts: dict[str, Craft] = {c.role: c.craft for c in crossings + excluded}
    return Truth(
        scenario="planted",
        seed=0,
        start=Micros(EPOCH * 10**6),
        duration=3600,
        line_km=Kilometres(25.0),
        crossings=crossings,
        excluded=excluded,
        wobbles=wobbles,
        roles=dict.fromkeys(sorted(crafts), 1),
        crafts=crafts,
        cast={c.identity: c.role for c in crossings + excluded if c.identity},
        **{"feeds": {"ais": Sent(messages=100, lines=104, damaged=2)}, **more},  # type: ignore[arg-type]
    )


def curve(points: list[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    """Second by second along a path of points in degrees, as (1, t) arrays."""
    lon, lat = np.array(points).T
    return lon[None, :], lat[None, :]
