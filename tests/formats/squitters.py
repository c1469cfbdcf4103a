"""Mode S frames put together bit by bit from the standards, without a line of the decoder.

RTCA DO-260B, 2.2.3.2 (messages) and A.1.7 (compact position reports); ICAO Annex 10,
volume IV, 3.1.2.3.3 (parity).
"""

import math

LETTERS = "#ABCDEFGHIJKLMNOPQRSTUVWXYZ##### ###############0123456789######"
EXPONENTS = (24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 10, 3, 0)
GENERATOR = sum(1 << exponent for exponent in EXPONENTS)
"""G(x) of 3.1.2.3.3.1.2."""


def rest_of(frame: bytes) -> int:
    """Remainder of all bits of a frame by the generator: long division, a bit at a time."""
    value = int.from_bytes(frame, "big")
    for place in range(len(frame) * 8 - 1, 23, -1):
        if value >> place & 1:
            value ^= GENERATOR << place - 24
    return value


def sealed(head: bytes, overlay: int = 0) -> bytes:
    """A frame: the bytes before its parity, then that."""
    return head + (rest_of(head + bytes(3)) ^ overlay).to_bytes(3, "big")


def squitter(me: int, address: int = 0xC07A4B, *, head: int = 0x8D) -> bytes:
    """A DF 17 frame around 56 bits of message; ``head`` 0x90 and more make it DF 18."""
    return sealed(bytes([head]) + address.to_bytes(3, "big") + me.to_bytes(7, "big"))


def packed(*fields: tuple[int, int]) -> int:
    """Fields of (value, width), which together have 56 bits."""
    value = 0
    for number, width in fields:
        assert 0 <= number < 1 << width, (number, width)
        value = value << width | number
    assert sum(width for _, width in fields) == 56
    return value


def zones(lat: float) -> int:
    """NL by its definition, A.1.7.2 d."""
    if abs(lat) > 87.0:
        return 1
    if abs(lat) == 87.0:
        return 2
    wide = (1.0 - math.cos(math.pi / 30.0)) / math.cos(math.radians(abs(lat))) ** 2
    return math.floor(2.0 * math.pi / math.acos(1.0 - wide))


def compact(lon: float, lat: float, *, odd: bool, ground: bool = False) -> tuple[int, int]:
    """y and x of a place, A.1.7.3."""
    i, span = int(odd), 90.0 if ground else 360.0
    high = span / (60 - i)
    y = math.floor(2**17 * (lat % high) / high + 0.5)
    wide = span / max(zones(high * (y / 2**17 + math.floor(lat / high))) - i, 1)
    return y % 2**17, math.floor(2**17 * (lon % wide) / wide + 0.5) % 2**17


def feet_field(feet: int) -> int:
    """Altitude in steps of 25 feet, the Q bit set."""
    steps = (feet + 1000) // 25
    return steps >> 4 << 5 | 0x10 | steps & 0xF


def airborne(
    lon: float, lat: float, *, odd: bool, feet: int | None = 5000, kind: int = 11,
    address: int = 0xC07A4B, head: int = 0x8D, imf: int = 0,
) -> bytes:  # fmt: skip
    """An airborne position message."""
    field = 0 if feet is None else feet_field(feet)
    y, x = compact(lon, lat, odd=odd)
    me = packed(
        (kind, 5), (0, 2), (imf, 1), (field, 12), (0, 1), (int(odd), 1), (y, 17), (x, 17)
    )  # fmt: skip
    return squitter(me, address, head=head)


def surface(
    lon: float, lat: float, *, odd: bool, movement: int = 13, track: int | None = 32,
    kind: int = 7, address: int = 0xC07A4B,
) -> bytes:  # fmt: skip
    """A surface position message; ``track`` in 128ths of a turn."""
    y, x = compact(lon, lat, odd=odd, ground=True)
    known = track is not None
    me = packed(
        (kind, 5), (movement, 7), (int(known), 1), (track or 0, 7), (0, 1), (int(odd), 1),
        (y, 17), (x, 17),
    )  # fmt: skip
    return squitter(me, address)


def velocity(
    east: int | None, north: int | None, climb: int | None = 0, *, subtype: int = 1,
    address: int = 0xC07A4B,
) -> bytes:  # fmt: skip
    """A velocity message: knots (subtype 2: of 4 knots), climb in steps of 64 feet a minute."""

    def component(value: int | None) -> tuple[tuple[int, int], tuple[int, int]]:
        return ((value or 0) < 0, 1), (0 if value is None else abs(value) + 1, 10)

    rate = 0 if climb is None else abs(climb) + 1
    me = packed(
        (19, 5), (subtype, 3), (0, 5), *component(east), *component(north),
        (0, 1), ((climb or 0) < 0, 1), (rate, 9), (0, 10),
    )  # fmt: skip
    return squitter(me, address)


def identification(
    callsign: str, *, kind: int = 4, number: int = 3, address: int = 0xC07A4B
) -> bytes:
    """An identification message; ``kind`` 4 is set A, ``number`` of the category in it."""
    letters = [(LETTERS.index(letter), 6) for letter in callsign.ljust(8)]
    return squitter(packed((kind, 5), (number, 3), *letters), address)


def status(nac: int, *, version: int = 2, address: int = 0xC07A4B, ground: bool = False) -> bytes:
    """An operational status message."""
    me = packed(
        (31, 5), (int(ground), 3), (0, 16), (0, 16), (version, 3), (0, 1), (nac, 4), (0, 8)
    )  # fmt: skip
    return squitter(me, address)


def short(number: int, *, overlay: int = 0xC07A4B, rest: int = 0) -> bytes:
    """A frame of 56 bits, its parity overlaid."""
    return sealed(bytes([number << 3]) + rest.to_bytes(3, "big"), overlay)


def avr(frame: bytes) -> bytes:
    return b"*" + frame.hex().upper().encode() + b";\n"


def stamped(frame: bytes, seconds: float) -> bytes:
    return f'{seconds:.3f},"{frame.hex().upper()}"\n'.encode()


def beast(
    frame: bytes, *, kind: bytes | None = None, counter: int = 0x1A2B1A, level: int = 26
) -> bytes:
    """A Beast frame; the counter and level here need escapes."""
    kind = kind or {2: b"1", 7: b"2", 14: b"3"}[len(frame)]
    body = counter.to_bytes(6, "big") + bytes([level]) + frame
    return b"\x1a" + kind + body.replace(b"\x1a", b"\x1a\x1a")
