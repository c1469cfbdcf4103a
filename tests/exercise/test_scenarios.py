"""The scenarios beside the river and the prairie: what each promises is so, on its true paths."""

import functools
from importlib.resources import files

import msgspec
import pytest

from northline.exercise import Day, load, rehearse
from northline.exercise.scenario import parse
from northline.geo import line
from northline.records.errors import SettingsError
from northline.records.plot import Measure
from tests.exercise.test_towers import decoded

NEW = ("cornwall", "fire-season", "radiological")


@functools.cache
def day(name: str) -> Day:
    return rehearse(load(name), 1)


def text(name: str) -> str:
    place = files("northline.exercise").joinpath(f"scenarios/{name}.toml")
    return place.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NEW)
def test_every_feed_is_refused_what_is_damaged_and_nothing_else(name: str) -> None:
    told = day(name)
    for feed in told.feeds:
        if told.channel(feed).way == "tcp":
            assert decoded(told, feed)[1] == told.truth.feeds[feed].damaged, feed
    assert told.truth.damaged > 20


@pytest.mark.parametrize("name", NEW)
def test_there_is_something_to_find_and_it_can_be_seen(name: str) -> None:
    truth = day(name).truth
    assert sum(each.observable for each in truth.crossings) >= 5
    assert {each.role for each in truth.crossings} & {"walker", "small-boat", "source-vehicle"}
    assert any(each.outages for each in truth.watches)
    assert all(sent.late or feed == "sensors" or sent.messages < 2000
               for feed, sent in truth.feeds.items())  # fmt: skip


def test_nobody_and_nothing_of_the_exercise_is_in_akwesasne() -> None:
    truth, (territory,) = day("cornwall").truth, load("cornwall").territories
    assert territory.holds(-74.72, 45.0)
    for trace in truth.traces:
        if trace.role == "airliner":  # passes 7 km above whatever lies below
            continue
        for lon, lat in list(zip(trace.lon, trace.lat, strict=True))[::6]:
            assert territory.metres(lon, lat) > 5_000.0, trace.role


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("lon = -75.002\n", "lon = -74.85\n", "EX TOWER INGLESIDE"),
        ("lon = -75.02\n", "lon = -74.70\n", "EX TOWER LOUISVILLE"),
        ("lon = -74.90644", "lon = -74.80", "the reach Long Sault, west"),
    ],
)
def test_what_would_stand_or_look_there_is_refused(old: str, new: str, what: str) -> None:
    told = text("cornwall")
    assert old in told
    with pytest.raises(SettingsError, match=f"{what} .*Akwesasne.*protocol"):
        parse(told.replace(old, new, 1), "cornwall")


def test_with_a_protocol_it_is_not_refused() -> None:
    told = text("cornwall").replace("lon = -75.002\n", "lon = -74.85\n", 1)
    agreed = told.replace('name = "Akwesasne"\n', 'name = "Akwesasne"\nprotocol = "EX 2026-1"\n')
    assert parse(agreed, "cornwall").territories[0].protocol == "EX 2026-1"


def test_residents_go_over_the_line_and_home_without_landing() -> None:
    truth = day("cornwall").truth
    crossed = [each for each in truth.crossings if each.role == "resident"]
    assert len(crossed) >= 8
    assert not any(notice.role == "resident" for notice in truth.notices)
    for trace in truth.traces:
        if trace.role == "resident":
            far = line.offsets(trace.lon, trace.lat).distance
            home = far * (1.0 if far[0] > 0 else -1.0)
            beyond = [k for k in range(1, len(home)) if max(home[k - 1], home[k]) < 0.0]
            moved = [
                abs(trace.lon[k] - trace.lon[k - 1]) + abs(trace.lat[k] - trace.lat[k - 1])
                for k in beyond
            ]
            assert min(moved, default=1.0) > 0.0001


def test_who_fights_the_fire_or_searches_keeps_to_its_own_side() -> None:
    for name, roles in (
        ("fire-season", {"water-bomber", "helicopter", "fire-crew"}),
        ("radiological", {"search-helicopter", "farm-truck"}),
    ):
        truth = day(name).truth
        met = {each.role for each in (*truth.crossings, *truth.excluded)}
        met |= {each.role for each in truth.wobbles}
        assert not met & roles
        for trace in truth.traces:
            if trace.role in roles:
                off = line.offsets(trace.lon[::12], trace.lat[::12]).distance
                assert (off > 0).all() or (off < 0).all()


def test_who_leaves_the_fire_does_so_through_the_port_and_reports_there() -> None:
    truth = day("fire-season").truth
    left = [each for each in truth.excluded if each.role == "evacuee"]
    assert {each.port for each in left} == {"cascade-laurier"}
    assert sum(notice.role == "evacuee" for notice in truth.notices) >= len(left) - 1


def test_smoke_takes_most_of_what_cameras_see_and_clear_air_does_not() -> None:
    smoke = load("fire-season")
    clear = msgspec.structs.replace(
        smoke,
        cameras=tuple(
            msgspec.structs.replace(c, detection=("walker/day=0.8", "vehicle/day=0.9"))
            for c in smoke.cameras
        ),
    )
    seen = [
        sum(w.detections for w in rehearse(each, 2).truth.watches if w.feed == "cameras")
        for each in (
            msgspec.structs.replace(smoke, duration=900),
            msgspec.structs.replace(clear, duration=900),
        )
    ]
    assert 0 < seen[0] < 0.6 * seen[1]


def test_only_who_radiates_alarms_a_detector_and_an_alarm_is_all_it_says() -> None:
    told = day("radiological")
    plots = decoded(told, "ground-sensors")[0]["plot"].to_pylist()
    assert plots
    assert {each["measure"] for each in plots} == {Measure.TRIP.value}
    assert {each["craft"] for each in plots} == {"unknown"}
    said = told.data("ground-sensors")
    assert b"Gamma alarm" in said
    assert b"Footsteps" not in said
    for role in ("source-vehicle", "treated-traveller"):
        some = [t for t in told.truth.traces if t.role == role]
        assert any(t.detected for t in some)
    strings = [w for w in told.truth.watches if w.feed == "ground-sensors"]
    assert sum(w.arrived for w in strings) >= 3
