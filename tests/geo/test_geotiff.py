"""Rasters of heights: read as they were written, in every way that elevation models come in."""

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.geo.elevation import Elevation
from northline.geo.geotiff import geotiff
from northline.records.errors import UsageError
from tests.geo.rasters import Order, tiff

RANDOM = np.random.default_rng(5)
HILLS = RANDOM.integers(-50, 900, (37, 53)).astype(np.int16)
RUN = np.repeat(np.arange(60, dtype=np.int16), 60).reshape(60, 60)
"""What packs well: strings that run on into what they write."""


@pytest.mark.parametrize(
    ("order", "big", "tile", "packed", "predictor"),
    [*itertools.product(("<", ">"), (False, True), (0, 16), (1, 5, 8), (1, 2))],
)
def test_whole_numbers_come_back_as_they_were(
    order: Order, big: bool, tile: int, packed: int, predictor: int
) -> None:
    for heights in (HILLS, RUN):
        data = tiff(heights, order=order, big=big, tile=tile, packed=packed, predictor=predictor)
        high, wide = heights.shape
        assert (geotiff(data).window(0, 0, wide, high) == heights).all()


@pytest.mark.parametrize("sort", ["f4", "f8", "u1", "u2", "i4"])
@pytest.mark.parametrize("predictor", [1, 3])
def test_every_sort_of_number_is_read(sort: str, predictor: int) -> None:
    heights = (RANDOM.random((20, 31)) * 200.0).astype(sort)
    if predictor == 3 and heights.dtype.kind != "f":
        predictor = 2
    found = geotiff(tiff(heights, packed=8, predictor=predictor)).window(0, 0, 31, 20)
    assert (found == heights.astype(np.float32)).all()


def test_a_long_raster_outgrows_the_table_of_lzw() -> None:
    heights = RANDOM.integers(0, 30_000, (200, 200)).astype(np.int16)
    found = geotiff(tiff(heights, packed=5, rows=200)).window(0, 0, 200, 200)
    assert (found == heights).all()


@given(
    left=st.integers(0, 52),
    top=st.integers(0, 36),
    wide=st.integers(1, 53),
    high=st.integers(1, 37),
)
@settings(max_examples=40)
def test_a_window_is_that_part_of_the_whole(left: int, top: int, wide: int, high: int) -> None:
    raster = geotiff(tiff(HILLS, tile=16, packed=8))
    right, bottom = min(left + wide, 53), min(top + high, 37)
    assert (raster.window(left, top, right, bottom) == HILLS[top:bottom, left:right]).all()


def test_what_the_raster_does_not_know_is_no_number() -> None:
    heights = HILLS.copy()
    heights[3, 4] = -32768
    found = geotiff(tiff(heights, nodata="-32768 ")).window(0, 0, 53, 37)
    assert np.isnan(found[3, 4])
    assert np.isnan(found).sum() == 1


def test_a_place_is_the_corner_of_a_cell_or_its_middle_as_the_raster_says() -> None:
    for point, column in ((False, 1.5), (True, 2.0)):
        ground = Elevation(geotiff(tiff(HILLS, point=point)))
        columns, rows = ground.places([-83.0 + 0.002], [42.5 - 0.002])
        assert columns == pytest.approx([column])
        assert rows == pytest.approx([column])


def test_a_raster_laid_in_metres_is_carried_over() -> None:
    from pyproj import Transformer

    x, y = Transformer.from_crs(4326, 32617, always_xy=True).transform(-83.0, 42.3)
    data = tiff(HILLS, epsg=32617, at=(x - 90.0, y + 60.0), step=30.0, point=True)
    ground = Elevation(geotiff(data))
    columns, rows = ground.places([-83.0], [42.3])
    assert columns == pytest.approx([3.0], abs=1e-6)
    assert rows == pytest.approx([2.0], abs=1e-6)
    part = ground.around([-83.0], [42.3])
    assert part.heights(*part.places([-83.0], [42.3])) == pytest.approx(
        [float(HILLS[2, 3])], abs=1e-3
    )


def test_outside_of_the_raster_nothing_is_known() -> None:
    ground = Elevation(geotiff(tiff(HILLS)))
    part = ground.around([-90.0], [50.0])
    assert np.isnan(part.heights(*part.places([-90.0], [50.0]))).all()


WRONG: dict[str, Any] = {
    "no TIFF": b"PNG" + b"\0" * 100,
    "an empty file": b"",
    "cut off": tiff(HILLS)[:-200],
    "two bands": tiff(HILLS, more={277: ("H", [2])}),
    "no place": tiff(HILLS, more={33550: ("H", [1])}),
    "no system": tiff(HILLS, epsg=0),
    "a system of nobody's": tiff(HILLS, epsg=30_001),
    "halves of a byte": tiff(HILLS, more={258: ("H", [4])}),
    "turned": tiff(HILLS, more={34264: ("d", [0.1, 0.1, 0, 0, 0.1, -0.1, *([0] * 10)])}),
    "upside down": tiff(HILLS, step=-0.001),
    "nodata of words": tiff(HILLS, nodata="nothing"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_no_raster_of_heights_is_refused_in_a_sentence(wrong: str) -> None:
    with pytest.raises(UsageError, match=r"\w{4}"):
        Elevation(geotiff(WRONG[wrong]))


@pytest.mark.parametrize("packed", [7, 50000])
def test_a_way_of_packing_that_is_not_read_is_named(packed: int) -> None:
    raster = geotiff(tiff(HILLS, more={259: ("H", [packed])}))
    with pytest.raises(UsageError, match=str(packed)):
        raster.window(0, 0, 5, 5)


@given(st.binary(min_size=1, max_size=40), st.integers(8, 3000))
@settings(max_examples=150)
def test_a_damaged_raster_is_refused_or_read_and_never_an_accident(junk: bytes, at: int) -> None:
    data = bytearray(tiff(HILLS[:12, :20], packed=5))
    at %= len(data)
    data[at : at + len(junk)] = junk[: len(data) - at]
    try:
        raster = geotiff(bytes(data))
        raster.window(0, 0, min(raster.width, 20), min(raster.height, 12))
    except UsageError:
        pass
