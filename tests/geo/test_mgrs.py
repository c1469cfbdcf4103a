"""Grid references: against places that are known, and what there is none of."""

import pytest

from northline.geo.mgrs import grid_reference
from northline.records.errors import UsageError


@pytest.mark.parametrize(
    ("lon", "lat", "reference"),
    [
        (-77.03525, 38.88947, "18S UJ 234 064"),  # the Washington Monument, 18S UJ 23480 06479
        (0.0, 0.0, "31N AA 660 000"),  # where NGA's own example begins
        (-63.5753, 44.6478, "20T MQ 543 439"),
    ],
)
def test_a_place_has_the_reference_that_it_is_known_by(
    lon: float, lat: float, reference: str
) -> None:
    assert grid_reference(lon, lat) == reference


def test_neighbours_count_up_eastwards_and_northwards() -> None:
    here, east, north = (
        grid_reference(-83.05 + x, 42.32 + y).split() for x, y in ((0, 0), (0.01, 0), (0, 0.01))
    )
    assert here[:2] == east[:2] == north[:2] == ["17T", "LG"]
    assert int(east[2]) - int(here[2]) == 8
    assert int(north[3]) - int(here[3]) == 11


@pytest.mark.parametrize(("lon", "lat"), [(0.0, 84.0), (0.0, -80.5), (181.0, 0.0)])
def test_beyond_utm_there_is_none(lon: float, lat: float) -> None:
    with pytest.raises(UsageError, match="no grid reference"):
        grid_reference(lon, lat)
