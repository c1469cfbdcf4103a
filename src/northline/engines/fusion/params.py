"""Parameters of the fusion engine: how things move, how sensors see, what counts as a track."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from northline.records.errors import SettingsError
from northline.records.position import Craft
from northline.records.units import Degrees, Metres, MetresPerSecond, Probability, Seconds


def within(name: str, value: float, least: float, most: float) -> None:
    """Refuse a parameter outside its range.

    Raises:
        SettingsError: naming the parameter, its value and its range; NaN is outside.
    """
    if not least <= value <= most:
        raise SettingsError(f"fusion: {name} is {value}; it must lie in [{least:g}, {most:g}]")


class Movement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one sort of craft moves.

    Attributes:
        noise: spectral density of its acceleration, m2/s3, in [1e-4, 1e3].
        speed: 1-sigma of each component of a velocity not yet known, m/s, in [0.1, 500].
    """

    noise: float
    speed: MetresPerSecond

    def __post_init__(self) -> None:
        """Check the ranges."""
        within("noise", self.noise, 1e-4, 1e3)
        within("speed", self.speed, 0.1, 500.0)


def _movement(noise: float, speed: float) -> Movement:
    return Movement(noise=noise, speed=MetresPerSecond(speed))


class FusionParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All parameters of the engine.

    Attributes:
        unknown: how things of no stated sort move.
        vessel: how vessels move.
        aircraft: how aircraft move.
        vehicle: how vehicles move.
        person: how people on foot move.
        drone: how drones move.
        unit: how friendly units move.
        lateness: event time for which a report waits for others at least, s, in [0, 60].
        longest_wait: event time for which it waits at most, s, at least ``lateness``, up to 600.
        window: plots of one sensor within it are one scan, s, in [0, 5].
        most_held: reports that wait at a time; beyond, the oldest go first; in [1000, 2000000].
        detection: probability that a look sees what is there, where no sensor record says,
            in [0.05, 0.999].
        false_density: detections of nothing in a square kilometre and look, where no sensor
            record says, in [1e-6, 100].
        false_bearings: directions to nothing in a radian and look, where no sensor record says,
            in [1e-4, 100].
        revisit: time between two looks, where no sensor record says, s, in [0.05, 600].
        revisit_trip: the same for ground sensors, s, in [1, 3600].
        range_sigma: error of a range that states none, m, in [0.5, 10000].
        azimuth_sigma: error of a direction that states none, degrees, in [0.005, 30].
        sigma_unstated: error of a place or position that states none, m, in [0.5, 10000].
        sigma_accurate: error of a position called accurate, m, in [0.5, 1000].
        untimed_sigma: error of the time of a report that states none, s, in [0, 60].
        speed_sigma: error of each component of a stated velocity, m/s, in [0.05, 100].
        extent: how far what a sensor sees of a thing lies from the place that it reports, 1-sigma,
            m, in [0, 500].
        gate: sigmas of innovation within which a report can belong to a track, in [2, 10].
        widest: 1-sigma error from which a believed track takes no plot that is half as exact or
            better, m, in [10, 20000].
        turn: mean d2 of the latest innovations from which a thing is turning (2 is usual),
            in [2, 50].
        agility: factor of ``noise`` while it turns, in [1, 1000].
        confirm: log-likelihood ratio from which a track is believed, in [0, 30].
        least_hits: reports it needs besides, in [2, 4].
        drop: fall of the log-likelihood ratio by missed looks at which a track ends, in [1, 60].
        drop_tentative: the same for a track not yet believed, in [1, 60].
        merge_after: scans in which two close tracks want one plot, until they are one, in [2, 20].
        silence_least: shortest silence from which a thing counts as no longer reporting itself,
            s, in [1, 3600].
        silence_factor: how many of its usual intervals that silence lasts at least, in [1, 20].
        silence_first: the longest such silence, and that of what hardly moves or has no usual
            interval yet, s, in [1, 3600].
        report_keep: how long a thing that has reported itself is expected to do so again, s,
            in [10, 7200].
        identity_keep: how long a track keeps an identity that is not stated again, s,
            in [10, 86400].
        identity_half: time in which the probability that it still is that one halves, s,
            in [10, 86400].
        altitude_age: how long a stated altitude stays that of its track, s, in [0, 600].
        fast: speed from which a thing of no stated sort is an aircraft, m/s, in [40, 500].
    """

    unknown: Movement = _movement(0.5, 40.0)
    vessel: Movement = _movement(0.1, 10.0)
    aircraft: Movement = _movement(4.0, 120.0)
    vehicle: Movement = _movement(1.0, 15.0)
    person: Movement = _movement(0.02, 1.2)
    drone: Movement = _movement(1.0, 12.0)
    unit: Movement = _movement(1.0, 20.0)
    lateness: Seconds = Seconds(2.0)
    longest_wait: Seconds = Seconds(60.0)
    window: Seconds = Seconds(0.25)
    most_held: int = 200_000
    detection: Probability = Probability(0.9)
    false_density: float = 0.05
    false_bearings: float = 0.1
    revisit: Seconds = Seconds(5.0)
    revisit_trip: Seconds = Seconds(300.0)
    range_sigma: Metres = Metres(50.0)
    azimuth_sigma: Degrees = Degrees(0.3)
    sigma_unstated: Metres = Metres(30.0)
    sigma_accurate: Metres = Metres(5.0)
    untimed_sigma: Seconds = Seconds(1.0)
    speed_sigma: MetresPerSecond = MetresPerSecond(1.0)
    extent: Metres = Metres(30.0)
    gate: float = 3.7
    widest: Metres = Metres(150.0)
    turn: float = 5.0
    agility: float = 100.0
    confirm: float = 4.5
    least_hits: int = 3
    drop: float = 8.0
    drop_tentative: float = 4.0
    merge_after: int = 3
    silence_least: Seconds = Seconds(30.0)
    silence_factor: float = 4.0
    silence_first: Seconds = Seconds(200.0)
    report_keep: Seconds = Seconds(600.0)
    identity_keep: Seconds = Seconds(1800.0)
    identity_half: Seconds = Seconds(600.0)
    altitude_age: Seconds = Seconds(60.0)
    fast: MetresPerSecond = MetresPerSecond(80.0)

    def __post_init__(self) -> None:
        """Check the ranges."""
        for name, (least, most) in RANGES.items():
            within(name, getattr(self, name), least, most)
        within("longest_wait", self.longest_wait, self.lateness, 600.0)

    def movements(self) -> NDArray[np.float64]:
        """Rows noise, speed by place in `CRAFTS`, (7, 2) float64."""
        rows = [msgspec.structs.astuple(getattr(self, craft.value)) for craft in CRAFTS]
        return np.array(rows, np.float64)


CRAFTS: tuple[Craft, ...] = (
    Craft.UNKNOWN,
    Craft.VESSEL,
    Craft.AIRCRAFT,
    Craft.VEHICLE,
    Craft.PERSON,
    Craft.DRONE,
    Craft.UNIT,
)
"""The sorts that move, by their code; 0 is unknown."""

RANGES: dict[str, tuple[float, float]] = {
    "lateness": (0.0, 60.0),
    "window": (0.0, 5.0),
    "most_held": (1_000, 2_000_000),
    "detection": (0.05, 0.999),
    "false_density": (1e-6, 100.0),
    "false_bearings": (1e-4, 100.0),
    "revisit": (0.05, 600.0),
    "revisit_trip": (1.0, 3600.0),
    "range_sigma": (0.5, 1e4),
    "azimuth_sigma": (0.005, 30.0),
    "sigma_unstated": (0.5, 1e4),
    "sigma_accurate": (0.5, 1e3),
    "untimed_sigma": (0.0, 60.0),
    "speed_sigma": (0.05, 100.0),
    "extent": (0.0, 500.0),
    "gate": (2.0, 10.0),
    "widest": (10.0, 2e4),
    "turn": (2.0, 50.0),
    "agility": (1.0, 1e3),
    "confirm": (0.0, 30.0),
    "least_hits": (2, 4),
    "drop": (1.0, 60.0),
    "drop_tentative": (1.0, 60.0),
    "merge_after": (2, 20),
    "silence_least": (1.0, 3600.0),
    "silence_factor": (1.0, 20.0),
    "silence_first": (1.0, 3600.0),
    "report_keep": (10.0, 7200.0),
    "identity_keep": (10.0, 86_400.0),
    "identity_half": (10.0, 86_400.0),
    "altitude_age": (0.0, 600.0),
    "fast": (40.0, 500.0),
}
