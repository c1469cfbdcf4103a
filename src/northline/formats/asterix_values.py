"""Values of ASTERIX data items: integers, time of day, six-bit text, addresses.

EUROCONTROL-SPEC-0149, Part 1, 4.2: the first byte is the most significant, negative numbers are
two's complement.  What the categories share in their own parts has one meaning in all of them.
"""

from northline.records.errors import RejectedUnit
from northline.records.units import Micros

METRES_IN_A_NAUTICAL_MILE = 1852.0
METRES_IN_A_FOOT = 0.3048
FLIGHT_LEVEL = 25.0 * METRES_IN_A_FOOT
"""Metres in a quarter of a flight level, which is 25 ft."""

HEIGHT_STEP = 6.25 * METRES_IN_A_FOOT
CLIMB_STEP = HEIGHT_STEP / 60.0
"""Metres in 6.25 ft, and metres per second in 6.25 ft a minute."""

TURN = 360.0 / 65536.0
KNOTS = 3600.0 / 16384.0
"""Knots in 2^-14 nautical miles a second."""

DAY = 86_400 * 1_000_000
_TICKS = 86_400 * 128
_LETTERS = {0x20: " ", **{code: chr(code + 64) for code in range(1, 27)}}
_LETTERS |= {code: chr(code) for code in range(0x30, 0x3A)}


def unsigned(raw: bytes) -> int:
    """Return a number without a sign."""
    return int.from_bytes(raw, "big")


def signed(raw: bytes) -> int:
    """Return a number in two's complement."""
    return int.from_bytes(raw, "big", signed=True)


def low_bits(raw: bytes, bits: int) -> int:
    """Return the last ``bits`` of a value as a number in two's complement."""
    value = int.from_bytes(raw, "big") & ((1 << bits) - 1)
    return value - (1 << bits) if value >> (bits - 1) else value


def instant_of(raw: bytes, near: Micros) -> Micros:
    """The instant of a time of day, in 1/128 s since midnight UTC (such as I048/140).

    Which day it was is not in the data: the instant nearest to ``near`` is taken, so that a
    report of 23:59:59 received at 00:00:01 is of the day before.

    Raises:
        RejectedUnit: for a time of 24 hours and more.
    """
    ticks = int.from_bytes(raw, "big")
    if ticks >= _TICKS:
        raise RejectedUnit(f"time of day {ticks / 128.0:.2f} s is beyond midnight")
    at = near - near % DAY + (ticks * 15_625 + 1) // 2
    if at - near > DAY // 2:
        at -= DAY
    elif near - at > DAY // 2:
        at += DAY
    return Micros(at)


def text_of(raw: bytes) -> str | None:
    """Eight characters of six bits, blanks at the ends left out (ICAO Annex 10, IV, 3.1.2.9).

    None where nothing is left, or a code is no letter or digit.
    """
    bits = int.from_bytes(raw, "big")
    found = [_LETTERS.get(bits >> shift & 0x3F) for shift in range(42, -1, -6)]
    if None in found:
        return None
    return "".join(letter for letter in found if letter).strip() or None


def address_of(raw: bytes) -> str | None:
    """The identity of a 24-bit aircraft address, or None for one that no aircraft has."""
    address = int.from_bytes(raw, "big")
    return None if address in (0, 0xFFFFFF) else f"icao:{address:06x}"


def place_of(lon: float, lat: float) -> tuple[float, float]:
    """A place in degrees, to 0.1 m.

    Raises:
        RejectedUnit: for one outside the world.
    """
    if not (-90.0 <= lat <= 90.0 and -180.0 <= lon <= 180.0):
        raise RejectedUnit(f"longitude {lon:.4f}, latitude {lat:.4f} is nowhere")
    lon = round(lon, 6)
    return (lon if lon < 180.0 else -180.0), round(lat, 6)
