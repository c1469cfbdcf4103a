r"""What a radar tower or camera sees of those who move: one look at each body in every turn.

The beam is at azimuth 0 at the beginning of a turn and passes a body at azimuth :math:`\theta` at
:math:`t = (k + \theta / 360) P`.  A look sees what is within the tower's range with the probability

.. math:: 1 - (1 - p \, (1 - \tfrac12 (r / R)^4))^g, \qquad r \le R

with p as the scenario states it for such a target in this light, R the tower's range times `REACH`
of the target, and g how many stand there together.  Ranges are slant ranges from the antenna,
along the geodesic; errors of range and azimuth are normal.
"""

from typing import Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from northline.exercise.movers import Movers
from northline.geo.distance import bearing, distance
from northline.records.sensor import Target, probability

Floats = NDArray[np.float64]

REACH: dict[Target, float] = {
    Target.WALKER: 0.6,
    Target.VEHICLE: 1.0,
    Target.SNOWMOBILE: 0.8,
    Target.BOAT: 1.0,
    Target.LOW_AIRCRAFT: 1.0,
    Target.DRONE: 0.4,
}
"""Share of a tower's range at which such a target is still seen half as often as near by."""

SHIP, SHIP_REACH = 25.0, 1.5
"""A boat of so many metres or more is a ship, and seen so much farther."""


class Eye(Protocol):
    """What turns around and looks: a radar tower, a camera.  Degrees, metres, seconds."""

    @property
    def lon(self) -> float:
        """Where it stands."""

    @property
    def lat(self) -> float:
        """Where it stands."""

    @property
    def nearest(self) -> float:
        """Closest range at which it sees."""

    @property
    def range(self) -> float:
        """Range at which it sees half as often as near by."""

    @property
    def period(self) -> float:
        """One turn."""

    @property
    def range_sigma(self) -> float:
        """1-sigma error of a range."""

    @property
    def azimuth_sigma(self) -> float:
        """1-sigma error of a direction."""

    @property
    def detection(self) -> tuple[str, ...]:
        """Probabilities that a look sees a target near by."""


class Looks(msgspec.Struct, frozen=True, kw_only=True):
    """Detections, in order of time, (m,).

    Attributes:
        mover: place of the body in the movers, or -1 for a detection of nothing.
        second: true exercise second.
        range: as measured, metres.
        azimuth: as measured, degrees true in [0, 360).
    """

    mover: NDArray[np.int64]
    second: Floats
    range: Floats
    azimuth: Floats


def look(eye: Eye, movers: Movers, light: str, duration: int, random: np.random.Generator) -> Looks:
    """All that a tower sees of them, outages aside."""
    begins = np.arange(0.0, duration - eye.period, eye.period)
    rows = [i for i, target in enumerate(movers.targets) if target is not None]
    found = [
        _one(eye, movers, i, begins, chance_of(eye.detection, movers.targets[i], light), random)
        for i in rows
    ]
    if not found:
        none = np.zeros(0)
        return Looks(mover=np.zeros(0, np.int64), second=none, range=none, azimuth=none)
    mover = np.concatenate([np.full(len(part[0]), i) for i, part in zip(rows, found, strict=True)])
    second, away, azimuth = (np.concatenate([part[k] for part in found]) for k in range(3))
    away = away + random.normal(0.0, eye.range_sigma, len(away))
    azimuth = (azimuth + random.normal(0.0, eye.azimuth_sigma, len(azimuth))) % 360.0
    order = np.argsort(second, kind="stable")
    return Looks(
        mover=mover[order], second=second[order], range=away[order], azimuth=azimuth[order]
    )


def _one(
    eye: Eye, movers: Movers, i: int, begins: Floats, chance: float, random: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    """Seconds, slant ranges and azimuths at which one body is seen, without errors."""
    dice = random.random(len(begins))
    seconds = np.arange(movers.lon.shape[1])
    here, there = movers.here[i], (movers.lon[i], movers.lat[i], movers.height[i])
    at = begins[here[begins.astype(np.int64)]] if chance > 0.0 else begins[:0]
    dice = dice[: len(at)]
    reach = eye.range * _reach(movers, i)
    lon, lat = (np.interp(at, seconds, column) for column in there[:2])
    near = distance(eye.lon, eye.lat, lon, lat) <= reach + 100.0 if len(at) else at > 0.0
    at, dice, lon, lat = at[near], dice[near], lon[near], lat[near]
    if not len(at):
        return at, at, at
    at = at + bearing(eye.lon, eye.lat, lon, lat) / 360.0 * eye.period
    lon, lat, height = (np.interp(at, seconds, column) for column in there)
    ground = distance(eye.lon, eye.lat, lon, lat)
    away = np.hypot(ground, height)
    azimuth = bearing(eye.lon, eye.lat, lon, lat)
    single = chance * (1.0 - 0.5 * (away / reach) ** 4)
    seen = dice < 1.0 - (1.0 - np.clip(single, 0.0, 1.0)) ** movers.groups[i]
    seen &= (away >= eye.nearest) & (away <= reach)
    seen &= here[np.minimum(at.astype(np.int64), len(here) - 1)]
    return at[seen], away[seen], azimuth[seen]


def chance_of(detection: tuple[str, ...], seen: Target | None, light: str) -> float:
    """Probability that a look sees such a target near by; 0 where the scenario names none."""
    for entry in detection:
        target, when, value = probability(entry)
        if target is seen and when == light:
            return float(value)
    return 0.0


def _reach(movers: Movers, i: int) -> float:
    target = movers.targets[i]
    assert target is not None
    return REACH[target] * (SHIP_REACH if movers.sizes[i] >= SHIP else 1.0)
