"""Parameters of the crossing engine."""

import msgspec

from northline.records.errors import SettingsError
from northline.records.position import Craft
from northline.records.units import Metres, Probability, Seconds

NEVER: frozenset[Craft] = frozenset({Craft.STATION, Craft.AID})
"""What stands still: its track, if somebody makes one, never crosses anything."""


class CrossingParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All parameters of the engine.

    Attributes:
        certainty: probability of its side from which a point counts as on it, in [0.8, 0.999999].
        line_sigma: 1-sigma error of the line as drawn here, m, in [0, 1000].
        sigma_unstated: error of a track point that states none, m, in [1, 10000].
        wander: spectral density of acceleration between two points, m2/s3, in [0, 1000].
        silent_least: shortest silence over the line worth a word, s, in [1, 86400].
        silent_factor: how many usual intervals such a silence lasts at least, in [1, 100].
        port_radius_vessel: how near a port a vessel crosses "at" it, m, in [0, 50000].
        port_radius_aircraft: the same for aircraft, m, in [0, 200000].
        port_radius_land: the same for all else, m, in [0, 50000].
        aircraft_ceiling: altitude above which an aircraft's crossing is an overflight: recorded,
            no finding, m, in [0, 30000].  One whose altitude is not known counts as below.
        finds: sorts of craft a crossing of which is a finding; the others' are only recorded.
            Friendly units are none of them.
        forget: seconds of received time after which a silent track is forgotten,
            in [600, 2592000].
    """

    certainty: Probability = Probability(0.95)
    line_sigma: Metres = Metres(10.0)
    sigma_unstated: Metres = Metres(50.0)
    wander: float = 0.1
    silent_least: Seconds = Seconds(300.0)
    silent_factor: float = 5.0
    port_radius_vessel: Metres = Metres(2_000.0)
    port_radius_aircraft: Metres = Metres(10_000.0)
    port_radius_land: Metres = Metres(500.0)
    aircraft_ceiling: Metres = Metres(3_000.0)
    finds: tuple[Craft, ...] = (
        Craft.VESSEL,
        Craft.AIRCRAFT,
        Craft.VEHICLE,
        Craft.PERSON,
        Craft.DRONE,
        Craft.UNKNOWN,
    )
    forget: Seconds = Seconds(86_400.0)

    def __post_init__(self) -> None:
        """Check the ranges.

        Raises:
            SettingsError: naming the parameter, its value and its range.
        """
        for name, (least, most) in _RANGES.items():
            value = getattr(self, name)
            if not least <= value <= most:
                raise SettingsError(
                    f"crossing: {name} is {value}; it must lie in [{least:g}, {most:g}]"
                )
        for craft in self.finds:
            if craft in NEVER:
                raise SettingsError(f"crossing: finds names {craft.value}, which never moves")
            if craft is Craft.UNIT:
                raise SettingsError("crossing: finds names unit; friendly units are never findings")

    def port_radius(self, craft: Craft) -> Metres:
        """How near to a port such a craft crosses "at" it."""
        if craft is Craft.VESSEL:
            return self.port_radius_vessel
        return self.port_radius_aircraft if craft is Craft.AIRCRAFT else self.port_radius_land


_RANGES: dict[str, tuple[float, float]] = {
    "certainty": (0.8, 0.999999),
    "line_sigma": (0.0, 1e3),
    "sigma_unstated": (1.0, 1e4),
    "wander": (0.0, 1e3),
    "silent_least": (1.0, 86_400.0),
    "silent_factor": (1.0, 100.0),
    "port_radius_vessel": (0.0, 5e4),
    "port_radius_aircraft": (0.0, 2e5),
    "port_radius_land": (0.0, 5e4),
    "aircraft_ceiling": (0.0, 3e4),
    "forget": (600.0, 2_592_000.0),
}
