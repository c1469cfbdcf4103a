"""The line against the treaty line of the International Boundary Commission (FCC data)."""

import csv
import json

import numpy as np
import pytest

from northline.geo import distance, line
from northline.geo.line_data import box_tree, line_ends
from northline.geo.line_kernels import compiled, nearest
from tests.geo.places import treaty_data

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def treaty() -> list[np.ndarray]:
    """Both segments of the treaty line, (n, 2) degrees; the Gulf of Maine is not part of it."""
    text = treaty_data("boundary_ca_us_fcc_200m.geojson").read_text("utf-8")
    rows = [
        np.array(each["geometry"]["coordinates"])[:, :2] for each in json.loads(text)["features"]
    ]
    return [row[np.append(True, (np.diff(row, axis=0) != 0.0).any(axis=1))] for row in rows[:2]]


def test_the_treaty_line_lies_close_to_ours(treaty: list[np.ndarray]) -> None:
    found = [line.offsets(*row.T) for row in treaty]
    away = np.concatenate(
        [
            distance.distance(row[:, 0], row[:, 1], at.lon, at.lat)
            for row, at in zip(treaty, found, strict=True)
        ]
    )
    assert np.isfinite(away).all()
    assert np.median(away) < 10.0
    assert np.percentile(away, 95) < 81.0
    assert away.max() < 750.0  # Lake Superior, km 3,007 to 3,229


def test_our_line_lies_close_to_the_treaty_line(treaty: list[np.ndarray]) -> None:
    vertices = np.vstack(treaty)
    link = np.ones(len(vertices), np.uint8)
    link[[len(treaty[0]) - 1, -1]] = 0
    lon, lat = vertices[:, 0].copy(), vertices[:, 1].copy()
    data = (lon, lat, link, np.zeros(len(link)), *box_tree(lon, lat, link), *line_ends())
    found = []
    for segment in line.SEGMENTS:
        x, y = line.point_at(segment, np.arange(0.0, line.length(segment), 0.1))
        side, edge = np.zeros(len(x), np.int8), np.full(len(x), -1)
        metres, km, foot_lon, foot_lat = (np.full(len(x), np.nan) for _ in range(4))
        compiled(nearest)(x, y, 1e5, *data, side, metres, km, edge, foot_lon, foot_lat)
        found.append(metres)
    away = np.concatenate(found)
    assert np.median(away) < 10.0
    assert np.percentile(away, 95) < 81.0
    assert away.max() < 750.0


@pytest.mark.parametrize(
    ("segment", "treaty_km"), [("atlantic-pacific", 6416.7), ("alaska", 2475.4)]
)
def test_the_length_is_that_of_the_treaty_line(segment: str, treaty_km: float) -> None:
    assert line.length(segment) == pytest.approx(treaty_km, rel=0.001)


def test_the_14_crossings_of_ontario_stand_on_the_line() -> None:
    with treaty_data("poe_ontario_14.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found = line.offsets([float(row["lon"]) for row in rows], [float(row["lat"]) for row in rows])
    assert len(rows) == 14
    assert np.abs(found.distance).max() < 200.0
