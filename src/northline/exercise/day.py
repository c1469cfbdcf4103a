"""An exercise day: what will be said, second by second, and what really happens."""

import zlib
from collections.abc import Sequence

import msgspec
import numpy as np

from northline.exercise import scenery
from northline.exercise.channels import ADSB, AIS, ARRIVALS, COT, Channel, channels
from northline.exercise.judging import line_in
from northline.exercise.movers import Movers, joined
from northline.exercise.notices import Named, notify
from northline.exercise.radio import Message
from northline.exercise.relay import Relay
from northline.exercise.river import River
from northline.exercise.scenario import Scenario
from northline.exercise.scenery import Generators, Scene, Staged
from northline.exercise.sensing import sensors, watch
from northline.exercise.streets import ROADS, tell
from northline.exercise.truth import Allowed, Notice, Truth, Who
from northline.exercise.watches import Watch
from northline.records.position import Craft

UNHEARD = "unheard"
"""The part of the day that speaks to no feed."""


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """A rehearsed exercise.

    Attributes:
        scenario: what it is made from.
        seed: and with which seed.
        messages: what reaches the feeds, in order of arrival.
        truth: what nobody who is trained may see before the end.
    """

    scenario: Scenario
    seed: int
    messages: tuple[Message, ...]
    truth: Truth

    @property
    def feeds(self) -> tuple[str, ...]:
        """Names of the feeds that are spoken to, in the order in which they are first heard."""
        return tuple(dict.fromkeys(message.feed for message in self.messages))

    def channel(self, feed: str) -> Channel:
        """How a feed is spoken to."""
        return channels(self.scenario).get(feed) or Channel(name=feed, format=feed)

    def data(self, feed: str = AIS) -> bytes:
        """All bytes of one feed, as a receiver's log file holds them."""
        return b"".join(message.data for message in self.messages if message.feed == feed)


def rehearse(scenario: Scenario, seed: int) -> Day:
    """Make the day of a scenario and seed: the same two give the same bytes.

    Numbers are drawn from numpy's PCG64, seeded by the seed and the scenario's name, with a
    stream each for the cast, the helmsmen, the instruments and the air of every part: who
    flies changes nothing of who sails, nor any sensor anything of either.
    """
    seeds = streams(scenario, seed)
    river = River(scenario)
    names: dict[int, Named] = {}
    scenes = _scenes(scenario, river, seeds, names, seed)
    everybody = joined([scene.movers for scene in scenes.values()])
    watches, relays = watch(scenario, river, everybody, seeds[16:])
    detected = _detected(watches, everybody)
    passages = sorted(
        (each for scene in scenes.values() for each in scene.passages(scenario, detected)),
        key=lambda passage: (passage.second, passage.number),
    )
    asked = tuple(each for each in passages if each.asked)
    messages = [message for scene in scenes.values() for message in scene.messages]
    feeds = {feed: scene.sent for feed, scene in scenes.items() if scene.sent is not None}
    notices: list[Notice] = []
    if scenario.arrivals is not None:
        relay = Relay(ARRIVALS, scenario.arrivals.wire, scenario.duration, seeds[13])
        place = _Places(everybody).at
        notices = notify(passages, names, place, scenario, relay, seeds[12])
        relays.append(relay)
    if scenario.roads is not None:
        laid, feeds[ROADS] = tell(scenario, river)
        messages += laid
    for relay in relays:
        messages += relay.arrived()
        feeds[relay.feed] = relay.sent()
    truth = Truth(
        scenario=scenario.name,
        seed=seed,
        start=scenario.begins,
        duration=scenario.duration,
        line_km=line_in(scenario),
        crossings=asked,
        excluded=tuple(each for each in passages if not each.asked),
        wobbles=tuple(w for scene in scenes.values() for met in scene.met for w in met.wobbles),
        roles=_counted(scenario, everybody.who),
        crafts=_crafts(scenario),
        cast=_cast(scenario, everybody.who),
        routes=tuple(r for feed in (ADSB, COT) if feed in scenes for r in scenes[feed].routes()),
        notices=tuple(notices),
        feeds=feeds,
        watches=tuple(each.truth for each in watches),
        traces=scenery.traces(everybody, detected),
        allies=tuple(
            Allowed(name=ally.name, agency=ally.agency, sees=ally.sees) for ally in scenario.allies
        ),
        silent=tuple(each for scene in scenes.values() for each in scene.silent),
    )
    heard = tuple(sorted(messages, key=lambda message: message.second))
    return Day(scenario=scenario, seed=seed, messages=heard, truth=truth)


def stage(scenario: Scenario, seed: int) -> Staged:
    """The true paths of those who sail that day, without a word said on the air."""
    return scenery.stage_fleet(scenario, streams(scenario, seed))


def streams(scenario: Scenario, seed: int) -> Generators:
    """Streams of random numbers, each for one part and one purpose.

    Four for the river, four for the sky, four for patrols, two for arrivals, two for those who
    are not heard, and four for each sensor.
    """
    many = 16 + 4 * sensors(scenario)
    seeds = np.random.SeedSequence([seed, zlib.crc32(scenario.name.encode())]).spawn(many)
    return [np.random.Generator(np.random.PCG64(each)) for each in seeds]


def _scenes(
    scenario: Scenario, river: River, seeds: Generators, names: dict[int, Named], seed: int
) -> dict[str, Scene]:
    """Those who move, part by part; everybody's number counts on from part to part."""
    scenes: dict[str, Scene] = {}

    def count() -> int:
        return sum(len(scene.movers.who) for scene in scenes.values())

    if scenario.cast:
        scenes[AIS] = scenery.water(scenario, seeds[:4], names)
    if scenario.aircraft is not None:
        scenes[ADSB] = scenery.sky(scenario, river, seeds[4:8], count(), names)
    if scenario.patrols is not None:
        scenes[COT] = scenery.patrols(scenario, river, seeds[8:12], count(), seed)
    if scenario.unheard:
        scenes[UNHEARD] = scenery.unheard(scenario, river, seeds[14:16], count(), names)
    return scenes


def _detected(watches: Sequence[Watch], everybody: Movers) -> dict[int, list[float]]:
    """Exercise seconds at which each of those who move was detected, by number."""
    told: dict[int, list[float]] = {}
    for each in watches:
        for row, seconds in each.detected.items():
            told.setdefault(everybody.who[row].number, []).extend(seconds)
    return told


class _Places:
    """Where everybody truly is, by number."""

    def __init__(self, movers: Movers) -> None:
        self._movers = movers

    def at(self, number: int, second: float) -> tuple[float, float]:
        """Degrees at a second."""
        lon, lat = self._movers.lon[number], self._movers.lat[number]
        return float(lon[int(second)]), float(lat[int(second)])


def _crafts(scenario: Scenario) -> dict[str, Craft]:
    """What each role goes about in."""
    told: dict[str, Craft] = {cast.role: scenario.craft for cast in scenario.cast}
    if scenario.aircraft is not None:
        told |= {cast.role: Craft.AIRCRAFT for cast in scenario.aircraft.cast}
    if scenario.patrols is not None:
        told |= {cast.role: Craft.UNIT for cast in scenario.patrols.cast}
    return told | {cast.role: cast.craft for cast in scenario.unheard}


def _cast(scenario: Scenario, who: Sequence[Who]) -> dict[str, str]:
    """Role of everybody who says who they are; the drone, which is no part of the score, too."""
    told = {each.identity: each.role for each in who if each.identity}
    return told | ({scenario.drone.identity: "drone"} if scenario.drone else {})


def _counted(scenario: Scenario, who: Sequence[Who]) -> dict[str, int]:
    """How many there are of each role."""
    return {role: sum(each.role == role for each in who) for role in _crafts(scenario)}
