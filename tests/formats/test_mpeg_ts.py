"""Transport streams: packets, tables, payloads, and what is wrong with them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from northline.formats.klv_writing import local_set
from northline.formats.mpeg_ts_packets import LONGEST, Cut, Packets
from northline.formats.mpeg_ts_tables import crc32
from northline.formats.mpeg_ts_writing import KLV_PID, MAP_PID, Muxer
from northline.records.protocols import Framing
from tests.formats.klv_sample import (
    AT,
    MAP,
    PLAIN,
    PRIVATE,
    VIDEO,
    in_stream,
    packet,
    pes,
    said,
    stream_entry,
    table,
)
from tests.formats.reading import read_whole
from tests.formats.samples import DATAGRAMS, RECEIVED, started


def split(stream: bytes) -> list[bytes]:
    return [stream[at : at + 188] for at in range(0, len(stream), 188)]


def positions(stream: bytes) -> int:
    return len(read_whole("klv", stream).of("position"))


@given(
    st.lists(st.sampled_from([said(), local_set(PLAIN)]), min_size=1, max_size=30), st.booleans()
)
def test_what_is_muxed_is_demuxed(sets: list[bytes], synchronous: bool) -> None:
    read = read_whole("klv", in_stream(*sets, synchronous=synchronous))
    assert len(read.of("position")) == len(sets)
    assert not read.refused


@pytest.mark.parametrize(("before", "behind"), [(0, 0), (4, 0), (0, 16)])
def test_packets_of_recorders_and_modulators_are_read(before: int, behind: int) -> None:
    packets = split(in_stream(said(), said(), said()))
    stream = b"".join(b"\x47" * before + each + b"\x47" * behind for each in packets)
    read = read_whole("klv", stream)
    assert len(read.of("position")) == 3
    assert not read.refused
    assert read.units == len(packets)


def test_datagrams_hold_whole_packets_and_a_payload_may_take_several() -> None:
    packets = split(in_stream(said(), said()))
    decoder, rows = started("klv", context=DATAGRAMS), 0
    for each in packets:
        batches = decoder.decode(each, RECEIVED).batches
        rows += batches["position"].num_rows if "position" in batches else 0
    assert rows == 2
    (refused,) = decoder.decode(packets[0][:100], RECEIVED).refused
    assert refused.reason == Cut.OPEN.value


def test_reading_begins_anywhere_and_goes_on_behind_damage() -> None:
    one, two = in_stream(said()), in_stream(said(), said())
    read = read_whole("klv", b"\x47noise" + one + b"G\x06\x0e more noise" + two)
    assert len(read.of("position")) == 3
    assert [each.reason for each in read.refused] == [Cut.STRANGE.value] * 2


def test_strange_bytes_are_refused_in_pieces() -> None:
    read = read_whole("klv", b"x" * (2 * LONGEST + 5))
    assert [len(each.raw) for each in read.refused] == [LONGEST, LONGEST, 5]
    packets = Packets(0, Framing.STREAM)
    assert [len(each.raw) for each in packets.take(b"x" * (LONGEST + 1))] == [LONGEST]
    assert packets.offset == LONGEST


def test_a_missing_packet_costs_the_payload_it_was_in_and_no_other() -> None:
    packets = split(in_stream(said(), said(), said()))
    assert len(packets) == 8
    for gone, left in ((2, 2), (3, 2), (4, 2), (7, 2)):
        read = read_whole("klv", b"".join(packets[:gone] + packets[gone + 1 :]))
        assert len(read.of("position")) == left, gone
        assert {len(each.raw) for each in read.refused} == {188}


def test_a_packet_sent_twice_counts_once() -> None:
    packets = split(in_stream(said(), said()))
    read = read_whole("klv", b"".join(each + each for each in packets))
    assert len(read.of("position")) == 2
    assert read.other["mpeg-ts:repeated"] == 4
    assert not read.refused


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (b"\x80", "the sender says that this packet holds an error"),
        (b"\0\0\x80", "this packet is scrambled"),
        (b"", "this packet has neither a payload nor anything else"),
    ],
)
def test_packets_that_cannot_be_used_are_refused(head: bytes, reason: str) -> None:
    tables = in_stream(said())[:376]
    flags = bytes(
        a | b for a, b in zip((0x01, 0x01, 0x10 if head else 0), head.ljust(3, b"\0"), strict=True)
    )
    read = read_whole("klv", tables + b"\x47" + flags + bytes(184) + in_stream(said()))
    assert reason in [each.reason for each in read.refused]
    assert len(read.of("position")) == 1


def test_a_table_whose_checksum_does_not_hold_is_refused_and_the_old_one_stays() -> None:
    packets = split(in_stream(said(), said()))
    damaged = bytearray(packets[1])
    damaged[20] ^= 1
    read = read_whole("klv", b"".join([*packets[:4], bytes(damaged), *packets[4:]]))
    assert len(read.of("position")) == 2
    assert [each.reason for each in read.refused] == ["the checksum of this table does not hold"]


def test_a_table_may_take_several_packets() -> None:
    packets = split(in_stream(said()))
    entries = b"".join(stream_entry(0x1B, 0x200 + i, b"\xff\x08" + bytes(8)) for i in range(20))
    registered = stream_entry(0x06, KLV_PID, bytes.fromhex("05044b4c5641"))
    long = table(2, 1, b"\xff\xff\xf0\0" + entries + registered)
    first = packet(MAP_PID, long[:184], 0, start=True)
    second = packet(MAP_PID, long[184:], 1)
    read = read_whole("klv", packets[0] + first + second + b"".join(packets[2:]))
    assert len(read.of("position")) == 1
    assert not read.refused


def test_other_streams_are_counted_by_what_they_hold() -> None:
    packets = split(in_stream(said()))
    others = [
        packet(VIDEO, pes(b"video", id=0xE0), start=True),
        packet(PRIVATE, pes(b"subtitles"), start=True),
        packet(0x1FFF, b""),
        packet(0x150, b""),
        packet(0x11, b"\0"),
    ]
    stream = packets[0] + packet(MAP_PID, MAP, 0, start=True) + b"".join(packets[2:] + others)
    assert read_whole("klv", stream).other == {
        "mpeg-ts:table": 3,
        "continued": 1,
        "mpeg-ts:video": 1,
        "mpeg-ts:private data": 1,
        "mpeg-ts:null": 1,
        "mpeg-ts:no program": 1,
    }


def test_klv_that_no_table_calls_so_is_found_in_private_data() -> None:
    packets = split(in_stream(said()))
    unregistered = table(2, 1, b"\xff\xff\xf0\0" + stream_entry(0x06, KLV_PID))
    stream = packets[0] + packet(MAP_PID, unregistered, 0, start=True) + b"".join(packets[2:])
    assert positions(stream) == 1


def test_a_packet_of_klv_may_go_on_in_the_next_payload() -> None:
    klv, muxer = said(), Muxer()
    stream = muxer.packets(klv[:100], AT) + muxer.packets(klv[100:] + klv[:50], AT)
    assert positions(stream) == 1
    read = read_whole("klv", stream + muxer.packets(klv, AT))
    assert len(read.of("position")) == 2
    assert {each.reason for each in read.refused} == {"the KLV packet in it is not complete"}


def test_checksums_of_tables_are_those_of_the_standard() -> None:
    assert crc32(b"123456789") == 0x0376E6E7  # CRC-32/MPEG-2
    section = MAP[1:]
    assert crc32(section) == 0


@given(st.binary(max_size=4000), st.integers(0, 40))
def test_every_byte_of_noise_among_packets_is_accounted_for(noise: bytes, place: int) -> None:
    packets = split(in_stream(said(), said(), said()))
    stream = b"".join(packets[:place]) + noise + b"".join(packets[place:])
    pieces = Packets(0, Framing.STREAM).take(stream, end=True)
    assert b"".join(each.raw for each in pieces) == stream
    assert (
        sum(len(each.raw) // each.size if each.size else 1 for each in pieces)
        == read_whole("klv", stream).units
    )
