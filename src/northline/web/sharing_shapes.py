"""The shapes of answers about sharing, as JSON Schema."""

from typing import Any

Shape = dict[str, Any]

_TEXT: Shape = {"type": "string"}
_WHOLE: Shape = {"type": "integer"}
_FLAG: Shape = {"type": "boolean"}
_THING: Shape = {"type": "object"}
_MAYBE_FLAG: Shape = {"type": ["boolean", "null"]}
_MAYBE_WHOLE: Shape = {"type": ["integer", "null"]}
_MAYBE_TEXT: Shape = {"type": ["string", "null"]}
_AT: Shape = {"type": "string", "format": "date-time"}
_AT_OR_NOT: Shape = {"type": ["string", "null"], "format": "date-time"}
_DAY: Shape = {"type": "string", "format": "date"}
_ID: Shape = {"type": "string", "pattern": "^[0-9a-f]{32}$"}


def _object(**fields: Shape) -> Shape:
    return {"type": "object", "properties": fields, "required": list(fields)}


def _list(shape: Shape) -> Shape:
    return {"type": "array", "items": shape}


def _map(shape: Shape) -> Shape:
    return {"type": "object", "additionalProperties": shape}


_BOTH = _object(en=_TEXT, fr=_TEXT)
_DECISION: Shape = {"$ref": "#/components/schemas/decision"}

_GRANT = _object(
    partners=_list(_TEXT), purposes=_list(_TEXT), expiry=_AT_OR_NOT, authority=_list(_TEXT)
)
_MARKING = _object(
    level=_TEXT, owners=_map(_GRANT), caveats=_list(_TEXT), compartments=_list(_TEXT)
)
_STEP = _object(code=_TEXT, held=_FLAG, about=_THING, text=_BOTH)
_VIEWER = _object(
    agency=_TEXT,
    country=_TEXT,
    clearance=_TEXT,
    roles=_list(_TEXT),
    groups=_list(_TEXT),
    compartments=_list(_TEXT),
    purpose=_TEXT,
)
_REACHED = _object(
    sort={"type": "string", "enum": ["agency", "group"]},
    name=_TEXT,
    country=_TEXT,
    seen=_FLAG,
    steps=_list(_STEP),
)
_SORT = _object(
    marking=_MARKING,
    count=_WHOLE,
    kinds=_map(_WHOLE),
    seen=_MAYBE_FLAG,
    steps=_list(_STEP),
    examples=_list(_object(kind=_TEXT, id=_ID)),
)
_WAY = _object(code=_TEXT, text=_BOTH)
_SENT = _object(
    at=_AT,
    how={"type": "string", "enum": ["relay", "look"]},
    to=_TEXT,
    who=_TEXT,
    purpose=_TEXT,
    authority=_list(_TEXT),
    sure=_FLAG,
    entry=_MAYBE_WHOLE,
)
_PAST = _object(at=_AT, marking=_MARKING, entry=_MAYBE_WHOLE, by=_TEXT, reason=_TEXT)

ANSWERS: dict[str, Shape] = {
    "sharing": _object(
        partner={"anyOf": [_VIEWER, {"type": "null"}]},
        records=_WHOLE,
        seen=_MAYBE_WHOLE,
        markings=_list(_SORT),
        left_off=_WHOLE,
        decisions=_list(_object(decision=_DECISION, state=_TEXT, second=_TEXT)),
    ),
    "sharing-record": _object(
        id=_ID,
        kind=_TEXT,
        at=_AT,
        source=_TEXT,
        marking=_MARKING,
        assumed=_object(clearance=_TEXT, sworn=_FLAG, compartments=_list(_TEXT), purpose=_TEXT),
        reached=_list(_REACHED),
        past=_list(_PAST),
        derived=_map(_list(_ID)),
        decisions=_list({"allOf": [_DECISION, _object(in_force=_FLAG)]}),
        to_release=_list(_WAY),
        to_recall=_list(_WAY),
        may_mark=_FLAG,
        sent=_list(_SENT),
    ),
    "sharing-disclosures": _object(sent=_list(_SENT), complete=_FLAG),
    "groups": _object(
        groups=_list(
            _object(
                group=_TEXT,
                name=_BOTH,
                members=_list(_TEXT),
                bilateral=_MAYBE_FLAG,
                seats={"anyOf": [_map(_WHOLE), {"type": "null"}]},
            )
        )
    ),
    "agencies": _object(
        agencies=_list(
            _object(agency=_TEXT, name=_BOTH, country=_TEXT, level=_MAYBE_TEXT, declared=_FLAG)
        )
    ),
    "agreements": _object(
        agreements=_list(
            _object(
                between=_list(_TEXT),
                authority=_TEXT,
                **{"from": _DAY},
                until={"type": ["string", "null"], "format": "date"},
                kinds=_list(_TEXT),
                state={"type": "string", "enum": ["coming", "in-force", "ending", "expired"]},
                days=_MAYBE_WHOLE,
            )
        )
    ),
    "marking-change": _object(
        record=_ID,
        kind=_TEXT,
        done=_FLAG,
        before=_MARKING,
        after=_MARKING,
        gains=_list(_REACHED),
        loses=_list(_REACHED),
        yourself=_FLAG,
        second=_FLAG,
        derived=_map(_WHOLE),
    ),
}
"""What each route answers, by the name that the route gives."""
