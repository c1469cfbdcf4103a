r"""What a monoradar target report says: CAT048 (EUROCONTROL-SPEC-0149-4, editions 1.27 to 1.32).

=====  ===============================  ==========================  ==========================
item   what                             raw unit                    not taken
=====  ===============================  ==========================  ==========================
020    type, simulated, test            bits                        type 0, no detection
040    slant range, azimuth             1/256 NM, 360/65536 deg     range beyond its maximum
070    Mode 3/A                         four octal digits           not validated; garbled
090    flight level                     1/4 level, 25 ft            not validated; garbled
110    height by a 3D radar             25 ft above mean sea level  where there is a level
130    amplitude of the echo, reply     1 dBm
161    number of the radar's own track  12 bits
200    speed and heading of that track  2^-14 NM/s, 360/65536 deg
220    address of the aircraft          24 bits                     000000, FFFFFF
240    identification of the aircraft   eight letters of six bits   blank; no letters
=====  ===============================  ==========================  ==========================
"""

from typing import NamedTuple

from northline.formats.asterix_items import Items, parts_of
from northline.formats.asterix_values import (
    FLIGHT_LEVEL,
    KNOTS,
    METRES_IN_A_FOOT,
    METRES_IN_A_NAUTICAL_MILE,
    TURN,
    address_of,
    low_bits,
    signed,
    text_of,
    unsigned,
)
from northline.records.position import AltitudeReference, Craft

RANGE_STEP = METRES_IN_A_NAUTICAL_MILE / 256.0
_UNTRUSTED = 0xC000
"""Bits V and G: not validated, garbled."""


class Target(NamedTuple):
    """A target report, in the units of a plot.

    Attributes:
        craft: an aircraft where a transponder answered, a station where that is fixed.
        identity: ``icao:...``, or None.
        callsign: identification of the aircraft, or None.
        number: of the radar's own track, or None.
        range: slant range, metres, or None.
        azimuth: degrees true, or None.
        altitude: metres, or None.
        reference: what it is measured from, or None.
        speed_knots: over ground, or None.
        course: degrees, or None.
        squawk: four octal digits, or None.
        strength: dBm, or None.
        test: whether it is simulated, a test target or a field monitor.
    """

    craft: str
    identity: str | None
    callsign: str | None
    number: int | None
    range: float | None
    azimuth: float | None
    altitude: float | None
    reference: str | None
    speed_knots: float | None
    course: float | None
    squawk: str | None
    strength: float | None
    test: bool


def read_target(items: Items) -> Target | str:
    """Read a record of CAT048, or say why it is no detection at a place."""
    described = items.get("020", b"")
    first, second = (described + b"\x00\x00")[:2]
    second = second if first & 1 else 0
    if described and not first >> 5:
        return "no detection"
    measured = items.get("040")
    if measured is None:
        return "without position"
    fixed = bool(first & 0x02)
    altitude, reference = _height(items)
    speed, course = motion_of(items.get("200"))
    return Target(
        craft=_craft(first >> 5, fixed),
        identity=address_of(items["220"]) if "220" in items else None,
        callsign=text_of(items["240"]) if "240" in items else None,
        number=unsigned(items["161"]) & 0xFFF if "161" in items else None,
        range=None if second & 0x40 else round(unsigned(measured[:2]) * RANGE_STEP, 2),
        azimuth=round(unsigned(measured[2:]) * TURN, 4),
        altitude=altitude,
        reference=reference,
        speed_knots=speed,
        course=course,
        squawk=squawk_of(items.get("070")),
        strength=_strength(items.get("130")),
        test=bool(first & 0x10 or second & 0x80) or fixed,
    )


def _craft(kind: int, fixed: bool) -> str:
    if fixed:
        return Craft.STATION.value
    return (Craft.AIRCRAFT if kind > 1 else Craft.UNKNOWN).value


def squawk_of(raw: bytes | None) -> str | None:
    """A Mode 3/A code that is validated and not garbled, or None."""
    code = _UNTRUSTED if raw is None else unsigned(raw)
    return None if code & _UNTRUSTED else f"{code & 0xFFF:04o}"


def _height(items: Items) -> tuple[float | None, str | None]:
    level = items.get("090")
    if level is not None and not unsigned(level) & _UNTRUSTED:
        height = round(low_bits(level, 14) * FLIGHT_LEVEL, 2)
        return height, AltitudeReference.PRESSURE.value
    if "110" in items:
        height = round(low_bits(items["110"], 14) * 25.0 * METRES_IN_A_FOOT, 2)
        return height, AltitudeReference.GEOMETRIC.value
    return None, None


def motion_of(raw: bytes | None) -> tuple[float | None, float | None]:
    """Speed (2^-14 NM/s) and course (360/65536 degrees), each in two bytes; or None."""
    if raw is None:
        return None, None
    speed = unsigned(raw[:2])
    course = round(unsigned(raw[2:]) * TURN, 2) % 360.0 if speed else None
    return round(speed * KNOTS, 2), course


def _strength(raw: bytes | None) -> float | None:
    """Amplitude of the primary echo, where there is one, else of the transponder's reply."""
    if raw is None:
        return None
    parts = parts_of("048", "130", raw)
    found = parts.get("PAM", parts.get("SAM"))
    return None if found is None else float(signed(found))
