r"""What an ADS-B ground station reports: CAT021 (EUROCONTROL-SPEC-0149-12).

Editions 2.1 to 2.7, and 0.24 to 0.26, whose profile and times are others.

=====  ===========================  ====================  =======================================
item   what                         raw unit              not taken
=====  ===========================  ====================  =======================================
040    sort of address; on ground;
       simulated; test              bits
080    address                      24 bits               000000, FFFFFF
090    accuracy                     NACp, NIC or NUCp     0; all of editions 0
130    position                     180/2^23 degrees      (editions 0: 180/2^25)
131    position                     180/2^30 degrees
140    height above the ellipsoid   6.25 ft               7FFF: beyond; where there is a level
145    flight level                 1/4 level, 25 ft
155    climb by pressure            6.25 ft/min           where 157 is not there either
157    climb by GNSS                6.25 ft/min
160    speed and track over ground  2^-14 NM/s, 360/65536
170    identification               six-bit letters       blank; no letters
=====  ===========================  ====================  =======================================

Times: 071 (of the position) before 073 (of reception) before 077 and 075; of editions 0: 030.
"""

from collections.abc import Mapping
from types import MappingProxyType

from northline.formats.adsb_accuracy import sigma_of
from northline.formats.asterix_items import Items
from northline.formats.asterix_plots import motion_of
from northline.formats.asterix_tracks import Report
from northline.formats.asterix_values import (
    CLIMB_STEP,
    FLIGHT_LEVEL,
    HEIGHT_STEP,
    address_of,
    low_bits,
    place_of,
    signed,
    text_of,
)
from northline.records.position import AltitudeReference, Craft

TIMES = ("071", "073", "077", "075", "030")

_CATEGORIES: Mapping[int, str] = MappingProxyType(
    {1: "A1", 2: "A2", 3: "A3", 4: "A4", 5: "A5", 6: "A6", 10: "A7", 11: "B1", 12: "B2"}
    | {13: "B6", 14: "B7", 15: "B4", 16: "B3", 20: "C1", 21: "C2", 22: "C3", 23: "C4", 24: "C5"}
)
"""Emitter categories of I021/020, as set and number of DO-260B."""

_CRAFT = {"C1": Craft.VEHICLE, "C2": Craft.VEHICLE, "B6": Craft.DRONE}
_CRAFT |= dict.fromkeys(("C3", "C4", "C5"), Craft.STATION)

_TYPE_BY_NUC = {nuc: 18 - nuc for nuc in range(10)}
_TYPE_BY_NIC = {11: 9, 10: 10, 9: 11, 8: 11, 7: 12, 6: 13, 5: 14, 4: 15, 3: 16, 2: 16, 1: 17}
"""Type code of a position message with this category (DO-260, table 2-11; DO-260B, 2-70)."""

_ICAO, _ICAO_OLD = (0, 1), 1
"""Sorts of address (ATP) that ICAO gives out, one used twice among them; others are those of
vehicles and of whoever hides his own."""


def read_report(items: Items, *, old: bool) -> Report | str:
    """Read a record of CAT021, or say why it is no position.

    Args:
        items: its items.
        old: whether they are of the editions 0.

    Raises:
        RejectedUnit: for a place outside the world.
    """
    place = _place(items, old=old)
    if place is None:
        return "without position"
    described = items.get("040", b"\x00")
    first, second = (described + b"\x00")[:2]
    if old:
        registered, bits = second >> 5 == _ICAO_OLD, first
    else:
        registered, bits = first >> 5 in _ICAO, second if first & 1 else 0
    identity = address_of(items["080"]) if "080" in items else None
    if identity is None:
        return "without identity"
    if not registered:
        identity = f"non-{identity}"
    category = _CATEGORIES.get(items["020"][0]) if "020" in items else None
    altitude, reference = _altitude(items)
    moving = items.get("160")
    beyond = moving is not None and not old and bool(moving[0] & 0x80)
    speed, course = motion_of(None if beyond else moving)
    return Report(
        identity=identity,
        craft=_CRAFT.get(category or "", Craft.AIRCRAFT).value,
        callsign=text_of(items["170"]) if "170" in items else None,
        category=category,
        lon=place[0],
        lat=place[1],
        sigma=None if old else _sigma(items),
        speed_knots=speed,
        course=course,
        altitude=altitude,
        reference=reference,
        climb=_climb(items, old=old),
        on_ground=bool(bits & 0x40) if old or first & 1 else None,
        simulated=bool(bits & 0x30),
    )


def _place(items: Items, *, old: bool) -> tuple[float, float] | None:
    for number, bits in (("131", 30), ("130", 25 if old else 23)):
        raw = items.get(number)
        if raw is not None and not (old and number == "131"):
            half, step = len(raw) // 2, 180.0 / (1 << bits)
            return place_of(signed(raw[half:]) * step, signed(raw[:half]) * step)
    return None


def _altitude(items: Items) -> tuple[float | None, str | None]:
    if "145" in items:
        level = round(signed(items["145"]) * FLIGHT_LEVEL, 2)
        return level, AltitudeReference.PRESSURE.value
    if "140" in items and (height := signed(items["140"])) != 0x7FFF:
        return round(height * HEIGHT_STEP, 2), AltitudeReference.GEOMETRIC.value
    return None, None


def _climb(items: Items, *, old: bool) -> float | None:
    raw = items.get("157", items.get("155"))
    if raw is None or (not old and raw[0] & 0x80):
        return None
    return round(low_bits(raw, 16 if old else 15) * CLIMB_STEP, 3)


def _sigma(items: Items) -> float | None:
    """By NACp where it is told, else by NUCp or NIC, which the version of I021/210 tells apart.

    Without a version the category is taken for a NIC, which claims less.
    """
    raw = items.get("090")
    if raw is None:
        return None
    contained = raw[0] >> 1 & 0xF
    version = items["210"][0] >> 3 & 7 if "210" in items else 1
    code = (_TYPE_BY_NIC if version else _TYPE_BY_NUC).get(contained, 18)
    nacp = raw[1] >> 1 & 0xF if len(raw) > 1 and version else None
    return sigma_of(code, nacp, speed=None, whole=False)
