"""The messages of ASTM F3411-22a (5.4.5) and ASD-STAN EN 4709-002: what a drone says of itself.

Each has 25 bytes: type (high four bits) and version, then little-endian fields.  A location: airborne,
course 45 degrees, 1/4 m/s of speed, 10^-7 degrees, halves of metres above -1000, tenths of a second::

    12 20 2d 28 02 | 08 4e 38 19 | 40 a4 81 ce | d0 09 | da 09 | 34 08 | 4a 34 | 88 13 | 02 | 00
    type status    | latitude    | longitude   | pressure, geodetic, height | accuracies | time

Fields say *not known* by values of their own: place 0/0, altitude -1000 m, speed 255, course 361.
"""

import re
import struct
from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from northline.records.errors import RejectedUnit

LENGTH = 25
"""Bytes of a message."""

PACK = 0xF
"""Type of a message that holds others."""

MOST_IN_PACK = 9

BASIC_ID, LOCATION, AUTHENTICATION, SELF_ID, SYSTEM, OPERATOR_ID = range(6)
NAMES: Mapping[int, str] = MappingProxyType(
    {
        BASIC_ID: "basic id",
        LOCATION: "location",
        AUTHENTICATION: "authentication",
        SELF_ID: "self-id",
        SYSTEM: "system",
        OPERATOR_ID: "operator id",
    }
)
FILLED: Mapping[int, int] = MappingProxyType(
    {BASIC_ID: 22, LOCATION: 24, SYSTEM: 24, OPERATOR_ID: 22}
)
"""Bytes of a message before those reserved, in which senders leave whatever stood there."""

LATEST_VERSION = 2
"""Of the protocol: 0 is F3411-19, 1 F3411-20, 2 F3411-22a; their fields stand where they stood."""

SERIAL, REGISTRATION, UTM, SESSION = 1, 2, 3, 4
SCHEMES: Mapping[int, str] = MappingProxyType(
    {
        SERIAL: "remote-id",
        REGISTRATION: "remote-id-registration",
        UTM: "remote-id-utm",
        SESSION: "remote-id-session",
    }
)
"""What identities of each type of identifier begin with."""

SINCE = 1_546_300_800
"""Seconds from 1970 to 2019, from which times of the system message count."""

_SERIAL = re.compile(r"[0-9A-HJ-NP-Z]{4}([1-9A-F])([0-9A-HJ-NP-Z]+)")
_PRINTABLE = re.compile(rb"[\x20-\x7e]*")
_STATUS = (None, "ground", "airborne", "emergency", "remote id failure")
_ACCURACY: Mapping[int, float] = MappingProxyType(
    dict(
        zip(
            range(1, 13),
            (18520, 7408, 3704, 1852, 926, 555.6, 185.2, 92.6, 30, 10, 3, 1),
            strict=True,
        )
    )
)
"""Metres within which 95 % of the errors lie, by category (table 7)."""

_PLACE = struct.Struct("<2i")
_UNKNOWN_TIME, _UNKNOWN_SPEED, _UNKNOWN_CLIMB, _UNKNOWN_COURSE = 0xFFFF, 255, 126, 361
_TENTHS_IN_AN_HOUR = 36_000


class BasicId(msgspec.Struct, frozen=True):
    """Who it is.

    Attributes:
        scheme: type of identifier (1 serial number, 2 registration, 3 UTM, 4 session; 0 none).
        type: sort of aircraft (1 aeroplane, 2 helicopter or multirotor, ...; table 5).
        number: the identifier, or empty.
        odd: whether it is not formed as its scheme has it (ANSI/CTA-2063-A).
    """

    scheme: int
    type: int
    number: str
    odd: bool


class Location(msgspec.Struct, frozen=True):
    """Where it is: degrees, metres, metres per second, tenths of a second past the hour."""

    status: str | None
    lon: float | None
    lat: float | None
    course: float | None
    speed: float | None
    climb: float | None
    pressure_altitude: float | None
    altitude: float | None
    accuracy: float | None
    tenths: int | None


class System(msgspec.Struct, frozen=True):
    """Where its operator is.

    Attributes:
        sort: 0 place of take-off, 1 where the operator is now, 2 a fixed place.
        lon: degrees, or None.
        lat: degrees, or None.
        altitude: above the ellipsoid, metres, or None.
        seconds: since 1970, or None.
    """

    sort: int
    lon: float | None
    lat: float | None
    altitude: float | None
    seconds: int | None


class Words(msgspec.Struct, frozen=True):
    """A text: what the flight is for (self-ID), or the operator's identifier."""

    kind: int
    text: str


class Page(msgspec.Struct, frozen=True):
    """A page of authentication data; nothing here can check it."""

    number: int


Message = BasicId | Location | System | Words | Page


def type_of(message: bytes) -> int:
    """Type number of a message."""
    return message[0] >> 4


def unpack(data: bytes) -> list[tuple[int, bytes]]:
    """Place and bytes of each message: of one, or of those in a pack (5.4.5.21).

    Raises:
        RejectedUnit: where it is too short, or no pack of messages.
    """
    if len(data) >= 3 and type_of(data) == PACK:
        size, count = data[1], data[2]
        if size != LENGTH:
            raise RejectedUnit(f"a pack of messages of {size} bytes; they have {LENGTH}")
        if count > MOST_IN_PACK:
            raise RejectedUnit(f"a pack of {count} messages; it holds at most {MOST_IN_PACK}")
        if len(data) < 3 + count * LENGTH:
            raise RejectedUnit(f"a pack of {count} messages in {len(data)} bytes")
        places = range(3, 3 + count * LENGTH, LENGTH)
        return [(at, data[at : at + LENGTH]) for at in places]
    if len(data) < LENGTH:
        raise RejectedUnit(f"a message of {len(data)} bytes; it has {LENGTH}")
    return [(0, data[:LENGTH])]


def read_message(message: bytes) -> Message | None:
    """Read one message; None for a type or version that nobody here knows.

    Raises:
        RejectedUnit: where what it says cannot be.
    """
    if message[0] & 15 > LATEST_VERSION:
        return None
    match type_of(message):
        case 0:
            return _basic_id(message)
        case 1:
            return _location(message)
        case 2:
            return Page(message[1] & 15)
        case 3:
            return Words(SELF_ID, text_of(message[2:]))
        case 4:
            return _system(message)
        case 5:
            return Words(OPERATOR_ID, text_of(message[2:22]))
    return None


def _basic_id(message: bytes) -> BasicId:
    scheme, type, raw = message[1] >> 4, message[1] & 15, message[2:22]
    if scheme in {SERIAL, REGISTRATION}:
        number = text_of(raw)
        match = _SERIAL.fullmatch(number)
        formed = match is not None and int(match[1], 16) == len(match[2])
        return BasicId(scheme, type, number, scheme == SERIAL and not formed)
    used = raw[:16] if scheme == UTM else raw.rstrip(b"\0")
    return BasicId(scheme, type, used.hex() if any(used) else "", odd=False)


def _location(message: bytes) -> Location:
    flags, status = message[1], message[1] >> 4
    lon, lat = _degrees(message, 5)
    course = message[2] + (180 if flags & 2 else 0)
    speed = message[3] * 0.75 + 63.75 if flags & 1 else message[3] * 0.25
    (climb,) = struct.unpack_from("b", message, 4)
    pressure, altitude = (_altitude(message, at) for at in (13, 15))
    tenths = int.from_bytes(message[21:23], "little")
    return Location(
        status=_STATUS[status] if status < len(_STATUS) else None,
        lon=lon,
        lat=lat,
        course=float(course % 360) if course <= 360 else None,
        speed=None if flags & 1 and message[3] == _UNKNOWN_SPEED else speed,
        climb=None if climb == _UNKNOWN_CLIMB else climb * 0.5,
        pressure_altitude=pressure,
        altitude=altitude,
        accuracy=_ACCURACY.get(message[19] & 15),
        tenths=tenths if tenths <= _TENTHS_IN_AN_HOUR else None,
    )


def _system(message: bytes) -> System:
    lon, lat = _degrees(message, 2)
    # F3411-19 ends with the category; the later editions add altitude and time.
    seconds = int.from_bytes(message[20:24], "little")
    later = message[0] & 15 >= 1
    return System(
        sort=message[1] & 3,
        lon=lon,
        lat=lat,
        altitude=_altitude(message, 18) if later else None,
        seconds=SINCE + seconds if message[0] & 15 >= LATEST_VERSION and seconds else None,
    )


def _degrees(message: bytes, at: int) -> tuple[float | None, float | None]:
    """Longitude and latitude; None where they say that they are not known."""
    lat, lon = _PLACE.unpack_from(message, at)
    if lat == 0 and lon == 0:
        return None, None
    if abs(lat) > 900_000_000 or abs(lon) > 1_800_000_000:
        raise RejectedUnit(f"longitude {lon / 1e7:g}, latitude {lat / 1e7:g} is nowhere")
    return lon / 1e7, lat / 1e7


def _altitude(message: bytes, at: int) -> float | None:
    halves = int.from_bytes(message[at : at + 2], "little")
    return halves * 0.5 - 1000.0 if halves else None


def text_of(raw: bytes) -> str:
    """A text up to its first null; as hexadecimal digits where it is not printable ASCII."""
    text = raw.split(b"\0", 1)[0].strip()
    return text.decode() if _PRINTABLE.fullmatch(text) else f"0x{text.hex()}"
