"""The shapes of what the routes of sessions and tokens answer."""

from typing import Any

Shape = dict[str, Any]

_TEXT: Shape = {"type": "string"}
_FLAG: Shape = {"type": "boolean"}
_WHEN: Shape = {"type": "string", "format": "date-time"}
_TEXTS: Shape = {"type": "array", "items": _TEXT}


def _members(**fields: Shape) -> Shape:
    return {"type": "object", "properties": fields, "required": list(fields)}


def _maybe(shape: Shape) -> Shape:
    return {"anyOf": [shape, {"type": "null"}]}


_PERSON = _members(
    account=_TEXT,
    name=_TEXT,
    agency=_TEXT,
    country=_TEXT,
    clearance=_TEXT,
    roles=_TEXTS,
    groups=_TEXTS,
    compartments=_TEXTS,
    purpose=_TEXT,
    key=_TEXT,
    must_change=_FLAG,
)

_SESSION = _members(
    id=_TEXT,
    account=_TEXT,
    purpose=_TEXT,
    created=_WHEN,
    seen=_WHEN,
    until=_WHEN,
    address=_TEXT,
    agent=_TEXT,
    this=_FLAG,
)

_TOKEN = _members(
    id=_TEXT,
    account=_TEXT,
    label=_TEXT,
    scopes=_TEXTS,
    purpose=_TEXT,
    created=_WHEN,
    until=_WHEN,
    used=_maybe(_WHEN),
    ended=_maybe(_WHEN),
)

ANSWERS: dict[str, Shape] = {
    "session": _members(signed_in=_FLAG, accounts=_FLAG, person=_maybe(_PERSON), csrf=_TEXT),
    "sessions": _members(sessions={"type": "array", "items": _SESSION}),
    "tokens": _members(tokens={"type": "array", "items": _TOKEN}),
    "token": _members(secret=_TEXT, token=_TOKEN),
}
