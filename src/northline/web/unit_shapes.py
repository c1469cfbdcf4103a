"""The shapes of answers about units and plans, as JSON Schema."""

from typing import Any

from northline.records.unit import Mode

Shape = dict[str, Any]

_TEXT: Shape = {"type": "string"}
_MAYBE: Shape = {"type": ["string", "null"]}
_FLAG: Shape = {"type": "boolean"}
_WHOLE: Shape = {"type": "integer"}
_AT: Shape = {"type": "string", "format": "date-time"}
_AT_OR_NOT: Shape = {"type": ["string", "null"], "format": "date-time"}


def _measured(unit: str, *, open: bool = False) -> Shape:
    return {"type": ["number", "null"] if open else "number", "x-unit": unit}


def _object(**fields: Shape) -> Shape:
    return {"type": "object", "properties": fields, "required": list(fields)}


def _list(shape: Shape) -> Shape:
    return {"type": "array", "items": shape}


def _or_null(shape: Shape) -> Shape:
    return {"anyOf": [shape, {"type": "null"}]}


_MODE: Shape = {"type": "string", "enum": [each.value for each in Mode]}
_ROUTE = _list(_list(_measured("deg")))
_SENT = _object(
    decision=_TEXT, plan=_TEXT, names=_TEXT, by=_TEXT, at=_AT, reason=_TEXT, waits=_FLAG
)
_SPEEDS = ("speed_road", "speed_off_road", "speed_water", "speed_air")
_UNIT = _object(
    identity=_TEXT,
    at=_AT,
    source=_TEXT,
    callsign=_MAYBE,
    mode=_MODE,
    team=_MAYBE,
    role=_MAYBE,
    type=_TEXT,
    crew={"type": ["integer", "null"]},
    range=_measured("m", open=True),
    **{name: _measured("m/s", open=True) for name in _SPEEDS},
    authority={"type": ["array", "null"], "items": _TEXT},
    lon=_measured("deg", open=True),
    lat=_measured("deg", open=True),
    sigma=_measured("m", open=True),
    placed_at=_AT_OR_NOT,
    stale=_AT_OR_NOT,
    owners=_list(_TEXT),
    marking=_MAYBE,
    caveats=_list(_TEXT),
    sent=_or_null(_SENT),
    distance=_measured("m", open=True),
)
_MEETING = _object(
    minutes=_measured("min"),
    at=_AT,
    lon=_measured("deg"),
    lat=_measured("deg"),
    percent={"type": "number", "minimum": 0, "maximum": 100},
    slack_minutes=_measured("min"),
)
_GOING = _object(
    rank=_WHOLE,
    unit=_TEXT,
    identity=_TEXT,
    mode=_MODE,
    minutes=_measured("min"),
    at=_AT,
    km=_measured("km"),
    route=_ROUTE,
    meeting=_or_null(_MEETING),
    short=_measured("m"),
    over=_FLAG,
    range_left_km=_measured("km", open=True),
    crew_stated=_FLAG,
)
_LOOKING = _object(
    sensor=_TEXT,
    identity=_TEXT,
    from_minutes=_measured("min"),
    until_minutes=_measured("min"),
    at=_AT,
    bearing=_measured("deg"),
    km=_measured("km"),
    route=_ROUTE,
)
_PLAN = _object(
    id=_TEXT,
    event=_TEXT,
    revision=_WHOLE,
    about=_TEXT,
    finding=_TEXT,
    since=_AT,
    until=_AT,
    score={"type": "number", "minimum": 0, "maximum": 1},
    stands=_FLAG,
    knots=_measured("kn", open=True),
    units=_list(_GOING),
    looks=_list(_LOOKING),
    left_out=_list(_object(unit=_TEXT, identity=_TEXT, why=_TEXT, en=_TEXT, fr=_TEXT)),
    said=_list(_object(code=_TEXT, en=_TEXT, fr=_TEXT)),
    sent=_list(_SENT),
    roads=_FLAG,
    territory=_MAYBE,
    protocol=_MAYBE,
)
_MAP = _object(
    type={"type": "string", "enum": ["FeatureCollection"]}, features=_list({"type": "object"})
)

ANSWERS: dict[str, Shape] = {
    "units": _object(units=_list(_UNIT)),
    "unit-stated": _object(id=_TEXT, unit=_or_null(_UNIT)),
    "plan": _object(plan=_or_null(_PLAN), map=_MAP),
}
"""What each route answers, by the name that the route gives."""
