"""Stretches: the treaty line cut into pieces of one length, counted from its kilometre 0.

Stretch n of length L reaches from kilometre n L to (n + 1) L along its segment; the last one of a
segment ends where the segment ends, and is shorter.  A number is only good together with the length
and the segment it was cut by: 5 km and ``atlantic-pacific`` unless another is named.
"""

import math

import msgspec

from northline.geo.line import SEGMENTS, length, point_at
from northline.records.errors import UsageError

STRETCH_KM = 5.0
"""Length of a stretch unless another is asked for, km."""

SHORTEST_KM, LONGEST_KM = 0.5, 100.0
"""Bounds of the length: under half a kilometre the line's own error counts, over 100 no patrol spans it."""


class Stretch(msgspec.Struct, frozen=True):
    """A piece of the line: from its first to its last kilometre, and the place in its middle, degrees."""

    number: int
    from_km: float
    to_km: float
    lon: float
    lat: float
    segment: str = SEGMENTS[0]

    @property
    def name(self) -> str:
        """What people call it: ``km 2280-2285``."""
        named = f"km {self.from_km:.6g}-{self.to_km:.6g}"
        return named if self.segment == SEGMENTS[0] else f"{self.segment} {named}"


def stretches(
    from_km: float,
    to_km: float,
    length_km: float = STRETCH_KM,
    segment: str = SEGMENTS[0],
) -> tuple[Stretch, ...]:
    """Stretches that have some of the line between two kilometres, in order; whole ones.

    Raises:
        UsageError: for a length outside of `SHORTEST_KM` to `LONGEST_KM`, or kilometres that lie
            outside of the segment or do not grow.
        UnknownName: for a segment that is not in `northline.geo.line.SEGMENTS`.
    """
    _checked(length_km)
    end = float(length(segment))
    if not 0.0 <= from_km < to_km <= end + 1e-6:
        raise UsageError(
            f"stretches lie between km 0 and {end:.3f} of {segment}, from less to more; "
            f"not from {from_km} to {to_km}."
        )
    first = stretch_of(from_km, length_km)
    last = math.ceil(round(min(to_km, end) / length_km, 9)) - 1
    starts = [number * length_km for number in range(first, last + 1)]
    ends = [min(start + length_km, end) for start in starts]
    lon, lat = point_at(segment, [(a + b) / 2.0 for a, b in zip(starts, ends, strict=True)])
    return tuple(
        Stretch(first + k, starts[k], ends[k], float(lon[k]), float(lat[k]), segment)
        for k in range(len(starts))
    )


def stretch_of(km: float, length_km: float = STRETCH_KM) -> int:
    """Number of the stretch in which a kilometre lies; on a border between two, the later one.

    Raises:
        UsageError: for a length outside of its bounds, or a kilometre that is no number or below 0.
    """
    _checked(length_km)
    if not 0.0 <= km < math.inf:
        raise UsageError(f"a kilometre of the line is 0 or more, not {km}.")
    return math.floor(round(km / length_km, 9))


def _checked(length_km: float) -> None:
    if not SHORTEST_KM <= length_km <= LONGEST_KM:
        raise UsageError(
            f"a stretch is {SHORTEST_KM:g} to {LONGEST_KM:g} km long, not {length_km} km."
        )
