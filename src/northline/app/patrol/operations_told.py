"""Operations ready for JSON: with steps, where they stand, warnings in words, and their area."""

from collections.abc import Sequence
from typing import Any

from northline.app.documents import document
from northline.app.patrol.deconflicting import say
from northline.app.patrol.operations import OperationView
from northline.decisions.deconfliction import places
from northline.records.operation import Deconfliction


def told(view: OperationView) -> dict[str, Any]:
    """An operation."""
    stands = view.standing
    pending = stands.pending
    return {
        **document(view.operation),
        "steps": [document(each) for each in view.steps],
        "state": stands.state.value,
        "lead_now": stands.lead,
        "hub_now": stands.hub,
        "approved_by": [each.by for each in stands.approvals],
        "pending": None if pending is None else document(pending),
        "deconfliction": view.deconfliction,
        "warnings": [each for each in map(warning, view.checks) if each is not None],
        "near": [document(each) for each in view.near],
        "unsigned": list(view.unsigned),
    }


def warning(record: Deconfliction) -> dict[str, Any] | None:
    """A warning: what it says, and the operation's own coarse area; None for a check without one."""
    said = say(record)
    if said is None:
        return None
    return {
        "id": record.id.hex(),
        "operation": record.operation.hex(),
        "at": document(record)["at"],
        "reference": record.reference,
        "contact": record.contact,
        "west": record.west,
        "south": record.south,
        "east": record.east,
        "north": record.north,
        **said,
    }


def on_the_map(views: Sequence[OperationView]) -> dict[str, Any]:
    """The areas of operations as GeoJSON (RFC 7946)."""
    features = []
    for view in views:
        lon, lat = places(view.operation)
        corners = [
            [round(x, 6), round(y, 6)] for x, y in zip(lon.tolist(), lat.tolist(), strict=True)
        ]
        ring = view.operation.segment is None
        geometry = (
            {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}
            if ring
            else {"type": "LineString", "coordinates": corners}
        )
        features.append(
            {
                "type": "Feature",
                "geometry": geometry,
                "properties": {
                    "operation": view.operation.id.hex(),
                    "name": view.operation.name,
                    "agency": view.operation.agency,
                    "state": view.standing.state.value,
                    "deconfliction": view.deconfliction,
                },
            }
        )
    return {"type": "FeatureCollection", "features": features}
