"""The shapes of answers about patrol's risk, as JSON Schema."""

from typing import Any

from northline.geo.line import SEGMENTS
from northline.geo.stretch_terrain import Terrain

Shape = dict[str, Any]

_TEXT: Shape = {"type": "string"}
_MAYBE_TEXT: Shape = {"type": ["string", "null"]}
_WHOLE: Shape = {"type": "integer"}
_NUMBER: Shape = {"type": "number"}
_MAYBE: Shape = {"type": ["number", "null"]}
_AT: Shape = {"type": "string", "format": "date-time"}
_CHANCE: Shape = {"type": "number", "minimum": 0, "maximum": 1}
_HEX: Shape = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
_SEGMENT: Shape = {"type": "string", "enum": list(SEGMENTS)}
_RATES: Shape = {"type": "array", "items": {"type": "number", "minimum": 0}}


def _object(**fields: Shape) -> Shape:
    return {"type": "object", "properties": fields, "required": list(fields)}


def _list(shape: Shape) -> Shape:
    return {"type": "array", "items": shape}


_LIGHT = _object(day=_NUMBER, twilight=_NUMBER, night=_NUMBER)

_HEAD: dict[str, Shape] = {
    "hours": _list(_AT),
    "stretch_km": _NUMBER,
    "prior": _object(
        a_year=_NUMBER, line_km=_NUMBER, rate=_NUMBER, strength=_NUMBER, hours=_NUMBER
    ),
    "watched": _object(
        since={"type": ["string", "null"], "format": "date-time"},
        until=_AT,
        hours=_WHOLE,
        coverage={"type": "string", "enum": ["reckoned", "unknown"]},
    ),
    "factors": _object(light=_LIGHT, month=_list(_NUMBER)),
    "evidence": _object(
        counts=_list(_TEXT),
        events=_WHOLE,
        dismissed=_WHOLE,
        in_territories=_WHOLE,
        placeless=_WHOLE,
        seizures=_TEXT,
    ),
    "attribution": _TEXT,
}

_STRETCH = _object(
    number=_WHOLE,
    name=_TEXT,
    from_km=_NUMBER,
    to_km=_NUMBER,
    lon=_NUMBER,
    lat=_NUMBER,
    terrain={"type": "string", "enum": [each.value for each in Terrain]},
    territory=_MAYBE_TEXT,
    seen=_LIGHT,
    rate=_RATES,
    low=_RATES,
    high=_RATES,
    total=_NUMBER,
    total_low=_NUMBER,
    total_high=_NUMBER,
)

_PART = _object(
    code=_TEXT, value=_NUMBER, en=_TEXT, fr=_TEXT, args={"type": "object"}, evidence=_list(_HEX)
)

_EVENT = _object(
    event=_HEX,
    stretch=_WHOLE,
    at=_AT,
    state=_TEXT,
    weight=_CHANCE,
    left=_CHANCE,
    shared=_CHANCE,
    rate=_NUMBER,
)

_TERRITORY = _object(
    territory=_TEXT,
    protocol=_MAYBE_TEXT,
    line=_CHANCE,
    risk=_CHANCE,
    found=_MAYBE,
    patrolled=_MAYBE,
    events=_WHOLE,
    factor=_MAYBE,
)

_PATROLLED = _object(hours=_NUMBER, found=_WHOLE)

ANSWERS: dict[str, Shape] = {
    "patrol-risk": _object(**_HEAD, stretches=_list(_STRETCH)),
    "patrol-risk-explained": _object(
        stretch=_WHOLE,
        name=_TEXT,
        segment=_SEGMENT,
        hour=_AT,
        rate=_NUMBER,
        low=_NUMBER,
        high=_NUMBER,
        shape=_NUMBER,
        hours=_NUMBER,
        territory=_MAYBE_TEXT,
        parts=_list(_PART),
        events=_list(_EVENT),
        inputs=_list(_TEXT),
        no_feed=_list(_TEXT),
    ),
    "patrol-risk-territories": _object(**_HEAD, territories=_list(_TERRITORY)),
    "patrol-risk-calibration": _object(
        since=_AT,
        until=_AT,
        stretches=_WHOLE,
        elsewhere=_WHOLE,
        verdict={"type": "string", "enum": ["tells", "too-few", "nothing-watched"]},
        expected=_MAYBE,
        observed=_MAYBE,
        deviance=_MAYBE,
        flat=_MAYBE,
        level=_MAYBE,
        groups=_list(_object(cells=_WHOLE, expected=_NUMBER, observed=_NUMBER)),
    ),
    "patrol-risk-control": _object(
        control=_PATROLLED,
        led=_PATROLLED,
        verdict={"type": "string", "enum": ["tells", "too-few"]},
        ratio=_MAYBE,
        low=_MAYBE,
        high=_MAYBE,
        share=_CHANCE,
    ),
}
"""What each route answers, by the name that the route gives."""
