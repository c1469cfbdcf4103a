"""Coverage: three detections or more, reckoned as by hand; what is seen from where; the gaps."""

import itertools
import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.engines.coverage import (
    BANDS,
    BOTH,
    CANADA,
    CLASSES,
    UNITED_STATES,
    Area,
    CoverageParams,
    Frame,
    Ground,
    Instant,
    Masked,
    Place,
    Stretch,
    Strips,
    Watcher,
    chances,
    gaps,
    ground_of,
    stretches_near,
)
from northline.engines.coverage.ground import LANES, STRIP, every_stretch
from northline.engines.coverage.strips_kernel import thrice
from northline.geo.distance import distance
from northline.geo.elevation import Elevation
from northline.geo.geotiff import geotiff
from northline.geo.line import point_at
from northline.records.errors import SettingsError
from northline.records.sensor import SensorSort, Target
from northline.records.time import parse_instant
from tests.geo.rasters import tiff

WALKER = CLASSES.index(Target.WALKER)
BOAT = CLASSES.index(Target.BOAT)
NOON = parse_instant("2026-07-01T17:00:00Z")
NIGHT = parse_instant("2026-07-01T05:00:00Z")
PARAMS = CoverageParams()
KM = 1500
"""A kilometre of the 49th parallel: straight, east to west."""

LON, LAT = (float(each[0]) for each in point_at("atlantic-pacific", [KM + 3000.5]))
STRETCHES = [Stretch(0, km) for km in range(KM + 2995, KM + 3007)]
HERE = 5
"""Place of the stretch that LON, LAT is on."""


@pytest.fixture(scope="module")
def ground() -> Ground:
    return ground_of(STRETCHES)


def radar(**more: object) -> Watcher:
    told: dict[str, object] = {
        "identity": "radar:1",
        "sort": SensorSort.RADAR,
        "revisit": 3.0,
        "detection": ((Target.WALKER, "day", 0.5), (Target.WALKER, "night", 0.5)),
        "places": (Place(LON, LAT),),
        "range": 4000.0,
        **more,
    }
    return Watcher(**told)  # type: ignore[arg-type]


def covered(ground: Ground, *watchers: Watcher, at: int = NOON, **more: object) -> Strips:
    everybody = tuple((number, 1.0) for number in range(len(watchers)))
    params = more.pop("params", PARAMS)
    return chances(ground, watchers, [[Instant(at, everybody)]], params, **more)  # type: ignore[arg-type]


# --- the ground ---------------------------------------------------------------------------


def test_every_place_of_the_strip_belongs_to_one_stretch_and_band(ground: Ground) -> None:
    # 10 km2 of each stretch in squares of 125 m
    assert ground.here.sum() / len(STRETCHES) == pytest.approx(640, rel=0.01)
    assert ground.here.sum(axis=0) / len(STRETCHES) == pytest.approx([64] * BANDS, rel=0.05)
    assert ground.here.min() > 0
    assert ground.here.sum() == len(ground.lon)
    assert (np.diff(ground.lane) >= 0).all()
    half = BANDS // 2
    north = ground.lat > 49.0
    assert (north == (ground.band >= half)).mean() > 0.999  # Canada lies north there


def test_ground_is_the_same_alone_and_among_others(ground: Ground) -> None:
    alone = ground_of([STRETCHES[HERE]])
    among = ground.lane // LANES == HERE
    assert sorted(zip(alone.lon, alone.lat, strict=True)) == sorted(
        zip(ground.lon[among], ground.lat[among], strict=True)
    )


def test_what_a_sensor_can_reach_is_found() -> None:
    found = stretches_near(LON, LAT, 4000.0)
    every, x, y = every_stretch()
    assert STRETCHES[HERE] in found
    away = distance(x, y, LON, LAT)
    near = {each for each, metres in zip(every, away, strict=True) if metres < 4000.0 + STRIP}
    assert near <= set(found)
    assert len(every) == 6_416 + 2_476


# --- three or more ------------------------------------------------------------------------


def by_hand(looks: Sequence[tuple[int, float]]) -> float:
    """Probability of three or more, over every outcome of every look."""
    chance = 0.0
    each = [p for count, p in looks for _ in range(count)]
    for outcome in itertools.product((0, 1), repeat=len(each)):
        if sum(outcome) >= 3:
            chance += math.prod(p if o else 1 - p for p, o in zip(each, outcome, strict=True))
    return chance


@given(
    looks=st.lists(st.tuples(st.integers(0, 4), st.floats(0.0, 1.0)), min_size=1, max_size=3),
)
@settings(max_examples=80)
def test_three_or_more_is_as_reckoned_over_every_outcome(looks: list[tuple[int, float]]) -> None:
    count = len(looks)
    out = np.zeros((1, 1, BANDS + 3))
    share = np.zeros((count, 1, 1, BANDS))
    share[..., 0] = 1.0
    near = np.array([p for _, p in looks]).repeat(2).reshape(count, 1, 2)
    revisit = np.array([1.0 / n if n else 1e12 for n, _ in looks])
    here = np.zeros((1, BANDS), np.int64)
    here[0, 0] = 1
    thrice(
        np.zeros(count, np.int64), np.ones(count, np.int64), np.arange(count) * BANDS,
        share.ravel(), share.ravel(), near, revisit, np.zeros(1, np.bool_), here,
        np.ones(1), 1, out,
    )  # fmt: skip
    for scope in (0, UNITED_STATES, BOTH):
        assert out[0, 0, scope] == pytest.approx(by_hand(looks), abs=1e-9)
    assert np.isnan(out[0, 0, CANADA])


def test_part_of_a_look_is_a_look_with_that_probability(ground: Ground) -> None:
    # A look every 12 hours at a strip that takes a walker 2 h 19 min: three looks never come.
    satellite = radar(sort=SensorSort.SATELLITE, places=(), everywhere=True, revisit=43_200.0)
    assert covered(ground, satellite).chance.max() == 0.0
    # 8333 s on both sides together; a look every 3333 s is two and a half of them.
    seconds = 2 * STRIP / PARAMS.walker.speed
    some = radar(places=(), everywhere=True, revisit=seconds / 2.5)
    found = covered(ground, some).chance[0, WALKER, :, BOTH]
    assert found == pytest.approx(np.full(len(STRETCHES), 0.5 * 0.5**3))


def test_two_sensors_see_more_than_each_and_none_sees_nothing(ground: Ground) -> None:
    one = radar(revisit=400.0)
    other = radar(identity="radar:2", revisit=900.0)
    first, second, both = (
        covered(ground, *some).chance[0, WALKER, HERE, BOTH]
        for some in ((one,), (other,), (one, other))
    )
    assert 0.0 < second < first < both < 1.0
    assert covered(ground).chance[0, WALKER, HERE, BOTH] == 0.0


def test_who_is_fast_is_looked_at_less_often(ground: Ground) -> None:
    every = tuple((target, "day", 0.3) for target in CLASSES)
    slow = covered(ground, radar(detection=every, revisit=200.0))
    assert slow.chance[0, WALKER, HERE, BOTH] > slow.chance[0, BOAT, HERE, BOTH]


def test_by_night_the_probability_of_the_night_counts(ground: Ground) -> None:
    day_only = radar(detection=((Target.WALKER, "day", 0.9),))
    assert covered(ground, day_only, at=NOON).chance[0, WALKER, HERE, BOTH] > 0.9
    night = covered(ground, day_only, at=NIGHT)
    assert night.chance[0, WALKER, HERE, BOTH] == 0.0
    assert (night.dark == 1.0).all()


def test_a_class_of_which_nothing_is_stated_is_not_covered(ground: Ground) -> None:
    assert covered(ground, radar()).chance[0, BOAT].max() == 0.0


def test_a_degraded_sensor_counts_for_less(ground: Ground) -> None:
    watcher = radar(revisit=300.0)
    whole, half = (
        chances(ground, [watcher], [[Instant(NOON, ((0, factor),))]], PARAMS)
        for factor in (1.0, 0.5)
    )
    assert half.chance[0, WALKER, HERE, BOTH] < whole.chance[0, WALKER, HERE, BOTH]


def test_an_hour_is_the_mean_of_its_parts(ground: Ground) -> None:
    parts = [Instant(NOON, ((0, 1.0),)), Instant(NOON, ()), Instant(NOON, ()), Instant(NOON, ())]
    found = chances(ground, [radar()], [parts], PARAMS).chance[0, WALKER, HERE, BOTH]
    assert found == pytest.approx(covered(ground, radar()).chance[0, WALKER, HERE, BOTH] / 4)


# --- what is seen from where ---------------------------------------------------------------


def test_a_walker_is_seen_less_far_than_a_vehicle(ground: Ground) -> None:
    both = ((Target.WALKER, "day", 0.9), (Target.VEHICLE, "day", 0.9))
    found = covered(ground, radar(detection=both)).chance[0]
    bands = [(found[CLASSES.index(each), HERE, :BANDS] > 0.5).sum() for each, _, _ in both]
    assert bands == [6, 8]  # to 2.4 and to 4 km, on both sides


def test_what_is_steered_sees_its_frames_for_their_share(ground: Ground) -> None:
    x, y = 0.012, 0.004
    ring = ((LON - x, LAT), (LON + x, LAT), (LON + x, LAT + y), (LON - x, LAT + y))
    seen = covered(ground, radar(frames=(Frame(ring, 1.0),), places=()))
    assert seen.chance[0, WALKER, HERE, CANADA] > 0.9
    assert seen.chance[0, WALKER, :, UNITED_STATES].max() == 0.0
    rarely = covered(ground, radar(frames=(Frame(ring, 0.02),), places=()))
    assert 0.0 < rarely.chance[0, WALKER, HERE, CANADA] < 0.5


def test_what_moves_covers_each_place_for_the_time_it_was_there(ground: Ground) -> None:
    here, there = Place(LON, LAT, 0.5), Place(LON + 0.06, LAT, 0.5)
    moving = covered(ground, radar(places=(here, there), revisit=800.0)).chance[0, WALKER, :, BOTH]
    still = covered(ground, radar(revisit=800.0)).chance[0, WALKER, :, BOTH]
    assert 0.0 < moving[HERE] < still[HERE]
    assert (moving > 0.0).sum() > (still > 0.0).sum()


def test_a_sector_and_masks_leave_the_rest(ground: Ground) -> None:
    north = radar(bearing_from=270.0, bearing_to=90.0)
    found = covered(ground, north).chance[0, WALKER, HERE]
    assert found[CANADA] > 0.9
    assert found[UNITED_STATES] == 0.0
    behind = radar(masked=Masked(sectors=((90.0, 270.0),)))
    assert covered(ground, behind).chance[0, WALKER, HERE, UNITED_STATES] == 0.0
    x, y = 0.05, 0.05
    ring = ((LON - x, LAT), (LON + x, LAT), (LON + x, LAT + y), (LON - x, LAT + y))
    masked = covered(ground, radar(masked=Masked(areas=(Area(ring),)))).chance[0, WALKER, HERE]
    assert masked[CANADA] == 0.0
    assert masked[UNITED_STATES] > 0.9


def test_ground_that_stands_in_the_way_hides_what_is_behind_it(ground: Ground) -> None:
    heights = np.zeros((400, 400), np.float32)
    heights[185:190, :] = 200.0  # a ridge along the north, 5 to 10 cells from the eye
    step = 0.0003
    corner = (LON - 200 * step, LAT + 200 * step)
    hills = Elevation(geotiff(tiff(heights, at=corner, step=step)))
    found = covered(ground, radar(height=15.0), elevation=hills).chance[0, WALKER, HERE]
    assert found[UNITED_STATES] > 0.9
    assert found[BANDS // 2 + 1] == 0.0
    flat = covered(ground, radar(height=15.0)).chance[0, WALKER, HERE]
    assert flat[BANDS // 2 + 1] > 0.9


def test_below_the_horizon_nothing_is_seen(ground: Ground) -> None:
    far = radar(range=30_000.0, detection=((Target.VEHICLE, "day", 0.9),), height=0.5)
    vehicle = CLASSES.index(Target.VEHICLE)
    low = covered(ground, far).chance[0, vehicle, :, BOTH]
    high = covered(ground, radar(range=30_000.0, detection=far.detection)).chance[
        0, vehicle, :, BOTH
    ]
    assert low.min() <= high.min()
    assert high.min() > 0.9


# --- gaps ---------------------------------------------------------------------------------


def test_gaps_are_longest_runs_ranked_by_kilometres_times_hours() -> None:
    stretches = [Stretch(0, km) for km in (10, 11, 12, 13, 20, 21)]
    chance = np.array(
        [
            [0.1, 0.2, 0.9, 0.0, 0.0, 0.9],
            [0.3, 0.2, 0.9, 0.9, 0.4, 0.4],
            [0.9, 0.9, 0.9, 0.0, 0.0, 0.9],
        ]
    )
    found = gaps(chance, stretches, 0.5)
    told = [(gap.first, gap.last, gap.hours, gap.km_hours) for gap in found]
    assert told == [(0, 1, (0, 1), 4), (3, 3, (0, 2), 2), (4, 4, (0, 2), 2), (4, 5, (1,), 2)]
    assert found[0].least == 0.1
    assert found[0].mean == pytest.approx(0.2)


@given(st.lists(st.lists(st.floats(0.0, 1.0), min_size=6, max_size=6), min_size=1, max_size=5))
def test_every_stretch_and_hour_below_is_in_one_gap(rows: list[list[float]]) -> None:
    chance = np.array(rows)
    stretches = [Stretch(0, km) for km in (1, 2, 3, 5, 6, 7)]
    inside = np.zeros(chance.shape, np.int64)
    for gap in gaps(chance, stretches, 0.5):
        inside[list(gap.hours), gap.first : gap.last + 1] += 1
    assert (inside == (chance < 0.5)).all()


@pytest.mark.parametrize(
    "wrong", [{"edge": 1.5}, {"enough": 0.0}, {"slot": 0}, {"degraded": float("nan")}]
)
def test_parameters_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(SettingsError, match=next(iter(wrong))):
        CoverageParams(**wrong)  # type: ignore[arg-type]
