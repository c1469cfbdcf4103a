"""Line of sight: over flat ground the horizon, behind a wall nothing, and the same from both ends."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.geo.distance import destination
from northline.geo.elevation import Elevation
from northline.geo.geotiff import geotiff
from northline.geo.sight import OPTICAL, RADAR, Eye, horizon, in_sight
from tests.geo.rasters import tiff

STEP = 0.0005
LON, LAT = -83.0, 42.0


def ground(heights: np.ndarray) -> Elevation:
    """Ground whose middle is at LON, LAT."""
    high, wide = heights.shape
    corner = (LON - STEP * wide / 2, LAT + STEP * high / 2)
    return Elevation(geotiff(tiff(heights.astype(np.float32), at=corner, step=STEP)))


FLAT = ground(np.zeros((900, 900)))


def test_radar_sees_farther_over_the_horizon_than_light() -> None:
    assert horizon(25.0, 0.0, RADAR) == pytest.approx(4124.0 * 5.0, rel=0.01)
    assert horizon(25.0, 0.0, OPTICAL) == pytest.approx(3853.0 * 5.0, rel=0.01)
    assert horizon(-3.0, 0.0) == 0.0


@given(
    eye=st.floats(0.5, 8.0), target=st.floats(0.2, 3.0), course=st.floats(0.0, 360.0),
    share=st.floats(0.3, 1.7), k=st.sampled_from([RADAR, OPTICAL]),
)  # fmt: skip
@settings(max_examples=60)
def test_over_flat_ground_it_is_the_horizon(
    eye: float, target: float, course: float, share: float, k: float
) -> None:
    metres = share * horizon(eye, target, k)
    if abs(share - 1.0) < 0.01 or metres > 15_000.0:
        return
    lon, lat = destination(LON, LAT, course, metres)
    watching = Eye(LON, LAT, eye, k)
    assert in_sight(watching, lon, lat, target)[0] == (share < 1.0)
    assert in_sight(watching, lon, lat, target, FLAT)[0] == (share < 1.0)


def test_a_wall_hides_what_is_behind_it_and_nothing_before_or_beside_it() -> None:
    heights = np.zeros((200, 200))
    heights[90:110, 130:132] = 40.0  # a wall 30 cells to the east, 20 long
    walled = ground(heights)
    eye = Eye(LON, LAT, 10.0)
    east = LON + STEP * np.array([20.0, 60.0, 60.0])
    north = LAT + STEP * np.array([0.0, 0.0, 50.0])
    assert in_sight(eye, east, north, 2.0, walled).tolist() == [True, False, True]
    high = Eye(LON, LAT, 120.0)
    assert in_sight(high, east, north, 2.0, walled).tolist() == [True, True, True]


@given(
    seed=st.integers(0, 50), across=st.integers(-90, 90), down=st.integers(-90, 90),
    eye=st.floats(1.0, 60.0), target=st.floats(1.0, 60.0),
)  # fmt: skip
@settings(max_examples=80)
def test_who_sees_is_seen_from_there_with_the_heights_exchanged(
    seed: int, across: int, down: int, eye: float, target: float
) -> None:
    heights = np.random.default_rng(seed).random((220, 220)) * 80.0
    hills = ground(heights)
    lon, lat = LON + STEP * across, LAT + STEP * down
    there = in_sight(Eye(LON, LAT, eye), [lon], [lat], target, hills)
    back = in_sight(Eye(lon, lat, target), [LON], [LAT], eye, hills)
    assert there.tolist() == back.tolist()


def test_where_nobody_knows_the_ground_it_hides_nothing() -> None:
    heights = np.zeros((200, 200), np.float32)
    heights[:, 130:132] = np.nan
    unknown = ground(heights)
    assert in_sight(Eye(LON, LAT, 10.0), [LON + STEP * 60], [LAT], 2.0, unknown).all()
    assert in_sight(Eye(LON, LAT, 10.0), [LON + STEP * 160], [LAT], 2.0, unknown).all()  # outside
