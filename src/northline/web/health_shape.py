"""The shape of a node's health, as JSON Schema: off its declaration, instants as text."""

from typing import Any

import msgspec

from northline.app.health import FeedHealth, Health
from northline.app.health_status import ProcessState

_INSTANTS = {Health: ("at", "since"), ProcessState: ("since",), FeedHealth: ("newest",)}

_TEXT = {"type": "string", "format": "date-time"}


def health_shapes() -> dict[str, dict[str, Any]]:
    """Every named shape of it."""
    _, named = msgspec.json.schema_components((Health,), ref_template="#/components/schemas/{name}")
    for declared, names in _INSTANTS.items():
        for name in names:
            shape = named[declared.__name__]["properties"][name]
            maybe = "anyOf" in shape
            named[declared.__name__]["properties"][name] = (
                {"anyOf": [_TEXT, {"type": "null"}]} if maybe else _TEXT
            )
    return dict(named)
