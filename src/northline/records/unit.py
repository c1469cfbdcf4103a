"""Friendly units: who a position of one's own people belongs to, as the unit states it."""

import enum
from typing import ClassVar

from northline.records.record import Days, Keep, Record
from northline.records.units import (
    DegreesTrue,
    Knots,
    Metres,
    MetresPerSecond,
    Micros,
    Probability,
)


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


CROSS_DESIGNATED = "cross-designated"
"""Authority of a joint crew: its officers are designated under the law of both countries."""

HOST_DIRECTION = "host-direction"
"""A joint crew is under the direction of an officer of the host country now (LAW.md rule 8)."""

AIRSPACE = "airspace"
"""A drone may fly where it is: the authority over the airspace has said so."""

IN_CANADA, IN_UNITED_STATES = "in-canada", "in-united-states"
"""Under the law of which country it acts, so on which side of the line it is at home."""

AUTHORITIES = frozenset({CROSS_DESIGNATED, HOST_DIRECTION, AIRSPACE, IN_CANADA, IN_UNITED_STATES})
"""The words of ``authority`` that something here goes by; others are kept as they stand."""


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
        crew: officers aboard or in it; 0 where nobody is.
        range: how far it can still go on its fuel or charge.
        speed_road: the most it makes on a road.
        speed_off_road: the most it makes on land off the roads.
        speed_water: the most it makes on water.
        speed_air: the most it makes in the air.
        authority: what it has been given authority for, such as ``cross-designated``,
            ``host-direction`` or ``airspace``; None where it does not say.
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
    crew: int | None = None
    range: Metres | None = None
    speed_road: MetresPerSecond | None = None
    speed_off_road: MetresPerSecond | None = None
    speed_water: MetresPerSecond | None = None
    speed_air: MetresPerSecond | None = None
    authority: tuple[str, ...] | None = None
