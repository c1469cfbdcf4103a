r"""What a system track says: CAT062 (EUROCONTROL-SPEC-0149-9, editions 1.16 to 1.21).

=====  ===============================  ====================  ==================================
item   what                             raw unit              not taken
=====  ===============================  ====================  ==================================
040    number of the track
060    Mode 3/A                         four octal digits     only whether there is one
080    status: simulated                bits
105    position, WGS 84                 180/2^25 degrees
130    geometric altitude               6.25 ft               where there is a level
136    measured flight level            1/4 level, 25 ft
185    velocity, east and north         0.25 m/s
220    rate of climb                    6.25 ft/min
245    identification                   six-bit letters       where I062/380 has one
380    address, identification          24 bits, six-bit
500    accuracy of the position         0.5 m; 180/2^25 deg
=====  ===============================  ====================  ==================================
"""

import math
from typing import NamedTuple

from northline.formats.asterix_items import Items, parts_of
from northline.formats.asterix_radars import identity_of
from northline.formats.asterix_values import (
    CLIMB_STEP,
    FLIGHT_LEVEL,
    HEIGHT_STEP,
    address_of,
    place_of,
    signed,
    text_of,
    unsigned,
)
from northline.records.position import AltitudeReference, Craft
from northline.records.units import METRES_PER_SECOND_IN_A_KNOT

_DEGREES = 180.0 / (1 << 25)
_METRES_IN_A_DEGREE = 111_195.0


class Report(NamedTuple):
    """Where something is, in the units of a position.

    Attributes:
        identity: who.
        craft: what sort of thing.
        callsign: identification, or None.
        category: emitter category, such as ``A3``, or None.
        lon: degrees.
        lat: degrees.
        sigma: metres, or None.
        speed_knots: over ground, or None.
        course: degrees, or None.
        altitude: metres, or None.
        reference: what it is measured from, or None.
        climb: metres per second, or None.
        on_ground: whether it says that it is on the ground, or None.
        simulated: whether it is simulated or a test.
    """

    identity: str
    craft: str
    callsign: str | None
    category: str | None
    lon: float
    lat: float
    sigma: float | None
    speed_knots: float | None
    course: float | None
    altitude: float | None
    reference: str | None
    climb: float | None
    on_ground: bool | None
    simulated: bool


def read_track(items: Items, source: int) -> Report | str:
    """Read a record of CAT062, or say why it is no position.

    Args:
        items: its items.
        source: SAC and SIC of the system.

    Raises:
        RejectedUnit: for a place outside the world.
    """
    if "105" not in items:
        return "without position"
    derived = parts_of("062", "380", items["380"]) if "380" in items else {}
    identity = address_of(derived["ADR"]) if "ADR" in derived else None
    if identity is None:
        if "040" not in items:
            return "without identity"
        number = identity_of(source).replace("asterix:", "asterix-track:", 1)
        identity = f"{number}/{unsigned(items['040'])}"
    place = items["105"]
    lon, lat = place_of(signed(place[4:]) * _DEGREES, signed(place[:4]) * _DEGREES)
    speed, course = _velocity(items.get("185"))
    altitude, reference = _altitude(items)
    answers = identity.startswith("icao:") or "060" in items
    status = items.get("080", b"\x00")
    return Report(
        identity=identity,
        craft=(Craft.AIRCRAFT if answers else Craft.UNKNOWN).value,
        callsign=_callsign(derived, items.get("245")),
        category=None,
        lon=lon,
        lat=lat,
        sigma=_sigma(items.get("500"), lat),
        speed_knots=speed,
        course=course,
        altitude=altitude,
        reference=reference,
        climb=round(signed(items["220"]) * CLIMB_STEP, 3) if "220" in items else None,
        on_ground=None,
        simulated=len(status) > 1 and bool(status[1] & 0x80),
    )


def _velocity(raw: bytes | None) -> tuple[float | None, float | None]:
    if raw is None:
        return None, None
    east, north = signed(raw[:2]) * 0.25, signed(raw[2:]) * 0.25
    speed = round(math.hypot(east, north) / METRES_PER_SECOND_IN_A_KNOT, 2)
    course = round(math.degrees(math.atan2(east, north)) % 360.0, 2) % 360.0
    return speed, course if speed else None


def _altitude(items: Items) -> tuple[float | None, str | None]:
    if "136" in items:
        level = round(signed(items["136"]) * FLIGHT_LEVEL, 2)
        return level, AltitudeReference.PRESSURE.value
    if "130" in items:
        height = round(signed(items["130"]) * HEIGHT_STEP, 2)
        return height, AltitudeReference.GEOMETRIC.value
    return None, None


def _callsign(derived: Items, identified: bytes | None) -> str | None:
    """What the aircraft says, else what the system does (two bits of source, six spare)."""
    said = text_of(derived["ID"]) if "ID" in derived else None
    return said or (None if identified is None else text_of(identified[1:]))


def _sigma(raw: bytes | None, lat: float) -> float | None:
    """Root mean square of the standard deviations along the two axes of I062/500."""
    if raw is None:
        return None
    parts = parts_of("062", "500", raw)
    if "APC" in parts:
        one, other = (unsigned(half) * 0.5 for half in (parts["APC"][:2], parts["APC"][2:]))
    elif "APW" in parts:
        step = _DEGREES * _METRES_IN_A_DEGREE
        one = unsigned(parts["APW"][:2]) * step
        other = unsigned(parts["APW"][2:]) * step * math.cos(math.radians(lat))
    else:
        return None
    return round(math.sqrt((one * one + other * other) / 2.0), 1) or None
