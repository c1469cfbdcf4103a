"""One declaration per kind: the columns, the JSON and the page all come from it."""

from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.records.documentation import page
from northline.records.errors import UnknownName
from northline.records.kinds import KINDS, kind, kinds, upcast
from northline.records.record import FIXED, Record
from northline.records.schema import FieldOf, json_schema, kind_of, plain_rows
from northline.records.units import UNIT

ROOT = Path(__file__).parents[2]

# Names that other people's scripts rely on: added to, never changed.
STABLE = {"position", "track", "crossing", "finding", "decision", "rejected"}


def values_of(field: FieldOf) -> st.SearchStrategy[Any]:
    """Values a field may hold, its nulls included."""
    some: st.SearchStrategy[Any]
    if field.words:
        some = st.sampled_from(field.words)
    elif pa.types.is_list(field.type):
        inner = field.type.value_type
        each = (
            st.binary(min_size=inner.byte_width, max_size=inner.byte_width)
            if pa.types.is_fixed_size_binary(inner)
            else st.floats(allow_nan=False)
            if pa.types.is_floating(inner)
            else st.integers(-(2**63), 2**63 - 1)
            if pa.types.is_integer(inner)
            else st.text(max_size=20)
        )
        some = st.lists(each, max_size=4).map(tuple)
    elif pa.types.is_fixed_size_binary(field.type):
        width = field.type.byte_width
        some = st.binary(min_size=width, max_size=width)
    elif pa.types.is_timestamp(field.type):
        some = st.integers(-(10**15), 4 * 10**15)
    elif pa.types.is_boolean(field.type):
        some = st.booleans()
    elif field.type == pa.uint64():
        some = st.integers(0, 2**64 - 1)
    elif pa.types.is_integer(field.type):
        some = st.integers(-(2**63), 2**63 - 1)
    elif pa.types.is_floating(field.type):
        some = st.floats(allow_nan=False)
    else:
        some = st.text(max_size=20)
    return some | st.none() if field.optional else some


def records_of(record: type[Record]) -> st.SearchStrategy[Record]:
    """Records of a kind with any content its declaration allows."""
    fields = {f.name: values_of(f) for f in kind_of(record).fields}
    return st.fixed_dictionaries(fields).map(
        lambda plain: msgspec.convert(plain, record, builtin_types=(bytes,))
    )


@pytest.mark.parametrize("record", KINDS, ids=lambda r: r.kind)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_records_go_to_columns_and_back_unchanged(record: type[Record], data: Any) -> None:
    some = data.draw(st.lists(records_of(record), max_size=5))
    declared = kind_of(record)
    batch = declared.to_batch(some)
    assert batch.schema.equals(declared.schema, check_metadata=True)
    assert declared.from_batch(batch) == some


@pytest.mark.parametrize("record", KINDS, ids=lambda r: r.kind)
def test_every_field_says_what_it_means_and_its_unit(record: type[Record]) -> None:
    for field in kind_of(record).fields:
        assert field.text, f"{record.kind}.{field.name} has no line in the docstring"
        metadata = kind_of(record).schema.field(field.name).metadata or {}
        assert metadata.get(b"unit", b"").decode() == field.unit


def test_units_reach_the_columns() -> None:
    schema = kind("position").schema
    assert schema.field("speed_knots").metadata == {b"unit": b"[kn_i]"}
    assert schema.field("sigma").metadata == {b"unit": b"m"}
    assert schema.metadata == {b"kind": b"position", b"version": b"1"}


def test_the_stable_names_are_there_and_unique() -> None:
    names = [k.name for k in kinds()]
    assert set(names) >= STABLE
    assert len(set(names)) == len(names)


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownName, match=r"no record kind 'postion'; there are position, "):
        kind("postion")


def test_a_column_that_may_be_null_may_be_missing_and_others_may_not() -> None:
    whole = kind("position")
    batch = whole.to_batch([])
    assert whole.conform(batch.drop_columns(["name"])).schema == whole.schema
    with pytest.raises(UnknownName, match="needs column identity"):
        whole.conform(batch.drop_columns(["identity"]))
    with pytest.raises(UnknownName, match="has no column colour"):
        whole.conform(batch.append_column("colour", pa.array([], pa.string())))


def test_a_null_where_none_may_be_is_refused() -> None:
    whole = kind("rejected")
    columns = [pa.nulls(1, field.type) for field in whole.schema]
    with pytest.raises(UnknownName, match=r"rejected\.\w+ may not be null"):
        whole.conform(pa.record_batch(columns, names=whole.schema.names))


def test_json_schema_describes_what_faces_print() -> None:
    for declared in kinds():
        described = json_schema(declared)
        assert set(described["required"]) <= set(described["properties"])
        assert described["properties"].keys() == set(declared.schema.names)
    position = json_schema(kind("position"))["properties"]
    assert position["speed_knots"]["anyOf"][0]["x-unit"] == "[kn_i]"
    assert position["at"]["format"] == "date-time"


@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_printed_rows_are_json_and_hold_every_field(data: Any) -> None:
    record = data.draw(st.sampled_from(KINDS))
    some = data.draw(st.lists(records_of(record), min_size=1, max_size=3))
    declared = kind_of(record)
    for row, source in zip(plain_rows(declared.to_batch(some)), some, strict=True):
        again = msgspec.json.decode(msgspec.json.encode(row))
        assert list(again) == declared.schema.names
        assert again["id"] == source.id.hex()
        assert again["at"].endswith("Z")


def test_a_type_that_is_no_column_is_refused() -> None:
    class Odd(Record, frozen=True, kw_only=True):
        kind: ClassVar[str] = "odd"
        nested: dict[str, int]

    with pytest.raises(TypeError, match="not an allowed field type"):
        kind_of(Odd)


def test_the_page_of_kinds_is_what_the_declarations_say() -> None:
    written = (ROOT / "docs" / "records.md").read_text()
    assert written == page(), (
        "docs/records.md is out of date: "
        "python -m northline.records.documentation > docs/records.md"
    )


def test_older_rows_are_lifted_step_by_step() -> None:
    table = pa.table({"id": pa.array([b"x" * 16], pa.binary(16))})
    steps = {("position", 0): lambda t: t.append_column("lifted", pa.array([True]))}
    assert upcast(table, "position", 0, steps).column("lifted").to_pylist() == [True]
    assert upcast(table, "position", 1, steps) is table


def test_rows_of_a_newer_release_are_refused() -> None:
    with pytest.raises(UnknownName, match="Use the release that wrote it"):
        upcast(pa.table({}), "position", 99)


def test_every_unit_type_and_fixed_width_is_described() -> None:
    assert all(symbol.strip() for symbol in UNIT.values())
    assert all(width > 0 for width in FIXED.values())
