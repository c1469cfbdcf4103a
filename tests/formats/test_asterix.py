"""ASTERIX: what a plot, a radar, a track and a report become, and what is not taken."""

import math

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from northline.formats.asterix_radars import placed
from northline.formats.asterix_values import DAY, instant_of
from northline.geo.distance import bearing, destination, distance
from northline.records.errors import RejectedUnit
from northline.records.units import Micros
from tests.formats.asterix_sample import (
    CALLSIGN,
    PLACE,
    block,
    message,
    old_report,
    report,
    target,
    track,
)
from tests.formats.reading import Read, read_cut, read_whole
from tests.formats.samples import CONTEXT, DATAGRAMS, RECEIVED, started

ADDRESS = b"\xc0\x7a\x4b"
REAL = msgspec.structs.replace(CONTEXT, real=True)


def read(*blocks: bytes) -> Read:
    return read_whole("asterix", b"".join(blocks))


@given(now=st.integers(1_000_000_000_000_000, 2_000_000_000_000_000), late=st.integers(-40, 40))
def test_a_time_of_day_is_of_the_day_that_brings_it_nearest(now: int, late: int) -> None:
    then = now - late * 1_000_000_000
    ticks = round(then % DAY / 7812.5) % (86_400 * 128)
    assert abs(instant_of(ticks.to_bytes(3, "big"), Micros(now)) - then) <= 3_907


def test_a_report_of_before_midnight_that_comes_after_it_is_of_the_day_before() -> None:
    midnight = RECEIVED - RECEIVED % DAY
    late = (86_399 * 128).to_bytes(3, "big")
    assert instant_of(late, Micros(midnight + 2_000_000)) == midnight - 1_000_000
    early = (1 * 128).to_bytes(3, "big")
    assert instant_of(early, Micros(midnight - 2_000_000)) == midnight + 1_000_000
    with pytest.raises(RejectedUnit, match="beyond midnight"):
        instant_of((86_400 * 128).to_bytes(3, "big"), RECEIVED)


def test_a_plot_without_a_time_is_of_when_it_was_received() -> None:
    (row,) = read(block(48, target(i140=b""))).of("plot")
    assert (row["at"], row["timed"]) == ("2026-09-21T14:13:20Z", False)


def test_a_plot_has_what_the_radar_measured_and_nothing_that_it_did_not() -> None:
    (row,) = read(
        block(
            48,
            target(
                i070=b"\x0e\x80",
                i090=b"\x3f\xfc",
                i130=b"\x28\xc4\xb0",
                i161=b"\x01\x2c",
                i200=b"\x04\x00\x80\x00",
                i220=ADDRESS,
            ),
        )
    ).of("plot")
    assert row["sensor"] == "asterix:25/13"
    assert (row["measure"], row["craft"], row["identity"]) == ("polar", "aircraft", "icao:c07a4b")
    assert (row["range"], row["azimuth"]) == (55_560.0, 90.0)
    assert (row["altitude"], row["altitude_reference"]) == (-30.48, "pressure")
    assert (row["squawk"], row["number"], row["strength"]) == ("7200", 300, -80.0)
    assert (row["speed_knots"], row["course"]) == (225.0, 180.0)
    for name in ("lon", "lat", "sigma", "range_sigma", "azimuth_sigma", "radial_speed", "group"):
        assert row[name] is None


@pytest.mark.parametrize(
    ("items", "names"),
    [
        ({"i070": b"\x80\x00"}, ["squawk"]),
        ({"i070": b"\x40\x00"}, ["squawk"]),
        ({"i090": b"\x85\x28"}, ["altitude", "altitude_reference"]),
        ({"i090": b"\x45\x28"}, ["altitude", "altitude_reference"]),
        ({"i220": b"\x00\x00\x00"}, ["identity"]),
        ({"i220": b"\xff\xff\xff"}, ["identity"]),
        ({"i020": b"\xa1\x40"}, ["range", "lon", "lat"]),
        ({"i200": b"\x00\x00\x80\x00"}, ["course"]),
    ],
)
def test_what_is_not_sure_is_null(items: dict[str, bytes], names: list[str]) -> None:
    radar = block(34, message(1, i120=PLACE))
    (row,) = read(radar, block(48, target(0xA0, **items))).of("plot")
    assert [row[name] for name in names] == [None] * len(names)


def test_a_height_measured_by_the_radar_stands_where_no_level_is_sure() -> None:
    (row,) = read(block(48, target(i090=b"\x85\x28", i110=b"\x00\x28"))).of("plot")
    assert (row["altitude"], row["altitude_reference"]) == (304.8, "geometric")


@pytest.mark.parametrize(
    ("described", "craft", "test"),
    [
        (b"\x20", "unknown", False),
        (b"\x40", "aircraft", False),
        (b"\xb0", "aircraft", True),
        (b"\xa1\x80", "aircraft", True),
        (b"\xa2", "station", True),
    ],
)
def test_simulated_targets_test_targets_and_field_monitors_are_tests(
    described: bytes, craft: str, test: bool
) -> None:
    (row,) = read_whole("asterix", block(48, target(i020=described)), REAL).of("plot")
    assert (row["craft"], row["test"]) == (craft, test)


def test_reports_without_a_detection_or_a_place_are_counted() -> None:
    found = read(block(48, target(0), target(i040=b""), target()))
    assert found.other == {"asterix:048 no detection": 1, "asterix:048 without position": 1}
    assert found.units == 3


def test_a_plot_has_a_place_from_when_its_radar_has_said_where_it_stands() -> None:
    aim = block(48, target(i090=b"\x05\x28"))
    other = block(48, target(i010=b"\x19\x0e"))
    found = read(aim, block(34, message(1, i120=PLACE)), aim, other)
    before, after, another = found.of("plot")
    assert before["lon"] is before["sensor_lon"] is another["lon"] is None
    assert (after["sensor_lon"], after["sensor_lat"]) == (-83.056641, 42.293072)
    assert after["sensor_altitude"] == 226.0
    away = distance(after["sensor_lon"], after["sensor_lat"], after["lon"], after["lat"])[0]
    flat = math.sqrt(55_560.0**2 - (10_058.4 - 226.0) ** 2)
    assert away == pytest.approx(flat, rel=1.2e-3)
    assert after["cell"] is not None


@given(
    lon=st.floats(-180.0, 179.0),
    lat=st.floats(-70.0, 70.0),
    azimuth=st.floats(0.0, 359.99),
    height=st.floats(0.0, 14_000.0),
    away=st.floats(1_000.0, 400_000.0),
)
def test_a_place_is_where_slant_range_and_height_meet_over_the_curved_earth(
    lon: float, lat: float, azimuth: float, height: float, away: float
) -> None:
    """The slant range is made in space, from places on the ellipsoid."""
    there = [float(each[0]) for each in destination(lon, lat, azimuth, away)]
    slant = math.dist(_in_space(lon, lat, 200.0), _in_space(there[0], there[1], height))
    column = [np.array([value]) for value in (lon, lat, 200.0, slant, azimuth, height)]
    ((east,), (north,)) = placed((column[0], column[1], column[2]), *column[3:])
    assert east is not None
    assert north is not None
    assert distance(east, north, *there)[0] < 0.2 + 3e-4 * away


def _in_space(lon: float, lat: float, height: float) -> tuple[float, float, float]:
    """Metres from the centre of the earth, WGS 84."""
    x, y, e2 = math.radians(lon), math.radians(lat), 6.694379990141e-3
    normal = 6_378_137.0 / math.sqrt(1.0 - e2 * math.sin(y) ** 2)
    flat = (normal + height) * math.cos(y)
    return flat * math.cos(x), flat * math.sin(x), (normal * (1.0 - e2) + height) * math.sin(y)


def test_a_target_overhead_is_at_the_radar_and_one_higher_than_far_is_nowhere() -> None:
    near = target(i040=b"\x05\x00\x40\x00", i090=b"\x05\x28")  # 9,260 m away, 10,058 m high
    right = target(i040=b"\x05\x55\x40\x00", i090=b"\x05\x28")  # 9,874 m away
    nowhere, overhead = read(block(34, message(1, i120=PLACE)), block(48, near, right)).of("plot")
    assert nowhere["lon"] is None
    assert bearing(-83.056641, 42.293072, overhead["lon"], overhead["lat"])[0] == pytest.approx(
        90.0, abs=0.5
    )
    assert abs(overhead["lon"] + 83.056641) < 0.02


STATES = {
    b"\x80\x00": "working",
    b"\x80\x80": "down",
    b"\x80\x04": "degraded",
    b"\x80\x02": "degraded",
    b"\x90\x00\x20": "working",
    b"\x90\x00\x00": "degraded",
    b"\x90\x00\x30": "degraded",
    b"\x88\x40\x20": "working",
    b"\x84\x40\x46\x00": "working",
    b"\x84\x40\x46\x80": "degraded",
    b"\x94\xc0\x20\x46\x00": "down",
}


@pytest.mark.parametrize(("raw", "state"), STATES.items())
def test_the_state_of_a_radar_is_what_it_says_of_its_parts(raw: bytes, state: str) -> None:
    (row,) = read(block(34, message(1, i050=raw))).of("sensor")
    assert row["state"] == state
    assert row["sort"] == "radar"


def test_a_radar_is_recorded_when_it_is_first_heard_and_when_something_is_new() -> None:
    period = b"\x02\x80"
    found = read(
        block(34, message(2)),
        block(34, message(2)),
        block(34, message(1, i041=period, i050=b"\x80\x00", i120=PLACE)),
        block(34, message(1, i041=b"\x02\x7d", i050=b"\x80\x00", i120=PLACE)),
        block(34, message(1, i041=b"\x05\x00")),
        block(34, message(1, i050=b"\x80\x80"), message(2, i010=b"\x19\x0e")),
    )
    rows = found.of("sensor")
    assert [(row["identity"][-2:], row["state"], row["revisit"]) for row in rows] == [
        ("13", "unknown", None),
        ("13", "working", 5.0),
        ("13", "working", 10.0),
        ("13", "down", 10.0),
        ("14", "unknown", None),
    ]
    assert (rows[3]["lon"], rows[3]["altitude"]) == (-83.056641, 226.0)
    assert found.other == {"asterix:034 sector crossing": 1, "asterix:034 north marker": 1}


def test_a_system_track_is_known_by_its_address_or_by_its_number() -> None:
    found = read(
        block(
            62,
            track(i380=b"\xc0" + ADDRESS + CALLSIGN, i500=b"\x20\x00\x30\x00\x40"),
            track(i060=b"\x0e\x80", i130=b"\x10\x00", i220=b"\xff\xf0"),
            track(i380=b"\x80\x00\x00\x00", i245=b"\x00" + CALLSIGN),
        )
    )
    first, second, third = found.of("position")
    assert (first["identity"], first["craft"], first["sigma"]) == ("icao:c07a4b", "aircraft", 28.4)
    assert (second["identity"], second["craft"]) == ("asterix-track:25/13/7", "aircraft")
    assert (second["altitude"], second["altitude_reference"]) == (7802.88, "geometric")
    assert second["vertical_rate"] == -0.508
    assert (third["identity"], third["craft"]) == ("asterix-track:25/13/7", "unknown")
    assert {row["station"] for row in found.of("position")} == {"asterix:25/13"}
    assert [row["identity"] for row in found.of("particulars")] == [
        "icao:c07a4b",
        "asterix-track:25/13/7",
    ]


def test_a_simulated_position_enters_an_exercise_and_no_real_ledger() -> None:
    data = block(62, track(i080=b"\x01\x80"), track()) + block(21, report(i040=b"\x01\x20"))
    assert len(read(data).of("position")) == 3
    real = read_whole("asterix", data, REAL)
    assert len(real.of("position")) == 1
    assert [refused.reason for refused in real.refused] == [
        "record 1 of 2: it says that it is simulated or a test, and this ledger is real",
        "record 1 of 1: it says that it is simulated or a test, and this ledger is real",
    ]


def test_an_ads_b_report_of_either_profile_is_the_same_position() -> None:
    new = report(i170=CALLSIGN, i145=b"\x05\x28", i157=b"\x00\x10", i020=b"\x0a")
    old = old_report(i170=CALLSIGN, i145=b"\x05\x28", i157=b"\x00\x10", i020=b"\x0a")
    one, other = read(block(21, new), block(21, old)).of("position")
    same = ("at", "lon", "altitude", "altitude_reference", "vertical_rate", "craft", "station")
    assert [one[name] for name in same] == [other[name] for name in same]
    assert (one["identity"], other["identity"]) == ("icao:c07a4b", "icao:c07a4c")
    assert one["vertical_rate"] == 0.508


@pytest.mark.parametrize(
    ("items", "sigma"),
    [
        ({}, None),
        ({"i090": b"\x10"}, 37.9),  # 8, without a version: a NIC
        ({"i090": b"\x10", "i210": b"\x10"}, 37.9),
        ({"i090": b"\x10", "i210": b"\x00"}, 4.4),
        ({"i090": b"\x11\x12", "i210": b"\x10"}, 12.3),
        ({"i090": b"\x11\x00", "i210": b"\x10"}, None),
    ],
)
def test_the_error_of_an_ads_b_report_is_what_its_quality_bounds(
    items: dict[str, bytes], sigma: float | None
) -> None:
    (row,) = read(block(21, report(**items))).of("position")
    assert row["sigma"] == sigma


def test_a_call_sign_is_told_once_and_again_when_it_changes() -> None:
    named = target(i220=ADDRESS, i240=CALLSIGN)
    other = target(i220=ADDRESS, i240=CALLSIGN[:3] + b"\x82\x08\x20")
    found = read(block(48, named, named, target(i220=ADDRESS), other, other, named))
    assert [row["callsign"] for row in found.of("particulars")] == ["DLH65A", "DLH6", "DLH65A"]


def test_a_record_that_is_refused_costs_only_itself_and_keeps_its_block() -> None:
    whole = block(48, target(), target(i140=b"\xff\xff\xff"), target())
    found = read(whole)
    assert len(found.of("plot")) == 2
    (refused,) = found.refused
    assert (refused.offset, refused.raw) == (0, whole)
    assert refused.reason == "record 2 of 3: time of day 131071.99 s is beyond midnight"
    again = started("asterix", 0, b"", DATAGRAMS).decode(refused.raw, RECEIVED, end=True)
    assert again.batches["plot"]["id"].to_pylist() == [
        bytes.fromhex(row["id"]) for row in found.of("plot")
    ]


def test_a_category_that_is_not_read_is_counted_by_its_number() -> None:
    found = read(block(65, b"\x80\x19\x0d"), block(1, b"\x80\x19\x0d"), block(48, target()))
    assert found.other == {"asterix:065 not read": 1, "asterix:001 not read": 1}
    assert len(found.of("plot")) == 1


def test_a_damaged_length_costs_what_it_covers_and_not_the_rest() -> None:
    good = block(48, target(i220=ADDRESS))
    for damaged in (b"\x30\xff\xff" + good[3:], b"\x30\x00\x01" + good[3:], b"\x00" + good[1:]):
        found = read(good, damaged, good, good)
        assert len(found.of("plot")) == 3, damaged
        assert sum(len(refused.raw) for refused in found.refused) == len(good)


def test_noise_before_and_between_blocks_is_refused_in_place() -> None:
    good = block(48, target())
    data = b"noise" + good + bytes(5000) + good + good[:9]
    found = read(data)
    assert len(found.of("plot")) == 2
    assert [(refused.offset, len(refused.raw)) for refused in found.refused] == [
        (0, 5),
        (5 + len(good), 4096),
        (4101 + len(good), 904),
        (5005 + 2 * len(good), 9),
    ]


def test_a_datagram_is_blocks_one_behind_the_other_and_what_breaks_off_is_refused() -> None:
    good = block(48, target())
    found = read_cut("asterix", good + good + good[:9], [len(good)], DATAGRAMS)
    assert len(found.of("plot")) == 2
    assert found.refused[0].reason == "the data end in this data block"
    strange = read_cut("asterix", b"\x00strange" + good, [], DATAGRAMS)
    assert strange.refused[0].raw == b"\x00strange" + good
