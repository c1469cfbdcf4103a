"""Plots into tracks: one thing, one track, whichever sensors see it and however they see."""

import itertools
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from northline.engines.fusion import Fusion, FusionState
from northline.geo.distance import destination, near_distance
from northline.records.ids import Origin, derived_ids
from northline.records.schema import kind_of
from northline.records.track import Track
from tests.engines.running import run
from tests.engines.sightings import (
    OTHER_SHORE,
    RADAR,
    SHORE,
    by_time,
    clutter,
    fused,
    plots,
    radar,
    sensor,
    straight,
    tracks_of,
)

OTHER = "asterix:25/202"


def off(rows: list[dict[str, Any]], course: float, speed: float, lon: float, lat: float) -> Any:
    """Metres by which points miss a straight way."""
    seconds = np.array([row["at"].timestamp() for row in rows]) - 1_800_000_000.0
    x, y = straight(seconds, lon, lat, course, speed)
    return near_distance([r["lon"] for r in rows], [r["lat"] for r in rows], x, y)


def boat(seed: int = 1, **more: Any) -> pa.Table:
    """A boat that one radar sees every 4 s, for 3 minutes."""
    seconds = np.arange(0.0, 180.0, 4.0)
    lon, lat = straight(seconds, -83.06, 42.29, 60.0, 9.0)
    return radar(np.random.default_rng(seed), seconds, lon, lat, **more)


def test_a_dark_boat_is_one_track_that_begins_where_it_was_first_seen() -> None:
    table = boat()
    points, state = fused(table)
    ids = table.column("id").to_pylist()
    assert {row["track"] for row in points} == {ids[0]}
    assert points[0]["evidence"] == [ids[0]]
    assert points[0]["at"] == table.column("at")[0].as_py()
    cited = [each for row in points for each in row["evidence"]]
    assert cited == ids
    assert [row["points"] for row in points] == list(range(1, len(points) + 1))
    assert all(a["at"] < b["at"] for a, b in itertools.pairwise(points))
    assert [row["identity"] for row in points] == [None] * len(points)
    assert state.counts.believed == 1
    assert state.counts.ended == 1


def test_it_is_believed_after_three_plots_and_not_before() -> None:
    table = boat(seen=1.0)
    assert not fused(table.slice(0, 2))[0]
    first, second = fused(table.slice(0, 3))[0]
    assert second["evidence"] == table.column("id").to_pylist()[1:3]
    assert 0.9 < second["quality"] < 1.0
    assert first["gap"] is None
    assert second["gap"] == pytest.approx(8.0)
    later = fused(table)[0][-1]
    assert later["quality"] >= second["quality"]
    assert later["speed_knots"] == pytest.approx(9.0 / 0.514444, abs=3.0)
    assert later["course"] == pytest.approx(60.0, abs=10.0)


def test_points_are_records_of_their_kind() -> None:
    given, _ = run(Fusion(), [{"plot": by_time(boat())}])
    assert all(isinstance(row, Track) for row in kind_of(Track).from_batch(given["track"]))


def test_two_radars_out_of_step_make_one_better_track() -> None:
    errors: dict[int, list[float]] = {1: [], 2: []}
    for seed in range(6):
        rng = np.random.default_rng(seed)
        first = np.arange(0.0, 240.0, 4.0)
        second = np.arange(1.3, 240.0, 2.7)
        lon, lat = straight(first, -83.06, 42.29, 60.0, 9.0)
        one = radar(rng, first, lon, lat, azimuth_sigma=1.0)
        lon, lat = straight(second, -83.06, 42.29, 60.0, 9.0)
        two = radar(rng, second, lon, lat, name=OTHER, place=OTHER_SHORE, azimuth_sigma=1.0)
        for many, table in ((1, one), (2, by_time(one, two))):
            points, _ = fused(table)
            (track,) = tracks_of(points)
            late = [row for row in track if row["at"].timestamp() > 1_800_000_080]
            errors[many] += off(late, 60.0, 9.0, -83.06, 42.29).tolist()
            assert set(track[-1]["sensors"]) == ({RADAR} if many == 1 else {RADAR, OTHER})
    assert np.mean(errors[2]) < 0.9 * np.mean(errors[1])


@pytest.mark.parametrize("seed", range(3))
def test_the_stated_error_is_the_true_one_or_more(seed: int) -> None:
    """Squared error over the variance of the worst direction: its mean is below the 2 of both."""
    rng = np.random.default_rng(seed)
    seconds = np.arange(0.0, 1200.0, 4.0)
    lon, lat = straight(seconds, -83.06, 42.20, 10.0, 9.0)
    points, _ = fused(radar(rng, seconds, lon, lat, azimuth_sigma=0.5))
    (track,) = tracks_of(points)
    squared = (off(track, 10.0, 9.0, -83.06, 42.20) / np.array([r["sigma"] for r in track])) ** 2
    assert 0.2 < squared[20:].mean() < 2.0


def test_clutter_alone_makes_hardly_a_track() -> None:
    rng = np.random.default_rng(7)
    noise = clutter(rng, np.arange(0.0, 1200.0, 5.0), 1.8)  # as much as is supposed, 36 km2
    points, state = fused(noise)
    assert state.counts.begun > 300
    assert state.counts.believed <= 3
    assert len(points) < 20


def test_a_boat_in_clutter_is_followed() -> None:
    rng = np.random.default_rng(8)
    table = by_time(boat(), clutter(rng, np.arange(0.0, 180.0, 4.0), 1.8))
    points, _ = fused(table)
    longest = max(tracks_of(points), key=len)
    assert len(longest) > 30
    assert np.median(off(longest, 60.0, 9.0, -83.06, 42.29)) < 20.0


def test_a_boat_that_turns_hard_stays_one_track() -> None:
    rng = np.random.default_rng(3)
    seconds = np.arange(0.0, 300.0, 4.0)
    heading = np.where(
        seconds < 100.0, 0.0, np.where(seconds < 124.0, (seconds - 100.0) * 7.5, 180.0)
    )
    step = 4.0 * 12.0
    x = np.cumsum(step * np.sin(np.radians(heading)))
    y = np.cumsum(step * np.cos(np.radians(heading)))
    away, course = np.hypot(x, y), np.degrees(np.arctan2(x, y))
    lon, lat = destination(-83.06, 42.29, course, away)
    points, state = fused(radar(rng, seconds, lon, lat, craft="vessel"))
    assert state.counts.believed == 1
    assert points[-1]["course"] == pytest.approx(180.0, abs=10.0)


def test_two_boats_that_pass_close_by_stay_two() -> None:
    rng = np.random.default_rng(5)
    seconds = np.arange(0.0, 240.0, 4.0)
    one = straight(seconds, -83.07, 42.290, 90.0, 9.0)
    two = straight(seconds, -83.045, 42.2905, 270.0, 8.0)
    table = by_time(
        radar(rng, seconds, *one, range_sigma=8.0),
        radar(rng, seconds + 0.01, *two, range_sigma=8.0),
    )
    tracks = tracks_of(fused(table)[0])
    assert len(tracks) == 2
    assert tracks[0][-1]["course"] == pytest.approx(90.0, abs=25.0)
    assert tracks[1][-1]["course"] == pytest.approx(270.0, abs=25.0)


def test_boats_in_formation_are_not_taken_for_one() -> None:
    rng = np.random.default_rng(6)
    seconds = np.arange(0.0, 300.0, 4.0)
    one = straight(seconds, -83.07, 42.290, 90.0, 9.0)
    two = straight(seconds, -83.07, 42.2908, 90.0, 9.0)
    table = by_time(
        radar(rng, seconds, *one, range_sigma=8.0),
        radar(rng, seconds + 0.01, *two, range_sigma=8.0),
    )
    _, state = fused(table)
    assert (state.counts.believed, state.counts.merged) == (2, 0)


def test_two_tracks_of_one_boat_become_one() -> None:
    """A sensor that splits a boat in two for a while, and then no more."""
    rng = np.random.default_rng(11)
    seconds = np.arange(0.0, 400.0, 4.0)
    lon, lat = straight(seconds, -83.07, 42.29, 90.0, 6.0)
    north = np.where(seconds < 100.0, np.clip(120.0 - seconds * 1.2, 0.0, None), 0.0) / 111_132.0
    split = seconds < 100.0
    one = radar(rng, seconds, lon, lat, seen=1.0)
    two = radar(rng, seconds[split] + 0.01, lon[split], (lat + north)[split], seen=1.0)
    points, state = fused(by_time(one, two))
    assert state.counts.believed == 2
    late = [row for row in points if row["at"].timestamp() > 1_800_000_160]
    assert len({row["track"] for row in late}) == 1


def test_a_direction_begins_no_track_but_makes_one_better_across_its_line() -> None:
    rng = np.random.default_rng(9)
    seconds = np.arange(0.0, 240.0, 4.0)
    lon, lat = straight(seconds, -83.06, 42.30, 90.0, 4.0)
    wide = radar(rng, seconds, lon, lat, azimuth_sigma=1.5, range_sigma=10.0)
    looks = np.arange(20.0, 240.0, 1.0)
    seen = straight(looks, -83.06, 42.30, 90.0, 4.0)
    from northline.geo.distance import bearing

    theta = bearing(*SHORE, *seen) + rng.normal(0, 0.05, len(looks))
    camera = plots(
        "camera", looks, measure="bearing", azimuth=theta % 360.0, azimuth_sigma=0.05,
        sensor_lon=SHORE[0], sensor_lat=SHORE[1],
    )  # fmt: skip
    about = sensor("camera", revisit=1.0, false_alarms=30.0, range=8000.0)
    none, state = fused(camera, about=about)
    assert not none
    assert state.counts.unplaced == len(looks)
    alone, _ = fused(wide)
    both, _ = fused(by_time(wide, camera), about=about)
    (track,) = tracks_of(both)
    assert "camera" in track[-1]["sensors"]
    plain = np.mean(off(tracks_of(alone)[0][15:], 90.0, 4.0, -83.06, 42.30))
    better = np.mean(off(track[40:], 90.0, 4.0, -83.06, 42.30))
    assert better < 0.6 * plain


def test_a_walker_past_ground_sensors_is_a_track() -> None:
    seconds = np.array([0.0, 60.0, 118.0, 181.0, 240.0])
    lon, lat = straight(np.array([0.0, 60.0, 120.0, 180.0, 240.0]), -75.0, 45.0, 0.0, 1.4)
    tables = [
        plots(f"sta:{k}", [t], measure="trip", lon=x, lat=y, sigma=15.0, craft="person")
        for k, (t, x, y) in enumerate(zip(seconds, lon, lat, strict=True))
    ]
    (track,) = tracks_of(fused(by_time(*tables))[0])
    assert track[-1]["craft"] == "person"
    assert len(track[-1]["sensors"]) == 5
    assert track[-1]["speed_knots"] == pytest.approx(1.4 / 0.514444, abs=1.0)


def test_a_ground_sensor_makes_nobody_on_foot_of_what_drives() -> None:
    seconds = np.arange(0.0, 120.0, 4.0)
    lon, lat = straight(seconds, -75.0, 45.0, 0.0, 12.0)
    drive = plots("radar", seconds, lon=lon, lat=lat, sigma=6.0)
    wrong = plots(
        "sta:1", [62.0], measure="trip", lon=lon[15:16], lat=lat[15:16], sigma=50.0, craft="person"
    )
    (track,) = tracks_of(fused(by_time(drive, wrong))[0])
    assert track[-1]["craft"] == "unknown"
    assert max(each["sigma"] for each in track[5:]) < 15.0


def test_places_of_a_tracker_carry_their_group() -> None:
    seconds = np.arange(0.0, 40.0, 4.0)
    lon, lat = straight(seconds, -75.0, 45.0, 0.0, 1.4)
    table = plots(
        "drone", seconds, lon=lon, lat=lat, sigma=3.0, craft="person",
        group=[1, 3, None, 2, 2, 2, 2, 2, 2, 2],
    )  # fmt: skip
    points, _ = fused(table)
    assert points[-1]["group"] == 3
    assert fused(boat())[0][-1]["group"] is None


@pytest.mark.parametrize(("speed", "craft"), [(150.0, "aircraft"), (30.0, "unknown")])
def test_what_goes_fast_enough_is_an_aircraft(speed: float, craft: str) -> None:
    seconds = np.arange(0.0, 120.0, 2.0)
    lon, lat = straight(seconds, -83.06, 42.29, 0.0, speed)
    points, _ = fused(plots("r", seconds, lon=lon, lat=lat, sigma=10.0))
    assert points[-1]["craft"] == craft


@pytest.mark.parametrize(
    ("lon", "lat"), [(-140.99, 69.6), (-141.0, 60.3), (-66.9, 44.8), (-52.5, 47.0)]
)
def test_it_works_along_the_whole_border(lon: float, lat: float) -> None:
    rng = np.random.default_rng(2)
    seconds = np.arange(0.0, 240.0, 4.0)
    x, y = straight(seconds, lon, lat, 250.0, 12.0)
    points, state = fused(radar(rng, seconds, x, y, place=(lon + 0.05, lat + 0.03)))
    assert state.counts.believed == 1
    assert np.mean(off(points[10:], 250.0, 12.0, lon, lat)) < 20.0


def test_altitude_is_the_one_last_stated_and_makes_a_slant_range_level() -> None:
    seconds = np.arange(0.0, 80.0, 4.0)
    x, y = straight(seconds, -83.05, 42.40, 0.0, 100.0)
    from northline.geo.distance import bearing, distance

    ground = distance(*SHORE, x, y)
    table = plots(
        RADAR, seconds, measure="polar", range=np.hypot(ground, 6000.0 - 200.0), range_sigma=20.0,
        azimuth=bearing(*SHORE, x, y), azimuth_sigma=0.1, sensor_lon=SHORE[0], sensor_lat=SHORE[1],
        sensor_altitude=200.0, altitude=6000.0, altitude_reference="geometric",
    )  # fmt: skip
    points, _ = fused(table)
    last = points[-1]
    assert (last["altitude"], last["altitude_reference"]) == (6000.0, "geometric")
    assert last["craft"] == "aircraft"
    assert off([last], 0.0, 100.0, -83.05, 42.40)[0] < 30.0


def test_tests_and_plots_without_a_place_are_counted_and_not_used() -> None:
    table = boat()
    n = table.num_rows
    wrong = plots(RADAR, np.arange(n) * 1.0, lon=181.0, lat=42.0, sigma=5.0)
    none = plots(RADAR, np.arange(n) * 1.0, measure="bearing", sensor_lon=-83.0, sensor_lat=42.0)
    tests = plots(RADAR, np.arange(n) * 1.0, lon=-83.0, lat=42.0, sigma=5.0, test=True)
    points, state = fused(by_time(wrong, none, tests))
    assert not points
    assert (state.counts.placeless, state.counts.tests, state.counts.begun) == (2 * n, n, 0)


def test_markings_join_along_a_track() -> None:
    secret = boat()
    table = by_time(
        secret.slice(0, 10).set_column(
            secret.schema.get_field_index("marking"),
            secret.schema.field("marking"),
            pa.array([9 if k == 5 else 7 for k in range(10)], pa.uint64()),
        )
    )
    marks = [row["marking"] for row in fused(table)[0]]
    tightened = table.column("marking").to_pylist().index(9)
    assert marks[0] == 7
    assert marks[-1] == 9
    assert marks == [7] * marks.index(9) + [9] * (len(marks) - marks.index(9))
    assert tightened == 5


def test_a_node_without_sensors_pays_nothing() -> None:
    from tests.engines.traffic import positions

    table = positions("mmsi:1", [0.0, 10.0], [-83.0, -83.0], [42.3, 42.3])
    given, state = run(Fusion(), [{"position": table}])
    assert not given
    assert state == FusionState()


def test_what_flies_over_a_boat_gives_it_no_name() -> None:
    from tests.engines.traffic import positions

    lon, lat = straight(np.array([100.0]), -83.06, 42.29, 60.0, 9.0)
    for craft, named in (("drone", False), ("aircraft", False), ("vessel", True)):
        over = positions("klv:C-EX01", [100.0], lon, lat, craft=craft)
        points, _ = fused(boat(), over)
        assert any(each["identity"] == "klv:C-EX01" for each in points) is named


def test_ids_in_one_column_are_those_of_single_records() -> None:
    evidence = boat().column("id").to_pylist()
    each = [Origin("track", "fusion").derived(one) for one in evidence]
    assert derived_ids("track", "fusion", evidence).to_pylist() == each
    both = [Origin("track", "fusion").derived(one, bytes(16)) for one in evidence]
    tracks = [bytes(16)] * len(evidence)
    assert derived_ids("track", "fusion", evidence, tracks).to_pylist() == both
