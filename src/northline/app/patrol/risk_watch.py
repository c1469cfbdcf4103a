"""How probably who crosses a stretch is seen, by light: what exposure is reckoned with.

It is what coverage says of the last day, taken for all of the time since anybody watched: coverage of
each past hour is not kept.  On land the class is the walker, on water the boat, on a shore the mean of
both by its share of water.
"""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from northline.app.coverage import CLASSES, Covered, coverage
from northline.app.elevation import Raised
from northline.engines.coverage import BOTH
from northline.engines.patrol.params import RiskParams
from northline.geo.line import SEGMENTS
from northline.geo.stretch_terrain import sides
from northline.geo.stretches import Stretch
from northline.records.errors import UsageError
from northline.records.sensor import Target
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

Floats = NDArray[np.float64]

HOURS = 24
"""Of coverage that are looked at: a day and its night."""


class Sight(NamedTuple):
    """What coverage says of the kilometres of one segment.

    Attributes:
        known: whether it could be reckoned, and a sensor counted.
        chance: kilometre -> probability of walker and boat by day and by night, (2, 2).
    """

    known: bool
    chance: dict[int, Floats]


def sight(node: "Opened", now: Micros, segment: str, raised: Raised | None) -> Sight:
    """What coverage says, as the operator may know of it.

    Raises:
        RoleNeeded: when they may not see coverage.
    """
    try:
        covered = coverage(node, at=Micros(now - 1), hours=HOURS, ground=raised)
    except UsageError:  # more kilometres are reached than coverage tells of at a time
        return Sight(known=False, chance={})
    if not any(each.share > 0.0 for each in covered.counted):
        return Sight(known=False, chance={})
    return Sight(known=True, chance=_by_km(covered, SEGMENTS.index(segment)))


def _by_km(covered: Covered, segment: int) -> dict[int, Floats]:
    rows = [CLASSES.index(each) for each in (Target.WALKER, Target.BOAT)]
    chance = np.nan_to_num(covered.strips.chance[..., BOTH][:, rows])
    dark = covered.strips.dark[:, None, :]
    both = []
    for part in (1.0 - dark, dark):
        total = part.sum(axis=0)
        mean = (chance * part).sum(axis=0) / np.where(total > 0.0, total, 1.0)
        both.append(np.where(total > 0.0, mean, chance.mean(axis=0)))
    found = np.stack(both, axis=-1)  # class, kilometre, light
    return {
        each.km: found[:, n]
        for n, each in enumerate(covered.ground.stretches)
        if each.segment == segment
    }


def seen(of: Sight, stretch: Stretch, params: RiskParams) -> tuple[float, float, float]:
    """Probability that who crosses a stretch is seen by day, in twilight and by night."""
    if not of.known:
        return (params.unknown,) * 3
    nothing = np.zeros((2, 2))
    kms = range(int(stretch.from_km), max(int(np.ceil(stretch.to_km)), int(stretch.from_km) + 1))
    walker, boat = np.mean([of.chance.get(km, nothing) for km in kms], axis=0)
    wet = sides(stretch).water
    day, night = ((1.0 - wet) * walker + wet * boat).tolist()
    least = params.unwatched
    return max(day, least), max((day + night) / 2.0, least), max(night, least)
