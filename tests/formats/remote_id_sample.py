"""Messages of Remote ID and captures of them for tests, made up; nobody's drone."""

import struct
import zlib
from collections.abc import Iterable

from northline.formats import pcap

SECONDS = 1_782_000_000
"""When the captures were made: 2026-06-21T00:00:00Z, the beginning of an hour."""

MAC, OTHER = bytes.fromhex("02aabbccdd01"), bytes.fromhex("02aabbccdd02")
SERIAL = "EXMPA1234567890"


def basic(number: str = SERIAL, *, scheme: int = 1, type: int = 2, version: int = 2) -> bytes:
    coded = bytes.fromhex(number) if scheme in {3, 4} else number.encode()
    return bytes((version, scheme << 4 | type)) + coded.ljust(20, b"\0") + bytes(3)


def location(
    lon: float = -83.0364,
    lat: float = 42.3149,
    *,
    status: int = 2,
    course: int = 225,
    speed: int = 45,
    fast: bool = False,
    climb: int = -4,
    pressure: int = 2400,
    altitude: int = 2434,
    accuracy: int = 10,
    tenths: int = 5,
) -> bytes:
    flags = status << 4 | (2 if course >= 180 else 0) | fast
    return (
        bytes((0x12, flags, course % 180 if course < 360 else course - 180, speed))
        + struct.pack("<b2i", climb, round(lat * 1e7), round(lon * 1e7))
        + struct.pack("<3H", pressure, altitude, 2100)
        + bytes((accuracy, 0))
        + struct.pack("<H", tenths)
        + bytes(2)
    )


def system(
    lon: float = -83.0380, lat: float = 42.3140, *, sort: int = 1, seconds: int = SECONDS
) -> bytes:
    return (
        bytes((0x42, sort))
        + struct.pack("<2i", round(lat * 1e7), round(lon * 1e7))
        + struct.pack("<HBHHBHI", 1, 0, 0, 0, 0, 2360, seconds - 1_546_300_800 if seconds else 0)
        + bytes(1)
    )


def self_id(text: str = "Bridge survey") -> bytes:
    return b"\x32\0" + text.encode().ljust(23, b"\0")


def operator_id(text: str = "CAN-OP-0001") -> bytes:
    return b"\x52\0" + text.encode().ljust(20, b"\0") + bytes(3)


PAGE = b"\x22\x10" + bytes(23)


def pack(*messages: bytes) -> bytes:
    return bytes((0xF2, 25, len(messages))) + b"".join(messages)


FULL = pack(basic(), location(), PAGE, self_id(), system(), operator_id())


# --- Wi-Fi ------------------------------------------------------------------------------------


def element(content: bytes, oui: bytes = bytes.fromhex("fa0bbc0d")) -> bytes:
    return bytes((0xDD, len(oui) + len(content))) + oui + content


def beacon(*elements: bytes, mac: bytes = MAC) -> bytes:
    head = b"\x80\0\0\0" + b"\xff" * 6 + mac + mac + b"\0\0"
    return head + bytes(12) + b"\0\x04test" + b"".join(elements)


def identified(content: bytes, *, mac: bytes = MAC) -> bytes:
    """A beacon with a counter and these messages."""
    return beacon(element(b"\x07" + content), mac=mac)


def discovery(content: bytes, *, mac: bytes = MAC) -> bytes:
    """A service discovery frame of Wi-Fi Aware."""
    info = b"\x07" + content
    descriptor = bytes.fromhex("8869199d9209") + b"\x01\0\x10" + bytes((len(info),)) + info
    attribute = b"\x03" + len(descriptor).to_bytes(2, "little") + descriptor
    head = b"\xd0\0\0\0" + b"\xff" * 6 + mac + bytes.fromhex("506f9a010000") + b"\0\0"
    return head + bytes.fromhex("0409506f9a13") + attribute + b"\x0e\x01\0\0"


def radiotap(frame: bytes, *, signal: int = -61, checksum: bool = True) -> bytes:
    """A frame behind a radiotap head with flags and signal, and its checksum behind it."""
    present = struct.pack("<I", 1 << 1 | 1 << 5)
    body = bytes((0x10 if checksum else 0,)) + struct.pack("b", signal)
    head = b"\0\0" + (8 + len(body)).to_bytes(2, "little") + present + body
    return head + frame + (zlib.crc32(frame).to_bytes(4, "little") if checksum else b"")


def dji(
    serial: str = "EXAMPLE000000001", *, app: tuple[int, int] = (7_385_000, -14_492_000)
) -> bytes:
    record = struct.pack(
        "<BHH16sii2h3h3hQ4i", 2, 1, 0, serial.encode(), -14_492_600, 7_385_350, 120, 40,
        300, 400, -50, 0, 0, 0, 0, *app, 0, 0,
    )  # fmt: skip
    return beacon(element(b"\x10" + record + bytes(22), bytes.fromhex("263712586213")))


# --- Bluetooth --------------------------------------------------------------------------------


def service_data(message: bytes) -> bytes:
    content = b"\x16\xfa\xff\x0d\x07" + message
    return bytes((len(content),)) + content


def legacy(message: bytes, *, mac: bytes = MAC, type: int = 2) -> bytes:
    body = mac[::-1] + service_data(message)
    return bytes.fromhex("d6be898e") + bytes((type, len(body))) + body + bytes(3)


def extended(messages: bytes, *, mac: bytes = MAC, coded: bool = True) -> bytes:
    body = b"\x09\x09" + mac[::-1] + b"\x75\x0e" + service_data(messages)
    indicator = b"\0" if coded else b""
    return bytes.fromhex("d6be898e") + indicator + bytes((7, len(body))) + body + bytes(3)


def phdr(packet: bytes, *, flags: int = 0x0C02, signal: int = -70) -> bytes:
    """A packet behind the head of link type 256."""
    return (
        b"\x25"
        + struct.pack("b", signal)
        + bytes(2)
        + packet[:4]
        + struct.pack("<H", flags)
        + packet
    )


def nordic(packet: bytes, *, flags: int = 0x21, rssi: int = 53) -> bytes:
    """A packet behind the head of Nordic's sniffer, version 3."""
    head = bytes((10, flags, 10, rssi)) + bytes(6)
    return b"\x03" + struct.pack("<HBHB", len(head) + len(packet), 3, 1, 2) + head + packet


# --- captures ---------------------------------------------------------------------------------


def classic(frames: Iterable[bytes], link: int = pcap.WIFI_RADIOTAP, *, step: float = 0.5) -> bytes:
    """A pcap of these frames, so many seconds apart."""
    out = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65_535, link)
    for number, frame in enumerate(frames):
        at = round((SECONDS + number * step) * 1e6)
        head = struct.pack("<4I", at // 1_000_000, at % 1_000_000, len(frame), len(frame))
        out += head + frame
    return out


def block(kind: int, body: bytes) -> bytes:
    body += bytes(-len(body) % 4)
    length = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + length + body + length


def next_generation(links: list[int], frames: Iterable[tuple[int, bytes]]) -> bytes:
    """A pcapng of frames, each with the number of its interface, half a second apart."""
    out = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    out += b"".join(block(1, struct.pack("<HHI", link, 0, 0)) for link in links)
    for number, (interface, frame) in enumerate(frames):
        at = (SECONDS * 2 + number) * 500_000
        head = struct.pack("<5I", interface, at >> 32, at & 0xFFFFFFFF, len(frame), len(frame))
        out += block(6, head + frame)
    return out


_DAMAGED = bytearray(radiotap(identified(location())))
_DAMAGED[80] ^= 1

SAMPLE = (
    next_generation(
        [
            pcap.WIFI_RADIOTAP,
            pcap.WIFI,
            pcap.BLUETOOTH_LE,
            pcap.BLUETOOTH_LE_PHDR,
            pcap.NORDIC_BLE,
            1,
        ],
        [
            (0, radiotap(identified(location(tenths=0)))),
            (0, radiotap(identified(FULL))),
            (0, radiotap(identified(FULL))),
            (1, discovery(pack(location(tenths=21), system(seconds=0)))),
            (1, discovery(pack(location(tenths=21), system(seconds=0)))),
            (2, legacy(basic(), mac=OTHER)),
            (2, legacy(location(0.0, 0.0), mac=OTHER)),
            (3, phdr(extended(FULL, mac=OTHER), flags=0x8C02)),
            (4, nordic(extended(pack(), mac=OTHER))),
            (4, nordic(extended(FULL, mac=OTHER), flags=0x20)),
            (5, b"an Ethernet frame"),
            (0, bytes(_DAMAGED)),
            (0, radiotap(beacon())),
            (0, radiotap(identified(location(-83.0, 91.0)))),
            (0, radiotap(identified(basic(version=9)))),
            (0, radiotap(identified(b"\xf2\x19\x02" + bytes(20)))),
            (0, radiotap(dji())),
            (0, radiotap(dji(app=(17_000_000, 0)))),
            (0, b"\x01\0"),
            (1, identified(location(speed=255, fast=False, tenths=18_000), mac=OTHER)),
        ],
    )
    + block(5, bytes(8))
    + b"\x06\0\0\0"
)
"""A capture with everything in it that the format tells apart."""

LINES = b"\n".join(
    [
        b'{"mac":"02:AA:BB:CC:DD:01","raw":"%b","at":"2026-06-21T00:00:01Z","rssi":-61}'
        % FULL.hex().encode(),
        b"",
        b"02-aa-bb-cc-dd-02 " + location().hex().encode(),
        FULL.hex().encode(),
        location().hex().encode(),
        b'{"raw":"zz"}',
        b'{"mac":"nobody","raw":"00"}',
        b'{"raw":"00","at":"yesterday"}',
        b"[1, 2]",
        b"\xff\xfe",
        b"x" * 9000,
        b'{"raw":"%b","at":1782000001.5,"station":"tower-9","more":[1]}' % FULL.hex().encode(),
        b"1234",
    ]
)
"""The same as lines."""
