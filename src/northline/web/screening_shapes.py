"""The shapes of answers about screening, lookouts and referrals, as JSON Schema."""

from typing import Any

from northline.records.screening import ScreeningState

Shape = dict[str, Any]

_TEXT: Shape = {"type": "string"}
_FLAG: Shape = {"type": "boolean"}
_WHOLE: Shape = {"type": "integer"}
_SHARE: Shape = {"type": "number", "x-unit": "1"}
_ID: Shape = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
_STATE: Shape = {"type": "string", "enum": [each.value for each in ScreeningState]}
_THING: Shape = {"type": "object"}
_MAYBE_TEXT: Shape = {"type": ["string", "null"]}
_MAYBE_SHARE: Shape = {"type": ["number", "null"], "x-unit": "1"}


def _object(**fields: Shape) -> Shape:
    return {"type": "object", "properties": fields, "required": list(fields)}


def _list(shape: Shape) -> Shape:
    return {"type": "array", "items": shape}


def _map(shape: Shape) -> Shape:
    return {"type": "object", "additionalProperties": shape}


def _or_null(shape: Shape) -> Shape:
    return {"anyOf": [shape, {"type": "null"}]}


def _ref(name: str) -> Shape:
    return {"$ref": f"#/components/schemas/{name}"}


_RESULT = _object(
    id=_TEXT,
    caption=_TEXT,
    schema=_TEXT,
    properties=_map(_list(_TEXT)),
    datasets=_list(_TEXT),
    referents=_list(_TEXT),
    target=_FLAG,
    score=_SHARE,
    rank={"type": "number"},
    match=_FLAG,
    features=_map({"type": "number"}),
    explanations=_map(
        _object(description=_TEXT, text=_map(_TEXT), score={"type": "number"}, detail=_MAYBE_TEXT)
    ),
)
_RESPONSE = _object(
    status=_WHOLE,
    results=_list(_RESULT),
    total=_object(value=_WHOLE, relation=_TEXT),
    query=_THING,
    screening=_ID,
    state=_STATE,
    reason=_MAYBE_TEXT,
    lists=_map(_TEXT),
    scored=_WHOLE,
    kept_apart=_object(properties=_list(_TEXT), text=_map(_TEXT)),
    ignored=_list(_TEXT),
)
_COVERAGE = _object(
    asked=_WHOLE,
    screened=_WHOLE,
    coverage=_MAYBE_SHARE,
    states=_map(_WHOLE),
    reasons=_map(_WHOLE),
    stale=_WHOLE,
)
_ROW = _object(
    row={"type": ["integer", "null"]},
    query_id=_TEXT,
    screening=_ID,
    state=_STATE,
    reason=_MAYBE_TEXT,
    entities=_list(_TEXT),
    scores=_list(_SHARE),
)
_SCREENING: Shape = {
    "type": "object",
    "description": "A screening as its record has it; state as it stands now, explanations unpacked.",
    "properties": {
        "id": _ID,
        "query_id": _TEXT,
        "state": _STATE,
        "state_recorded": _STATE,
        "pairs": _list(_STATE),
        "explanations": _list(_list(_THING)),
    },
    "required": ["id", "query_id", "state", "state_recorded", "pairs", "explanations"],
}
_PAIR: Shape = {
    "type": "object",
    "description": "A candidate as its record has it, and both sides of the pair.",
    "properties": {
        "id": _ID,
        "state": _STATE,
        "explanation": _list(_THING),
        "waits": _or_null(_ref("decision")),
        "decisions": _list(_ref("decision")),
        "query_side": _or_null(_THING),
        "listed_side": _or_null(_THING),
        "may_clear": _list(
            _object(
                what={"type": "string", "enum": ["born", "birth-place", "citizenship"]},
                asked=_list(_TEXT),
                listed=_list(_TEXT),
            )
        ),
        "current": _FLAG,
        "second_look": _FLAG,
    },
    "required": ["id", "state", "explanation", "waits", "decisions", "query_side", "listed_side",
                 "may_clear", "current", "second_look"],
}  # fmt: skip
_CHANGE = _object(
    query_id=_TEXT,
    before=_ID,
    after=_ID,
    was=_STATE,
    now=_STATE,
    appeared=_list(_TEXT),
    gone=_list(_TEXT),
    altered=_list(_TEXT),
    reason=_MAYBE_TEXT,
)
_LOOKOUT: Shape = {"allOf": [_ref("lookout"), _object(expired=_FLAG, begun=_FLAG)]}
_REFERRAL: Shape = {
    "allOf": [
        _ref("referral"),
        _object(
            replies=_list(_ref("referral-reply")),
            state={"type": "string", "enum": ["awaiting", "answered", "withdrawn"]},
            overdue=_FLAG,
            seconds_left={"type": ["number", "null"], "x-unit": "s"},
            reply=_MAYBE_TEXT,
            unsigned=_list(_ID),
        ),
    ]
}

ANSWERS: dict[str, Shape] = {
    "matched": _object(responses=_map(_RESPONSE), limit=_WHOLE),
    "batch": _object(batch=_TEXT, coverage=_COVERAGE, rows=_list(_ROW)),
    "again": _object(screenings=_list(_SCREENING)),
    "rescreened": _object(
        batch=_TEXT,
        asked=_WHOLE,
        unchanged=_WHOLE,
        changes=_list(_CHANGE),
        editions=_map(_TEXT),
    ),
    "screenings": _object(screenings=_list(_SCREENING)),
    "screening": _object(screening=_SCREENING),
    "screening-coverage": _object(
        coverage=_COVERAGE,
        agreement=_object(n=_WHOLE, same=_WHOLE, expected=_MAYBE_SHARE, kappa=_MAYBE_SHARE),
    ),
    "pairs": _object(pairs=_list(_PAIR)),
    "pair": _object(pair=_PAIR),
    "lookouts": _object(lookouts=_list(_LOOKOUT)),
    "lookout": _object(lookout=_LOOKOUT),
    "referrals": _object(referrals=_list(_REFERRAL)),
    "referral": _object(referral=_REFERRAL),
}
"""What each route answers, by the name that the route gives."""
