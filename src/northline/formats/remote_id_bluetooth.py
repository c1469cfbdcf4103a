"""Remote ID in packets of Bluetooth Low Energy (ASTM F3411-22a, 5.4.6 and 5.4.7).

Advertising data (Core Specification 5.4, vol 3, part C, 11) holds service data of the UUID FFFA: an
application code 0D, a counter, and a message (legacy advertising, 31 bytes) or pack (extended)::

    1e 16 fa ff 0d | 0c | 12 20 2d 28 ...

Packets of the link layer (vol 6, part B, 2) come bare (link type 251), behind the head of the
Tcpdump Group (256), or behind that of Nordic's sniffer (272).
"""

from collections.abc import Iterator

from northline.formats.remote_id_wifi import Heard
from northline.records.errors import RejectedUnit

LEGACY, EXTENDED = "bluetooth 4", "bluetooth 5"

_SERVICE_DATA = 0x16
_UUID_AND_CODE = bytes.fromhex("faff0d")
_ACCESS = bytes.fromhex("d6be898e")
"""Access address of all advertising (vol 6, part B, 2.1.2)."""

_HEAD, _CHECKSUM = 2, 3
_LEGACY = frozenset({0, 2, 4, 6})
_EXTENDED = 7
_CODED = 2


def heard_by_nordic(frame: bytes) -> list[Heard]:
    """The messages in a packet as Nordic's sniffer writes it, version 2 or 3.

    Board, length, version, counter, type; then its own head: length, flags (01 checksum holds, 70
    which PHY), channel, power received negated, a counter of events and a time.

    Raises:
        RejectedUnit: where it holds Remote ID and is damaged, or is none of the sniffer's.
    """
    if len(frame) < 17 or frame[3] not in {2, 3} or frame[7] != 10:
        raise RejectedUnit("this is no packet of Nordic's sniffer, version 2 or 3")
    flags = frame[8]
    if frame[6] not in {0x02, 0x06}:
        return []
    coded = frame[3] == 3 and flags >> 4 & 7 == _CODED
    found = heard_in_link_layer(frame[17:], coded=coded, damaged=not flags & 1)
    return [each._replace(begins=each.begins + 17, strength=-float(frame[10])) for each in found]


def heard_behind_head(frame: bytes) -> list[Heard]:
    """The messages in a packet behind the head of link type 256: channel, power, ..., flags.

    Raises:
        RejectedUnit: where it holds Remote ID and is damaged, or has no head.
    """
    if len(frame) < 10:
        raise RejectedUnit("the head of this packet is not complete")
    flags = int.from_bytes(frame[8:10], "little")
    strength = float(int.from_bytes(frame[1:2], "little", signed=True)) if flags & 2 else None
    damaged = flags & 0x0C00 == 0x0400  # its checksum was checked, and does not hold
    found = heard_in_link_layer(frame[10:], coded=flags >> 14 == _CODED, damaged=damaged)
    return [each._replace(begins=each.begins + 10, strength=strength) for each in found]


def heard_in_link_layer(
    packet: bytes, *, coded: bool = False, damaged: bool = False
) -> list[Heard]:
    """The messages in a packet; none where it holds no Remote ID.

    Args:
        packet: from its access address on.
        coded: whether a coding indicator stands behind that (LE Coded PHY).
        damaged: whether the receiver says that the checksum does not hold.

    Raises:
        RejectedUnit: where it holds Remote ID and is damaged.
    """
    at = len(_ACCESS) + (1 if coded else 0)
    if packet[: len(_ACCESS)] != _ACCESS or len(packet) < at + _HEAD:
        return []
    type, length = packet[at] & 15, packet[at + 1]
    begins = at + _HEAD
    stop = min(begins + length, max(begins, len(packet) - _CHECKSUM))
    if type in _LEGACY:
        mac, data, way = _address(packet, begins, stop), begins + 6, LEGACY
    elif type == _EXTENDED:
        mac, data, way = *_extended(packet, begins, stop), EXTENDED
    else:
        return []
    found = [
        Heard(mac, way, place, content, None)
        for place, content in _service_data(packet, data, stop)
    ]
    if found and damaged:
        raise RejectedUnit("the checksum of this packet is wrong")
    return found


def _extended(packet: bytes, begins: int, stop: int) -> tuple[str, int]:
    """Advertiser and place of the data behind an extended head (vol 6, part B, 2.3.4)."""
    if begins >= stop:
        return "", stop
    length = packet[begins] & 0x3F
    data = begins + 1 + length
    if length and begins + 2 <= stop and packet[begins + 1] & 1:
        return _address(packet, begins + 2, min(stop, data)), data
    return "", data


def _address(packet: bytes, begins: int, stop: int) -> str:
    raw = packet[begins : min(begins + 6, stop)]
    return ":".join(f"{byte:02x}" for byte in reversed(raw)) if len(raw) == 6 else ""


def _service_data(packet: bytes, at: int, stop: int) -> Iterator[tuple[int, bytes]]:
    """Place and content of the service data that is Remote ID, its counter left out."""
    while at + 2 <= stop and packet[at]:
        ends = at + 1 + packet[at]
        if ends > stop:
            return
        if packet[at + 1] == _SERVICE_DATA and packet[at + 2 : at + 5] == _UUID_AND_CODE:
            yield at + 6, packet[at + 6 : ends]
        at = ends
