"""Parameters of risk: what is believed before anything was seen, and how fast evidence counts less."""

import msgspec

from northline.records.errors import SettingsError

HOURS_A_YEAR = 8_766.0


def within(name: str, value: float, least: float, most: float) -> None:
    """Refuse a parameter outside its range.

    Raises:
        SettingsError: naming the parameter, its value and its range; NaN is outside.
    """
    if not least <= value <= most:
        raise SettingsError(f"patrol: {name} is {value}; it must lie in [{least:g}, {most:g}]")


class RiskParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All parameters of the model.

    Attributes:
        crossings_a_year: crossings away from ports on the whole line that are expected in a year
            before anything was seen, in [1, 1e7].  The usual one is the size of what the United
            States Border Patrol reports of its northern sectors in a year.
        line_km: length over which they are spread, km, in [100, 20000].
        strength: shape of the gamma distribution of a stretch's rate before anything was seen, in
            [0.05, 100]: 0.5 is a standard deviation of 1.4 times the mean.
        counts: kinds of finding that are events; none of a lawful passing unless it is named.
        half_life: days after which an event, and an hour watched, count half, in [7, 3650].
        look_back: days before which nothing counts, in [1, 3650].
        kernel: standard deviation along the line by which evidence is shared with neighbours of the
            same terrain, km, in [0, 50]; 0 shares nothing.
        shrinkage: events that the factors of light and season are worth before anything was seen,
            in [0.1, 1e6]: so many must speak against 1 before a factor is half of what they say.
        unwatched: probability that a crossing comes to notice where no sensor reaches, in [0.001, 1].
        unknown: the same where coverage cannot be reckoned, in [0.001, 1].
        few: crossings below which a comparison is too few to tell, in [2, 1000].
        control_share: share of unit-shifts that are held back and placed by lot, in [0, 0.5].
    """

    crossings_a_year: float = 24_000.0
    line_km: float = 8_891.0
    strength: float = 0.5
    counts: tuple[str, ...] = ("dark-crossing", "land-crossing", "failure-to-report")
    half_life: float = 120.0
    look_back: float = 365.0
    kernel: float = 2.5
    shrinkage: float = 20.0
    unwatched: float = 0.02
    unknown: float = 0.1
    few: int = 10
    control_share: float = 0.1

    def __post_init__(self) -> None:
        """Check the ranges."""
        within("crossings_a_year", self.crossings_a_year, 1.0, 1e7)
        within("line_km", self.line_km, 100.0, 20_000.0)
        within("strength", self.strength, 0.05, 100.0)
        within("half_life", self.half_life, 7.0, 3_650.0)
        within("look_back", self.look_back, 1.0, 3_650.0)
        within("kernel", self.kernel, 0.0, 50.0)
        within("shrinkage", self.shrinkage, 0.1, 1e6)
        within("unwatched", self.unwatched, 0.001, 1.0)
        within("unknown", self.unknown, 0.001, 1.0)
        within("few", self.few, 2, 1_000)
        within("control_share", self.control_share, 0.0, 0.5)
        if not self.counts or len(set(self.counts)) != len(self.counts):
            raise SettingsError("patrol: counts names a kind of finding or more, each once")

    def mean(self, stretch_km: float) -> float:
        """Crossings in a stretch and hour that are expected before anything was seen."""
        return self.crossings_a_year / self.line_km * stretch_km / HOURS_A_YEAR

    def prior_hours(self, stretch_km: float) -> float:
        """Fully watched hours of one stretch that the prior is worth: the rate of its gamma."""
        return self.strength / self.mean(stretch_km)
