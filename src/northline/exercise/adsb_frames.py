r"""Frames of 1090 MHz extended squitter, encoded for the exercise by rules of its own.

::

    1786816801.250000,8DC0A3E7581B8CB5B4F2F1A1B2C3

A downlink format 17 frame has 112 bits: DF 17 and capability 5 (airborne), the 24-bit address,
56 bits of message (ME), 24 bits of parity (ICAO Annex 10, volume IV, 3.1.2.8.6).  Messages are
those of RTCA DO-260B, 2.2.3.2:

* airborne position, type 11 (2.2.3.2.3): pressure altitude in steps of 25 feet, and compact
  position reports, 17 bits per axis, by turns even (i = 0) and odd (i = 1) (appendix A.1.7):

  .. math:: D_i = \frac{360}{60 - i}, \quad
            Y = \left\lfloor 2^{17} \frac{\varphi \bmod D_i}{D_i} + \tfrac12 \right\rfloor

  and the same for the longitude, with as many zones as ``zones`` gives for the latitude that
  Y stands for, less i;
* airborne velocity over ground, type 19, subtype 1 (2.2.3.2.6): knots west-east and
  south-north, vertical rate in steps of 64 feet a minute;
* identification and category, type 4 for set A (2.2.3.2.5): eight characters of six bits.

Nothing of the decoder under test is used here, so that the two check each other.
"""

import math

POLYNOMIAL = 0xFFF409
"""Generator of the parity, without its leading 1 (ICAO Annex 10, volume IV, 3.1.2.3.3)."""

FEET_IN_A_METRE = 1.0 / 0.3048
LETTERS = "#ABCDEFGHIJKLMNOPQRSTUVWXYZ##### ###############0123456789######"
"""Characters by their six bits; ``#`` stands for what is not allowed."""


def parity(data: bytes) -> int:
    """The 24 bits of parity of a frame's other bytes: the remainder of polynomial division."""
    rest = 0
    for byte in data:
        rest ^= byte << 16
        for _ in range(8):
            rest <<= 1
            if rest & 0x1000000:
                rest ^= 0x1000000 | POLYNOMIAL
    return rest


def frame(address: int, message: int) -> bytes:
    """The 14 bytes of a DF 17 frame around 56 bits of message."""
    data = bytes([17 << 3 | 5]) + address.to_bytes(3, "big") + message.to_bytes(7, "big")
    return data + parity(data).to_bytes(3, "big")


def position(address: int, lon: float, lat: float, metres: float, *, odd: bool) -> bytes:
    """An airborne position: degrees, and pressure altitude in metres."""
    y, x = compact(lon, lat, odd=odd)
    message = _bits((11, 5), (0, 2), (0, 1), (altitude(metres), 12), (0, 1), (odd, 1))
    return frame(address, message << 34 | y << 17 | x)


def velocity(address: int, knots: float, track: float, climb: float) -> bytes:
    """A velocity over ground: knots, degrees true, and metres a second of pressure altitude."""
    east = round(knots * math.sin(math.radians(track)))
    north = round(knots * math.cos(math.radians(track)))
    rate = round(climb * FEET_IN_A_METRE * 60.0 / 64.0)
    return frame(
        address,
        _bits(
            (19, 5), (1, 3), (0, 1), (0, 1), (2, 3),
            (east < 0, 1), (min(abs(east) + 1, 1023), 10),
            (north < 0, 1), (min(abs(north) + 1, 1023), 10),
            (1, 1), (rate < 0, 1), (min(abs(rate) + 1, 511), 9),
            (0, 2), (0, 1), (0, 7),
        ),
    )  # fmt: skip


def identification(address: int, callsign: str, category: str) -> bytes:
    """Who it is, such as ``EX 4711``, and what it is, such as ``A3``: the set and the number."""
    message = _bits((4, 5), (int(category[1]), 3))
    for letter in callsign.ljust(8)[:8]:
        message = message << 6 | LETTERS.index(letter)
    return frame(address, message)


def compact(lon: float, lat: float, *, odd: bool) -> tuple[int, int]:
    """The two halves of a compact position report, latitude first."""
    i = int(odd)
    wide = 360.0 / (60 - i)
    y = math.floor(2**17 * (lat % wide) / wide + 0.5)
    meant = wide * (y / 2**17 + math.floor(lat / wide))
    across = 360.0 / max(zones(meant) - i, 1)
    x = math.floor(2**17 * (lon % across) / across + 0.5)
    return y % 2**17, x % 2**17


def zones(lat: float) -> int:
    """Longitude zones at a latitude (NL, DO-260B, A.1.7.2)."""
    if abs(lat) >= 87.0:
        return 1 if abs(lat) > 87.0 else 2
    if lat == 0.0:
        return 59
    a = 1.0 - math.cos(math.pi / 30.0)
    b = math.cos(math.pi / 180.0 * abs(lat)) ** 2
    return math.floor(2.0 * math.pi / math.acos(1.0 - a / b))


def altitude(metres: float) -> int:
    """The altitude field: steps of 25 feet from -1000 feet, with the Q bit between."""
    steps = min(max(round((metres * FEET_IN_A_METRE + 1000.0) / 25.0), 0), 2047)
    return (steps & 0x7F0) << 1 | 0x10 | (steps & 0xF)


def damaged(data: bytes, place: int) -> bytes:
    """The frame with two bytes behind its format and address changed, and its old parity."""
    at = 4 + place % 6
    return data[:at] + bytes([data[at] ^ 0x5A, data[at + 1] ^ 0xA7]) + data[at + 2 :]


def line(data: bytes, at: float) -> bytes:
    """A frame as a receiver with a clock logs it: Unix seconds, comma, hexadecimal."""
    return f"{at:.6f},{data.hex().upper()}\n".encode("ascii")


def _bits(*fields: tuple[int, int]) -> int:
    """Fields of (value, width) one behind the other."""
    packed = 0
    for value, width in fields:
        packed = packed << width | value
    return packed
