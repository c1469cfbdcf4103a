"""What a sensor gives the day: its part of the truth, and who was detected when."""

import msgspec
import numpy as np

from northline.exercise.truth import Watching


class Watch(msgspec.Struct, frozen=True, kw_only=True):
    """What one sensor saw, and what became of it.

    Attributes:
        truth: its part of the truth.
        detected: of each mover, by its place: exercise seconds of the detections that arrived.
    """

    truth: Watching
    detected: dict[int, list[float]]


class Dice(msgspec.Struct, frozen=True):
    """The random numbers of one sensor: what it sees, what it imagines, what goes wrong."""

    seen: np.random.Generator
    imagined: np.random.Generator
    wrong: np.random.Generator
