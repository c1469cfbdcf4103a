r"""Where and when a passage met the line, and how sure that is.

Between the last sure point on the old side (time :math:`t_0`, distance :math:`d_0`, error
:math:`\sigma_0`) and the first on the new one (:math:`t_1, d_1, \sigma_1`) the craft is taken
to move at constant velocity.  The place is where that leg meets the line, at the fraction f of
it (the first meeting in the right direction where there are several), and
:math:`t = t_0 + f T` with :math:`T = t_1 - t_0`.  With :math:`D = |d_0| + |d_1|`,

.. math::
    \sigma_t^2 = \frac{T^2}{D^4} (d_1^2 \sigma_0^2 + d_0^2 \sigma_1^2)
                 + \frac{B^2 T^2}{D^2}, \qquad
    B^2 = \frac{q T^3}{192} (4 f (1 - f))^3

B is the deviation of a path from the straight one when position and velocity are known at both
ends and the acceleration in between is white of density q (a clamped integrated Wiener bridge);
:math:`\sigma_t` is at most :math:`T / \sqrt{12}`, that of no knowledge within the leg.  The
place has the variance :math:`(1 - f)^2 \sigma_0^2 + f^2 \sigma_1^2 + B^2` per axis, and the
certainty is that of `sides.opposite`.  The altitude at the
line is that of both ends, weighted as the place is, where they measure from the same; else that
of the end nearer to the line of those that state one.
"""

import math

import msgspec
import numpy as np

from northline.engines.crossing.columns import REFERENCES
from northline.engines.crossing.fold import MICROS, Passage
from northline.engines.crossing.sides import opposite
from northline.engines.crossing.sure import Sure
from northline.geo.line import SEGMENTS, crossings, length, offsets
from northline.records.position import AltitudeReference

END_KM = 0.001
"""So near to an end of a segment the line ends."""


class Meeting(msgspec.Struct, frozen=True):
    """Where and when a passage met the line.

    Attributes:
        at: us.
        at_sigma: 1-sigma error of it, s.
        lon: degrees.
        lat: degrees.
        sigma: 1-sigma error of the place, m.
        segment: name of the segment.
        km: along it.
        certainty: probability that both ends are on the sides they seem to be on.
        agreed: whether both countries draw the line there.
        speed: knots at the line, or None.
        course: degrees, or None.
        altitude: m, or None.
        reference: what it is measured from, or None.
    """

    at: int
    at_sigma: float
    lon: float
    lat: float
    sigma: float
    segment: str
    km: float
    certainty: float
    agreed: bool
    speed: float | None
    course: float | None
    altitude: float | None = None
    reference: AltitudeReference | None = None


def meetings(passages: list[Passage], line_sigma: float, wander: float) -> list[Meeting | None]:
    """Where the passages met the line; None for one that went round an end of it."""
    ends = [
        [getattr(getattr(each, end), name) for each in passages]
        for end in ("before", "after")
        for name in ("lon", "lat")
    ]
    met = crossings(*ends)
    wanted = np.array([each.after.side for each in passages])
    first: dict[int, int] = {}
    for k in np.flatnonzero(met.direction == wanted[met.leg]).tolist():
        first.setdefault(int(met.leg[k]), k)
    found: list[Meeting | None] = []
    for i, passage in enumerate(passages):
        if i in first:
            k = first[i]
            place = _Place(
                float(met.fraction[k]), float(met.lon[k]), float(met.lat[k]), float(met.km[k]),
                int(met.segment[k]), bool(met.agreed[k]),
            )  # fmt: skip
        else:
            place = _beside(passage.before, passage.after)
            end = length(SEGMENTS[place.segment]) - END_KM if place.segment >= 0 else 0.0
            if not END_KM < place.km < end:
                found.append(None)
                continue
        found.append(_meeting(passage, place, line_sigma, wander))
    return found


class _Place(msgspec.Struct, frozen=True):
    fraction: float
    lon: float
    lat: float
    km: float
    segment: int
    agreed: bool


def _beside(before: Sure, after: Sure) -> _Place:
    """The point of the line beside the place where the distance to it passes zero.

    For legs that change sides without meeting the line as drawn: they went round its end, or a
    rounding of positions stands between them and it.
    """
    f = abs(before.distance) / (abs(before.distance) + abs(after.distance))
    lon = before.lon + f * (after.lon - before.lon)
    lat = before.lat + f * (after.lat - before.lat)
    foot = offsets([lon], [lat])
    return _Place(
        f, float(foot.lon[0]), float(foot.lat[0]), float(foot.km[0]), int(foot.segment[0]),
        bool(foot.agreed[0]),
    )  # fmt: skip


def _meeting(passage: Passage, place: _Place, line_sigma: float, wander: float) -> Meeting:
    before, after, f = passage.before, passage.after, place.fraction
    d0, d1 = abs(before.distance), abs(after.distance)
    span = (after.at - before.at) / MICROS
    across = d0 + d1
    bridge2 = wander * span**3 / 192.0 * (4.0 * f * (1.0 - f)) ** 3
    noise = span / across**2 * math.hypot(d1 * before.sigma, d0 * after.sigma)
    at_sigma = min(math.hypot(noise, math.sqrt(bridge2) * span / across), span / math.sqrt(12.0))
    sigma2 = ((1.0 - f) * before.sigma) ** 2 + (f * after.sigma) ** 2 + bridge2
    speed, course = _velocity(before, after, f)
    altitude, reference = _altitude(before, after, f)
    return Meeting(
        at=before.at + round(f * (after.at - before.at)),
        at_sigma=round(at_sigma, 3),
        lon=round(place.lon, 7),
        lat=round(place.lat, 7),
        sigma=round(math.sqrt(sigma2), 2),
        segment=SEGMENTS[place.segment],
        km=round(place.km, 4),
        certainty=round(opposite(d0, before.sigma, d1, after.sigma, line_sigma), 6),
        agreed=place.agreed,
        speed=speed,
        course=course,
        altitude=altitude,
        reference=reference,
    )


def _velocity(before: Sure, after: Sure, f: float) -> tuple[float | None, float | None]:
    """Speed and course at the fraction f, between those of both ends where both have one."""
    known = [
        (weight, end.speed, math.radians(end.course))
        for weight, end in ((1.0 - f, before), (f, after))
        if not math.isnan(end.speed) and not math.isnan(end.course)
    ]
    if not known:
        speeds = [end.speed for end in (before, after) if not math.isnan(end.speed)]
        return (round(speeds[-1], 2) if speeds else None), None
    whole = sum(weight for weight, _, _ in known)
    if whole == 0.0:
        known, whole = [(1.0, speed, angle) for _, speed, angle in known], float(len(known))
    east = sum(weight * speed * math.sin(angle) for weight, speed, angle in known) / whole
    north = sum(weight * speed * math.cos(angle) for weight, speed, angle in known) / whole
    course = round(math.degrees(math.atan2(east, north)), 2) % 360.0
    return round(math.hypot(east, north), 2), course


def _altitude(before: Sure, after: Sure, f: float) -> tuple[float | None, AltitudeReference | None]:
    """Altitude at the fraction f, and what it is measured from."""
    weighted = ((1.0 - f, before), (f, after))
    known = [
        (weight, end)
        for weight, end in weighted
        if not math.isnan(end.altitude) and not math.isnan(end.reference)
    ]
    if not known:
        return None, None
    if len({end.reference for _, end in known}) > 1 or len(known) == 1:
        _, end = max(known, key=lambda each: each[0])
        return round(end.altitude, 1), REFERENCES[int(end.reference)]
    altitude = sum(weight * end.altitude for weight, end in known)
    return round(altitude, 1), REFERENCES[int(before.reference)]
