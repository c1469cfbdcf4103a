"""Patrol targets: so many hours a week, in a mode or any, on some of the line, as somebody set them."""

from typing import ClassVar

from northline.records.record import Days, Keep, Record
from northline.records.unit import Mode
from northline.records.units import Micros


class PatrolTarget(Record, frozen=True, kw_only=True):
    """So many hours of patrol a week; who set it is its ``source``, when it was set its ``at``.

    The newest of one mode and one range of stretches counts; one of no hours ends those before it.

    Attributes:
        mode: by which mode, or None for any.
        segment: segment of the line.
        from_stretch: first stretch, of 5 km, or None for the whole segment.
        to_stretch: last stretch, itself included, or None for the whole segment.
        hours: hours a week (ISO 8601, weeks of UTC); 0 takes the target back.
        since: from when it holds.
        until: until when it holds, or None without an end.
        why: why that many, in the words of whoever set it.
    """

    kind: ClassVar[str] = "patrol-target"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(730))

    mode: Mode | None = None
    segment: str
    from_stretch: int | None = None
    to_stretch: int | None = None
    hours: float
    since: Micros
    until: Micros | None = None
    why: str
