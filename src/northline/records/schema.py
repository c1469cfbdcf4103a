"""From the one declaration of a kind to its Arrow schema, JSON Schema and documentation.

Units go into the field metadata under ``unit`` (UCUM), so that a column read years later
still says what it is in.  Structs serve single records; volume goes straight into columns;
`to_batch` and `from_batch` convert, and tests hold both paths equal.
"""

from __future__ import annotations

import enum
import functools
import re
import types
import typing
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, get_args, get_origin

import msgspec
import pyarrow as pa

from northline.records.errors import UnknownName
from northline.records.record import FIXED, Keep, Record
from northline.records.time import format_instant
from northline.records.units import UNIT, Cell, Micros

TIMESTAMP = pa.timestamp("us", tz="UTC")
_SCALARS: dict[object, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    Micros: TIMESTAMP,
    Cell: pa.uint64(),
}


class FieldOf(msgspec.Struct, frozen=True):
    """One field of a kind.

    Attributes:
        name: the column's name.
        type: its Arrow type.
        optional: whether it may be null.
        unit: UCUM symbol, or an empty string.
        words: the words an enum allows, or an empty tuple.
        text: what it means, from the declaration's docstring.
    """

    name: str
    type: pa.DataType
    optional: bool
    unit: str
    words: tuple[str, ...]
    text: str


class Kind(msgspec.Struct, frozen=True):
    """A record kind, read off its declaration.

    Attributes:
        name: the name scripts use.
        version: version of the declaration; stored with each part of the ledger.
        personal: whether it may hold information about a person.
        keep: how long it is kept.
        record: the declaring class.
        fields: its fields, in order.
        schema: its Arrow schema.
        text: first line of its docstring.
    """

    name: str
    version: int
    personal: bool
    keep: Keep
    record: type[Record]
    fields: tuple[FieldOf, ...]
    schema: pa.Schema
    text: str

    def to_batch(self, records: Sequence[Record]) -> pa.RecordBatch:
        """Columns of single records, in their order."""
        columns = [
            pa.array([_plain(getattr(r, f.name)) for r in records], type=f.type)
            for f in self.fields
        ]
        return pa.RecordBatch.from_arrays(columns, schema=self.schema)

    def from_batch(self, batch: pa.RecordBatch | pa.Table) -> list[Record]:
        """Single records of columns; columns that the batch lacks are null."""
        table = self.conform(batch)
        columns = {}
        for f in self.fields:
            column = table.column(f.name)
            if pa.types.is_timestamp(f.type):
                column = column.cast(pa.int64())
            columns[f.name] = column.to_pylist()
        names = [f.name for f in self.fields]
        rows = zip(*(columns[name] for name in names), strict=True)
        return [
            msgspec.convert(dict(zip(names, row, strict=True)), self.record, builtin_types=(bytes,))
            for row in rows
        ]

    def conform(self, batch: pa.RecordBatch | pa.Table) -> pa.RecordBatch | pa.Table:
        """The same rows with exactly this kind's columns, in order; missing ones null.

        Raises:
            UnknownName: when the batch holds a column this kind does not have, or lacks one
                that may not be null.
        """
        have = set(batch.schema.names)
        unknown = have - set(self.schema.names)
        if unknown:
            raise UnknownName(
                f"{self.name} has no column {', '.join(sorted(unknown))}; "
                f"it has {', '.join(self.schema.names)}"
            )
        columns = []
        for f in self.fields:
            if f.name in have:
                column = batch.column(f.name)
                columns.append(column if column.type == f.type else column.cast(f.type))
            elif f.optional:
                columns.append(pa.nulls(batch.num_rows, f.type))
            else:
                raise UnknownName(f"{self.name} needs column {f.name}, and the batch has none")
            if not f.optional and columns[-1].null_count:
                raise UnknownName(f"{self.name}.{f.name} may not be null, and the batch has nulls")
        return type(batch).from_arrays(columns, schema=self.schema)


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, enum.Enum) else value


def _arrow(declared: Any) -> tuple[pa.DataType, bool, str, tuple[str, ...]]:
    """Arrow type, optional or not, unit and allowed words of a declared field type."""
    if get_origin(declared) in (typing.Union, types.UnionType):
        (inner,) = [a for a in get_args(declared) if a is not type(None)]
        arrow, _, unit, words = _arrow(inner)
        return arrow, True, unit, words
    if get_origin(declared) is tuple:
        inner, ellipsis = get_args(declared)
        if ellipsis is not Ellipsis:
            raise TypeError(f"only flat tuples of one type are fields, not {declared}")
        arrow, _, unit, words = _arrow(inner)
        return pa.list_(pa.field("item", arrow, nullable=False)), False, unit, words
    if declared in FIXED:
        return pa.binary(FIXED[declared]), False, "", ()
    if isinstance(declared, type) and issubclass(declared, enum.StrEnum):
        return pa.string(), False, "", tuple(member.value for member in declared)
    unit = UNIT.get(declared, "")
    if declared in _SCALARS:
        return _SCALARS[declared], False, unit, ()
    if hasattr(declared, "__supertype__"):
        if declared.__name__ == "MarkingId":
            return pa.uint64(), False, "", ()
        arrow, optional, _, words = _arrow(declared.__supertype__)
        return arrow, optional, unit, words
    raise TypeError(f"{declared} is not an allowed field type of a record")


_ATTRIBUTE = re.compile(r"^ {8}(\w+): (.+?)(?=\n {8}\w+: |\n {4}\S|\n\n|\Z)", re.S | re.M)


def _texts(record: type[Record]) -> dict[str, str]:
    found: dict[str, str] = {}
    for cls in reversed(record.__mro__):
        doc = cls.__dict__.get("__doc__") or ""
        for name, text in _ATTRIBUTE.findall(doc + "\n"):
            found[name] = " ".join(text.split())
    return found


@functools.cache
def resting(kind: Kind) -> list[str]:
    """The columns that name what records of a kind rest on: ``about`` and ``evidence``, if ids.

    A commitment's evidence is words, and names no record.
    """
    return [
        each.name
        for each in kind.schema
        if each.name in {"about", "evidence"}
        and (each.type.value_type if pa.types.is_list(each.type) else each.type) == pa.binary(16)
    ]


@functools.cache
def kind_of(record: type[Record]) -> Kind:
    """Read a kind off its declaration, once: a declaration does not change.

    Raises:
        TypeError: when a field has a type that records may not have.
    """
    hints = typing.get_type_hints(record)
    texts = _texts(record)
    fields, arrow_fields = [], []
    for name in record.__struct_fields__:
        declared = hints[name]
        if get_origin(declared) is ClassVar:
            continue
        arrow, optional, unit, words = _arrow(declared)
        fields.append(FieldOf(name, arrow, optional, unit, words, texts.get(name, "")))
        metadata = {"unit": unit} if unit else None
        arrow_fields.append(pa.field(name, arrow, nullable=optional, metadata=metadata))
    schema = pa.schema(arrow_fields, metadata={"kind": record.kind, "version": str(record.version)})
    text = (record.__doc__ or "").strip().splitlines()[0]
    return Kind(
        record.kind,
        record.version,
        record.personal,
        record.keep,
        record,
        tuple(fields),
        schema,
        text,
    )


def plain_rows(batch: pa.RecordBatch | pa.Table) -> Iterable[dict[str, Any]]:
    """Rows as JSON-ready objects: RFC 3339 instants, hexadecimal ids and cells."""
    names = batch.schema.names
    columns: list[list[Any]] = []
    values: list[Any]
    for name, field in zip(names, batch.schema, strict=True):
        column = batch.column(name)
        if pa.types.is_timestamp(field.type):
            values = [None if v is None else format_instant(v) for v in _integers(column)]
        elif pa.types.is_fixed_size_binary(field.type) or pa.types.is_binary(field.type):
            values = [None if v is None else v.hex() for v in column.to_pylist()]
        elif pa.types.is_list(field.type) and pa.types.is_fixed_size_binary(field.type.value_type):
            values = [None if v is None else [i.hex() for i in v] for v in column.to_pylist()]
        elif name in {"cell", "marking"}:
            values = [None if v is None else f"{v:015x}" for v in column.to_pylist()]
        else:
            values = column.to_pylist()
        columns.append(values)
    for row in zip(*columns, strict=True):
        yield dict(zip(names, row, strict=True))


def _integers(column: Any) -> list[Micros | None]:
    values: list[Micros | None] = column.cast(pa.int64()).to_pylist()
    return values


def json_schema(kind: Kind) -> dict[str, Any]:
    """JSON Schema (2020-12) of one row of `plain_rows`."""
    properties = {}
    for f in kind.fields:
        entry = _json_type(f.type)
        if f.words:
            entry["enum"] = list(f.words)
        if f.unit:
            entry["x-unit"] = f.unit
        if f.optional:
            entry = {"anyOf": [entry, {"type": "null"}]}
        entry["description"] = f.text
        properties[f.name] = entry
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind.name,
        "description": kind.text,
        "type": "object",
        "properties": properties,
        "required": [f.name for f in kind.fields if not f.optional],
    }


def _json_type(arrow: pa.DataType) -> dict[str, Any]:
    if pa.types.is_list(arrow):
        return {"type": "array", "items": _json_type(arrow.value_type)}
    if pa.types.is_timestamp(arrow):
        return {"type": "string", "format": "date-time"}
    if pa.types.is_fixed_size_binary(arrow):
        width = 2 * arrow.byte_width
        return {"type": "string", "pattern": f"^[0-9a-f]{{{width}}}$"}
    if pa.types.is_boolean(arrow):
        return {"type": "boolean"}
    if arrow == pa.uint64():
        return {"type": "string", "pattern": "^[0-9a-f]{15,16}$"}
    if pa.types.is_integer(arrow):
        return {"type": "integer"}
    if pa.types.is_floating(arrow):
        return {"type": "number"}
    return {"type": "string"}
