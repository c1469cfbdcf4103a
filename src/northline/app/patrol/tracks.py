"""Legs from a recorded track (GPX): brought through the usual ingest, by somebody who says whose it is.

The positions come into the ledger as those of any other file do, once.  What the file cannot say, the
person who brings it does: which unit it is of, and how that went about.  So a leg of it is a person's
statement upon positions, and no engine's; a track that nobody brings this way is of no unit.
"""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from northline.app.patrol.forms import COLUMNS, OPERATION, check_order, check_owner, values_of
from northline.app.permitting import require
from northline.app.reading import Ask, read_table
from northline.app.runners.steps import Joins
from northline.engines.patrol_log.engine import fold
from northline.engines.patrol_log.params import PatrolLogParams
from northline.engines.patrol_log.state import LogState
from northline.engines.patrol_log.telling import record_of
from northline.formats.registry import format_named
from northline.ledger.reading import system_clock
from northline.records.errors import UsageError
from northline.records.marking import Marking, MarkingId
from northline.records.patrol_leg import PatrolLeg, Reported
from northline.records.position import Position
from northline.records.protocols import Context
from northline.records.schema import kind_of
from northline.records.shift import Shift
from northline.records.unit import Mode
from northline.records.units import Micros, Seconds

if TYPE_CHECKING:
    from northline.app.opened import Opened
    from northline.app.results import IngestReceipt

FORMAT = "gpx"
DAY = Seconds(86_400.0)
SAID = ("unit", "callsign", "mode", "officers", "order", "note")
"""What is said of a track besides it."""

_PARTS = 5_000
"""Positions that are asked for at once."""


class Logged(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a track.

    Attributes:
        legs: its legs, the oldest first; those that were on record before among them.
        ingest: what became of its positions.
        points: positions that the legs are made of.
        span: seconds from the first of them to the last.
    """

    legs: list[PatrolLeg]
    ingest: "IngestReceipt"
    points: int
    span: float


def log_track(
    node: "Opened",
    data: bytes,
    given: Mapping[str, object],
    marking: Marking | str | None = None,
) -> Logged:
    """Take a recorded track in, and log what its unit did.

    Args:
        node: an open node.
        data: the GPX document.
        given: unit, mode, and callsign, officers, order and note where they are said.
        marking: marking of its positions, as `northline.app.ingesting` has it.

    Raises:
        RoleNeeded: when this person may not log a patrol, or not bring a file in.
        NotPermitted: when the unit is another agency's.
        UsageError: for a wrong value, or a document without a track point that has a time.
        MarkingRefused: for a marking that no record here may carry.
    """
    require(node.viewer, OPERATION)
    said = values_of(given, {name: COLUMNS[name] for name in SAID}, ("unit", "mode"))
    unit, mode = str(said.pop("unit")), Mode(said.pop("mode"))
    check_owner(node, unit)
    check_order(node, said.get("order"))
    with tempfile.TemporaryDirectory(prefix="northline-track-") as folder:
        path = Path(folder) / "track.gpx"
        path.write_bytes(data)
        ingest: Any = node
        receipt: IngestReceipt = ingest.ingest(FORMAT, path, source=FORMAT, marking=marking)
    rows = _positions(node, data, receipt.streams[0].stream if receipt.streams else "")
    if not rows.num_rows:
        raise UsageError(
            "no track point with a time stands in this document that you may see; "
            "'northline rejected' shows what could not be read"
        )
    at = rows.column("at").cast(pa.int64())
    first, last = pc.min(at).as_py(), pc.max(at).as_py()
    params = PatrolLogParams(longest=DAY, depots=_depots(node, unit, first, last))
    state, over = fold(LogState(), _as_unit(rows, unit, mode), params)
    legs = [each.leg for each in over]
    legs += [each.open for each in state.units if each.open is not None]
    joins = Joins(node.ledger)
    made = [
        msgspec.structs.replace(
            record_of(
                unit, leg, joins, source=node.operator.name, reported=Reported.GPX, said=said
            ),
            received=system_clock(),
        )
        for leg in legs
    ]
    if made:
        node.ledger.append(
            PatrolLeg.kind,
            kind_of(PatrolLeg).to_batch(made),
            by=node.operator.name,
            markings=tuple(joins.made.values()),
        )
    return Logged(legs=made, ingest=receipt, points=rows.num_rows, span=(last - first) / 1e6)


def _positions(node: "Opened", data: bytes, stream: str) -> pa.Table:
    """The positions of a document as they stand in the ledger, by time; what is masked is not there."""
    agency = node.operator.agency
    source = FORMAT if agency == node.keeper else f"{FORMAT}@{agency}"  # as ingest names it
    context = Context(source=source, marking=MarkingId(0), stream=stream)
    decoded = format_named(FORMAT).open(context, 0, b"").decode(data, Micros(0), end=True)
    batch = decoded.batches.get(Position.kind)
    ids = [] if batch is None else batch.column("id").to_pylist()
    columns = ["id", "at", "received", "marking", "lon", "lat"]
    parts = [
        read_table(node, Ask(Position.kind, ids=ids[k : k + _PARTS], columns=columns))
        for k in range(0, max(len(ids), 1), _PARTS)
    ]
    return pa.concat_tables(parts).sort_by([("at", "ascending"), ("id", "ascending")])


def _as_unit(rows: pa.Table, unit: str, mode: Mode) -> pa.Table:
    """Positions as rows of the unit that they are of."""
    n = rows.num_rows
    for name, values in (
        ("identity", pa.array([unit] * n, pa.string())),
        ("callsign", pa.nulls(n, pa.string())),
        ("mode", pa.array([mode.value] * n, pa.string())),
        ("crew", pa.nulls(n, pa.int64())),
    ):
        rows = rows.append_column(name, values)
    return rows


def _depots(node: "Opened", unit: str, since: int, until: int) -> tuple[tuple[float, float], ...]:
    """Where shifts of the unit at that time set out from, as far as this person may see them."""
    rows = read_table(
        node, Ask(Shift.kind, columns=["identity", "begins", "ends", "lon", "lat", "called_off"])
    )
    found = {
        (float(row["lon"]), float(row["lat"]))
        for row in rows.to_pylist()
        if row["identity"] == unit
        and row["lon"] is not None
        and not row["called_off"]
        and row["begins"].timestamp() * 1e6 <= until
        and row["ends"].timestamp() * 1e6 >= since
    }
    return tuple(sorted(found))
