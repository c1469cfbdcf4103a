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
went `leap_factor` times faster than at either end.
"""

import math

from northline.engines.crossing.fold import MICROS, Passage, Sure
from northline.engines.crossing.params import CrossingParams
from northline.geo.distance import to_plane
from northline.records.units import METRES_PER_SECOND_IN_A_KNOT

Velocity = tuple[float, float, float]
"""Metres a second east and north, and the 1-sigma error of each."""


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
    if math.hypot(x, y) > most * seconds + 3.0 * sigma:
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


def _velocity(one: Sure, params: CrossingParams) -> Velocity | None:
    """Its velocity; zero, with its speed as error, where it is too slow for a course."""
    if math.isnan(one.speed):
        return None
    speed, sigma = one.speed * METRES_PER_SECOND_IN_A_KNOT, float(params.velocity_sigma)
    if math.isnan(one.course):
        return 0.0, 0.0, max(speed, sigma)
    angle = math.radians(one.course)
    return speed * math.sin(angle), speed * math.cos(angle), sigma
