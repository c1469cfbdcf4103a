"""What ground sensors tell: that something passed, as Observations of OGC SensorThings, posted.

::

    {"phenomenonTime":"2027-02-10T21:04:07.120Z","result":true,"Datastream":{"@iot.id":3,
     "name":"EX STRING 3","ObservedProperty":{"name":"Footsteps","definition":"urn:ex:footsteps"},
     "Thing":{"name":"EX STRING 3","Locations":[{"location":{"type":"Point",...}}]}}}

A sensor trips once, with the probability of its scenario, when a body comes within its reach, and
again after its pause while that stays.  Each Observation comes with its Datastream, as a service
posts them that is asked for ``$expand``; the Things themselves are told at the beginning.

A **detector of radiation** trips in the same way, and only by those who carry something that radiates.
What it says is that its alarm went, as an Observation of a detection: how much it counted, and of
which nuclide, is said nowhere, for no record of the ledger could hold it yet.
"""

from typing import Any

import msgspec
import numpy as np

from northline.exercise.faults import Fault, befall
from northline.exercise.instruments import GroundSensors
from northline.exercise.looks import chance_of
from northline.exercise.movers import Movers
from northline.exercise.relay import Relay
from northline.exercise.river import River
from northline.exercise.scenario import Scenario
from northline.exercise.truth import Watching
from northline.exercise.vessels import Stage
from northline.exercise.watches import Dice, Watch
from northline.geo.distance import near_distance
from northline.records.sensor import Target
from northline.records.time import format_instant

PROPERTIES = {
    "steps": {"name": "Footsteps", "definition": "urn:ex:def:footsteps"},
    "gamma": {"name": "Gamma alarm", "definition": "urn:ex:def:detection"},
}
"""What a sensor feels -> the ObservedProperty that it tells."""

RADIATING = frozenset({"source-vehicle", "treated-traveller"})
"""Roles that a detector of radiation notices."""

FELT = frozenset({Target.WALKER, Target.VEHICLE, Target.SNOWMOBILE})
"""What is felt through the ground."""


def listen(
    string: GroundSensors,
    first: int,
    movers: Movers,
    river: River,
    scenario: Scenario,
    relay: Relay,
    dice: Dice,
) -> Watch:
    """Say all that a string of sensors feels to the relay.

    Args:
        string: the sensors.
        first: number of the first of them; the others count on.
        movers: those who may pass.
        river: the ground.
        scenario: of the day.
        relay: to the feed.
        dice: random numbers.
    """
    fault = befall(string.faults, scenario.duration, dice.wrong)
    places = _places(string, river, scenario)
    felt: list[tuple[float, int, int]] = []
    for number, (lon, lat) in enumerate(places, first):
        thing = _thing(string, number, lon, lat)
        told = {**thing, "Datastreams": [_datastream(string, number)]}
        relay.send(msgspec.json.encode(told) + b"\n", 0.0, hurt=b"", spare=True)
        felt += [(*trip, number) for trip in _felt(string, movers, lon, lat, scenario, dice)]
        many = dice.imagined.poisson(string.false_alarms * scenario.duration / 3600.0)
        alone = dice.imagined.uniform(0.0, scenario.duration, many)
        felt += [(second, -1, number) for second in alone.tolist()]
    detected: dict[int, list[float]] = {}
    sent = arrived = nothing = 0
    for second, mover, number in sorted(felt):
        if fault.silent(np.array([second]))[0]:
            continue
        said = _observation(string, number, places[number - first], second, scenario, fault)
        fate = relay.send(said, second, hurt=said.replace(b'"result":true', b'"result":0.5'))
        sent, nothing = sent + (mover >= 0), nothing + (mover < 0)
        if fate.whole and mover >= 0:
            arrived += 1
            detected.setdefault(mover, []).append(round(second, 3))
    truth = Watching(
        sensor=f"sta:{relay.feed}/{first}",
        name=string.name,
        feed=relay.feed,
        detections=sent,
        arrived=arrived,
        false=nothing,
        count=string.count,
        outages=fault.outages,
        clock=round(fault.clock, 3),
        clock_at_end=round(fault.off(scenario.duration), 3),
    )
    return Watch(truth=truth, detected=detected)


def _places(string: GroundSensors, river: River, scenario: Scenario) -> list[tuple[float, float]]:
    """Degrees of each sensor, evenly between two reaches."""
    stage = Stage(scenario, river, np.random.default_rng(0))
    ends = [river.reaches[name] for name in string.between]
    s = np.linspace(ends[0], ends[1], string.count)
    d = [stage.off_line(float(at), string.off) for at in s]
    lon, lat = river.degrees(s, np.array(d))
    return list(zip(lon.round(6).tolist(), lat.round(6).tolist(), strict=True))


def _felt(
    string: GroundSensors, movers: Movers, lon: float, lat: float, scenario: Scenario, dice: Dice
) -> list[tuple[float, int]]:
    """Seconds at which one sensor trips, and by whom."""
    told = []
    free = -string.pause
    near: list[tuple[int, int]] = []
    for i, target in enumerate(movers.targets):
        if target not in FELT or (string.feels == "gamma" and movers.who[i].role not in RADIATING):
            continue
        off = near_distance(lon, lat, movers.lon[i], movers.lat[i])
        near += [(int(s), i) for s in np.flatnonzero((off <= string.reach) & movers.here[i])]
    for second, mover in sorted(near):
        if second < free:
            continue
        chance = chance_of(string.detection, movers.targets[mover], scenario.light)
        free = second + string.pause
        if dice.seen.random() < 1.0 - (1.0 - chance) ** movers.groups[mover]:
            told.append((second + float(dice.seen.random()), mover))
    return told


def _thing(string: GroundSensors, number: int, lon: float, lat: float) -> dict[str, Any]:
    ours = {
        "state": "working",
        "range": string.reach,
        "detection": list(string.detection),
        "false_alarms": string.false_alarms,
    }
    return {
        "@iot.id": number,
        "name": f"{string.name} {number}",
        "description": "EXERCISE",
        "properties": {"northline": ours},
        "Locations": [
            {"name": f"{string.name} {number}", "encodingType": "application/geo+json",
             "location": {"type": "Point", "coordinates": [lon, lat]}}
        ],
    }  # fmt: skip


def _datastream(string: GroundSensors, number: int) -> dict[str, Any]:
    told = PROPERTIES[string.feels]
    return {"@iot.id": number, "name": told["name"], "ObservedProperty": told}


def _observation(
    string: GroundSensors,
    number: int,
    place: tuple[float, float],
    second: float,
    scenario: Scenario,
    fault: Fault,
) -> bytes:
    said = {
        "phenomenonTime": format_instant(fault.stamp(scenario.begins, second)),
        "result": True,
        "Datastream": {**_datastream(string, number), "Thing": _thing(string, number, *place)},
    }
    return msgspec.json.encode(said) + b"\n"
