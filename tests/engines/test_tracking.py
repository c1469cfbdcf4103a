"""Positions into tracks: gate, reach, shared identities, gaps, late reports, errors stated."""

from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.engines.registry import configured
from northline.engines.tracking import Tracking, TrackingState
from northline.geo.distance import destination, near_distance
from northline.records.ids import Origin
from northline.records.position import Craft
from northline.records.schema import kind_of
from northline.records.track import Track
from tests.engines.running import cut, run, same, tracked
from tests.engines.traffic import METRES_IN_A_DEGREE, positions

LON, LAT = -83.05, 42.30
SHRINK = METRES_IN_A_DEGREE * np.cos(np.radians(LAT))


def points(table: pa.Table, engine: Tracking | None = None) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tracked(table, engine).to_pylist()
    return rows


def state_after(table: pa.Table, engine: Tracking | None = None) -> TrackingState:
    _, state = run(engine or Tracking(), [{"position": table}])
    assert isinstance(state, TrackingState)
    return state


def northward(seconds: Any, speed: float = 8.0, lon: float = LON, **more: Any) -> pa.Table:
    """A vessel going due north without noise."""
    seconds = np.asarray(seconds, float)
    lat = LAT + speed * seconds / METRES_IN_A_DEGREE
    return positions(more.pop("identity", "mmsi:316000001"), seconds, [lon] * len(lat), lat, **more)


def test_a_track_is_named_after_its_first_evidence_and_each_point_cites_its_own() -> None:
    table = northward(range(0, 60, 10))
    rows, ids = points(table), table.column("id").to_pylist()
    assert {row["track"] for row in rows} == {ids[0]}
    assert [row["evidence"] for row in rows] == [[each] for each in ids]
    assert [row["id"] for row in rows] == [Origin("track", "tracking").derived(i) for i in ids]
    assert [row["points"] for row in rows] == [1, 2, 3, 4, 5, 6]
    assert [row["gap"] for row in rows] == [None, 10.0, 10.0, 10.0, 10.0, 10.0]
    assert tracked(table).column("at").equals(table.column("at"))
    assert tracked(table).column("received").equals(table.column("received"))
    assert all(isinstance(row, Track) for row in kind_of(Track).from_batch(tracked(table)))


def test_speed_and_course_come_out_of_bare_positions() -> None:
    last = points(northward(range(0, 600, 10)))[-1]
    assert last["speed_knots"] == pytest.approx(8.0 / 0.514444, abs=0.1)
    assert min(last["course"], 360.0 - last["course"]) < 0.5


def test_at_first_sight_speed_is_unknown_unless_stated() -> None:
    assert points(northward([0]))[0]["speed_knots"] is None
    assert points(northward([0]))[0]["course"] is None
    stated = points(northward([0], speed=8.0, course=[45.0]))[0]
    assert stated["speed_knots"] is None  # a course without a speed is no velocity
    table = positions("mmsi:1", [0], [LON], [LAT], speed=[10.0], course=[45.0])
    assert points(table)[0]["speed_knots"] == pytest.approx(10.0)
    assert points(table)[0]["course"] == pytest.approx(45.0)


def test_course_is_unknown_while_a_thing_lies_still() -> None:
    rng = np.random.default_rng(3)
    n = 100
    table = positions(
        "mmsi:1", np.arange(n) * 10.0, LON + rng.normal(0, 10, n) / SHRINK,
        LAT + rng.normal(0, 10, n) / METRES_IN_A_DEGREE, speed=[0.0] * n, course=[10.0] * n,
    )  # fmt: skip
    rows = points(table)
    assert sum(row["course"] is None for row in rows) > 90
    assert rows[-1]["speed_knots"] < 1.0


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("stated", [False, True])
def test_the_stated_error_is_the_true_one(seed: int, stated: bool) -> None:
    """Normalised error squared of a constant-velocity track has the mean 2 of its two axes."""
    rng = np.random.default_rng(seed)
    n, sigma, every = 400, 12.0, 10.0
    seconds = np.arange(n) * every
    east, north = np.cumsum(rng.normal(0, np.sqrt(0.1 * every), (2, n)), axis=1)
    x, y = np.cumsum(east) * every, np.cumsum(north) * every
    x0, y0 = LON + x / SHRINK, LAT + y / METRES_IN_A_DEGREE
    table = positions(
        "mmsi:1", seconds, x0 + rng.normal(0, sigma, n) / SHRINK,
        y0 + rng.normal(0, sigma, n) / METRES_IN_A_DEGREE, sigma=sigma,
        speed=np.hypot(east, north) / 0.514444 if stated else None,
        course=np.degrees(np.arctan2(east, north)) % 360.0 if stated else None,
    )  # fmt: skip
    rows = points(table)[20:]
    off = near_distance([r["lon"] for r in rows], [r["lat"] for r in rows], x0[20:], y0[20:])
    squared = np.mean((off / np.array([r["sigma"] for r in rows])) ** 2)
    assert 1.2 < squared < 3.0
    assert np.sqrt(np.mean(off**2)) < sigma * np.sqrt(2)  # better than the fixes alone


def test_a_glitch_becomes_a_track_of_one_point_and_the_track_goes_on() -> None:
    clean = northward(range(0, 300, 10))
    glitch = positions("mmsi:316000001", [155.0], [LON + 0.5], [LAT + 0.5])
    rows = points(pa.concat_tables([clean.slice(0, 16), glitch, clean.slice(16)]))
    lengths = {
        track: sum(r["track"] == track for r in rows) for track in {r["track"] for r in rows}
    }
    assert sorted(lengths.values()) == [1, 30]
    state = state_after(pa.concat_tables([clean.slice(0, 16), glitch, clean.slice(16)]))
    assert (state.counts.impossible, state.counts.begun) == (1, 2)


def test_two_ships_that_share_an_identity_become_two_tracks() -> None:
    here, there = northward(range(0, 1200, 10)), northward(range(5, 1200, 10), lon=LON + 0.4)
    together = pa.concat_tables([here, there]).sort_by("at")
    rows = points(together)
    assert len({row["track"] for row in rows}) == 2
    for row in rows:
        other = [r for r in rows if r["track"] == row["track"]]
        assert max(r["lon"] for r in other) - min(r["lon"] for r in other) < 0.001


def test_an_identity_has_no_more_tracks_than_it_may() -> None:
    rng = np.random.default_rng(1)
    wild = positions(
        "mmsi:0", np.arange(200) * 1.0, rng.uniform(-130, -70, 200), rng.uniform(42, 60, 200)
    )
    state = state_after(wild)
    assert state.counts.begun > 100
    one = state_after(wild.slice(0, 1))
    assert len(state.tracks) == 4 * len(one.tracks)


def test_a_sharp_turn_is_a_surprise_but_no_new_track() -> None:
    seconds = np.arange(0, 300, 10.0)
    turned = np.maximum(seconds - 150.0, 0.0)
    table = positions(
        "mmsi:1", seconds, LON + 15.0 * turned / SHRINK,
        LAT + 15.0 * np.minimum(seconds, 150.0) / METRES_IN_A_DEGREE, sigma=5.0,
    )  # fmt: skip
    rows = points(table)
    assert len({row["track"] for row in rows}) == 1
    assert state_after(table).counts.surprising >= 1
    surprised = max(rows[14:22], key=lambda row: row["sigma"])
    assert surprised["sigma"] > rows[13]["sigma"]  # the surprise is in the stated error
    assert near_distance(
        [rows[-1]["lon"]], [rows[-1]["lat"]],
        [table["lon"][-1].as_py()], [table["lat"][-1].as_py()],
    )[0] < 10.0  # fmt: skip


def test_late_reports_and_repeats_are_counted_and_not_used() -> None:
    clean = northward(range(0, 100, 10))
    again = northward([50.0, 90.0])
    table = pa.concat_tables([clean, again])
    state = state_after(table)
    assert (state.counts.used, state.counts.late, state.counts.repeats) == (10, 1, 1)
    assert same(tracked(table), tracked(clean))


def test_a_report_of_another_day_starts_a_track_of_its_own() -> None:
    today = northward(range(0, 100, 10))
    yesterday = northward(np.arange(0, 100, 10.0) - 86_400.0)
    state = state_after(pa.concat_tables([today, yesterday]))
    assert (state.counts.used, state.counts.begun, state.counts.late) == (20, 2, 0)


def test_after_a_silence_a_new_track_starts() -> None:
    rows = points(northward([0, 10, 20, 20 + 1800, 20 + 1800 + 1801], speed=1.0))
    assert len({row["track"] for row in rows}) == 2
    assert [row["points"] for row in rows] == [1, 2, 3, 4, 1]


def test_how_long_a_silence_may_be_depends_on_the_craft() -> None:
    for craft, tracks in (("vessel", 1), ("drone", 2)):
        rows = points(northward([0, 10, 410], speed=1.0, craft=craft))
        assert len({row["track"] for row in rows}) == tracks


def test_stations_aids_and_things_without_a_place_are_not_tracked() -> None:
    table = positions(
        ["a", "b", "c", "d", "e"], [0.0] * 5, [LON, LON, np.nan, 181.0, LON], [LAT, LAT, LAT, 91.0, LAT],
        craft=["station", "aid-to-navigation", "vessel", "vessel", "vessel"],
    )  # fmt: skip
    assert [row["identity"] for row in points(table)] == ["e"]
    state = state_after(table)
    assert (state.counts.untracked, state.counts.placeless, state.counts.used) == (2, 2, 1)


def test_a_known_sort_of_craft_outlives_reports_that_do_not_say() -> None:
    table = northward(range(0, 40, 10), craft=["unknown", "vessel", "unknown", "unknown"])
    assert [r["craft"] for r in points(table)] == ["unknown", "vessel", "vessel", "vessel"]


def test_a_point_is_marked_as_tightly_as_all_it_rests_on() -> None:
    table = northward(range(0, 40, 10), marking=[7, 9, 7, 7])
    assert [row["marking"] for row in points(table)] == [7, 9, 9, 9]
    parts, _ = run(Tracking(), cut({"position": table}, [2, 3]), encoded=True)
    assert parts["track"].column("marking").to_pylist() == [7, 9, 9, 9]


def test_an_accurate_fix_counts_for_more_and_an_untimed_one_for_less() -> None:
    seconds = range(0, 300, 10)
    plain = points(northward(seconds))[-1]["sigma"]
    assert points(northward(seconds, sigma=3.0))[-1]["sigma"] < plain
    assert points(northward(seconds, speed=20.0, timed=False))[-1]["sigma"] > plain
    table = northward(seconds)
    place = table.schema.get_field_index("accurate")
    claimed = table.set_column(place, table.schema.field("accurate"), pa.array([True] * 30))
    assert points(claimed)[-1]["sigma"] < plain


def test_silent_tracks_are_forgotten_so_the_state_does_not_grow_for_ever() -> None:
    def crowd(start: float) -> pa.Table:
        names = [f"mmsi:{int(start)}{i}" for i in range(50)]
        return positions(names, [start] * 50, [LON] * 50, [LAT] * 50)

    batches = [{"position": crowd(hour * 3600.0)} for hour in range(48)]
    _, state = run(Tracking(), batches)
    assert isinstance(state, TrackingState)
    one = len(state_after(crowd(0.0)).tracks)
    assert len(state.tracks) <= 6 * one


def test_the_date_line_is_no_wall() -> None:
    lon, lat = destination([179.99] * 60, [52.0] * 60, [90.0] * 60, np.arange(60) * 100.0)
    rows = points(positions("mmsi:1", np.arange(60) * 10.0, lon, lat))
    assert len({row["track"] for row in rows}) == 1
    assert rows[-1]["speed_knots"] == pytest.approx(10.0 / 0.514444, rel=0.02)
    assert all(-180.0 <= row["lon"] < 180.0 for row in rows)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "c"]),
            st.integers(-4000, 4000),
            st.floats(-180, 180),
            st.floats(-90, 90),
            st.sampled_from([craft.value for craft in Craft]),
            st.one_of(st.none(), st.floats(0, 2000)),
            st.integers(0, 10_000),
        ),
        min_size=1,
        max_size=40,
    ),
    st.integers(0, 40),
)
def test_nonsense_neither_breaks_it_nor_loses_a_report(rows: list[Any], where: int) -> None:
    who, seconds, lon, lat, craft, speed, delay = zip(*rows, strict=True)
    table = positions(
        list(who), list(seconds), list(lon), list(lat), craft=list(craft), speed=list(speed),
        course=[None if s is None else 123.0 for s in speed],
    )  # fmt: skip
    received = np.asarray(table.column("at").cast(pa.int64())) + np.array(delay) * 1_000_000
    place = table.schema.get_field_index("received")
    field = table.schema.field("received")
    table = table.set_column(place, field, pa.array(received).cast(field.type))
    given_kinds, state = run(Tracking(), cut({"position": table}, [where]), encoded=True)
    whole, _ = run(Tracking(), [{"position": table}])
    assert isinstance(state, TrackingState)
    c = state.counts
    assert c.used + c.late + c.repeats + c.untracked + c.placeless == len(rows)
    if "track" in whole:
        assert same(whole["track"], given_kinds["track"])
        for name in ("lon", "lat", "sigma"):
            assert np.isfinite(whole["track"].column(name).to_numpy()).all()


def test_gate_and_candidates_are_parameters() -> None:
    wild = northward(range(0, 50, 10)).slice(0, 5)
    one = configured("tracking", {"candidates": 1})
    assert isinstance(one, Tracking)
    glitch = positions("mmsi:316000001", [55.0], [LON + 2.0], [LAT])
    state = state_after(pa.concat_tables([wild, glitch]), one)
    assert len(state.tracks) == len(state_after(wild, one).tracks)
    assert msgspec.structs.asdict(state.counts)["impossible"] == 1


def flight(altitude: list[float | None], **more: Any) -> pa.Table:
    """An aircraft that states these altitudes, one every ten seconds."""
    return northward(
        np.arange(len(altitude)) * 10.0, speed=90.0, identity="icao:c00001", craft="aircraft",
        sigma=30.0, altitude=altitude, **more,
    )  # fmt: skip


def heights(table: pa.Table, engine: Tracking | None = None) -> list[float | None]:
    return [row["altitude"] for row in points(table, engine)]


def test_a_point_has_the_altitude_last_stated_on_its_track() -> None:
    table = flight([None, 900.0, None, 910.0, None], reference="geometric")
    rows = points(table)
    assert [row["altitude"] for row in rows] == [None, 900.0, 900.0, 910.0, 910.0]
    assert [row["altitude_reference"] for row in rows] == [None] + ["geometric"] * 4


def test_what_an_altitude_is_measured_from_stays_with_it() -> None:
    words = ["pressure", "geometric", None, "pressure"]
    rows = points(flight([900.0, 950.0, None, 910.0], reference=words))
    assert [row["altitude_reference"] for row in rows] == [
        "pressure", "geometric", "geometric", "pressure",
    ]  # fmt: skip


def test_an_altitude_stays_for_a_minute_and_no_longer() -> None:
    assert heights(flight([900.0, *[None] * 8])) == [*[900.0] * 7, None, None]
    brief = configured("tracking", {"altitude_age": 0.0})
    assert isinstance(brief, Tracking)
    assert heights(flight([900.0, None, 905.0]), brief) == [900.0, None, 905.0]


def test_on_the_ground_there_is_no_altitude_until_one_is_stated_again() -> None:
    rows = points(flight([900.0, None, None, 950.0], ground=[False, True, None, False]))
    assert [row["altitude"] for row in rows] == [900.0, None, None, 950.0]
    assert [row["on_ground"] for row in rows] == [False, True, None, False]


def test_climb_is_that_of_the_report_itself() -> None:
    rows = points(flight([900.0, None], climb=[2.5, None]))
    assert [row["vertical_rate"] for row in rows] == [2.5, None]


def test_what_states_no_altitude_has_none() -> None:
    for row in points(northward(range(0, 60, 10))):
        named = ("altitude", "altitude_reference", "vertical_rate", "on_ground")
        assert [row[name] for name in named] == [None] * 4


def test_the_altitude_of_one_track_is_not_another_s() -> None:
    one = flight([900.0, None, None])
    other = northward(
        np.arange(3) * 10.0 + 5.0, identity="icao:c00002", craft="aircraft", altitude=[None] * 3
    )
    # And a second thing far away with the first one's identity has a track of its own.
    twin = northward(
        np.arange(3) * 10.0 + 6.0, identity="icao:c00001", craft="aircraft", lon=LON + 3.0,
        altitude=[None, 3000.0, None],
    )  # fmt: skip
    rows = points(pa.concat_tables([one, other, twin]).sort_by("at"))
    found = {(row["identity"], round(row["lon"] - LON)): row["altitude"] for row in rows}
    assert found == {
        ("icao:c00001", 0): 900.0, ("icao:c00002", 0): None, ("icao:c00001", 3): 3000.0,
    }  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b"]), st.sampled_from([None, 100.0, 200.0, 300.0]),
            st.sampled_from([None, True, False]), st.integers(1, 40),
        ),
        min_size=1, max_size=30,
    ),
    st.lists(st.integers(1, 29), max_size=4),
)  # fmt: skip
def test_altitudes_are_those_of_a_plain_reading_however_the_batch_is_cut(
    rows: list[tuple[str, float | None, bool | None, int]], cuts: list[int]
) -> None:
    who, altitude, ground, gaps = (list(column) for column in zip(*rows, strict=True))
    seconds = np.cumsum(gaps).astype(float)
    n = len(rows)
    table = positions(
        who, seconds, [LON] * n, [LAT] * n, craft="aircraft", altitude=altitude, ground=ground
    )  # fmt: skip
    expected: list[float | None] = []
    last: dict[str, tuple[float, float | None]] = {}
    for name, metres, down, at in zip(who, altitude, ground, seconds.tolist(), strict=True):
        if down:
            last[name] = (at, None)
        elif metres is not None:
            last[name] = (at, metres)
        since, known = last.get(name, (0.0, None))
        expected.append(known if at - since <= 60.0 else None)
    assert heights(table) == expected
    given_kinds, _ = run(Tracking(), cut({"position": table}, cuts), encoded=True)
    assert given_kinds["track"].column("altitude").to_pylist() == expected
