"""The shapes of answers about officer safety, as JSON Schema."""

from typing import Any

from northline.records.unit import Mode

Shape = dict[str, Any]

_TEXT: Shape = {"type": "string"}
_MAYBE: Shape = {"type": ["string", "null"]}
_FLAG: Shape = {"type": "boolean"}
_WHOLE: Shape = {"type": "integer"}
_AT: Shape = {"type": "string", "format": "date-time"}
_AT_OR_NOT: Shape = {"type": ["string", "null"], "format": "date-time"}
_SHARE: Shape = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
_SIDE: Shape = {"type": "string", "enum": ["canada", "united-states"]}


def _measured(unit: str, *, open: bool = False) -> Shape:
    return {"type": ["number", "null"] if open else "number", "x-unit": unit}


def _object(**fields: Shape) -> Shape:
    return {"type": "object", "properties": fields, "required": list(fields)}


def _list(shape: Shape) -> Shape:
    return {"type": "array", "items": shape}


def _or_null(shape: Shape) -> Shape:
    return {"anyOf": [shape, {"type": "null"}]}


_SAID = _object(en=_TEXT, fr=_TEXT)
_CHECK_IN: Shape = {"$ref": "#/components/schemas/check-in"}
_TRACK = _object(
    at=_AT,
    lon=_measured("deg"),
    lat=_measured("deg"),
    speed_knots=_measured("kn", open=True),
    course=_measured("deg", open=True),
)
_UNIT = _object(
    unit=_TEXT,
    callsign=_MAYBE,
    mode={"type": "string", "enum": [each.value for each in Mode]},
    crew={"type": ["integer", "null"]},
    state={"type": "string", "enum": ["overdue", "awaited", "back"]},
    word_at=_AT,
    how=_TEXT,
    due=_AT_OR_NOT,
    seconds_overdue=_measured("s", open=True),
    step=_WHOLE,
    steps=_WHOLE,
    action=_or_null(_SAID),
    next_step_at=_AT_OR_NOT,
    supervisor=_TEXT,
    lon=_measured("deg", open=True),
    lat=_measured("deg", open=True),
    placed_at=_AT_OR_NOT,
    seconds_since_placed=_measured("s", open=True),
    track=_or_null(_TRACK),
    battery=_SHARE,
    radio={"type": "string", "enum": ["in-reach", "dead-zone", "not-computable"]},
    finding=_MAYBE,
)
_SITE = _object(
    identity=_TEXT,
    name=_MAYBE,
    state=_TEXT,
    lon=_measured("deg"),
    lat=_measured("deg"),
    range=_measured("m"),
    range_stated=_FLAG,
    height=_measured("m", open=True),
)
_ZONE = _object(
    side=_SIDE,
    segment=_TEXT,
    km=_WHOLE,
    until_km=_WHOLE,
    length=_WHOLE,
    least=_SHARE,
    mean=_SHARE,
)
_MAP = _object(
    type={"type": "string", "enum": ["FeatureCollection"]}, features=_list({"type": "object"})
)

ANSWERS: dict[str, Shape] = {
    "check-ins": _object(check_ins=_list(_CHECK_IN)),
    "check-in-written": _object(check_in=_CHECK_IN),
    "overdue": _object(overdue=_WHOLE, units=_list(_UNIT)),
    "dead-zones": _object(
        computable=_FLAG,
        why=_MAYBE,
        sites=_list(_SITE),
        stretches=_list(
            {
                "type": "object",
                "properties": {
                    "segment": _TEXT,
                    "km": _WHOLE,
                    "canada": _SHARE,
                    "united-states": _SHARE,
                },
                "required": ["segment", "km", "canada", "united-states"],
            }
        ),
        zones=_list(_ZONE),
        enough={"type": "number"},
        terrain=_FLAG,
        map=_MAP,
        attribution=_TEXT,
    ),
    "drone-way": _object(unit=_TEXT, may=_FLAG, wrong=_list(_TEXT), said=_list(_SAID)),
}
"""What each route answers, by the name that the route gives."""
