"""ADS-B: what each frame becomes, in which units, and what is refused."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.formats.adsb_accuracy import BY_TYPE, EPU, IN_NINETY_FIVE
from northline.formats.adsb_aircraft import MOST
from northline.formats.adsb_frames import Frame, read_unit, remainder
from northline.records.errors import RejectedUnit
from northline.records.units import Micros
from tests.formats import squitters as sq
from tests.formats.reading import Read, read_cut, read_whole
from tests.formats.samples import CONTEXT, DATAGRAMS, RECEIVED, SAMPLES, started

T = 1_790_000_000
LON, LAT = -83.05, 42.32
EVEN, ODD = "8D40621D58C382D690C8AC2863A7", "8D40621D58C386435CC412692AD6"


def read(*units: bytes) -> Read:
    return read_whole("adsb", b"".join(units))


def pair(
    lon: float = LON, lat: float = LAT, *, at: float = T, address: int = 0xC07A4B, **more: Any
) -> bytes:
    """An even and an odd report of one place, a second apart."""
    return sq.stamped(sq.airborne(lon, lat, odd=False, address=address, **more), at) + sq.stamped(
        sq.airborne(lon, lat, odd=True, address=address, **more), at + 1
    )


def last(*units: bytes) -> dict[str, Any]:
    return read(*units).of("position")[-1]


# --- the examples of the literature (Sun, The 1090 Megahertz Riddle, 2nd edition) ------------


def test_the_published_pair_gives_the_published_place_and_altitude() -> None:
    row = last(f"{T},{ODD}\n{T + 1},{EVEN}\n".encode())
    assert (row["lon"], row["lat"]) == (
        pytest.approx(3.91937, abs=1e-5), pytest.approx(52.2572, abs=1e-5),
    )  # fmt: skip
    assert row["altitude"] == pytest.approx(38_000 * 0.3048)
    assert row["altitude_reference"] == "pressure"
    assert row["identity"] == "icao:40621d"
    assert row["craft"] == "aircraft"
    assert row["on_ground"] is False
    assert (row["message"], row["timed"]) == (11, True)
    assert row["at"] == "2026-09-21T14:13:21Z"


def test_the_published_pair_the_other_way_round_gives_the_place_of_the_odd_one() -> None:
    row = last(f"{T},{EVEN}\n{T + 1},{ODD}\n".encode())
    assert (row["lon"], row["lat"]) == (
        pytest.approx(3.93891, abs=1e-5), pytest.approx(52.26578, abs=1e-5),
    )  # fmt: skip


def test_the_published_velocities() -> None:
    ground = bytes.fromhex("8D485020994409940838175B284F")
    row = last(pair(3.9, 52.0, address=0x485020), sq.stamped(ground, T + 1),
               sq.stamped(sq.airborne(3.9, 52.0, odd=False, address=0x485020), T + 2))  # fmt: skip
    assert row["speed_knots"] == pytest.approx(159.20, abs=0.005)
    assert row["course"] == pytest.approx(182.88, abs=0.005)
    assert row["vertical_rate"] == pytest.approx(-832 * 0.3048 / 60.0, abs=0.001)
    airspeed = bytes.fromhex("8DA05F219B06B6AF189400CBC33F")
    row = last(pair(3.9, 52.0, address=0xA05F21), sq.stamped(airspeed, T + 1),
               sq.stamped(sq.airborne(3.9, 52.0, odd=False, address=0xA05F21), T + 2))  # fmt: skip
    assert (row["speed_knots"], row["course"], row["heading"]) == (None, None, None)
    assert row["vertical_rate"] == pytest.approx(-2304 * 0.3048 / 60.0, abs=0.001)


def test_the_published_identification() -> None:
    (row,) = read(b"*8D4840D6202CC371C32CE0576098;\n").of("particulars")
    assert row["callsign"] == "KLM1023"
    assert row["identity"] == "icao:4840d6"
    assert row["category"] is None
    assert (row["mmsi"], row["message"], row["timed"]) == (None, 4, False)


def test_the_published_pair_from_the_ground_is_found_from_who_is_heard_in_the_air() -> None:
    surface = b"1790000002,8C4841753AAB238733C8CD4020B1\n1790000003,8C4841753A8A35323FAEBDAC702D\n"
    assert not read(surface).of("position")
    row = last(pair(4.375, 51.99), surface)
    assert (row["lon"], row["lat"]) == (
        pytest.approx(4.73473, abs=1e-5), pytest.approx(52.32061, abs=1e-5),
    )  # fmt: skip
    assert row["on_ground"] is True
    assert (row["altitude"], row["altitude_reference"], row["vertical_rate"]) == (None, None, None)
    assert (row["speed_knots"], row["course"]) == (16.0, 98.4375)


# --- forms of input --------------------------------------------------------------------------

FRAME = bytes.fromhex(EVEN)
HEX = EVEN.encode()


@pytest.mark.parametrize(
    "form",
    [
        b"*%b;", b":%b;", b"@1A1A1A1A1A1A%b;", b"%%1A1A1A1A1A1A%b;", b"<1A1A1A1A1A1A1A%b;", b"%b",
        b"%b;", b" *%b; \t", b"%b\r\r",
    ],
)  # fmt: skip
def test_each_form_of_text_gives_its_frame_and_no_time(form: bytes) -> None:
    for digits in (HEX, HEX.lower()):
        line = form % digits
        assert read_unit(line.rstrip(b"\r")) == Frame(FRAME)
        (row,) = read(b"*%b;\n" % ODD.encode(), line).of("position")
        assert row["timed"] is False
        assert row["at"] == row["received"]


@pytest.mark.parametrize(
    ("form", "at", "whole"),
    [
        (b"1457996402,%b", 1457996402_000_000, True),
        (b'1457996402,"%b","406B90",4', 1457996402_000_000, True),
        (b'"1457996402.5", "%b"', 1457996402_500_000, False),
        (b"1457996402.123456789,%b,x", 1457996402_123_456, False),
        (b"1457996402123,%b", 1457996402_123_000, False),
    ],
)
def test_each_form_of_time_is_read(form: bytes, at: int, whole: bool) -> None:
    assert read_unit(form % HEX) == Frame(FRAME, Micros(at), whole)


@given(
    st.lists(st.binary(min_size=7, max_size=7) | st.binary(min_size=14, max_size=14), max_size=8),
    st.integers(0, (1 << 48) - 1),
    st.integers(0, 255),
    st.data(),
)
def test_beast_frames_come_out_as_they_went_in(
    frames: list[bytes], counter: int, level: int, data: st.DataObject
) -> None:
    packed = [sq.beast(frame, counter=counter, level=level) for frame in frames]
    assert [read_unit(raw) for raw in packed] == [Frame(frame) for frame in frames]
    # In a stream, between lines and whatever is broken, and cut anywhere.
    stream = b"\n".join([b"# begins", *packed, b""])
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=6))
    cut = read_cut("adsb", stream, cuts)
    assert cut == read_whole("adsb", stream)
    assert cut.units == 1 + len(frames) * 2


def test_a_beast_frame_that_breaks_off_costs_only_itself() -> None:
    whole = sq.beast(FRAME)
    for length in range(2, len(whole)):
        if (length - len(whole[:length].rstrip(b"\x1a"))) % 2:
            continue  # Between the two halves of an escape: the next 1A completes it.
        seen = read(whole[:length], sq.beast(bytes.fromhex(ODD)), whole)
        assert len(seen.of("position")) == 1, length
        assert len(seen.refused) == 1, length


def test_a_beast_stream_that_is_joined_in_its_middle_is_found_again() -> None:
    whole = sq.beast(bytes.fromhex(ODD)) + sq.beast(FRAME)
    for gone in range(1, 20):
        seen = read(sq.beast(sq.short(4))[gone:] + whole)
        assert len(seen.of("position")) == 1, gone


def test_a_datagram_is_a_unit_of_its_own() -> None:
    decoder = started("adsb", context=DATAGRAMS)
    assert decoder.decode(b"*" + HEX + b";", RECEIVED).units == 1
    broken = decoder.decode(sq.beast(FRAME)[:9], RECEIVED)
    assert [refused.reason for refused in broken.refused] == [
        "a Beast frame breaks off before its end"
    ]
    assert broken.consumed == len(HEX) + 2 + 9


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (b"", "empty"),
        (b"# whatever \xff", "comment"),
        (b"timestamp,rawmsg", "header"),
        (b"*7700;", "mode a/c"),
        (sq.beast(b"\x1a\x1a"), "mode a/c"),
        (sq.beast(bytes(14), kind=b"4"), "beast:4"),
        (sq.beast(bytes(14), kind=b"5"), "beast:5"),
    ],
)
def test_what_is_no_frame_is_told_and_counted(line: bytes, what: str) -> None:
    assert read_unit(line) == what


@pytest.mark.parametrize(
    ("unit", "reason"),
    [
        (b"*8D4;", "not as many hexadecimal digits"),
        (b"*" + HEX, "semicolon"),
        (b"*" + HEX[:26] + b";", "not as many hexadecimal digits"),
        (HEX[:-1], "no frame of 14 or 28"),
        (b"999," + HEX, "not Unix time"),
        (b"9999999999," + HEX, "2001 to 2106"),
        (b"\xff\xfe8", "byte FF at 0"),
        (b"\x1a9", "no Beast frame"),
        (b"\x1a3abc", "breaks off"),
        (HEX[:-1] + b"8", "parity does not hold: 00000F"),
        (sq.avr(sq.short(11, overlay=80)), "parity does not hold: 000050"),
        (sq.avr(sq.short(3)), "downlink format 3 is reserved"),
        (sq.avr(sq.sealed(bytes([22 << 3]) + bytes(10))), "downlink format 22 is reserved"),
        (sq.avr(FRAME[:7]), "has 112 bits, not 56"),
        (sq.avr(sq.short(4) + bytes(7)), "has 56 bits, not 112"),
        (sq.avr(sq.airborne(1, 2, odd=False, address=0)), "000000 is no aircraft"),
        (sq.avr(sq.airborne(1, 2, odd=False, address=0xFFFFFF)), "FFFFFF is no aircraft"),
        (sq.avr(sq.squitter(sq.packed((11, 5), (0, 3), (0xFFF, 12), (0, 36)))), "defined value"),
        (b"x" * 5000, "more than 4096"),
    ],
)
def test_what_is_refused_says_why(unit: bytes, reason: str) -> None:
    seen = read(unit + b"\n")
    assert reason in seen.refused[0].reason
    assert not seen.rows


def test_each_downlink_format_is_counted_by_its_number() -> None:
    shorts = [sq.short(number) for number in (0, 4, 5)]
    longs = [sq.sealed(bytes([number << 3]) + bytes(10)) for number in (16, 19, 20, 21, 24, 27, 31)]
    shorts += [sq.short(11, overlay=code) for code in (0, 79)]
    seen = read(*map(sq.avr, shorts + longs))
    assert not seen.refused
    assert seen.other == {
        "df0": 1, "df4": 1, "df5": 1, "df11": 2, "df16": 1, "df19": 1, "df20": 1, "df21": 1,
        "df24": 3,
    }  # fmt: skip


@given(st.binary(min_size=4, max_size=4) | st.binary(min_size=11, max_size=11), st.integers(0, 111))
def test_parity_is_that_of_the_standard_and_finds_each_damaged_bit(head: bytes, bit: int) -> None:
    frame = sq.sealed(head)
    assert remainder(frame) == 0
    at = bit % (len(frame) * 8)
    damaged = int.from_bytes(frame, "big") ^ 1 << at
    again = damaged.to_bytes(len(frame), "big")
    assert remainder(again) == sq.rest_of(again) != 0


# --- places ----------------------------------------------------------------------------------


def test_one_report_is_no_place() -> None:
    seen = read(sq.stamped(sq.airborne(LON, LAT, odd=False), T))
    assert not seen.of("position")
    assert seen.other == {"df17:11 without position": 1}


@pytest.mark.parametrize(("seconds", "found"), [(9.9, 1), (10.0, 1), (10.1, 0)])
def test_a_pair_counts_within_ten_seconds(seconds: float, found: int) -> None:
    seen = read(
        sq.stamped(sq.airborne(LON, LAT, odd=False), T),
        sq.stamped(sq.airborne(LON, LAT, odd=True), T + seconds),
    )
    assert len(seen.of("position")) == found


@pytest.mark.parametrize(
    ("movement", "seconds", "found"),
    [(13, 50, 1), (13, 51, 0), (60, 25, 1), (60, 26, 0), (0, 26, 0)],
)
def test_a_pair_from_the_ground_counts_longer_the_slower_it_moves(
    movement: int, seconds: int, found: int
) -> None:
    seen = read(
        pair(address=0xC00001),
        sq.stamped(sq.surface(LON, LAT, odd=False, movement=movement), T),
        sq.stamped(sq.surface(LON, LAT, odd=True, movement=movement), T + seconds),
    )
    assert sum(row["on_ground"] for row in seen.of("position")) == found


def test_two_aircraft_make_no_pair() -> None:
    seen = read(
        sq.stamped(sq.airborne(LON, LAT, odd=False), T),
        sq.stamped(sq.airborne(LON, LAT, odd=True, address=0xC00001), T + 1),
    )
    assert not seen.of("position")


def test_an_aircraft_that_lands_is_followed_to_the_ground() -> None:
    row = last(pair(), sq.stamped(sq.surface(LON + 0.001, LAT, odd=True), T + 9))
    assert row["on_ground"] is True
    assert row["lon"] == pytest.approx(LON + 0.001, abs=2e-5)


def test_where_several_receivers_feed_a_stream_pairs_from_the_ground_are_left_alone() -> None:
    ground = sq.stamped(sq.surface(LON, LAT, odd=False), T + 2) + sq.stamped(
        sq.surface(LON, LAT, odd=True), T + 3
    )
    assert last(pair(address=0xC00001), ground)["on_ground"] is True
    far = pair(10.0, 50.0, address=0xC00002)
    assert last(pair(address=0xC00001), far, ground)["on_ground"] is False


def test_a_report_out_of_reach_is_refused_with_how_far_it_is() -> None:
    seen = read(
        pair(), sq.stamped(sq.airborne(LON + 1.0, LAT, odd=False), T + 11),
        sq.stamped(sq.airborne(LON + 0.01, LAT, odd=False), T + 12),
    )  # fmt: skip
    assert [refused.reason for refused in seen.refused] == [
        "it lies 82.2 km from where this aircraft was 10.0 s before"
    ]
    assert [row["lon"] for row in seen.of("position")] == pytest.approx([LON, LON + 0.01], abs=4e-5)


def test_two_out_of_reach_that_agree_are_believed() -> None:
    seen = read(pair(), pair(LON + 5.0, LAT, at=T + 5), pair(LON + 5.0, LAT, at=T + 7))
    assert [row["lon"] for row in seen.of("position")] == pytest.approx(
        [LON, LON + 5.0, LON + 5.0, LON + 5.0], abs=4e-5
    )
    assert len(seen.refused) == 1


def test_after_five_minutes_of_silence_it_takes_a_pair_again() -> None:
    lone = sq.stamped(sq.airborne(LON, LAT, odd=False), T + 1 + 301)
    assert len(read(pair(), lone).of("position")) == 1
    assert (
        len(read(pair(), sq.stamped(sq.airborne(LON, LAT, odd=False), T + 301)).of("position")) == 2
    )


@given(st.floats(-180, 179.99), st.floats(-88, 88))
def test_a_pair_gives_the_place_it_was_made_of(lon: float, lat: float) -> None:
    seen = read(pair(lon, lat))
    for row in seen.of("position"):
        shrink = max(0.02, 1.0 - abs(lat) / 90.0)
        assert abs(row["lat"] - lat) < 3e-5
        assert abs((row["lon"] - lon + 180.0) % 360.0 - 180.0) < 1e-4 / shrink
        assert -180.0 <= row["lon"] < 180.0
    # Two latitudes of one place may lie on both sides of a border of zones, and then say nothing.
    if not seen.of("position"):
        assert sq.zones(lat - 1e-4) != sq.zones(lat + 1e-4)


def test_the_oldest_aircraft_makes_room_for_the_newest() -> None:
    crowd = [sq.stamped(sq.airborne(LON, LAT, odd=False, address=1 + i), T) for i in range(MOST)]
    one = sq.stamped(sq.airborne(LON, LAT, odd=False), T)
    partner = sq.stamped(sq.airborne(LON, LAT, odd=True), T + 1)
    assert not read(one, *crowd, partner).of("position")
    assert len(read(one, *crowd[1:], partner).of("position")) == 1


@pytest.mark.parametrize(("micros", "known"), [(600_000_000, True), (600_000_001, False)])
def test_who_has_not_been_heard_for_ten_minutes_is_forgotten(micros: int, known: bool) -> None:
    lone = sq.stamped(sq.airborne(LON, LAT, odd=False), T + 2)
    decoder = started("adsb")
    first = decoder.decode(pair(), RECEIVED)
    later = Micros(RECEIVED + micros)
    assert bool(decoder.decode(lone, later).batches) is known
    # Whether it was dropped on the way makes no difference.
    resumed = started("adsb", first.consumed, first.carry)
    assert bool(resumed.decode(lone, later).batches) is known
    idle = started("adsb", first.consumed, first.carry).decode(b"", later).carry
    assert (len(idle) == len(first.carry)) is known


# --- fields ----------------------------------------------------------------------------------


def flown(*said: bytes, **more: Any) -> dict[str, Any]:
    """A position after what an aircraft said of itself, at T + 1."""
    return last(*(sq.stamped(each, T) for each in said), pair(**more))


@given(st.integers(-1022, 1022), st.integers(-1022, 1022), st.integers(-510, 510))
def test_velocity_is_that_of_its_components(east: int, north: int, climb: int) -> None:
    row = flown(sq.velocity(east, north, climb))
    assert row["speed_knots"] == pytest.approx((east**2 + north**2) ** 0.5, abs=0.006)
    assert row["vertical_rate"] == pytest.approx(climb * 64 * 0.3048 / 60.0, abs=6e-4)
    if east or north:
        course = math.degrees(math.atan2(east, north))
        assert (row["course"] - course + 180.0) % 360.0 - 180.0 == pytest.approx(0.0, abs=0.006)
    else:
        assert row["course"] is None


def test_a_supersonic_velocity_counts_in_four_knots() -> None:
    assert flown(sq.velocity(300, 0, subtype=2))["speed_knots"] == 1200.0


@pytest.mark.parametrize(("east", "north"), [(None, 5), (5, None), (None, None)])
def test_half_a_velocity_is_none(east: int | None, north: int | None) -> None:
    row = flown(sq.velocity(east, north, climb=3))
    assert (row["speed_knots"], row["course"]) == (None, None)
    assert row["vertical_rate"] == pytest.approx(0.975, abs=1e-3)


def test_a_climb_that_is_not_stated_is_null() -> None:
    assert flown(sq.velocity(5, 5, climb=None))["vertical_rate"] is None


@pytest.mark.parametrize(("seconds", "known"), [(4.0, True), (4.1, False)])
def test_a_velocity_holds_for_five_seconds(seconds: float, known: bool) -> None:
    row = flown(sq.velocity(100, 0), at=T + seconds)
    assert (row["speed_knots"] is not None) is known


def test_the_velocity_of_another_aircraft_is_not_joined() -> None:
    assert flown(sq.velocity(100, 0, address=0xC00001))["speed_knots"] is None


@pytest.mark.parametrize("feet", [-1000, 0, 25, 5000, 38_000, 49_975])
def test_altitude_is_in_metres(feet: int) -> None:
    assert flown(feet=feet)["altitude"] == pytest.approx(feet * 0.3048, abs=0.006)


def test_what_an_altitude_is_measured_from_is_said() -> None:
    assert flown(kind=18)["altitude_reference"] == "pressure"
    assert flown(kind=20)["altitude_reference"] == "geometric"
    row = flown(feet=None)
    assert (row["altitude"], row["altitude_reference"]) == (None, None)


@pytest.mark.parametrize("kind", [*range(9, 19), 20, 21, 22])
def test_accuracy_is_that_of_the_type_where_none_is_stated(kind: int) -> None:
    bound = BY_TYPE.get(kind)
    sigma = flown(kind=kind)["sigma"]
    if bound is None:
        assert sigma is None
    else:
        assert bound / IN_NINETY_FIVE - 0.05 < sigma < bound / IN_NINETY_FIVE + 1.5


@pytest.mark.parametrize("nac", range(12))
def test_stated_accuracy_goes_before_that_of_the_type(nac: int) -> None:
    sigma = flown(sq.status(nac), kind=14)["sigma"]
    assert (sigma is None) if nac == 0 else sigma == pytest.approx(EPU[nac] / 2.4477, abs=1.0)


def test_stated_accuracy_holds_for_a_minute_and_of_version_0_there_is_none() -> None:
    fine, coarse = flown(sq.status(11))["sigma"], flown()["sigma"]
    assert fine < coarse
    assert flown(sq.status(11), at=T + 58)["sigma"] == fine
    assert flown(sq.status(11), at=T + 60)["sigma"] == coarse
    assert flown(sq.status(0, version=0))["sigma"] == coarse


def test_a_time_in_whole_seconds_costs_half_a_second_of_way() -> None:
    frames = [
        sq.velocity(400, 0),
        sq.airborne(LON, LAT, odd=False),
        sq.airborne(LON, LAT, odd=True),
    ]
    rows = [
        last(*(b"%d%b,%b\n" % (T, fraction, frame.hex().encode()) for frame in frames))
        for fraction in (b".5", b"")
    ]
    assert [row["sigma"] for row in rows] == [
        37.9,
        pytest.approx((37.9**2 + 102.9**2) ** 0.5, abs=0.1),
    ]


@pytest.mark.parametrize(
    ("kind", "number", "category", "craft"),
    [
        (4, 3, "A3", "aircraft"), (4, 7, "A7", "aircraft"), (3, 6, "B6", "drone"),
        (2, 1, "C1", "vehicle"), (2, 2, "C2", "vehicle"), (2, 3, "C3", "station"),
        (1, 1, "D1", "aircraft"), (4, 0, None, "aircraft"),
    ],
)  # fmt: skip
def test_category_is_kept_and_says_what_sort_of_craft_it_is(
    kind: int, number: int, category: str | None, craft: str
) -> None:
    said = sq.identification("CFABC", kind=kind, number=number)
    seen = read(sq.stamped(said, T), pair())
    (row,) = seen.of("particulars")
    assert (row["callsign"], row["category"], row["message"]) == ("CFABC", category, kind)
    assert seen.of("position")[0]["craft"] == craft


@pytest.mark.parametrize(("text", "callsign"), [("", None), ("AB#C", None), ("A B ", "AB")])
def test_a_call_sign_that_is_none_is_null(text: str, callsign: str | None) -> None:
    (row,) = read(sq.avr(sq.identification(text))).of("particulars")
    assert row["callsign"] == callsign


@pytest.mark.parametrize(
    ("control", "imf", "identity"),
    [
        (0, 0, "icao:000123"), (1, 0, "non-icao:000123"), (2, 0, "icao:000123"),
        (2, 1, "non-icao:000123"), (5, 0, "non-icao:000123"), (6, 0, "icao:000123"),
        (6, 1, "non-icao:000123"), (3, 0, None), (4, 0, None), (7, 0, None),
    ],
)  # fmt: skip
def test_whose_address_it_is_is_said_by_control_field_and_bit(
    control: int, imf: int, identity: str | None
) -> None:
    seen = read(pair(address=0x123, head=0x90 | control, imf=imf))
    rows = seen.of("position")
    if identity is None:
        assert seen.other == {f"df18 control {control}": 2}
    else:
        assert [row["identity"] for row in rows] == [identity]


def test_two_senders_of_one_address_are_not_joined_when_one_is_no_aircraft_of_icao() -> None:
    relayed = sq.airborne(LON, LAT, odd=True, address=0x123, head=0x91)
    direct = sq.airborne(LON, LAT, odd=False, address=0x123)
    assert not read(sq.stamped(direct, T), sq.stamped(relayed, T + 1)).of("position")


def test_two_honest_repeats_stay_two() -> None:
    again = sq.stamped(sq.airborne(LON, LAT, odd=True), T + 1)
    rows = read(pair(), again).of("position")
    assert len(rows) == len({row["id"] for row in rows}) == 2


def test_the_carry_is_small_and_the_same_for_the_same_state() -> None:
    decoder, other = started("adsb"), started("adsb")
    stream = b"".join(pair(address=1 + i) for i in range(100))
    one = decoder.decode(stream, RECEIVED)
    carries = [
        other.decode(stream[place : place + 17], RECEIVED).carry
        for place in range(0, len(stream), 17)
    ]
    assert one.carry == carries[-1]
    assert len(one.carry) < 100 * 64
    again = started("adsb", one.consumed, one.carry, CONTEXT)
    assert again.decode(b"", RECEIVED).carry == one.carry


@pytest.mark.deep
@settings(max_examples=3000, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 31), st.integers(0, 7), st.integers(0, 2),
            st.integers(0, (1 << 51) - 1), st.integers(0, 4000),
        ),
        max_size=60,
    ),
    st.lists(st.integers(0, 4000), max_size=5),
)  # fmt: skip
def test_whatever_squitters_say_nothing_is_lost_and_no_place_is_off_the_earth(
    said: list[tuple[int, int, int, int, int]], cuts: list[int]
) -> None:
    """Parity holds here, so that fuzzing reaches what is behind it."""
    stream = b"".join(
        sq.stamped(
            sq.squitter(code << 51 | rest, 0xC00000 + who, head=0x8D if who else 0x90 | low),
            T + seconds / 10.0,
        )
        for code, low, who, rest, seconds in said
    )
    seen = read_cut("adsb", stream, [cut for cut in cuts if cut <= len(stream)])
    assert seen == read_whole("adsb", stream)
    records = len(seen.of("position")) + len(seen.of("particulars"))
    assert records + len(seen.refused) + seen.other.total() == len(said) == seen.units
    for row in seen.of("position"):
        assert -180.0 <= row["lon"] < 180.0
        assert -90.0 <= row["lat"] <= 90.0


@pytest.mark.deep
@settings(max_examples=3000, deadline=None)
@given(
    st.lists(
        st.binary(max_size=40) | st.sampled_from(SAMPLES["adsb"].splitlines(True)), max_size=40
    )
)
def test_whatever_the_bytes_each_is_in_a_unit_that_is_read_counted_or_refused(
    parts: list[bytes],
) -> None:
    stream = b"".join(parts)
    seen = read_whole("adsb", stream)
    records = len(seen.of("position")) + len(seen.of("particulars"))
    assert records + len(seen.refused) + seen.other.total() == seen.units
    assert seen.consumed == len(stream)
    for refused in seen.refused:
        assert stream[refused.offset :].startswith(refused.raw)


def test_a_unit_that_is_nothing_is_refused_in_words() -> None:
    with pytest.raises(RejectedUnit, match="no frame of 14 or 28"):
        read_unit(b"hello")
