"""Masks: ground, or a direction of a sensor, of which no detection is kept (LAW.md rule 7)."""

from typing import ClassVar

from northline.records.record import Days, Keep, Record
from northline.records.units import Degrees, DegreesTrue, Micros


class Mask(Record, frozen=True, kw_only=True):
    """A dwelling, or what else nobody may watch: from the owner of the sensors, signed by nobody.

    A plot, or a position of a person, that lies in a mask in force when it is read is not kept.
    The newest record of an identity counts, so that a mask is moved or ended by another one.
    ``lon`` and ``lat`` are the middle of its box.

    What is masked:

    - with a polygon: whatever lies in it or on its edge; with ``sensor``, of that sensor only;
    - with a sector (``bearing_from``, ``bearing_to``) and a polygon: besides, plots of the sensor
      that have no place and whose direction lies in the sector;
    - with a sector and no polygon: every plot of the sensor whose direction lies in it.

    Attributes:
        identity: the mask's own name, such as ``dwelling-17``.
        lons: corners of the polygon in their order, WGS 84, the last not the first again; empty
            where only a sector is masked.
        lats: their latitudes.
        sensor: identity of the sensor that it is for, or None for all.
        bearing_from: where the masked sector begins, clockwise from true north, seen from the
            sensor; null with `bearing_to` where there is none.
        bearing_to: where it ends, clockwise.
        since: from when it is in force (of the detection), or None from ever.
        until: until when, or None without an end.
        reason: why, such as ``dwelling``.
        authority: who ordered it, and under what, verbatim.
        timed: whether the source stated the time; otherwise ``at`` is when we received it.
    """

    kind: ClassVar[str] = "mask"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = False
    keep: ClassVar[Keep] = Keep(Days(365))

    identity: str
    lons: tuple[Degrees, ...] = ()
    lats: tuple[Degrees, ...] = ()
    sensor: str | None = None
    bearing_from: DegreesTrue | None = None
    bearing_to: DegreesTrue | None = None
    since: Micros | None = None
    until: Micros | None = None
    reason: str
    authority: str
    timed: bool
