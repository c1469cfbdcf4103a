"""The shapes of answers about people's requests, as JSON Schema."""

from typing import Any

from northline.app.rights.rules import Checked

Shape = dict[str, Any]

_TEXT: Shape = {"type": "string"}
_WHOLE: Shape = {"type": "integer"}
_FLAG: Shape = {"type": "boolean"}
_MAYBE: Shape = {"type": ["string", "null"]}
_DAY: Shape = {"type": "string", "format": "date"}
_DAY_OR_NOT: Shape = {"type": ["string", "null"], "format": "date"}
_AT: Shape = {"type": "string", "format": "date-time"}
_AT_OR_NOT: Shape = {"type": ["string", "null"], "format": "date-time"}
_ID: Shape = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
_NUMBER: Shape = {"type": "string", "pattern": "^NL-[1-9A-Z]{4}-[1-9A-Z]{4}$"}


def _object(**fields: Shape) -> Shape:
    return {"type": "object", "properties": fields, "required": list(fields)}


def _list(shape: Shape) -> Shape:
    return {"type": "array", "items": shape}


def _ref(name: str) -> Shape:
    return {"$ref": f"#/components/schemas/{name}"}


_CLOCK = _object(
    due_day=_DAY,
    due=_AT,
    days_left=_WHOLE,
    extended=_FLAG,
    overdue=_FLAG,
    deemed_refused=_FLAG,
    stopped=_AT_OR_NOT,
    late={"type": ["boolean", "null"]},
    may_extend=_FLAG,
    extend_to=_DAY_OR_NOT,
    acknowledge_day=_DAY_OR_NOT,
    acknowledge_overdue=_FLAG,
    statutory=_FLAG,
    provision=_TEXT,
    checked={"type": "string", "enum": [each.value for each in Checked]},
    source=_TEXT,
)

_REQUEST: Shape = {
    "allOf": [
        _ref("rights-request"),
        _object(
            steps=_list(_ref("rights-step")),
            state={"type": "string", "enum": ["open", "overdue", "answered", "closed"]},
            identified=_FLAG,
            unsigned=_list(_ID),
            clock=_CLOCK,
            notify_since=_AT_OR_NOT,
        ),
    ]
}

ANSWERS: dict[str, Shape] = {
    "rights": _object(requests=_list(_REQUEST)),
    "rights-one": _object(request=_REQUEST),
    "rights-located": _object(
        number=_NUMBER,
        identifiers=_list(_TEXT),
        kinds=_list(_object(kind=_TEXT, named=_WHOLE, resting=_WHOLE, ids=_list(_ID))),
        records=_WHOLE,
        searched=_list(_TEXT),
    ),
    "rights-corrected": _object(record={"type": "object"}, step=_ref("rights-step")),
    "notations": _object(
        notations=_list(
            _object(
                record=_ID, number=_NUMBER, at=_AT, by=_TEXT, agency=_TEXT, text=_TEXT, step=_ID
            )
        )
    ),
    "notice": _object(
        notice=_object(number=_NUMBER, decision=_ID, at=_AT, language=_TEXT, text=_list(_TEXT))
    ),
}
"""What each route answers, by the name that the route gives."""
