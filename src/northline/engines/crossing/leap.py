r"""A track that sensors made, and that leapt from one thing to another: nothing has crossed.

Clutter that echoes now and then makes a slow track; where it is missed for some looks and a boat
passes by, the track may take the boat's plot, and next moment be over the line.  So the leg from
the last sure point on the old side (place :math:`x_0`, velocity :math:`v_0`) to the one that shows
the crossing, :math:`T` later, is held against how the track moved at both ends.  With an
acceleration that is white of density q between them,

.. math::
    \Delta = x_1 - x_0 - \tfrac12 T (v_0 + v_1), \qquad
    s^2 = \sigma_0^2 + \sigma_1^2 + \tfrac14 T^2 (\tau_0^2 + \tau_1^2) + \tfrac1{12} q T^3

(the trapezoidal rule on an integrated Wiener process), :math:`\tau` being the error of a velocity;
where only one is known it stands for both.  It leaps where :math:`|\Delta| > 3 s`, and also where it
went `leap_factor` times faster than at either end, on the whole or in one step: what stood on
either side has not gone over.

What was not seen for longer than `unseen_seconds` on its way over may be two things, one that ended
there and one that began here, whatever identity the track carries.  It has crossed only where both moved as the
way between them says: with the mean velocity :math:`\bar v` of the leg, at each end with a course
:math:`|v - \bar v| \le a \max(|v|, |\bar v|)`, a being `unseen_share`; at each without one no
faster than `leap_factor` times its speed; `UNSURE` and the errors of both places come on top.  On water,
where much lies at anchor and seems to move, both ends must have a course.
"""

import math

from northline.engines.crossing.fold import MICROS, Passage
from northline.engines.crossing.params import CrossingParams
from northline.engines.crossing.sure import Sure
from northline.geo.distance import to_plane
from northline.records.units import METRES_PER_SECOND_IN_A_KNOT

Velocity = tuple[float, float, float]
"""Metres a second east and north, and the 1-sigma error of each."""

WAY = 0.8
"""Cosine of the angle by which its course may differ from its way, on land: there a thing stops and
starts, and nothing lies at anchor."""

UNSURE = 0.5
"""Metres a second by which the speed of what walks is off, about."""


def leaps(passage: Passage, params: CrossingParams) -> bool:
    """Whether the leg of a passage is no way of anything that moves as its track does."""
    before, after = passage.before, passage.after
    seconds = (after.at - before.at) / MICROS
    x, y = (
        float(value[0]) for value in to_plane([after.lon], [after.lat], [before.lon], [before.lat])
    )
    speeds = [each.speed for each in (before, after) if not math.isnan(each.speed)]
    if not speeds:
        return False
    most = params.leap_factor * max(speeds) * METRES_PER_SECOND_IN_A_KNOT
    most += float(params.velocity_sigma)
    sigma = math.hypot(before.sigma, after.sigma)
    if math.hypot(x, y) > most * seconds + 3.0 * sigma or passage.fastest > most:
        return True
    first, last = _velocity(before, params), _velocity(after, params)
    first, last = first or last, last or first
    if first is None or last is None:
        return False
    x -= 0.5 * seconds * (first[0] + last[0])
    y -= 0.5 * seconds * (first[1] + last[1])
    spread = math.hypot(sigma, 0.5 * seconds * math.hypot(first[2], last[2]))
    spread = math.hypot(spread, math.sqrt(params.leap_wander * seconds**3 / 12.0))
    return math.hypot(x, y) > 3.0 * spread


def unfollowed(passage: Passage, params: CrossingParams, *, afoot: bool) -> bool:
    """Whether a thing that was not seen for long did not move as the way between its ends says.

    Args:
        passage: the passage.
        params: parameters.
        afoot: whether what is too slow for a course at an end may have gone over.
    """
    before, after = passage.before, passage.after
    if not afoot and (math.isnan(before.course) or math.isnan(after.course)):
        return True
    seconds = (after.at - before.at) / MICROS
    x, y = (
        float(value[0]) / seconds
        for value in to_plane([after.lon], [after.lat], [before.lon], [before.lat])
    )
    mean = math.hypot(x, y)
    unsure = UNSURE + math.hypot(before.sigma, after.sigma) / seconds
    if math.isnan(before.speed) or math.isnan(after.speed):
        return True
    fastest = max(before.speed, after.speed) * METRES_PER_SECOND_IN_A_KNOT
    for end in (before, after):
        speed = end.speed * METRES_PER_SECOND_IN_A_KNOT
        if math.isnan(end.course):
            if mean > params.leap_factor * speed + unsure:
                return True
            continue
        angle = math.radians(end.course)
        off = math.hypot(speed * math.sin(angle) - x, speed * math.cos(angle) - y)
        along = speed * (x * math.sin(angle) + y * math.cos(angle))
        if afoot and along >= WAY * speed * mean and mean <= params.leap_factor * fastest + unsure:
            continue
        if off > params.unseen_share * max(speed, mean) + unsure:
            return True
    return False


def _velocity(one: Sure, params: CrossingParams) -> Velocity | None:
    """Its velocity; zero, with its speed as error, where it is too slow for a course."""
    if math.isnan(one.speed):
        return None
    speed, sigma = one.speed * METRES_PER_SECOND_IN_A_KNOT, float(params.velocity_sigma)
    if math.isnan(one.course):
        return 0.0, 0.0, max(speed, sigma)
    angle = math.radians(one.course)
    return speed * math.sin(angle), speed * math.cos(angle), sigma
