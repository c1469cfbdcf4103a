"""Patrol orders: where one unit goes on one shift, when, and what became of that order."""

import enum
from typing import ClassVar

from northline.records.record import Days, Id, Keep, Record
from northline.records.shift import Side
from northline.records.unit import Mode
from northline.records.units import Degrees, Kilometres, Micros, Seconds


class OrderState(enum.StrEnum):
    """What an order is."""

    DRAFTED = "drafted"
    APPROVED = "approved"
    AMENDED = "amended"
    HANDED_OVER = "handed-over"
    WITHDRAWN = "withdrawn"


AT_DEPOT = -1
"""The stretch of a way point that is the depot."""


class PatrolOrder(Record, frozen=True, kw_only=True):
    """One unit's way along the line on one shift, as it was drawn or as a person changed it.

    A revision is never overwritten, nor hidden by the next one: of those whose decision stands, the
    highest counts.  Way points are flat lists of one
    length, in order of time; ``lon`` and ``lat`` of the record are its depot.

    Attributes:
        event_id: stable over revisions: of the plan and the shift.
        revision: 1 for the draft.
        state: what it is by this revision.
        plan: event of the plan that it is of.
        shift: the shift that it is for: the record as the plan read it.
        identity: the unit that goes.
        callsign: what it is called, or None.
        mode: how it goes about.
        officers: who goes.
        side: on which side of the line it stays.
        since: when it sets out.
        until: when it is back.
        point_after: way points: when it is there, after ``since``.
        point_lon: way points: longitude.
        point_lat: way points: latitude.
        point_stretch: way points: number of the stretch (`northline.geo.stretches`); `AT_DEPOT`
            where it is at its depot.
        stretch_km: length of one stretch.
        check_in_after: when it is to say that all is well, after ``since``.
        control: whether it was drawn evenly, blind to risk, so that risk can be measured by it.
        by: who changed it, or None of a draft.
        why: why, in their words, or None of a draft.
        cost: by how much the change raised the worst case, expected crossings; None where it was
            not reckoned.
        handed_from: the unit that had it before, or None.
        decision: the decision that made this revision, or None of a draft.  Where that was retracted,
            the revision before counts again.
    """

    kind: ClassVar[str] = "patrol-order"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(730, 3650))

    event_id: Id
    revision: int
    state: OrderState
    plan: Id
    shift: Id
    identity: str
    callsign: str | None = None
    mode: Mode
    officers: tuple[str, ...] = ()
    side: Side
    since: Micros
    until: Micros
    point_after: tuple[Seconds, ...]
    point_lon: tuple[Degrees, ...]
    point_lat: tuple[Degrees, ...]
    point_stretch: tuple[int, ...]
    stretch_km: Kilometres
    check_in_after: tuple[Seconds, ...] = ()
    control: bool = False
    by: str | None = None
    why: str | None = None
    cost: float | None = None
    handed_from: str | None = None
    decision: Id | None = None

    @property
    def point_at(self) -> tuple[Micros, ...]:
        """Way points: when it is there, us."""
        return tuple(Micros(self.since + round(each * 1e6)) for each in self.point_after)

    @property
    def check_in(self) -> tuple[Micros, ...]:
        """When it is to say that all is well, us."""
        return tuple(Micros(self.since + round(each * 1e6)) for each in self.check_in_after)

    @property
    def name(self) -> str:
        """What people call the unit."""
        return self.callsign or self.identity
