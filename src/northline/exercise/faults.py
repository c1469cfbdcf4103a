"""What goes wrong with a sensor: it falls silent for minutes, and its clock is off."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from northline.exercise.instruments import Faults
from northline.records.units import Micros, Seconds

Floats = NDArray[np.float64]


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with one sensor on this day.

    Attributes:
        outages: exercise seconds from which to which it is silent, in order.
        clock: seconds by which its clock is ahead at the beginning.
        drift: seconds a second by which it gains.
    """

    outages: tuple[tuple[Seconds, Seconds], ...] = ()
    clock: float = 0.0
    drift: float = 0.0

    def silent(self, seconds: Floats) -> NDArray[np.bool_]:
        """Whether it is silent at each second, (n,)."""
        told = np.zeros(len(seconds), np.bool_)
        for since, until in self.outages:
            told |= (seconds >= since) & (seconds < until)
        return told

    def off(self, second: float) -> float:
        """Seconds by which its clock is ahead at an exercise second."""
        return self.clock + self.drift * second

    def stamp(self, begins: Micros, second: float) -> Micros:
        """The instant that its clock shows at an exercise second."""
        return Micros(begins + round((second + self.off(second)) * 1e6))


def befall(faults: Faults, duration: int, random: np.random.Generator) -> Fault:
    """Draw what goes wrong: outages keep off each other by lying in parts of the day of their own."""
    outages = []
    for number in range(faults.outages):
        share = duration / faults.outages
        lasts = min(float(random.uniform(*faults.outage_seconds)), 0.5 * share)
        since = number * share + float(random.uniform(0.0, share - lasts))
        outages.append((Seconds(round(since, 1)), Seconds(round(since + lasts, 1))))
    return Fault(
        outages=tuple(outages),
        clock=float(random.uniform(-faults.clock, faults.clock)),
        drift=float(random.uniform(-faults.drift, faults.drift)) * 1e-6,
    )
