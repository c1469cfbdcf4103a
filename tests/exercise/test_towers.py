"""Radar towers: what they see is where it truly is, what they imagine is counted, faults are told."""

import functools
from collections import Counter

import msgspec
import numpy as np
import pyarrow as pa
import pytest

from northline.exercise import Day, rehearse
from northline.exercise.faults import Fault, befall
from northline.exercise.instruments import Faults, Tower
from northline.exercise.looks import look
from northline.exercise.movers import Movers
from northline.exercise.truth import Trace, Watching, Who
from northline.formats.registry import format_named
from northline.geo.distance import destination, distance
from northline.records.marking import MarkingId
from northline.records.position import Craft
from northline.records.protocols import Context
from northline.records.sensor import Target
from northline.records.units import Micros, Seconds
from tests.exercise.days import EPOCH, day, detroit, prairie, prairie_day, watched_day

TOWERS = ("radar-sandwich", "radar-lasalle", "radar-belle-isle")


def decoded(of: Day, feed: str) -> tuple[dict[str, pa.RecordBatch], int]:
    """What our own reader makes of a feed, by kind; and how many units it refused."""
    context = Context(source=feed, marking=MarkingId(1), stream="exercise")
    decoder = format_named(of.channel(feed).format).open(context, 0, b"")
    told = decoder.decode(of.data(feed), Micros(1_900_000_000_000_000), end=True)
    return dict(told.batches), len(told.refused)


@functools.cache
def plots(seed: int, feed: str) -> pa.RecordBatch:
    return decoded(watched_day(seed), feed)[0]["plot"]


def watching(of: Day, feed: str) -> Watching:
    (found,) = [each for each in of.truth.watches if each.feed == feed]
    return found


@pytest.mark.parametrize("feed", TOWERS)
def test_our_own_reader_refuses_what_is_damaged_and_nothing_else(feed: str) -> None:
    batches, refused = decoded(watched_day(1), feed)
    assert refused == watched_day(1).truth.feeds[feed].damaged > 0
    told = watching(watched_day(1), feed)
    recorded = batches["plot"].num_rows
    assert told.arrived < recorded <= (told.detections + told.false) * 1.05
    (first, *_) = batches["sensor"].to_pylist()
    (tower,) = [each for each in detroit().towers if each.feed == feed]
    assert first["identity"] == tower.identity
    assert abs(first["lon"] - tower.lon) < 1e-4
    assert first["revisit"] == tower.period


@pytest.mark.parametrize("feed", TOWERS)
def test_plots_carry_the_day_of_the_exercise_whatever_the_day_is(feed: str) -> None:
    at = plots(1, feed).column("at").cast("int64").to_numpy()
    seconds = at / 1e6 - EPOCH
    assert -2.0 < seconds.min() < 10.0
    assert 3500.0 < seconds.max() < 3602.0


@pytest.mark.parametrize("seed", [1, 2])
def test_a_plot_of_somebody_lies_where_they_truly_were(seed: int) -> None:
    """Of a boat that nobody hears there are plots, off by no more than the tower's errors."""
    told, feed = watching(watched_day(seed), "radar-sandwich"), "radar-sandwich"
    batch = plots(seed, feed)
    seconds = batch.column("at").cast("int64").to_numpy() / 1e6 - EPOCH - told.clock
    lon, lat = (batch.column(name).to_numpy() for name in ("lon", "lat"))
    near = 0
    for trace in (each for each in watched_day(seed).truth.traces if each.role == "small-boat"):
        for k, (x, y) in enumerate(zip(trace.lon, trace.lat, strict=True)):
            now = np.abs(seconds - (trace.since + 10 * k)) < 0.8
            off = distance(x, y, lon[now], lat[now])
            near += bool(len(off) and off.min() < 60.0)
    assert near > 30


def test_a_tower_that_is_silent_says_nothing_and_counts_it() -> None:
    for feed in TOWERS:
        told = watching(watched_day(1), feed)
        at = plots(1, feed).column("at").cast("int64").to_numpy() / 1e6 - EPOCH
        for since, until in told.outages:
            assert 60.0 <= until - since <= 300.0
            inside = (at > since + 8.0) & (at < until - 8.0)
            assert not inside.any()
    assert sum(len(watching(watched_day(1), feed).outages) for feed in TOWERS) == 4


def test_a_clock_that_is_off_stamps_what_it_says() -> None:
    fault = Fault(clock=0.5, drift=1e-4)
    assert fault.stamp(Micros(0), 1000.0) == 1_000_600_000
    told = befall(Faults(outages=3, clock=2.0, drift=50), 3600, np.random.default_rng(1))
    assert abs(told.clock) <= 2.0
    assert abs(told.off(3600.0) - told.clock) <= 3600 * 50e-6
    ends = [edge for span in told.outages for edge in span]
    assert ends == sorted(ends)
    assert told.silent(np.array([told.outages[0][0] + 1.0]))[0]
    assert not told.silent(np.array([told.outages[0][1] + 0.2]))[0]


def planted(metres: float, target: Target | None, group: int = 1) -> Movers:
    """One body that stands so far north of the first tower of the prairie."""
    tower = prairie().towers[0]
    (lon,), (lat,) = destination(tower.lon, tower.lat, 30.0, metres)
    still = np.ones((1, 3600))
    return Movers(
        who=[Who(0, None, "walker", Craft.PERSON)],
        targets=[target],
        groups=[group],
        sizes=[0.0],
        lon=lon * still,
        lat=lat * still,
        height=0.0 * still,
        here=still > 0,
    )


def seen(metres: float, target: Target | None, group: int = 1, light: str = "day") -> int:
    tower = prairie().towers[0]
    movers = planted(metres, target, group)
    return len(look(tower, movers, light, 3600, np.random.default_rng(5)).second)


def test_a_look_sees_less_the_farther_off_and_more_where_several_stand() -> None:
    turns = 3600 / prairie().towers[0].period
    assert seen(1000, Target.VEHICLE) == pytest.approx(0.92 * turns, rel=0.05)
    assert seen(12_000 - 50, Target.VEHICLE) == pytest.approx(0.46 * turns, rel=0.15)
    assert seen(12_100, Target.VEHICLE) == 0
    assert seen(8000, Target.WALKER) == 0
    assert seen(7000, Target.WALKER) < seen(7000, Target.WALKER, group=4)
    assert seen(30, Target.VEHICLE) == 0
    assert seen(1000, Target.BOAT) == 0
    assert seen(1000, None) == 0


def test_looks_are_off_by_what_the_tower_says_and_no_more() -> None:
    tower = prairie().towers[0]
    found = look(tower, planted(5000, Target.VEHICLE), "day", 3600, np.random.default_rng(6))
    assert found.range.mean() == pytest.approx(5000, abs=2.0)
    assert found.range.std() == pytest.approx(tower.range_sigma, rel=0.2)
    assert found.azimuth.mean() == pytest.approx(30.0, abs=0.02)
    assert found.azimuth.std() == pytest.approx(tower.azimuth_sigma, rel=0.2)
    late = (found.second - found.azimuth / 360.0 * tower.period) % tower.period
    assert np.minimum(late, tower.period - late).max() < 0.02


def test_detections_of_nothing_are_as_many_as_the_scenario_says() -> None:
    for tower in (*detroit().towers, *prairie().towers):
        told = watching(watched_day(2) if tower in detroit().towers else prairie_day(2), tower.feed)
        silent = sum(until - since for since, until in told.outages)
        turns = (3600 - silent) / tower.period
        wanted = tower.false_plots + tower.clutter * tower.clutter_share
        assert 0.5 * wanted < told.false / turns < 1.1 * wanted


def test_detections_that_arrived_are_those_that_make_a_crossing_eligible() -> None:
    told = watched_day(1).truth
    traces: dict[int, Trace] = {trace.number: trace for trace in told.traces}
    quiet = [c for c in told.crossings if c.identity is None]
    assert {c.role for c in quiet} == {"small-boat", "dark", "dark-aircraft"}
    for each in quiet:
        own = np.array(traces[each.number].detected)
        assert each.transmitted == 0
        assert each.detections <= len(own)
        if each.eligible:
            assert ((own > each.second - 601) & (own < each.second + 601)).sum() >= 3
    assert sum(c.eligible for c in quiet) >= len(quiet) - 2


def test_a_tower_changes_nothing_of_who_sails_nor_of_the_other_towers() -> None:
    fewer = msgspec.structs.replace(
        detroit(), towers=detroit().towers[:1], channels=(), allies=(), registry=None
    )
    without = rehearse(fewer, 1)
    assert without.data("ais") == day(1).data("ais")
    for feed in ("ais", "adsb", "cot", "radar-sandwich"):
        assert without.data(feed) == watched_day(1).data(feed)


def test_late_messages_come_within_the_bound_and_beyond_it() -> None:
    late = Counter[bool]()
    for feed in TOWERS:
        for message in (m for m in watched_day(1).messages if m.feed == feed and len(m.data) > 24):
            stamp = int.from_bytes(message.data[:4], "little") - EPOCH
            late[message.second - stamp > 60.0] += message.second - stamp > 2.0
    assert late[False] > 50
    assert late[True] > 5


def test_a_tower_whose_numbers_cannot_be_is_refused() -> None:
    good = msgspec.to_builtins(detroit().towers[0])
    for wrong, said in (
        ({"detection": ["whale/day=0.9"]}, "detection"),
        ({"period": 0.1}, "period"),
        ({"name": "TOWER"}, "name"),
        ({"area": 256}, "area"),
    ):
        with pytest.raises(msgspec.ValidationError, match=said):
            msgspec.convert({**good, **wrong}, Tower)


def test_a_string_of_sensors_is_named_one_by_one() -> None:
    told = Watching(
        sensor="sta:ground-sensors/5", name="EX STRING", feed="ground-sensors", detections=0,
        arrived=0, false=0, count=3, outages=((Seconds(1.0), Seconds(2.0)),),
    )  # fmt: skip
    assert told.sensors == ("sta:ground-sensors/5", "sta:ground-sensors/6", "sta:ground-sensors/7")


def test_the_same_seed_gives_the_same_bytes_of_every_sensor_and_the_same_truth() -> None:
    again = rehearse(prairie(), 1)
    assert msgspec.json.encode(again.truth) == msgspec.json.encode(prairie_day(1).truth)
    assert again.messages == prairie_day(1).messages
    assert set(again.feeds) == set(prairie().feeds)
