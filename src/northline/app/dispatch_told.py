"""A plan as a document: what the API and the terminal answer, and the same as GeoJSON."""

from typing import Any

from northline.app.dispatch_lines import Route
from northline.app.dispatch_plans import PlanView
from northline.app.documents import document
from northline.records.time import format_instant
from northline.records.units import Micros

INSTANTS = ("since", "until", "at")
"""Members that are instants, wherever they stand."""


def told(plan: PlanView) -> dict[str, Any]:
    """A plan as plain data, with RFC 3339 instants."""
    found: dict[str, Any] = _dated(document(plan))
    return found


def on_the_map(plan: PlanView | None) -> dict[str, Any]:
    """Its ways and meetings as a GeoJSON feature collection (RFC 7946)."""
    features: list[dict[str, Any]] = []
    if plan is None:
        return {"type": "FeatureCollection", "features": features}
    for each in plan.units:
        facts = {"rank": each.rank, "name": each.unit, "mode": each.mode, "minutes": each.minutes}
        features.append(_line(f"way-{each.rank}", each.route, {"is": "way", **facts}))
        if each.meeting is not None:
            met = each.meeting
            told = {"is": "meeting", **facts, "minutes": met.minutes, "percent": met.percent}
            features.append(_point(f"meeting-{each.rank}", met.lon, met.lat, told))
    for number, look in enumerate(plan.looks, 1):
        if look.route:
            facts = {"is": "look", "rank": number, "name": look.sensor}
            facts["minutes"] = look.from_minutes
            features.append(_line(f"look-{number}", look.route, facts))
    return {"type": "FeatureCollection", "features": features}


def _line(id: str, route: Route, facts: dict[str, Any]) -> dict[str, Any]:
    places = [list(each) for each in route]
    geometry = {"type": "LineString", "coordinates": places if len(places) > 1 else places * 2}
    return {"type": "Feature", "id": id, "geometry": geometry, "properties": facts}


def _point(id: str, lon: float, lat: float, facts: dict[str, Any]) -> dict[str, Any]:
    geometry = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "id": id, "geometry": geometry, "properties": facts}


def _dated(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: format_instant(Micros(each))
            if name in INSTANTS and isinstance(each, int)
            else _dated(each)
            for name, each in value.items()
        }
    return [_dated(each) for each in value] if isinstance(value, list) else value
