"""Positions that things report of themselves, and what a ship or an aircraft says it is."""

import enum
from typing import ClassVar

from northline.records.record import Days, Keep, Record
from northline.records.units import (
    DegreesPerMinute,
    DegreesTrue,
    Knots,
    Metres,
    MetresPerSecond,
)


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


class AltitudeReference(enum.StrEnum):
    """What an altitude is measured from."""

    PRESSURE = "pressure"
    """The 1013.25 hPa level of the standard atmosphere: some 8 m a hPa off the true height."""

    GEOMETRIC = "geometric"
    """A height, by satellite or radar: above the WGS 84 ellipsoid, or above mean sea level
    where the format says so; the two differ by less than 110 m."""


class Position(Record, frozen=True, kw_only=True):
    """Where a thing says it is: AIS, ADS-B, Cursor on Target, GPX.

    Attributes:
        identity: the sender as scheme and number, such as ``mmsi:316001245``.
        craft: what sort of thing it is, as far as the message says.
        mmsi: Maritime Mobile Service Identity (ITU-R M.585), where the source is AIS.
        message: type number of the message in its standard (ITU-R M.1371-5: 1 to 27; ADS-B: the
            type code, 5 to 22).
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
        altitude: height above what ``altitude_reference`` says; None where it is not stated.
        altitude_reference: what the altitude is measured from, wherever there is one.
        vertical_rate: rate of climb, positive upwards, as stated.
        on_ground: whether an aircraft says that it is on the ground; None where it does not say.
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
    altitude: Metres | None = None
    altitude_reference: AltitudeReference | None = None
    vertical_rate: MetresPerSecond | None = None
    on_ground: bool | None = None


class Particulars(Record, frozen=True, kw_only=True):
    """What a ship or an aircraft states of itself.

    AIS messages 5 and 24 (ITU-R M.1371-5, annex 8); ADS-B identification and category
    (ICAO Doc 9871, register 08).

    Attributes:
        identity: the sender, such as ``mmsi:316001245`` or ``icao:c07a4b``.
        mmsi: Maritime Mobile Service Identity, where the source is AIS.
        message: type number of the message in its standard (AIS: 5, 19 and 24; ADS-B: the type
            code, 1 to 4).
        imo: IMO ship number, or None.
        callsign: radio call sign, or None; of an aircraft the flight as filed, or its
            registration.
        name: name of the ship, or None.
        ship_type: AIS ship and cargo type, 0 to 99, or None.
        length: bow to stern, from the reference-point distances.
        beam: port to starboard, from the reference-point distances.
        draught: present static draught.
        destination: destination as typed on board, or None.
        eta: arrival as typed on board, ``MM-DDTHH:MM`` UTC without a year, or None.
        timed: whether the source stated the time; otherwise ``at`` is when we received it.
        station: receiving station named by the source, or None.
        category: emitter category of an aircraft, set and number, such as ``A3`` (DO-260B,
            2.2.3.2.5.2), or None.
    """

    kind: ClassVar[str] = "particulars"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(0, 730))

    identity: str
    mmsi: int | None = None
    message: int | None = None
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
    category: str | None = None
