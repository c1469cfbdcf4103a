"""Requests of one agency to another for a resource, and what each said, signed; with their clock.

A request is owned by the agency that asks, and released to the one that is asked; what that says is its
own, and released to the other.  So both see all of it, and nobody else does whom neither names.
"""

from typing import TYPE_CHECKING, Any

import msgspec

from northline.app.documents import document
from northline.app.permitting import marking_given, require
from northline.app.signed_records import (
    marking_of_step,
    own_key,
    signed,
    signed_records,
)
from northline.app.waiting import present
from northline.app.words import instant, record_id
from northline.decisions.joint_requests import (
    RequestStanding,
    RequestState,
    check_request,
    check_request_step,
    request_standing,
)
from northline.ledger.reading import system_clock
from northline.records.errors import Conflict, UnknownName, UsageError
from northline.records.ids import Origin
from northline.records.kinds import kind as kind_named
from northline.records.marking import ANYONE, Grant, Level, Marking, marking
from northline.records.record import Id
from northline.records.request import Request, RequestStep, RequestStepSort, Support
from northline.records.resource import Capability
from northline.records.signed_record import UNSIGNED
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

OPERATION = "resources"

STATES = ("open", "all", *(each.value for each in RequestState))
"""What a list may be asked for; ``open`` is asked, offered and accepted."""

OPEN = frozenset({RequestState.ASKED, RequestState.OFFERED, RequestState.ACCEPTED})


class RequestAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request as somebody makes it.

    Attributes:
        capability: what is asked for.
        to_agency: the agency that is asked.
        purpose: what it is for.
        since: from when it is needed, an instant.
        until: until when.
        reply_by: until when an answer is awaited.
        resource: identity of the resource, where a certain one is meant.
        operation: id of the operation that it is for.
        support: of armed forces: which support.
        authority: the lawful authority.
        marking: marking of the record; Protected A, for the agency that is asked, otherwise.
    """

    capability: Capability
    to_agency: str
    purpose: str
    since: str
    until: str
    reply_by: str
    resource: str | None = None
    operation: str | None = None
    support: Support | None = None
    authority: str | None = None
    marking: str | None = None


class RequestView(msgspec.Struct, frozen=True, kw_only=True):
    """A request with what was said about it.

    Attributes:
        request: it.
        steps: what was said, the oldest first.
        standing: where it stands, and its clock.
        unsigned: ids of what no believed key signed, in hexadecimal.
    """

    request: Request
    steps: tuple[RequestStep, ...]
    standing: RequestStanding
    unsigned: tuple[str, ...] = ()


def ask_for(node: "Opened", asked: RequestAsked) -> Request:
    """Ask another agency for a resource; signed by who asks.

    Raises:
        RoleNeeded: when this person may not.
        UsageError: for what it cannot be, and a marking by which the other could not see it.
        MarkingRefused: for a marking that no record here may carry.
    """
    role = require(node.viewer, OPERATION)
    agency, to = node.operator.agency, asked.to_agency.strip()
    marked = _marking(node, asked, to)
    now = system_clock()
    operation = _operation(node, asked.operation)
    made = Request(
        id=Origin(Request.kind, agency).derived(
            node.operator.name.encode(), to.encode(), now.to_bytes(8, "big")
        ),
        source=agency,
        at=now,
        received=now,
        marking=marked.id,
        capability=asked.capability,
        resource=(asked.resource or "").strip() or None,
        from_agency=agency,
        to_agency=to,
        operation=operation,
        purpose=asked.purpose.strip(),
        since=_instant(asked.since, "since"),
        until=_instant(asked.until, "until"),
        reply_by=_instant(asked.reply_by, "reply_by"),
        support=asked.support,
        authority=(asked.authority or "").strip() or None,
        by=node.operator.name,
        role=role,
        key=own_key(node),
        signature=UNSIGNED,
    )
    if not to:
        raise UsageError("name the agency that is asked (to_agency)")
    check_request(made)
    made = signed(node, made)
    node.ledger.append(
        Request.kind,
        kind_named(Request.kind).to_batch([made]),
        by=node.operator.name,
        markings=(marked,),
    )
    return made


def answer_request(
    node: "Opened",
    given: bytes | str,
    step: RequestStepSort,
    reason: str,
    resource: str | None = None,
) -> RequestView:
    """Say something about a request; signed by who says it.

    Args:
        node: an open node.
        given: id of the request.
        step: what is said.
        reason: why, in one's own words.
        resource: identity of what is offered.

    Raises:
        RoleNeeded: when this person may not.
        UsageError: when there is none of that id for them, or it cannot follow.
        NotPermitted: when it is the other agency's to say.
        Conflict: when somebody said something meanwhile.
    """
    role = require(node.viewer, OPERATION)
    view = one_request(node, given)
    request, agency = view.request, node.operator.agency
    check_request_step(step, reason, agency, request, view.standing)
    now_marking = node.ledger.markings_now({request.id: int(request.marking)})[request.id]
    marked = marking_of_step(now_marking, agency)
    now = system_clock()
    made = signed(
        node,
        RequestStep(
            id=Origin(RequestStep.kind, agency).derived(
                request.id, step.value.encode(), node.operator.name.encode(), now.to_bytes(8, "big")
            ),
            source=agency,
            at=now,
            received=now,
            marking=marked.id,
            request=request.id,
            step=step,
            resource=(resource or "").strip() or None if step is RequestStepSort.OFFERED else None,
            by=node.operator.name,
            agency=agency,
            role=role,
            reason=reason.strip(),
            key=own_key(node),
            signature=UNSIGNED,
        ),
    )
    receipt = node.ledger.append(
        RequestStep.kind,
        kind_named(RequestStep.kind).to_batch([made]),
        by=node.operator.name,
        key=f"request:{request.id.hex()}:{len(view.steps)}",
        markings=(marked,),
    )
    if receipt.repeated:
        raise Conflict("somebody answered this request a moment ago; look at it again first")
    return one_request(node, request.id)


def requests(node: "Opened", *, state: str = "open") -> list[RequestView]:
    """Requests that this person may see: those first whose answer is due soonest.

    Args:
        node: an open node.
        state: one of `STATES`.

    Raises:
        UnknownName: for a state there is not.
    """
    if state not in STATES:
        raise UnknownName(f"there is no state {state!r}; there are {', '.join(STATES)}")
    made = [
        each
        for each in _views(node)
        if state in {"all", each.standing.state.value}
        or (state == "open" and each.standing.state in OPEN)
    ]
    return sorted(
        made, key=lambda each: (not each.standing.overdue, each.request.reply_by, each.request.id)
    )


def one_request(node: "Opened", given: bytes | str) -> RequestView:
    """One request.

    Raises:
        UsageError: when there is none of that id for this person.
    """
    wanted = record_id(given)
    for each in _views(node):
        if each.request.id == wanted:
            return each
    raise UsageError("there is no request of that id")


def told(view: RequestView) -> dict[str, Any]:
    """A request ready for JSON."""
    return {
        **document(view.request),
        "steps": [document(each) for each in view.steps],
        "state": view.standing.state.value,
        "overdue": view.standing.overdue,
        "seconds_left": view.standing.seconds_left,
        "offered": view.standing.resource,
        "unsigned": list(view.unsigned),
    }


def _views(node: "Opened") -> list[RequestView]:
    now = present(node)
    kept, said = signed_records(node, Request), signed_records(node, RequestStep)
    unsigned = kept.unsigned | said.unsigned
    of: dict[bytes, tuple[RequestStep, ...]] = {}
    for step in said.records:
        if isinstance(step, RequestStep):
            of[step.request] = (*of.get(step.request, ()), step)
    found = []
    for each in kept.records:
        if not isinstance(each, Request):
            continue
        steps = of.get(each.id, ())
        believed = [step for step in steps if step.id not in unsigned]
        found.append(
            RequestView(
                request=each,
                steps=steps,
                standing=request_standing(each, believed, now),
                unsigned=tuple(one.id.hex() for one in (each, *steps) if one.id in unsigned),
            )
        )
    return found


def _operation(node: "Opened", given: str | None) -> Id | None:
    """The operation that a request is for: only one that who asks may see."""
    if not given:
        return None
    from northline.app.patrol.operations import one_operation

    return one_operation(node, given).operation.id


def _marking(node: "Opened", asked: RequestAsked, to: str) -> Marking:
    own = node.operator.agency
    if asked.marking is None:
        return marking(Level.PROTECTED_A, {own: Grant(partners=(to,))})
    meant = marking_given(node, asked.marking)
    if meant.owners != (own,):
        raise UsageError(f"a request that you make is owned by {own} alone")
    if not {to, ANYONE} & set(meant.grants[own].partners):
        raise UsageError(f"{to} could not see it by that marking: name it among the partners")
    return meant


def _instant(text: str, name: str) -> Micros:
    found = instant(text)
    if found is None:
        raise UsageError(f"{name} is missing")
    return found
