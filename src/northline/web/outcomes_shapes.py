"""The shapes of outcomes, as JSON Schema."""

from typing import Any

Shape = dict[str, Any]

_TEXT: Shape = {"type": "string"}
_NUMBER: Shape = {"type": ["number", "null"]}
_WHOLE: Shape = {"type": "integer"}
_FLAG: Shape = {"type": "boolean"}
_MAYBE: Shape = {"type": ["string", "null"]}
_DAY: Shape = {"type": "string", "format": "date"}
_DAY_OR_NOT: Shape = {"type": ["string", "null"], "format": "date"}
_VERDICT: Shape = {
    "type": "string",
    "enum": ["reproduced", "differs", "other scope", "not computable"],
}


def _object(**fields: Shape) -> Shape:
    return {"type": "object", "properties": fields, "required": list(fields)}


def _list(shape: Shape) -> Shape:
    return {"type": "array", "items": shape}


def _texts(*names: str) -> dict[str, Shape]:
    """Texts in English, and in French under the same name with ``_fr``."""
    return {full: _TEXT for name in names for full in (name, f"{name}_fr")}


_MISSING = _object(**_texts("what", "holder"))

CLAIM = _object(
    claim=_TEXT,
    **_texts("title", "speaker", "definition", "tolerance", "qualifier", "made_of"),
    pillar=_TEXT,
    nature={"type": "string", "enum": ["outcome", "action", "target", "context"]},
    document=_TEXT,
    date=_TEXT | {"description": "As exactly as is known: a year, a month or a day."},
    words=_TEXT | {"description": "The exact words."},
    published=_NUMBER | {"description": "In `unit`."},
    sense={"type": "string", "enum": ["exact", "about", "below", "at-least", "at-most"]},
    unit=_TEXT | {"description": "UCUM code, or words in braces."},
    ours=_NUMBER | {"description": "Recomputed, in `unit`; null where it cannot be, or is small."},
    low=_NUMBER,
    high=_NUMBER,
    small=_FLAG | {"description": "Whether ours counts fewer than 5 persons and is kept back."},
    verdict=_VERDICT,
    filter=_TEXT,
    source=_TEXT,
    vintage=_TEXT,
    rows={"type": ["integer", "null"]},
    others=_list(
        _object(
            **_texts("scope"), ours=_NUMBER, small=_FLAG, filter=_TEXT, source=_TEXT, vintage=_TEXT
        )
    ),
    history=_list(_object(vintage=_TEXT, ours=_NUMBER, small=_FLAG, verdict=_VERDICT)),
    missing=_list(_MISSING),
    command=_TEXT,
    recompute=_list(_TEXT),
)

_SUMMARY: dict[str, Shape] = {
    "trend": _TEXT,
    **_texts("title", "definition"),
    "pillar": _TEXT,
    "series": _TEXT,
    "measure": _TEXT,
    "unit": _TEXT,
    "filter": _TEXT,
    "by": _MAYBE,
    "every": {"type": "string", "enum": ["month", "quarter", "year", "period"]},
    "source": _TEXT,
    "vintages": _list(_TEXT),
    "rows": _WHOLE,
    "command": _TEXT,
}

_POINT = _object(
    period=_TEXT,
    since=_DAY,
    until=_DAY,
    group=_MAYBE,
    value=_NUMBER,
    small=_FLAG | {"description": "Whether it counts fewer than 5 persons and is kept back."},
    provisional=_FLAG,
    vintage=_TEXT,
)

_COMMITMENT = _object(
    commitment=_TEXT,
    **_texts("title", "owner", "evidence"),
    pillar=_TEXT,
    document=_TEXT,
    words=_TEXT,
    announced=_MAYBE,
    due=_DAY_OR_NOT,
    amount=_NUMBER,
    spent=_NUMBER,
    currency=_MAYBE,
    target=_NUMBER,
    done=_NUMBER,
    unit=_MAYBE,
    delivery={"type": "string", "enum": ["delivered", "under-way", "not-delivered", "unknown"]},
    claim=_MAYBE,
    by=_MAYBE | {"description": "The agency that stated it here; null as it is shipped."},
    at={"type": ["string", "null"], "format": "date-time"},
    record=_MAYBE | {"description": "Id of the record that states it."},
)

_TABLE = _object(
    series=_TEXT,
    format=_TEXT,
    **_texts("title", "publisher"),
    address=_TEXT,
    here=_FLAG,
    command=_TEXT,
)

ANSWERS: dict[str, Shape] = {
    "claims": _object(claims=_list(CLAIM)),
    "claim": CLAIM,
    "trends": _object(trends=_list(_object(**_SUMMARY, points=_WHOLE))),
    "trend": _object(**_SUMMARY, points=_list(_POINT)),
    "commitments": _object(commitments=_list(_COMMITMENT)),
    "missing": _object(
        missing=_list(_object(claim=_TEXT, **_texts("title", "what", "holder"), verdict=_VERDICT)),
        tables=_list(_TABLE),
    ),
}
"""What each route answers, by the name that the route gives."""
