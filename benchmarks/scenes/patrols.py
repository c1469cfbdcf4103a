"""A border for patrols, made of a seed: where people cross, who is on duty, what closes.

Crossings gather about corridors (towns and roads near the line) and in the night; units are
stationed by them, as they would be.  Everything is invented; nothing is measured of a real place.
"""

from typing import Any

import numpy as np

from northline.engines.patrol.problem import Closure, NoGo, Patroller, PatrolProblem, Terrain
from northline.records.unit import AIRSPACE, IN_CANADA, IN_UNITED_STATES, Mode

# Mode, of 60 units how many, km/h along the line, range km, endurance h, sweep, chance, shift h.
FLEET: tuple[tuple[Mode, int, float, float | None, int | None, int, float, int], ...] = (
    (Mode.AEROPLANE, 2, 250.0, 1_500.0, 5, 30, 0.3, 8),
    (Mode.HELICOPTER, 4, 180.0, 600.0, 3, 20, 0.45, 8),
    (Mode.DRONE, 10, 50.0, None, 2, 7, 0.45, 8),
    (Mode.BOAT, 8, 40.0, 300.0, None, 10, 0.5, 8),
    (Mode.OFF_ROAD, 10, 20.0, None, None, 4, 0.6, 8),
    (Mode.VEHICLE, 20, 60.0, None, None, 10, 0.4, 8),
    (Mode.FOOT, 6, 4.0, None, None, 1, 0.8, 6),
)


def made(stretches: int, periods: int, units: int, seed: int, gap_km: float = 1.0) -> PatrolProblem:
    """A border of so many stretches and hours, with so many units in the shares of `FLEET`."""
    rng = np.random.default_rng(seed)
    gap = gap_km
    middle = np.sort(rng.choice(stretches, max(1, int(stretches * gap / 40)), replace=False))
    breadth = rng.uniform(8, 40, len(middle)) / gap
    height = rng.lognormal(0, 0.4, len(middle))
    place = np.arange(stretches)
    bumps = np.exp(-0.5 * ((place[:, None] - middle) / breadth) ** 2) * height
    rate = (0.1 + bumps.sum(axis=1)) * rng.lognormal(0, 0.3, stretches)
    night = 1 + 0.6 * np.cos(2 * np.pi * np.arange(periods) / 24)
    value = 0.02 * rate[:, None] * night * rng.lognormal(0, 0.15, (stretches, periods))
    smooth = np.convolve(
        rng.random(stretches), np.ones(max(3, int(40 / gap))) / max(3, int(40 / gap)), "same"
    )
    water = smooth > np.quantile(smooth, 0.6)
    land = ~water | (rng.random(stretches) < 0.5)
    detection = {
        mode: np.clip(chance * rng.uniform(0.7, 1.2, (stretches, 1)) * np.ones(periods), 0, 1)
        for mode, *_, chance, _ in FLEET
    }
    return PatrolProblem(
        names=tuple(f"km {n * gap:.0f}-{(n + 1) * gap:.0f}" for n in range(stretches)),
        gap_km=np.full(stretches - 1, gap),
        value=value,
        detection=detection,
        terrain={side: Terrain(land, water) for side in (IN_CANADA, IN_UNITED_STATES)},
        units=tuple(_stationed(gap, rng, units, rate, periods, water, land)),
        no_go=(NoGo(name="territory", stretches=tuple(range(stretches // 3, stretches // 3 + 4))),),
        closures=(Closure(name="gale", mode=Mode.BOAT, periods=(periods // 2, periods // 2 + 1)),),
    )


def _stationed(
    gap: float, rng: np.random.Generator, units: int, rate: Any, periods: int, water: Any, land: Any
) -> list[Patroller]:
    share = np.array([count for _, count, *_ in FLEET]) * units / 60
    counts = np.maximum(1, np.round(share)).astype(int)
    counts[-2] += units - counts.sum()
    crews = []
    for (mode, _, speed, reach, out, sweep, _, length), count in zip(FLEET, counts, strict=True):
        fit = np.flatnonzero(water if mode is Mode.BOAT else land)
        # Depots lie so that each has an even share of the crossings where its mode can be.
        share_before = np.cumsum(rate[fit]) / rate[fit].sum()
        depots = fit[np.searchsorted(share_before, (np.arange(count) + rng.random()) / count)]
        for number, depot in enumerate(np.sort(depots)):
            shift = min(length, periods)
            begin = int(rng.integers(0, periods - shift + 1))
            crews.append(
                Patroller(
                    shift=f"{mode.value}-{number}", unit=f"{mode.value}-{number}", mode=mode,
                    depot=int(depot), periods=(begin, begin + shift), speed=speed, range_km=reach,
                    endurance=out, sweep=round(sweep / gap), authority=(AIRSPACE,),
                    side=IN_CANADA if rng.random() < 0.7 else IN_UNITED_STATES,
                )
            )  # fmt: skip
    return crews
