"""What a cell of a published table may hold: names, counts and amounts."""

import math
import re
from collections.abc import Callable
from functools import lru_cache

from northline.formats.published import ABSENT, TOO_LONG, Absent
from northline.records.errors import RejectedUnit

_SHOWN = 40
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?(?:[eE][+-]?\d{1,3})?", re.ASCII)
_MOST = 1e15


def shown(value: str) -> str:
    """A value as a reason shows it: ASCII, quoted, not endless."""
    return ascii(value if len(value) <= _SHOWN else f"{value[:_SHOWN]}...")


def wrong(name: str, value: str, allowed: str) -> RejectedUnit:
    """What is wrong with a value: column, value and what is allowed."""
    return RejectedUnit(f"{shown(name)[1:-1]} is {shown(value)}; it must be {allowed}")


@lru_cache(4096)
def text(name: str, value: str) -> str:
    """A name as printed, blanks at its ends taken off and line breaks in it made blanks.

    Raises:
        RejectedUnit: when it is empty, too long or not printable.
    """
    found = optional_text(name, value)
    if found is None:
        raise wrong(name, value, "a name; every row has one")
    return found


@lru_cache(4096)
def optional_text(name: str, value: str) -> str | None:
    """The same, or None where the cell is empty."""
    found = " ".join(value.split())
    if len(found) > TOO_LONG or not found.isprintable():
        raise wrong(name, value, f"text of at most {TOO_LONG} characters, printable")
    return found or None


def stated(read: Callable[[str, str], float], name: str, value: str) -> float | Absent:
    """The figure in a cell, by `count`, `amount` or `number`, or that there is none."""
    symbol = value.strip()
    return Absent(symbol) if symbol in ABSENT else read(name, value)


def number(name: str, value: str) -> float:
    """A number as printed, which may be below zero; thousands may be set apart by commas.

    Raises:
        RejectedUnit: when it is none, or beyond 1e15.
    """
    printed = value.strip()
    if _NUMBER.fullmatch(printed):
        found = float(printed.replace(",", ""))
        if math.fabs(found) <= _MOST:
            return found
    raise wrong(name, value, "a number, such as 8.38 or 1,204")


def amount(name: str, value: str) -> float:
    """A number of 0 or more."""
    found = number(name, value)
    if found < 0.0:
        raise wrong(name, value, "a number of 0 or more")
    return found


def count(name: str, value: str) -> float:
    """A whole number of 0 or more; ``151.0`` is one."""
    if value.isascii() and value.isdigit() and len(value) <= 15:
        return float(value)
    found = number(name, value)
    if found < 0.0 or found != math.floor(found):
        raise wrong(name, value, "a whole number of 0 or more")
    return found


def degrees(name: str, value: str, most: float) -> float | None:
    """Degrees of -most to most, or None where the cell is empty."""
    if not value.strip():
        return None
    found = number(name, value)
    if math.fabs(found) > most:
        raise wrong(name, value, f"degrees of -{most:g} to {most:g}")
    return found
