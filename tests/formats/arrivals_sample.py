"""Reports of arrival for tests, made up; nobody's boat."""

import json
from typing import Any

HEADER = (
    b"report,authority,channel,direction,craft,outcome,at,identity,registration,craft_name,"
    b"place,port,landed,persons,lon,lat,revision"
)
BARE = b"report,authority,channel,direction,craft,outcome,at"
AT = b"2026-07-01T14:00:00Z"


def row(
    report: bytes = b"A-1",
    rest: bytes = b",,,,,,,,,",
    *,
    channel: bytes = b"telephone",
    at: bytes = AT,
    outcome: bytes = b"cleared",
) -> bytes:
    return b",".join([report, b"cbsa", channel, b"to-canada,vessel", outcome, at]) + b"," + rest


def said(report: str = "A-1", **more: Any) -> dict[str, Any]:
    """A report as an object of JSON has it."""
    return {
        "report": report,
        "authority": "cbsa",
        "channel": "app",
        "direction": "to-canada",
        "craft": "vessel",
        "outcome": "pending",
        "at": AT.decode(),
        **more,
    }


FULL = row(
    b"A-2",
    b'mmsi:316001245,ON 123,"Marie ""M"", caf\xc3\xa9","Quai\r\n de Leamington",ambassador-bridge,'
    b"2026-07-01T13:40Z,3,-82.6,42.03,1",
)

SAMPLE = b"\r\n".join(
    [
        b"\xef\xbb\xbf" + HEADER,
        row(),
        FULL,
        b"",
        row(b"A-3", b",,,,,,,-82.6,42.03,"),
        row(b"A-4", channel=b"fax"),
        row(b"A-5", at=b"2026-07-01T14:00:00"),
        row(b"A-6", at=b"2026-07-01"),
        row(b"A-7", b"mmsi:12,,,,,,,,,"),
        row(b"A-8", b",,,,nowhere,,,,,"),
        row(b"A-9", b",,,,,,two,,,"),
        row(b"A-10", b",,,,,,,-182.6,42,"),
        row(b"A-11", b",,,,,,,-82.6,,"),
        row(b"", b",,,,,,,,,"),
        row(b"A-12", b""),
        b'"an open quote,' + row(b"A-13"),
        row(b"A-14"),
        b'in the "middle"' + row(b"A-15"),
        row(b"\xff\xfe"),
        row(b"A-16", b",,,,,,,,,2"),
        b'"' + b"x" * 300 + b'",' + row(b"A-17"),
        row(b"A-18"),
    ]
)

LINES = b"\n".join(
    [
        json.dumps(said("J-1")).encode(),
        json.dumps(said("J-2", lon=-82.6, lat=42.03, persons=3, port=None)).encode(),
        b"",
        b'{"report": "J-3", "text',
        json.dumps(said("J-4", colour="red")).encode(),
        b"nonsense } ] \xff",
        b'{"report": 1' + json.dumps(said("J-5")).encode(),
        json.dumps(said("J-6", place={"nested": [1, "]}"]})).encode(),
        json.dumps(said("J-7", persons=True)).encode(),
        json.dumps(said("J-8", place='a \\ "quoted" } place')).encode() + b",",
        json.dumps([said("J-9"), 7, said("J-10")], indent=2).encode(),
        b'{"report": "\xff"}',
        json.dumps(said("J-11"), indent=2).encode(),
        b'{"report": "J-12"',
    ]
)
