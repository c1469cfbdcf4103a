"""The shapes of answers about sensors, as JSON Schema."""

from typing import Any

from northline.records.sensor import SensorSort, SensorState, Target

Shape = dict[str, Any]

_TEXT: Shape = {"type": "string"}
_MAYBE: Shape = {"type": ["string", "null"]}
_AT: Shape = {"type": "string", "format": "date-time"}
_AT_OR_NOT: Shape = {"type": ["string", "null"], "format": "date-time"}
_WHOLE_OR_NOT: Shape = {"type": ["integer", "null"]}
_TEXTS: Shape = {"type": "array", "items": _TEXT}


def _number(unit: str) -> Shape:
    return {"type": ["number", "null"], "x-unit": unit}


def _object(**fields: Shape) -> Shape:
    return {"type": "object", "properties": fields, "required": list(fields)}


def _list(shape: Shape) -> Shape:
    return {"type": "array", "items": shape}


def _words(*words: str) -> Shape:
    return {"type": "string", "enum": list(words)}


_CHANCE = _object(
    target=_words(*(each.value for each in Target)),
    light=_words("day", "night"),
    probability={"type": "number", "minimum": 0, "maximum": 1},
    measured=_WHOLE_OR_NOT,
)

_METRES = ("sigma", "height", "altitude", "nearest", "range", "range_sigma", "distance")
_DEGREES = ("lon", "lat", "bearing_from", "bearing_to", "azimuth_sigma")

_SENSOR = _object(
    identity=_TEXT,
    at=_AT,
    source=_TEXT,
    state=_words(*(each.value for each in SensorState)),
    state_at=_AT_OR_NOT,
    sort={"enum": [*(each.value for each in SensorSort), None]},
    name=_MAYBE,
    operator=_MAYBE,
    owners=_TEXTS,
    marking=_MAYBE,
    caveats=_TEXTS,
    carrier=_MAYBE,
    placed_at=_AT_OR_NOT,
    type=_MAYBE,
    detection=_list(_CHANCE),
    false_alarms=_number("/h"),
    false_alarms_measured=_WHOLE_OR_NOT,
    revisit=_number("s"),
    **{name: _number("m") for name in _METRES},
    **{name: _number("deg") for name in _DEGREES},
)

_FEATURE = _object(
    type=_words("Feature"),
    id=_TEXT,
    geometry={"type": "object"},
    properties={"type": "object"},
)

ANSWERS: dict[str, Shape] = {
    "sensors": _object(sensors=_list(_SENSOR)),
    "sensor": _object(id=_TEXT, sensor={"anyOf": [_SENSOR, {"type": "null"}]}),
    "sensor-footprints": _object(
        type=_words("FeatureCollection"), features=_list(_FEATURE), left_out={"type": "integer"}
    ),
}
"""What each route answers, by the name that the route gives."""
