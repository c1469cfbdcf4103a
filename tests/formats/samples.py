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

RECEIVED = Micros(1_790_000_000_000_000)
CONTEXT = Context(source="tower-4", marking=unclassified("opp").id, stream="a-stream")
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

SAMPLES: dict[str, bytes] = {"ais": _AIS}
"""Every format of the registry has one; `tests.formats.test_contract` says so."""


def started(name: str, offset: int = 0, carry: bytes = b"", context: Context = CONTEXT) -> Decoder:
    return format_named(name).open(context, offset, carry)
