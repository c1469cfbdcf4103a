"""The registry of sensors: what a row may hold, and what is said of a wrong one."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from northline.formats.sensors_csv_rows import COLUMNS, NEEDED
from northline.records.schema import kind_of
from northline.records.sensor import Sensor, Target, measured_on, probability
from tests.formats.reading import Read, read_whole
from tests.formats.sensing_sample import AT, FULL_SENSOR, REGISTRY_HEADER

ROW: dict[str, Any] = {"identity": "camera:t4", "at": AT, "state": "working"}


def read(*rows: dict[str, Any]) -> Read:
    return read_whole("sensors", b"\n".join(json.dumps(row).encode() for row in rows))


def test_a_row_becomes_a_sensor_with_all_that_it_says() -> None:
    (found,) = read_whole("sensors", REGISTRY_HEADER + b"\n" + FULL_SENSOR).of("sensor")
    assert {name: found[name] for name in COLUMNS} == {
        "identity": "camera:t4",
        "at": AT,
        "state": "working",
        "sort": "camera",
        "name": "Tower 4, east",
        "operator": "opp",
        "carrier": None,
        "type": "FLIR X",
        "lon": -82.6,
        "lat": 42.03,
        "sigma": 5.0,
        "height": 18.0,
        "altitude": 201.0,
        "nearest": 10.0,
        "range": 4000.0,
        "bearing_from": 170.0,
        "bearing_to": 250.0,
        "revisit": 20.0,
        "range_sigma": 30.0,
        "azimuth_sigma": 0.2,
        "detection": ["walker/night=0.7@210", "boat/day=0.95"],
        "false_alarms": 1.5,
        "measured": 400,
    }
    assert found["cell"] is not None


def test_every_column_is_a_field_of_the_record_and_none_is_missing() -> None:
    fields = {field.name: field for field in kind_of(Sensor).fields}
    shared = {"id", "source", "received", "marking", "cell", "supersedes", "timed"}
    assert set(COLUMNS) == set(fields) - shared
    assert set(NEEDED) == {
        name for name in COLUMNS if not fields[name].optional and name != "detection"
    }
    assert set(REGISTRY_HEADER.decode().split(",")) == set(COLUMNS)


WRONG = [
    ("identity", "camera", "scheme:number"),
    ("identity", "Camera:t4", "scheme:number"),
    ("at", "2026-07-01", "an instant with its offset"),
    ("at", "2026-07-01T14:00:00", "an instant with its offset"),
    ("at", "1970-01-01T00:00:00Z", "an instant of 2001-09-09 to 2106-02-07"),
    ("state", "ok", "one of working, degraded, down, maintenance, unknown"),
    ("sort", "telescope", "one of camera, radar, "),
    ("carrier", "drone 7", "scheme:number"),
    ("lon", "-180.5", "degrees of -180 to 180"),
    ("lat", "nan", "degrees of -90 to 90"),
    ("range", "-1", "metres of 0 to "),
    ("range", "4 km", "with a decimal point"),
    ("height", "1e400", "metres of -500 to"),
    ("bearing_from", "361", "degrees of 0 to 360"),
    ("azimuth_sigma", "181", "degrees of 0 to 180"),
    ("revisit", "inf", "seconds of 0 to"),
    ("detection", "walker=0.7", "TARGET/day=P or TARGET/night=P"),
    ("detection", "walker/dusk=0.7", "TARGET/day=P"),
    ("detection", "person/day=0.7", "targets are walker, vehicle"),
    ("detection", "walker/day=1.7", "TARGET/day=P"),
    ("detection", "walker/day=0.7@0", "TARGET/day=P"),
    ("detection", "walker/day=0.7;walker/day=0.8", "entries that name walker/day once"),
    ("measured", "1.5", "a whole number of 0 to 999,999,999"),
    ("name", "a\x07b", "printable"),
    ("type", "x" * 201, "at most 200 characters"),
]


@pytest.mark.parametrize(("column", "value", "allowed"), WRONG)
def test_a_wrong_row_is_refused_with_column_value_and_what_is_allowed(
    column: str, value: str, allowed: str
) -> None:
    pairs = {"lon": -82.6, "lat": 42.0, "bearing_from": 1, "bearing_to": 2}
    found = read({**ROW, **pairs, column: value}, ROW)
    (refused,) = found.refused
    assert refused.reason.startswith(f"{column} is ")
    assert allowed in refused.reason
    assert len(found.of("sensor")) == 1


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"lon": 1}, "lon is given and lat is not"),
        ({"bearing_to": 1}, "bearing_to is given and bearing_from is not"),
        ({"nearest": 10, "range": 5}, "nearest is more than range"),
        ({"state": ""}, "state is missing; every row has one"),
        ({"colour": "red"}, "there is no column 'colour'; there are identity, at, state"),
        ({"range": {"m": 1}}, "range is neither a text nor a number"),
    ],
)
def test_what_does_not_fit_together_is_refused(more: dict[str, Any], says: str) -> None:
    (refused,) = read({**ROW, **more}).refused
    assert says in refused.reason


def test_the_same_row_adds_nothing_and_another_state_of_the_same_instant_does() -> None:
    one, two, three = read(ROW, {**ROW, "name": ""}, {**ROW, "name": "T"}).of("sensor")
    assert one["id"] == two["id"] != three["id"]


@given(
    target=st.sampled_from(Target),
    light=st.sampled_from(["day", "night"]),
    chance=st.floats(0, 1),
    looks=st.none() | st.integers(1, 10**9 - 1),
)
def test_an_entry_of_detection_is_read_as_it_was_written(
    target: Target, light: str, chance: float, looks: int | None
) -> None:
    text = f"{target.value}/{light}={chance!r}" + (f"@{looks}" if looks else "")
    assert probability(text) == (target, light, chance)
    assert measured_on(text) == looks
    (found,) = read({**ROW, "detection": [text]}).of("sensor")
    assert found["detection"] == [text]
