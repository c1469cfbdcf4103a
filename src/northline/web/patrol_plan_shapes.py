"""The shapes of answers about shifts, plans and orders of patrol, as JSON Schema."""

from typing import Any

from northline.records.patrol_order import OrderState
from northline.records.shift import Side
from northline.records.unit import Mode

Shape = dict[str, Any]

_TEXT: Shape = {"type": "string"}
_MAYBE: Shape = {"type": ["string", "null"]}
_FLAG: Shape = {"type": "boolean"}
_WHOLE: Shape = {"type": "integer"}
_NUMBER: Shape = {"type": "number"}
_MAYBE_NUMBER: Shape = {"type": ["number", "null"]}
_AT: Shape = {"type": "string", "format": "date-time"}
_HEX: Shape = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
_MODE: Shape = {"type": "string", "enum": [each.value for each in Mode]}
_SIDE: Shape = {"type": "string", "enum": [each.value for each in Side]}


def _object(**fields: Shape) -> Shape:
    return {"type": "object", "properties": fields, "required": list(fields)}


def _list(shape: Shape) -> Shape:
    return {"type": "array", "items": shape}


def _or_null(shape: Shape) -> Shape:
    return {"anyOf": [shape, {"type": "null"}]}


def _measured(unit: str, *, open: bool = False) -> Shape:
    return {"type": ["number", "null"] if open else "number", "x-unit": unit}


_SPEEDS = ("speed_road", "speed_off_road", "speed_water", "speed_air")
_SHIFT = _object(
    id=_HEX,
    at=_AT,
    source=_TEXT,
    identity=_TEXT,
    callsign=_MAYBE,
    mode=_MODE,
    side=_SIDE,
    officers=_list(_TEXT),
    begins=_AT,
    ends=_AT,
    lon=_measured("deg", open=True),
    lat=_measured("deg", open=True),
    range=_measured("m", open=True),
    **{name: _measured("m/s", open=True) for name in _SPEEDS},
    authority={"type": ["array", "null"], "items": _TEXT},
    called_off=_FLAG,
)
_BREACH = _object(
    what={"type": "string", "enum": ["booked-twice", "rest", "longest", "week"]},
    officer=_TEXT,
    one=_TEXT,
    other=_TEXT,
    hours=_NUMBER,
    bound=_NUMBER,
    en=_TEXT,
    fr=_TEXT,
)
_POINT = _object(
    at=_AT,
    lon=_measured("deg"),
    lat=_measured("deg"),
    stretch={"type": ["integer", "null"]},
    from_km=_measured("km", open=True),
    to_km=_measured("km", open=True),
)
_ORDER = _object(
    id=_HEX,
    event_id=_HEX,
    revision=_WHOLE,
    state={"type": "string", "enum": [each.value for each in OrderState]},
    plan=_HEX,
    shift=_HEX,
    identity=_TEXT,
    callsign=_MAYBE,
    mode=_MODE,
    officers=_list(_TEXT),
    side=_SIDE,
    since=_AT,
    until=_AT,
    by=_MAYBE,
    why=_MAYBE,
    cost=_MAYBE_NUMBER,
    handed_from=_MAYBE,
    name=_TEXT,
    in_force=_FLAG,
    points=_list(_POINT),
    check_in=_list(_AT),
    waits=_or_null(_object(decision=_HEX, by=_TEXT, to=_MAYBE, reason=_TEXT, at=_AT)),
    decisions=_list(_object(id=_HEX, verb=_TEXT, by=_TEXT, role=_TEXT, reason=_TEXT, at=_AT)),
)
_COST = _object(before=_NUMBER, after=_NUMBER, cost=_NUMBER, stretch=_TEXT, at=_AT)
_HEAD: dict[str, Shape] = {
    "id": _HEX,
    "event_id": _HEX,
    "revision": _WHOLE,
    "subject": _MAYBE,
    "at": _AT,
    "since": _AT,
    "until": _AT,
    "score": {"type": "number", "minimum": 0, "maximum": 1},
    "params": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
}
_PLAN = _object(
    **_HEAD,
    orders=_list(_ORDER),
    reasons=_list(_object(code=_TEXT, share=_NUMBER, en=_TEXT, fr=_TEXT, evidence=_list(_TEXT))),
    drawn=_or_null(
        _object(
            seed=_TEXT,
            first_seed=_TEXT,
            control=_NUMBER,
            control_orders=_list(_HEX),
            day=_TEXT,
            zone=_TEXT,
            stretch_km=_measured("km"),
            segment=_TEXT,
            no_go=_list(_TEXT),
            closed=_list(_TEXT),
            minimum=_list(_TEXT),
            out=_list(_TEXT),
        )
    ),
)

ANSWERS: dict[str, Shape] = {
    "patrol-shifts": _object(shifts=_list(_SHIFT)),
    "patrol-shift-stated": _object(shift=_SHIFT, breaches=_list(_BREACH)),
    "patrol-plans": _object(plans=_list(_object(**_HEAD))),
    "patrol-plan": _object(plan=_PLAN),
    "patrol-orders": _object(orders=_list(_ORDER)),
    "patrol-order": _object(order=_ORDER),
    "patrol-amended": _object(order=_or_null(_ORDER), cost=_or_null(_COST), points=_list(_POINT)),
}
"""What each route answers, by the name that the route gives."""
