"""Operations: planned, and read back with their steps, their warnings and what is near them.

An operation is marked as its planner says: owned by their agency alone, released to whom they name.
Besides, it is released to one service of the node, which people cannot sit in: the one that compares
operations of different agencies (`northline.app.patrol.deconflicting`).
"""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from northline.app.permitting import marking_given, require
from northline.app.reading import Ask, read_table
from northline.app.signed_records import own_key, signed, signed_records
from northline.app.waiting import present
from northline.app.words import instant, record_id
from northline.decisions.deconfliction import (
    check_area,
    check_window,
    hours_apart,
    km_apart,
    near,
)
from northline.decisions.deconfliction_params import DeconflictionParams
from northline.decisions.joint_operations import (
    ARMED_FORCES,
    OperationStanding,
    OperationState,
    standing,
)
from northline.ledger.reading import system_clock
from northline.records.errors import UnknownName, UsageError
from northline.records.ids import Origin
from northline.records.kinds import kind as kind_named
from northline.records.marking import Grant, Level, Marking, marking
from northline.records.operation import Deconfliction, Operation, OperationStep
from northline.records.signed_record import UNSIGNED
from northline.records.units import Degrees, Kilometres, Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

OPERATION = "joint-operations"

SERVICE = "service:deconfliction"
"""The service that compares operations, as the partner that each is released to."""

STATES = ("open", "all", *(each.value for each in OperationState))
"""What a list may be asked for; ``open`` is planned and approved."""

MOST_TARGETS, LONGEST = 50, 200

_TARGET = re.compile(
    r"stretch:\d+(\.\d+)?-\d+(\.\d+)?"
    r"|place:-?\d+(\.\d+)?,-?\d+(\.\d+)?"
    r"|subject:(?:[a-z][a-z0-9-]{0,30}:[A-Za-z0-9._/-]{1,80}|[0-9a-f]{32})"
)


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An operation as it is planned.

    Attributes:
        name: what it is called.
        since: when it begins, an instant.
        until: when it ends.
        hub: the desk that it is led from.
        contact: how whoever leads it is reached.
        agencies: all that take part; one's own is among them anyhow.
        lead: which of them leads; one's own where nobody says.
        targets: ``stretch:FROM-TO``, ``subject:ID``, ``place:LON,LAT``; never what somebody is.
        ring: corners of its area, longitude and latitude each.
        segment: of the line, with the two below.
        from_km: kilometre at which its area begins, in place of a ring.
        to_km: where it ends.
        marking: marking of the record; Protected A, for the agencies that take part, otherwise.
    """

    name: str
    since: str
    until: str
    hub: str
    contact: str
    agencies: tuple[str, ...] = ()
    lead: str | None = None
    targets: tuple[str, ...] = ()
    ring: tuple[tuple[float, float], ...] = ()
    segment: str = "atlantic-pacific"
    from_km: float | None = None
    to_km: float | None = None
    marking: str | None = None


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """An operation near another one, both of which its reader may see.

    Attributes:
        operation: id of it, in hexadecimal.
        name: what it is called.
        agency: the agency that owns it.
        contact: how whoever leads it is reached.
        km: least distance between the two areas.
        hours: between the two windows; 0 where they overlap.
    """

    operation: str
    name: str
    agency: str
    contact: str
    km: float
    hours: float


class OperationView(msgspec.Struct, frozen=True, kw_only=True):
    """An operation with what became of it.

    Attributes:
        operation: it.
        steps: its steps, the oldest first.
        standing: where it stands.
        checks: what deconfliction said of it, the oldest first.
        deconfliction: ``not-yet`` while it is not approved, ``not-checked``, ``clear`` or ``warned``.
        near: operations near it that its reader may see, the nearest first.
        unsigned: ids of steps, or of itself, that no believed key signed, in hexadecimal.
    """

    operation: Operation
    steps: tuple[OperationStep, ...]
    standing: OperationStanding
    checks: tuple[Deconfliction, ...] = ()
    deconfliction: str = "not-yet"
    near: tuple[Beside, ...] = ()
    unsigned: tuple[str, ...] = ()


def plan_operation(
    node: "Opened", plan: Plan, params: DeconflictionParams | None = None
) -> Operation:
    """Plan an operation; it is signed by who plans it, and nothing follows from it yet.

    Raises:
        RoleNeeded: when this person may not.
        NotPermitted: for a marking of another owner, or a key that is out of force.
        UsageError: saying what is missing or wrong.
        MarkingRefused: for a marking that no record here may carry.
    """
    role = require(node.viewer, OPERATION)
    told = params or DeconflictionParams()
    agency = node.operator.agency
    since, until = _window(plan, told)
    lons = tuple(Degrees(x) for x, _ in plan.ring)
    lats = tuple(Degrees(y) for _, y in plan.ring)
    segment = None if plan.ring else plan.segment
    check_area(lons, lats, segment, (plan.from_km, plan.to_km), told)
    if plan.ring and (plan.from_km is not None or plan.to_km is not None):
        raise UsageError("an area is either corners (ring) or a range of the line (km), not both")
    agencies = tuple(dict.fromkeys((agency, *(each.strip() for each in plan.agencies))))
    lead = (plan.lead or agency).strip()
    _check(plan, agencies, lead)
    marked = _marking(node, plan, agencies)
    now = system_clock()
    made = signed(
        node,
        Operation(
            id=Origin(Operation.kind, agency).derived(
                node.operator.name.encode(), plan.name.encode(), now.to_bytes(8, "big")
            ),
            source=agency,
            at=now,
            received=now,
            marking=marked.id,
            name=plan.name.strip(),
            agency=agency,
            agencies=agencies,
            lead=lead,
            hub=plan.hub.strip(),
            contact=plan.contact.strip(),
            targets=tuple(dict.fromkeys(plan.targets)),
            since=since,
            until=until,
            lons=lons,
            lats=lats,
            segment=segment,
            from_km=None if segment is None else Kilometres(plan.from_km or 0.0),
            to_km=None if segment is None else Kilometres(plan.to_km or 0.0),
            by=node.operator.name,
            role=role,
            key=own_key(node),
            signature=UNSIGNED,
        ),
    )
    node.ledger.append(
        Operation.kind,
        kind_named(Operation.kind).to_batch([made]),
        by=node.operator.name,
        markings=(marked,),
    )
    return made


def operations(
    node: "Opened", *, state: str = "open", params: DeconflictionParams | None = None
) -> list[OperationView]:
    """Operations that this person may see, the soonest first.

    Args:
        node: an open node.
        state: one of `STATES`.
        params: what is near.

    Raises:
        UnknownName: for a state there is not.
    """
    if state not in STATES:
        raise UnknownName(f"there is no state {state!r}; there are {', '.join(STATES)}")
    made = _views(node, params or DeconflictionParams())
    kept = [
        each
        for each in made
        if state in {"all", each.standing.state.value}
        or (state == "open" and each.standing.state is not OperationState.CLOSED)
    ]
    return sorted(kept, key=lambda each: (each.operation.since, each.operation.id))


def one_operation(
    node: "Opened", given: bytes | str, params: DeconflictionParams | None = None
) -> OperationView:
    """One operation.

    Raises:
        UsageError: when there is none of that id for this person.
    """
    wanted = record_id(given)
    for each in _views(node, params or DeconflictionParams()):
        if each.operation.id == wanted:
            return each
    raise UsageError("there is no operation of that id")


def steps_of(steps: Sequence[OperationStep]) -> dict[bytes, tuple[OperationStep, ...]]:
    """Steps by their operation, in their order."""
    found: dict[bytes, tuple[OperationStep, ...]] = {}
    for each in steps:
        found[each.operation] = (*found.get(each.operation, ()), each)
    return found


def marking_of(node: "Opened", operation: Operation) -> Marking:
    """The marking of an operation, as it is today.

    Raises:
        UsageError: when the ledger does not know it.
    """
    now = node.ledger.markings_now({operation.id: int(operation.marking)})
    found = now.get(operation.id)
    if found is None:
        raise UsageError("there is no operation of that id")
    return found


def _views(node: "Opened", params: DeconflictionParams) -> list[OperationView]:
    now = present(node)
    kept, steps = signed_records(node, Operation), signed_records(node, OperationStep)
    every = [each for each in kept.records if isinstance(each, Operation)]
    by_operation = steps_of([each for each in steps.records if isinstance(each, OperationStep)])
    unsigned = kept.unsigned | steps.unsigned
    checks: dict[bytes, tuple[Deconfliction, ...]] = {}
    rows = read_table(node, Ask(Deconfliction.kind)) if every else None
    for each in [] if rows is None else kind_named(Deconfliction.kind).from_batch(rows):
        if isinstance(each, Deconfliction):
            said = (*checks.get(each.operation, ()), each)
            checks[each.operation] = tuple(sorted(said, key=lambda one: (one.at, one.id)))
    stands: dict[bytes, OperationStanding] = {
        each.id: standing(each, _believed(by_operation.get(each.id, ()), unsigned), now)
        for each in every
    }
    return [
        _view(each, by_operation.get(each.id, ()), stands, checks, every, unsigned, params)
        for each in every
    ]


def _view(
    operation: Operation,
    steps: tuple[OperationStep, ...],
    stands: Mapping[bytes, OperationStanding],
    checks: Mapping[bytes, tuple[Deconfliction, ...]],
    every: Sequence[Operation],
    unsigned: frozenset[bytes],
    params: DeconflictionParams,
) -> OperationView:
    mine = stands[operation.id]
    said = checks.get(operation.id, ())
    beside = [
        Beside(
            operation=each.id.hex(),
            name=each.name,
            agency=each.agency,
            contact=each.contact,
            km=round(km_apart(operation, each), 1),
            hours=round(hours_apart(operation, each), 1),
        )
        for each in every
        if OperationState.CLOSED not in {mine.state, stands[each.id].state}
        and near(operation, each, params)
    ]
    word = "not-yet"
    if said:
        word = "warned" if any(each.warned for each in said) else "clear"
    elif mine.state is OperationState.APPROVED:
        word = "not-checked"
    return OperationView(
        operation=operation,
        steps=steps,
        standing=mine,
        checks=said,
        deconfliction=word,
        near=tuple(sorted(beside, key=lambda each: (each.km, each.operation))),
        unsigned=tuple(each.id.hex() for each in (operation, *steps) if each.id in unsigned),
    )


def _believed(
    steps: Sequence[OperationStep], unsigned: frozenset[bytes]
) -> tuple[OperationStep, ...]:
    return tuple(each for each in steps if each.id not in unsigned)


def _window(plan: Plan, params: DeconflictionParams) -> tuple[Micros, Micros]:
    since, until = instant(plan.since), instant(plan.until)
    if since is None or until is None:
        raise UsageError("say when it begins and ends (since, until)")
    check_window(since, until, params)
    return since, until


def _check(plan: Plan, agencies: Sequence[str], lead: str) -> None:
    for name in ("name", "hub", "contact"):
        if not getattr(plan, name).strip() or len(getattr(plan, name)) > LONGEST:
            raise UsageError(f"{name} is missing, or longer than {LONGEST} characters")
    if lead not in agencies:
        raise UsageError(f"{lead} leads, and takes no part: name it among the agencies")
    if lead in ARMED_FORCES:
        raise UsageError("armed forces support on request, and lead no operation")
    if any(not each or len(each) > LONGEST for each in agencies):
        raise UsageError("an agency is named by its short name, such as opp")
    if len(plan.targets) > MOST_TARGETS:
        raise UsageError(f"an operation has {MOST_TARGETS} targets at most")
    for each in plan.targets:
        if not _TARGET.fullmatch(each):
            raise UsageError(
                f"{each!r} is no target: write stretch:2280-2290, place:-82.6,42.03 or "
                "subject:mmsi:316001245; a target never says what somebody is"
            )


def _marking(node: "Opened", plan: Plan, agencies: Sequence[str]) -> Marking:
    """As the planner says, and for the service that compares operations."""
    own = node.operator.agency
    if plan.marking is None:
        others = tuple(each for each in agencies if each != own)
        meant = marking(Level.PROTECTED_A, {own: Grant(partners=others)})
    else:
        meant = marking_given(node, plan.marking)
    if meant.owners != (own,):
        raise UsageError(f"an operation that you plan is owned by {own} alone")
    grant = meant.grants[own]
    told = msgspec.structs.replace(grant, partners=(*grant.partners, SERVICE))
    return marking(meant.level, {own: told}, caveats=meant.caveats, compartments=meant.compartments)
