"""What a radar tower sees where nothing is: noise anywhere, and echoes of waves, reeds and bushes.

Noise is spread evenly over the tower's disc, so many detections in a turn (Poisson).  A patch of
clutter stands near the bank, or on land wherever bushes grow, and echoes in a share of the turns,
each time a little elsewhere.
"""

import numpy as np

from northline.exercise.instruments import Tower
from northline.exercise.looks import Looks
from northline.exercise.river import River
from northline.geo.distance import bearing, distance

WIDE = 18.0
"""One sigma, metres, by which echoes of a patch are spread."""

BANK = (0.86, 1.05)
"""Where patches stand: shares of the way from the middle to the bank."""


def clutter(tower: Tower, river: River, duration: int, random: np.random.Generator) -> Looks:
    """Detections of nothing, in order of time."""
    begins = np.arange(0.0, duration - tower.period, tower.period)
    turns = np.repeat(begins, random.poisson(tower.false_plots, len(begins)))
    azimuth = random.uniform(0.0, 360.0, len(turns))
    away = tower.range * np.sqrt(random.uniform(0.0, 1.0, len(turns)))
    parts = [(turns, away, azimuth)]
    for _ in range(tower.clutter):
        s = river.nearest(tower.lon, tower.lat) + random.uniform(-0.6, 0.6) * tower.range
        share = random.uniform(*BANK) * random.choice((-1.0, 1.0))
        s = float(np.clip(s, 0.0, river.length))
        lon, lat = river.degrees(s, river.across(s, share))
        turns = begins[random.random(len(begins)) < tower.clutter_share]
        spread = random.normal(0.0, WIDE, (2, len(turns)))
        middle = float(distance(tower.lon, tower.lat, lon, lat)[0])
        turned = float(bearing(tower.lon, tower.lat, lon, lat)[0])
        aside = np.degrees(spread[1] / max(middle, tower.nearest))
        parts.append((turns, middle + spread[0], turned + aside))
    turns, away, azimuth = (np.concatenate([part[k] for part in parts]) for k in range(3))
    azimuth = azimuth % 360.0
    second = turns + azimuth / 360.0 * tower.period
    kept = (away >= tower.nearest) & (away <= tower.range)
    order = np.flatnonzero(kept)[np.argsort(second[kept], kind="stable")]
    return Looks(
        mover=np.full(len(order), -1),
        second=second[order],
        range=away[order],
        azimuth=azimuth[order],
    )
