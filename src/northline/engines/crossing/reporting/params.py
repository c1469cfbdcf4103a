"""Parameters: how long people have to report, and what counts as having landed."""

import msgspec

from northline.records.errors import SettingsError
from northline.records.position import Craft
from northline.records.units import Knots, Metres, Probability, Seconds


class ReportingParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How crossings are followed.

    The two probabilities are no measurements: they say how far a stop, and a silence, are taken for
    a landing, and whoever answers for the engine answers for them.

    Attributes:
        within_vessel: after landing, how long people who came by vessel have to report before
            silence is a finding, s, in [0, 86400].
        within_aircraft: the same by aircraft.
        within_other: the same by anything else.
        stop_knots: speed up to which a thing may be at anchor, moored or aground, in [0.1, 10].
        stop_metres: how far it may swing meanwhile, m, in [5, 2000].
        stop_seconds: how long it must stay so, s, in [30, 86400].
        clear: how far beyond the line that counts, m, in [0, 10000].
        silent_seconds: after how long without a report a vessel that was beyond the line may have
            landed unseen, s, in [60, 86400].
        arriving_knots: how fast it may have been when last heard, for that to be a sign: what
            vanishes at speed has left the receivers' sight, in [0, 100].
        landed_stopped: probability that what stopped has landed, in [0, 1].
        landed_silent: probability that what fell silent has landed, in [0, 1].
        early: how long before the crossing a report of arrival may be made, s, in [0, 604800].
        arrival_metres: how near to a craft a report that gives a place and no identity is its own,
            m, in [10, 20000].
        give_up: how long after the crossing a thing is followed, s, in [3600, 604800].
        follows: sorts of craft that are followed.
    """

    within_vessel: Seconds = Seconds(1800.0)
    within_aircraft: Seconds = Seconds(1800.0)
    within_other: Seconds = Seconds(900.0)
    stop_knots: Knots = Knots(1.0)
    stop_metres: Metres = Metres(100.0)
    stop_seconds: Seconds = Seconds(300.0)
    clear: Metres = Metres(100.0)
    silent_seconds: Seconds = Seconds(900.0)
    arriving_knots: Knots = Knots(6.0)
    landed_stopped: Probability = Probability(0.9)
    landed_silent: Probability = Probability(0.5)
    early: Seconds = Seconds(7200.0)
    arrival_metres: Metres = Metres(1000.0)
    give_up: Seconds = Seconds(43_200.0)
    follows: tuple[Craft, ...] = (
        Craft.VESSEL,
        Craft.AIRCRAFT,
        Craft.VEHICLE,
        Craft.PERSON,
        Craft.UNKNOWN,
    )

    def __post_init__(self) -> None:
        """Check the ranges.

        Raises:
            SettingsError: naming the parameter, its value and its range.
        """
        for name, (least, most) in _RANGES.items():
            value = getattr(self, name)
            if not least <= value <= most:
                raise SettingsError(
                    f"crossing: reporting.{name} is {value}; it must lie in [{least:g}, {most:g}]"
                )
        if Craft.UNIT in self.follows:
            raise SettingsError(
                "crossing: reporting.follows names unit; friendly units are never findings"
            )

    def within(self, craft: Craft) -> Seconds:
        """How long people who came by such a craft have, once they landed."""
        if craft is Craft.VESSEL:
            return self.within_vessel
        return self.within_aircraft if craft is Craft.AIRCRAFT else self.within_other


_RANGES: dict[str, tuple[float, float]] = {
    "within_vessel": (0.0, 86_400.0),
    "within_aircraft": (0.0, 86_400.0),
    "within_other": (0.0, 86_400.0),
    "stop_knots": (0.1, 10.0),
    "stop_metres": (5.0, 2_000.0),
    "stop_seconds": (30.0, 86_400.0),
    "clear": (0.0, 10_000.0),
    "silent_seconds": (60.0, 86_400.0),
    "arriving_knots": (0.0, 100.0),
    "landed_stopped": (0.0, 1.0),
    "landed_silent": (0.0, 1.0),
    "early": (0.0, 604_800.0),
    "arrival_metres": (10.0, 20_000.0),
    "give_up": (3_600.0, 604_800.0),
}
