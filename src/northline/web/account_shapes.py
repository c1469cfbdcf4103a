"""The shapes of what the routes of accounts answer."""

from typing import Any

Shape = dict[str, Any]

_TEXT: Shape = {"type": "string"}
_FLAG: Shape = {"type": "boolean"}
_TEXTS: Shape = {"type": "array", "items": _TEXT}
_PERHAPS_WHEN: Shape = {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]}


def _members(**fields: Shape) -> Shape:
    return {"type": "object", "properties": fields, "required": list(fields)}


_ACCOUNT = _members(
    name=_TEXT,
    person=_TEXT,
    agency=_TEXT,
    country=_TEXT,
    clearance=_TEXT,
    roles=_TEXTS,
    groups=_TEXTS,
    compartments=_TEXTS,
    purposes=_TEXTS,
    issuer=_TEXT,
    subject=_TEXT,
    has_password=_FLAG,
    password_at=_PERHAPS_WHEN,
    must_change=_FLAG,
    disabled=_PERHAPS_WHEN,
    created={"type": "string", "format": "date-time"},
    key={"type": ["string", "null"]},
    sessions={"type": "integer"},
    seen=_PERHAPS_WHEN,
)

ANSWERS: dict[str, Shape] = {
    "accounts": _members(accounts={"type": "array", "items": _ACCOUNT}),
    "account-kept": _members(account=_ACCOUNT),
    "account-password": _members(account=_ACCOUNT, password=_TEXT),
    "account-sessions": _members(account=_ACCOUNT, ended={"type": "integer"}),
}
