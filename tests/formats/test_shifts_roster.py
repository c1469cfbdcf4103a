"""Rosters of shifts: CSV and TOML say the same, and a bad row is told while the others are kept."""

import pytest

from northline.formats.shifts_roster import read_roster
from northline.records.errors import InputError

CSV = b"""identity,callsign,mode,side,officers,begins,ends,lon,lat,authority
cot:ON-CAR-4,Car 4,vehicle,in-canada,A. Example;B. Example,2026-07-02T10:00:00Z,2026-07-02T18:00:00Z,-83.04,42.3,
cot:ON-DRONE-1,,drone,in-canada,C. Example,2026-07-02T06:00:00-04:00,2026-07-02T18:00:00Z,-82.9,42.3,airspace
"""
TOML = b"""
[[shift]]
identity = "cot:ON-CAR-4"
callsign = "Car 4"
mode = "vehicle"
side = "in-canada"
officers = ["A. Example", "B. Example"]
begins = 2026-07-02T10:00:00Z
ends = 2026-07-02T18:00:00Z
lon = -83.04
lat = 42.3

[[shift]]
identity = "cot:ON-DRONE-1"
mode = "drone"
side = "in-canada"
officers = ["C. Example"]
begins = "2026-07-02T06:00:00-04:00"
ends = 2026-07-02T18:00:00Z
lon = -82.9
lat = 42.3
authority = ["airspace"]
"""


def test_a_roster_says_the_same_in_either_form() -> None:
    one, other = read_roster(CSV), read_roster(TOML)
    assert (one.wrong, other.wrong) == ({}, {})
    assert list(one.rows.values()) == list(other.rows.values())
    assert list(one.rows) == ["line 2", "line 3"]
    assert list(other.rows) == ["shift 1", "shift 2"]
    first, second = one.rows.values()
    assert first["officers"] == ("A. Example", "B. Example")
    assert first["begins"] == second["begins"], "an offset is an offset"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("cot:X,,tank,in-canada,,2026-07-02T10:00:00Z,2026-07-02T18:00:00Z,-83,42,", "mode is 'tank'"),
        ("cot:X,,unknown,in-canada,,2026-07-02T10:00:00Z,2026-07-02T18:00:00Z,-83,42,", "planned by"),
        ("cot:X,,boat,north,,2026-07-02T10:00:00Z,2026-07-02T18:00:00Z,-83,42,", "side is 'north'"),
        ("cot:X,,boat,in-canada,,2026-07-02T10:00:00,2026-07-02T18:00:00Z,-83,42,", "begins is"),
        ("cot:X,,boat,in-canada,,2026-07-02T18:00:00Z,2026-07-02T10:00:00Z,-83,42,", "after begins"),
        ("cot:X,,boat,in-canada,,2026-07-02T10:00:00Z,2026-07-09T10:00:00Z,-83,42,", "168 hours long"),
        ("cot:X,,boat,in-canada,,2026-07-02T10:00:00Z,2026-07-02T18:00:00Z,-183,42,", "lon is"),
        ("cot:X,,boat,in-canada,,2026-07-02T10:00:00Z,2026-07-02T18:00:00Z,,42,", "lon is missing"),
        ("X,,boat,in-canada,,2026-07-02T10:00:00Z,2026-07-02T18:00:00Z,-83,42,", "scheme:number"),
        ("cot:X,,boat,in-canada", "this row has 4 fields; the header has 10"),
    ],
)  # fmt: skip
def test_a_row_that_does_not_do_is_told_and_the_others_are_kept(row: str, why: str) -> None:
    found = read_roster(CSV + row.encode() + b"\n")
    assert list(found.rows) == ["line 2", "line 3"]
    assert list(found.wrong) == ["line 4"]
    assert why in found.wrong["line 4"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is empty"),
        (b"\xff\xfe", "UTF-8"),
        (b"identity,mode\ncot:X,boat\n", "lacks column side"),
        (CSV.replace(b"callsign", b"nickname"), "names 'nickname'"),
        (CSV.replace(b"callsign", b"identity"), "names column identity twice"),
        (b"[[shift]]\nidentity = \n", "is no TOML"),
        (TOML + b"\n[more]\nx = 1\n", "beside"),
        (CSV + b'cot:"X,,"\n', "is no CSV"),
    ],
)
def test_what_is_no_roster_at_all_is_refused_in_a_sentence(data: bytes, why: str) -> None:
    with pytest.raises(InputError, match=why):
        read_roster(data)
