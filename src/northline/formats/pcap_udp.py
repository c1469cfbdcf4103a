"""What a captured frame carries over UDP: its datagram, without heads and padding.

Link layers: Ethernet (IEEE 802.3, with VLAN tags of IEEE 802.1Q and 802.1ad), raw IP, Linux cooked
captures (versions 1 and 2), and loopback of BSD.  IPv4 (RFC 791), IPv6 (RFC 8200) with its
extension heads, UDP (RFC 768).  Ethernet fills short frames up to 60 bytes: what counts is the
length that IP and UDP state, never that of the frame.
"""

import struct
from typing import NamedTuple

from northline.formats.pcap import (
    COOKED,
    COOKED_2,
    ETHERNET,
    IPV4,
    IPV6,
    NULL,
    RAW,
    RAW_OLD,
    Frame,
)
from northline.records.errors import RejectedUnit

_IP4, _IP6 = 0x0800, 0x86DD
_TAGS = frozenset({0x8100, 0x88A8, 0x9100})
_UDP, _FRAGMENT = 17, 44
_EXTENSIONS = frozenset({0, 43, 60, 135})


class Datagram(NamedTuple):
    """The payload of a UDP datagram, and the place in the stream where it begins."""

    position: int
    data: bytes


def datagram_of(frame: Frame) -> Datagram | str:
    """The datagram in a frame, or what the frame carries instead, such as ``no ip``.

    Raises:
        RejectedUnit: when the frame is of an unknown link type, breaks off, or is a fragment.
    """
    try:
        begins, protocol = _network(frame.link, frame.data)
        if protocol == _IP4:
            return _version_4(frame, begins)
        return _version_6(frame, begins) if protocol == _IP6 else "no ip"
    except (IndexError, struct.error):
        raise RejectedUnit("the frame ends in its heads") from None


def _network(link: int, data: bytes) -> tuple[int, int]:
    """Where the packet in a frame begins, and its protocol as Ethernet numbers it."""
    if link == ETHERNET:
        begins, (protocol,) = 14, struct.unpack_from(">H", data, 12)
        while protocol in _TAGS:
            (protocol,) = struct.unpack_from(">H", data, begins + 2)
            begins += 4
        return begins, protocol
    if link in (RAW, RAW_OLD, IPV4, IPV6):
        return 0, _IP6 if data[0] >> 4 == 6 else _IP4
    if link == COOKED:
        return 16, struct.unpack_from(">H", data, 14)[0]
    if link == COOKED_2:
        return 20, struct.unpack_from(">H", data, 0)[0]
    if link == NULL:
        family = 2 in (data[0], data[3])
        return 4, _IP4 if family else _IP6
    raise RejectedUnit(f"frames of link type {link} are not read")


def _version_4(frame: Frame, begins: int) -> Datagram | str:
    data = frame.data
    if data[begins] >> 4 != 4:
        return "no ip"
    (length,) = struct.unpack_from(">H", data, begins + 2)
    (fragment,) = struct.unpack_from(">H", data, begins + 6)
    if data[begins + 9] != _UDP:
        return "no udp"
    if fragment & 0x3FFF:
        raise RejectedUnit("it is a fragment of an IP packet; fragments are not put together")
    head = (data[begins] & 0xF) * 4
    # Where the card of the sender cuts packets up, its own capture has them with length 0.
    stop = begins + length if length else len(data)
    return _udp(frame, begins + head, stop)


def _version_6(frame: Frame, begins: int) -> Datagram | str:
    data = frame.data
    (length,) = struct.unpack_from(">H", data, begins + 4)
    follows, place = data[begins + 6], begins + 40
    stop = place + length if length else len(data)
    while follows in _EXTENSIONS:
        follows, size = data[place], data[place + 1]
        place += 8 * (size + 1)
    if follows == _FRAGMENT:
        raise RejectedUnit("it is a fragment of an IP packet; fragments are not put together")
    return _udp(frame, place, stop) if follows == _UDP else "no udp"


def _udp(frame: Frame, begins: int, stop: int) -> Datagram:
    (length,) = struct.unpack_from(">H", frame.data, begins + 4)
    ends = begins + length if length else stop
    if ends > stop or length in range(1, 8):
        raise RejectedUnit(f"its UDP length {length} does not fit into its IP packet")
    if ends > len(frame.data):
        kept = f"{len(frame.data)} of {frame.length} bytes"
        raise RejectedUnit(f"the capture holds only {kept} of this frame")
    return Datagram(frame.position + begins + 8, frame.data[begins + 8 : ends])
