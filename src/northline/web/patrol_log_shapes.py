"""The shapes of answers about the patrol log, as JSON Schema."""

from typing import Any

from northline.app.outcomes import Verdict
from northline.geo.line import SEGMENTS
from northline.records.patrol_leg import Flag, Reported
from northline.records.unit import Mode

Shape = dict[str, Any]

_TEXT: Shape = {"type": "string"}
_MAYBE_TEXT: Shape = {"type": ["string", "null"]}
_FLAG: Shape = {"type": "boolean"}
_WHOLE: Shape = {"type": "integer"}
_MAYBE_WHOLE: Shape = {"type": ["integer", "null"]}
_NUMBER: Shape = {"type": "number"}
_MAYBE: Shape = {"type": ["number", "null"]}
_AT: Shape = {"type": "string", "format": "date-time"}
_AT_OR_NOT: Shape = {"type": ["string", "null"], "format": "date-time"}
_HOURS: Shape = {"type": "number", "x-unit": "h"}
_SEGMENT: Shape = {"type": "string", "enum": list(SEGMENTS)}


def _object(**fields: Shape) -> Shape:
    return {"type": "object", "properties": fields, "required": list(fields)}


def _list(shape: Shape) -> Shape:
    return {"type": "array", "items": shape}


def _by(shape: Shape) -> Shape:
    return {"type": "object", "additionalProperties": shape}


_LEG: Shape = {
    "type": "object",
    "properties": (
        _fields := {
            "id": _MAYBE_TEXT,
            "unit": _TEXT,
            "callsign": _MAYBE_TEXT,
            "mode": {"type": "string", "enum": [each.value for each in Mode]},
            "from": _AT,
            "until": _AT,
            "hours": _HOURS,
            "km": {"type": "number", "x-unit": "km"},
            "segment": _SEGMENT,
            "stretches": _list(_WHOLE),
            "along": _TEXT,
            "stays": _list(
                {
                    "type": "object",
                    "properties": {"stretch": _WHOLE, "from": _AT, "seconds": _NUMBER},
                    "required": ["stretch", "from", "seconds"],
                }
            ),
            "reported": {"type": "string", "enum": [each.value for each in Reported]},
            "flags": _list({"type": "string", "enum": [each.value for each in Flag]}),
            "order": _MAYBE_TEXT,
            "officers": _MAYBE_WHOLE,
            "note": _MAYBE_TEXT,
            "source": _TEXT,
            "under_way": _FLAG,
            "evidence": _list(_TEXT),
        }
    ),
    "required": list(_fields),
}

_TARGET_FIELDS: dict[str, Shape] = {
    "id": _TEXT,
    "mode": _MAYBE_TEXT,
    "segment": _SEGMENT,
    "from_stretch": _MAYBE_WHOLE,
    "to_stretch": _MAYBE_WHOLE,
    "hours_a_week": _HOURS,
    "from": _AT,
    "until": _AT_OR_NOT,
    "set_by": _TEXT,
    "set_at": _AT,
    "why": _TEXT,
}
_TARGET = _object(**_TARGET_FIELDS)
_LINE = _object(
    mode=_MAYBE_TEXT,
    segment=_MAYBE_TEXT,
    stretch=_MAYBE_WHOLE,
    week=_MAYBE_TEXT,
    hours=_HOURS,
    form_hours=_HOURS,
    units=_WHOLE,
    along=_MAYBE_TEXT,
)
_DIFFERENCE_FIELDS: dict[str, Shape] = {
    "leg": _TEXT,
    "unit": _TEXT,
    "from": _AT,
    "until": _AT,
    "form_hours": _HOURS,
    "track_hours": _HOURS,
    "difference_hours": _HOURS,
}
_PERIOD: dict[str, Shape] = {"from": _AT_OR_NOT, "until": _AT_OR_NOT}
_HOURS_ANSWER = _object(
    measure=_TEXT,
    unit=_TEXT,
    definition=_TEXT,
    definition_fr=_TEXT,
    filter=_object(
        since=_AT_OR_NOT, until=_AT_OR_NOT, by=_list(_TEXT), strip_km=_NUMBER, stretch_km=_NUMBER
    ),
    period=_object(**_PERIOD),
    hours=_HOURS,
    lines=_list(_LINE),
    denominators=_object(
        units=_WHOLE,
        legs=_WHOLE,
        under_way=_WHOLE,
        leg_hours=_HOURS,
        span_hours=_HOURS,
        repeated_hours=_HOURS,
        flagged=_by(_WHOLE),
    ),
    differences=_list(_object(**_DIFFERENCE_FIELDS)),
    planned=_object(orders=_WHOLE, hours=_by(_HOURS)),
    control_share=_MAYBE,
    targets=_list(
        _object(
            **_TARGET_FIELDS, week=_TEXT, wanted=_HOURS, done=_HOURS, share=_MAYBE, whole_week=_FLAG
        )
    ),
    lineage=_object(kind=_TEXT, legs_by_report=_by(_WHOLE), sources=_list(_TEXT), formula=_TEXT),
    claim=_object(
        claim=_TEXT,
        words=_TEXT,
        published=_MAYBE,
        unit=_TEXT,
        date=_TEXT,
        document=_TEXT,
        nature=_TEXT,
        verdict={"type": "string", "enum": [each.value for each in Verdict]},
        ours=_MAYBE,
        qualifier=_TEXT,
        qualifier_fr=_TEXT,
    ),
)

ANSWERS: dict[str, Shape] = {
    "patrol-legs": _object(legs=_list(_LEG), count=_WHOLE),
    "patrol-leg-logged": _object(id=_TEXT, leg=_LEG),
    "patrol-hours": _HOURS_ANSWER,
    "patrol-targets": _object(targets=_list(_TARGET)),
    "patrol-target-set": _object(id=_TEXT, target=_TARGET),
    "patrol-unvisited": _object(
        at=_AT_OR_NOT,
        days=_NUMBER,
        segment=_SEGMENT,
        from_km=_NUMBER,
        to_km=_NUMBER,
        stretches=_WHOLE,
        unvisited=_list(_object(stretch=_WHOLE, along=_TEXT, last=_AT_OR_NOT)),
        count=_WHOLE,
    ),
}
"""What each route answers, by the name that the route gives."""
