"""KLV: what a set says, what becomes of it, and what may not enter."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from northline.formats.klv_local_set import (
    CORNERS,
    EXTENDED,
    KEY_0601,
    MAPPED,
    OFFSETS,
    checksum,
    read_local_set,
)
from northline.formats.klv_numbers import Imapb, Mapped
from northline.formats.klv_packets import tags
from northline.formats.klv_said import Said, Security
from northline.formats.klv_writing import local_set
from northline.records.errors import InputError, RejectedUnit
from tests.formats.klv_sample import (
    ABOVE,
    AT,
    HERE,
    LEGACY,
    PLAIN,
    SAID,
    SECURITY_SET,
    STRANGE_SET,
    TARGETS,
    TIMED,
    in_stream,
    item,
    said,
    universal,
    with_items,
)
from tests.formats.reading import read_whole
from tests.formats.samples import CONTEXT

REAL = msgspec.structs.replace(CONTEXT, real=True)


def corners(look: dict[str, Any]) -> list[Any]:
    """Longitudes, then latitudes, around from the upper left."""
    around = ("upper_left", "upper_right", "lower_right", "lower_left")
    return [look[f"{corner}_{what}"] for what in ("lon", "lat") for corner in around]


# --- numbers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "raw", "number"),
    [
        (5, "71c2", 159.9744),
        (13, "5595b66d", 60.17682296),
        (14, "5b5360c4", 128.42675904),
        (15, "c221", 14190.72),
        (16, "cd9c", 144.571298),
        (18, "724a0a20", 160.71921147),
        (21, "03830926", 68590.98),
        (22, "1281", 722.8199),
        (23, "f101a229", -10.54238863),
        (24, "14bc082b", 29.15789012),
        (25, "34f3", 3216.037),
        (40, "8f695262", -79.16385005),
        (45, "1a95", 425.2152),
        (75, "c221", 14190.72),
    ],
)
def test_the_standards_own_examples_of_mapped_items(tag: int, raw: str, number: float) -> None:
    _, mapped = MAPPED[tag]
    assert mapped.read(bytes.fromhex(raw)) == pytest.approx(number, rel=1e-5)
    assert (
        mapped.write(number) == bytes.fromhex(raw)
        or abs((mapped.read(mapped.write(number)) or 0.0) - number) <= mapped.step
    )


@given(st.data())
def test_a_mapped_number_comes_back_within_half_a_step(data: st.DataObject) -> None:
    every = [*(mapped for _, mapped in MAPPED.values()), *OFFSETS.values(), *CORNERS.values()]
    mapped = data.draw(st.sampled_from(every))
    number = data.draw(st.floats(mapped.low, mapped.high))
    back = mapped.read(mapped.write(number))
    assert back == pytest.approx(number, abs=mapped.step * 0.500001)


@given(st.data())
def test_an_imapb_number_comes_back_within_a_step_of_its_size(data: st.DataObject) -> None:
    _, imapb = data.draw(st.sampled_from(list(EXTENDED.values())))
    size = data.draw(st.integers(2, 6))
    number = data.draw(st.floats(imapb.low, imapb.high))
    step = imapb.read((2).to_bytes(size, "big"))
    before = imapb.read((1).to_bytes(size, "big"))
    assert step is not None
    assert before is not None
    assert imapb.read(imapb.write(number, size)) == pytest.approx(
        number, abs=1.001 * (step - before)
    )


def test_zero_is_exact_in_imapb_and_special_values_say_nothing() -> None:
    imapb = Imapb(-19.2, 19.2)
    assert imapb.read(imapb.write(0.0, 3)) == 0.0
    assert imapb.write(10.0, 3).hex() == "3a6667"  # ST 0903, 8.2.10: 10 degrees of offset
    assert imapb.read(b"\xe8\x00\x00") is None
    assert imapb.read(b"") is None
    with pytest.raises(RejectedUnit, match="9 bytes"):
        imapb.read(bytes(9))


def test_the_least_integer_of_a_signed_item_says_that_it_is_not_known() -> None:
    signed = Mapped(4, -90.0, 90.0, True)
    assert signed.read(b"\x80\0\0\0") is None
    assert signed.read(b"\x80\0\0\1") == -90.0
    assert signed.read(b"") is None
    with pytest.raises(RejectedUnit, match="3 bytes"):
        signed.read(b"\0\0\0")


# --- sets -----------------------------------------------------------------------------------

_FIELDS = [name for name, _ in MAPPED.values()]


@given(
    st.lists(st.sampled_from(list(MAPPED.values())), unique_by=lambda pair: pair[0]),
    st.lists(st.floats(-0.07, 0.07), min_size=8, max_size=8),
    st.integers(0, 2**63),
    st.data(),
)
def test_what_is_written_is_read_again_within_its_steps(
    chosen: list[tuple[str, Mapped]], offsets: list[float], time: int, data: st.DataObject
) -> None:
    wanted = Said(time=time, tail="C-É01", offsets=list(offsets))
    for name, mapped in chosen:
        setattr(wanted, name, data.draw(st.floats(mapped.low, mapped.high)))
    found = read_local_set(local_set(wanted))
    assert (found.time, found.tail) == (time, "C-É01")
    steps = dict(MAPPED.values())
    for name in _FIELDS:
        number = getattr(wanted, name)
        if number is None:
            assert getattr(found, name) is None
        else:
            assert getattr(found, name) == pytest.approx(number, abs=steps[name].step)
    assert found.offsets == pytest.approx(offsets, abs=OFFSETS[26].step)


def test_a_set_without_or_with_a_wrong_checksum_is_refused() -> None:
    whole = said()
    for wrong in (
        whole[:-1] + bytes((whole[-1] ^ 1,)),
        STRANGE_SET.replace(STRANGE_SET[:16], KEY_0601),
    ):
        (refused,) = read_whole("klv", wrong).refused
        assert "checksum" in refused.reason
        assert refused.raw == wrong


def test_a_checksum_adds_words_and_a_last_odd_byte_as_a_high_one() -> None:
    assert checksum(b"\x01\x02\x03\x04\x05") == 0x0102 + 0x0304 + 0x0500
    assert checksum(b"\xff\xff\x00\x02") == 1


def test_tags_and_lengths_may_be_long() -> None:
    assert list(tags(b"\x81\x00\x81\x03abc\x05\x00")) == [(128, b"abc"), (5, b"")]
    for wrong in (b"\x05\x02a", b"\x05\x85\0\0\0\0\0", b"\xff\xff\xff\xff\x01", b"\x05"):
        with pytest.raises(RejectedUnit):
            list(tags(wrong))


def test_a_set_says_where_the_platform_is_where_it_looks_and_what_it_tracks() -> None:
    read = read_whole("klv", said())
    (position,), (look,), (plot,), (sensor,) = (
        read.of(kind) for kind in ("position", "footprint", "plot", "sensor")
    )
    assert position["identity"] == look["sensor"] == plot["sensor"] == "klv:C-EX01"
    assert position["at"] == "2026-06-21T00:00:00Z"
    assert position["timed"]
    assert (position["lon"], position["lat"]) == pytest.approx((-83.0364, 42.3149), abs=1e-7)
    assert position["altitude"] == pytest.approx(1500.0, abs=0.2)
    assert position["altitude_reference"] == "geometric"
    assert position["craft"] == "drone"
    assert position["speed_knots"] == pytest.approx(55.0 * 3600 / 1852)
    assert position["vertical_rate"] == pytest.approx(-1.0, abs=0.006)
    assert position["heading"] == pytest.approx(91.5, abs=0.006)
    assert position["name"] == "NORTH 1"
    assert (look["lon"], look["lat"]) == pytest.approx((-83.0301, 42.3401), abs=1e-7)
    assert look["sensor_altitude"] == position["altitude"]
    assert look["azimuth"] == pytest.approx(10.5, abs=0.1)
    lats, lons = [42.3406, 42.3406, 42.3396, 42.3396], [-83.031, -83.0292, -83.0292, -83.031]
    assert corners(look) == pytest.approx([*lons, *lats], abs=1e-5)
    assert (look["view"], look["mission"]) == ("EO Nose", "EX 7")
    assert (look["classification"], look["caveats"]) == ("UNCLASSIFIED", "FOUO")
    assert look["releasing"] == "CAN USA"
    assert look["range"] == pytest.approx(3200.0, abs=0.01)
    assert look["width"] == pytest.approx(140.0, abs=0.1)
    assert look["horizontal_view"] == pytest.approx(2.5, abs=0.002)
    assert plot["measure"] == "place"
    assert plot["sigma"] == pytest.approx(10.0, abs=0.02)
    assert plot["sensor_lon"] == position["lon"]
    assert not plot["test"]
    assert sensor["identity"] == sensor["carrier"] == "klv:C-EX01"
    assert sensor["sort"] == "drone"
    assert sensor["type"] == "MQ-9B, EO Nose"


def test_a_sensor_is_told_of_once_and_again_when_its_camera_changes() -> None:
    read = read_whole("klv", said() + said() + said(view="IR Nose") + local_set(PLAIN))
    assert [row["type"] for row in read.of("sensor")] == ["MQ-9B, EO Nose", "MQ-9B, IR Nose"]
    assert len(read.of("position")) == 4
    assert len({row["id"] for row in read.of("position")}) == 4


def test_what_a_stream_said_of_itself_holds_for_later_packets() -> None:
    last = read_whole("klv", said() + local_set(PLAIN)).of("position")[-1]
    assert (last["identity"], last["craft"]) == ("klv:C-EX01", "drone")
    alone = read_whole("klv", local_set(PLAIN)).of("position")[0]
    assert (alone["identity"], alone["craft"]) == ("klv-stream:a-stream", "aircraft")


def test_a_callsign_names_what_has_no_tail_number_and_a_designation_what_has_neither() -> None:
    assert read_whole("klv", said(tail=None)).of("position")[0]["identity"] == "klv:NORTH 1"
    neither = said(tail=None, callsign=None)
    assert read_whole("klv", neither).of("position")[0]["identity"] == "klv:MQ-9B"


def test_a_time_of_a_clock_never_set_is_no_time() -> None:
    for time in (5, 2**62):
        (row,) = read_whole("klv", said(time=time)).of("position")
        assert not row["timed"]
        assert row["at"] == row["received"]
    (row,) = read_whole("klv", said(leap=-18)).of("position")
    assert row["at"] == "2026-06-20T23:59:42Z"


def test_height_above_the_ellipsoid_goes_before_that_above_the_sea() -> None:
    (row,) = read_whole("klv", said(height=1460.0)).of("position")
    assert row["altitude"] == pytest.approx(1460.0, abs=0.2)


def test_zero_and_zero_is_no_place() -> None:
    read = read_whole("klv", said(lat=0.0, lon=0.0, target_lat=0.0, target_lon=0.0))
    assert not read.of("position")
    assert not read.of("plot")
    assert read.of("footprint")[0]["sensor_lon"] is None


def test_straight_down_has_no_azimuth_and_without_a_place_the_angles_tell_it() -> None:
    down = said(centre_lat=42.3149, centre_lon=-83.0364)
    assert read_whole("klv", down).of("footprint")[0]["azimuth"] is None
    by_angles = said(lat=None, lon=None)
    assert read_whole("klv", by_angles).of("footprint")[0]["azimuth"] == pytest.approx(
        1.5, abs=0.01
    )


def test_corners_in_full_go_before_offsets() -> None:
    full = [42.36, -83.06, 42.36, -83.0, 42.3, -83.0, 42.3, -83.06]
    (look,) = read_whole("klv", said(corners=full)).of("footprint")
    assert corners(look) == pytest.approx([*full[1::2], *full[::2]], abs=1e-7)
    (partly,) = read_whole("klv", said(offsets=[0.01, None] * 4)).of("footprint")
    assert corners(partly) == [None] * 8


def test_moving_targets_with_a_place_become_plots_and_all_are_counted() -> None:
    read = read_whole("klv", said(moving=TARGETS, target_lat=None))
    one, two = read.of("plot")
    assert (one["number"], two["number"]) == (1, 2)
    assert (one["lon"], one["lat"]) == pytest.approx((-83.031, 42.3405), abs=1e-6)
    assert one["sigma"] == pytest.approx(6.0, abs=0.1)
    assert one["confidence"] == 0.8
    assert (two["lon"], two["lat"]) == pytest.approx((-83.0321, 42.3411), abs=1e-5)
    assert read.of("footprint")[0]["moving"] == 3


def test_the_older_set_is_read_and_an_impossible_place_in_it_is_refused() -> None:
    read = read_whole("klv", LEGACY)
    (position,), (look,) = read.of("position"), read.of("footprint")
    assert position["identity"] == "klv:OLD 7"
    assert (position["lon"], position["lat"], position["altitude"]) == (-83.1, 42.3, 900.0)
    assert (look["lon"], look["lat"]) == (-83.11, 42.31)
    assert position["at"] == "2026-06-21T00:00:00Z"
    wrong = universal(k030701020102040200=91.0, k030701020102060200=0.0)
    assert [each.reason for each in read_whole("klv", wrong).refused] == ["latitude 91 is nowhere"]


def test_what_says_nothing_that_a_record_holds_is_counted() -> None:
    read = read_whole("klv", with_items(TIMED) + SECURITY_SET + STRANGE_SET)
    assert read.other == {
        "klv:0601 without place": 1,
        "klv:security": 1,
        "klv:020b01010e01030309000000": 1,
    }


# --- what may not enter -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("security", "reason"),
    [
        (b"\x01\x01\x05", "above Secret"),
        (b"\x01\x01\x09", "not known here"),
        (b"\x01\x01\x04\x04\x07AAA/BB/", "compartment"),
        (b"\x01\x01\x04\x05\x0aTOP SECRET", "above Secret"),
    ],
)
@pytest.mark.parametrize("muxed", [False, True])
def test_nothing_above_secret_enters_and_none_of_its_bytes_are_kept(
    security: bytes, reason: str, *, muxed: bool
) -> None:
    klv = with_items(TIMED, HERE, item(48, security))
    read = read_whole("klv", in_stream(klv) if muxed else klv)
    assert not read.rows
    assert {each.raw for each in read.refused} == {b""}
    assert all(reason in each.reason for each in read.refused)


def test_a_stream_above_secret_stays_out_until_it_says_otherwise() -> None:
    read = read_whole("klv", ABOVE + local_set(PLAIN) + b"strange" + said() + local_set(PLAIN))
    assert len(read.of("position")) == 2
    assert [each.raw for each in read.refused] == [b"", b"", b""]


def test_a_damaged_packet_that_seems_above_secret_is_not_kept_and_alone() -> None:
    damaged = bytearray(ABOVE)
    damaged[24] ^= 1
    read = read_whole("klv", said() + bytes(damaged) + local_set(PLAIN))
    assert [each.raw for each in read.refused] == [b""]
    assert len(read.of("position")) == 2


def test_secret_and_below_enter_with_their_words() -> None:
    secret = Security("SECRET", "NOFORN", "USA")
    (look,) = read_whole("klv", said(security=secret)).of("footprint")
    assert (look["classification"], look["caveats"]) == ("SECRET", "NOFORN")
    with pytest.raises(InputError, match="cannot be written"):
        said(security=Security("TOP SECRET"))


def test_exercises_do_not_enter_a_real_ledger_and_are_tests_in_another() -> None:
    exercise = said(mode=3) + local_set(PLAIN)
    read = read_whole("klv", exercise, REAL)
    assert not read.rows
    assert "exercise" in read.refused[0].reason
    assert read.refused[0].raw
    assert read_whole("klv", exercise).of("plot")[0]["test"]
    assert read_whole("klv", said(), REAL).of("position")


def test_at_is_the_time_of_the_frame() -> None:
    assert read_local_set(said()).time == AT == SAID.time
