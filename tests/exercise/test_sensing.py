"""Cameras, ground sensors, drone and registry: real formats, true places, faults that are told."""

import csv
import io
from collections import Counter
from typing import Any

import msgspec
import numpy as np
import pytest

from northline.exercise import Day
from northline.geo import line
from northline.geo.distance import bearing, distance
from northline.records.plot import Measure
from northline.records.time import parse_instant
from tests.exercise.days import prairie, prairie_day, watched_day
from tests.exercise.test_towers import decoded


def where(of: Day, number: int, second: float) -> tuple[float, float]:
    (trace,) = [each for each in of.truth.traces if each.number == number]
    own = trace.since + 10 * np.arange(len(trace.lon))
    return float(np.interp(second, own, trace.lon)), float(np.interp(second, own, trace.lat))


@pytest.mark.parametrize("seed", [1, 2])
def test_every_feed_of_the_prairie_is_refused_what_is_damaged_and_nothing_else(seed: int) -> None:
    told = prairie_day(seed)
    for feed in told.feeds:
        if told.channel(feed).way == "tcp":
            assert decoded(told, feed)[1] == told.truth.feeds[feed].damaged, feed
    assert sum(told.truth.feeds[feed].damaged for feed in ("radar-west", "radar-east")) > 5


def test_cameras_tell_directions_in_their_sector_and_animals_as_animals() -> None:
    told = prairie_day(1)
    plots = decoded(told, "cameras")[0]["plot"].to_pylist()
    assert {each["measure"] for each in plots} == {Measure.BEARING.value}
    assert {each["craft"] for each in plots} <= {"person", "vehicle"}
    assert all(95.0 <= each["azimuth"] <= 265.0 and each["lon"] is None for each in plots)
    lines = [msgspec.json.decode(row) for row in _whole(told.data("cameras"))]
    classes = Counter(each["class"] for each in lines)
    assert classes["deer"] > 100
    assert classes["person"] > 50
    assert classes["deer"] + classes["person"] + classes["vehicle"] + classes["snowmobile"] == len(
        lines
    )


def _whole(data: bytes) -> list[bytes]:
    return [row for row in data.splitlines() if row.endswith(b"}")]


def test_a_camera_points_at_somebody_who_is_there() -> None:
    told = prairie_day(1)
    for camera in prairie().cameras:
        off = []
        (watch,) = [w for w in told.truth.watches if w.sensor == camera.identity]
        for row in _whole(told.data("cameras"))[::25]:
            said: dict[str, Any] = msgspec.json.decode(row)
            if said["sensor"] != camera.identity:
                continue
            second = (parse_instant(said["at"]) - told.truth.start) / 1e6 - watch.clock
            turns = []
            for trace in told.truth.traces:
                lon, lat = where(told, trace.number, second)
                if distance(camera.lon, camera.lat, lon, lat)[0] < 5000:
                    turned = float(bearing(camera.lon, camera.lat, lon, lat)[0])
                    turns.append(abs((said["bearing"] - turned + 180.0) % 360.0 - 180.0))
            off.append(min(turns, default=180.0))
        assert len(off) > 10
        assert np.median(off) < 0.5


def test_ground_sensors_are_told_once_and_trip_when_somebody_passes() -> None:
    told = prairie_day(2)
    bodies = [row for row in told.data("ground-sensors").splitlines() if row]
    things = [msgspec.json.decode(row) for row in bodies if b'"Datastreams"' in row]
    count = sum(string.count for string in prairie().ground_sensors)
    assert len(things) == count == len({thing["@iot.id"] for thing in things})
    batches, refused = decoded(told, "ground-sensors")
    assert refused == told.truth.feeds["ground-sensors"].damaged
    sensors = batches["sensor"].to_pylist()
    assert {each["identity"] for each in sensors} == {
        name for w in told.truth.watches if w.feed == "ground-sensors" for name in w.sensors
    }
    trips = batches["plot"].to_pylist()
    strings = [w for w in told.truth.watches if w.feed == "ground-sensors"]
    assert all(each["measure"] == Measure.TRIP.value for each in trips)
    assert all(each["lon"] is not None and each["sigma"] == 60.0 for each in trips)
    assert 0 < len(trips) <= 1.1 * sum(w.detections + w.false for w in strings) + 1


def test_sensors_in_the_ground_lie_as_far_from_the_line_as_they_should() -> None:
    batches, _ = decoded(prairie_day(2), "ground-sensors")
    sensors = batches["sensor"]
    off = line.offsets(sensors.column("lon").to_numpy(), sensors.column("lat").to_numpy()).distance
    assert np.abs(off - 40.0).max() < 12.0


@pytest.mark.parametrize("name", ["detroit", "prairie"])
def test_the_drone_says_where_it_is_and_what_it_found_and_keeps_to_its_side(name: str) -> None:
    told = watched_day(1) if name == "detroit" else prairie_day(1)
    drone = told.scenario.drone
    assert drone is not None
    batches, refused = decoded(told, "drone")
    assert refused == told.truth.feeds["drone"].damaged
    flown = batches["position"]
    assert set(flown.column("craft").to_pylist()) == {"drone"}
    off = line.offsets(flown.column("lon").to_numpy(), flown.column("lat").to_numpy()).distance
    assert off.min() > 150.0
    plots = batches["plot"].to_pylist()
    (watch,) = [w for w in told.truth.watches if w.feed == "drone"]
    assert len(plots) == watch.arrived > 100
    assert not any(each["test"] for each in plots)
    quiet = [each for each in told.truth.traces if each.identity is None]
    for each in plots[::40]:
        second = (each["at"].timestamp() * 1e6 - told.truth.start) / 1e6
        places = [where(told, trace.number, second) for trace in quiet]
        lon, lat = zip(*places, strict=True)
        assert distance(each["lon"], each["lat"], lon, lat).min() < 90.0


def test_the_registry_tells_towers_and_cameras_and_which_fell_silent() -> None:
    told = prairie_day(1)
    rows = list(csv.DictReader(io.StringIO(told.data("sensors").decode())))
    first = {row["identity"] for row in rows if row["sort"]}
    assert first == {
        *(tower.identity for tower in prairie().towers),
        *(camera.identity for camera in prairie().cameras),
    }
    down = Counter(row["identity"] for row in rows if row["state"] == "down")
    silent = {
        w.sensor: len(w.outages) for w in told.truth.watches if w.sensor in first and w.outages
    }
    assert down
    assert all(down[name] <= many for name, many in silent.items())
    assert set(down) <= set(silent)
    assert all(row["operator"] in {"", "ex-host", "ex-partner"} for row in rows)


def test_all_that_is_told_says_that_it_is_of_an_exercise() -> None:
    told = prairie_day(1)
    assert b"EXERCISE" in told.data("drone")
    assert b'"description":"EXERCISE"' in told.data("ground-sensors")
    assert all(b'"camera:ex-' in row for row in _whole(told.data("cameras")))
    assert b"EX TOWER" in told.data("sensors")
