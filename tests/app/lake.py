"""Ships on Lake Erie that cross the line far from any port, as a receiver would log them."""

from pathlib import Path

from pyais import encode_dict

from northline.app.node import Node

BEGIN = 1_800_000_000
"""Unix seconds of the first report."""

SOUTH, STEP = 42.06, 0.0006
"""Latitude of the first report, and degrees between two: the line is at 42.092 there."""


def log(ships: int = 4, reports: int = 100, *, static: bool = True, crossing: bool = True) -> bytes:
    """Lines of ships that report every ten seconds, sailing north over the line at 81.5 W.

    Args:
        ships: how many.
        reports: of each.
        static: whether each says now and then what it is, in two sentences.
        crossing: whether they sail north, or west along the line.
    """
    lines: list[str] = []
    for report in range(reports):
        for ship in range(ships):
            at = BEGIN + 10 * report + ship
            mmsi = 316_000_100 + ship
            lat = SOUTH + STEP * report if crossing else SOUTH
            lon = -81.5 + 0.01 * ship - (0 if crossing else STEP * report)
            lines += _said(
                at,
                msg_type=1,
                mmsi=mmsi,
                lon=lon,
                lat=lat,
                speed=13.0,
                course=0.0 if crossing else 270.0,
                accuracy=1,
                second=at % 60,
            )
            if static and report % 25 == 3:
                lines += _said(at, msg_type=5, mmsi=mmsi, shipname=f"SHIP {ship}", ship_type=70)
    return "".join(lines).encode()


def _said(at: int, **fields: str | float) -> list[str]:
    sentences = encode_dict({**fields}, talker_id="AI", sentence_type="VDM", radio_channel="A")
    block = f"s:LAKE,c:{at}"
    return [f"\\{block}*{_checksum(block):02X}\\{sentence}\r\n" for sentence in sentences]


def _checksum(text: str) -> int:
    folded = 0
    for byte in text.encode():
        folded ^= byte
    return folded


def ids(node: Node, *kinds: str) -> set[bytes]:
    """Ids of all records of these kinds; the test fails where one stands twice."""
    found: list[bytes] = []
    for kind in kinds or ("position", "particulars"):
        found += node.records(kind, columns=["id"]).column("id").to_pylist()
    assert len(set(found)) == len(found), "a record stands twice"
    return set(found)


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
