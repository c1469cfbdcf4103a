"""One shift from the texts of its columns: what each may hold.

The roster (`northline.formats.shifts_roster`) and the API read their rows by the same rules.
"""

from collections.abc import Callable, Mapping
from typing import Any

from northline.formats.units_csv_rows import COLUMNS as OF_UNITS
from northline.formats.written_rows import Row
from northline.formats.written_values import (
    identity,
    instant,
    latitude,
    longitude,
    metres,
    one_of,
    text,
    wrong,
)
from northline.records.errors import RejectedUnit
from northline.records.shift import Side
from northline.records.unit import Mode

NEEDED = ("identity", "mode", "side", "begins", "ends", "lon", "lat")
"""Columns that every row fills."""

MOST_OFFICERS = 40
"""Officers of one shift."""

LONGEST_NAME = 80
"""Characters in a name."""

HOUR = 3_600_000_000
LONGEST_HOURS = 72
"""A span longer than this is a slip of the pen."""

_YES, _NO = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})


def _officers(name: str, value: str) -> tuple[str, ...]:
    names = tuple(
        dict.fromkeys(text(name, each, LONGEST_NAME) for each in value.split(";") if each.strip())
    )
    if not names or len(names) > MOST_OFFICERS:
        raise wrong(name, value, f"1 to {MOST_OFFICERS} names, joined by semicolons")
    return names


def _flag(name: str, value: str) -> bool:
    if value.casefold() not in _YES | _NO:
        raise wrong(name, value, "true or false")
    return value.casefold() in _YES


COLUMNS: Mapping[str, Callable[[str, str], Any]] = {
    "identity": identity,
    "callsign": text,
    "mode": one_of(Mode),
    "side": one_of(Side),
    "officers": _officers,
    "begins": instant,
    "ends": instant,
    "lon": longitude,
    "lat": latitude,
    "range": metres,
    "speed_road": OF_UNITS["speed_road"],
    "speed_off_road": OF_UNITS["speed_off_road"],
    "speed_water": OF_UNITS["speed_water"],
    "speed_air": OF_UNITS["speed_air"],
    "authority": OF_UNITS["authority"],
    "called_off": _flag,
    "at": instant,
}
"""What each column may hold: (its name, its text) -> its value."""


def row_of(given: Mapping[str, str]) -> Row:
    """Read a row.

    Args:
        given: column -> text, none of them empty; every name is one of `COLUMNS`.

    Raises:
        RejectedUnit: naming the first wrong column, its value and what is allowed.
    """
    values = {name: COLUMNS[name](name, value) for name, value in given.items()}
    if values["mode"] == Mode.UNKNOWN.value:
        known = ", ".join(each.value for each in Mode if each is not Mode.UNKNOWN)
        raise wrong("mode", values["mode"], f"one of {known}: a shift is planned by its mode")
    if values["ends"] <= values["begins"]:
        raise RejectedUnit(
            f"ends is {given['ends']}; it must be after begins, which is {given['begins']}"
        )
    if values["ends"] - values["begins"] > LONGEST_HOURS * HOUR:
        raise RejectedUnit(
            f"the shift is {(values['ends'] - values['begins']) / HOUR:g} hours long; "
            f"it must be at most {LONGEST_HOURS}"
        )
    return Row(values)
