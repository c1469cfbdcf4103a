r"""Whether coverage was told right: who truly passed, and who of them was seen three times.

A **passage** is the way of one of those who move through one band of one stretch, without a break, in one
hour: at least `LEAST` metres of it, where the prediction says a number.  It was *seen* when sensors
detected it `ENOUGH` times or more between its first and last place there.  With p as predicted for
such a class there in that hour, and s 1 for seen and 0 for not, the Brier score (Brier 1950,
*Monthly Weather Review* 78) is

.. math:: B = \frac{1}{n} \sum_i (p_i - s_i)^2

0 is right every time, 0.25 is what saying one half always gives, and ``brier_of_mean`` what saying
the mean always gives: a prediction that is worth something lies below it.

Prediction is of a target that passes at the usual speed of its class and straight over; those who move
here stop, turn and wander, which is in the figures.
"""

from collections.abc import Iterator

import msgspec
import numpy as np
from numpy.typing import NDArray

from northline.exercise.truth import ENOUGH, TRACE_SECONDS, Trace, Truth
from northline.geo.distance import near_distance
from northline.geo.line import offsets
from northline.records.position import Craft
from northline.records.sensor import Target
from northline.records.units import Metres, Micros

Floats = NDArray[np.float64]

HIGH = frozenset({"airliner"})
"""Roles that fly too high for what watches the line."""

LEAST = 400.0
"""Metres of way through a band from which on a passage counts."""

BINS = 10
HOUR = 3_600_000_000

_TARGETS = {
    Craft.PERSON: Target.WALKER,
    Craft.VEHICLE: Target.VEHICLE,
    Craft.VESSEL: Target.BOAT,
    Craft.AIRCRAFT: Target.LOW_AIRCRAFT,
    Craft.DRONE: Target.DRONE,
}


class Predicted(msgspec.Struct, frozen=True, kw_only=True):
    """What was predicted.

    Attributes:
        hours: beginnings of the hours, ascending.
        classes: the classes.
        stretches: code of the segment and kilometre of each stretch.
        strip: metres of the strip on each side.
        chance: probabilities of being seen three times, (h, c, t, b): hours, classes, stretches and
            bands, from the farthest in the United States to the farthest in Canada.
    """

    hours: tuple[Micros, ...]
    classes: tuple[Target, ...]
    stretches: tuple[tuple[int, int], ...]
    strip: Metres
    chance: Floats


class Bin(msgspec.Struct, frozen=True, kw_only=True):
    """Passages of which about the same was predicted: how many, the mean of that, the share seen."""

    passages: int
    predicted: float
    seen: float


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """How well coverage was told.

    Attributes:
        passages: that were judged.
        predicted: mean of what was predicted of them, or None without any.
        seen: share that was seen three times.
        brier: the Brier score.
        brier_of_mean: that of saying the share that was seen, always.
        bins: by tenths of what was predicted; those without a passage are left out.
        by_class: the Brier score by class of target.
    """

    passages: int
    predicted: float | None
    seen: float | None
    brier: float | None
    brier_of_mean: float | None
    bins: tuple[Bin, ...]
    by_class: dict[str, float]


def agreement(truth: Truth, predicted: Predicted) -> Agreement:
    """Compare a prediction with what sensors truly saw of those who passed."""
    rows = [each for trace in truth.traces for each in _passages(trace, truth, predicted)]
    chance = np.array([p for _, p, _ in rows])
    seen = np.array([s for _, _, s in rows], np.float64)
    if not rows:
        return Agreement(
            passages=0, predicted=None, seen=None, brier=None, brier_of_mean=None, bins=(), by_class={}
        )  # fmt: skip
    place = np.minimum((chance * BINS).astype(np.int64), BINS - 1)
    classes = np.array([predicted.classes.index(target) for target, _, _ in rows])
    return Agreement(
        passages=len(rows),
        predicted=float(chance.mean()),
        seen=float(seen.mean()),
        brier=float(((chance - seen) ** 2).mean()),
        brier_of_mean=float(seen.mean() * (1.0 - seen.mean())),
        bins=tuple(
            Bin(
                passages=int((place == n).sum()),
                predicted=float(chance[place == n].mean()),
                seen=float(seen[place == n].mean()),
            )
            for n in np.unique(place).tolist()
        ),
        by_class={
            predicted.classes[n].value: float(((chance - seen)[classes == n] ** 2).mean())
            for n in np.unique(classes).tolist()
        },
    )


def target_of(trace: Trace) -> Target | None:
    """As what a sensor sees one of those who move; None for friendly units, animals, and who is high above."""
    if trace.role in HIGH:
        return None
    if trace.role == "snowmobile":
        return Target.SNOWMOBILE
    return _TARGETS.get(trace.craft)


def _passages(
    trace: Trace, truth: Truth, predicted: Predicted
) -> Iterator[tuple[Target, float, bool]]:
    """Class, prediction and whether it was seen, of each passage of one of those who move."""
    target = target_of(trace)
    if target is None or target not in predicted.classes or len(trace.lon) < 2:
        return
    lon, lat = np.array(trace.lon), np.array(trace.lat)
    second = trace.since + TRACE_SECONDS * np.arange(len(lon))
    cell = _cells(lon, lat, truth.start + second * 1_000_000, predicted)
    step = np.append(0.0, near_distance(lon[:-1], lat[:-1], lon[1:], lat[1:]))
    detected = np.array(trace.detected)
    chance = predicted.chance[:, predicted.classes.index(target)].ravel()
    for rows in np.split(np.arange(len(cell)), np.flatnonzero(np.diff(cell)) + 1):
        here = int(cell[rows[0]])
        if here < 0 or step[rows[1:]].sum() < LEAST or np.isnan(chance[here]):
            continue
        since, until = second[rows[0]], second[rows[-1]]
        count = int(((detected >= since) & (detected <= until)).sum())
        yield target, float(chance[here]), count >= ENOUGH


def _cells(
    lon: Floats, lat: Floats, at: NDArray[np.int64], predicted: Predicted
) -> NDArray[np.int64]:
    """Place in hours, stretches and bands, (h t b) as one number; -1 where nothing is predicted."""
    bands = predicted.chance.shape[3]
    where = offsets(lon, lat, limit=predicted.strip)
    known = (where.side != 0) & (where.segment >= 0) & ~np.isnan(where.distance)
    km = np.where(known, np.floor(where.km), -1.0).astype(np.int64)
    index = {stretch: number for number, stretch in enumerate(predicted.stretches)}
    pairs = zip(where.segment.tolist(), km.tolist(), strict=True)
    stretch = np.array([index.get(pair, -1) for pair in pairs], np.int64)
    deep = np.where(known, where.distance, 0.0) / (2.0 * predicted.strip / bands)
    band = np.clip(np.floor(deep).astype(np.int64) + bands // 2, 0, bands - 1)
    begins = np.array(predicted.hours, np.int64)
    hour = np.searchsorted(begins, at, side="right") - 1
    inside = (hour >= 0) & (stretch >= 0) & known
    inside &= at < begins[np.maximum(hour, 0)] + HOUR if len(begins) else False
    return np.where(inside, (hour * len(predicted.stretches) + stretch) * bands + band, -1)
