"""Coverage of stretches over time: probabilities that one who passes is seen at least three times.

The sensors stand as they stood in the middle of each part of an hour (`CoverageParams.slot`), and
so does the light; the probability of an hour is the mean of its parts, for one who comes at a time
drawn evenly from it.  What is the same in several parts is reckoned once.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from northline.engines.coverage.ground import BANDS, LANES, SCOPES, STRIP, Ground
from northline.engines.coverage.params import CLASSES, CoverageParams
from northline.engines.coverage.strips_kernel import thrice
from northline.engines.coverage.watching import Field, Watcher, seen
from northline.geo.elevation import Elevation
from northline.geo.line_kernels import compiled
from northline.geo.sun import altitude
from northline.records.units import Micros

Floats = NDArray[np.float64]

HOUR = 3_600_000_000


class Instant(NamedTuple):
    """The middle of a part of an hour, and who watches then: places in a list, each with a factor.

    The factor is the share of its probability that a sensor keeps: 1, or less where it is degraded.
    """

    at: Micros
    watching: tuple[tuple[int, float], ...]


class Strips(NamedTuple):
    """Probabilities, and whether it was dark.

    Attributes:
        chance: of being seen three times or more, (h, c, t, 13): hours, classes (`CLASSES`),
            stretches, scopes; not a number where a scope has no ground.
        dark: share of the hour that is night, (h, t).
    """

    chance: Floats
    dark: Floats


def chances(
    ground: Ground,
    watchers: Sequence[Watcher],
    hours: Sequence[Sequence[Instant]],
    params: CoverageParams,
    elevation: Elevation | None = None,
) -> Strips:
    """Coverage of some ground in some hours.

    Args:
        ground: the stretches, sampled.
        watchers: sensors, each as it stood for some time.
        hours: the parts of each hour.
        params: the parameters.
        elevation: how high the ground stands, where somebody provides it.
    """
    shape = (len(hours), len(CLASSES), len(ground.stretches), SCOPES)
    found = Strips(np.zeros(shape), np.zeros((shape[0], shape[2])))
    if not ground.stretches:
        return found
    fields: dict[int, Field | None] = {}
    known: dict[tuple[object, ...], Floats] = {}
    for hour, instants in enumerate(hours):
        for instant in instants:
            sun = altitude(ground.middle_lon, ground.middle_lat, instant.at)
            dark = sun < params.dark_below
            key = (instant.watching, dark.tobytes())
            if key not in known:
                for number, _ in instant.watching:
                    if number not in fields:
                        fields[number] = seen(watchers[number], ground, params, elevation)
                known[key] = _thrice(ground, watchers, instant, fields, dark, params)
            found.chance[hour] += known[key] / len(instants)
            found.dark[hour] += dark / len(instants)
    return found


def _thrice(
    ground: Ground,
    watchers: Sequence[Watcher],
    instant: Instant,
    fields: dict[int, Field | None],
    dark: NDArray[np.bool_],
    params: CoverageParams,
) -> Floats:
    """Coverage as things stand in one part of an hour, (c, t, 13)."""
    used = [(n, factor, seen) for n, factor in instant.watching if (seen := fields[n]) is not None]
    sizes = [each.share.size for _, _, each in used]
    near = np.array([watchers[n].probabilities() * factor for n, factor, _ in used])
    dwell = np.array([STRIP / (BANDS / 2) / params.passer(each).speed for each in CLASSES])
    out = np.zeros((len(CLASSES), len(ground.stretches), SCOPES))
    compiled(thrice)(
        np.array([each.first for _, _, each in used], np.int64),
        np.array([each.last for _, _, each in used], np.int64),
        np.cumsum([0, *sizes[:-1]]).astype(np.int64),
        np.concatenate([np.zeros(0), *(each.share.ravel() for _, _, each in used)]),
        np.concatenate([np.zeros(0), *(each.worth.ravel() for _, _, each in used)]),
        near.reshape(-1, len(CLASSES), 2),
        np.array([watchers[n].revisit for n, _, _ in used], np.float64),
        dark, ground.here, dwell, LANES, out,
    )  # fmt: skip
    return out
