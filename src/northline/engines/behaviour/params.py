"""Parameters of the behaviour engine."""

import msgspec

from northline.records.errors import SettingsError
from northline.records.position import Craft
from northline.records.units import Knots, Metres, Seconds


class BehaviourParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All parameters of the engine.

    Attributes:
        zone: how near to the line things are watched, m, in [500, 50000].
        line_sigma: 1-sigma error of the line as drawn here, m, in [0, 1000].
        sigma_unstated: error of a track point that states none, m, in [1, 10000].
        silence: silence after which what was seen before no longer counts, s, in [60, 7200].
        loiter_metres: how near to the line staying is loitering, m, in [20, 5000].
        loiter_reach: within how far of where it began, m, in [50, 20000].
        loiter_seconds: how long, s, in [60, 86400].
        turn_far: from how far off the line an approach begins and ends, m, in [100, 20000].
        turn_near: how near to the line it comes, m, in [10, 5000]; less than ``turn_far``.
        turn_reach: how far apart its beginning and end may lie, m, in [100, 50000].
        turn_seconds: how long it takes at most, s, in [60, 86400].
        meet_metres: how near to each other two things meet, m, in [5, 1000].
        meet_knots: how fast each goes at most when they meet, in [0.5, 30].
        meet_seconds: how long they stay together, s, in [30, 86400].
        meet_apart: how far apart they were before, m, in [50, 20000].
        meet_moved: how far each had come by itself, m, in [20, 20000].
        meet_history: how long before that was at most, s, in [120, 3600].
        low_metres: altitude up to which an aircraft flies low, m, in [10, 3000].
        low_sigma: 1-sigma error of an altitude, m, in [1, 1000].
        low_knots: speed up to which it flies slowly, in [10, 500].
        low_seconds: how long, s, in [5, 3600].
        surface: sorts of craft that loiter, turn back and meet.
        forget: seconds of received time after which a silent track is forgotten,
            in [600, 86400].
    """

    zone: Metres = Metres(5_000.0)
    line_sigma: Metres = Metres(10.0)
    sigma_unstated: Metres = Metres(50.0)
    silence: Seconds = Seconds(600.0)
    loiter_metres: Metres = Metres(150.0)
    loiter_reach: Metres = Metres(500.0)
    loiter_seconds: Seconds = Seconds(1_200.0)
    turn_far: Metres = Metres(500.0)
    turn_near: Metres = Metres(150.0)
    turn_reach: Metres = Metres(2_000.0)
    turn_seconds: Seconds = Seconds(3_600.0)
    meet_metres: Metres = Metres(50.0)
    meet_knots: Knots = Knots(5.0)
    meet_seconds: Seconds = Seconds(180.0)
    meet_apart: Metres = Metres(500.0)
    meet_moved: Metres = Metres(200.0)
    meet_history: Seconds = Seconds(900.0)
    low_metres: Metres = Metres(300.0)
    low_sigma: Metres = Metres(50.0)
    low_knots: Knots = Knots(100.0)
    low_seconds: Seconds = Seconds(20.0)
    surface: tuple[Craft, ...] = (Craft.VESSEL, Craft.VEHICLE, Craft.PERSON, Craft.UNKNOWN)
    forget: Seconds = Seconds(7_200.0)

    def __post_init__(self) -> None:
        """Check the ranges.

        Raises:
            SettingsError: naming the parameter, its value and its range.
        """
        for name, (least, most) in _RANGES.items():
            value = getattr(self, name)
            if not least <= value <= most:
                raise SettingsError(
                    f"behaviour: {name} is {value}; it must lie in [{least:g}, {most:g}]"
                )
        if self.turn_near >= self.turn_far:
            raise SettingsError("behaviour: turn_near must be less than turn_far")
        if Craft.UNIT in self.surface:
            raise SettingsError("behaviour: surface names unit; friendly units are never findings")


_RANGES: dict[str, tuple[float, float]] = {
    "zone": (500.0, 5e4),
    "line_sigma": (0.0, 1e3),
    "sigma_unstated": (1.0, 1e4),
    "silence": (60.0, 7_200.0),
    "loiter_metres": (20.0, 5e3),
    "loiter_reach": (50.0, 2e4),
    "loiter_seconds": (60.0, 86_400.0),
    "turn_far": (100.0, 2e4),
    "turn_near": (10.0, 5e3),
    "turn_reach": (100.0, 5e4),
    "turn_seconds": (60.0, 86_400.0),
    "meet_metres": (5.0, 1e3),
    "meet_knots": (0.5, 30.0),
    "meet_seconds": (30.0, 86_400.0),
    "meet_apart": (50.0, 2e4),
    "meet_moved": (20.0, 2e4),
    "meet_history": (120.0, 3_600.0),
    "low_metres": (10.0, 3e3),
    "low_sigma": (1.0, 1e3),
    "low_knots": (10.0, 500.0),
    "low_seconds": (5.0, 3_600.0),
    "forget": (600.0, 86_400.0),
}
