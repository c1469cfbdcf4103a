"""Fields of findings and crossings, given as records or as rows of a ledger or of its JSON."""

from collections.abc import Mapping
from typing import Any

from northline.records.time import parse_instant
from northline.records.units import Micros


def field(thing: Any, name: str) -> Any:
    """A field of a record, or of a row."""
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name)


def field_if_any(thing: Any, name: str) -> Any:
    """A field that may not be there; None then."""
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


def instant(value: Micros | str) -> Micros:
    """An instant, stated or as RFC 3339 text."""
    return parse_instant(value) if isinstance(value, str) else value


def word(value: Any) -> str:
    """The word of an enumeration, or of a row."""
    return str(getattr(value, "value", value))


def hexadecimal(value: bytes | str) -> str:
    """An id in hexadecimal, whichever way it is given."""
    return value.hex() if isinstance(value, bytes) else value
