"""One state of a unit from the texts of its columns: what each may hold.

The form of the page and the API read their fields by the same rules.
"""

import hashlib
import re
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
    whole,
    wrong,
)
from northline.records.errors import RejectedUnit
from northline.records.unit import Mode, Unit

NEEDED = ("identity", "at")
"""Columns that every row fills."""

STATED = "stated"
"""Type of a unit that a row states: it comes by no scheme that has types of its own."""

NOBODY = "none"
"""What ``authority`` holds where every authority was taken back."""

MOST_WORDS = 12
"""Words of ``authority``."""

_WORD = re.compile(r"[a-z][a-z0-9-]{0,39}")
_SPEED = number(0.1, 400.0, "metres per second")


def _authority(name: str, value: str) -> tuple[str, ...]:
    words = tuple(dict.fromkeys(each.strip() for each in value.split(";") if each.strip()))
    if words == (NOBODY,):
        return ()
    if NOBODY in words or len(words) > MOST_WORDS or not all(map(_WORD.fullmatch, words)):
        raise wrong(
            name,
            value,
            "words such as cross-designated, host-direction and airspace, joined by semicolons, "
            "or none",
        )
    return words


COLUMNS: Mapping[str, Callable[[str, str], Any]] = {
    "identity": identity,
    "at": instant,
    "callsign": text,
    "mode": one_of(Mode),
    "team": text,
    "role": text,
    "type": text,
    "lon": longitude,
    "lat": latitude,
    "sigma": metres,
    "stale": instant,
    "crew": whole(0, 999),
    "range": metres,
    "speed_road": _SPEED,
    "speed_off_road": _SPEED,
    "speed_water": _SPEED,
    "speed_air": _SPEED,
    "authority": _authority,
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
    for one, other in (("lon", "lat"), ("lat", "lon")):
        if one in values and other not in values:
            raise RejectedUnit(f"{one} is given and {other} is not; both or neither")
    if values.get("stale", values["at"]) < values["at"]:
        raise RejectedUnit("stale is before at; it is until when the row holds")
    said = "\n".join(f"{name}={values[name]}" for name in COLUMNS if name in values)
    state = hashlib.blake2b(said.encode(), digest_size=12).hexdigest()
    values = {"mode": Mode.UNKNOWN.value, "type": STATED, **values, "timed": True}
    return Row(values, f"{values['identity']}/{values['at']}/{state}")


SHEET = Sheet(
    record=Unit,
    columns=(*COLUMNS, "timed"),
    names=tuple(COLUMNS),
    needed=NEEDED,
    read=row_of,
)
"""Rows of units."""
