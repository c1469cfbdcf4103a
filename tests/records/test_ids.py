"""Ids: equal for the same bytes at the same place, different for honest repeats."""

import hashlib

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from northline.records.ids import (
    FINGERPRINT_BYTES,
    Origin,
    fingerprint,
    placed_ids,
    sequenced_ids,
)

words = st.text(max_size=12)


def test_the_id_of_a_placed_unit_is_what_the_docstring_says() -> None:
    def part(data: bytes) -> bytes:
        return len(data).to_bytes(8, "little") + data

    place = b"@" + b"stream" + b"\x00" + (17).to_bytes(8, "little")
    whole = part(b"position") + part(b"ais") + part(place) + part(b"!AIVDM") + bytes(8)
    expected = hashlib.blake2b(whole, digest_size=16, person=b"northline.id").digest()
    assert Origin("position", "ais").placed("stream", 17, b"!AIVDM") == expected


@given(words, words, words, words)
def test_kind_and_source_do_not_run_into_each_other(a: str, b: str, c: str, d: str) -> None:
    same = (a, b) == (c, d)
    assert (Origin(a, b).sequenced("1") == Origin(c, d).sequenced("1")) == same


@given(st.binary(max_size=40), st.integers(0, 2**40), st.integers(0, 3), words)
def test_each_part_of_the_origin_counts(raw: bytes, offset: int, ordinal: int, stream: str) -> None:
    origin = Origin("position", "ais")
    one = origin.placed(stream, offset, raw, ordinal)
    assert one == Origin("position", "ais").placed(stream, offset, raw, ordinal)
    others = {
        origin.placed(stream + "x", offset, raw, ordinal),
        origin.placed(stream, offset + 1, raw, ordinal),
        origin.placed(stream, offset, raw + b"x", ordinal),
        origin.placed(stream, offset, raw, ordinal + 1),
        Origin("track", "ais").placed(stream, offset, raw, ordinal),
        Origin("position", "other").placed(stream, offset, raw, ordinal),
        origin.sequenced(stream, ordinal),
        origin.derived(raw, ordinal=ordinal),
    }
    assert one not in others
    assert len(others) == 8


@given(st.lists(st.binary(max_size=8), max_size=4), st.lists(st.binary(max_size=8), max_size=4))
def test_derived_ids_tell_lists_of_evidence_apart(one: list[bytes], two: list[bytes]) -> None:
    origin = Origin("track", "tracking")
    assert (origin.derived(*one) == origin.derived(*two)) == (one == two)


@given(st.lists(st.integers(0, 2**63 - 1), max_size=20))
def test_a_column_of_ids_equals_one_id_at_a_time(numbers: list[int]) -> None:
    origin = Origin("position", "ais")
    column = sequenced_ids("position", "ais", numbers)
    assert column.to_pylist() == [origin.sequenced(str(n)) for n in numbers]


@given(st.binary(min_size=1, max_size=64), st.binary(), st.binary())
def test_a_stream_keeps_its_name_as_it_grows(seed: bytes, one: bytes, two: bytes) -> None:
    beginning = (seed * FINGERPRINT_BYTES)[:FINGERPRINT_BYTES]
    assert fingerprint(beginning + one) == fingerprint(beginning + two)
    assert fingerprint(beginning) != fingerprint(beginning[:-1])


def test_ids_of_many_units_equal_those_of_each() -> None:
    offsets, raws = [0, 7, 2**40], [b"", b"one", b"another"]
    made = Origin("message", "relay")
    for ordinal in (0, 2):
        one_by_one = [
            made.placed("a-stream", offset, raw, ordinal)
            for offset, raw in zip(offsets, raws, strict=True)
        ]
        many = placed_ids("message", "relay", "a-stream", offsets, raws, ordinal)
        assert many.to_pylist() == one_by_one
        assert many.type == pa.binary(16)
