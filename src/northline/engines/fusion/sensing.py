"""What is known of sensors, from their records: how they see, how often, and how wrong."""

import math
from collections.abc import Sequence

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from northline.engines.fusion.params import CRAFTS, FusionParams
from northline.engines.fusion.state import Sensed
from northline.records.position import Craft
from northline.records.sensor import Target, probability

CRAFT_OF: dict[Target, Craft] = {
    Target.WALKER: Craft.PERSON,
    Target.VEHICLE: Craft.VEHICLE,
    Target.SNOWMOBILE: Craft.VEHICLE,
    Target.BOAT: Craft.VESSEL,
    Target.LOW_AIRCRAFT: Craft.AIRCRAFT,
    Target.DRONE: Craft.DRONE,
}
"""Which sort a class of target is of."""

LEAST_DENSITY, LEAST_BEARINGS = 1e-13, 1e-6
"""A sensor that never errs errs so seldom: per m2 and per radian, in a look."""


def stated(sensors: list[Sensed], table: pa.Table) -> list[Sensed]:
    """Sensors, by their places, after these statements; new ones come last.

    A later statement counts, field by field; what it leaves open stays as it was.
    """
    place = {sensor.name: k for k, sensor in enumerate(sensors)}
    for row in table.to_pylist():
        name, at = row["identity"], int(row["at"].timestamp() * 1e6)
        known = sensors[place[name]] if name in place else Sensed(name=name)
        if at < known.at:
            continue
        now = {
            "false_alarms": _from_nothing(row["false_alarms"]),
            **{name: _positive(row[name]) for name in ("revisit", "range", "range_sigma")},
            "azimuth_sigma": _positive(row["azimuth_sigma"]),
            "sector": _sector(row["bearing_from"], row["bearing_to"]),
            "detection": tuple(row["detection"] or ()),
        }
        told = {field: value for field, value in now.items() if value not in (None, ())}
        known = msgspec.structs.replace(known, at=at, **told)
        if name in place:
            sensors[place[name]] = known
        else:
            place[name] = len(sensors)
            sensors.append(known)
    return sensors


def table_of(
    sensors: Sequence[Sensed], trips: frozenset[int], params: FusionParams
) -> NDArray[np.float64]:
    """Rows for the kernels, float64 (s, 4 + 7), see `track_kernel.REVISIT`.

    Args:
        sensors: all sensors.
        trips: places of those that tell trips.
        params: what stands where no record says.
    """
    rows = np.empty((len(sensors), 4 + len(CRAFTS)), np.float64)
    for k, sensor in enumerate(sensors):
        revisit = sensor.revisit or float(params.revisit_trip if k in trips else params.revisit)
        density, bearings = params.false_density * 1e-6, params.false_bearings
        if sensor.false_alarms is not None:
            each_look = sensor.false_alarms * revisit / 3600.0
            sector = math.radians(sensor.sector or 360.0)
            bearings = max(each_look / sector, LEAST_BEARINGS)
            if sensor.range is not None:
                area = 0.5 * sector * sensor.range * sensor.range
                density = max(each_look / area, LEAST_DENSITY)
        rows[k, :4] = revisit, sensor.revisit is not None, density, bearings
        rows[k, 4:] = _detection(sensor.detection, float(params.detection))
    return rows


def _detection(entries: Sequence[str], usual: float) -> list[float]:
    """Probability of detection by code of the craft: the mean of what is stated for such targets.

    Day and night count alike: whether it was light is not known here.
    """
    said: dict[Craft, list[float]] = {}
    for entry in entries:
        try:
            target, _, value = probability(entry)
        except ValueError:
            continue  # the record is kept as stated; what is no entry says nothing here
        said.setdefault(CRAFT_OF[target], []).append(float(value))
    every = [value for values in said.values() for value in values]
    mean = sum(every) / len(every) if every else usual
    found = [sum(said[craft]) / len(said[craft]) if craft in said else mean for craft in CRAFTS]
    return [min(max(value, 0.05), 0.999) for value in found]


def _positive(value: float | None) -> float | None:
    return value if value is not None and 0.0 < value < math.inf else None


def _from_nothing(value: float | None) -> float | None:
    return value if value is not None and 0.0 <= value < math.inf else None


def _sector(begin: float | None, end: float | None) -> float | None:
    if begin is None or end is None:
        return None
    return (end - begin) % 360.0 or 360.0
