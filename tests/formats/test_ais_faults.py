"""AIS files as they come off broken discs, wrong editors and dead links."""

import random
import re
import tracemalloc

import pytest

from northline.formats.lines import LONGEST
from tests.formats.reading import read_cut, read_resumed, read_whole
from tests.formats.samples import CLASS_A, RECEIVED, SAMPLES, VOYAGE, started

SMALL = b"\r\n".join([CLASS_A, VOYAGE[0], VOYAGE[1], CLASS_A + b",b003669794,1272412827", CLASS_A])


def test_a_file_cut_in_half_gives_what_stands_before_and_refuses_the_rest() -> None:
    for place in range(len(SMALL)):
        complete, _, last = SMALL[:place].rpartition(b"\n")
        before = read_whole("ais", complete)
        cut = read_whole("ais", SMALL[:place])
        last = last.removesuffix(b"\r")
        if re.search(rb"\*[0-9A-F]{2}", last) or not last:
            continue  # whole as far as its checksum goes: the next test
        assert cut.rows == before.rows, f"cut at {place}"
        assert cut.units == before.units + 1
        refused = next(each for each in cut.refused if each.raw == last)
        assert SMALL[refused.offset : place].removesuffix(b"\r") == last
        assert refused.reason.startswith("the stream ends in this line: ")


def test_what_is_cut_behind_a_checksum_is_not_made_up() -> None:
    whole = CLASS_A + b",b003669794,1272412827"
    for place in range(len(CLASS_A), len(whole)):
        (row,) = read_whole("ais", whole[:place]).of("position")
        assert (row["timed"], row["lon"]) == (False, -123.395383)
    assert read_whole("ais", whole).of("position")[0]["timed"]


def test_a_cut_between_two_parts_refuses_the_first() -> None:
    read = read_whole("ais", VOYAGE[0] + b"\r\n")
    assert [refused.reason for refused in read.refused] == [
        "the stream ends before the parts that follow it"
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_file_in_a_wide_encoding_is_refused_line_by_line(encoding: str) -> None:
    data = "\r\n".join([CLASS_A.decode()] * 3).encode(encoding)
    read = read_whole("ais", data)
    assert read.rows == {}
    assert len(read.refused) == read.units == 3
    assert b"\n".join(refused.raw for refused in read.refused).replace(b"\r", b"") == data.replace(
        b"\r", b""
    )


def test_nul_bytes_are_refused_and_what_follows_is_read() -> None:
    read = read_whole("ais", b"\x00" * 5000 + b"\n" + CLASS_A + b"\n" + b"\x00\n" + CLASS_A)
    assert len(read.of("position")) == 2
    assert [len(refused.raw) for refused in read.refused] == [LONGEST, 5000 - LONGEST, 1]


def test_a_line_too_long_is_refused_in_pieces_even_where_it_looks_like_a_sentence() -> None:
    long = b"#" + b"x" * (LONGEST - 1)
    inner = long + CLASS_A
    read = read_whole("ais", inner + b"\n" + CLASS_A)
    assert [refused.raw for refused in read.refused] == [long, CLASS_A]
    assert len(read.of("position")) == 1
    assert read_whole("ais", long + b"\n").other == {"comment": 1}


@pytest.mark.parametrize("length", [LONGEST - 1, LONGEST, LONGEST + 1, 2 * LONGEST])
def test_a_long_line_is_the_same_whether_its_end_has_come_or_not(length: int) -> None:
    line = b"#" * length
    data = CLASS_A + b"\n" + line + b"\n" + CLASS_A
    whole = read_whole("ais", data)
    start = len(CLASS_A) + 1
    for place in (start + LONGEST - 1, start + LONGEST, start + length, start + length + 1):
        assert read_cut("ais", data, [place]) == whole
        assert read_resumed("ais", data, [place]) == whole
    assert whole.other["comment"] == (length <= LONGEST)


def _noise(bytes_in_all: int) -> None:
    """Stream pseudo-random bytes, the first half without a line feed, in bounded memory."""
    chance = random.Random(7)
    decoder = started("ais")
    chunk = 64 * 1024
    refused = lines = 0
    tracemalloc.start()
    try:
        for number in range(bytes_in_all // chunk):
            data = chance.randbytes(chunk)
            if number < bytes_in_all // chunk // 2:
                data = data.replace(b"\n", b"?")
            decoded = decoder.decode(data, RECEIVED)
            refused += len(decoded.refused)
            lines += decoded.units
            assert len(decoded.carry) < 1000
        decoder.decode(b"", RECEIVED, end=True)
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
    assert refused >= bytes_in_all // LONGEST // 2
    assert refused <= lines


def test_noise_is_read_in_bounded_memory() -> None:
    _noise(4 * 1024 * 1024)


@pytest.mark.deep
def test_much_noise_is_read_in_bounded_memory() -> None:
    _noise(64 * 1024 * 1024)


def test_records_survive_in_the_midst_of_noise() -> None:
    chance = random.Random(11)
    noise = [chance.randbytes(200).replace(b"\n", b"") for _ in range(500)]
    data = b"\n".join(line for each in noise for line in (each, CLASS_A))
    read = read_whole("ais", data)
    assert len(read.of("position")) == 500
    assert len(read.refused) + read.other.total() == 500


def test_a_stream_of_one_byte_chunks_is_the_same_stream() -> None:
    data = SAMPLES["ais"][:2000]
    decoder = started("ais")
    rows = 0
    for place in range(len(data)):
        decoded = decoder.decode(data[place : place + 1], RECEIVED)
        rows += sum(batch.num_rows for batch in decoded.batches.values())
    last = decoder.decode(b"", RECEIVED, end=True)
    rows += sum(batch.num_rows for batch in last.batches.values())
    whole = read_whole("ais", data)
    assert rows == sum(len(of_kind) for of_kind in whole.rows.values())
    assert last.consumed == len(data)
