"""A stream per format, with everything in it that the format tells apart.  All made up or of
the standards' own examples; nobody's ship.
"""

from collections.abc import Mapping
from functools import reduce
from operator import xor
from typing import Any

from pyais import encode_dict

from northline.formats.registry import format_named
from northline.records.marking import unclassified
from northline.records.protocols import Context, Decoder, Framing
from northline.records.units import Micros
from tests.formats import (
    arrivals_sample,
    asterix_sample,
    cot_sample,
    gpx_sample,
    klv_sample,
    lists_sample,
    published_samples,
    remote_id_sample,
    roads_sample,
    sensing_sample,
    tak_sample,
    units_sample,
)
from tests.formats import squitters as sq

RECEIVED = Micros(1_790_000_000_000_000)
CONTEXT = Context(
    source="tower-4", marking=unclassified("opp").id, stream="a-stream", vintage="2026-03-01"
)
DATAGRAMS = Context(
    source="tower-4", marking=unclassified("opp").id, stream="a-stream", framing=Framing.DATAGRAM
)


def checksum(body: bytes) -> bytes:
    return b"%02X" % reduce(xor, body, 0)


def sentence(payload: bytes, *, fill: int = 0, head: bytes = b"AIVDM,1,1,,A") -> bytes:
    body = head + b"," + payload + b",%d" % fill
    return b"!" + body + b"*" + checksum(body)


def tagged(line: bytes, fields: bytes) -> bytes:
    return b"\\" + fields + b"*" + checksum(fields) + b"\\" + line


def made(message: Mapping[str, Any], *, seq_id: int = 1, channel: str = "A") -> list[bytes]:
    """The sentences of one message, as pyais writes them."""
    numbered: dict[str, Any] = {"msg_type": message["type"], **message}
    lines = encode_dict(numbered, talker_id="AI", radio_channel=channel, seq_id=seq_id)
    return [line.encode() for line in lines]


CLASS_A = sentence(b"15RTgt0PAso;90TKcjM8h6g208CQ")
VOYAGE = made(
    {
        "type": 5,
        "mmsi": 316001245,
        "imo": 9134270,
        "callsign": "CFN1234",
        "shipname": "SALISH TEST",
        "ship_type": 70,
        "to_bow": 100,
        "to_stern": 50,
        "to_port": 10,
        "to_starboard": 12,
        "month": 5,
        "day": 15,
        "hour": 16,
        "minute": 0,
        "draught": 8.1,
        "destination": "PRINCE RUPERT",
    }
)
CLASS_B_NAMED = made(
    {"type": 19, "mmsi": 338000001, "lon": -82.9, "lat": 42.3, "shipname": "TEST B", "to_bow": 7}
)

_AIS = b"\r\n".join(
    [
        b"# a comment, caf\xc3\xa9",
        CLASS_A,
        CLASS_A,
        b"",
        b"$GPGGA,213950.00,5250.53669,N,00542.34920,E,1,09,1.03,-6.0,M,45.8,M,,*7B",
        VOYAGE[0],
        tagged(CLASS_A, b"s:r09SCHA1,c:1428621738"),
        VOYAGE[1],
        CLASS_A + b",b003669794,1272412827",
        CLASS_A[:-1] + b"0",
        VOYAGE[1],
        b"x" * 9000,
        *CLASS_B_NAMED,
        sentence(b"85Mwp`1Kf3aCnsNvBWLi=wQuNhA5t43N`5nCuI=p<IBfVqnMgPGs"),
        sentence(b""),
        sentence(b"B5NJ;PP005l4ot5Isbl03wsUkP06"),
        made({"type": 24, "mmsi": 338000001, "partno": 0, "shipname": "TEST B"})[0],
        made({"type": 4, "mmsi": 3669702, "lon": 181, "lat": 91})[0],
        VOYAGE[0],
        b"\x00\xff\xfe NUL",
        CLASS_A,
    ]
)

_LON, _LAT = -83.05, 42.32
_FLOWN = [
    sq.airborne(_LON + 0.001 * i, _LAT + 0.001 * i, odd=bool(i % 2), feet=5000 + 25 * i)
    for i in range(12)
]
_LONG = sq.sealed(bytes.fromhex("a0001838300000000000") + b"\x00", 0x71BC00)

_ADSB = b"".join(
    [
        b'"timestamp","rawmsg"\n# a comment, caf\xc3\xa9\n\r\n',
        sq.stamped(sq.identification("EX4711"), 1790000000.0),
        sq.stamped(sq.status(9), 1790000000.2),
        sq.stamped(sq.velocity(120, -80, 10), 1790000000.4),
        *(sq.stamped(frame, 1790000000.5 + i) for i, frame in enumerate(_FLOWN[:4])),
        b"1790000005,%b,c07a4b,11\n" % _FLOWN[4].hex().encode(),
        b"1790000005,%b,c07a4b,11\n" % _FLOWN[4].hex().encode(),
        sq.stamped(sq.airborne(_LON + 3.0, _LAT, odd=True), 1790000006.0),
        sq.stamped(sq.airborne(_LON, _LAT, odd=False, address=0xA00001), 1790000006.5),
        sq.beast(sq.airborne(10.0, 50.0, odd=False, address=0x3C0001)),
        sq.beast(sq.short(4)),
        b"\x1a3broken off",
        sq.beast(sq.airborne(10.0, 50.0, odd=True, address=0x3C0001), counter=0xFF004D4C4154),
        sq.beast(b"\x1a\x1a"),
        sq.beast(bytes(14), kind=b"4"),
        b"\x1a\x1a\x1a9",
        b"left over\n",
        sq.avr(sq.surface(10.1, 50.1, odd=False, address=0x3C0002)),
        sq.avr(sq.surface(10.1, 50.1, odd=True, address=0x3C0002)),
        sq.avr(sq.airborne(_LON, _LAT, odd=False, head=0x95, address=0x000123)),
        b"@1A1A1A1A1A1A%b;\r\n" % sq.short(11, overlay=5).hex().encode(),
        b"<1A1A1A1A1A1A1A%b;\n" % sq.short(5).hex().encode(),
        b"*7700;\n",
        _LONG.hex().encode() + b"\n",
        _FLOWN[5].hex().encode() + b";\n",
        sq.avr(sq.short(3)),
        sq.avr(_FLOWN[6][:-1] + b"\x00"),
        sq.avr(_FLOWN[6][:7]),
        b"x" * 9000 + b"\n",
        b"12345,8D\n\x00\xff\xfe NUL\n",
        sq.avr(sq.squitter(sq.packed((11, 5), (0, 3), (0xFFF, 12), (0, 36)))),
        *(sq.avr(frame) for frame in _FLOWN[7:9]),
        sq.beast(_FLOWN[9]),
        sq.avr(sq.identification("", kind=2, number=1, address=0x000124)),
        sq.avr(sq.squitter(0, head=0x93)),
        b"*8D40621D58C382D690C8AC2863A7;",
    ]
)

SAMPLES: dict[str, bytes] = {
    "ais": _AIS,
    "adsb": _ADSB,
    "asterix": asterix_sample.SAMPLE,
    "cot": cot_sample.SAMPLE,
    "tak": tak_sample.SAMPLE,
    "gpx": gpx_sample.SAMPLE,
    "klv": klv_sample.SAMPLE,
    "remote-id": remote_id_sample.SAMPLE,
    "sensorthings": sensing_sample.THINGS,
    "detections": sensing_sample.DETECTIONS,
    "sensors": sensing_sample.REGISTRY,
    "units": units_sample.SAMPLE,
    "masks": sensing_sample.MASKS,
    "graphml": roads_sample.GRAPHML,
    "edge-list": roads_sample.EDGE_LIST,
    "arrivals": arrivals_sample.SAMPLE,
    **lists_sample.SAMPLES,
    **published_samples.SAMPLES,
}
"""Every format of the registry has one; `tests.formats.test_contract` says so."""

PLACELESS = {*published_samples.SAMPLES, *lists_sample.SAMPLES} - {"bts"}
"""Formats of which no record has a position."""


def started(name: str, offset: int = 0, carry: bytes = b"", context: Context = CONTEXT) -> Decoder:
    return format_named(name).open(context, offset, carry)
