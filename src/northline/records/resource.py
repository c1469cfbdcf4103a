"""Resources: units and specialists of an agency that its partners may ask for."""

import enum
from typing import ClassVar

from northline.records.record import Days, Keep, Record
from northline.records.units import Micros


class Capability(enum.StrEnum):
    """What a resource is for."""

    CANINE = "canine"
    COMMERCIAL_VEHICLE_INSPECTION = "commercial-vehicle-inspection"
    INVESTIGATION = "investigation"
    MARINE = "marine"
    AIR = "air"
    MILITARY_SUPPORT = "military-support"
    """Of armed forces: on request, and in support only (LAW.md rule 8)."""
    OTHER = "other"


class Availability(enum.StrEnum):
    """Whether it may be asked for."""

    AVAILABLE = "available"
    COMMITTED = "committed"
    UNAVAILABLE = "unavailable"


class Resource(Record, frozen=True, kw_only=True):
    """What is known of a resource from a time on; the newest record of an identity counts.

    Attributes:
        identity: its own name at its agency, such as ``opp:canine-2``.
        name: what people call it.
        capability: what it is for.
        agency: the agency that it is of, which alone states anything of it and gives it.
        details: what it can do, in words, or None.
        base: where it is kept, in words, or None.
        availability: whether it may be asked for.
        since: from when it may be had, or None from now.
        until: until when, or None without an end.
        contact: how whoever answers for it is reached, or None.
        by: who stated this.
    """

    kind: ClassVar[str] = "resource"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(365, 3650))

    identity: str
    name: str
    capability: Capability
    agency: str
    details: str | None = None
    base: str | None = None
    availability: Availability
    since: Micros | None = None
    until: Micros | None = None
    contact: str | None = None
    by: str
