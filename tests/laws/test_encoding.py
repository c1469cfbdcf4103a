"""The byte form of a row and its digest: compiled and plain agree, however the row is stored."""

import hashlib
import itertools
import struct
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.ledger import blake2b, commitments, encoding, store
from northline.ledger.compaction import sorted_rows
from northline.ledger.encoding import encode_rows, tag
from northline.records.errors import LedgerDamaged
from northline.records.kinds import KINDS, kind
from tests.ledger.making import many

NAMES = [record.kind for record in KINDS]

text = st.text("ab\x00é\U0001f6f6\u2028' ", max_size=5)
floats = st.floats(width=64) | st.sampled_from([-0.0, float("nan"), float("inf")])


def values_of(arrow: pa.DataType) -> st.SearchStrategy[Any]:
    if pa.types.is_list(arrow):
        return st.lists(values_of(arrow.value_type), max_size=3)
    if pa.types.is_fixed_size_binary(arrow):
        return st.binary(min_size=arrow.byte_width, max_size=arrow.byte_width)
    if pa.types.is_boolean(arrow):
        return st.booleans()
    if pa.types.is_floating(arrow):
        return floats
    if arrow == pa.uint64():
        return st.integers(0, 2**64 - 1)
    if pa.types.is_integer(arrow) or pa.types.is_timestamp(arrow):
        return st.integers(-(2**60), 2**60)
    return text


def plain_value(arrow: pa.DataType, value: Any) -> bytes:
    """A value as `northline.ledger.encoding` says, by hand."""
    if pa.types.is_list(arrow):
        items = [plain_value(arrow.value_type, item) for item in value]
        whole = b"".join(items)
        return len(whole).to_bytes(4, "little") + whole
    if pa.types.is_fixed_size_binary(arrow):
        return bytes(value)
    if pa.types.is_boolean(arrow):
        return bytes([value])
    if pa.types.is_floating(arrow):
        return struct.pack("<d", value)
    if pa.types.is_integer(arrow) or pa.types.is_timestamp(arrow):
        return int(value).to_bytes(8, "little", signed=arrow != pa.uint64())
    encoded: bytes = value.encode()
    return len(encoded).to_bytes(4, "little") + encoded


def plain_row(schema: pa.Schema, row: dict[str, Any]) -> bytes:
    return b"".join(
        hashlib.blake2b(name.encode(), digest_size=2).digest()
        + plain_value(schema.field(name).type, row[name])
        for name in sorted(schema.names)
        if row[name] is not None
    )


@st.composite
def batches(draw: st.DrawFn, name: str) -> tuple[pa.RecordBatch, list[dict[str, Any]]]:
    """A batch of a kind, cut out of a larger one, and its rows."""
    schema = kind(name).schema
    row = st.fixed_dictionaries(
        {
            f.name: (st.none() | values_of(f.type)) if f.nullable else values_of(f.type)
            for f in schema
        }
    )
    rows = draw(st.lists(row, max_size=8))
    columns = [pa.array([r[f.name] for r in rows], f.type) for f in schema]
    batch = pa.RecordBatch.from_arrays(columns, schema=schema)
    start = draw(st.integers(0, len(rows)))
    count = draw(st.integers(0, len(rows) - start))
    return batch.slice(start, count), rows[start : start + count]


def forms(batch: pa.RecordBatch) -> list[bytes]:
    whole, offsets = encode_rows(batch)
    return [whole[a:b].tobytes() for a, b in itertools.pairwise(offsets.tolist())]


def all_forms(batches: list[pa.RecordBatch]) -> list[bytes]:
    return [form for batch in batches for form in forms(batch)]


@pytest.fixture(params=[256, -1], ids=["plain", "compiled"])
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """With -1 the compiled loops take even the smallest batch."""
    monkeypatch.setattr(encoding, "_FEW", request.param)
    monkeypatch.setattr(blake2b, "FEW", request.param)
    return int(request.param)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.usefixtures("few")
def test_a_row_is_written_as_the_rule_says(name: str) -> None:
    schema = kind(name).schema

    @settings(max_examples=20, deadline=None)
    @given(made=batches(name))
    def holds(made: tuple[pa.RecordBatch, list[dict[str, Any]]]) -> None:
        batch, rows = made
        assert forms(batch) == [plain_row(schema, row) for row in rows]

    holds()


@pytest.mark.usefixtures("few")
def test_lists_over_a_slice_of_their_items_are_read_from_where_they_begin() -> None:
    items = pa.array([bytes([i]) * 16 for i in range(6)], pa.binary(16)).slice(2)
    lists = pa.ListArray.from_arrays(pa.array([0, 1, 1, 4], pa.int32()), items)
    tagged = [tag("evidence") + n.to_bytes(4, "little") for n in (16, 0, 48)]
    content = [bytes([2]) * 16, b"", b"".join(bytes([i]) * 16 for i in (3, 4, 5))]
    expected = [t + c for t, c in zip(tagged, content, strict=True)]
    batch = pa.record_batch({"evidence": lists})
    assert forms(batch) == expected
    assert forms(batch.slice(1)) == expected[1:]


@pytest.mark.usefixtures("few")
@settings(max_examples=60, deadline=None)
@given(
    messages=st.lists(st.binary(max_size=300), min_size=1, max_size=5),
    person=st.binary(max_size=16),
    seed=st.binary(min_size=16, max_size=16),
)
def test_digests_equal_those_of_hashlib(messages: list[bytes], person: bytes, seed: bytes) -> None:
    check_digests(messages, person, seed)


def check_digests(messages: list[bytes], person: bytes, seed: bytes) -> None:
    salts = [
        hashlib.blake2b(seed + bytes([i]), digest_size=16).digest() for i in range(len(messages))
    ]
    offsets = np.cumsum([0, *(len(m) for m in messages)]).astype(np.int64)
    whole = np.frombuffer(b"".join(messages), dtype=np.uint8)
    salted = np.frombuffer(b"".join(salts), dtype=np.uint8).reshape(-1, 16)
    found = blake2b.rows_digest(whole, offsets, np.ascontiguousarray(salted), person)
    assert [row.tobytes() for row in found] == [
        hashlib.blake2b(m, digest_size=16, salt=s, person=person).digest()
        for m, s in zip(messages, salts, strict=True)
    ]


@pytest.mark.usefixtures("few")
def test_digests_are_right_at_the_edges_of_a_block() -> None:
    messages = [bytes([n % 251]) * n for n in (0, 1, 127, 128, 129, 255, 256, 257, 1000)]
    check_digests(messages, b"northline.row", b"s" * 16)


def test_no_rows_have_no_digests() -> None:
    check_digests([], b"", b"s" * 16)


def test_wrong_compiled_code_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blake2b, "FEW", -1)
    monkeypatch.setattr(blake2b, "_kernel", lambda: lambda *given: None)
    with pytest.raises(LedgerDamaged, match="disagrees with hashlib"):
        check_digests([b"a", b"b"], b"", b"s" * 16)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_the_form_does_not_depend_on_how_the_row_is_stored(name: str, data: st.DataObject) -> None:
    batch, _ = data.draw(batches(name))
    expected = forms(batch)
    table = pa.Table.from_batches([batch])
    unpacked = store.unpack(store.pack(table)).combine_chunks().to_batches()
    assert all_forms(unpacked) == expected
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", store_schema=False, row_group_size=3)
    read = pq.read_table(pa.BufferReader(sink.getvalue()))
    declared = store._as_declared(read, name)
    assert all_forms(declared.to_batches()) == expected
    wider = table.append_column("zz_added_later", pa.nulls(len(table), pa.string()))
    assert all_forms(wider.to_batches()) == expected
    backwards = table.select(table.schema.names[::-1])
    assert all_forms(backwards.to_batches()) == expected
    order = data.draw(st.permutations(range(len(table))))
    moved = table.take(pa.array(order, pa.int64())).combine_chunks().to_batches()
    assert all_forms(moved) == [expected[i] for i in order]


def test_compaction_keeps_the_form_of_every_row() -> None:
    table = pa.Table.from_batches([kind("position").conform(many(3000, 1))])
    table = table.append_column("_seq", pa.array([2] * 3000))
    table = table.append_column("_ord", pa.array(range(3000)))
    expected = dict(zip(table.column("id").to_pylist(), forms_of(table), strict=True))
    moved = sorted_rows(table)
    assert moved.column("id").to_pylist() != table.column("id").to_pylist()
    assert dict(zip(moved.column("id").to_pylist(), forms_of(moved), strict=True)) == expected


def forms_of(table: pa.Table) -> list[bytes]:
    plain = table.drop_columns(["_seq", "_ord"])
    return [form for batch in plain.to_batches() for form in forms(batch)]


def test_another_value_has_another_form_and_a_null_is_no_empty_text() -> None:
    schema = pa.schema([("a", pa.string()), ("b", pa.string())])
    rows = [
        ("x", "y"),
        ("xy", ""),
        ("xy", None),
        ("", "xy"),
        (None, "xy"),
        (None, None),
        ("y", "x"),
    ]
    batch = pa.RecordBatch.from_arrays(
        [pa.array(c) for c in zip(*rows, strict=True)], schema=schema
    )
    assert len(set(forms(batch))) == len(rows)


@pytest.mark.parametrize("name", NAMES)
def test_every_column_of_a_kind_has_a_tag_of_its_own(name: str) -> None:
    names = kind(name).schema.names
    assert len({tag(each) for each in names}) == len(names)


def test_columns_that_share_a_tag_are_refused() -> None:
    seen: dict[bytes, str] = {}
    for number in range(10**6):
        one = f"column-{number}"
        if seen.setdefault(tag(one), one) != one:
            break
    else:
        pytest.fail("no two of a million names share two bytes")
    with pytest.raises(ValueError, match="share a tag"):
        encode_rows(pa.record_batch({one: pa.array([1]), seen[tag(one)]: pa.array([1])}))


def test_offsets_past_32_bits_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    # Lengths are added up in 64 bits: what is handed on is asked for, not made.
    batch = many(300, 1)
    columns = [encoding._Column(tag(name), batch.column(name)) for name in batch.schema.names]
    assert all(column.lengths().dtype == np.int64 for column in columns)
    for column in columns:
        if column.starts is not None:
            column.starts = column.starts + 2**31
            assert column.lengths().min() >= 0


@settings(max_examples=50)
@given(rows=st.integers(0, 40))
def test_salts_are_those_of_the_key_and_all_different(rows: int) -> None:
    key = bytes(range(32))
    salts = commitments.salts_of(key, rows)
    assert salts.shape == (rows, 16)
    assert len({row.tobytes() for row in salts}) == rows
    for row in range(rows):
        block = hashlib.blake2b(
            (row // 4).to_bytes(8, "little"), key=key, person=b"northline.salt"
        ).digest()
        assert salts[row].tobytes() == block[16 * (row % 4) : 16 * (row % 4) + 16]
