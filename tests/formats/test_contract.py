"""What every format of the registry keeps to, whatever it reads."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.formats.registry import FORMATS, format_named
from northline.geo.cells import cells
from northline.records.errors import InputError, UnknownName
from northline.records.kinds import KINDS, kind
from northline.records.protocols import Context, Direction
from northline.records.units import Micros
from tests.formats.reading import Read, batches_of, read_cut, read_resumed, read_whole
from tests.formats.samples import CONTEXT, PLACELESS, RECEIVED, SAMPLES, started

PAGES = Path(__file__).parents[2] / "docs" / "formats"
READ = [each.name for each in FORMATS if each.direction is not Direction.OUT]
formats = pytest.mark.parametrize("name", READ)


def mutations(sample: bytes) -> st.SearchStrategy[bytes]:
    """The sample with some bytes replaced, taken out or put in."""
    place = st.integers(0, len(sample))
    patch = st.tuples(place, st.integers(0, 4), st.binary(max_size=6))

    def apply(patches: Iterable[tuple[int, int, bytes]]) -> bytes:
        data = sample
        for start, gone, new in patches:
            data = data[:start] + new + data[start + gone :]
        return data

    return st.lists(patch, max_size=8).map(apply)


def cuts(data: bytes) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, len(data)), max_size=12)


def ids(read: Read) -> dict[str, list[str]]:
    return {kind_name: [row["id"] for row in rows] for kind_name, rows in read.rows.items()}


def test_every_format_has_a_sample_and_a_name_of_its_own() -> None:
    assert set(SAMPLES) == {each.name for each in FORMATS}
    assert len({each.name for each in FORMATS}) == len(FORMATS)


def test_every_format_has_a_page_that_names_its_kinds_and_its_standard() -> None:
    for each in FORMATS:
        page = PAGES / f"{each.name}.md"
        assert page.is_file(), f"{each.name} is not described: write docs/formats/{each.name}.md"
        text = page.read_text(encoding="utf-8")
        for word in (*(f"`{kind_name}`" for kind_name in each.kinds), each.standard.split(";")[0]):
            assert word in text, f"docs/formats/{each.name}.md does not mention {word}"


def test_every_page_is_of_a_format() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} <= {each.name for each in FORMATS}


def test_a_format_is_found_by_name_and_no_other_is() -> None:
    assert all(format_named(each.name) is each for each in FORMATS)
    with pytest.raises(UnknownName, match="ais"):
        format_named("semaphore")


@formats
def test_its_kinds_are_kinds_and_its_sample_shows_each(name: str) -> None:
    declared = format_named(name).kinds
    assert set(declared) <= {record.kind for record in KINDS}
    read = read_whole(name, SAMPLES[name])
    assert set(read.rows) == set(declared)
    assert read.refused
    assert read.other


@formats
def test_columns_equal_those_of_single_records(name: str) -> None:
    for kind_name, batch in batches_of(name, SAMPLES[name]).items():
        declared = kind(kind_name)
        assert batch.schema.equals(declared.schema, check_metadata=True)
        records = declared.from_batch(batch)
        assert declared.to_batch(records).equals(batch)
        assert all(record.source == CONTEXT.source for record in records)
        assert all(record.marking == CONTEXT.marking for record in records)
        assert all(record.received == RECEIVED for record in records)


@formats
def test_each_record_with_a_place_has_its_cell_and_no_other_has_one(name: str) -> None:
    placed: list[tuple[float, float, int]] = []
    for kind_name, batch in batches_of(name, SAMPLES[name]).items():
        for record in kind(kind_name).from_batch(batch):
            if record.lon is None or record.lat is None:
                assert record.cell is None
            else:
                assert record.cell is not None
                placed.append((record.lon, record.lat, record.cell))
    assert bool(placed) is (name not in PLACELESS)
    if not placed:
        return
    lon, lat, cell = zip(*placed, strict=True)
    assert cells(lon, lat).tolist() == list(cell)


@formats
def test_ids_are_unique_and_come_again_with_the_same_bytes(name: str) -> None:
    first = ids(read_whole(name, SAMPLES[name]))
    every = [each for of_kind in first.values() for each in of_kind]
    assert len(set(every)) == len(every)
    assert ids(read_whole(name, SAMPLES[name])) == first


@formats
def test_received_and_marking_stand_outside_ids_source_and_stream_within(name: str) -> None:
    def under(context: Context, received: Micros = RECEIVED) -> set[Any]:
        batches = format_named(name).open(context, 0, b"").decode(SAMPLES[name], received, end=True)
        return {each for batch in batches.batches.values() for each in batch["id"].to_pylist()}

    plain = under(CONTEXT)
    assert under(CONTEXT, Micros(RECEIVED + 1)) == plain
    marked = msgspec.structs.replace(CONTEXT, stream="another")
    if format_named(name).numbered:
        assert under(marked) == plain
    else:
        assert not under(marked) & plain
    moved = msgspec.structs.replace(CONTEXT, source="tower-5")
    assert not under(moved) & plain


@formats
@given(data=st.data())
def test_chunks_may_be_cut_anywhere(name: str, data: st.DataObject) -> None:
    sample = data.draw(mutations(SAMPLES[name]))
    whole = read_whole(name, sample)
    assert read_cut(name, sample, data.draw(cuts(sample))) == whole


@formats
@given(data=st.data())
def test_reading_resumes_at_what_was_consumed(name: str, data: st.DataObject) -> None:
    sample = data.draw(mutations(SAMPLES[name]))
    assert read_resumed(name, sample, data.draw(cuts(sample))) == read_whole(name, sample)


@formats
def test_reading_resumes_wherever_it_was_left(name: str) -> None:
    sample = SAMPLES[name]
    whole = read_whole(name, sample)
    for place in range(0, len(sample), 13):
        assert read_resumed(name, sample, [place]) == whole, f"resumed at {place}"


def _holds(name: str, data: bytes) -> None:
    """Each refused unit is the bytes at its place, and nothing is left over at the end."""
    read = read_whole(name, data)
    for refused in read.refused:
        assert data[refused.offset : refused.offset + len(refused.raw)] == refused.raw
        assert refused.reason
        assert refused.reason.isascii()
        assert refused.received == RECEIVED
    assert read.consumed == len(data)
    assert read.carry == b""
    assert read.units >= len(read.refused) + read.other.total()


@formats
@settings(max_examples=200)
@given(data=st.binary(max_size=600))
def test_no_bytes_make_it_raise(name: str, data: bytes) -> None:
    _holds(name, data)


@formats
@settings(max_examples=200)
@given(data=st.data())
def test_no_damage_makes_it_raise(name: str, data: st.DataObject) -> None:
    _holds(name, data.draw(mutations(SAMPLES[name])))


@formats
def test_what_is_consumed_only_grows_and_never_past_what_came(name: str) -> None:
    decoder = started(name)
    before = 0
    for place in range(0, len(SAMPLES[name]), 11):
        consumed = decoder.decode(SAMPLES[name][place : place + 11], RECEIVED).consumed
        assert before <= consumed <= place + 11
        before = consumed


@formats
@pytest.mark.parametrize("carry", [b"\x00", b"nonsense", b"\x92\xc3", b"\xff" * 40])
def test_a_carry_of_something_else_is_an_input_error(name: str, carry: bytes) -> None:
    with pytest.raises(InputError):
        started(name, 0, carry)
