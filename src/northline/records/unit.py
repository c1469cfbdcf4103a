"""Friendly units: who a position of one's own people belongs to, as the unit states it."""

import enum
from typing import ClassVar

from northline.records.record import Days, Keep, Record
from northline.records.units import DegreesTrue, Knots, Micros, Probability


class Mode(enum.StrEnum):
    """How a unit goes about."""

    FOOT = "foot"
    VEHICLE = "vehicle"
    OFF_ROAD = "off-road"
    BOAT = "boat"
    DRONE = "drone"
    HELICOPTER = "helicopter"
    AEROPLANE = "aeroplane"
    DOG_TEAM = "dog-team"
    UNKNOWN = "unknown"


class Unit(Record, frozen=True, kw_only=True):
    """What a friendly unit states of itself: who it is, how it goes about, where it was.

    Cursor on Target events of affiliation friend (type ``a-f-``) give one beside their
    ``position``, which is what is tracked.

    Attributes:
        identity: the unit as scheme and name, such as ``cot:ANDROID-5f3a``; its positions carry
            the same.
        callsign: name it is called by, or None.
        mode: how it goes about, as far as it says.
        team: team or colour it belongs to, or None.
        role: role in the team, or None.
        type: type in its own scheme, such as the Cursor on Target type ``a-f-G-U-C``.
        speed_knots: speed over ground, as stated.
        course: course over ground, as stated.
        battery: charge of its device, or None.
        stale: until when what it says holds, by itself; None where it does not say.
        timed: whether the source stated the time; otherwise ``at`` is when we received it.
    """

    kind: ClassVar[str] = "unit"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(0, 730))

    identity: str
    callsign: str | None = None
    mode: Mode
    team: str | None = None
    role: str | None = None
    type: str
    speed_knots: Knots | None = None
    course: DegreesTrue | None = None
    battery: Probability | None = None
    stale: Micros | None = None
    timed: bool
