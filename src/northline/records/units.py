"""Units live in types, so that metres never meet knots by accident.

Each name is a ``NewType`` over a plain number: it costs nothing at run time, mypy keeps
kinds of numbers apart, and `UNIT` writes the unit into the metadata of every Arrow column
declared with it.  The symbols are UCUM codes (https://ucum.org), the code that OGC and
NIEM use; ``1`` means a pure number.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NewType

Degrees = NewType("Degrees", float)
"""Longitude or latitude on WGS 84, degrees, east and north positive."""

DegreesTrue = NewType("DegreesTrue", float)
"""Course or heading clockwise from true north, degrees in [0, 360)."""

DegreesPerMinute = NewType("DegreesPerMinute", float)
"""Rate of turn, degrees per minute, positive to starboard."""

Metres = NewType("Metres", float)
"""Length, distance, or a one-sigma error, in metres."""

Kilometres = NewType("Kilometres", float)
"""Distance along the line, in kilometres."""

MetresPerSecond = NewType("MetresPerSecond", float)
"""Speed over ground, metres per second."""

Knots = NewType("Knots", float)
"""Speed as mariners and airmen state it: 1852 metres an hour."""

Seconds = NewType("Seconds", float)
"""A span of time, in seconds."""

Micros = NewType("Micros", int)
"""An instant: microseconds since 1970-01-01T00:00:00Z, UTC, leap seconds not counted."""

Probability = NewType("Probability", float)
"""A probability in [0, 1]."""

Cell = NewType("Cell", int)
"""An H3 cell index at resolution 9 (about 0.1 km2), as an unsigned 64-bit integer."""

UNIT: Mapping[object, str] = MappingProxyType(
    {
        Degrees: "deg",
        DegreesTrue: "deg",
        DegreesPerMinute: "deg/min",
        Metres: "m",
        Kilometres: "km",
        MetresPerSecond: "m/s",
        Knots: "[kn_i]",
        Seconds: "s",
        Micros: "us",
        Probability: "1",
        Cell: "1",
    }
)
"""The UCUM symbol of every unit type."""

METRES_PER_SECOND_IN_A_KNOT = 1852.0 / 3600.0


def knots_to_mps(speed: Knots) -> MetresPerSecond:
    """Convert knots to metres per second (1 kn = 1852 m / 3600 s exactly, ISO 80000-3)."""
    return MetresPerSecond(speed * METRES_PER_SECOND_IN_A_KNOT)


def mps_to_knots(speed: MetresPerSecond) -> Knots:
    """Convert metres per second to knots."""
    return Knots(speed / METRES_PER_SECOND_IN_A_KNOT)
