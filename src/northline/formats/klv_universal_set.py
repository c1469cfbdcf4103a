"""The older universal set, MISB EG 0104 (Predator UAV basic set): keys instead of tags.

Each item has a universal label of 16 bytes as its key, and its number as an IEEE 754 float of four
or eight bytes, big-endian, degrees and metres; there is no checksum.  The first two items of one::

    06 0e 2b 34 01 01 01 01 01 01 20 01 00 00 00 00 | 04 | 41 42 43 44            "ABCD"
    06 0e 2b 34 01 01 01 03 07 02 01 01 01 05 00 00 | 08 | 00 04 57 19 0d 13 8e 78  a time

The eighth byte of a label is the version of the register it stands in, and says nothing else.
"""

import math
import struct
from collections.abc import Mapping
from types import MappingProxyType

from northline.formats.klv_packets import keyed, value_of
from northline.formats.klv_said import Said, Security
from northline.formats.klv_security import SETS, UNIVERSAL, local_security, stated, text_of
from northline.records.errors import RejectedUnit

KEY_0104 = bytes.fromhex("060e2b34020101010e01010201010000")
"""The set's universal label."""

_HEAD = "060e2b34010101"


def _items(written: Mapping[str, str]) -> Mapping[bytes, str]:
    return MappingProxyType(
        {bytes.fromhex(f"{_HEAD}00{rest}"): field for rest, field in written.items()}
    )


NUMBERS = _items(
    {
        "0701020102040200": "lat",
        "0701020102060200": "lon",
        "0701020102020000": "altitude",
        "0701020103020000": "centre_lat",
        "0701020103040000": "centre_lon",
        "0701020103160000": "centre_elevation",
        "0701080101000000": "range",
        "0701090201000000": "width",
        "0701100106000000": "heading",
        "0701100102000000": "azimuth",
        "0420020101080000": "horizontal_view",
        "04200201010a0100": "vertical_view",
    }
)
"""Labels, their version left out, and the field of `Said` that each fills."""

CORNERS = _items(
    {
        "0701020103070100": "0",
        "07010201030b0100": "1",
        "0701020103080100": "2",
        "07010201030c0100": "3",
        "0701020103090100": "4",
        "07010201030d0100": "5",
        "07010201030a0100": "6",
        "07010201030e0100": "7",
    }
)
"""Latitude and longitude of corner 1, 2, 3 and 4, as `Said.corners` has them."""

TEXTS = _items(
    {
        "0101200100000000": "designation",
        "0420010201010000": "view",
        "0105050000000000": "mission",
        "0e01040103000000": "mission",
        "0e01040102000000": "tail",
        "0e01040101000000": "callsign",
    }
)
_TIME = bytes.fromhex(f"{_HEAD}000702010101050000")
_SECURITY = {_key[:7] + b"\0" + _key[8:]: name for _key, name in UNIVERSAL.items()}


def read_universal_set(packet: bytes) -> Said:
    """Read a packet whose key is `KEY_0104`.

    Raises:
        RejectedUnit: where an item is damaged or a place is nowhere.
    """
    said = Said(corners=[None] * 8)
    security: dict[str, str] = {}
    for key, item in keyed(value_of(packet)):
        if key in SETS:
            said.security = read_security_set(key, item)
            continue
        plain = key[:7] + b"\0" + key[8:]
        if plain in NUMBERS:
            setattr(said, NUMBERS[plain], _number(item))
        elif plain in CORNERS:
            said.corners[int(CORNERS[plain])] = _number(item)
        elif plain in TEXTS:
            setattr(said, TEXTS[plain], text_of(item) or None)
        elif plain == _TIME:
            if len(item) != 8:
                raise RejectedUnit(f"a time of {len(item)} bytes that has 8")
            said.time = int.from_bytes(item, "big")
        elif plain in _SECURITY:
            security[_SECURITY[plain]] = text_of(item)
    if security:
        said.security = stated(security)
    _check(said)
    return said


def read_security_set(key: bytes, value: bytes) -> Security:
    """Read a security set that stands in another or by itself: tags or keys, by its own key.

    Raises:
        RejectedUnit: where it is damaged.
    """
    if key[4:6] != b"\x02\x01":
        return local_security(value)
    said = {}
    for label, item in keyed(value):
        name = _SECURITY.get(label[:7] + b"\0" + label[8:])
        if name:
            said[name] = text_of(item)
    return stated(said)


def _number(item: bytes) -> float | None:
    if len(item) not in {4, 8}:
        raise RejectedUnit(f"a number of {len(item)} bytes that has 4 or 8")
    (number,) = struct.unpack(">f" if len(item) == 4 else ">d", item)
    return float(number) if math.isfinite(number) else None


def _check(said: Said) -> None:
    """There is no checksum, so what no sensor could say is taken for damage."""
    lats = [said.lat, said.centre_lat, *said.corners[::2]]
    lons = [said.lon, said.centre_lon, *said.corners[1::2]]
    for name, numbers, most in (("latitude", lats, 90.0), ("longitude", lons, 180.0)):
        for number in numbers:
            if number is not None and abs(number) > most:
                raise RejectedUnit(f"{name} {number:g} is nowhere")
