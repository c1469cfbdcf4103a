"""KLV and transport packets for tests, made up; nobody's flight."""

import struct

import msgspec

from northline.formats.klv_local_set import KEY_0601, checksum
from northline.formats.klv_numbers import Imapb
from northline.formats.klv_said import Said, Security
from northline.formats.klv_universal_set import KEY_0104
from northline.formats.klv_writing import local_set
from northline.formats.mpeg_ts_tables import crc32
from northline.formats.mpeg_ts_writing import KLV_PID, MAP_PID, Muxer

AT = 1_782_000_000_000_000

CLEAR = Security("UNCLASSIFIED", "FOUO", "CAN USA")
SAID = Said(
    time=AT,
    version=19,
    mission="EX 7",
    tail="C-EX01",
    designation="MQ-9B",
    view="EO Nose",
    callsign="NORTH 1",
    heading=91.5,
    lat=42.3149,
    lon=-83.0364,
    altitude=1500.0,
    horizontal_view=2.5,
    vertical_view=1.4,
    relative_azimuth=270.0,
    range=3200.0,
    width=140.0,
    centre_lat=42.3401,
    centre_lon=-83.0301,
    centre_elevation=175.0,
    offsets=[0.0005, -0.0009, 0.0005, 0.0009, -0.0005, 0.0009, -0.0005, -0.0009],
    target_lat=42.34012,
    target_lon=-83.03015,
    target_elevation=176.0,
    ce90=21.46,
    le90=10.0,
    security=CLEAR,
    speed=55.0,
    climb=-1.0,
    mode=1,
)
PLAIN = Said(time=AT + 100_000, lat=42.3150, lon=-83.0360, centre_lat=42.3402, centre_lon=-83.0300)


def said(**changed: object) -> bytes:
    return local_set(msgspec.structs.replace(SAID, **changed))


def with_items(*items: bytes, key: bytes = KEY_0601) -> bytes:
    """A local set of these items, with its checksum."""
    value = b"".join(items)
    head = key + bytes((0x82,)) + (len(value) + 4).to_bytes(2, "big") + value + b"\x01\x02"
    return head + checksum(head).to_bytes(2, "big")


def item(tag: int, value: bytes) -> bytes:
    return bytes((tag, len(value))) + value


TIMED = item(2, AT.to_bytes(8, "big"))
HERE = item(13, bytes.fromhex("3c2dfb4f")) + item(14, bytes.fromhex("c4f4bd6b"))
ABOVE = with_items(TIMED, HERE, item(48, b"\x01\x01\x05"))


def target(number: int, *items: bytes) -> bytes:
    """A target of a detector of movement, behind its length."""
    pack = bytes((number,)) + b"".join(items)
    return bytes((len(pack),)) + pack


OFFSET = Imapb(-19.2, 19.2)
PLACE = (
    Imapb(-90.0, 90.0).write(42.3405, 4)
    + Imapb(-180.0, 180.0).write(-83.031, 4)
    + Imapb(-900.0, 19_000.0).write(180.0, 2)
)
SIGMAS = b"".join(Imapb(0.0, 650.0).write(each, 2) for each in (4.0, 6.0, 9.0))
MOVING = (
    target(1, item(5, b"\x50"), item(17, PLACE + SIGMAS))
    + target(2, item(10, OFFSET.write(0.001, 3)), item(11, OFFSET.write(-0.002, 3)))
    + target(3, item(1, b"\x06\x40\x00"))
)
TARGETS = item(6, b"\x03") + item(101, MOVING)


def universal(**numbers: float | bytes) -> bytes:
    """A universal set of EG 0104: items by the last bytes of their keys."""
    value = b""
    for key, number in numbers.items():
        coded = number if isinstance(number, bytes) else struct.pack(">d", number)
        value += bytes.fromhex("060e2b34010101" + key[1:]) + bytes((len(coded),)) + coded
    return KEY_0104 + bytes((0x82,)) + len(value).to_bytes(2, "big") + value


LEGACY = universal(
    k010101200100000000=b"OLD 7",
    k030702010101050000=AT.to_bytes(8, "big"),
    k030701020102040200=42.3,
    k030701020102060200=-83.1,
    k010701020102020000=struct.pack(">f", 900.0),
    k010701020103020000=42.31,
    k010701020103040000=-83.11,
)
SECURITY_SET = bytes.fromhex("060e2b34020301010e01030302000000") + b"\x03\x01\x01\x01"
STRANGE_SET = bytes.fromhex("060e2b34020b01010e01030309000000") + b"\x02\x01\x00"


def packet(pid: int, payload: bytes, counter: int = 0, *, start: bool = False) -> bytes:
    """A transport packet, filled up behind its payload."""
    head = (0x4000 if start else 0) | pid
    return (
        b"\x47" + head.to_bytes(2, "big") + bytes((0x10 | counter,)) + payload.ljust(184, b"\xff")
    )


def pes(payload: bytes, *, id: int = 0xBD) -> bytes:
    length = (3 + len(payload)).to_bytes(2, "big")
    return b"\0\0\1" + bytes((id,)) + length + b"\x80\0\0" + payload


def table(id: int, number: int, entries: bytes) -> bytes:
    body = bytes((id,)) + (0xB000 | len(entries) + 9).to_bytes(2, "big")
    body += number.to_bytes(2, "big") + b"\xc1\0\0" + entries
    return b"\0" + body + crc32(body).to_bytes(4, "big")


def stream_entry(type: int, pid: int, described: bytes = b"") -> bytes:
    described_length = (0xF000 | len(described)).to_bytes(2, "big")
    return bytes((type,)) + (0xE000 | pid).to_bytes(2, "big") + described_length + described


REGISTERED = bytes.fromhex("05044b4c5641")
VIDEO, PRIVATE = 0x100, 0x102
MAP = table(
    2,
    1,
    b"\xff\xff\xf0\0"
    + stream_entry(0x1B, VIDEO)
    + stream_entry(0x06, KLV_PID, REGISTERED)
    + stream_entry(0x06, PRIVATE),
)


def in_stream(*klv: bytes, synchronous: bool = False) -> bytes:
    muxer = Muxer(synchronous=synchronous)
    return b"".join(muxer.packets(each, AT) for each in klv)


def _transport() -> bytes:
    muxer = Muxer(repeat=100)
    first = muxer.packets(said(), AT)
    tables, rest = first[:376], first[376:]
    tables = tables[:188] + packet(MAP_PID, MAP, 0, start=True)
    video = packet(VIDEO, pes(b"video", id=0xE0), start=True)
    two = muxer.packets(local_set(PLAIN) + with_items(TIMED, HERE), AT)
    three = muxer.packets(said(tail=None), AT)
    broken = muxer.packets(said(), AT)
    damaged = bytearray(muxer.packets(said(), AT))
    damaged[100] ^= 0x40
    return b"".join(
        [
            packet(0x1FFF, b""),
            rest[188:],  # before any table
            tables,
            rest[:188],
            video,
            rest[188:],
            packet(PRIVATE, pes(b"teletext"), start=True),
            two,
            two[-188:],  # once more
            b"left over\x47\x06",
            three[:-188],
            packet(0x11, b"\0"),
            three[-188:],
            broken[188:],  # its beginning is missing
            bytes(damaged),
            packet(MAP_PID, MAP[:-1] + b"\0", 1, start=True),
            packet(KLV_PID, b"", 7)[:3] + b"\xd7" + bytes(184),  # scrambled
            packet(KLV_PID, pes(b"no key at all"), 8, start=True),
            muxer.packets(with_items(TIMED), AT),
        ]
    )


SAMPLE = b"".join(
    [
        _transport(),
        LEGACY,
        SECURITY_SET,
        STRANGE_SET,
        said(moving=TARGETS, mode=3),
        said()[:-1] + b"\0",
        universal(k030701020102040200=91.0, k030701020102060200=0.0),
        with_items(item(13, b"\0\0\0")),
        ABOVE,
        STRANGE_SET,
        said()[:-7],
    ]
)
"""A stream with everything in it that the format tells apart."""
