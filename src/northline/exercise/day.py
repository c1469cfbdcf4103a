"""An exercise day: what will be said, second by second, and what really happens."""

import zlib
from collections.abc import Sequence

import msgspec
import numpy as np

from northline.exercise.beacon import Marched, report
from northline.exercise.judging import Met, line_in, meet, witnessed
from northline.exercise.motion import Sailed, Sailing, sail
from northline.exercise.notices import Named, notify
from northline.exercise.patrols import muster
from northline.exercise.radio import Heard, Message, broadcast
from northline.exercise.relay import Relay
from northline.exercise.reporting import Report, reports
from northline.exercise.river import Floats, River
from northline.exercise.scenario import Scenario
from northline.exercise.skies import heights, take_off
from northline.exercise.squitter import Flown, at_seconds, transmit
from northline.exercise.truth import Notice, Passage, Reports, Route, Sent, Truth, Who
from northline.exercise.vessels import Vessel, embark
from northline.records.position import Craft

AIS, ADSB, COT, ARRIVALS = "ais", "adsb", "cot", "arrivals"
"""The formats that are spoken, each to a feed of its own."""

Generators = list[np.random.Generator]


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
        """The formats that are spoken, in the order in which they are first heard."""
        return tuple(dict.fromkeys(message.feed for message in self.messages))

    def data(self, feed: str = AIS) -> bytes:
        """All bytes of one feed, as a receiver's log file holds them."""
        return b"".join(message.data for message in self.messages if message.feed == feed)


class Staged(msgspec.Struct, frozen=True, kw_only=True):
    """The true paths of an exercise: vessels, (n, t) degrees, one column per second."""

    river: River
    fleet: list[Vessel]
    sailed: Sailed
    lon: Floats
    lat: Floats
    met: list[Met]


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the day: those who move in it, what of them is heard, and their crossings."""

    who: list[Who] = []
    lon: Floats
    lat: Floats
    met: list[Met] = []
    reports: list[Reports] = []
    heights: Floats | None = None
    messages: tuple[Message, ...] = ()
    sent: Sent

    def passages(self, scenario: Scenario) -> list[Passage]:
        """Everybody's crossings, as far as they were witnessed."""
        return [
            passage
            for i, (met, said) in enumerate(zip(self.met, self.reports, strict=True))
            for passage in witnessed(
                met, said, scenario, None if self.heights is None else self.heights[i]
            )
        ]

    def routes(self) -> list[Route]:
        """Where those who report truly were whenever a report of them came through."""
        told = []
        for i, (who, said) in enumerate(zip(self.who, self.reports, strict=True)):
            if who.identity is None or not said.delivered:
                continue
            seconds = np.array(said.delivered)
            lon, lat = (at_seconds(row[i], seconds).round(7) for row in (self.lon, self.lat))
            told.append(
                Route(
                    identity=who.identity,
                    role=who.role,
                    craft=who.craft,
                    seconds=said.delivered,
                    lon=tuple(lon.tolist()),
                    lat=tuple(lat.tolist()),
                )
            )
        return told


def rehearse(scenario: Scenario, seed: int) -> Day:
    """Make the day of a scenario and seed: the same two give the same bytes.

    Numbers are drawn from numpy's PCG64, seeded by the seed and the scenario's name, with a
    stream each for the cast, the helmsmen, the instruments and the air of every part: who
    flies changes nothing of who sails.
    """
    seeds = streams(scenario, seed)
    water, fleet = _water(scenario, seeds[:4])
    river = River(scenario)
    scenes = {AIS: water}
    names = {i: Named(vessel.name, None) for i, vessel in enumerate(fleet)}
    if scenario.aircraft is not None:
        scenes[ADSB] = _sky(scenario, river, seeds[4:8], len(fleet), names)
    if scenario.patrols is not None:
        count = sum(len(scene.who) for scene in scenes.values())
        scenes[COT] = _patrols(scenario, river, seeds[8:12], count)
    passages = sorted(
        (each for scene in scenes.values() for each in scene.passages(scenario)),
        key=lambda passage: (passage.second, passage.number),
    )
    asked = tuple(each for each in passages if each.asked)
    messages = [message for scene in scenes.values() for message in scene.messages]
    feeds = {feed: scene.sent for feed, scene in scenes.items()}
    notices: list[Notice] = []
    if scenario.arrivals is not None:
        relay = Relay(ARRIVALS, scenario.arrivals.wire, scenario.duration, seeds[13])
        place = _Places(list(scenes.values())).at
        notices = notify(asked, names, place, scenario, relay, seeds[12])
        messages += relay.arrived()
        feeds[ARRIVALS] = relay.sent()
    who = [each for scene in scenes.values() for each in scene.who]
    truth = Truth(
        scenario=scenario.name,
        seed=seed,
        start=scenario.begins,
        duration=scenario.duration,
        line_km=line_in(scenario),
        crossings=asked,
        excluded=tuple(each for each in passages if not each.asked),
        wobbles=tuple(w for scene in scenes.values() for met in scene.met for w in met.wobbles),
        roles=_counted(scenario, who),
        crafts=_crafts(scenario),
        cast={each.identity: each.role for each in who if each.identity},
        routes=tuple(r for feed in (ADSB, COT) if feed in scenes for r in scenes[feed].routes()),
        notices=tuple(notices),
        feeds=feeds,
    )
    heard = tuple(sorted(messages, key=lambda message: message.second))
    return Day(scenario=scenario, seed=seed, messages=heard, truth=truth)


def stage(scenario: Scenario, seed: int) -> Staged:
    """The true paths of those who sail that day, without a word said on the air."""
    return _stage(scenario, streams(scenario, seed))


def streams(scenario: Scenario, seed: int) -> Generators:
    """Four streams for the river, four for the sky, four for patrols, two for arrivals."""
    seeds = np.random.SeedSequence([seed, zlib.crc32(scenario.name.encode())]).spawn(14)
    return [np.random.Generator(np.random.PCG64(each)) for each in seeds]


def _stage(scenario: Scenario, seeds: Generators) -> Staged:
    cast, helm = seeds[:2]
    river = River(scenario)
    fleet = embark(scenario, river, cast)
    sailed = sail([vessel.sailing for vessel in fleet], scenario.duration, helm)
    lon, lat = river.frame.degrees(sailed.x, sailed.y)
    met = meet(lon, lat, sailed.here, _sailors(fleet, scenario), scenario)
    return Staged(river=river, fleet=fleet, sailed=sailed, lon=lon, lat=lat, met=met)


def _sailors(fleet: list[Vessel], scenario: Scenario) -> list[Who]:
    return [
        Who(i, f"mmsi:{v.mmsi}" if v.mmsi else None, v.role, scenario.craft)
        for i, v in enumerate(fleet)
    ]


def _water(scenario: Scenario, seeds: Generators) -> tuple[Scene, list[Vessel]]:
    """Everybody who sails, heard by AIS."""
    staged = _stage(scenario, seeds)
    instruments, air = seeds[2:4]
    told = [
        _audible(
            vessel,
            staged.met[i],
            reports(
                vessel,
                staged.lon[i],
                staged.lat[i],
                staged.sailed.heading[i],
                staged.sailed.speed[i],
                staged.sailed.here[i],
                scenario,
                instruments,
            ),
        )
        for i, vessel in enumerate(staged.fleet)
    ]
    heard: Heard = broadcast(scenario, staged.river, staged.fleet, told, air)
    return (
        Scene(
            who=_sailors(staged.fleet, scenario),
            lon=staged.lon,
            lat=staged.lat,
            met=staged.met,
            reports=list(heard.reports),
            messages=heard.messages,
            sent=heard.sent,
        ),
        staged.fleet,
    )


def _sky(
    scenario: Scenario, river: River, seeds: Generators, first: int, names: dict[int, Named]
) -> Scene:
    """Everybody who flies, heard by ADS-B."""
    cast, helm, instruments, air = seeds
    assert scenario.aircraft is not None
    fleet = take_off(scenario, river, cast)
    sailed, lon, lat = _moved([each.sailing for each in fleet], scenario, river, helm)
    who = [
        Who(first + i, f"icao:{a.address:06x}" if a.address else None, a.role, Craft.AIRCRAFT)
        for i, a in enumerate(fleet)
    ]
    names.update({w.number: Named(None, a.callsign) for w, a in zip(who, fleet, strict=True)})
    height = heights(fleet, scenario)
    relay = Relay(ADSB, scenario.aircraft.wire, scenario.duration, air)
    flown = Flown(fleet=fleet, sailed=sailed, lon=lon, lat=lat, height=height)
    said = transmit(flown, scenario, relay, instruments)
    return Scene(
        who=who,
        lon=lon,
        lat=lat,
        met=meet(lon, lat, sailed.here, who, scenario),
        reports=said,
        heights=height,
        messages=relay.arrived(),
        sent=relay.sent(),
    )


def _patrols(scenario: Scenario, river: River, seeds: Generators, first: int) -> Scene:
    """The friendly units, who report by Cursor on Target."""
    cast, helm, instruments, air = seeds
    assert scenario.patrols is not None
    units = muster(scenario, river, cast)
    sailed, lon, lat = _moved([each.sailing for each in units], scenario, river, helm)
    who = [Who(first + i, f"cot:{u.uid}", u.role, Craft.UNIT) for i, u in enumerate(units)]
    relay = Relay(COT, scenario.patrols.wire, scenario.duration, air)
    marched = Marched(units=units, sailed=sailed, lon=lon, lat=lat)
    said = report(marched, scenario, relay, instruments)
    return Scene(
        who=who,
        lon=lon,
        lat=lat,
        met=meet(lon, lat, sailed.here, who, scenario),
        reports=said,
        messages=relay.arrived(),
        sent=relay.sent(),
    )


def _moved(
    plans: list[Sailing], scenario: Scenario, river: River, helm: np.random.Generator
) -> tuple[Sailed, Floats, Floats]:
    sailed = sail(plans, scenario.duration, helm)
    return sailed, *river.frame.degrees(sailed.x, sailed.y)


class _Places:
    """Where everybody truly is, by number."""

    def __init__(self, scenes: Sequence[Scene]) -> None:
        self._rows = [
            row
            for scene in scenes
            for row in zip(scene.lon[: len(scene.who)], scene.lat, strict=True)
        ]

    def at(self, number: int, second: float) -> tuple[float, float]:
        """Degrees at a second."""
        lon, lat = self._rows[number]
        return float(lon[int(second)]), float(lat[int(second)])


def _crafts(scenario: Scenario) -> dict[str, Craft]:
    """What each role goes about in."""
    told: dict[str, Craft] = {cast.role: scenario.craft for cast in scenario.cast}
    if scenario.aircraft is not None:
        told |= {cast.role: Craft.AIRCRAFT for cast in scenario.aircraft.cast}
    if scenario.patrols is not None:
        told |= {cast.role: Craft.UNIT for cast in scenario.patrols.cast}
    return told


def _counted(scenario: Scenario, who: Sequence[Who]) -> dict[str, int]:
    """How many there are of each role."""
    return {role: sum(each.role == role for each in who) for role in _crafts(scenario)}


def _audible(vessel: Vessel, met: Met, told: list[Report]) -> list[Report]:
    """What is left of a vessel's reports when it switches its transponder off at the line."""
    if vessel.silence is None:
        return told
    before, after = vessel.silence
    return [
        report
        for report in told
        if not any(c.since - before <= report.second <= c.second + after for c in met.crossings)
    ]
