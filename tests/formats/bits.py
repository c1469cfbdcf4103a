"""A second reading of AIS, made from the tables of ITU-R M.1371-5 alone, to compare with.

Slow and plain: a payload is a string of 0 and 1, a field is a slice of it.
"""

import math
from typing import Any

Field = tuple[int, int]

MMSI = (8, 38)
LON_LAT: dict[int, tuple[Field, Field]] = {
    **dict.fromkeys((1, 2, 3), ((61, 89), (89, 116))),
    **dict.fromkeys((4, 11), ((79, 107), (107, 134))),
    9: ((61, 89), (89, 116)),
    **dict.fromkeys((18, 19), ((57, 85), (85, 112))),
    21: ((164, 192), (192, 219)),
    27: ((44, 62), (62, 79)),
}
SPEED: dict[int, tuple[Field, float, int]] = {
    **dict.fromkeys((1, 2, 3), ((50, 60), 10.0, 1023)),
    9: ((50, 60), 1.0, 1023),
    **dict.fromkeys((18, 19), ((46, 56), 10.0, 1023)),
    27: ((79, 85), 1.0, 63),
}
COURSE: dict[int, tuple[Field, float]] = {
    **dict.fromkeys((1, 2, 3), ((116, 128), 10.0)),
    9: ((116, 128), 10.0),
    **dict.fromkeys((18, 19), ((112, 124), 10.0)),
    27: ((85, 94), 1.0),
}
HEADING: dict[int, Field] = {
    **dict.fromkeys((1, 2, 3), (128, 137)),
    **dict.fromkeys((18, 19), (124, 133)),
}
SECOND: dict[int, Field] = {
    **dict.fromkeys((1, 2, 3), (137, 143)),
    **dict.fromkeys((4, 11), (72, 78)),
    9: (128, 134),
    **dict.fromkeys((18, 19), (133, 139)),
    21: (253, 259),
}
STATUS: dict[int, Field] = {**dict.fromkeys((1, 2, 3), (38, 42)), 27: (40, 44)}
TURN: Field = (42, 50)
ETA: tuple[Field, ...] = ((274, 278), (278, 283), (283, 288), (288, 294))


def bits_of(payload: bytes, fill: int) -> str:
    values = (c - 48 if c < 88 else c - 56 for c in payload)
    bits = "".join(f"{value:06b}" for value in values)
    return bits[: len(bits) - fill]


def unsigned(bits: str, field: Field) -> int:
    return int(bits[field[0] : field[1]], 2)


def signed(bits: str, field: Field) -> int:
    value = unsigned(bits, field)
    return value - (1 << field[1] - field[0]) if bits[field[0]] == "1" else value


def eta_of(payload: bytes) -> str:
    """Month, day, hour and minute of a message 5."""
    bits = bits_of(payload, 0)
    month, day, hour, minute = (unsigned(bits, field) for field in ETA)
    return f"{month:02d}-{day:02d}T{hour:02d}:{minute:02d}"


def position_of(payload: bytes, fill: int) -> dict[str, Any]:
    """What a position record of this message has to say."""
    bits = bits_of(payload, fill)
    number = unsigned(bits, (0, 6))
    scale = 600.0 if number == 27 else 600_000.0
    lon, lat = LON_LAT[number]
    row: dict[str, Any] = {
        "message": number,
        "mmsi": unsigned(bits, MMSI),
        "lon": signed(bits, lon) / scale,
        "lat": signed(bits, lat) / scale,
        "speed_knots": None,
        "course": None,
        "heading": None,
        "second": None,
    }
    if number in SPEED:
        field, tenth, missing = SPEED[number]
        raw = unsigned(bits, field)
        row["speed_knots"] = None if raw == missing else raw / tenth
        course, tenth = COURSE[number]
        row["course"] = degrees(unsigned(bits, course) / tenth)
    if number in HEADING:
        row["heading"] = degrees(unsigned(bits, HEADING[number]))
    if number in SECOND:
        second = unsigned(bits, SECOND[number])
        row["second"] = second if second < 60 else None
    if number in {1, 2, 3}:
        turn = signed(bits, TURN)
        row["turn"] = None if abs(turn) > 126 else math.copysign((turn / 4.733) ** 2, turn)
    if number in STATUS:
        row["status"] = unsigned(bits, STATUS[number])
    return row


def degrees(value: float) -> float | None:
    return value if value < 360 else None
