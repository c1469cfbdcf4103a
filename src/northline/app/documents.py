"""Results of the node as JSON-ready documents: hexadecimal ids, RFC 3339 instants."""

import enum
from collections.abc import Mapping
from typing import Any

import msgspec

from northline.app.results import FindingView
from northline.records.record import Record
from northline.records.schema import kind_of, plain_rows


def document(value: Any) -> Any:
    """Any result, record or collection of them, as plain data.

    A finding as a person sees it is flat: its own fields, with the reasons in words.
    """
    if isinstance(value, FindingView):
        parts = {name: getattr(value, name) for name in value.__struct_fields__}
        return {**document(value.finding), **document({**parts, "finding": value.finding.finding})}
    if isinstance(value, Record):
        return next(iter(plain_rows(kind_of(type(value)).to_batch([value]))))
    if isinstance(value, msgspec.Struct):
        return {name: document(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, Mapping):
        return {str(document(key)): document(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, frozenset, set)):
        return [document(each) for each in value]
    if isinstance(value, bytes):
        return value.hex()
    return value.value if isinstance(value, enum.Enum) else value
