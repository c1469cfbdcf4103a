"""A ledger with a finding on the Detroit River, units and roads around it, and the plan for it."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from northline.app.node import Node
from northline.ledger.reading import system_clock
from northline.records.finding import Finding, Reason, encode_reason
from northline.records.kinds import kind as kind_named
from northline.records.marking import Marking
from northline.records.record import Record
from northline.records.road import Road
from northline.records.schema import kind_of
from northline.records.sensor import Sensor
from northline.records.track import Track
from northline.records.unit import Unit
from tests.engines.dispatching import RIVER, found, sailing, table, town, unit
from tests.engines.traffic import EPOCH

SECOND = 600.0
"""When the finding ends, after the beginning."""

JOINT = ("cross-designated", "host-direction")


def units() -> list[Mapping[str, Any]]:
    """A boat, a car, a drone, and a car with one officer."""
    return [
        unit("EX BOAT 1", "boat", -83.115, 42.25, range=80_000.0),
        unit("EX CAR 1", "vehicle", -83.085, 42.25),
        unit("EX DRONE 1", "drone", -83.08, 42.27, authority=["airspace"], crew=0),
        unit("EX CAR 2", "vehicle", -83.09, 42.25, crew=1),
    ]


def eye(identity: str = "camera:t1") -> Mapping[str, Any]:
    """A camera that sees the place."""
    return {
        "identity": identity, "sort": "camera", "state": "working", "lon": -83.11, "lat": 42.235,
        "range": 6000.0, "detection": [], "timed": True, "second": 0.0,
    }  # fmt: skip


def keep(
    node: Node,
    record: type[Record],
    rows: Sequence[Mapping[str, Any]],
    marking: Marking | None = None,
) -> None:
    """Put rows into the ledger, as if they had just come."""
    meant = marking or node.default_marking()
    shift = system_clock() - (EPOCH + int(SECOND * 1e6)) - 20_000_000
    made = []
    for each in kind_of(record).from_batch(table(record, rows)):
        more: dict[str, Any] = {
            name: value + shift
            for name in ("since", "until")
            if (value := getattr(each, name, None)) is not None
        }
        made.append(
            msgspec.structs.replace(
                each, at=each.at + shift, received=each.received + shift, marking=meant.id, **more
            )
        )
    node.ledger.append(
        record.kind, kind_named(record.kind).to_batch(made), by="test", markings=(meant,)
    )


def planned(
    node: Node,
    *,
    who: Sequence[Mapping[str, Any]] | None = None,
    place: tuple[float, float] = RIVER,
    marking: Marking | None = None,
) -> Finding:
    """A finding, with a plan for it; gives the finding."""
    why = encode_reason(Reason(code="no-transponder", args={}))
    keep(node, Road, town(-83.10, 42.20, count=20))
    keep(node, Sensor, [eye()])
    keep(node, Unit, units() if who is None else who, marking)
    keep(node, Track, sailing("mmsi:316000001", *place))
    keep(node, Finding, [found(*place, reasons=[why], about=[])])
    node.run()
    (made,) = [each.finding for each in node.findings(kind="dark-crossing")]
    return made
