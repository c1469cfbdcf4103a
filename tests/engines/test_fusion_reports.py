"""What reports itself: plots of it are explained, its identity is kept, friends are no dark tracks.

And the order of things: what is late, what a restart keeps, what a long watch costs.
"""

from itertools import pairwise
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pytest

from northline.engines.fusion import Fusion, FusionState
from tests.engines.running import run, same, tracked
from tests.engines.sightings import (
    RADAR,
    after,
    by_time,
    clutter,
    fused,
    plots,
    radar,
    sensor,
    straight,
    tracks_of,
)
from tests.engines.traffic import EPOCH, moment, positions

BEGIN = EPOCH / 1e6
WAY = (-83.06, 42.29, 60.0, 6.0)
MMSI = "mmsi:316000001"


def ship(
    until: float, *, since: float = 0.0, every: float = 10.0, identity: str = MMSI, **more: Any
) -> pa.Table:
    """What a ship on the way reports of itself."""
    seconds = np.arange(since + 1.0, until, every)
    lon, lat = straight(seconds, *WAY)
    return positions(identity, seconds, lon, lat, sigma=8.0, delay=0.5, **more)


def echoes(until: float = 600.0, seed: int = 1, since: float = 0.0, **more: Any) -> pa.Table:
    """What a radar sees of it."""
    seconds = np.arange(since, until, 4.0)
    lon, lat = straight(seconds, *WAY)
    return radar(np.random.default_rng(seed), seconds, lon, lat, **more)


def second(row: dict[str, Any]) -> float:
    return float(row["at"].timestamp() - BEGIN)


def test_a_ship_that_reports_itself_makes_no_second_track() -> None:
    points, state = fused(echoes(), ship(600.0))
    assert not points
    assert state.counts.explained > 100
    assert state.counts.own == 60


def test_a_long_ship_is_explained_though_the_radar_sees_its_bow() -> None:
    seconds = np.arange(0.0, 600.0, 4.0)
    lon, lat = straight(seconds, *WAY)
    table = radar(np.random.default_rng(1), seconds, lon + 0.0006, lat)  # 50 m off
    points, state = fused(table, ship(600.0))
    assert not points
    assert state.counts.explained > 100


@pytest.mark.parametrize("craft", ["unit", "vehicle"])
def test_a_friendly_unit_is_joined_by_its_own_reports(craft: str) -> None:
    table = echoes(craft="vehicle")
    points, state = fused(table, ship(600.0, every=15.0, identity="cot:UNIT-7", craft=craft))
    assert not points
    assert state.counts.explained > 100


def test_a_ship_that_falls_silent_goes_on_under_its_identity_from_where_it_last_reported() -> None:
    own = ship(300.0)
    points, state = fused(echoes(900.0), own)
    (track,) = tracks_of(points)
    assert {row["identity"] for row in track} == {MMSI}
    first = track[0]
    assert first["evidence"] == [own.column("id")[-1].as_py()]
    assert second(first) == 291.0
    assert 320.0 < second(track[1]) < 345.0  # 40 s without the report that was due every 10
    qualities = [row["quality"] for row in track[1:]]
    assert qualities == sorted(qualities, reverse=True)
    at = np.array([second(row) for row in track[1:]])
    assert qualities == pytest.approx(0.5 ** ((at - 291.0) / 600.0), abs=1e-4)
    assert state.counts.believed == 0  # it was from the beginning


def test_its_track_is_the_one_that_tracking_made_of_its_reports() -> None:
    own = ship(300.0)
    points, _ = fused(echoes(900.0), own)
    assert {row["track"] for row in points} == set(tracked(own).column("track").to_pylist())


def test_an_identity_is_not_kept_for_ever() -> None:
    points, _ = fused(echoes(2600.0), ship(300.0))
    assert points[-1]["identity"] is None
    kept = [second(row) for row in points if row["identity"]]
    assert 2080.0 < max(kept) <= 291.0 + 1800.0


def test_a_dark_track_that_begins_to_report_itself_gets_its_identity_and_falls_silent() -> None:
    own = ship(600.0, since=300.0)
    points, _ = fused(echoes(600.0), own)
    (track,) = tracks_of(points)
    assert [row["identity"] for row in track] == [None] * (len(track) - 1) + [MMSI]
    assert track[-1]["evidence"] == [own.column("id")[0].as_py()]
    assert second(track[-1]) == 301.0


def test_a_report_from_elsewhere_takes_its_identity_along() -> None:
    """A boat goes silent, and its number is heard again far away: the radar's track is dark."""
    far = straight(np.arange(0.0, 300.0, 10.0), -82.5, 42.5, 0.0, 6.0)
    again = positions(MMSI, np.arange(500.0, 800.0, 10.0), *far, sigma=8.0, delay=0.5)
    points, _ = fused(echoes(800.0), pa.concat_tables([ship(300.0), again]))
    late = [row for row in points if second(row) > 510.0]
    assert late
    assert {row["identity"] for row in late} == {None}


def test_a_transponder_in_the_plots_keeps_two_that_meet_apart() -> None:
    rng = np.random.default_rng(2)
    seconds = np.arange(0.0, 240.0, 4.0)
    one = straight(seconds, -83.07, 42.29, 90.0, 60.0)
    two = straight(seconds, -83.07 + 0.17, 42.29, 270.0, 60.0)
    table = by_time(
        radar(rng, seconds, *one, identity="icao:c00001", craft="aircraft"),
        radar(rng, seconds + 0.02, *two, identity="icao:c00002", craft="aircraft"),
    )
    tracks = tracks_of(fused(table)[0])
    assert [{row["identity"] for row in track} for track in tracks] == [
        {"icao:c00001"},
        {"icao:c00002"},
    ]


def test_an_aircraft_that_reports_itself_explains_the_radar_that_asks_its_transponder() -> None:
    seconds = np.arange(0.0, 240.0, 4.0)
    way = (-83.07, 42.29, 90.0, 60.0)
    seen = radar(
        np.random.default_rng(2), seconds, *straight(seconds, *way), identity="icao:c00001",
        craft="aircraft",
    )  # fmt: skip
    said = np.arange(0.5, 240.0, 1.0)
    own = positions(
        "icao:c00001", said, *straight(said, *way), craft="aircraft", sigma=20.0, delay=0.5
    )
    points, state = fused(seen, own)
    assert not points
    assert state.counts.explained > 45


def test_what_stands_still_by_its_own_word_is_left() -> None:
    own = ship(100.0, craft="aid-to-navigation")
    _, state = fused(echoes(100.0), own)
    assert (state.counts.own, state.counts.untracked) == (0, own.num_rows)


def busy(seed: int = 3) -> dict[str, pa.Table]:
    """Ten minutes: a ship that falls silent, a dark boat, clutter, two radars."""
    rng = np.random.default_rng(seed)
    seconds = np.arange(0.7, 600.0, 3.1)
    dark = straight(seconds, -83.05, 42.30, 200.0, 8.0)
    return {
        "plot": by_time(
            echoes(600.0),
            radar(rng, seconds, *dark, name="asterix:25/202"),
            clutter(rng, np.arange(0.0, 600.0, 4.0), 1.0),
        ),
        "position": ship(300.0),
        "sensor": sensor(RADAR, false_alarms=900.0, range=5000.0, revisit=4.0),
    }


def as_received(tables: dict[str, pa.Table], every: float = 5.0) -> list[dict[str, pa.Table]]:
    """The batches of a runner that looks every 5 s; rows keep their order."""
    ends = np.arange(0.0, 620.0, every) * 1e6 + EPOCH
    batches = []
    for begin, end in pairwise([0.0, *ends.tolist()]):
        batch = {}
        for kind, table in tables.items():
            came = np.maximum.accumulate(table.column("received").cast(pa.int64()).to_numpy())
            batch[kind] = table.filter(pa.array((came >= begin) & (came < end)))
        batches.append(batch)
    return batches


def test_reports_out_of_order_within_the_wait_give_the_same_points() -> None:
    tables = busy()
    straight_on, _ = run(Fusion(), [tables])
    at = np.asarray(tables["plot"].column("at").cast(pa.int64()).to_numpy())
    late = at + np.random.default_rng(5).uniform(0, 1.5e6, len(at))
    mixed = {**tables, "plot": tables["plot"].take(np.argsort(late))}
    assert not mixed["plot"].equals(tables["plot"])
    given, state = run(Fusion(), as_received(mixed))
    assert isinstance(state, FusionState)
    assert state.counts.late == 0
    assert same(given["track"], straight_on["track"])


def test_what_comes_too_late_is_counted_and_changes_nothing() -> None:
    tables = busy()
    usual, before = run(Fusion(), [tables])
    stray = tables["plot"].slice(40, 3)
    table = tables["plot"]
    late = pa.concat_tables([table.slice(0, 300), stray, table.slice(300)])
    given, state = run(Fusion(), [{**tables, "plot": late}])
    assert isinstance(state, FusionState)
    assert isinstance(before, FusionState)
    assert state.counts.late == before.counts.late + 3
    # Fewer points at the end: such a lag is waited for from then on.
    points = given["track"].num_rows
    assert same(given["track"], usual["track"].slice(0, points))


def test_a_restart_goes_on_where_it_stood() -> None:
    tables = busy()
    whole, _ = run(Fusion(), [tables])
    state: Any = FusionState()
    given: list[pa.RecordBatch] = []
    for batch in as_received(tables):
        step = Fusion().step(state, batch, moment())
        state = msgspec.msgpack.decode(msgspec.msgpack.encode(step.state), type=FusionState)
        given += list(step.records.values())
    assert same(whole["track"], pa.Table.from_batches(given))


def test_a_long_watch_does_not_grow() -> None:
    """Tracks, identities and what waits are forgotten when they are over."""
    engine, sizes = Fusion(), []
    state: Any = engine.state()
    rng = np.random.default_rng(4)
    for hour in range(6):
        begin = 3600.0 * hour
        seconds = np.arange(begin, begin + 600.0, 5.0)
        lon, lat = straight(seconds - begin, *WAY)
        own = ship(begin + 600.0, since=begin, identity=f"mmsi:{hour}")
        batch = {"plot": by_time(radar(rng, seconds, lon, lat), clutter(rng, seconds, 3.0))}
        state = engine.step(state, {**batch, "position": own}, moment()).state
        sizes.append(len(msgspec.msgpack.encode(state)))
    assert max(sizes) < 12_000
    assert len(state.identities) <= 2


def test_what_waits_has_a_bound() -> None:
    engine = Fusion(msgspec.structs.replace(Fusion().params, most_held=1000))  # type: ignore[arg-type]
    seconds = np.repeat(np.arange(0.0, 1.5, 0.0005), 1)
    flood = plots(RADAR, seconds, lon=-83.0, lat=42.3, sigma=5.0)
    _, state = run(engine, [{"plot": flood}])
    assert isinstance(state, FusionState)
    assert state.counts.forced == 1
    assert len(state.waiting) // 128 <= 1500


def test_what_a_sensor_states_is_remembered_field_by_field() -> None:
    first = sensor(RADAR, 0.0, revisit=4.0, range=20_000.0, detection=["boat/day=0.8"])
    then = sensor(RADAR, 10.0, revisit=2.5)
    old = sensor(RADAR, 5.0, revisit=9.0)
    _, state = run(Fusion(), [{"sensor": table} for table in (first, then, old)])
    assert isinstance(state, FusionState)
    (known,) = state.sensors
    assert (known.revisit, known.range, known.detection) == (2.5, 20_000.0, ("boat/day=0.8",))


def test_a_sensor_that_cries_wolf_is_believed_later() -> None:
    """The same three plots: proof from a sensor that hardly errs, none from one that often does."""
    table = echoes(600.0, seen=1.0).slice(0, 3)
    good = sensor(RADAR, false_alarms=10.0, range=10_000.0, revisit=4.0)
    bad = sensor(RADAR, false_alarms=5e8, range=10_000.0, revisit=4.0)
    assert fused(table, about=good)[0]
    assert not fused(table, about=bad)[0]


def test_a_sensor_that_often_misses_is_waited_for() -> None:
    """Six looks in a row miss a walker: at a probability of a half that is nothing unusual."""
    gap = pa.concat_tables([echoes(60.0, seen=1.0), echoes(200.0, seen=1.0, since=84.0)])
    weak = sensor(RADAR, detection=["boat/day=0.5"], revisit=4.0)
    strong = sensor(RADAR, detection=["boat/day=0.95"], revisit=4.0)
    assert len(tracks_of(fused(gap, about=weak)[0])) == 1
    assert len(tracks_of(fused(gap, about=strong)[0])) == 2


def test_points_of_a_track_come_in_order_of_time() -> None:
    tables = busy()
    whole = pa.concat_tables([tables["plot"], after(tables["plot"])])
    given, _ = run(Fusion(), [{**tables, "plot": whole}])
    for track in tracks_of(given["track"].to_pylist()):
        assert all(second(a) < second(b) for a, b in pairwise(track))
        assert all(
            b["gap"] == pytest.approx(second(b) - second(a), abs=1e-5) for a, b in pairwise(track)
        )
        assert [row["points"] for row in track] == list(range(1, len(track) + 1))
