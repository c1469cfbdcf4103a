"""ASTERIX data blocks for tests, made up; nobody's flight."""

from northline.formats.asterix_writing import write_record

SOURCE = b"\x19\x0d"
TIME = (14 * 3600 * 128).to_bytes(3, "big")
PLACE = (226).to_bytes(2, "big") + (1_971_000).to_bytes(3, "big") + bytes.fromhex("c4f000")
"""226 m, 42.29 N, 83.04 W, as I034/120."""


def block(category: int, *records: bytes) -> bytes:
    body = b"".join(records)
    return bytes([category]) + (len(body) + 3).to_bytes(2, "big") + body


def message(kind: int = 2, **items: bytes) -> bytes:
    """A record of CAT034; items as ``i120=...``."""
    return _record("034", {"010": SOURCE, "000": bytes([kind]), "030": TIME}, items)


def target(kind: int = 0xA0, **items: bytes) -> bytes:
    """A record of CAT048: Mode S roll-call, 30 NM out, to the east."""
    plain = {"010": SOURCE, "140": TIME, "020": bytes([kind]), "040": b"\x1e\x00\x40\x00"}
    return _record("048", plain, items)


def track(**items: bytes) -> bytes:
    """A record of CAT062: near 42.3 N, 83.0 W."""
    place = (7_885_000).to_bytes(4, "big") + (-15_472_000).to_bytes(4, "big", signed=True)
    return _record("062", {"010": SOURCE, "070": TIME, "040": b"\x00\x07", "105": place}, items)


def report(**items: bytes) -> bytes:
    """A record of CAT021, edition 2: near 42.3 N, 83.0 W."""
    place = (1_971_300).to_bytes(3, "big") + (-3_868_000).to_bytes(3, "big", signed=True)
    plain = {"010": SOURCE, "040": b"\x00", "073": TIME, "080": b"\xc0\x7a\x4b", "130": place}
    return _record("021", plain, items)


def old_report(**items: bytes) -> bytes:
    """A record of CAT021, edition 0.26: the same place."""
    place = (7_885_000).to_bytes(4, "big") + (-15_472_000).to_bytes(4, "big", signed=True)
    plain = {"010": SOURCE, "040": b"\x00\x20", "030": TIME, "080": b"\xc0\x7a\x4c", "130": place}
    return _record("021/0", plain, items)


def _record(name: str, plain: dict[str, bytes], items: dict[str, bytes]) -> bytes:
    named = {number.removeprefix("i"): raw for number, raw in items.items()}
    given = {number: raw for number, raw in (plain | named).items() if raw}
    return write_record(name, given)


CALLSIGN = bytes.fromhex("10c236d41820")
"""DLH65A, in the six-bit letters of I048/240."""

_STATUS = b"\x94\x44\x20\x46\x00"
_PLAIN = target(i220=b"\xc0\x7a\x4b", i240=CALLSIGN, i070=b"\x02\x00", i090=b"\x05\x28")

SAMPLE = b"".join(
    [
        block(48, _PLAIN),
        block(34, message(2, i020=b"\x40")),
        block(34, message(1, i041=b"\x02\x79", i050=_STATUS, i120=PLACE)),
        block(34, message(2, i020=b"\x80"), message(1, i041=b"\x02\x7a"), message(9)),
        block(48, _PLAIN, _PLAIN, target(0x20, i110=b"\x00\x40", i130=b"\x08\xb8")),
        block(48, target(0x00), target(0xA0, i040=b""), target(0xA1, i020=b"\xa1\xc0")),
        block(48, target(i140=b"\xff\xff\xff"), target(i010=b""), target(0xB2)),
        block(48),
        block(65, b"\x80\x19\x0d"),
        block(62),
        b"no block",
        block(62, track(i380=b"\xc0\xc0\x7a\x4b" + CALLSIGN, i500=b"\x80\x00\x28\x00\x28")),
        block(62, track(), track(i105=b""), track(i105=b"\x7f" * 8), track(i040=b"")),
        block(62, track(i185=b"\x01\x90\xfe\x70", i136=b"\x05\x28", i080=b"\x01\x80")),
        block(21, report(i170=CALLSIGN, i090=b"\x11\x12", i210=b"\x10"), report(i020=b"\x15")),
        block(21, old_report(), old_report(i170=CALLSIGN, i145=b"\x05\x28")),
        block(21, report(i130=b""), report(i040=b"\x61\x20", i145=b"\x05\x28", i160=bytes(4))),
        block(48, _PLAIN[:-1]),
        block(48, b"\x01\x01\x01\x01\x01\x80"),
        bytes(4200),
        block(48, _PLAIN),
        b"\x30\x00\x40\xfd",
    ]
)
