"""One state of a sensor from the texts of its columns: what each may hold.

The form of the registry and the API read their fields by the same rules.
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from northline.formats.written_rows import Row, Sheet
from northline.formats.written_values import (
    identity,
    instant,
    latitude,
    longitude,
    metres,
    number,
    one_of,
    text,
    turned,
    whole,
    wrong,
)
from northline.records.errors import RejectedUnit
from northline.records.sensor import Sensor, SensorSort, SensorState, Target, probability

NEEDED = ("identity", "at", "state")
"""Columns that every row fills."""

MOST_ENTRIES = 2 * len(Target)
"""Entries of ``detection``: each target once by day and once by night."""

_PAIRS = (("lon", "lat"), ("bearing_from", "bearing_to"))


def _detection(name: str, value: str) -> tuple[str, ...]:
    entries = tuple(each.strip() for each in value.split(";") if each.strip())
    seen = set()
    for entry in entries:
        try:
            target, light, _ = probability(entry)
        except ValueError as error:
            targets = ", ".join(each.value for each in Target)
            raise wrong(
                name,
                entry,
                "TARGET/day=P or TARGET/night=P, as in walker/night=0.7, or walker/night=0.7@210 "
                f"where it was measured on 210 looks; targets are {targets}",
            ) from error
        if (target, light) in seen:
            raise wrong(name, value, f"entries that name {target.value}/{light} once")
        seen.add((target, light))
    return entries


COLUMNS: Mapping[str, Callable[[str, str], Any]] = {
    "identity": identity,
    "at": instant,
    "state": one_of(SensorState),
    "sort": one_of(SensorSort),
    "name": text,
    "operator": text,
    "carrier": identity,
    "type": text,
    "lon": longitude,
    "lat": latitude,
    "sigma": metres,
    "height": number(-500.0, 50_000_000.0, "metres"),
    "altitude": number(-500.0, 50_000_000.0, "metres"),
    "nearest": metres,
    "range": metres,
    "bearing_from": turned,
    "bearing_to": turned,
    "revisit": number(0.0, 31_622_400.0, "seconds"),
    "range_sigma": metres,
    "azimuth_sigma": number(0.0, 180.0, "degrees"),
    "detection": _detection,
    "false_alarms": number(0.0, 1_000_000.0, "detections of nothing in an hour"),
    "measured": whole(0, 999_999_999),
}
"""What each column may hold: (its name, its text) -> its value."""


def values_of(given: Mapping[str, str]) -> dict[str, Any]:
    """Read what is stated of a sensor, whatever of it is there.

    Args:
        given: column -> text, none of them empty; every name is one of `COLUMNS`.

    Raises:
        RejectedUnit: naming the first wrong column, its value and what is allowed.
    """
    values = {name: COLUMNS[name](name, value) for name, value in given.items()}
    for pair in _PAIRS:
        for one, other in (pair, pair[::-1]):
            if one in values and other not in values:
                raise RejectedUnit(f"{one} is given and {other} is not; both or neither")
    if values.get("nearest", 0.0) > values.get("range", float("inf")):
        raise RejectedUnit("nearest is more than range; it is the closest range at which it sees")
    return values


def row_of(given: Mapping[str, str]) -> Row:
    """Read a row; raises `RejectedUnit`, as `values_of`."""
    values = values_of(given)
    said = "\n".join(f"{name}={values[name]}" for name in COLUMNS if name in values)
    state = hashlib.blake2b(said.encode(), digest_size=12).hexdigest()
    values = {"detection": (), **values, "timed": True}
    return Row(values, f"{values['identity']}/{values['at']}/{state}")


SHEET = Sheet(
    record=Sensor,
    columns=(*COLUMNS, "timed"),
    names=tuple(COLUMNS),
    needed=NEEDED,
    read=row_of,
)
"""Rows of the registry."""
