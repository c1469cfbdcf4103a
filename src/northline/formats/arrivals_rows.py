"""One report of arrival from the texts of its columns: what each may hold."""

import hashlib
import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from northline.geo.ports import port
from northline.records.arrival import Channel, Outcome
from northline.records.errors import RejectedUnit, UnknownName
from northline.records.ids import Origin
from northline.records.position import Craft
from northline.records.record import Id
from northline.records.time import parse_instant
from northline.records.track import Direction
from northline.records.units import Micros

NEEDED = ("report", "authority", "channel", "direction", "craft", "outcome", "at")
"""Columns that every report fills."""

LONGEST = 200
"""Characters in the longest text of a column."""

_SHOWN = 40
_AUTHORITY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_IDENTITY = re.compile(r"[a-z][a-z0-9-]*:\S+")
_SCHEMES = {
    "mmsi": (re.compile(r"mmsi:\d{9}"), "mmsi: and nine digits"),
    "icao": (re.compile(r"icao:[0-9a-f]{6}"), "icao: and six digits of 0 to 9 and a to f"),
}
_INSTANT = "an instant with its offset, such as 2026-07-01T14:00:00Z"


class Row(NamedTuple):
    """A report as it was read.

    Attributes:
        sequence: its number among all of its source, with its state.
        supersedes: the same of the state before it, or None.
        values: column of the record -> value.
    """

    sequence: str
    supersedes: str | None
    values: Mapping[str, Any]

    def ids(self, origin: Origin) -> tuple[Id, Id | None]:
        """Id of the record, and of the one that it supersedes."""
        before = None if self.supersedes is None else origin.sequenced(self.supersedes)
        return origin.sequenced(self.sequence), before


def row_of(texts: Mapping[str, str]) -> Row:
    """Read a report; an empty text is no value.

    Args:
        texts: column -> text; every name is one of `COLUMNS`.

    Raises:
        RejectedUnit: naming the first wrong column, its value and what is allowed.
    """
    given = {name: text.strip() for name, text in texts.items() if text.strip()}
    for name in NEEDED:
        if name not in given:
            raise RejectedUnit(f"{name} is missing; every report has one")
    values = {name: COLUMNS[name](name, text) for name, text in given.items()}
    for one, other in (("lon", "lat"), ("lat", "lon")):
        if one in values and other not in values:
            raise RejectedUnit(f"{one} is given and {other} is not; a position needs both")
    authority, number = values["authority"], values["report"]
    revision = values.get("revision")
    if revision is None:
        # Without a count, another state of the same report is told apart by what it says.
        said = "\n".join(f"{name}={values[name]}" for name in COLUMNS if name in values)
        state = "=" + hashlib.blake2b(said.encode(), digest_size=12).hexdigest()
    else:
        state = str(revision)
    before = f"{authority}/{revision - 1}/{number}" if revision else None
    return Row(f"{authority}/{state}/{number}", before, values)


def header_of(names: list[str]) -> tuple[str, ...]:
    """The columns of a header.

    Raises:
        RejectedUnit: when it names one that there is not, twice, or not one that is needed.
    """
    header = tuple(name.strip() for name in names)
    known = ", ".join(COLUMNS)
    for name in header:
        if name not in COLUMNS:
            raise RejectedUnit(
                f"the header names a column {_shown(name)}; there are {known}, separated by commas"
            )
        if header.count(name) > 1:
            raise RejectedUnit(f"the header names column {name} twice")
    for name in NEEDED:
        if name not in header:
            raise RejectedUnit(f"the header lacks column {name}; every report has one")
    return header


def unknown_column(name: str) -> RejectedUnit:
    """What is wrong with a name that is no column."""
    return RejectedUnit(f"there is no column {_shown(name)}; there are {', '.join(COLUMNS)}")


def _shown(value: str) -> str:
    return ascii(value if len(value) <= _SHOWN else f"{value[:_SHOWN]}...")


def _wrong(name: str, value: str, allowed: str) -> RejectedUnit:
    return RejectedUnit(f"{name} is {_shown(value)}; it must be {allowed}")


def _text(name: str, value: str) -> str:
    one_line = " ".join(value.split())
    if len(one_line) > LONGEST or not one_line.isprintable():
        raise _wrong(name, value, f"text of at most {LONGEST} characters, printable")
    return one_line


def _authority(name: str, value: str) -> str:
    if len(value) > LONGEST or not _AUTHORITY.fullmatch(value):
        raise _wrong(name, value, "a word of a to z, 0 to 9 and -, such as cbsa or cbp")
    return value


def _identity(name: str, value: str) -> str:
    pattern, allowed = _SCHEMES.get(
        value.partition(":")[0], (_IDENTITY, "scheme:number, such as mmsi:316001245")
    )
    if len(value) > LONGEST or not value.isprintable() or not pattern.fullmatch(value):
        raise _wrong(name, value, allowed)
    return value


def _port(name: str, value: str) -> str:
    try:
        return port(value).id
    except UnknownName as error:
        raise _wrong(name, value, "the id of a port of entry; 'northline ports' lists them") from (
            error
        )


def _instant(name: str, value: str) -> Micros:
    if "T" not in value.upper() and " " not in value:
        raise _wrong(name, value, _INSTANT)  # a day is no instant
    try:
        return parse_instant(value)
    except (ValueError, OverflowError) as error:
        raise _wrong(name, value, _INSTANT) from error


def _one_of(words: type[StrEnum]) -> Callable[[str, str], str]:
    allowed = ", ".join(each.value for each in words)

    def read(name: str, value: str) -> str:
        if value not in {each.value for each in words}:
            raise _wrong(name, value, f"one of {allowed}")
        return value

    return read


def _whole(most: int) -> Callable[[str, str], int]:
    def read(name: str, value: str) -> int:
        if not (value.isascii() and value.isdigit() and len(value) <= 9 and int(value) <= most):
            raise _wrong(name, value, f"a whole number of 0 to {most:,}")
        return int(value)

    return read


def _degrees(most: float) -> Callable[[str, str], float]:
    def read(name: str, value: str) -> float:
        try:
            found = float(value) if value.isascii() and "_" not in value else None
        except ValueError:
            found = None
        if found is None or not abs(found) <= most:
            raise _wrong(name, value, f"degrees of -{most:g} to {most:g}, with a decimal point")
        return found

    return read


COLUMNS: Mapping[str, Callable[[str, str], Any]] = {
    "report": _text,
    "authority": _authority,
    "channel": _one_of(Channel),
    "direction": _one_of(Direction),
    "craft": _one_of(Craft),
    "outcome": _one_of(Outcome),
    "at": _instant,
    "identity": _identity,
    "registration": _text,
    "craft_name": _text,
    "place": _text,
    "port": _port,
    "landed": _instant,
    "persons": _whole(100_000),
    "lon": _degrees(180.0),
    "lat": _degrees(90.0),
    "revision": _whole(999_999),
}
"""What each column may hold: (its name, its text) -> its value."""
