"""Which camera can look at a thing on its way, and when: a cue for the person who steers it.

A sensor that stands, or is carried by a unit, sees what lies within its range and, where it states one,
its sector.  Nothing hides anything here: there is no height of ground in it.  A drone or an aeroplane
flies there first.  Every steer stands on the audit, and to follow a named person is another authority
(LAW.md rule 7), which the words of a cue say.
"""

from collections.abc import Sequence

import msgspec
import numpy as np

from northline.engines.dispatch.fitness import MICROS, Placed
from northline.engines.dispatch.motion import Ahead
from northline.engines.dispatch.params import DispatchParams
from northline.engines.dispatch.state import SensorKept
from northline.engines.dispatch.way import Way
from northline.engines.dispatch.window import Territories
from northline.geo.distance import bearing, near_distance
from northline.records.sensor import SensorSort, SensorState

STEERED = frozenset(
    {SensorSort.CAMERA, SensorSort.DRONE, SensorSort.HELICOPTER, SensorSort.AEROPLANE}
)
USABLE = frozenset({SensorState.WORKING, SensorState.DEGRADED, SensorState.UNKNOWN})


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """A sensor that can look.

    Attributes:
        name: of the sensor.
        begin: from when, seconds after the beginning of the plan.
        end: until when; as far as the way of the thing is foretold, where it is still seen then.
        bearing: in which direction it looks at first, degrees true.
        metres: how far that is.
        way: how a drone or aeroplane comes there, or None.
        unit: which unit flies, by its place among the units of the plan, or None.
        records: ids of what says so.
        markings: of these.
        received: when the latest of these came, us.
    """

    name: str
    begin: float
    end: float
    bearing: float
    metres: float
    way: Way | None = None
    unit: int | None = None
    records: tuple[bytes, ...] = ()
    markings: tuple[int, ...] = ()
    received: int = 0


def looks(
    sensors: Sequence[SensorKept],
    units: Sequence[Placed],
    ahead: Ahead,
    begin: int,
    params: DispatchParams,
    territories: Territories,
) -> list[Look]:
    """Those that can look, the earliest first and of these the longest.

    Args:
        sensors: the sensors that are known.
        units: the units that are known: they carry some of them.
        ahead: where the thing will be.
        begin: of the plan, us.
        params: of the engine.
        territories: nothing in, or looking into, one without a protocol is proposed.
    """
    by_identity = {each.kept.identity: each for each in units}
    found = []
    for sensor in sensors:
        if sensor.sort not in STEERED or sensor.state not in USABLE:
            continue
        lon, lat, carrier = sensor.lon, sensor.lat, by_identity.get(sensor.carrier or "")
        records, markings, received = [sensor.record], [sensor.marking], sensor.received
        if carrier is not None and begin - carrier.at <= params.fresh * MICROS:
            lon, lat = carrier.lon, carrier.lat
            records += carrier.records
            markings += carrier.markings
            received = max(received, carrier.received)
        elif sensor.carrier is not None and begin - sensor.at > params.fresh * MICROS:
            continue
        if lon is None or lat is None or territories.closed_to(np.array([lon]), np.array([lat]))[0]:
            continue
        look = _look(sensor, lon, lat, ahead, params, territories)
        if look is not None:
            found.append(
                msgspec.structs.replace(
                    look, records=tuple(records), markings=tuple(markings), received=received
                )
            )
    return sorted(found, key=lambda each: (each.begin, each.begin - each.end, each.name))


def _look(
    sensor: SensorKept, lon: float, lat: float, ahead: Ahead, params: DispatchParams,
    territories: Territories,
) -> Look | None:  # fmt: skip
    """The first stretch of the way that a sensor sees."""
    away = near_distance(lon, lat, ahead.lon, ahead.lat)
    towards = bearing(lon, lat, ahead.lon, ahead.lat)
    farthest = params.look_range if sensor.range is None else sensor.range
    seen = (away <= farthest) & (away >= (sensor.nearest or 0.0))
    begin, end = sensor.bearing_from, sensor.bearing_to
    if begin is not None and end is not None and begin != end:
        seen &= (towards - begin) % 360.0 <= (end - begin) % 360.0
    seen &= ~territories.closed_to(ahead.lon, ahead.lat)
    if not seen.any():
        return None
    first = int(seen.argmax())
    rest = seen[first:]
    last = first + (len(rest) if rest.all() else int((~rest).argmax())) - 1
    until = float(ahead.seconds[last]) if len(seen) > 1 else float(params.horizon)
    return Look(
        name=sensor.identity,
        begin=float(ahead.seconds[first]),
        end=until,
        bearing=round(float(towards[first]), 1) % 360.0,
        metres=float(away[first]),
    )
