"""Entities of SensorThings: which an object is, its id, its times and its place.

OGC 18-088, clauses 8.2 (entities), 9.2.1 (``@iot`` annotations), 8.2.2 and 8.2.8 (locations).
"""

import re
from collections.abc import Mapping
from typing import Any

from northline.formats.written_rows import shown
from northline.formats.written_values import instant, latitude, longitude
from northline.records.errors import RejectedUnit
from northline.records.units import Micros

Entity = Mapping[str, Any]

_LINK = re.compile(r"(\w+)\(([^()]+)\)/?\Z")
_OBSERVATIONS = re.compile(r"Datastreams\(([^()]+)\)/Observations\b")
_SETS = {
    "Things": "Thing",
    "Locations": "Location",
    "HistoricalLocations": "HistoricalLocation",
    "Datastreams": "Datastream",
    "MultiDatastreams": "MultiDatastream",
    "Sensors": "Sensor",
    "ObservedProperties": "ObservedProperty",
    "Observations": "Observation",
    "FeaturesOfInterest": "FeatureOfInterest",
}
_KEYS = (
    ("dataArray", "DataArray"),
    ("result", "Observation"),
    ("multiObservationDataTypes", "MultiDatastream"),
    ("unitOfMeasurement", "Datastream"),
    ("observationType", "Datastream"),
    ("ObservedProperty", "Datastream"),
    ("feature", "FeatureOfInterest"),
    ("location", "Location"),
    ("metadata", "Sensor"),
    ("Datastreams", "Thing"),
    ("Locations", "Thing"),
    ("Datastreams@iot.navigationLink", "Thing"),
    ("time", "HistoricalLocation"),
    ("definition", "ObservedProperty"),
)
"""A member -> the entity that has it; the first that is there counts."""


def entity_of(entity: Entity, link: str = "") -> str:
    """Which entity an object is, by its link where it has one, else by its members; or empty.

    Args:
        entity: the object.
        link: where it was sent to: the address of a request in a batch.
    """
    for each in (entity.get("@iot.selfLink"), link):
        if isinstance(each, str):
            found = _LINK.search(each)
            name = _SETS.get(found[1] if found else each.rstrip("/").rpartition("/")[2])
            if name:
                return "DataArray" if "dataArray" in entity else name
    return next((name for key, name in _KEYS if key in entity), "")


def id_of(entity: object) -> str:
    """The id of an entity or of what refers to one, as text; empty where it has none."""
    if not isinstance(entity, Mapping):
        return ""
    found = entity.get("@iot.id")
    if isinstance(found, str | int) and not isinstance(found, bool):
        return str(found)
    link = entity.get("@iot.selfLink")
    return linked(link) if isinstance(link, str) else ""


def linked(link: object) -> str:
    """The id that a link ends in, as ``7`` in ``.../Datastreams(7)``; empty where in none."""
    found = _LINK.search(link) if isinstance(link, str) else None
    return found[2].strip("'") if found else ""


def observed_by(link: object) -> str:
    """Id of the Datastream whose Observations an address or topic names; empty where none."""
    found = _OBSERVATIONS.search(link) if isinstance(link, str) else None
    return found[1].strip("'") if found else ""


def time_of(observation: Entity) -> Micros | None:
    """When an observation was made; None where that is not stated.

    That is ``phenomenonTime``, of an interval its beginning, else ``resultTime``.

    Raises:
        RejectedUnit: where it is stated and no instant.
    """
    for name in ("phenomenonTime", "resultTime"):
        stated = observation.get(name)
        if stated is None:
            continue
        if not isinstance(stated, str):
            raise RejectedUnit(f"{name} is no text; it must be an instant with its offset")
        return instant(name, stated.partition("/")[0].strip())
    return None


def point_of(geometry: object) -> tuple[float, float] | None:
    """Longitude and latitude of a GeoJSON Point, or of a Feature of one; None for what is none.

    Raises:
        RejectedUnit: where a Point is outside the world, or no point.
    """
    if isinstance(geometry, Mapping) and geometry.get("type") == "Feature":
        geometry = geometry.get("geometry")
    if not isinstance(geometry, Mapping) or geometry.get("type") != "Point":
        return None
    place = geometry.get("coordinates")
    if not isinstance(place, list) or not 2 <= len(place) <= 3:
        raise RejectedUnit("a Point has no two coordinates")
    return longitude("longitude", number_text(place[0])), latitude(
        "latitude", number_text(place[1])
    )


def number_text(value: object) -> str:
    """A number of JSON as text; raises `RejectedUnit` where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise RejectedUnit(f"{shown(str(value))} is no number")
    return repr(value)
