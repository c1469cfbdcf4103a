"""Positions that things report of themselves, and what a ship says it is."""

import enum
from typing import ClassVar

from northline.records.record import Days, Keep, Record
from northline.records.units import DegreesPerMinute, DegreesTrue, Knots, Metres


class Craft(enum.StrEnum):
    """What sort of thing a position or track is of."""

    VESSEL = "vessel"
    AIRCRAFT = "aircraft"
    VEHICLE = "vehicle"
    PERSON = "person"
    DRONE = "drone"
    UNIT = "unit"
    STATION = "station"
    AID = "aid-to-navigation"
    UNKNOWN = "unknown"


class Position(Record, frozen=True, kw_only=True):
    """Where a thing says it is: AIS, ADS-B, Cursor on Target, GPX.

    Attributes:
        identity: the sender as scheme and number, such as ``mmsi:316001245``.
        craft: what sort of thing it is, as far as the message says.
        mmsi: Maritime Mobile Service Identity (ITU-R M.585), where the source is AIS.
        message: type number of the message in its standard (ITU-R M.1371-5: 1 to 27).
        speed_knots: speed over ground, as stated.
        course: course over ground.
        heading: where the bow points.
        turn: rate of turn.
        status: navigational status, as the standard words it.
        accurate: whether the sender claims an error below 10 m (AIS position accuracy flag).
        second: UTC second of the minute at which the sender fixed its position, 0 to 59.
        timed: whether the source stated the time; otherwise ``at`` is when we received it.
        station: receiving station named by the source, or None.
        name: name in the same message (AIS types 19 and 21), or None.
    """

    kind: ClassVar[str] = "position"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(0, 730))

    identity: str
    craft: Craft
    mmsi: int | None = None
    message: int | None = None
    speed_knots: Knots | None = None
    course: DegreesTrue | None = None
    heading: DegreesTrue | None = None
    turn: DegreesPerMinute | None = None
    status: str | None = None
    accurate: bool | None = None
    second: int | None = None
    timed: bool
    station: str | None = None
    name: str | None = None


class Particulars(Record, frozen=True, kw_only=True):
    """What a ship states of itself: AIS messages 5 and 24 (ITU-R M.1371-5, annex 8).

    Attributes:
        identity: the sender, such as ``mmsi:316001245``.
        mmsi: Maritime Mobile Service Identity.
        message: AIS message type.
        imo: IMO ship number, or None.
        callsign: radio call sign, or None.
        name: name of the ship, or None.
        ship_type: AIS ship and cargo type, 0 to 99, or None.
        length: bow to stern, from the reference-point distances.
        beam: port to starboard, from the reference-point distances.
        draught: present static draught.
        destination: destination as typed on board, or None.
        eta: arrival as typed on board, ``MM-DDTHH:MM`` UTC without a year, or None.
        timed: whether the source stated the time; otherwise ``at`` is when we received it.
        station: receiving station named by the source, or None.
    """

    kind: ClassVar[str] = "particulars"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(0, 730))

    identity: str
    mmsi: int
    message: int
    imo: int | None = None
    callsign: str | None = None
    name: str | None = None
    ship_type: int | None = None
    length: Metres | None = None
    beam: Metres | None = None
    draught: Metres | None = None
    destination: str | None = None
    eta: str | None = None
    timed: bool
    station: str | None = None
