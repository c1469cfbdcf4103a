"""A line with known rates: what crosses, what of it is seen, and what the model makes of that."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from northline.engines.patrol.calibration import Calibration, calibrated
from northline.engines.patrol.evidence import Event
from northline.engines.patrol.grid import HOUR
from northline.engines.patrol.light import lights
from northline.engines.patrol.params import RiskParams
from northline.engines.patrol.risk import Ground, Risk
from northline.geo.stretches import stretches
from northline.records.units import Degrees, Micros, Probability

Floats = NDArray[np.float64]

DAY = 24 * HOUR
NOW = 20_600 * DAY
"""2026-05-27T00:00:00Z."""

FIRST_KM = 2_000.0
LIGHT = np.array([0.6, 1.2, 1.9])
"""True factors of day, twilight and night."""


def ground(count: int = 40, seen: float = 0.5, **more: Any) -> Ground:
    """Stretches of one terrain, all watched alike."""
    told = {
        "stretches": stretches(FIRST_KM, FIRST_KM + 5.0 * count),
        "stretch_km": 5.0,
        "terrain": np.zeros(count, np.int64),
        "closed": (None,) * count,
        "seen": np.full((count, 3), seen),
        "learns": np.ones(count, np.bool_),
    }
    return Ground(**{**told, **more})


def event(name: str, stretch: int, days: float, weight: float = 1.0, **more: Any) -> Event:
    """Something found so many days before `NOW`."""
    told = {"lon": Degrees(-83.0), "lat": Degrees(42.0), "state": "confirmed", **more}
    return Event(
        id=name,
        at=Micros(NOW - round(days * DAY)),
        stretch=stretch,
        weight=Probability(weight),
        **told,
    )


def risk(*events: Event, on: Ground | None = None, days: float = 90.0, **params: Any) -> Risk:
    """What is believed of it, watched for so many days."""
    watched = np.arange(NOW - round(days * DAY), NOW, HOUR)
    return Risk(on or ground(), events, watched, NOW, RiskParams(**params))


class Truth(NamedTuple):
    """A truth that was drawn, what was found of it before, and what is found of it in the days after."""

    ground: Ground
    rates: Floats
    events: tuple[Event, ...]
    watched: NDArray[np.int64]
    hours: NDArray[np.int64]
    after: Floats
    """Found by stretch and hour after."""


def drawn(seed: int, sort: str, *, count: int = 60, days: int = 180, ahead: int = 30) -> Truth:
    """A truth.

    Args:
        seed: of all chance.
        sort: ``prior`` draws each stretch alone from the prior; ``smooth`` a field of rates that are
            alike over some 15 km; ``spots`` a flat line with a few stretches of twenty times that.
        count: stretches.
        days: of watch before.
        ahead: days after.
    """
    chance = np.random.default_rng(seed)
    params = RiskParams()
    mean = params.mean(5.0)
    if sort == "prior":
        rates = chance.gamma(params.strength, mean / params.strength, count)
    elif sort == "smooth":
        away = 5.0 * np.abs(np.subtract.outer(np.arange(count), np.arange(count)))
        cov = np.exp(-0.5 * (away / 15.0) ** 2) + 1e-6 * np.eye(count)
        rates = mean * np.exp(np.linalg.cholesky(cov) @ chance.standard_normal(count) - 0.5)
    else:
        rates = np.full(count, 0.5 * mean)
        rates[chance.choice(count, 4, replace=False)] *= 20.0
    seen = np.repeat(chance.uniform(0.1, 0.9, count)[:, None], 3, axis=1) * [1.0, 0.8, 0.6]
    on = ground(count, seen=0.0)._replace(seen=seen)
    before = np.arange(NOW - days * DAY, NOW, HOUR)
    after = np.arange(NOW, NOW + ahead * DAY, HOUR)
    found = []
    for s, h in np.argwhere(
        chance.random((count, len(before))) < -np.expm1(-_due(on, rates, before))
    ):
        told = event(f"{s:x}-{h:x}", on.stretches[s].number, (NOW - before[h] - HOUR // 2) / DAY)
        found.append(told)
    return Truth(
        on,
        rates,
        tuple(found),
        before,
        after,
        chance.poisson(_due(on, rates, after)).astype(np.float64),
    )


def _due(on: Ground, rates: Floats, hours: NDArray[np.int64]) -> Floats:
    light = lights(on.lon, on.lat, hours)
    due: Floats = rates[:, None] * LIGHT[light] * np.take_along_axis(on.seen, light, axis=1)
    return due


class Measured(NamedTuple):
    """How the model did on a truth: share of true rates within its bounds, and its calibration."""

    held: float
    calibration: Calibration


def measured(truth: Truth, **params: Any) -> Measured:
    """Reckon the model on what was found before, and compare it with truth and with what came."""
    told = RiskParams(**params)
    made = Risk(truth.ground, truth.events, truth.watched, NOW, told)
    numbers = [each.number for each in truth.ground.stretches]
    mean, low, high = made.rates(numbers, truth.hours.tolist())
    light = lights(truth.ground.lon, truth.ground.lat, truth.hours)
    real = truth.rates[:, None] * LIGHT[light]
    seen = np.take_along_axis(truth.ground.seen, light, axis=1)
    held = float(((real >= low) & (real <= high)).mean())
    return Measured(held, calibrated(mean, seen, truth.after, told.mean(5.0), told.few))


__all__ = ["NOW", "drawn", "event", "ground", "measured", "risk"]
