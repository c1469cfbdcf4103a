"""Parameters of coverage: who passes how fast, how far each class is seen, when it is dark."""

import msgspec

from northline.geo.sun import CIVIL
from northline.records.errors import SettingsError
from northline.records.sensor import SensorSort, Target
from northline.records.units import Metres, MetresPerSecond, Probability

CLASSES: tuple[Target, ...] = tuple(Target)
"""The classes for which coverage is told, in this order everywhere."""


def within(name: str, value: float, least: float, most: float) -> None:
    """Refuse a parameter outside its range.

    Raises:
        SettingsError: naming the parameter, its value and its range; NaN is outside.
    """
    if not least <= value <= most:
        raise SettingsError(f"coverage: {name} is {value}; it must lie in [{least:g}, {most:g}]")


class Passer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One class of those who cross.

    Attributes:
        speed: at which it usually crosses the strip, m/s, in [0.1, 200].
        reach: share of a sensor's stated range at which it can be seen, in [0.05, 1].  For radar
            the range falls with the fourth root of the echo: a tenth of it, as of a walker beside
            a vehicle, gives 0.56.
        height: of what is seen of it above the ground, m, in [0.1, 1500].
    """

    speed: MetresPerSecond
    reach: float
    height: Metres

    def __post_init__(self) -> None:
        """Check the ranges."""
        within("speed", self.speed, 0.1, 200.0)
        within("reach", self.reach, 0.05, 1.0)
        within("height", self.height, 0.1, 1500.0)


def _passer(speed: float, reach: float, height: float) -> Passer:
    return Passer(speed=MetresPerSecond(speed), reach=reach, height=Metres(height))


class CoverageParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All parameters.

    Attributes:
        walker: on foot, 4.3 km/h.
        vehicle: off a road, 29 km/h.
        snowmobile: 50 km/h.
        boat: a small one, 16 knots.
        low_aircraft: 97 knots, 150 m above the ground.
        drone: 29 knots, 60 m above the ground.
        edge: share of its probability that a look loses at the farthest range at which it sees,
            falling with the fourth power of the distance as an echo does, in [0, 1].
        degraded: share of its probability that a sensor keeps which is stated to be degraded, in
            [0, 1].
        eye: height of an eye above the ground where nobody states it, m, in [0, 200].
        eye_air: the same of a sensor that flies, m, in [1, 20000].
        dark_below: altitude of the sun below which it is night, degrees, in [-18, 5].
        enough: probability from which on a stretch is no gap, in [0.01, 0.99].
        slot: parts of an hour for which sensors and light are taken as they stand in the middle,
            in [1, 12].
    """

    walker: Passer = _passer(1.2, 0.6, 1.2)
    vehicle: Passer = _passer(8.0, 1.0, 1.5)
    snowmobile: Passer = _passer(14.0, 0.8, 1.2)
    boat: Passer = _passer(8.0, 1.0, 1.5)
    low_aircraft: Passer = _passer(50.0, 1.0, 150.0)
    drone: Passer = _passer(15.0, 0.4, 60.0)
    edge: float = 0.5
    degraded: float = 0.5
    eye: Metres = Metres(15.0)
    eye_air: Metres = Metres(300.0)
    dark_below: float = CIVIL
    enough: Probability = Probability(0.5)
    slot: int = 4

    def __post_init__(self) -> None:
        """Check the ranges."""
        within("edge", self.edge, 0.0, 1.0)
        within("degraded", self.degraded, 0.0, 1.0)
        within("eye", self.eye, 0.0, 200.0)
        within("eye_air", self.eye_air, 1.0, 20_000.0)
        within("dark_below", self.dark_below, -18.0, 5.0)
        within("enough", self.enough, 0.01, 0.99)
        within("slot", self.slot, 1, 12)

    def passer(self, target: Target) -> Passer:
        """How a class passes."""
        found: Passer = getattr(self, target.name.lower())
        return found


FLYING = frozenset({SensorSort.DRONE, SensorSort.HELICOPTER, SensorSort.AEROPLANE})
"""Sensors that fly."""

RADARS = frozenset({SensorSort.RADAR, SensorSort.MARINE_RADAR})
"""Sensors whose rays the air bends as it bends radar's."""

NEEDS = 3
"""How often a target must be seen to be covered: fewer make no track that anybody would act on."""
