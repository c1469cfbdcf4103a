r"""Exposure: how many hours a stretch was watched, each by the probability that who crosses is seen.

.. math:: X_{s m l} = \sum_{h:\, m(h) = m,\ l(s,h) = l} p_{s l}\, 2^{-(T - h) / H}

over the watch hours h until the present T in which anything at all was watched.  An hour in which nobody
looked adds nothing: that nothing was found in it says nothing.
"""

import numpy as np
from numpy.typing import NDArray

from northline.engines.patrol.grid import HOUR
from northline.engines.patrol.light import LIGHTS, MONTHS, lights, months
from northline.engines.patrol.params import RiskParams

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

TOGETHER_KM = 20.0
"""Kilometres of the line that share one sunrise: it differs by about a minute along them."""

DAY = 24 * HOUR
"""Us."""


def decays(age: Floats, params: RiskParams) -> Floats:
    """What is left of evidence of an age in us, and 0 of what is older than the look back or yet to come."""
    days = age / DAY
    left: Floats = np.where(
        (days >= 0.0) & (days <= params.look_back), 0.5 ** (days / params.half_life), 0.0
    )
    return left


def exposure(
    lon: Floats,
    lat: Floats,
    seen: Floats,
    hours: Whole,
    now: int,
    stretch_km: float,
    params: RiskParams,
) -> Floats:
    """Watched hours by stretch, month and light, decayed, (s, 12, 3).

    Args:
        lon: of the stretches' middles, (s,) degrees, in order of the line.
        lat: the same.
        seen: probability that who crosses is seen, by stretch and light, (s, 3).
        hours: beginnings of the hours in which anything was watched, (t,) us.
        now: the present, us: hours that end later are not counted.
        stretch_km: length of a stretch, km.
        params: the parameters.
    """
    past = hours[(hours + HOUR <= now) & (hours + HOUR // 2 >= now - params.look_back * DAY)]
    count = len(lon)
    step = max(1, round(TOGETHER_KM / stretch_km))
    heads = np.arange(0, count, step)
    if not len(past) or not count:
        return np.zeros((count, MONTHS, len(LIGHTS)))
    left = decays((now - past - HOUR // 2).astype(np.float64), params)
    light = lights(lon[heads], lat[heads], past)
    cell = (np.arange(len(heads))[:, None] * MONTHS + months(past)[None, :]) * len(LIGHTS) + light
    size = len(heads) * MONTHS * len(LIGHTS)
    told = np.bincount(cell.ravel(), np.broadcast_to(left, light.shape).ravel(), size)
    whole = told.reshape(len(heads), MONTHS, len(LIGHTS))
    shared: Floats = whole[np.arange(count) // step] * seen[:, None, :]
    return shared
