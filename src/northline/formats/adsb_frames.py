r"""One unit to one Mode S frame: its bytes, the time it states, and whether its parity holds.

ICAO Annex 10, volume IV, 3.1.2.3: 56 bits in downlink formats 0 to 15, 112 from 16 on.  The
last 24 are the remainder of the bits before them by

.. math:: G(x) = x^{24} + x^{23} + \dots + x^{10} + x^{3} + 1 \quad (\mathtt{1FFF409})

overlaid, by exclusive or, with nothing (formats 17 to 19), with the code of the interrogator
(format 11: below 80), or with the aircraft's address (all others): there a damaged frame
cannot be told from a whole one of another aircraft.
"""

import re
from typing import NamedTuple

from northline.formats.adsb_units import ESCAPE, FRAME
from northline.records.errors import RejectedUnit
from northline.records.units import Micros

EARLIEST, LATEST = 1_000_000_000, 4_294_967_295
"""Unix seconds, 2001 to 2106, that count as a stated time."""

INTERROGATORS = 80
"""Codes of interrogators that a format 11 may be overlaid with (3.1.2.5.2.1.2)."""

_HEX = rb"([0-9A-Fa-f]{28}|[0-9A-Fa-f]{14}|[0-9A-Fa-f]{4})"
_AVR = re.compile(rb"(?:[*:]|[@%][0-9A-Fa-f]{12}|<[0-9A-Fa-f]{14})" + _HEX + rb";[ \t]*\Z")
_STAMPED = re.compile(
    rb"\"?(\d{10})(?:(\d{3})|(?:\.(\d{1,9})))?\"?,[ \t]*\"?([0-9A-Fa-f]{14}|[0-9A-Fa-f]{28})\"?"
    rb"[ \t]*(?:,[\x20-\x7e\t]*)?\Z"
)
_PLAIN = re.compile(rb"([0-9A-Fa-f]{28}|[0-9A-Fa-f]{14});?[ \t]*\Z")
_HEADER = re.compile(rb"\"?(?:timestamp|time|ts)\"?,", re.IGNORECASE)


class Frame(NamedTuple):
    """A frame as it came.

    Attributes:
        data: 7 or 14 bytes, parity included.
        at: the time its line states, or None.
        whole: whether that time is stated in whole seconds only.
    """

    data: bytes
    at: Micros | None = None
    whole: bool = False


def read_unit(raw: bytes) -> Frame | str:
    """Read one unit; a text instead says what it is that holds no Mode S frame.

    Raises:
        RejectedUnit: saying why it is none of the forms known.
    """
    if raw[:1] == b"\x1a":
        return _beast(raw)
    line = raw.strip(b" \t")
    match = _STAMPED.match(line)
    if match:
        seconds, fraction = int(match[1]), match[2] or match[3]
        if not EARLIEST <= seconds <= LATEST:
            raise RejectedUnit("its time lies outside the years 2001 to 2106")
        micros = int((fraction or b"").ljust(6, b"0")[:6])
        data = bytes.fromhex(match[4].decode())
        return Frame(data, Micros(seconds * 1_000_000 + micros), fraction is None)
    match = _AVR.match(line) or _PLAIN.match(line)
    if match:
        data = bytes.fromhex(match[1].decode())
        return Frame(data) if len(data) > 2 else "mode a/c"
    return _without(line)


def remainder(data: bytes) -> int:
    """What a frame's parity is overlaid with: 0 where nothing is and no bit was damaged."""
    rest = 0
    for byte in data[:-3]:
        rest = (rest << 8 & 0xFFFFFF) ^ _TABLE[rest >> 16 ^ byte]
    return rest ^ int.from_bytes(data[-3:], "big")


def downlink_format(data: bytes) -> int:
    """The downlink format of a frame; 24 is told by its first two bits alone.

    Raises:
        RejectedUnit: when there is no such format, its length is another, or the parity fails.
    """
    number = min(data[0] >> 3, 24)
    length = 7 if number < 16 else 14
    if number not in _FORMATS:
        raise RejectedUnit(f"downlink format {number} is reserved")
    if len(data) != length:
        raise RejectedUnit(f"downlink format {number} has {length * 8} bits, not {len(data) * 8}")
    if number in _PLAIN_PARITY:
        rest = remainder(data)
        if rest >= (INTERROGATORS if number == 11 else 1):
            raise RejectedUnit(f"its parity does not hold: {rest:06X} is left over")
    return number


_FORMATS = frozenset({0, 4, 5, 11, 16, 17, 18, 19, 20, 21, 24})
_PLAIN_PARITY = frozenset({11, 17, 18})


def _table() -> tuple[int, ...]:
    """Remainders of the 256 bytes at the top of 24 bits."""
    table = []
    for byte in range(256):
        rest = byte << 16
        for _ in range(8):
            rest = rest << 1 ^ (0x1FFF409 if rest & 0x800000 else 0)
        table.append(rest)
    return tuple(table)


_TABLE = _table()


def _beast(raw: bytes) -> Frame | str:
    """The message of a Beast frame: what stands behind six bytes of counter and one of signal.

    The counter of 12 MHz begins anywhere, so it states no time.
    """
    if not FRAME.fullmatch(raw):
        if len(raw) > 1 and raw[1] != ESCAPE and raw[1:2] in b"12345":
            raise RejectedUnit("a Beast frame breaks off before its end")
        raise RejectedUnit("it begins with 1A, but is no Beast frame of a type 1 to 5")
    kind = raw[1:2]
    data = raw[2:].replace(b"\x1a\x1a", b"\x1a")[7:]
    if kind in b"45":
        return f"beast:{kind.decode()}"
    return "mode a/c" if kind == b"1" else Frame(data)


def _without(line: bytes) -> str:
    """Say what a line is that holds no frame, or why it is nothing."""
    if not line:
        return "empty"
    if line.startswith(b"#"):
        return "comment"
    if _HEADER.match(line) and line.isascii():
        return "header"
    odd = re.search(rb"[^\x20-\x7e\t]", line)
    if odd:
        raise RejectedUnit(f"byte {odd[0][0]:02X} at {odd.start()} is not printable ASCII")
    if line[:1] in b"*:@%<":
        if not line.endswith(b";"):
            raise RejectedUnit("an AVR frame ends with a semicolon")
        raise RejectedUnit("it has not as many hexadecimal digits as an AVR frame")
    if b"," in line:
        raise RejectedUnit("it is not Unix time in seconds or milliseconds, a comma and a frame")
    raise RejectedUnit("it is no frame of 14 or 28 hexadecimal digits")
