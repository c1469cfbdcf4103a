"""The shapes of answers about operations, resources and requests, as JSON Schema."""

from typing import Any

Shape = dict[str, Any]

_TEXT: Shape = {"type": "string"}
_FLAG: Shape = {"type": "boolean"}
_AT: Shape = {"type": "string", "format": "date-time"}
_ID: Shape = {"type": "string", "pattern": "^[0-9a-f]{32}$"}


def _measured(unit: str) -> Shape:
    return {"type": "number", "x-unit": unit}


def _object(**fields: Shape) -> Shape:
    return {"type": "object", "properties": fields, "required": list(fields)}


def _list(shape: Shape) -> Shape:
    return {"type": "array", "items": shape}


def _or_null(shape: Shape) -> Shape:
    return {"anyOf": [shape, {"type": "null"}]}


def _ref(name: str) -> Shape:
    return {"$ref": f"#/components/schemas/{name}"}


_WARNING = _object(
    id=_ID,
    operation=_ID,
    at=_AT,
    reference=_TEXT,
    contact=_TEXT,
    west=_measured("deg"),
    south=_measured("deg"),
    east=_measured("deg"),
    north=_measured("deg"),
    en=_TEXT,
    fr=_TEXT,
)
_BESIDE = _object(
    operation=_ID,
    name=_TEXT,
    agency=_TEXT,
    contact=_TEXT,
    km=_measured("km"),
    hours=_measured("h"),
)
_OPERATION: Shape = {
    "allOf": [
        _ref("operation"),
        _object(
            steps=_list(_ref("operation-step")),
            state={"type": "string", "enum": ["planned", "approved", "closed"]},
            lead_now=_TEXT,
            hub_now=_TEXT,
            approved_by=_list(_TEXT),
            pending=_or_null(_ref("operation-step")),
            deconfliction={"type": "string", "enum": ["not-yet", "not-checked", "clear", "warned"]},
            warnings=_list(_WARNING),
            near=_list(_BESIDE),
            unsigned=_list(_ID),
        ),
    ]
}
_REQUEST: Shape = {
    "allOf": [
        _ref("request"),
        _object(
            steps=_list(_ref("request-step")),
            state={
                "type": "string",
                "enum": ["asked", "offered", "accepted", "refused", "returned"],
            },
            overdue=_FLAG,
            seconds_left={"type": ["number", "null"], "x-unit": "s"},
            offered={"type": ["string", "null"]},
            unsigned=_list(_ID),
        ),
    ]
}
_MAP = _object(
    type={"type": "string", "enum": ["FeatureCollection"]}, features=_list({"type": "object"})
)

ANSWERS: dict[str, Shape] = {
    "operations": _object(operations=_list(_OPERATION), map=_MAP),
    "operation": _object(operation=_OPERATION),
    "operation-warnings": _object(warnings=_list(_WARNING)),
    "resources": _object(resources=_list(_ref("resource"))),
    "resource-stated": _object(resource=_ref("resource")),
    "requests": _object(requests=_list(_REQUEST)),
    "request": _object(request=_REQUEST),
}
"""What each route answers, by the name that the route gives."""
