"""One edge of a network of roads from the texts of its columns: what each may hold."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from northline.formats.written_rows import Row, Sheet
from northline.formats.written_values import (
    instant,
    latitude,
    longitude,
    number,
    one_of,
    text,
    wrong,
)
from northline.geo.distance import near_distance
from northline.records.errors import RejectedUnit
from northline.records.road import Carried, Road, Surface

NEEDED = ("at", "from", "to", "from_lon", "from_lat", "to_lon", "to_lat")
"""Columns that every row fills."""

LONGEST_METRES = 200_000.0
"""Length of the longest edge taken: longer is a mistake, or should be several."""

FASTEST = 70.0
"""Speed of the fastest road taken, m/s."""

KMH = 1.0 / 3.6
"""Metres per second in a kilometre per hour."""

NETWORK = "roads"
"""The network of an edge that names none."""


def _whether(name: str, value: str) -> bool:
    if value not in {"yes", "no", "true", "false"}:
        raise wrong(name, value, "yes or no")
    return value in {"yes", "true"}


COLUMNS: Mapping[str, Callable[[str, str], Any]] = {
    "network": text,
    "edge": text,
    "at": instant,
    "from": text,
    "to": text,
    "from_lon": longitude,
    "from_lat": latitude,
    "to_lon": longitude,
    "to_lat": latitude,
    "length": number(0.0, LONGEST_METRES, "metres"),
    "speed": number(0.1, FASTEST, "metres per second"),
    "speed_kmh": number(0.36, FASTEST / KMH, "kilometres per hour"),
    "surface": one_of(Surface),
    "one_way": _whether,
    "carried": one_of(Carried),
    "closed": _whether,
}
"""What each column may hold: (its name, its text) -> its value."""


def straight(lon: float, lat: float, to_lon: float, to_lat: float) -> float:
    """How long an edge is that states no length, m, to the centimetre."""
    return round(float(near_distance(lon, lat, to_lon, to_lat)[0]), 2)


def row_of(given: Mapping[str, str]) -> Row:
    """Read an edge.

    Raises:
        RejectedUnit: naming the first wrong column, its value and what is allowed.
    """
    said = {name: COLUMNS[name](name, value) for name, value in given.items()}
    if "speed" in said and "speed_kmh" in said:
        raise RejectedUnit("speed and speed_kmh are both given; one of them says it")
    ends = (said["from_lon"], said["from_lat"], said["to_lon"], said["to_lat"])
    least = straight(*ends)
    length = said.get("length", least)
    if length > LONGEST_METRES or length < 0.99 * least - 1.0:
        raise RejectedUnit(
            f"its ends lie {least:.0f} m apart and it is {length:.0f} m long; a road is no shorter "
            f"than that, and no longer than {LONGEST_METRES:.0f} m"
        )
    speed = said.get("speed")
    if "speed_kmh" in said:
        speed = said["speed_kmh"] * KMH
    network = said.get("network", NETWORK)
    edge = said.get("edge", f"{said['from']}>{said['to']}")
    stated = "\n".join(f"{name}={said[name]}" for name in COLUMNS if name in said)
    digest = hashlib.blake2b(stated.encode(), digest_size=12).hexdigest()
    values = {
        "at": said["at"],
        "timed": True,
        "lon": ends[0],
        "lat": ends[1],
        "to_lon": ends[2],
        "to_lat": ends[3],
        "network": network,
        "edge": edge,
        "from_node": said["from"],
        "to_node": said["to"],
        "length": length,
        "speed": speed,
        "surface": said.get("surface", Surface.UNKNOWN.value),
        "one_way": said.get("one_way", False),
        "carried": said.get("carried"),
        "closed": said.get("closed", False),
    }
    return Row(values, f"{network}/{edge}/{said['at']}/{digest}")


ROAD_COLUMNS = (
    *("at", "timed", "lon", "lat", "to_lon", "to_lat", "network", "edge", "from_node", "to_node"),
    *("length", "speed", "surface", "one_way", "carried", "closed"),
)
"""Columns of a ``road`` that an edge fills, whatever it was written in."""

SHEET = Sheet(record=Road, columns=ROAD_COLUMNS, names=tuple(COLUMNS), needed=NEEDED, read=row_of)
"""Rows of a list of edges."""
