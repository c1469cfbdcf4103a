r"""What extended squitters say: DF 17 and DF 18 messages as plain statements.

RTCA DO-260B, 2.2.3.2; ICAO Doc 9871, appendix C.  Bits are read by rs1090; here its values get
the record's units, and what it reads otherwise than the standard is put right: a velocity
component of 0 is "not available" (2.2.3.2.6.1.7), and subtypes 2 and 4 count in 4 knots.

===========  ==============================  =============================  =================
type codes   message                         raw unit                       not available
===========  ==============================  =============================  =================
1 to 4       identification and category     six-bit text, set D to A       blanks; number 0
5 to 8       surface position                movement 1 to 124, 360/128     0, 125 and above
                                             degrees
9 to 18      airborne, pressure altitude     25 ft, or 100 ft Gillham       0
20 to 22     airborne, height by GNSS        25 ft                          0
19           velocity                        1 kn (subtype 2: 4 kn),        0
                                             64 ft/min
31           operational status              NACp                           versions 0
===========  ==============================  =============================  =================
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import rs1090

from northline.formats.adsb_cpr import Report
from northline.records.errors import RejectedUnit
from northline.records.position import AltitudeReference, Craft

METRES_IN_A_FOOT = 0.3048
NON_ICAO = 1 << 24
"""Added to an address that is not one of ICAO's: of a ground vehicle, or of a tracked flight."""

_POSITIONS = frozenset({*range(5, 19), 20, 21, 22})
_VELOCITY, _STATUS = 19, 31
_SETS = "?DCBA"
"""Set of emitter categories by type code 1 to 4."""

_CRAFT = {"C1": Craft.VEHICLE, "C2": Craft.VEHICLE, "B6": Craft.DRONE}
_CRAFT |= dict.fromkeys(("C3", "C4", "C5"), Craft.STATION)
"""Emitter categories of what is no aircraft with people aboard: vehicles on an airport, unmanned
aircraft, fixed obstacles (DO-260B, table 2-17)."""


class Place(NamedTuple):
    """A position message.

    Attributes:
        report: the compact position.
        altitude: metres, or None.
        reference: what it is measured from, or None.
        speed: knots over ground, from the surface only, or None.
        course: degrees, from the surface only, or None.
    """

    report: Report
    altitude: float | None = None
    reference: str | None = None
    speed: float | None = None
    course: float | None = None


class Velocity(NamedTuple):
    """A velocity message: knots and degrees over ground, metres per second upwards; or None."""

    speed: float | None
    course: float | None
    climb: float | None


class Name(NamedTuple):
    """An identification message: call sign and emitter category, or None."""

    callsign: str | None
    category: str | None


class Quality(NamedTuple):
    """An operational status message: NACp, or None where the version has none."""

    category: int | None


Statement = Place | Velocity | Name | Quality


def type_of(data: bytes) -> int:
    """Type code of an extended squitter, 0 to 31."""
    return data[4] >> 3


def sender_of(data: bytes) -> int | None:
    """Key of who an extended squitter is of: its address, plus `NON_ICAO` where it is no ICAO one.

    DF 18 says so by its control field (2.2.3.2.1.5): 0 aircraft without a transponder, 1 other
    addresses, 2 and 5 of traffic tracked on the ground (TIS-B), 6 relayed (ADS-R); of 2 and 6
    the IMF bit of the message tells which.  None where it has another layout (3 coarse TIS-B,
    4 management, 7 reserved), or no bit says whose address it is.

    Raises:
        RejectedUnit: for an address that no aircraft has.
    """
    address = int.from_bytes(data[1:4], "big")
    if address in (0, NON_ICAO - 1):
        raise RejectedUnit(f"{address:06X} is no aircraft's address")
    if data[0] >> 3 == 17:
        return address
    control = data[0] & 7
    if control in (3, 4, 7):
        return None
    if control in (1, 5):
        return address | NON_ICAO
    if control == 0:
        return address
    code = type_of(data)
    if code < 5:
        return address if control == 2 else None
    message = int.from_bytes(data[4:11], "big")
    # Bit 8 of the message in the air, 21 on the ground, 9 in a velocity; counted from 1.
    bit = 9 if code == _VELOCITY else 21 if code < 9 else 8
    if code not in _POSITIONS and code != _VELOCITY:
        return None
    return address | NON_ICAO if message >> (56 - bit) & 1 else address


def identity_of(key: int) -> str:
    """The identity of a sender: ``icao:c07a4b``, always six digits."""
    scheme = "non-icao" if key & NON_ICAO else "icao"
    return f"{scheme}:{key & (NON_ICAO - 1):06x}"


def craft_of(category: str | None) -> str:
    """The sort of craft by emitter category; an aircraft where that is not known."""
    return _CRAFT.get(category or "", Craft.AIRCRAFT).value


def read_squitter(data: bytes) -> Statement | None:
    """Read an extended squitter whose parity holds; None for a type that says nothing of ours.

    Raises:
        RejectedUnit: when a field holds what the standard does not define.
    """
    code = type_of(data)
    if code in _POSITIONS:
        return _place(_fields(data), code)
    if code == _VELOCITY:
        return _velocity(_fields(data), data)
    if 1 <= code <= 4:
        return _name(_fields(data), data)
    if code == _STATUS and data[4] & 7 < 2:
        # Of a version not defined yet, what it says of accuracy is not known either.
        found = _read(data)
        return Quality(found.get("NACp") if found else None)
    return None


def _read(data: bytes) -> Mapping[str, Any] | None:
    """What rs1090 reads of a frame, or None."""
    try:
        found: Any = rs1090.decode(data.hex())
    except BaseException as error:
        # A panic of Rust code is no Exception, so that nobody passes over it by accident.
        if type(error).__name__ != "PanicException":
            raise
        return None
    return found if isinstance(found, dict) else None


def _fields(data: bytes) -> Mapping[str, Any]:
    found = _read(data)
    if found is None:
        raise RejectedUnit(f"a field of this message of type {type_of(data)} has no defined value")
    return found


def _place(found: Mapping[str, Any], code: int) -> Place:
    report = Report(found["parity"] == "odd", found["lat_cpr"], found["lon_cpr"], code < 9)
    if code < 9:
        speed, course = found.get("groundspeed"), found.get("track")
        return Place(report, speed=speed, course=None if course is None else course % 360.0)
    feet = found.get("altitude")
    if feet is None:
        return Place(report)
    barometric = found["source"] == "barometric"
    reference = AltitudeReference.PRESSURE if barometric else AltitudeReference.GEOMETRIC
    return Place(report, round(feet * METRES_IN_A_FOOT, 2), reference.value)


def _velocity(found: Mapping[str, Any], data: bytes) -> Velocity:
    feet = found.get("vertical_rate")
    climb = None if feet is None else round(feet * METRES_IN_A_FOOT / 60.0, 3)
    subtype = data[4] & 7
    bits = int.from_bytes(data[4:11], "big")
    east, north = bits >> 32 & 0x3FF, bits >> 21 & 0x3FF
    speed = found.get("groundspeed")
    if subtype not in (1, 2) or not east or not north or speed is None:
        return Velocity(None, None, climb)
    speed = round(speed * (4.0 if subtype == 2 else 1.0), 2)
    # rs1090 calls standing still a course of 0.
    course = round(found["track"], 2) % 360.0 if speed else None
    return Velocity(speed, course, climb)


def _name(found: Mapping[str, Any], data: bytes) -> Name:
    callsign = str(found.get("callsign") or "").strip()
    number = data[4] & 7
    return Name(
        # A # stands where the six bits are no letter or digit.
        callsign if callsign and "#" not in callsign else None,
        f"{_SETS[type_of(data)]}{number}" if number else None,
    )
