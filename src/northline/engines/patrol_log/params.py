"""Parameters of the patrol log: what counts as patrol, and what cannot be true."""

import msgspec

from northline.records.errors import SettingsError
from northline.records.unit import Mode
from northline.records.units import Metres, MetresPerSecond, Seconds


class PatrolLogParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All parameters of the engine.

    Attributes:
        strip: how far from the line time still counts as patrol of it, m, in [500, 100000].
        gap: longest time between two fixes that counts, s, in [30, 1800]; longer, it ends the leg.
        thin: one fix in so many seconds is looked at, in [1, 60].
        longest: a leg is cut at whole multiples of it (UTC), s, in [3600, 86400]; at least twice
            ``gap``, and a part of a day.
        silence: received time after which a leg of a silent unit is closed, s, in [300, 86400].
        away: up to so long a silence is flagged as a gap, s, in [1800, 86400]; longer, the unit was
            off duty.
        clock: how far ahead of its receipt a fix may say that it is, s, in [1, 3600]; a day ahead it
            is taken as it is, for an exercise may be set on a later day.
        slack: error of the way between two fixes that no speed is made of, m, in [0, 1000].
        depots: longitude and latitude of places at which a unit that stays is not on patrol,
            degrees.
        depot_metres: how near to a depot one is at it, m, in [10, 5000].
        limit_foot: the fastest on foot, m/s; as all limits in [0.5, 1000].
        limit_vehicle: in a vehicle.
        limit_off_road: by snowmobile or all-terrain vehicle.
        limit_boat: by boat.
        limit_drone: by drone.
        limit_helicopter: by helicopter.
        limit_aeroplane: by aeroplane.
        limit_dog_team: with a dog team.
        limit_unknown: where nobody says how.
    """

    strip: Metres = Metres(25_000.0)
    gap: Seconds = Seconds(300.0)
    thin: Seconds = Seconds(10.0)
    longest: Seconds = Seconds(3_600.0)
    silence: Seconds = Seconds(900.0)
    away: Seconds = Seconds(14_400.0)
    clock: Seconds = Seconds(60.0)
    slack: Metres = Metres(20.0)
    depots: tuple[tuple[float, float], ...] = ()
    depot_metres: Metres = Metres(200.0)
    limit_foot: MetresPerSecond = MetresPerSecond(6.0)
    limit_vehicle: MetresPerSecond = MetresPerSecond(60.0)
    limit_off_road: MetresPerSecond = MetresPerSecond(45.0)
    limit_boat: MetresPerSecond = MetresPerSecond(40.0)
    limit_drone: MetresPerSecond = MetresPerSecond(60.0)
    limit_helicopter: MetresPerSecond = MetresPerSecond(100.0)
    limit_aeroplane: MetresPerSecond = MetresPerSecond(250.0)
    limit_dog_team: MetresPerSecond = MetresPerSecond(12.0)
    limit_unknown: MetresPerSecond = MetresPerSecond(250.0)

    def __post_init__(self) -> None:
        """Check the ranges.

        Raises:
            SettingsError: naming the parameter, its value and its range.
        """
        ranges = {**_RANGES, **dict.fromkeys(_LIMITS, (0.5, 1_000.0))}
        for name, (least, most) in ranges.items():
            value = getattr(self, name)
            if not least <= value <= most:
                raise SettingsError(
                    f"patrol-log: {name} is {value}; it must lie in [{least:g}, {most:g}]"
                )
        if self.longest < 2 * self.gap or 86_400.0 % self.longest:
            raise SettingsError(
                f"patrol-log: longest is {self.longest}; it must be a part of a day, and at least "
                "twice gap"
            )
        for lon, lat in self.depots:
            if not (-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0):
                raise SettingsError(f"patrol-log: depots name {lon}, {lat}: no place on earth")

    def limit(self, mode: Mode) -> float:
        """The fastest that a mode goes, m/s."""
        return float(getattr(self, f"limit_{mode.value.replace('-', '_')}"))


_RANGES: dict[str, tuple[float, float]] = {
    "strip": (500.0, 1e5),
    "gap": (30.0, 1_800.0),
    "thin": (1.0, 60.0),
    "longest": (3_600.0, 86_400.0),
    "silence": (300.0, 86_400.0),
    "away": (1_800.0, 86_400.0),
    "clock": (1.0, 3_600.0),
    "slack": (0.0, 1_000.0),
    "depot_metres": (10.0, 5_000.0),
}
_LIMITS = tuple(f"limit_{mode.value.replace('-', '_')}" for mode in Mode)
