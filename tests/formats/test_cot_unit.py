"""What a friendly unit states of its crew, fuel and authority, in a detail of our own."""

from typing import Any

import pytest

from tests.formats.cot_sample import FRIEND, event
from tests.formats.reading import read_cut, read_whole

STATED = ("crew", "range", "speed_road", "speed_off_road", "speed_water", "speed_air", "authority")


def unit(told: str, of: str = "a-f-S-X-L") -> dict[str, Any]:
    read = read_whole("cot", event("boat-7", of, detail=f"<__northline {told}/>"))
    (found,) = read.of("unit")
    return found


def test_crew_fuel_speeds_and_authority_are_read() -> None:
    found = unit(
        'crew="3" range="180000" speed_road="30" speed_off_road="5.5" speed_water="13" '
        'speed_air="60" authority="cross-designated  host-direction cross-designated"'
    )
    assert {name: found[name] for name in STATED} == {
        "crew": 3,
        "range": 180_000.0,
        "speed_road": 30.0,
        "speed_off_road": 5.5,
        "speed_water": 13.0,
        "speed_air": 60.0,
        "authority": ["cross-designated", "host-direction"],
    }


@pytest.mark.parametrize(
    "told",
    [
        "",
        'crew="2.5"',
        'crew="-1"',
        'crew="1000"',
        'range="far"',
        'speed_road="0"',
        'speed_air="1e9"',
    ],
)
def test_what_is_missing_or_wrong_is_null(told: str) -> None:
    found = unit(told)
    assert all(found[name] is None for name in STATED)


def test_a_drone_has_nobody_aboard_and_may_have_no_authority() -> None:
    found = unit('crew="0" authority=""', "a-f-A-M-F-Q")
    assert (found["mode"], found["crew"], found["authority"]) == ("drone", 0, [])


def test_a_unit_without_the_detail_states_nothing() -> None:
    (found,) = read_whole("cot", FRIEND).of("unit")
    assert all(found[name] is None for name in STATED)


def test_among_many_plain_events_it_is_read_all_the_same() -> None:
    told = event("boat-7", "a-f-S-X-L", detail='<__northline crew="2"/>')
    stream = FRIEND * 200 + told + FRIEND * 200 + told + FRIEND * 3
    read = read_whole("cot", stream)
    assert [row["crew"] for row in read.of("unit") if row["identity"] == "cot:boat-7"] == [2, 2]
    assert len(read.of("unit")) == 405
    assert read_cut("cot", stream, [1000, 70_000, len(FRIEND) * 200 + 60]) == read
