"""Parameters of the tracking engine: how each sort of craft moves, and how far to trust it."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from northline.records.errors import SettingsError
from northline.records.position import Craft
from northline.records.units import Metres, MetresPerSecond, Seconds


def within(name: str, value: float, least: float, most: float) -> None:
    """Refuse a parameter outside its range.

    Raises:
        SettingsError: naming the parameter, its value and its range; NaN is outside.
    """
    if not least <= value <= most:
        raise SettingsError(f"tracking: {name} is {value}; it must lie in [{least:g}, {most:g}]")


class Motion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one sort of craft moves.

    Attributes:
        noise: spectral density of its acceleration, m2/s3, in [1e-4, 1e3].
        max_speed: what it never exceeds, m/s, in [0.5, 1000].
        max_gap: silence after which a new track starts, s, in [10, 86400].
        speed_sigma: 1-sigma error of each component of a stated velocity, m/s, in [0.05, 100].
    """

    noise: float
    max_speed: MetresPerSecond
    max_gap: Seconds
    speed_sigma: MetresPerSecond

    def __post_init__(self) -> None:
        """Check the ranges."""
        within("noise", self.noise, 1e-4, 1e3)
        within("max_speed", self.max_speed, 0.5, 1000.0)
        within("max_gap", self.max_gap, 10.0, 86_400.0)
        within("speed_sigma", self.speed_sigma, 0.05, 100.0)


def _motion(noise: float, max_speed: float, max_gap: float, speed_sigma: float) -> Motion:
    return Motion(
        noise=noise,
        max_speed=MetresPerSecond(max_speed),
        max_gap=Seconds(max_gap),
        speed_sigma=MetresPerSecond(speed_sigma),
    )


class TrackingParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All parameters of the engine.

    Attributes:
        vessel: how vessels move.
        aircraft: how aircraft move.
        vehicle: how vehicles move.
        person: how people on foot move.
        drone: how drones move.
        unit: how patrol units move: on foot, by boat, by helicopter.
        unknown: how things of unknown sort move: as fast as any.
        gate: largest innovation that surprises nobody, in sigmas, in [2, 10].
        sigma_accurate: 1-sigma error per axis of a fix its sender calls accurate, m, in [0.5, 1e3].
        sigma_unstated: the same where neither error nor accuracy is stated, m, in [0.5, 1e4].
        untimed_sigma: 1-sigma error of the time of a report that states none, s, in [0, 60].
        slack: seconds of clock error granted before a speed is impossible, in [0, 60].
        altitude_age: seconds for which a stated altitude stays that of its track, in [0, 600].
        candidates: tracks that one identity may have at a time, in [1, 8].
        forget: seconds of received time after which a silent track is forgotten, at least the
            longest ``max_gap`` and at most 604800.
    """

    vessel: Motion = _motion(0.1, 36.0, 1800.0, 0.5)
    aircraft: Motion = _motion(4.0, 350.0, 600.0, 3.0)
    vehicle: Motion = _motion(1.0, 70.0, 1800.0, 1.0)
    person: Motion = _motion(0.05, 12.0, 1800.0, 1.0)
    drone: Motion = _motion(1.0, 70.0, 300.0, 1.0)
    unit: Motion = _motion(1.0, 90.0, 1800.0, 1.0)
    unknown: Motion = _motion(1.0, 350.0, 1800.0, 3.0)
    gate: float = 4.0
    sigma_accurate: Metres = Metres(5.0)
    sigma_unstated: Metres = Metres(15.0)
    untimed_sigma: Seconds = Seconds(1.0)
    slack: Seconds = Seconds(2.0)
    altitude_age: Seconds = Seconds(60.0)
    candidates: int = 4
    forget: Seconds = Seconds(7200.0)

    def __post_init__(self) -> None:
        """Check the ranges."""
        within("gate", self.gate, 2.0, 10.0)
        within("sigma_accurate", self.sigma_accurate, 0.5, 1e3)
        within("sigma_unstated", self.sigma_unstated, 0.5, 1e4)
        within("untimed_sigma", self.untimed_sigma, 0.0, 60.0)
        within("slack", self.slack, 0.0, 60.0)
        within("altitude_age", self.altitude_age, 0.0, 600.0)
        within("candidates", self.candidates, 1, 8)
        longest = max(self.motion_of(craft).max_gap for craft in TRACKED)
        within("forget", self.forget, longest, 604_800.0)

    def motion_of(self, craft: Craft) -> Motion:
        """How this sort of craft moves; it must be one of `TRACKED`."""
        motion: Motion = getattr(self, craft.value)
        return motion

    def table(self) -> NDArray[np.float64]:
        """Rows noise, max_speed, max_gap, speed_sigma by place in `TRACKED`, (7, 4) float64."""
        rows = [msgspec.structs.astuple(self.motion_of(craft)) for craft in TRACKED]
        return np.array(rows, np.float64)


TRACKED: tuple[Craft, ...] = (
    Craft.UNKNOWN,
    Craft.VESSEL,
    Craft.AIRCRAFT,
    Craft.VEHICLE,
    Craft.PERSON,
    Craft.DRONE,
    Craft.UNIT,
)
"""The sorts that move and are tracked, by their code; stations and aids are not."""

UNKNOWN = 0
"""Place of `Craft.UNKNOWN` in `TRACKED`."""
