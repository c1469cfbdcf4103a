"""The sensor detail of events: where a camera looks, as the registry has it."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.cot_sample import BOAT, DRONE, event
from tests.formats.reading import read_cut, read_whole


def sensor(uid: str = "drone-7", of: str = "a-f-A-M-F-Q", **said: str) -> dict[str, Any]:
    told = " ".join(f'{name}="{value}"' for name, value in said.items())
    read = read_whole("cot", event(uid, of, detail=f"<sensor {told}/>"))
    (found,) = read.of("sensor")
    return found


def test_an_event_with_a_sensor_detail_is_a_sensor_besides() -> None:
    read = read_whole("cot", DRONE)
    (found,) = read.of("sensor")
    wanted = {
        "identity": "cot:drone-7",
        "carrier": "cot:drone-7",
        "sort": "drone",
        "state": "unknown",
        "lon": -83.0364,
        "lat": 42.3149,
        "sigma": 9.9,
        "altitude": 148.2,
        "bearing_from": 350.0,
        "bearing_to": 30.0,
        "range": 2500.0,
        "type": "EO 1",
        "at": "2026-07-01T14:00:00.250000Z",
        "timed": True,
    }
    assert {name: found[name] for name in wanted} == wanted
    assert {kind: len(rows) for kind, rows in read.rows.items()} == {
        "message": 1,
        "position": 1,
        "unit": 1,
        "sensor": 1,
    }


@pytest.mark.parametrize(
    ("type", "kind", "sort"),
    [
        ("a-f-A-M-F-Q", "r-e", "drone"),
        ("a-f-A-M-H", "r-e", "helicopter"),
        ("a-n-A-C-F", "", "aeroplane"),
        ("a-h-G", "", "unknown"),
        ("b-m-p-s-p-loc", "r-e-z-c", "camera"),
        ("b-m-p-s-p-loc", "radio", "unknown"),
    ],
)
def test_what_carries_it_or_its_own_type_says_what_sort_it_is(
    type: str, kind: str, sort: str
) -> None:
    assert sensor("x", type, type=kind)["sort"] == sort


def test_only_a_thing_carries_its_sensor_about() -> None:
    assert sensor("x", "b-m-p-s-p-loc")["carrier"] is None


@pytest.mark.parametrize(
    "said",
    [
        {"azimuth": "-1", "fov": "40"},
        {"azimuth": "361", "fov": "40"},
        {"azimuth": "10", "fov": "360"},
        {"azimuth": "10", "fov": "0"},
        {"azimuth": "ten", "fov": "40"},
        {"fov": "40"},
        {"azimuth": "10"},
        {"range": "-5"},
        {"range": "9999999.0"},
        {},
    ],
)
def test_what_is_missing_or_outside_the_schema_is_null(said: dict[str, str]) -> None:
    found = sensor(**said)
    assert [found[name] for name in ("bearing_from", "bearing_to", "range")] == [None] * 3


@given(azimuth=st.floats(0, 360), view=st.floats(0.1, 359.9))
def test_the_sector_is_as_wide_as_the_view_and_its_middle_is_the_azimuth(
    azimuth: float, view: float
) -> None:
    found = sensor(azimuth=repr(azimuth), fov=repr(view))
    width = (found["bearing_to"] - found["bearing_from"]) % 360.0
    assert width == pytest.approx(view)
    middle = (found["bearing_from"] + 0.5 * width - azimuth) % 360.0
    assert min(middle, 360.0 - middle) == pytest.approx(0.0, abs=1e-6)


@settings(max_examples=6)
@given(st.lists(st.booleans(), min_size=1, max_size=4))
def test_among_many_plain_events_none_is_passed_over(drones: list[bool]) -> None:
    block = (BOAT + b"\n") * 80  # more than is needed for many to be read at once
    stream = b"".join(block + (DRONE if drone else b"") for drone in drones)
    whole = read_whole("cot", stream)
    bounds = [*range(0, len(stream), 3000), len(stream)]
    assert whole == read_cut("cot", stream, bounds[1:-1])
    assert all(one < other for one, other in pairwise(bounds))
    assert len(whole.of("sensor")) == sum(drones)
    assert len(whole.of("message")) == 80 * len(drones) + sum(drones)
