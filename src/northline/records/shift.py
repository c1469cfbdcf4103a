"""Shifts: one unit on duty for a span of time, with its officers, as its agency states it."""

import enum
from typing import ClassVar

from northline.records.record import Days, Keep, Record
from northline.records.unit import Mode
from northline.records.units import Metres, MetresPerSecond, Micros


class Side(enum.StrEnum):
    """Under the law of which country a unit acts, so on which side of the line it is at home."""

    IN_CANADA = "in-canada"
    IN_UNITED_STATES = "in-united-states"


class Shift(Record, frozen=True, kw_only=True):
    """One unit on duty, from when until when, out of where.  A later statement replaces an earlier one.

    Its place (``lon``, ``lat``) is the depot that it sets out from and comes back to; ``at`` is when it
    was stated.  Statements of one unit with one beginning are of one shift, and the newest counts.

    Attributes:
        identity: the unit as scheme and name, such as ``cot:ON-CAR-4``; its positions carry the same.
        callsign: name it is called by, or None.
        mode: how it goes about.
        officers: names of those on duty, as the agency writes them.
        begins: when it is on duty from.
        ends: when it is off duty.
        range: how far it goes on one tank or charge, or None where nobody said.
        speed_road: the most it makes on a road.
        speed_off_road: the most it makes on land off the roads.
        speed_water: the most it makes on water.
        speed_air: the most it makes in the air.
        authority: what it has been given authority for, as of a unit; None where nobody said.
        side: on which side of the line it is at home.
        called_off: whether it was called off: nobody is on duty by it.
    """

    kind: ClassVar[str] = "shift"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(0, 730))

    identity: str
    callsign: str | None = None
    mode: Mode
    officers: tuple[str, ...] = ()
    begins: Micros
    ends: Micros
    range: Metres | None = None
    speed_road: MetresPerSecond | None = None
    speed_off_road: MetresPerSecond | None = None
    speed_water: MetresPerSecond | None = None
    speed_air: MetresPerSecond | None = None
    authority: tuple[str, ...] | None = None
    side: Side
    called_off: bool = False
