"""An exercise day: what will be said, second by second, and what really happens."""

import zlib

import msgspec
import numpy as np

from northline.exercise.motion import Sailed, sail
from northline.exercise.radio import Message, broadcast
from northline.exercise.reporting import Report, reports
from northline.exercise.river import Floats, River
from northline.exercise.scenario import Scenario
from northline.exercise.truth import Met, Truth, line_in, meet, witnessed
from northline.exercise.vessels import Vessel, embark


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """A rehearsed exercise.

    Attributes:
        scenario: what it is made from.
        seed: and with which seed.
        messages: what reaches the feed, in order of arrival.
        truth: what nobody who is trained may see before the end.
    """

    scenario: Scenario
    seed: int
    messages: tuple[Message, ...]
    truth: Truth

    def data(self) -> bytes:
        """All bytes of the day, as a receiver's log file holds them."""
        return b"".join(message.data for message in self.messages)


class Staged(msgspec.Struct, frozen=True, kw_only=True):
    """The true paths of an exercise: vessels, (n, t) degrees, one column per second."""

    river: River
    fleet: list[Vessel]
    sailed: Sailed
    lon: Floats
    lat: Floats
    met: list[Met]


def rehearse(scenario: Scenario, seed: int) -> Day:
    """Make the day of a scenario and seed: the same two give the same bytes.

    Numbers are drawn from numpy's PCG64, seeded by the seed and the scenario's name, with a
    stream each for the cast, the helmsmen, the instruments and the air.
    """
    staged, (instruments, air) = _stage(scenario, seed)
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
    heard = broadcast(scenario, staged.river, staged.fleet, told, air)
    passages = sorted(
        (
            passage
            for met, said in zip(staged.met, heard.reports, strict=True)
            for passage in witnessed(met, said, scenario)
        ),
        key=lambda passage: (passage.second, passage.vessel),
    )
    truth = Truth(
        scenario=scenario.name,
        seed=seed,
        start=scenario.begins,
        duration=scenario.duration,
        line_km=line_in(scenario),
        crossings=tuple(p for p in passages if p.port is None),
        excluded=tuple(p for p in passages if p.port is not None),
        wobbles=tuple(w for met in staged.met for w in met.wobbles),
        vessels={cast.role: cast.count for cast in scenario.cast},
        cast={vessel.mmsi: vessel.role for vessel in staged.fleet if vessel.mmsi},
        messages=len(heard.messages),
        lines=sum(message.data.count(b"\n") for message in heard.messages),
        damaged=heard.damaged,
    )
    return Day(scenario=scenario, seed=seed, messages=heard.messages, truth=truth)


def stage(scenario: Scenario, seed: int) -> Staged:
    """The true paths of that day, without a word said on the air."""
    return _stage(scenario, seed)[0]


def _stage(
    scenario: Scenario, seed: int
) -> tuple[Staged, tuple[np.random.Generator, np.random.Generator]]:
    seeds = np.random.SeedSequence([seed, zlib.crc32(scenario.name.encode())]).spawn(4)
    cast, helm, instruments, air = (np.random.Generator(np.random.PCG64(s)) for s in seeds)
    river = River(scenario)
    fleet = embark(scenario, river, cast)
    sailed = sail([vessel.sailing for vessel in fleet], scenario.duration, helm)
    lon, lat = river.frame.degrees(sailed.x, sailed.y)
    met = meet(lon, lat, sailed.here, [(v.mmsi, v.role) for v in fleet], scenario)
    staged = Staged(river=river, fleet=fleet, sailed=sailed, lon=lon, lat=lat, met=met)
    return staged, (instruments, air)


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
