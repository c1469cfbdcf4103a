"""What a column of a written row may hold: readers from text to value, each with a good reason."""

import math
import re
from collections.abc import Callable
from enum import StrEnum

from northline.formats.written_rows import shown
from northline.records.errors import RejectedUnit
from northline.records.time import parse_instant
from northline.records.units import Micros

LONGEST = 200
"""Characters in the longest text of a column, unless it says otherwise."""

EARLIEST, LATEST = 1_000_000_000_000_000, 4_294_967_295_000_000
"""Stated times in microseconds, 2001-09-09 to 2106-02-07.  Others are no clock's."""

_INSTANT = "an instant with its offset, such as 2026-07-01T14:00:00Z"
_IDENTITY = re.compile(r"[a-z][a-z0-9-]*:\S+")


def wrong(name: str, value: str, allowed: str) -> RejectedUnit:
    """What is wrong with a value: its column, itself, and what is allowed."""
    return RejectedUnit(f"{name} is {shown(value)}; it must be {allowed}")


def text(name: str, value: str, longest: int = LONGEST) -> str:
    """One line of printable text."""
    one_line = " ".join(value.split())
    if len(one_line) > longest or not one_line.isprintable():
        raise wrong(name, value, f"text of at most {longest} characters, printable")
    return one_line


def identity(name: str, value: str) -> str:
    """An identity as scheme and number, such as ``camera:tower-4``."""
    if len(value) > LONGEST or not value.isprintable() or not _IDENTITY.fullmatch(value):
        raise wrong(name, value, "scheme:number, such as camera:tower-4")
    return value


def instant(name: str, value: str) -> Micros:
    """An instant: RFC 3339 with an offset; a day is none."""
    try:
        if "T" not in value.upper() and " " not in value:
            raise ValueError
        found = parse_instant(value)
    except (ValueError, OverflowError) as error:
        raise wrong(name, value, _INSTANT) from error
    if not EARLIEST <= found <= LATEST:
        raise wrong(name, value, "an instant of 2001-09-09 to 2106-02-07")
    return found


def one_of(words: type[StrEnum]) -> Callable[[str, str], str]:
    """A reader of one of these words."""
    allowed = frozenset(each.value for each in words)
    named = ", ".join(each.value for each in words)

    def read(name: str, value: str) -> str:
        if value not in allowed:
            raise wrong(name, value, f"one of {named}")
        return value

    return read


def whole(least: int, most: int) -> Callable[[str, str], int]:
    """A reader of a whole number."""

    def read(name: str, value: str) -> int:
        good = value.isascii() and value.isdigit() and len(value) <= len(str(most))
        if not good or not least <= int(value) <= most:
            raise wrong(name, value, f"a whole number of {least:,} to {most:,}")
        return int(value)

    return read


def number(least: float, most: float, unit: str, *, below: bool = False) -> Callable[..., float]:
    """A reader of a number with a decimal point.

    Args:
        least: the least it may be.
        most: the most it may be.
        unit: in what, for the reason.
        below: whether it must be below ``most``.
    """
    allowed = f"{unit} of {least:,g} to {'below ' if below else ''}{most:,g}, with a decimal point"

    def read(name: str, value: str) -> float:
        try:
            found = float(value) if value.isascii() and "_" not in value else math.nan
        except ValueError:
            found = math.nan
        if not (least <= found < most if below else least <= found <= most):
            raise wrong(name, value, allowed)
        return found

    return read


def turned(name: str, value: str) -> float:
    """A direction, degrees true; 360 is north."""
    return _TURNED(name, value) % 360.0


_TURNED = number(0.0, 360.0, "degrees")

longitude = number(-180.0, 180.0, "degrees")
latitude = number(-90.0, 90.0, "degrees")
share = number(0.0, 1.0, "a share")
metres = number(0.0, 50_000_000.0, "metres")
