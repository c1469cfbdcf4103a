"""Parameters of the safety engine: what an agency says of how its units are heard of."""

from itertools import pairwise

import msgspec

from northline.records.errors import SettingsError
from northline.records.units import Metres, Probability, Seconds


class SafetyParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All parameters of the engine.

    Attributes:
        implicit: whether a position that a unit reports of itself counts as a check-in.
        silence: how long after one the next is due, s, in [60, 14400].
        interval: how long after a check-in the next one is due where it does not say, s,
            in [60, 86400].
        grace: how long after it was due nobody is alarmed yet, s, in [0, 3600].
        escalate: how long after that each step is taken, s: the first at once (0), rising, at most
            four: call the unit, call the supervisor, send the nearest, begin a search.
        supervisor: whom to call, as it is shown, such as ``duty supervisor, +1 555 010 0199``.
        off_duty: how long after its last check-in of a shift a unit's own positions do not put it
            under watch again, s, in [0, 86400].
        forget: how long a unit is remembered of which nobody waits for anything, s,
            in [3600, 604800].
        radio_height: how high an officer's radio is held, m, in [0.5, 30].
        radio_range: how far a radio site reaches that does not state it, m, in [100, 200000].
        line_sigma: 1-sigma error of the line as drawn here, m, in [0, 1000].
        sigma_unstated: error of a position that states none, m, in [1, 10000].
        sure: how sure it is that a drone is over the line before that is told, in [0.5, 1).
    """

    implicit: bool = True
    silence: Seconds = Seconds(600.0)
    interval: Seconds = Seconds(1_800.0)
    grace: Seconds = Seconds(120.0)
    escalate: tuple[Seconds, ...] = (
        Seconds(0.0),
        Seconds(600.0),
        Seconds(1_200.0),
        Seconds(2_700.0),
    )
    supervisor: str = "duty-supervisor"
    off_duty: Seconds = Seconds(21_600.0)
    forget: Seconds = Seconds(86_400.0)
    radio_height: Metres = Metres(1.5)
    radio_range: Metres = Metres(30_000.0)
    line_sigma: Metres = Metres(10.0)
    sigma_unstated: Metres = Metres(50.0)
    sure: Probability = Probability(0.95)

    def __post_init__(self) -> None:
        """Check the ranges.

        Raises:
            SettingsError: naming the parameter, its value and its range.
        """
        for name, (least, most) in _RANGES.items():
            value = getattr(self, name)
            if not least <= value <= most:
                raise SettingsError(
                    f"safety: {name} is {value}; it must lie in [{least:g}, {most:g}]"
                )
        steps = self.escalate
        rising = all(one < other for one, other in pairwise(steps))
        if not 1 <= len(steps) <= MOST_STEPS or steps[0] != 0.0 or not rising or steps[-1] > DAY:
            raise SettingsError(
                f"safety: escalate is {list(steps)}; it must be one to {MOST_STEPS} numbers of "
                f"seconds, from 0 rising, up to {DAY:g}"
            )
        if not self.supervisor.strip() or len(self.supervisor) > LONGEST:
            raise SettingsError(
                f"safety: supervisor must say whom to call, in {LONGEST} characters"
            )


MOST_STEPS, LONGEST, DAY = 4, 200, 86_400.0

_RANGES: dict[str, tuple[float, float]] = {
    "silence": (60.0, 14_400.0),
    "interval": (60.0, 86_400.0),
    "grace": (0.0, 3_600.0),
    "off_duty": (0.0, 86_400.0),
    "forget": (3_600.0, 604_800.0),
    "radio_height": (0.5, 30.0),
    "radio_range": (100.0, 200_000.0),
    "line_sigma": (0.0, 1_000.0),
    "sigma_unstated": (1.0, 10_000.0),
    "sure": (0.5, 0.999999),
}
