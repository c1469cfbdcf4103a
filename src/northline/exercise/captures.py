"""Datagrams as a recorder on a sensor's network hands them on: a capture, one packet each.

::

    d4c3b2a1 0200 0400 00000000 00000000 00000400 01000000     head: Ethernet, microseconds

A radar's plots carry the time of day and no date, and an exercise of any day is played at any
speed.  So its datagrams go out as `tcpdump -w -` writes them, each with the instant at which it
was captured (classic pcap; IETF draft-ietf-opsawg-pcap): Ethernet, IPv4 (RFC 791) and UDP
(RFC 768) around the very bytes that the radar sent.  Addresses are those for documentation
(RFC 5737), the group and port those that ASTERIX uses by custom.
"""

import struct

from northline.records.units import Micros

HEAD = bytes.fromhex("d4c3b2a10200040000000000000000000000040001000000")
"""The head of a capture: little-endian, version 2.4, 256 KiB a packet, Ethernet."""

PORT = 8600
_MAC = bytes.fromhex("01005e000109020000000001")
_FROM, _TO = bytes((192, 0, 2, 1)), bytes((233, 252, 0, 9))


def captured(datagram: bytes, at: Micros) -> bytes:
    """One packet of a capture: a datagram that was captured at an instant."""
    udp = struct.pack(">HHHH", PORT, PORT, 8 + len(datagram), 0) + datagram
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, _FROM, _TO)
    head = head[:10] + _checksum(head).to_bytes(2, "big") + head[12:]
    frame = _MAC + b"\x08\x00" + head + udp
    return struct.pack("<IIII", at // 10**6, at % 10**6, len(frame), len(frame)) + frame


def _checksum(head: bytes) -> int:
    """The ones' complement of the ones' complement sum of its words (RFC 1071)."""
    total: int = sum(struct.unpack(f">{len(head) // 2}H", head))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
