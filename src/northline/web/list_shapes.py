"""The shapes of answers about lists, as JSON Schema."""

from typing import Any

from northline.app.screening.lists import FIELDS, NAMES
from northline.records.listing import Dated, NameSort

Shape = dict[str, Any]

_TEXT: Shape = {"type": "string"}
_MAYBE: Shape = {"type": ["string", "null"]}
_WHOLE: Shape = {"type": "integer", "minimum": 0}
_AT: Shape = {"type": "string", "format": "date-time"}


def _object(**fields: Shape) -> Shape:
    return {"type": "object", "properties": fields, "required": list(fields)}


def _list(shape: Shape) -> Shape:
    return {"type": "array", "items": shape}


_SAID = _object(en=_TEXT, fr=_TEXT)
_VERSION = _object(
    edition=_TEXT,
    language=_MAYBE,
    as_of={"type": ["string", "null"], "format": "date-time"},
    dated={"type": "string", "enum": [each.value for each in Dated]},
    age=_SAID,
    received=_AT,
    sources=_list(_TEXT),
    entities=_WHOLE,
    names=_WHOLE,
    aliases_apart=_WHOLE,
    marking=_MAYBE,
)
_ENTITY: dict[str, Shape] = {
    "entity": _TEXT,
    "name": _TEXT,
    "names": _list(
        _object(name=_TEXT, sort={"type": "string", "enum": [each.value for each in NameSort]})
    ),
    "facts": {"type": "object", "additionalProperties": _list(_TEXT)},
}
_MOVED = _object(
    field={"type": "string", "enum": [NAMES, *FIELDS]}, came=_list(_TEXT), went=_list(_TEXT)
)
_LIST: dict[str, Shape] = {"list": _TEXT, "versions": _list(_VERSION)}

ANSWERS: dict[str, Shape] = {
    "lists": _object(lists=_list(_object(**_LIST))),
    "list": _object(**_LIST, version=_VERSION, count=_WHOLE, entities=_list(_object(**_ENTITY))),
    "list-changes": _object(
        list=_TEXT,
        **{"from": _VERSION, "to": _VERSION},
        said=_SAID,
        caution={"anyOf": [_SAID, {"type": "null"}]},
        added=_list(_object(**_ENTITY, said=_SAID)),
        amended=_list(_object(**_ENTITY, moved=_list(_MOVED), said=_SAID)),
        removed=_list(_object(**_ENTITY, said=_SAID)),
        unchanged=_WHOLE,
    ),
}
"""What each route answers, by the name that the route gives."""
