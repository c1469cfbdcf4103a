"""Everybody who moves in an exercise, side by side, as sensors see them: bodies without names."""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from northline.exercise.truth import Who
from northline.records.sensor import Target

Floats = NDArray[np.float64]

LOW = 1500.0
"""Metres of altitude up to which an aircraft is a low one, which a radar tower can see."""


class Movers(msgspec.Struct, frozen=True, kw_only=True):
    """Those of one part of the day, or all of them: n bodies at t seconds.

    Attributes:
        who: who they are; n.
        targets: as what a sensor may detect them; None: none sees them.
        groups: how many each stands for.
        sizes: length of a ship, metres, or 0.
        lon: degrees, (n, t).
        lat: degrees, (n, t).
        height: metres above the ground, (n, t).
        here: whether it is there, (n, t).
    """

    who: list[Who]
    targets: list[Target | None]
    groups: list[int]
    sizes: list[float]
    lon: Floats
    lat: Floats
    height: Floats
    here: NDArray[np.bool_]


def joined(parts: Sequence[Movers]) -> Movers:
    """All of them, in this order."""
    return Movers(
        who=[each for part in parts for each in part.who],
        targets=[each for part in parts for each in part.targets],
        groups=[each for part in parts for each in part.groups],
        sizes=[each for part in parts for each in part.sizes],
        lon=np.concatenate([part.lon for part in parts]),
        lat=np.concatenate([part.lat for part in parts]),
        height=np.concatenate([part.height for part in parts]),
        here=np.concatenate([part.here for part in parts]),
    )
