"""What a stream has told of Things, Sensors, properties and Datastreams, to read what follows.

Observations name their Datastream and say nothing else of it, so what was read of one is
remembered: the last `MOST` of each entity, of which the one longest unheard is given up.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from northline.formats.sensors_csv_rows import COLUMNS, values_of
from northline.formats.sensorthings_entities import Entity, id_of, point_of
from northline.formats.sensorthings_terms import Meaning, meaning_of
from northline.formats.written_rows import shown, text_of
from northline.formats.written_values import LONGEST
from northline.records.errors import RejectedUnit

MOST = 512

OURS = "northline"
"""The member of ``properties`` that states columns of the registry, such as ``range``."""

_STATED = tuple(name for name in COLUMNS if name not in {"identity", "at", "lon", "lat", "sigma"})
T = TypeVar("T")


class Thing(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What is known of a Thing: its name, its place, what it states of itself as a sensor."""

    name: str = ""
    lon: float | None = None
    lat: float | None = None
    stated: dict[str, str] = {}


class Datastream(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What is known of a Datastream.

    Attributes:
        identity: of the sensor that it is.
        measure: what it measures, or empty where that is no detection.
        craft: of which sort of thing.
        lon: where the sensor is, or None.
        lat: where the sensor is, or None.
        reach: how far it sees, or None.
    """

    identity: str
    measure: str = ""
    craft: str = ""
    lon: float | None = None
    lat: float | None = None
    reach: float | None = None


class Known(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """What a stream has told so far, by the ids of its entities."""

    things: dict[str, Thing] = {}
    sensors: dict[str, str] = {}
    properties: dict[str, tuple[str, str]] = {}
    locations: dict[str, tuple[float, float]] = {}
    datastreams: dict[str, Datastream] = {}


def keep(known: dict[str, T], key: str, value: T) -> None:
    """Remember one; the eldest is given up for it where there are too many."""
    if key:
        known.pop(key, None)
        known[key] = value
        if len(known) > MOST:
            del known[next(iter(known))]


def thing_of(entity: Entity, known: Known) -> Thing:
    """What a Thing says of itself; raises `RejectedUnit`."""
    before = known.things.get(id_of(entity), Thing())
    place = _place(entity.get("Locations"), known)
    lon, lat = place or (before.lon, before.lat)
    return Thing(
        line(entity.get("name")) or before.name, lon, lat, {**before.stated, **stated(entity)}
    )


def location_of(entity: Entity) -> tuple[float, float] | None:
    """The place of a Location; raises `RejectedUnit`."""
    return point_of(entity.get("location"))


def meaning(entity: object, known: Known) -> Meaning | None:
    """What an ObservedProperty means, or what refers to one; None where it is no detection."""
    if not isinstance(entity, Mapping):
        return None
    before = known.properties.get(id_of(entity), ("", ""))
    return meaning_of(entity.get("definition") or before[0], entity.get("name") or before[1])


def instrument(entity: object, known: Known) -> str:
    """Make and model: the name of a Sensor, or of what refers to one; or empty."""
    if not isinstance(entity, Mapping):
        return ""
    return line(entity.get("name")) or known.sensors.get(id_of(entity), "")


def stated(entity: Entity) -> dict[str, str]:
    """What an entity states of itself as a sensor, checked; raises `RejectedUnit`."""
    properties = entity.get("properties")
    ours = properties.get(OURS) if isinstance(properties, Mapping) else None
    if ours is None:
        return {}
    if not isinstance(ours, Mapping):
        raise RejectedUnit(f"properties.{OURS} is no object")
    texts: dict[str, str] = {}
    for name, value in ours.items():
        if name not in _STATED:
            raise RejectedUnit(
                f"properties.{OURS} has {shown(name)}; it may state {', '.join(_STATED)}"
            )
        text = text_of(name, value).strip()
        if text:
            texts[name] = text
    values_of(texts)
    return texts


def line(value: object) -> str:
    """A name as one line of printable text, or empty where it is none."""
    one_line = " ".join(value.split())[:LONGEST] if isinstance(value, str) else ""
    return one_line if one_line.isprintable() else ""


def _place(locations: object, known: Known) -> tuple[float, float] | None:
    """The first place that a Thing's Locations tell."""
    for each in locations if isinstance(locations, list) else ():
        if isinstance(each, Mapping):
            found = location_of(each) or known.locations.get(id_of(each))
            if found:
                return found
    return None


def columns_of(thing: Thing, own: Mapping[str, str]) -> dict[str, Any]:
    """Columns of the registry that a Thing and its Datastream state; raises `RejectedUnit`."""
    return values_of({**thing.stated, **own})
