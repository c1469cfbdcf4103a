"""What several tests of the line share: seeded positions near it, and the data beside it."""

from pathlib import Path

import numpy as np
import pytest

from northline.geo import distance, line

ROOT = Path(__file__).resolve().parents[2]
GEO = ROOT.parent / "shared" / "data" / "geo"


def treaty_data(name: str) -> Path:
    """A file of the data beside the project; the test is skipped, and says so, without it."""
    path = GEO / name
    if not path.is_file():
        pytest.skip(
            f"NOT CHECKED AGAINST THE TREATY LINE: {path} is missing (the data beside the "
            "project is not part of the released package)"
        )
    return path


def near_line(
    n: int, spread_m: float, seed: int, segment: str = "atlantic-pacific",
    km: tuple[float, float] | None = None,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Seeded positions about ``spread_m`` metres off the line, all along it or within ``km``."""
    chance = np.random.default_rng(seed)
    low, high = km or (0.0, line.length(segment))
    lon, lat = line.point_at(segment, chance.uniform(low, high, n))
    course, away = chance.uniform(0.0, 360.0, n), np.abs(chance.normal(0.0, spread_m, n))
    return distance.destination(lon, lat, course, away)
