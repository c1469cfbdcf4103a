"""What cameras tell: directions to what their image software takes for something, as JSON lines.

::

    {
        "sensor": "camera:ex-east",
        "at": "2027-02-10T21:00:04.250Z",
        "class": "person",
        "confidence": 0.91,
        "bearing": 203.5,
        "sensor_lon": -97.5,
        "sensor_lat": 49.004,
        "group": 2,
    }

A camera sweeps its sector and looks at each body once in a sweep (`northline.exercise.looks`).  An
animal is mostly told as one, and now and then as a person.
"""

import msgspec
import numpy as np

from northline.exercise.faults import Fault, befall
from northline.exercise.instruments import Camera
from northline.exercise.looks import look
from northline.exercise.movers import Movers
from northline.exercise.relay import Relay
from northline.exercise.scenario import Scenario
from northline.exercise.truth import Watching
from northline.exercise.watches import Dice, Watch
from northline.records.sensor import Target
from northline.records.time import format_instant

CLASSES = {
    Target.WALKER: "person",
    Target.VEHICLE: "vehicle",
    Target.SNOWMOBILE: "snowmobile",
    Target.BOAT: "boat",
    Target.LOW_AIRCRAFT: "aircraft",
    Target.DRONE: "drone",
}
"""What the software calls such a target."""

ANIMALS = frozenset({"deer"})
"""Roles that it knows for animals, mostly."""


def film(camera: Camera, movers: Movers, scenario: Scenario, relay: Relay, dice: Dice) -> Watch:
    """Say all that a camera sees to the relay."""
    fault = befall(camera.faults, scenario.duration, dice.wrong)
    seen = look(camera, movers, scenario.light, scenario.duration, dice.seen)
    wide = (camera.bearing_to - camera.bearing_from) % 360.0 or 360.0
    inside = (seen.azimuth - camera.bearing_from) % 360.0 <= wide
    inside &= ~fault.silent(seen.second)
    columns = (seen.mover, seen.second, seen.azimuth)
    rows = list(zip(*(column[inside].tolist() for column in columns), strict=True))
    many = dice.imagined.poisson(camera.false_alarms * scenario.duration / 3600.0)
    for second in dice.imagined.uniform(0.0, scenario.duration, many).tolist():
        bearing = camera.bearing_from + float(dice.imagined.uniform(0.0, wide))
        if not fault.silent(np.array([second]))[0]:
            rows.append((-1, second, bearing % 360.0))
    detected: dict[int, list[float]] = {}
    sent = arrived = nothing = 0
    for mover, second, bearing in sorted(rows, key=lambda row: row[1]):
        animal = mover >= 0 and movers.who[mover].role in ANIMALS
        confused = animal and dice.imagined.random() < camera.confused
        label = _label(movers, mover, animal=animal and not confused)
        group = movers.groups[mover] if mover >= 0 else 1
        line = _line(camera, scenario, fault, second, bearing, label, group, dice)
        fate = relay.send(line, second, hurt=line[: len(line) // 2] + b"\n")
        sent, nothing = sent + (mover >= 0), nothing + (mover < 0)
        if fate.whole and mover >= 0 and not (animal and not confused):
            arrived += 1
            detected.setdefault(mover, []).append(round(second, 3))
    truth = Watching(
        sensor=camera.identity,
        name=camera.name,
        feed=relay.feed,
        detections=sent,
        arrived=arrived,
        false=nothing,
        outages=fault.outages,
        clock=round(fault.clock, 3),
        clock_at_end=round(fault.off(scenario.duration), 3),
    )
    return Watch(truth=truth, detected=detected)


def _label(movers: Movers, mover: int, *, animal: bool) -> str:
    if animal:
        return "deer"
    target = movers.targets[mover] if mover >= 0 else Target.WALKER
    assert target is not None
    return CLASSES[target]


def _line(
    camera: Camera,
    scenario: Scenario,
    fault: Fault,
    second: float,
    bearing: float,
    label: str,
    group: int,
    dice: Dice,
) -> bytes:
    said = {
        "sensor": camera.identity,
        "at": format_instant(fault.stamp(scenario.begins, second)),
        "class": label,
        "confidence": round(float(dice.imagined.uniform(0.5, 0.99)), 2),
        "bearing": round(bearing % 360.0, 2) % 360.0,
        "sensor_lon": camera.lon,
        "sensor_lat": camera.lat,
    }
    if group > 1:
        said["group"] = group
    return msgspec.json.encode(said) + b"\n"
