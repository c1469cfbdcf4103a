"""What AIS messages say, as rows of ``position`` and ``particulars``.

ITU-R M.1371-5, annex 8.  Bits are read by pyais; here its values get the record's units and
the standard's "not available" becomes None.  Raw units:

=============  ==========================  =====================================  ==============
field          raw                         here                                   not available
=============  ==========================  =====================================  ==============
lon, lat       1/10 000 min (27: 1/10)     degrees                                181, 91
speed          1/10 kn (9, 27: 1 kn)       knots; 102.2 (9: 1022) is that or more 1023 (27: 63)
course         1/10 deg (27: 1 deg)        degrees                                3600 (27: 511)
heading        1 deg                       degrees                                511
rate of turn   4.733 sqrt(deg/min)         degrees per minute; 126 is 708 or more -128
time stamp     s of the UTC minute         0 to 59                                60
dimensions     m, four distances           length, beam (511 and 63: or more)     0
draught        1/10 m                      metres; 25.5 is that or more           0
text           six-bit ASCII               up to the first ``@``                  ``@@@@``
=============  ==========================  =====================================  ==============
"""

import calendar
from typing import Any, NamedTuple

from pyais import bit_vector
from pyais.exceptions import AISBaseException
from pyais.messages import MSG_CLASS

from northline.formats.mmsi import LARGEST, craft_of, identity_of
from northline.records.errors import RejectedUnit
from northline.records.units import Micros

POSITION = (
    "lon lat sigma identity craft mmsi message speed_knots course heading turn status accurate "
    "second name"
).split()
"""Columns of a position row, in order."""

PARTICULARS = (
    "identity mmsi message imo callsign name ship_type length beam draught destination eta"
).split()
"""Columns of a particulars row, in order."""

_POSITIONS = frozenset({1, 2, 3, 4, 9, 11, 18, 19, 21, 27})
_KNOWN = range(1, 29)  # 28 came with M.1371-6
_LEAST = {1: 168, 2: 168, 3: 168, 4: 168, 9: 168, 11: 168, 18: 168, 19: 308, 21: 268, 5: 422}
_LEAST |= {24: 160, 27: 95}  # spare bits at the end may lack
_MOST = {**dict.fromkeys((1, 2, 3, 4, 9, 11, 18, 24, 27), 173), 5: 429, 19: 317, 21: 365}
"""Bits in one message.  Senders and receivers fill up to whole characters, and 27 to a slot."""

_HEADER = 38
_PART_B = 162

_NO_LON, _NO_LAT = 181.0, 91.0

ACCURATE, COARSE, LONG_RANGE = 10.0, 30.0, 100.0
"""1-sigma errors in metres that stand for the position accuracy flag.

The flag says "10 m or better" (1) or "worse than 10 m" (0).  10 m is the upper bound of the
first.  The second has none; 30 m is our choice: IMO asks 35 m at 95 % of a receiver without
corrections (MSC.74(69), annex 1, 3.1.4), which is 14 m at 1 sigma, and we double it for
antennas far from the bow and boats without such a receiver.  Message 27 counts in tenths of a
minute, 185 m: a rounding error of 53 m in each direction, 76 m in both, and age on top: 100 m.
"""

STATUS: tuple[str | None, ...] = (
    "under way using engine",
    "at anchor",
    "not under command",
    "restricted manoeuvrability",
    "constrained by her draught",
    "moored",
    "aground",
    "engaged in fishing",
    "under way sailing",
    "reserved for high speed craft",
    "reserved for wing in ground",
    "power-driven vessel towing astern",
    "power-driven vessel pushing ahead or towing alongside",
    "reserved",
    "AIS-SART, MOB-AIS or EPIRB-AIS active",
    None,
)
"""Navigational status 0 to 15 (M.1371-5, table 45, in brief); 15 is "undefined"."""


def _turn(raw: int) -> float | None:
    """Degrees per minute; +-127 says only "more than 5 degrees in 30 s": None."""
    signed = raw - 256 if raw > 127 else raw
    if abs(signed) >= 127:
        return None
    return round((signed / 4.733) ** 2, 3) * (-1 if signed < 0 else 1)


TURN = tuple(_turn(raw) for raw in range(256))
"""Rate of turn by its eight raw bits."""


class Reading(NamedTuple):
    """What one message gave.

    Attributes:
        position: a row of `POSITION`, or None.
        particulars: a row of `PARTICULARS`, or None.
        ordinal: which record of its message the particulars are: 1 behind a position.
        at: the UTC that the message itself states (4, 11), or None.
        other: where there is no row, what it counts as.
    """

    position: tuple[Any, ...] | None = None
    particulars: tuple[Any, ...] | None = None
    ordinal: int = 0
    at: Micros | None = None
    other: str = ""


def read_message(payload: bytes, fill: int) -> Reading:
    """Read one whole message from its armoured payload.

    Raises:
        RejectedUnit: when it is too short or too long, its type or sender's number cannot be,
            or its position lies outside the world.
    """
    bits = bit_vector(payload, fill)
    length = len(bits)
    if length <= 0:
        return Reading(other="ais without payload")
    if length < _HEADER:
        raise RejectedUnit(f"{length} bits hold no AIS message")
    number = bits.get(0, 6)
    if number not in _LEAST:
        if number not in _KNOWN:
            raise RejectedUnit(f"there is no AIS message {number}")
        return Reading(other=f"ais:{number}")
    if not _LEAST[number] <= length <= _MOST[number]:
        raise RejectedUnit(f"message {number} cannot have {length} bits")
    mmsi = bits.get(8, 30)
    if not 0 < mmsi <= LARGEST:
        raise RejectedUnit(f"{mmsi} is no MMSI")
    if number == 24:
        return _static_report(bits, mmsi)
    try:
        message: Any = MSG_CLASS[number].from_vector(bits)
    except (AISBaseException, ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise RejectedUnit(f"pyais cannot read message {number}: {error}") from error
    if number == 5:
        return Reading(particulars=_voyage(message, bits, mmsi))
    if number == 19:
        ship_type = bits.get(263, 8)
        particulars = _row(mmsi, 19, name=message.shipname, ship_type=ship_type, size=message)
        return Reading(_position(message, bits, mmsi, 19), particulars, ordinal=1)
    position = _position(message, bits, mmsi, number)
    if position is None:
        return Reading(other=f"ais:{number} without position")
    return Reading(position, at=_own_time(message) if number in {4, 11} else None)


def _position(message: Any, bits: Any, mmsi: int, number: int) -> tuple[Any, ...] | None:
    lon, lat = message.lon, message.lat
    if not (-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0):
        if lon == _NO_LON or lat == _NO_LAT:
            return None
        raise RejectedUnit(f"longitude {lon}, latitude {lat} is nowhere")
    accurate = message.accuracy
    sigma: float | None = ACCURATE if accurate else COARSE
    speed = course = heading = turn = status = second = name = None
    if number < 4:
        turn = TURN[bits.get(42, 8)]
        status = STATUS[bits.get(38, 4)]
    elif number == 27:
        sigma = LONG_RANGE
        status = STATUS[bits.get(40, 4)]
    elif number == 19:
        name = text(message.shipname)
    elif number == 21:
        # The extension has no length of its own: whole characters up to the end (table 74).
        name = text(message.name + bits.get_str(272, min(len(bits) - 272, 88) // 6 * 6))
    if number not in {4, 11, 21}:
        fastest = 63 if number == 27 else 1023 if number == 9 else 102.3
        speed = message.speed if message.speed < fastest else None
        course = message.course if message.course < 360 else None
        if number not in {9, 27}:
            heading = message.heading if message.heading < 360 else None
    if number != 27:
        second = message.second
        if second > 59:
            # 61 typed in by hand, 62 dead reckoning, 63 inoperative: the flag says nothing then.
            sigma = None if second > 60 else sigma
            second = None
    return (
        lon,
        lat,
        sigma,
        identity_of(mmsi),
        craft_of(mmsi, number),
        mmsi,
        number,
        speed,
        course,
        heading,
        turn,
        status,
        accurate,
        second,
        name,
    )


def _own_time(message: Any) -> Micros | None:
    """UTC of a base station's report or a response; None where any part is not available."""
    year, month, day = message.year, message.month, message.day
    hour, minute, second = message.hour, message.minute, message.second
    if not (1 <= year <= 9999 and 1 <= month <= 12 and hour < 24 and minute < 60 and second < 60):
        return None
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return Micros(calendar.timegm((year, month, day, hour, minute, second)) * 1_000_000)


def _voyage(message: Any, bits: Any, mmsi: int) -> tuple[Any, ...]:
    return _row(
        mmsi,
        5,
        imo=message.imo,
        callsign=message.callsign,
        name=message.shipname,
        ship_type=bits.get(232, 8),
        size=message,
        draught=message.draught,
        destination=message.destination,
        eta=_eta(message.month, message.day, message.hour, message.minute),
    )


def _static_report(bits: Any, mmsi: int) -> Reading:
    """Message 24: part A names the ship, part B describes her.

    A craft of a parent ship (MMSI 98...) has her parent's MMSI in place of her size.
    """
    part = bits.get(38, 2)
    if part > 1:
        raise RejectedUnit(f"message 24 has parts A and B, not part {part}")
    if part == 1 and len(bits) < _PART_B:
        raise RejectedUnit(f"message 24 B cannot have {len(bits)} bits")
    message: Any = MSG_CLASS[24].from_vector(bits)
    if part == 0:
        return Reading(particulars=_row(mmsi, 24, name=message.shipname))
    size = message if hasattr(message, "to_bow") else None
    row = _row(mmsi, 24, callsign=message.callsign, ship_type=message.ship_type, size=size)
    return Reading(particulars=row)


def _row(
    mmsi: int,
    number: int,
    *,
    imo: int = 0,
    callsign: str = "",
    name: str = "",
    ship_type: int = 0,
    size: Any = None,
    draught: float = 0.0,
    destination: str = "",
    eta: str | None = None,
) -> tuple[Any, ...]:
    return (
        identity_of(mmsi),
        mmsi,
        number,
        # Below are no numbers; above are those of flag states (table 47).
        imo if 1_000_000 <= imo <= 9_999_999 else None,
        text(callsign),
        text(name),
        ship_type if 0 < ship_type < 100 else None,
        float(size.to_bow + size.to_stern) or None if size else None,
        float(size.to_port + size.to_starboard) or None if size else None,
        draught or None,
        text(destination),
        eta,
    )


def _eta(month: int, day: int, hour: int, minute: int) -> str | None:
    if not (1 <= month <= 12 and 1 <= day <= 31 and hour < 24 and minute < 60):
        return None
    return f"{month:02d}-{day:02d}T{hour:02d}:{minute:02d}"


def text(six_bit: str) -> str | None:
    """Text up to the first ``@``, without blanks around it, or None when nothing is left."""
    return six_bit.partition("@")[0].strip() or None


__all__ = ["PARTICULARS", "POSITION", "Reading", "read_message", "text"]
