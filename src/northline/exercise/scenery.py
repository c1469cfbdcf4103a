"""The parts of a day: who moves in each, what they say of themselves, and where they truly were."""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from northline.exercise.beacon import Marched, report
from northline.exercise.channels import ADSB, COT
from northline.exercise.judging import Met, meet, witnessed
from northline.exercise.motion import Sailed, Sailing, sail
from northline.exercise.movers import LOW, Movers
from northline.exercise.notices import Named
from northline.exercise.patrols import ABOVE_GROUND, muster
from northline.exercise.radio import Heard, Message, broadcast
from northline.exercise.relay import Relay
from northline.exercise.reporting import Report, reports
from northline.exercise.river import Floats, River
from northline.exercise.scenario import Scenario
from northline.exercise.silence import falls_silent, silent
from northline.exercise.skies import heights, take_off
from northline.exercise.squitter import Flown, at_seconds, transmit
from northline.exercise.truth import (
    TRACE_SECONDS,
    Passage,
    Reports,
    Route,
    Sent,
    Silent,
    Trace,
    Who,
)
from northline.exercise.unheard import set_out
from northline.exercise.vessels import Vessel, embark
from northline.records.position import Craft
from northline.records.sensor import Target

Generators = list[np.random.Generator]

Detected = Mapping[int, Sequence[float]]
"""Number of one who moves -> exercise seconds at which sensors detected it, as far as told."""

UNIT_TARGETS = {
    "patrol-boat": Target.BOAT,
    "patrol-vehicle": Target.VEHICLE,
    "foot-patrol": Target.WALKER,
    "patrol-helicopter": Target.LOW_AIRCRAFT,
}
"""As what a sensor may detect a friendly unit."""


class Staged(msgspec.Struct, frozen=True, kw_only=True):
    """The true paths of an exercise: vessels, (n, t) degrees, one column per second."""

    river: River
    fleet: list[Vessel]
    sailed: Sailed
    lon: Floats
    lat: Floats
    met: list[Met]


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the day: those who move in it, what of them is heard, and their crossings.

    Attributes:
        movers: they.
        met: their meetings with the line.
        reports: what each says of itself.
        flies: whether they are aircraft, whose heights are pressure altitudes.
        messages: that reach their feed.
        sent: what was said to it; None where they say nothing.
        silent: whose radio died.
    """

    movers: Movers
    met: list[Met]
    reports: list[Reports]
    flies: bool = False
    messages: tuple[Message, ...] = ()
    sent: Sent | None = None
    silent: tuple[Silent, ...] = ()

    def passages(self, scenario: Scenario, detected: Detected) -> list[Passage]:
        """Everybody's crossings, as far as they were witnessed."""
        told: list[Passage] = []
        for i, (met, said) in enumerate(zip(self.met, self.reports, strict=True)):
            seen = detected.get(self.movers.who[i].number, ())
            both = Reports(said.transmitted, tuple(sorted((*said.delivered, *seen))))
            told += witnessed(met, both, scenario, self.movers.height[i] if self.flies else None)
        return told

    def routes(self) -> list[Route]:
        """Where those who report truly were whenever a report of them came through."""
        told, movers = [], self.movers
        for i, (who, said) in enumerate(zip(movers.who, self.reports, strict=True)):
            if who.identity is None or not said.delivered:
                continue
            seconds = np.array(said.delivered)
            lon, lat = (at_seconds(row[i], seconds).round(7) for row in (movers.lon, movers.lat))
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


def traces(movers: Movers, detected: Detected) -> tuple[Trace, ...]:
    """Where everybody truly was while they were there."""
    told = []
    for i, who in enumerate(movers.who):
        there = np.flatnonzero(movers.here[i])[::TRACE_SECONDS]
        if not len(there):
            continue
        told.append(
            Trace(
                number=who.number,
                identity=who.identity,
                role=who.role,
                craft=who.craft,
                group=movers.groups[i],
                since=int(there[0]),
                lon=tuple(movers.lon[i, there].round(6).tolist()),
                lat=tuple(movers.lat[i, there].round(6).tolist()),
                detected=tuple(sorted(detected.get(who.number, ()))),
            )
        )
    return tuple(told)


def stage_fleet(scenario: Scenario, seeds: Generators) -> Staged:
    """The true paths of those who sail."""
    cast, helm = seeds[:2]
    river = River(scenario)
    fleet = embark(scenario, river, cast)
    sailed = sail([vessel.sailing for vessel in fleet], scenario.duration, helm)
    lon, lat = river.frame.degrees(sailed.x, sailed.y)
    met = meet(lon, lat, sailed.here, _sailors(fleet, scenario), scenario)
    return Staged(river=river, fleet=fleet, sailed=sailed, lon=lon, lat=lat, met=met)


def water(scenario: Scenario, seeds: Generators, names: dict[int, Named]) -> Scene:
    """Everybody who sails, heard by AIS."""
    staged = stage_fleet(scenario, seeds)
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
    names.update({i: Named(vessel.name, None) for i, vessel in enumerate(staged.fleet)})
    many = len(staged.fleet)
    return Scene(
        movers=Movers(
            who=_sailors(staged.fleet, scenario),
            targets=[Target.BOAT] * many,
            groups=[1] * many,
            sizes=[vessel.length for vessel in staged.fleet],
            lon=staged.lon,
            lat=staged.lat,
            height=np.zeros_like(staged.lon),
            here=staged.sailed.here,
        ),
        met=staged.met,
        reports=list(heard.reports),
        messages=heard.messages,
        sent=heard.sent,
    )


def sky(
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
    low = [bool(row.max() <= LOW) for row in height]
    return Scene(
        movers=Movers(
            who=who,
            targets=[Target.LOW_AIRCRAFT if each else None for each in low],
            groups=[1] * len(who),
            sizes=[0.0] * len(who),
            lon=lon,
            lat=lat,
            height=height,
            here=sailed.here,
        ),
        met=meet(lon, lat, sailed.here, who, scenario),
        reports=said,
        flies=True,
        messages=relay.arrived(),
        sent=relay.sent(),
    )


def patrols(
    scenario: Scenario, river: River, seeds: Generators, first: int, seed: int = 0
) -> Scene:
    """The friendly units, who report by Cursor on Target, unless their radio died."""
    cast, helm, instruments, air = seeds
    assert scenario.patrols is not None
    units = muster(scenario, river, cast)
    sailed, lon, lat = _moved([each.sailing for each in units], scenario, river, helm)
    who = [Who(first + i, f"cot:{u.uid}", u.role, Craft.UNIT) for i, u in enumerate(units)]
    relay = Relay(COT, scenario.patrols.wire, scenario.duration, air)
    gone = falls_silent(scenario, seed, units)
    marched = Marched(units=units, sailed=sailed, lon=lon, lat=lat, gone=gone)
    said = report(marched, scenario, relay, instruments)
    above = np.array([ABOVE_GROUND.get(unit.role, 0.0) for unit in units])
    return Scene(
        movers=Movers(
            who=who,
            targets=[UNIT_TARGETS[unit.role] for unit in units],
            groups=[1] * len(who),
            sizes=[0.0] * len(who),
            lon=lon,
            lat=lat,
            height=np.repeat(above[:, None], lon.shape[1], axis=1),
            here=sailed.here,
        ),
        met=meet(lon, lat, sailed.here, who, scenario),
        reports=said,
        messages=relay.arrived(),
        sent=relay.sent(),
        silent=silent(who, said, gone),
    )


def unheard(
    scenario: Scenario, river: River, seeds: Generators, first: int, names: dict[int, Named]
) -> Scene:
    """Everybody who transmits nothing."""
    cast, helm = seeds
    out = set_out(scenario, river, cast)
    crafts: dict[str, Craft] = {each.role: each.craft for each in scenario.unheard}
    sailed, lon, lat = _moved([each.sailing for each in out], scenario, river, helm)
    who = [Who(first + i, None, each.role, crafts[each.role]) for i, each in enumerate(out)]
    names.update({w.number: Named(each.name, None) for w, each in zip(who, out, strict=True)})
    return Scene(
        movers=Movers(
            who=who,
            targets=[each.target for each in out],
            groups=[each.group for each in out],
            sizes=[0.0] * len(out),
            lon=lon,
            lat=lat,
            height=np.zeros_like(lon),
            here=sailed.here,
        ),
        met=meet(lon, lat, sailed.here, who, scenario),
        reports=[Reports()] * len(out),
    )


def _sailors(fleet: list[Vessel], scenario: Scenario) -> list[Who]:
    return [
        Who(i, f"mmsi:{v.mmsi}" if v.mmsi else None, v.role, scenario.craft)
        for i, v in enumerate(fleet)
    ]


def _moved(
    plans: list[Sailing], scenario: Scenario, river: River, helm: np.random.Generator
) -> tuple[Sailed, Floats, Floats]:
    sailed = sail(plans, scenario.duration, helm)
    return sailed, *river.frame.degrees(sailed.x, sailed.y)


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
