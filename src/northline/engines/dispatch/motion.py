r"""Where a thing will be, how sure that is, and whether it can still be met there.

It goes on as it went at its last point: place p (1-sigma error :math:`\sigma` per axis) and velocity
v, each component with the error :math:`\sigma_v`, its acceleration white of density q.  After
:math:`\tau` seconds its place per axis has the variance

.. math:: s^2 = \sigma^2 + \sigma_v^2 \tau^2 + q \tau^3 / 3

A unit that is there a *slack* of u seconds before it, g metres beside its way, and must come within
r metres, meets it with the probability

.. math::
    P = \left[\Phi\!\left(\frac{r - g}{s}\right) - \Phi\!\left(\frac{-r - g}{s}\right)\right]
        \Phi\!\left(\frac{u |v| + r}{s}\right)

across its way, and along it: it has not gone by before.  One that stands is met within r of its place
(both axes, :math:`1 - e^{-r^2 / 2 s^2}` for g = 0).  It is of the place alone: what the thing decides
to do meanwhile is not in it.
"""

import math
from collections.abc import Callable

import msgspec
import numpy as np
from numpy.typing import NDArray

from northline.engines.dispatch.params import DispatchParams
from northline.geo.distance import from_plane
from northline.records.position import Craft

Floats = NDArray[np.float64]
MICROS = 1_000_000
WATERBORNE, EARTHBOUND = frozenset({Craft.VESSEL}), frozenset({Craft.PERSON, Craft.VEHICLE})


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan is for, as it was at its last point.

    Attributes:
        lon: degrees.
        lat: degrees.
        at: us.
        sigma: 1-sigma error of its place, m.
        east: m/s.
        north: m/s.
        craft: sort of thing.
        record: id of the point, or empty where the finding alone says where it was.
        marking: of the point.
        received: when the point came, us.
    """

    lon: float
    lat: float
    at: int
    sigma: float
    east: float = 0.0
    north: float = 0.0
    craft: Craft = Craft.UNKNOWN
    record: bytes = b""
    marking: int = 0
    received: int = 0

    @property
    def speed(self) -> float:
        """In m/s; 0 where it stands, or its velocity is not known."""
        return math.hypot(self.east, self.north)


class Ahead(msgspec.Struct, frozen=True):
    """Places on the way of a thing, k of them.

    Attributes:
        seconds: float64 (k,), after the beginning of the plan, rising.
        lon: float64 (k,), degrees.
        lat: float64 (k,), degrees.
        sigma: float64 (k,), 1-sigma error per axis, m.
    """

    seconds: Floats
    lon: Floats
    lat: Floats
    sigma: Floats


def ahead_of(
    subject: Subject,
    begin: int,
    params: DispatchParams,
    is_water: Callable[[float, float], bool | None],
) -> Ahead:
    """Where it will be, interval by interval, as far as it can keep on.

    A vessel goes as far as there is water, what goes on land as far as there is none; all as far as
    is known.

    Args:
        subject: it.
        begin: of the plan, us.
        params: of the engine.
        is_water: whether a place is water, None where that is not known.
    """
    since = (begin - subject.at) / MICROS
    seconds = np.arange(0.0, params.horizon + 1e-6, params.interval)
    if subject.speed == 0.0:
        seconds = seconds[:1]
    tau = np.maximum(seconds + since, 0.0)
    lon, lat = from_plane(subject.east * tau, subject.north * tau, subject.lon, subject.lat)
    last = len(seconds)
    for k, (x, y) in enumerate(zip(lon.tolist(), lat.tolist(), strict=True)):
        wet = is_water(x, y)
        dry = wet is False and subject.craft in WATERBORNE
        if k and (wet is None or dry or (wet and subject.craft in EARTHBOUND)):
            last = k
            break
    variance = subject.sigma**2 + (params.velocity_sigma * tau) ** 2 + params.wander * tau**3 / 3.0
    return Ahead(seconds[:last], lon[:last], lat[:last], np.sqrt(variance)[:last])


def chance(sigma: float, speed: float, slack: float, gap: float, radius: float) -> float:
    """Probability that it is met; see the module.  To 1e-6.

    Args:
        sigma: 1-sigma error of its place per axis then, m.
        speed: of it, m/s; 0 for one that stands.
        slack: how long before it the unit is there, s.
        gap: how far beside its way the unit is, m.
        radius: how near it must come, m.
    """
    across = _normal((radius - gap) / sigma) - _normal((-radius - gap) / sigma)
    if speed > 0.0:
        return round(across * _normal((slack * speed + radius) / sigma), 6)
    if gap == 0.0:
        return round(1.0 - math.exp(-0.5 * (radius / sigma) ** 2), 6)
    return round(across * (2.0 * _normal(radius / sigma) - 1.0), 6)


def _normal(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2.0))
