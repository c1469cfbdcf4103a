"""A sensor of the registry as a document: what the API and the terminal answer."""

from typing import Any

from northline.app.documents import document
from northline.app.sensors import SensorNow
from northline.records.time import format_instant


def told(sensor: SensorNow) -> dict[str, Any]:
    """A sensor as plain data: RFC 3339 instants, its marking as level and caveats."""
    found: dict[str, Any] = document(sensor)
    for name in ("at", "state_at", "placed_at"):
        if found[name] is not None:
            found[name] = format_instant(getattr(sensor, name))
    marking = sensor.marking
    found["marking"] = None if marking is None else marking.level.label
    found["caveats"] = [] if marking is None else list(marking.caveats)
    return found
