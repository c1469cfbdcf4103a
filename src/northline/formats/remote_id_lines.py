"""Remote ID as lines: what live receivers hand on, over TCP or UDP.

A line is a JSON object, or hexadecimal digits alone, with the sender's address before them or not::

    {"mac":"84:cc:a8:60:43:24","raw":"1220...","at":"2026-07-01T14:00:00Z","rssi":-61}
    84:cc:a8:60:43:24 122090...
    f0190100...

``raw`` is a message or pack, without the counter before it.  ``at`` is RFC 3339 text or seconds since
1970, ``rssi`` decibels to a milliwatt, ``way`` how it was sent, ``station`` which receiver heard it.  What
has no ``mac`` says nothing of messages on other lines.
"""

import binascii
import re

import msgspec

from northline.formats.remote_id_wifi import Heard
from northline.records.errors import RejectedUnit
from northline.records.time import parse_instant
from northline.records.units import Micros

_HEX = re.compile(r"(?:([0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5})[ ,;\t]+)?((?:[0-9A-Fa-f]{2})+)")
_MAC = re.compile(r"[0-9a-f]{2}(?::[0-9a-f]{2}){5}")
_EARLIEST, _LATEST = 1_000_000_000_000_000, 4_294_967_295_000_000


class Line(msgspec.Struct):
    """A line as its JSON has it; other members are left alone."""

    raw: str
    mac: str = ""
    at: str | float | None = None
    rssi: float | None = None
    way: str = "line"
    station: str | None = None


_LINE = msgspec.json.Decoder(Line)


class Reported(msgspec.Struct, frozen=True):
    """What a line reports: what was heard, when, and by which receiver."""

    heard: Heard
    at: Micros | None
    station: str | None


def read_line(line: bytes) -> Reported:
    """Read one line.

    Raises:
        RejectedUnit: where it is neither form, or a member of it is wrong.
    """
    text = line.strip()
    if text.startswith(b"{"):
        try:
            said = _LINE.decode(text)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise RejectedUnit(f"this JSON is no report: {str(error)!a}") from error
    else:
        match = _HEX.fullmatch(text.decode("ascii", "replace"))
        if match is None:
            raise RejectedUnit("this is neither JSON nor hexadecimal digits")
        said = Line(raw=match[2], mac=match[1] or "")
    mac = said.mac.lower().replace("-", ":")
    if mac and not _MAC.fullmatch(mac):
        raise RejectedUnit(f"{said.mac!a} is no address")
    try:
        raw = binascii.unhexlify(said.raw)
    except ValueError as error:
        raise RejectedUnit("raw is not hexadecimal digits") from error
    return Reported(Heard(mac, said.way, 0, raw, said.rssi), _instant(said.at), said.station)


def _instant(at: str | float | None) -> Micros | None:
    try:
        found = parse_instant(at) if isinstance(at, str) else at and int(at * 1_000_000)
    except (ValueError, OverflowError) as error:
        raise RejectedUnit("at is no instant") from error
    if not found:
        return None
    if not _EARLIEST <= found <= _LATEST:
        raise RejectedUnit("at lies outside 2001 to 2106")
    return Micros(found)
