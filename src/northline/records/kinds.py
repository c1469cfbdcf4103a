"""Every record kind there is, as one explicit tuple.  Names may be added, never changed."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import pyarrow as pa

from northline.records.arrival import Arrival
from northline.records.check_in import CheckIn
from northline.records.commitment import Commitment
from northline.records.decision import Decision
from northline.records.errors import UnknownName
from northline.records.figure import Figure
from northline.records.finding import Finding
from northline.records.footprint import Footprint
from northline.records.listing import Listing
from northline.records.lookout import Lookout
from northline.records.mask import Mask
from northline.records.message import Message
from northline.records.operation import Deconfliction, Operation, OperationStep
from northline.records.patrol_leg import PatrolLeg
from northline.records.patrol_order import PatrolOrder
from northline.records.patrol_target import PatrolTarget
from northline.records.plot import Plot
from northline.records.position import Particulars, Position
from northline.records.record import Record
from northline.records.referral import Referral, ReferralReply
from northline.records.rejected import Rejected
from northline.records.request import Request, RequestStep
from northline.records.resource import Resource
from northline.records.rights_request import RightsRequest, RightsStep
from northline.records.road import Road
from northline.records.schema import Kind, kind_of
from northline.records.screening import Candidate, Screening
from northline.records.sensor import Sensor
from northline.records.shift import Shift
from northline.records.track import Crossing, Track
from northline.records.unit import Unit

KINDS: tuple[type[Record], ...] = (
    Position,
    Particulars,
    Plot,
    Sensor,
    Footprint,
    Mask,
    Unit,
    Shift,
    PatrolOrder,
    PatrolLeg,
    PatrolTarget,
    CheckIn,
    Operation,
    OperationStep,
    Deconfliction,
    Resource,
    Request,
    RequestStep,
    Road,
    Arrival,
    Listing,
    Screening,
    Candidate,
    Lookout,
    Referral,
    ReferralReply,
    Message,
    Track,
    Crossing,
    Figure,
    Commitment,
    Finding,
    Decision,
    RightsRequest,
    RightsStep,
    Rejected,
)
"""The declarations, in the order they are documented."""

Upcaster = Callable[[pa.Table], pa.Table]
"""Turns rows of version n of a kind into rows of version n + 1, column by column."""

UPCASTERS: Mapping[tuple[str, int], Upcaster] = MappingProxyType({})
"""(kind, n) -> how rows written under version n become version n + 1.

A kind at version 1 has none.  A field that was only added needs none either: it reads null.
"""


def kinds() -> tuple[Kind, ...]:
    """Every kind, read off its declaration."""
    return tuple(kind_of(record) for record in KINDS)


def kind(name: str) -> Kind:
    """The kind of that name.

    Raises:
        UnknownName: naming the kinds there are.
    """
    for record in KINDS:
        if record.kind == name:
            return kind_of(record)
    raise UnknownName(
        f"there is no record kind {name!r}; there are " + ", ".join(r.kind for r in KINDS)
    )


def upcast(
    table: pa.Table,
    name: str,
    written: int,
    upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS,
) -> pa.Table:
    """Rows written under version ``written`` of a kind, as its present version has them.

    Args:
        table: rows as stored; other columns (the ledger's own) pass through.
        name: kind of the rows.
        written: version they were written under.
        upcasters: the steps; the built-in ones by default.

    Raises:
        UnknownName: when they were written by a newer release than this one.
    """
    present = kind(name).version
    if written > present:
        raise UnknownName(
            f"{name} was written under version {written}; this release knows {present}. "
            "Use the release that wrote it, or a newer one."
        )
    for step in range(written, present):
        convert = upcasters.get((name, step))
        table = convert(table) if convert else table
    return table
