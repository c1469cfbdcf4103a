"""Patrol legs: what one unit truly did along the line, in one mode, over one span."""

import enum
from typing import ClassVar

from northline.records.record import Days, Id, Keep, Record
from northline.records.unit import Mode
from northline.records.units import Metres, Micros, Seconds


class Reported(enum.StrEnum):
    """How a leg came to be known."""

    GPX = "gpx"
    """From a recorded track, which a person brought and said whose it is."""

    COT = "cot"
    """From the positions that the unit itself reported as it went (Cursor on Target)."""

    FORM = "form"
    """From a form: a person's word, without a track."""


class Flag(enum.StrEnum):
    """What is to be known of a leg before its hours are relied on."""

    GAP = "gap"
    """It begins after a silence that was too long to count."""

    SPEED = "impossible-speed"
    """Within it, or just before, it would have gone faster than its mode can; that is not counted."""

    CLOCK = "clock"
    """Positions that said a time still to come were left out."""

    NO_MODE = "no-mode"
    """Nobody said how it went about."""


class PatrolLeg(Record, frozen=True, kw_only=True):
    """What one unit did along the line, in one mode, from when until when, and what of it counts.

    Its stays are flat lists of one length, in order of time: in which stretch it was, from when, and
    for how long.  Only counted time is in them, so that what counts can be held against other legs of
    the same unit to the microsecond.  ``at`` is ``since``; ``lon`` and ``lat`` are where it began.

    Attributes:
        unit: the unit as scheme and name, such as ``cot:ON-BOAT-1``.
        callsign: name it is called by, or None.
        mode: how it went about.
        since: when it began.
        until: when it ended.
        segment: segment of the line that it was along.
        stretches: stays: number of the stretch, of 5 km (`northline.geo.stretches`).
        begins: stays: from when, seconds after ``since``.
        seconds: stays: for how long.
        metres: way that was made good in the counted time, or 0 where nobody measured it.
        counted: time that counts: the sum of ``seconds``.
        reported: how it is known.
        flags: what is to be known of it: words of `Flag`.
        order: the patrol order that it followed, or None.
        officers: how many officers were out, or None where nobody said.
        note: what whoever brought it wrote, or None.
        evidence: the first and last positions that it was made of; none of a form.
    """

    kind: ClassVar[str] = "patrol-leg"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(730, 3650))

    unit: str
    callsign: str | None = None
    mode: Mode
    since: Micros
    until: Micros
    segment: str
    stretches: tuple[int, ...]
    begins: tuple[Seconds, ...]
    seconds: tuple[Seconds, ...]
    metres: Metres
    counted: Seconds
    reported: Reported
    flags: tuple[str, ...] = ()
    order: Id | None = None
    officers: int | None = None
    note: str | None = None
    evidence: tuple[Id, ...] = ()
