"""The sun stands where almanacs have it."""

import numpy as np
import pytest

from northline.geo.sun import CIVIL, altitude
from northline.records.time import parse_instant

SET = -0.833
"""Altitude of the sun's middle when its rim touches the horizon, refraction included."""


@pytest.mark.parametrize(
    ("lon", "lat", "at", "height"),
    [
        (-83.05, 42.33, "2026-06-21T09:56:00Z", SET),  # Detroit, sunrise
        (-83.05, 42.33, "2026-06-22T01:13:00Z", SET),  # and sunset
        (-75.70, 45.42, "2026-12-21T12:40:00Z", SET),  # Ottawa, sunrise
        (-75.70, 45.42, "2026-12-21T21:22:00Z", SET),  # and sunset
        (0.0, 23.44, "2024-06-20T12:02:00Z", 90.0),  # the solstice, overhead
        (0.0, -66.56, "2024-06-20T12:02:00Z", 0.0),  # and on the polar circle
    ],
)
def test_it_stands_where_almanacs_have_it(lon: float, lat: float, at: str, height: float) -> None:
    assert altitude(lon, lat, parse_instant(at)) == pytest.approx(height, abs=0.3)


def test_a_day_has_one_noon_and_one_midnight_everywhere() -> None:
    begin = parse_instant("2026-03-20T00:00:00Z")
    minutes = begin + np.arange(1440) * 60_000_000
    for lon in np.linspace(-141.0, -66.0, 7):
        heights = altitude(lon, 49.0, minutes)
        turns = np.flatnonzero(np.diff(np.sign(np.diff(heights))))
        assert len(turns) == 2
        dark = (heights < CIVIL).mean()
        assert 0.4 < dark < 0.5  # the equinox, civil twilight counted as day
