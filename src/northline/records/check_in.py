"""Check-ins: a unit says, or is heard, to be well, and when it will be heard of again."""

import enum
from typing import ClassVar

from northline.records.record import Days, Keep, Record
from northline.records.units import Micros


class How(enum.StrEnum):
    """By which way somebody said that a unit is well."""

    RADIO = "radio"
    APP = "app"
    COT = "cot"
    """By a report of Cursor on Target, written down by hand; those of the feed count by themselves."""


class CheckIn(Record, frozen=True, kw_only=True):
    """A unit was well at an instant, by its own word; ``lon`` and ``lat`` are where, if it said.

    The newest of a unit counts.  One without a next due is the last: the unit is back, and nobody
    waits for it.

    Attributes:
        unit: identity of the unit, as its positions carry it, such as ``cot:ON-CAR-4``.
        officers: names of the officers with it, as they were said.
        how: by which way it was said.
        next_due: until when the next one is awaited; None after the last.
        note: what else was said, or None.
        by: who wrote it down.
        agency: the agency that they act for.
    """

    kind: ClassVar[str] = "check-in"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(730, 3650))

    unit: str
    officers: tuple[str, ...] = ()
    how: How
    next_due: Micros | None = None
    note: str | None = None
    by: str
    agency: str
