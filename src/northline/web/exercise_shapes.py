"""The shapes of exercises, as JSON Schema."""

from typing import Any

Shape = dict[str, Any]

_TEXT: Shape = {"type": "string"}
_AT: Shape = {"type": "string", "format": "date-time"}
_MAYBE_TEXT: Shape = {"type": ["string", "null"]}
_NUMBER: Shape = {"type": "number"}
_MAYBE: Shape = {"type": ["number", "null"]}
_WHOLE: Shape = {"type": "integer"}
_FLAG: Shape = {"type": "boolean"}
_SECOND: Shape = {"type": "number", "x-unit": "s", "description": "Second of the exercise."}


def _object(**fields: Shape) -> Shape:
    return {"type": "object", "properties": fields, "required": list(fields)}


def _list(shape: Shape) -> Shape:
    return {"type": "array", "items": shape}


def _or_null(shape: Shape) -> Shape:
    return {"anyOf": [shape, {"type": "null"}]}


_STATE = _object(
    scenario=_TEXT,
    en=_TEXT,
    fr=_TEXT,
    seed=_WHOLE,
    speed=_MAYBE | {"description": "Exercise seconds per second; null as fast as it is taken."},
    start=_AT,
    duration=_NUMBER | {"x-unit": "s"},
    stage={
        "type": "string",
        "enum": ["ready", "playing", "settling", "scored", "over", "broken-off"],
    },
    second=_SECOND,
    findings=_WHOLE,
    feeds={
        "type": "object",
        "additionalProperties": _object(format=_TEXT, spoken=_WHOLE, read=_WHOLE, rejected=_WHOLE),
    },
    updated=_AT,
)

_FOUND = _object(
    finding=_MAYBE_TEXT,
    event_id=_TEXT,
    kind=_TEXT,
    off=_NUMBER | {"x-unit": "s"},
    available=_MAYBE | {"x-unit": "s"},
    late=_MAYBE | {"x-unit": "s"},
)

_CROSSED = _object(
    number=_WHOLE,
    role=_TEXT,
    craft=_TEXT,
    identity=_MAYBE_TEXT,
    second=_SECOND,
    at=_AT,
    lon=_NUMBER,
    lat=_NUMBER,
    km=_NUMBER | {"x-unit": "km"},
    segment=_TEXT,
    direction=_TEXT,
    detections=_WHOLE,
    before=_WHOLE,
    after=_WHOLE,
    observable=_FLAG,
    found=_or_null(_FOUND),
    why=_MAYBE_TEXT
    | {"description": "unseen, too-few, one-sided or seen; of one left out port, high or unit."},
    port=_MAYBE_TEXT,
)

ANSWERS: dict[str, Shape] = {
    "exercise": _object(
        played=_or_null(_STATE),
        score={
            "type": ["object", "null"],
            "description": "As `northline exercise --json` prints it; null before the end.",
        },
        scenarios=_list(_object(name=_TEXT, en=_TEXT, fr=_TEXT)),
    ),
    "exercise-truth": _object(
        scenario=_TEXT,
        seed=_WHOLE,
        start=_AT,
        duration=_WHOLE | {"x-unit": "s"},
        every=_WHOLE | {"x-unit": "s"},
        window=_list(_NUMBER),
        crossings=_list(_CROSSED),
        left_out=_list(_CROSSED),
        alone=_list(
            _object(
                finding=_MAYBE_TEXT,
                event_id=_TEXT,
                identity=_MAYBE_TEXT,
                role=_MAYBE_TEXT,
                second=_SECOND,
                at=_AT,
                lon=_MAYBE,
                lat=_MAYBE,
                km=_MAYBE,
                direction=_TEXT,
                why=_MAYBE_TEXT | {"description": "Why it is false; null where it is excused."},
            )
        ),
        wobbles=_list({"type": "object"}),
        silences=_list(_object(sensor=_TEXT, since=_SECOND, until=_SECOND)),
        paths=_list(
            _object(
                number=_WHOLE,
                role=_TEXT,
                craft=_TEXT,
                identity=_MAYBE_TEXT,
                group=_WHOLE,
                since=_SECOND,
                lon=_list(_NUMBER),
                lat=_list(_NUMBER),
            )
        ),
        line=_list(_list(_list(_NUMBER))),
        applicants=_list(
            _object(
                id=_TEXT,
                second=_SECOND,
                name=_TEXT,
                script=_TEXT,
                sort=_TEXT,
                passport=_MAYBE_TEXT,
                number=_or_null(_WHOLE) | {"description": "Of the listed entity they truly are."},
                turn=_MAYBE_TEXT | {"description": "What the update does to it."},
                early=_FLAG | {"description": "Whether they came before the update."},
            )
        ),
    ),
}
"""What each route answers, by the name that the route gives."""
