"""The shapes of answers about coverage, as JSON Schema."""

from typing import Any

from northline.app.coverage import LEFT_OUT, SIDES
from northline.geo.line import SEGMENTS
from northline.records.sensor import Target

Shape = dict[str, Any]

_TEXT: Shape = {"type": "string"}
_MAYBE: Shape = {"type": ["string", "null"]}
_WHOLE: Shape = {"type": "integer"}
_FLAG: Shape = {"type": "boolean"}
_AT: Shape = {"type": "string", "format": "date-time"}
_NUMBER: Shape = {"type": "number"}
_CHANCE: Shape = {"type": "number", "minimum": 0, "maximum": 1}
_CHANCES: Shape = {"type": "array", "items": {"type": ["number", "null"]}}
_CLASS: Shape = {"type": "string", "enum": [each.value for each in Target]}
_SEGMENT: Shape = {"type": "string", "enum": list(SEGMENTS)}


def _object(**fields: Shape) -> Shape:
    return {"type": "object", "properties": fields, "required": list(fields)}


def _list(shape: Shape) -> Shape:
    return {"type": "array", "items": shape}


_HEAD: dict[str, Shape] = {
    "hours": _list(_object(at=_AT, night=_CHANCE)),
    "side": {"type": "string", "enum": list(SIDES)},
    "strip": _NUMBER | {"x-unit": "m"},
    "needs": _WHOLE,
    "enough": _CHANCE,
    "terrain": _FLAG,
    "attribution": _TEXT,
}

_STRETCH = _object(segment=_SEGMENT, km=_WHOLE, lon=_NUMBER, lat=_NUMBER, ports=_list(_TEXT))

_SENSOR = _object(identity=_TEXT, name=_MAYBE, counted=_CHANCE, why={"enum": [*LEFT_OUT, None]})

_PORT = _object(id=_TEXT, name=_TEXT, open={"type": ["boolean", "null"]})

_GAP = _object(
    **{"class": _CLASS},
    segment=_SEGMENT,
    km=_WHOLE,
    until_km=_WHOLE,
    length=_WHOLE | {"x-unit": "km"},
    hours=_list(_AT),
    km_hours=_WHOLE,
    least=_CHANCE,
    mean=_CHANCE,
    lon=_NUMBER,
    lat=_NUMBER,
    ports=_list(_PORT),
)

_BY_CLASS: Shape = {"type": "object", "additionalProperties": _list(_CHANCES)}

_FEATURE = _object(
    type={"type": "string", "enum": ["Feature"]},
    geometry={"type": "object"},
    properties={"type": "object"},
)

ANSWERS: dict[str, Shape] = {
    "coverage": _object(
        **_HEAD,
        stretches=_list(_STRETCH),
        chance=_BY_CLASS,
        bands=_BY_CLASS,
        sensors=_list(_SENSOR),
    ),
    "coverage-gaps": _object(**_HEAD, gaps=_list(_GAP)),
    "coverage-layer": _object(
        type={"type": "string", "enum": ["FeatureCollection"]},
        **{"class": _CLASS},
        at={"type": ["string", "null"], "format": "date-time"},
        cut=_FLAG,
        attribution=_TEXT,
        features=_list(_FEATURE),
    ),
}
"""What each route answers, by the name that the route gives."""
