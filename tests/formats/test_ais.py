"""What becomes of each AIS message: units, "not available", craft, time, accuracy."""

import datetime
import math
from typing import Any

import h3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.formats.ais_messages import STATUS, TURN
from northline.formats.mmsi import craft_of
from northline.formats.nmea import EARLIEST, LATEST
from northline.records.ids import Origin
from northline.records.kinds import kind
from northline.records.position import Craft, Position
from northline.records.record import Id
from northline.records.units import Cell, Degrees, DegreesTrue, Knots, Metres
from tests.formats.bits import position_of
from tests.formats.reading import batches_of, read_whole
from tests.formats.samples import CLASS_A, CONTEXT, RECEIVED, VOYAGE, made, sentence, tagged

HERE: dict[str, Any] = {"mmsi": 316001245, "lon": -123.4, "lat": 48.4}


def position(message: dict[str, Any]) -> dict[str, Any]:
    (row,) = read_whole("ais", b"\n".join(made(message))).of("position")
    return row


def particulars(message: dict[str, Any]) -> dict[str, Any]:
    (row,) = read_whole("ais", b"\n".join(made(message))).of("particulars")
    return row


def test_a_class_a_report_is_the_record_that_the_standard_means() -> None:
    (record,) = kind("position").from_batch(batches_of("ais", CLASS_A)["position"])
    assert record == Position(
        id=Id(Origin("position", "tower-4").placed("a-stream", 0, CLASS_A)),
        source="tower-4",
        at=RECEIVED,
        received=RECEIVED,
        marking=CONTEXT.marking,
        lon=Degrees(-123.395383),
        lat=Degrees(48.381633),
        sigma=Metres(10.0),
        cell=Cell(h3.str_to_int(h3.latlng_to_cell(48.381633, -123.395383, 9))),
        identity="mmsi:371798000",
        craft=Craft.VESSEL,
        mmsi=371798000,
        message=1,
        speed_knots=Knots(12.3),
        course=DegreesTrue(224.0),
        heading=DegreesTrue(215.0),
        turn=None,
        status="under way using engine",
        accurate=True,
        second=33,
        timed=False,
    )


def test_what_is_not_available_is_null() -> None:
    row = position(
        {
            **HERE,
            "type": 1,
            "speed": 102.3,
            "course": 360,
            "heading": 511,
            "turn": -128,
            "second": 60,
            "status": 15,
        }
    )
    for name in ("speed_knots", "course", "heading", "turn", "second", "status", "name"):
        assert row[name] is None, name
    assert row["sigma"] == 30.0
    assert row["accurate"] is False


@pytest.mark.parametrize("second", [61, 62, 63])
def test_a_position_typed_in_or_reckoned_has_no_stated_error(second: int) -> None:
    row = position({**HERE, "type": 18, "second": second, "accuracy": 1})
    assert (row["sigma"], row["second"], row["accurate"]) == (None, None, True)


def test_accuracy_becomes_a_sigma() -> None:
    assert position({**HERE, "type": 18, "accuracy": 1})["sigma"] == 10.0
    assert position({**HERE, "type": 18, "accuracy": 0})["sigma"] == 30.0
    assert position({**HERE, "type": 27, "accuracy": 1})["sigma"] == 100.0


@pytest.mark.parametrize(
    ("raw", "turn"),
    [(0, 0.0), (1, 0.045), (4, 0.714), (126, 708.709), (127, None), (128, None), (129, None)],
)
def test_rate_of_turn_is_degrees_per_minute_as_exact_as_sent(raw: int, turn: float | None) -> None:
    assert TURN[raw] == turn
    if 0 < raw < 127:
        assert turn is not None
        assert TURN[256 - raw] == -turn
        assert TURN[raw] == pytest.approx(math.pow(raw / 4.733, 2), abs=5e-4)


@pytest.mark.parametrize("message", [1, 2, 3, 4, 9, 11, 18, 21, 27])
@pytest.mark.parametrize(("lon", "lat"), [(181, 91), (181, 48.4), (-123.4, 91)])
def test_without_a_position_there_is_no_record_but_a_count(
    message: int, lon: float, lat: float
) -> None:
    sent = made({"type": message, "mmsi": 316001245, "lon": lon, "lat": lat})
    read = read_whole("ais", b"\n".join(sent))
    assert read.rows == {}
    assert read.other[f"ais:{message} without position"] == 1
    assert not read.refused


@pytest.mark.parametrize(("lon", "lat"), [(180.5, 48.0), (-190.0, 48.0), (-123.0, 90.5)])
def test_a_position_outside_the_world_is_refused(lon: float, lat: float) -> None:
    read = read_whole("ais", made({"type": 1, "mmsi": 316001245, "lon": lon, "lat": lat})[0])
    assert "is nowhere" in read.refused[0].reason
    assert read.rows == {}


@pytest.mark.parametrize(("lon", "lat"), [(180.0, 90.0), (-180.0, -90.0), (0.0, 0.0)])
def test_the_edges_of_the_world_are_in_it(lon: float, lat: float) -> None:
    row = position({"type": 18, "mmsi": 316001245, "lon": lon, "lat": lat})
    assert (row["lon"], row["lat"]) == (lon, lat)


@pytest.mark.parametrize("mmsi", [0, 1_000_000_000, 1_073_741_823])
def test_a_number_of_more_than_nine_digits_or_none_is_refused(mmsi: int) -> None:
    read = read_whole("ais", made({**HERE, "type": 1, "mmsi": mmsi})[0])
    assert f"{mmsi} is no MMSI" in read.refused[0].reason
    assert read.rows == {}


def test_an_identity_has_nine_digits() -> None:
    assert position({**HERE, "type": 4, "mmsi": 3669702})["identity"] == "mmsi:003669702"


@pytest.mark.parametrize(
    ("mmsi", "message", "craft"),
    [
        (316001245, 1, Craft.VESSEL),
        (200000000, 18, Craft.VESSEL),
        (799999999, 27, Craft.VESSEL),
        (983160001, 18, Craft.VESSEL),
        (111316001, 9, Craft.AIRCRAFT),
        (111316001, 1, Craft.AIRCRAFT),
        (3669702, 4, Craft.STATION),
        (316001245, 4, Craft.STATION),
        (316001245, 11, Craft.VESSEL),
        (993160001, 21, Craft.AID),
        (972123456, 1, Craft.PERSON),
        (970123456, 1, Craft.UNKNOWN),
        (1193046, 18, Craft.UNKNOWN),
        (993160001, 1, Craft.UNKNOWN),
        (800000000, 1, Craft.UNKNOWN),
        (199999999, 1, Craft.UNKNOWN),
    ],
)
def test_craft_by_number_and_message(mmsi: int, message: int, craft: Craft) -> None:
    assert craft_of(mmsi, message) == craft.value


def test_the_time_is_that_of_the_tag_block_then_that_behind_then_that_of_receipt() -> None:
    behind = CLASS_A + b",r09SCHA1,1272412827"
    lines = [
        tagged(behind, b"s:b003669710,c:1428621738"),
        behind,
        CLASS_A,
        tagged(CLASS_A, b"c:1428621738123"),
        CLASS_A + b",1272412827.5",
    ]
    rows = read_whole("ais", b"\n".join(lines)).of("position")
    assert [(row["at"], row["timed"], row["station"]) for row in rows] == [
        ("2015-04-09T23:22:18Z", True, "b003669710"),
        ("2010-04-28T00:00:27Z", True, "r09SCHA1"),
        ("2026-09-21T14:13:20Z", False, None),
        ("2015-04-09T23:22:18.123000Z", True, None),
        ("2010-04-28T00:00:27.500000Z", True, None),
    ]


@pytest.mark.parametrize(
    "clock", [b"12415440354", b"999999999", b"4294967296", b"-1", b"now", b"", b"1428621738.x"]
)
def test_a_time_that_no_clock_shows_is_not_taken(clock: bytes) -> None:
    (row,) = read_whole("ais", tagged(CLASS_A, b"c:" + clock)).of("position")
    assert (row["at"], row["timed"]) == ("2026-09-21T14:13:20Z", False)


BASE = {
    "type": 4,
    "mmsi": 3669702,
    "lon": -76.35,
    "lat": 36.88,
    "year": 2007,
    "month": 5,
    "day": 14,
    "hour": 19,
    "minute": 57,
    "second": 39,
}


def test_a_base_station_states_its_own_time_where_nothing_else_does() -> None:
    row = position(BASE)
    assert (row["at"], row["timed"], row["second"]) == ("2007-05-14T19:57:39Z", True, 39)
    line = tagged(made(BASE)[0], b"c:1428621738")
    (row,) = read_whole("ais", line).of("position")
    assert row["at"] == "2015-04-09T23:22:18Z"


@pytest.mark.parametrize(
    "missing",
    [
        {"year": 0},
        {"year": 10000},
        {"month": 0},
        {"month": 13},
        {"day": 0},
        {"month": 2, "day": 30},
        {"hour": 24},
        {"minute": 60},
        {"second": 60},
    ],
)
def test_a_base_station_that_does_not_know_the_time_states_none(missing: dict[str, int]) -> None:
    row = position({**BASE, **missing})
    assert (row["at"], row["timed"]) == ("2026-09-21T14:13:20Z", False)


def test_a_voyage_becomes_particulars() -> None:
    (row,) = read_whole("ais", b"\r\n".join(VOYAGE)).of("particulars")
    expected = {
        "identity": "mmsi:316001245",
        "message": 5,
        "imo": 9134270,
        "callsign": "CFN1234",
        "name": "SALISH TEST",
        "ship_type": 70,
        "length": 150.0,
        "beam": 22.0,
        "draught": 8.1,
        "destination": "PRINCE RUPERT",
        "eta": "05-15T16:00",
        "lon": None,
        "cell": None,
    }
    assert {name: row[name] for name in expected} == expected
    joined = Origin("particulars", "tower-4").placed("a-stream", 0, VOYAGE[0] + VOYAGE[1])
    assert row["id"] == joined.hex()


def test_a_voyage_that_says_nothing_is_null() -> None:
    sent = {"type": 5, "mmsi": 316001245, "shipname": "@@@@", "hour": 24, "minute": 60}
    row = particulars(sent)
    stated = {name for name, value in row.items() if value is not None}
    common = {"id", "source", "at", "received", "marking", "timed"}
    assert stated == common | {"identity", "mmsi", "message"}


@pytest.mark.parametrize(("imo", "kept"), [(999_999, None), (10_000_000, None), (9134270, 9134270)])
def test_an_imo_number_has_seven_digits(imo: int, kept: int | None) -> None:
    assert particulars({"type": 5, "mmsi": 316001245, "imo": imo})["imo"] == kept


def test_text_ends_at_the_first_at_sign() -> None:
    row = particulars({"type": 24, "mmsi": 316001245, "partno": 0, "shipname": "ALDER@JUNK"})
    assert row["name"] == "ALDER"


def test_a_long_class_b_report_is_a_position_and_particulars() -> None:
    sent = {**HERE, "type": 19, "shipname": "TEST B", "ship_type": 37, "to_bow": 5, "to_port": 2}
    read = read_whole("ais", b"\n".join(made(sent)))
    (where,), (what,) = read.of("position"), read.of("particulars")
    assert where["name"] == what["name"] == "TEST B"
    assert (what["ship_type"], what["length"], what["beam"]) == (37, 5.0, 2.0)
    raw = b"".join(made(sent))
    assert what["id"] == Origin("particulars", "tower-4").placed("a-stream", 0, raw, 1).hex()
    alone = read_whole("ais", b"\n".join(made({**sent, "lon": 181, "lat": 91})))
    assert set(alone.rows) == {"particulars"}


def test_both_parts_of_a_static_report_are_records_of_their_own() -> None:
    sent = [
        {"type": 24, "mmsi": 338000001, "partno": 0, "shipname": "TEST B"},
        {
            "type": 24,
            "mmsi": 338000001,
            "partno": 1,
            "callsign": "WX1",
            "to_bow": 5,
            "ship_type": 36,
        },
    ]
    a, b = (particulars(message) for message in sent)
    assert (a["name"], a["callsign"], a["length"]) == ("TEST B", None, None)
    assert (b["name"], b["callsign"], b["length"], b["ship_type"]) == (None, "WX1", 5.0, 36)


def test_a_craft_of_a_parent_ship_has_no_size() -> None:
    sent = {"type": 24, "mmsi": 983160001, "partno": 1, "mothership_mmsi": 316001245}
    row = particulars(sent)
    assert (row["length"], row["beam"]) == (None, None)


def test_an_aid_has_its_whole_name() -> None:
    name = "NORTH CHANNEL ENTRANC"[:20]
    sent = {**HERE, "type": 21, "mmsi": 993160001, "name": name, "name_ext": "E BUOY"}
    row = position(sent)
    assert (row["name"], row["craft"]) == (name + "E BUOY", "aid-to-navigation")


def test_long_range_reports_are_in_their_own_units() -> None:
    row = position({**HERE, "type": 27, "speed": 62, "course": 359, "status": 5})
    assert (row["speed_knots"], row["course"], row["status"]) == (62.0, 359.0, "moored")
    assert row["lon"] == pytest.approx(-123.4, abs=1 / 600)
    empty = position({**HERE, "type": 27, "speed": 63, "course": 511})
    assert (empty["speed_knots"], empty["course"], empty["second"]) == (None, None, None)


def test_an_aircraft_flies_in_whole_knots() -> None:
    row = position({**HERE, "type": 9, "mmsi": 111316001, "speed": 130, "alt": 300})
    assert (row["speed_knots"], row["craft"]) == (130.0, "aircraft")
    assert position({**HERE, "type": 9, "speed": 1023})["speed_knots"] is None


@pytest.mark.parametrize(
    ("payload", "fill", "reason"),
    [
        (b"15RTgt0PAso;90TKcjM8h6g208C", 0, "message 1 cannot have 162 bits"),
        (b"15RTgt0PAso;90TKcjM8h6g208CQ", 5, "message 1 cannot have 163 bits"),
        (b"15RTgt0PAso;90TKcjM8h6g208CQ00", 0, "message 1 cannot have 180 bits"),
        (b"1", 0, "6 bits hold no AIS message"),
        (b"0S9edj0P03PecbBN`ja@0?w42cFC", 0, "there is no AIS message 0"),
        (b"w5RTgt0PAso;90TKcjM8h6g208CQ", 0, "there is no AIS message 63"),
        (b"H52KMeLU653hhhi0000000000000", 0, "message 24 has parts A and B, not part 3"),
        (b"H42O55lti4hhhilD3nink000?05", 1, "message 24 B cannot have 161 bits"),
    ],
)
def test_a_payload_that_is_no_message_is_refused(payload: bytes, fill: int, reason: str) -> None:
    read = read_whole("ais", sentence(payload, fill=fill))
    assert read.rows == {}
    assert reason in read.refused[0].reason
    assert read.units == 1


ARMOUR = bytes([*range(48, 88), *range(96, 120)])
PAYLOADS = st.sampled_from(range(64)).flatmap(
    lambda number: st.lists(st.sampled_from(ARMOUR), max_size=76).map(
        lambda rest: bytes([ARMOUR[number], *rest])
    )
)


@settings(max_examples=400)
@given(PAYLOADS, st.integers(0, 5))
def test_any_payload_is_a_record_refused_or_counted(payload: bytes, fill: int) -> None:
    read = read_whole("ais", sentence(payload, fill=fill) + b"\n")
    behind = sum(row["message"] == 19 for row in read.of("position"))
    records = len(read.of("position")) + len(read.of("particulars")) - behind
    assert records + len(read.refused) + read.other.total() == read.units == 1


@settings(max_examples=200)
@given(
    number=st.sampled_from([1, 2, 3, 9, 18, 27]),
    mmsi=st.integers(1, 999_999_999),
    lon=st.integers(-108_000_000, 108_000_000),
    lat=st.integers(-54_000_000, 54_000_000),
    speed=st.integers(0, 1023),
    course=st.integers(0, 3600),
    second=st.integers(0, 63),
)
def test_what_pyais_encodes_comes_back(
    number: int, mmsi: int, lon: int, lat: int, speed: int, course: int, second: int
) -> None:
    coarse = number == 27
    message: dict[str, Any] = {
        "type": number,
        "mmsi": mmsi,
        "lon": lon / 600_000,
        "lat": lat / 600_000,
        "speed": speed % 64 if coarse else speed if number == 9 else speed / 10,
        "course": course // 10 if coarse else course / 10,
        "second": second,
    }
    (line,) = made({name: v for name, v in message.items() if name != "second" or not coarse})
    (row,) = read_whole("ais", line).of("position")
    expected = position_of(line.split(b",")[5], 0)
    assert row["mmsi"] == mmsi
    assert row["lon"] == pytest.approx(lon / 600_000, abs=1 / 1200 if coarse else 6e-7)
    assert row["lat"] == pytest.approx(lat / 600_000, abs=1 / 1200 if coarse else 6e-7)
    for name in ("speed_knots", "course", "second"):
        assert row[name] == expected[name]
    assert row["status"] == (
        STATUS[15] if number in {1, 2, 3} else STATUS[expected.get("status", 15)]
    )


@given(st.integers(EARLIEST, LATEST))
def test_stated_times_come_back(clock: int) -> None:
    (row,) = read_whole("ais", tagged(CLASS_A, b"c:%d" % clock)).of("position")
    assert datetime.datetime.fromisoformat(row["at"]).timestamp() == clock
