"""The UAS Datalink Local Set, MISB ST 0601: what a drone or aeroplane says beside its video.

Items of the set (tag, length, value), here time, latitude, longitude and checksum::

    02 08 0004 59f4 a6aa 4aa8 | 0d 04 5595b66d | 0e 04 5b5360c4 | 01 02 c84c

The checksum (ST 0601, 6.3.1; tag 1) is the last item: the sum of the packet's 16-bit words from the
first byte of its key to the length of the checksum, modulo 65536.  A set without one, or with a
wrong one, is not used, as the standard has it.
"""

from collections.abc import Mapping
from types import MappingProxyType

from northline.formats.klv_numbers import Imapb, Mapped
from northline.formats.klv_packets import KEY, tags, value_of
from northline.formats.klv_said import Said, Security
from northline.formats.klv_security import local_security, text_of
from northline.records.errors import RejectedUnit

KEY_0601 = bytes.fromhex("060e2b34020b01010e01030101000000")
"""The set's universal label (ST 0601, 6.1)."""

CHECKSUM = 1
SECURITY = 48

_LAT, _LON = Mapped(4, -90.0, 90.0, True), Mapped(4, -180.0, 180.0, True)
_HEIGHT = Mapped(2, -900.0, 19_000.0)
_ANGLE = Mapped(2, 0.0, 180.0)
_TURN = Mapped(4, 0.0, 360.0)
_ERROR = Mapped(2, 0.0, 4095.0)
_OFFSET = Mapped(2, -0.075, 0.075, True)

MAPPED: Mapping[int, tuple[str, Mapped]] = MappingProxyType(
    {
        5: ("heading", Mapped(2, 0.0, 360.0)),
        13: ("lat", _LAT),
        14: ("lon", _LON),
        15: ("altitude", _HEIGHT),
        16: ("horizontal_view", _ANGLE),
        17: ("vertical_view", _ANGLE),
        18: ("relative_azimuth", _TURN),
        21: ("range", Mapped(4, 0.0, 5_000_000.0)),
        22: ("width", Mapped(2, 0.0, 10_000.0)),
        23: ("centre_lat", _LAT),
        24: ("centre_lon", _LON),
        25: ("centre_elevation", _HEIGHT),
        40: ("target_lat", _LAT),
        41: ("target_lon", _LON),
        42: ("target_elevation", _HEIGHT),
        45: ("ce90", _ERROR),
        46: ("le90", _ERROR),
        51: ("climb", Mapped(2, -180.0, 180.0, True)),
        56: ("speed", Mapped(1, 0.0, 255.0)),
        75: ("height", _HEIGHT),
        78: ("centre_height", _HEIGHT),
    }
)
"""Mapped items and the field of `Said` that each fills (ST 0601, 8.5 to 8.78)."""

CHECKED: Mapping[int, Mapped] = MappingProxyType(
    {
        6: Mapped(2, -20.0, 20.0, True),
        7: Mapped(2, -50.0, 50.0, True),
        19: Mapped(4, -180.0, 180.0, True),
        20: _TURN,
    }
)
"""Attitude and pointing that no record holds: read, so that what is damaged is noticed."""

OFFSETS: Mapping[int, Mapped] = MappingProxyType(dict.fromkeys(range(26, 34), _OFFSET))
"""Corners as latitude and longitude from the centre of the frame, around from the upper left."""

CORNERS: Mapping[int, Mapped] = MappingProxyType(
    {tag: _LON if tag % 2 else _LAT for tag in range(82, 90)}
)
"""Corners as latitude and longitude, in full."""

EXTENDED: Mapping[int, tuple[str, Imapb]] = MappingProxyType(
    {
        96: ("width", Imapb(0.0, 1_500_000.0)),
        104: ("height", Imapb(-900.0, 40_000.0)),
        112: ("course", Imapb(0.0, 360.0)),
    }
)
"""Items of any length (IMAPB); the first two replace tags 22 and 75."""

TEXTS: Mapping[int, str] = MappingProxyType(
    {3: "mission", 4: "tail", 10: "designation", 11: "view", 59: "callsign"}
)
INTEGERS: Mapping[int, tuple[str, int]] = MappingProxyType(
    {2: ("time", 8), 65: ("version", 1), 72: ("event_start", 8), 77: ("mode", 1)}
)
"""Whole numbers and how many bytes each has."""

LEAP_SECONDS, MOVING = 136, 74


def read_local_set(packet: bytes) -> Said:
    """Read a packet whose key is `KEY_0601`.

    Raises:
        RejectedUnit: where its checksum is missing or wrong, or an item is damaged.
    """
    _check(packet)
    said = Said(offsets=[None] * 8, corners=[None] * 8)
    for tag, item in tags(value_of(packet)):
        try:
            _take(said, tag, item)
        except RejectedUnit as error:
            raise RejectedUnit(f"tag {tag}: {error}") from error
    return said


def security_in(value: bytes) -> Security:
    """What a set that may be damaged says of its sensitivity, as far as it can be read."""
    try:
        for tag, item in tags(value):
            if tag == SECURITY:
                return local_security(item)
    except RejectedUnit:
        pass
    return Security()


def _take(said: Said, tag: int, item: bytes) -> None:
    if tag in MAPPED:
        name, mapped = MAPPED[tag]
        if getattr(said, name) is None:
            setattr(said, name, mapped.read(item))
    elif tag in EXTENDED:
        name, extended = EXTENDED[tag]
        number = extended.read(item)
        if number is not None:
            setattr(said, name, number)
    elif tag in TEXTS:
        setattr(said, TEXTS[tag], text_of(item) or None)
    elif tag in INTEGERS:
        name, size = INTEGERS[tag]
        if item and len(item) != size:
            raise RejectedUnit(f"an item of {len(item)} bytes that has {size}")
        setattr(said, name, int.from_bytes(item, "big") if item else None)
    elif tag in CHECKED:
        CHECKED[tag].read(item)
    else:
        _take_other(said, tag, item)


def _take_other(said: Said, tag: int, item: bytes) -> None:
    if tag in CORNERS:
        said.corners[tag - min(CORNERS)] = CORNERS[tag].read(item)
    elif tag in OFFSETS:
        said.offsets[tag - min(OFFSETS)] = OFFSETS[tag].read(item)
    elif tag == SECURITY:
        said.security = local_security(item)
    elif tag == MOVING:
        said.moving = item
    elif tag == LEAP_SECONDS:
        said.leap = int.from_bytes(item[:8], "big", signed=True)


def _check(packet: bytes) -> None:
    """Hold a packet against its checksum, its last item."""
    if len(packet) < KEY + 5 or packet[-4:-2] != bytes((CHECKSUM, 2)):
        raise RejectedUnit("the set has no checksum at its end")
    stated = int.from_bytes(packet[-2:], "big")
    found = checksum(packet[:-2])
    if found != stated:
        raise RejectedUnit(f"its checksum is {stated:04x}, not {found:04x}")


def checksum(data: bytes) -> int:
    """Sum of the 16-bit words, high byte first, modulo 65536; a last odd byte is a high one."""
    return (256 * sum(data[::2]) + sum(data[1::2])) & 0xFFFF
