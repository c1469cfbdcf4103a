"""The hot loop of `northline.engines.coverage.watching`: distance, direction and sight of each place.

A plain function, compiled by numba when it is first used (`northline.geo.line_kernels.compiled`);
without fastmath, so that the same sensors give the same bytes.
"""

import math
from typing import Any

from northline.geo.line_kernels import ECCENTRICITY_2, RADIAN, SEMI_MAJOR_M


def field(
    lon: Any, lat: Any, from_lon: float, from_lat: float, part: float, nearest: float,
    ranges: Any, begin: float, width: float, masked: Any, edge: float, sight: Any,
    share: Any, worth: Any,
) -> None:  # fmt: skip
    r"""Add to what a sensor sees of (n,) places what it sees of them from one of its own.

    In the plane of the sensor (Gauss's mid-latitude method, as `northline.geo.distance.to_plane`).
    ``part`` of its time it is there; ``ranges`` (c,) metres by class; ``begin width`` of its sector
    and of those ``masked`` (m, 2), degrees true; ``sight`` bool (c, n).

    Adds to ``share`` (c, n) the part, and to ``worth`` (c, n) the part times
    :math:`1 - e (r / R)^4`.
    """
    sine, cosine = math.sin(from_lat * RADIAN), math.cos(from_lat * RADIAN)
    w = 1.0 - ECCENTRICITY_2 * sine * sine
    north_m = SEMI_MAJOR_M * (1.0 - ECCENTRICITY_2) / (w * math.sqrt(w)) * RADIAN
    east_m = SEMI_MAJOR_M / math.sqrt(w) * cosine * RADIAN
    bend = 0.5 * sine / cosine * RADIAN
    farthest = 0.0
    for c in range(len(ranges)):
        farthest = max(farthest, ranges[c])
    for i in range(len(lon)):
        up = lat[i] - from_lat
        x, y = (lon[i] - from_lon) * east_m * (1.0 - bend * up), up * north_m
        away = math.sqrt(x * x + y * y)
        if away < nearest or away > farthest:
            continue
        course = math.atan2(x, y) / RADIAN
        if width < 360.0 and (course - begin) % 360.0 > width:
            continue
        hidden = False
        for m in range(len(masked)):
            if (course - masked[m, 0]) % 360.0 <= masked[m, 1]:
                hidden = True
        if hidden:
            continue
        for c in range(len(ranges)):
            if away <= ranges[c] and sight[c, i]:
                ratio = away / ranges[c]
                share[c, i] += part
                worth[c, i] += part * (1.0 - edge * ratio * ratio * ratio * ratio)
