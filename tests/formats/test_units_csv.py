"""Units as rows: what a row may hold, and what is said of a wrong one."""

import json
from typing import Any

import pytest

from northline.formats.units_csv_rows import COLUMNS, NEEDED
from northline.records.schema import kind_of
from northline.records.unit import Unit
from tests.formats.reading import Read, read_whole
from tests.formats.units_sample import FULL, HEADER

AT = "2026-07-01T14:00:00Z"
ROW: dict[str, Any] = {"identity": "cot:EX-CAR-4", "at": AT}


def read(*rows: dict[str, Any]) -> Read:
    return read_whole("units", b"\n".join(json.dumps(row).encode() for row in rows))


def test_a_row_becomes_a_unit_with_all_that_it_says() -> None:
    (found,) = read_whole("units", HEADER + b"\n" + FULL).of("unit")
    assert {name: found[name] for name in COLUMNS} == {
        "identity": "cot:EX-BOAT-1",
        "at": AT,
        "callsign": "EX Boat 1, east",
        "mode": "boat",
        "team": "Cyan",
        "role": "Team Lead",
        "type": "a-f-S",
        "lon": -82.6,
        "lat": 42.03,
        "sigma": 5.0,
        "stale": "2026-07-01T22:00:00Z",
        "crew": 3,
        "range": 150_000.0,
        "speed_road": None,
        "speed_off_road": None,
        "speed_water": 14.5,
        "speed_air": None,
        "authority": ["cross-designated", "host-direction"],
    }


def test_every_column_is_a_field_of_the_record() -> None:
    fields = {field.name for field in kind_of(Unit).fields}
    assert set(COLUMNS) <= fields
    assert set(NEEDED) <= set(COLUMNS)
    assert set(HEADER.decode().split(",")) == set(COLUMNS)


def test_two_columns_do_and_what_is_not_stated_is_not() -> None:
    (found,) = read(ROW).of("unit")
    assert (found["mode"], found["type"], found["authority"]) == ("unknown", "stated", None)


def test_no_authority_any_more_is_stated_by_none() -> None:
    (found,) = read({**ROW, "authority": "none"}).of("unit")
    assert found["authority"] == []


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("identity", "car 4", "scheme:number"),
        ("at", "2026-07-01", "an instant with its offset"),
        ("mode", "bicycle", "one of foot, vehicle"),
        ("crew", "2.5", "a whole number of 0 to 999"),
        ("range", "-1", "metres of 0"),
        ("speed_road", "0", "metres per second of 0.1 to 400"),
        ("authority", "Host Direction", "words such as cross-designated"),
        ("authority", "airspace;none", "or none"),
        ("stale", "2026-07-01T13:00:00Z", "until when the row holds"),
    ],
)
def test_what_is_wrong_is_said(name: str, value: str, allowed: str) -> None:
    found = read({**ROW, name: value})
    assert not found.of("unit")
    (refused,) = found.refused
    assert name in refused.reason
    assert allowed in refused.reason


def test_half_a_place_is_none() -> None:
    (refused,) = read({**ROW, "lon": -82.6}).refused
    assert "lon is given and lat is not" in refused.reason


def test_a_row_that_is_sent_again_is_the_same_record() -> None:
    first, again = read(ROW, ROW).of("unit")
    assert first["id"] == again["id"]
