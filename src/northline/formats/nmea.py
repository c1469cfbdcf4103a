r"""One line of NMEA 0183: a tag block, a sentence, and what loggers write behind it.

IEC 61162-1 (NMEA 0183): sentence, checksum, encapsulation (clauses 7 and 8.3, VDM and VDO).
NMEA 0183 4.00 and IEC 61162-450 clause 7.2.3: tag blocks.  A line is, in this order::

    \g:1-2-27300,s:b003669710,c:1428621738*2B\    tag blocks; c is the time, in s or in ms
    !AIVDM,2,1,2,B,55Mw@A7J1adA...,0*26           part 1 of 2 of message 2, radio channel B
    ,b003669976,1272672016                        station and time, as USCG loggers add them

The checksum is the exclusive or of the bytes between ``!`` and ``*``, in two hexadecimal
digits.  What stands behind it has none, so a station is believed only when it begins with r
or b (libais: ``r09SCHA1``, ``b003669794``) and a time only when it has all its digits.
"""

import re
from typing import NamedTuple

from northline.records.errors import RejectedUnit
from northline.records.units import Micros

EARLIEST, LATEST = 1_000_000_000, 4_294_967_295
"""Stated times in seconds: ten digits, 2001-09-09 to 2106-02-07.  Others are no clock's."""

TALKERS = ("AB", "AD", "AI", "AN", "AR", "AS", "AT", "AX", "BS", "SA")
"""Stations that send VDM and VDO: IEC 61162-1, table 7; BS and SA are older names."""


class Sentence(NamedTuple):
    """A VDM or VDO sentence whose checksum holds.

    Attributes:
        total: number of parts of its message, 1 to 9.
        number: which of them this is, from 1.
        sequence: the digit that parts of one message share, or empty.
        channel: radio channel, A, B, another letter or digit, or empty.
        payload: armoured bits, six to a character (IEC 61162-1, table 5).
        fill: bits of the last character that say nothing, 0 to 5.
        at: time stated with it, or None.
        station: station stated with it, or None.
        group: tag-block group, or empty.
    """

    total: int
    number: int
    sequence: bytes
    channel: bytes
    payload: bytes
    fill: int
    at: Micros | None
    station: str | None
    group: bytes


_VDM = re.compile(
    rb"!(?:A[BDINRSTX]|BS|SA)VD[MO],([1-9]),([1-9]),([0-9]?),([0-9A-Za-z]?),"
    rb"([0-W`-w]*),([0-5])\*([0-9A-Fa-f]{2})(?:,([\x20-\x7e\t]*))?\Z"
)
_ANY = re.compile(rb"[!$]((P[A-Z0-9]{3})[A-Z0-9]*|[A-Z]{2}([A-Z0-9]{3}))[,*]")
_CHECKSUM = re.compile(rb"\*([0-9A-Fa-f]{2})(?:,|\Z)")
_TAG = re.compile(rb"\\([^\\*]*)\*([0-9A-Fa-f]{1,2})\\")
_TAG_GROUP = re.compile(rb"[1-9]-([2-9])-([0-9]+)\Z")
_TIME = re.compile(rb"([0-9]{10})(?:([0-9]{3})|\.([0-9]{1,6}))?\Z")
_STATION = re.compile(rb"[rRbB][0-9A-Za-z_-]+\Z")
_UNPRINTABLE = re.compile(rb"[^\x20-\x7e\t]")
_BOM_UTF8 = b"\xef\xbb\xbf"


def read_line(line: bytes) -> Sentence | str:
    """Read one line without its ending.

    Returns:
        The sentence, or what else the line is: ``empty``, ``comment``, ``tag block`` or, for
        another sentence, ``nmea:`` and its formatter (``nmea:GGA``) or maker (``nmea:PGHP``).

    Raises:
        RejectedUnit: saying what is wrong with it.
    """
    match = _VDM.match(line)
    if match is None:
        line = line.removeprefix(_BOM_UTF8).strip(b" \t")
        if not line:
            return "empty"
        if line.startswith(b"#"):
            return "comment"
        if line.startswith(b"\\"):
            return _tagged(line)
        match = _VDM.match(line)
        if match is None:
            return _other(line)
    return _sentence(line, match, None, None, b"")


def _sentence(
    line: bytes, match: re.Match[bytes], at: Micros | None, station: str | None, group: bytes
) -> Sentence:
    total, number, sequence, channel, payload, fill, stated, behind = match.groups()
    _check(line, match.end(7) - 3, stated)
    if number > total:
        raise RejectedUnit(f"part {int(number)} of {int(total)}")
    if behind is not None:
        fields = behind.split(b",")
        at = _time(fields[-1].rstrip()) if at is None else at
        if station is None:
            named = [field for field in fields if _STATION.match(field)]
            station = named[-1].decode() if named else None
    return Sentence(
        int(total), int(number), sequence, channel, payload, int(fill), at, station, group
    )


def _tagged(line: bytes) -> Sentence | str:
    """Read a line that begins with a tag block."""
    fields: dict[bytes, bytes] = {}
    place = 0
    while line.startswith(b"\\", place):
        match = _TAG.match(line, place)
        if match is None:
            raise RejectedUnit("a tag block is not closed by its checksum and a backslash")
        _check(line, match.end(1), match[2], place + 1)
        for field in match[1].split(b","):
            code, _, value = field.partition(b":")
            fields[code] = value
        place = match.end()
    rest = line[place:].strip(b" \t")
    if not rest:
        return "tag block"
    match = _VDM.match(rest)
    if match is None:
        return _other(rest)
    group = _TAG_GROUP.match(fields.get(b"g", b""))
    station = fields.get(b"s", b"")
    return _sentence(
        rest,
        match,
        _time(fields.get(b"c", b"")),
        station.decode() if station and not _UNPRINTABLE.search(station) else None,
        group[1] + b"-" + group[2] if group else b"",
    )


def _check(line: bytes, star: int, stated: bytes, start: int = 1) -> None:
    """Compare the bytes from ``start`` to ``star`` with the checksum behind them."""
    folded = int.from_bytes(line[start:star], "big")
    shift = 1 << (max(star - start, 2) - 1).bit_length() + 2
    while shift >= 8:  # halves onto each other, until one byte holds the exclusive or of all
        folded ^= folded >> shift
        shift >>= 1
    if folded & 0xFF != int(stated, 16):
        raise RejectedUnit(f"its checksum is {folded & 0xFF:02X}, not {stated.decode().upper()}")


def _time(field: bytes) -> Micros | None:
    """Unix time in seconds (whole or with a fraction) or milliseconds, or None."""
    match = _TIME.match(field)
    if match is None or not EARLIEST <= int(match[1]) <= LATEST:
        return None
    fraction = (match[2] or match[3] or b"").ljust(6, b"0")
    return Micros(int(match[1]) * 1_000_000 + int(fraction))


def _other(line: bytes) -> str:
    """Say which other sentence a line is, or why it is none."""
    if line.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RejectedUnit("it is UTF-16; NMEA 0183 is ASCII")
    odd = _UNPRINTABLE.search(line)
    if odd:
        raise RejectedUnit(f"byte {odd[0][0]:02X} at {odd.start()} is not printable ASCII")
    match = _ANY.match(line)
    if match is None:
        raise RejectedUnit("it is no NMEA 0183 sentence")
    checksum = _CHECKSUM.search(line)
    if checksum:
        _check(line, checksum.start(), checksum[1])
    elif b"*" in line:
        raise RejectedUnit("its * is not followed by a checksum and the end of the sentence")
    if match[3] in {b"VDM", b"VDO"}:
        raise RejectedUnit(_why_not(line, checksum is not None))
    return "nmea:" + (match[2] or match[3]).decode()


def _why_not(line: bytes, checked: bool) -> str:
    """Why a line that begins as VDM or VDO is none, in a sentence."""
    fields = line.partition(b"*")[0].split(b",")
    if line[:1] != b"!":
        return "VDM and VDO begin with !, not $"
    if line[1:3].decode() not in TALKERS:
        return f"talker {line[1:3].decode()} is no AIS station"
    if not checked:
        return "it has no checksum"
    if len(fields) != 7:
        return f"it has {len(fields)} fields, not 7"
    if not re.fullmatch(rb"[0-W`-w]*", fields[5]):
        return "its payload holds a character that armours no bits"
    if not re.fullmatch(rb"[0-5]", fields[6]):
        return "its number of fill bits is not 0 to 5"
    return "its part numbers, sequence or channel are not of their form"
