"""A sector of the border, made up: things that move, detections of them and of nothing.

x runs 100 km along the border, y 10 km to either side.  Scans come every ``every`` seconds; each
sees what is there with probability 0.9 and an error of 20 m (1 sigma per axis), and 0.05 false
detections in a square kilometre.  About ``count`` things are there at a time: each goes after 60 to
200 scans or when it leaves, and another comes.  They move at nearly constant velocity in three
manners (walkers, boats and vehicles, aircraft); a fifth of them goes 80 to 160 m beside another.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

LENGTH, WIDTH = 100_000.0, 20_000.0
SEEN, SIGMA, FALSE = 0.9, 20.0, 0.05e-6
MANNERS = ((0.4, 1.0, 2.0, 0.002), (0.4, 8.0, 25.0, 0.05), (0.2, 40.0, 75.0, 0.05))
"""Share, slowest and fastest (m/s), and spectral density of the acceleration (m2/s3)."""

NOISE = 0.05
"""What a tracker is told of that density."""

SPEED = 40.0
"""What it is told of velocities not yet known, 1 sigma per axis, m/s."""

Scene = dict[str, NDArray[Any]]


def generate(count: int, scans: int, seed: int, every: float = 5.0) -> Scene:
    """Detections ``scan xy`` in any order within a scan, and truth ``true_scan true_id true_xy``."""
    chance = np.random.default_rng([seed, count])
    place, speed = np.empty((0, 2)), np.empty((0, 2))
    noise, ends, name = np.empty(0), np.empty(0, int), np.empty(0, int)
    named = 0
    detected: list[NDArray[Any]] = []
    true: list[NDArray[Any]] = []
    for scan in range(scans):
        while len(place) < count:
            named += 1
            life = int(chance.integers(60, 200)) if scan else int(chance.integers(20, 200))
            if len(place) and chance.random() < 0.2:
                beside = int(chance.integers(len(place)))
                angle, away = chance.uniform(0, 2 * np.pi), chance.uniform(80, 160)
                at = place[beside] + away * np.array([np.cos(angle), np.sin(angle)])
                moves, wander = speed[beside] + chance.normal(0, 0.1, 2), noise[beside]
            else:
                _, slow, fast, wander = MANNERS[chance.choice(3, p=[m[0] for m in MANNERS])]
                angle, metres = chance.uniform(0, 2 * np.pi), chance.uniform(slow, fast)
                at = np.array([chance.uniform(0, LENGTH), chance.uniform(-WIDTH / 2, WIDTH / 2)])
                moves = metres * np.array([np.cos(angle), np.sin(angle)])
            place, speed = np.vstack([place, at]), np.vstack([speed, moves])
            noise, ends = np.append(noise, wander), np.append(ends, scan + life)
            name = np.append(name, named)
        true.append(np.column_stack([np.full(len(place), scan), name, place]))
        seen = place[chance.random(len(place)) < SEEN]
        seen = seen + chance.normal(0, SIGMA, seen.shape)
        none = chance.poisson(FALSE * LENGTH * WIDTH)
        false = np.column_stack(
            [chance.uniform(0, LENGTH, none), chance.uniform(-WIDTH / 2, WIDTH / 2, none)]
        )
        both = chance.permutation(np.vstack([seen, false]))
        detected.append(np.column_stack([np.full(len(both), scan), both]))
        cubic, square = np.sqrt(every**3 / 12.0), 0.5 * every
        jump = np.sqrt(noise * every)[:, None] * chance.normal(0, 1, place.shape)
        drift = np.sqrt(noise)[:, None] * cubic * chance.normal(0, 1, place.shape)
        place, speed = place + every * speed + square * jump + drift, speed + jump
        inside = (place[:, 0] >= 0) & (place[:, 0] <= LENGTH) & (np.abs(place[:, 1]) <= WIDTH / 2)
        kept = inside & (ends > scan + 1)
        place, speed, noise, ends, name = (each[kept] for each in (place, speed, noise, ends, name))
    found, truth = np.vstack(detected), np.vstack(true)
    return {
        "scan": found[:, 0].astype(np.int64),
        "xy": np.ascontiguousarray(found[:, 1:]),
        "true_scan": truth[:, 0].astype(np.int64),
        "true_id": truth[:, 1].astype(np.int64),
        "true_xy": truth[:, 2:],
        "every": np.array(every),
    }
