"""Whether coverage was told right: passages are cut, counted and compared as by hand."""

from pathlib import Path

import numpy as np
import pytest

from northline.app.coverage import coverage
from northline.app.coverage_predicted import predicted
from northline.app.node import Node
from northline.engines.coverage import BANDS, CLASSES
from northline.exercise.coverage import Agreement, Predicted, agreement, target_of
from northline.exercise.truth import TRACE_SECONDS, Trace, Truth
from northline.geo.distance import destination
from northline.geo.line import point_at
from northline.records.position import Craft
from northline.records.sensor import Target
from northline.records.time import parse_instant
from northline.records.units import Kilometres, Metres, Micros
from tests.app.sensed import BEGIN, sensor, tell
from tests.app.test_coverage import RADAR

START = parse_instant("2026-07-01T17:00:00Z")
KM = 4500
LON, LAT = (float(each[0]) for each in point_at("atlantic-pacific", [KM + 0.5]))
BAND = 1000.0


def walk(
    *, since: int = 60, speed: float = 2.0, from_south: float = 4900.0, metres: float = 9800.0,
    detected: tuple[float, ...] = (), craft: Craft = Craft.PERSON, role: str = "walker", number: int = 1,
) -> Trace:  # fmt: skip
    """Straight northwards over the line."""
    steps = int(metres / speed / TRACE_SECONDS) + 1
    away = np.arange(steps) * speed * TRACE_SECONDS - from_south
    lon, lat = destination(np.full(steps, LON), np.full(steps, LAT), np.where(away < 0, 180.0, 0.0), np.abs(away))  # fmt: skip
    return Trace(
        number=number, identity=None, role=role, craft=craft, since=since,
        lon=tuple(lon.tolist()), lat=tuple(lat.tolist()), detected=detected,
    )  # fmt: skip


def truth(*traces: Trace, duration: int = 7200) -> Truth:
    return Truth(
        scenario="made-up", seed=1, start=START, duration=duration, line_km=Kilometres(3.0),
        crossings=(), traces=traces,
    )  # fmt: skip


def told(chance: float | dict[int, float], hours: int = 2) -> Predicted:
    """The same of every class, by band where it is not the same everywhere."""
    values = np.zeros((hours, len(CLASSES), 3, BANDS))
    if isinstance(chance, dict):
        for band, value in chance.items():
            values[..., band] = value
    else:
        values[:] = chance
    return Predicted(
        hours=tuple(Micros(START + n * 3_600_000_000) for n in range(hours)),
        classes=CLASSES,
        stretches=tuple((0, KM + n) for n in (-1, 0, 1)),
        strip=Metres(5000.0),
        chance=values,
    )


def test_one_who_walks_over_passes_every_band_once() -> None:
    # Two metres a second: 500 s in each band of a kilometre; seen in the second and the third.
    seen = tuple(60.0 + 500.0 + n for n in (0, 100, 200, 450, 460, 470))
    found = agreement(truth(walk(detected=seen)), told({1: 1.0, 2: 1.0, 3: 0.25}))
    assert found.passages == 10  # the hour turns 180 m into a band, which is too little to count
    assert found.seen == pytest.approx(2 / 10)
    assert found.brier == pytest.approx(0.25**2 / 10)
    assert [(each.passages, each.seen) for each in found.bins] == [(7, 0.0), (1, 0.0), (2, 1.0)]
    assert found.by_class == {"walker": found.brier}


def test_two_detections_are_not_three() -> None:
    found = agreement(truth(walk(detected=(600.0, 700.0))), told(0.0))
    assert (found.seen, found.brier) == (0.0, 0.0)


def test_a_prediction_that_is_always_right_scores_nothing_and_one_half_a_quarter() -> None:
    every = tuple(float(n) for n in range(0, 7200, 5))
    right = agreement(truth(walk(detected=every)), told(1.0))
    assert (right.brier, right.brier_of_mean, right.predicted, right.seen) == (0.0, 0.0, 1.0, 1.0)
    half = agreement(truth(walk(detected=every), walk(number=2)), told(0.5))
    assert half.brier == 0.25
    assert half.brier_of_mean == pytest.approx(0.25)


@pytest.mark.parametrize(
    "trace",
    [
        walk(craft=Craft.UNIT),
        walk(craft=Craft.UNKNOWN, role="deer"),
        walk(craft=Craft.AIRCRAFT, role="airliner"),
        walk(metres=300.0),
        walk(from_south=60_000.0, metres=5_000.0),
        walk(since=8_000),
    ],
)
def test_what_no_prediction_is_of_is_left_out(trace: Trace) -> None:
    assert agreement(truth(trace), told(0.5)) == Agreement(
        passages=0, predicted=None, seen=None, brier=None, brier_of_mean=None, bins=(), by_class={}
    )


def test_where_there_is_no_ground_nothing_was_predicted() -> None:
    found = agreement(truth(walk()), told({n: float("nan") for n in range(BANDS - 1)}))
    assert found.passages == 1


def test_a_snowmobile_is_one_and_an_airliner_none() -> None:
    assert target_of(walk(craft=Craft.VEHICLE, role="snowmobile")) is Target.SNOWMOBILE
    assert target_of(walk(craft=Craft.VEHICLE, role="farm-truck")) is Target.VEHICLE
    assert target_of(walk(craft=Craft.AIRCRAFT, role="light")) is Target.LOW_AIRCRAFT
    assert target_of(walk(craft=Craft.AIRCRAFT, role="airliner")) is None


def test_what_is_predicted_is_the_coverage_of_its_hours(tmp_path: Path) -> None:
    with Node.open(tmp_path / "drill", home=tmp_path / "home", exercise=True) as node:
        tell(node, "sensor", sensor("radar:1", 0, **RADAR))
        found = predicted(node, Micros(BEGIN + 1_800_000_000), 5400)
        covered = coverage(node, at=Micros(BEGIN + 7_100_000_000), hours=len(found.hours))
    assert found.hours == covered.hours
    assert found.chance.shape == (2, len(CLASSES), 19, BANDS)
    assert (found.chance == covered.strips.chance[..., :BANDS])[~np.isnan(found.chance)].all()
