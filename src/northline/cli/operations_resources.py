"""Resources of partners and requests for them, in a terminal."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from cyclopts import Parameter

from northline.cli.answer import answer
from northline.cli.opening import opened
from northline.cli.options import PLAIN, Options
from northline.cli.tables import facts, table
from northline.records.errors import UsageError
from northline.records.request import RequestStepSort, Support
from northline.records.resource import Availability, Capability

Several = Annotated[list[str] | None, Parameter(negative="")]

RESOURCES = (
    *("identity", "name", "capability", "agency", "availability", "base", "since", "until"),
    *("contact", "details"),
)
REQUESTS = (
    *("id", "capability", "resource", "from_agency", "to_agency", "state", "overdue", "reply_by"),
    *("since", "until", "purpose"),
)
STEPS = ("at", "step", "by", "agency", "resource", "reason")


def resources(
    action: Literal["list", "state"] = "list",
    identity: str | None = None,
    /,
    *,
    name: str = "",
    capability: Capability | None = None,
    agency: str | None = None,
    availability: Availability = Availability.AVAILABLE,
    details: str | None = None,
    base: str | None = None,
    lon: float | None = None,
    lat: float | None = None,
    since: str | None = None,
    until: str | None = None,
    contact: str | None = None,
    partner: Several = None,
    marking: str | None = None,
    options: Options = PLAIN,
) -> int:
    """List what partners may be asked for, or state a resource of one's own agency.

    Args:
        action: list, or state one.
        identity: With state: the resource's own name, such as canine-2.
        name: With state: what people call it.
        capability: What it is for; with list, only that.
        agency: With list: only of this agency.
        availability: With state: available, committed or unavailable.
        details: With state: what it can do.
        base: With state: where it is kept.
        lon: With state: where, in degrees.
        lat: With state: where, in degrees.
        since: With state: from when it may be had.
        until: With state: until when.
        contact: With state: how whoever answers for it is reached.
        partner: With state: an agency or group that may see it, * for all. May be given again.
        marking: With state: marking of the record, in place of --partner.
    """
    from northline.app.patrol import resources as of

    with opened(options) as node:
        if action == "list":
            wanted = capability.value if capability else None
            found = [of.told(e) for e in of.resources(node, capability=wanted, agency=agency)]
            document: dict[str, Any] = {"resources": found}
            return answer(options, document, table(found, RESOURCES), exercise=node.exercise)
        if identity is None or capability is None:
            raise UsageError("name the resource, and say what it is for (--capability)")
        made = of.told(
            of.state_resource(
                node,
                of.ResourceStated(
                    identity=identity,
                    name=name,
                    capability=capability,
                    availability=availability,
                    details=details,
                    base=base,
                    lon=lon,
                    lat=lat,
                    since=since,
                    until=until,
                    contact=contact,
                    partners=tuple(partner or ()),
                    marking=marking,
                ),
            )
        )
        shown = {name: made[name] for name in ("id", *RESOURCES)}
        return answer(options, {"resource": made}, facts(shown), exercise=node.exercise)


def requests(
    action: Literal["list", "show", "ask", "offer", "accept", "refuse", "return"] = "list",
    request: str | None = None,
    /,
    *,
    state: str = "open",
    to: str = "",
    capability: Capability | None = None,
    purpose: str = "",
    since: str = "",
    until: str = "",
    reply_by: str = "",
    resource: str | None = None,
    operation: str | None = None,
    support: Support | None = None,
    authority: str | None = None,
    reason: str = "",
    marking: str | None = None,
    options: Options = PLAIN,
) -> int:
    """Ask a partner for a resource, answer one who asks, and see whose answer is due.

    Args:
        action: list, show, ask, offer, accept, refuse or return.
        request: Id of the request.
        state: With list: open, asked, offered, accepted, refused, returned or all.
        to: With ask: the agency that is asked.
        capability: With ask: what is asked for.
        purpose: With ask: what it is for.
        since: With ask: from when it is needed, such as 2026-07-01T22:00:00Z.
        until: With ask: until when.
        reply_by: With ask: until when an answer is awaited.
        resource: With ask: a certain resource; with offer: which is offered.
        operation: With ask: id of the operation that it is for.
        support: With ask, of armed forces: lift, logistics, medical, engineering, communications or
            observation.
        authority: With ask: the lawful authority that it is asked under.
        reason: With offer, accept, refuse and return: why, in your own words.
        marking: With ask: marking of the record; otherwise Protected A, for who is asked.
    """
    from northline.app.patrol import requests as of

    with opened(options) as node:
        if action == "list":
            found = [of.told(each) for each in of.requests(node, state=state)]
            document: dict[str, Any] = {"requests": found}
            return answer(options, document, table(found, REQUESTS), exercise=node.exercise)
        if action == "ask":
            if capability is None:
                raise UsageError("say what is asked for (--capability)")
            asked = of.RequestAsked(
                capability=capability,
                to_agency=to,
                purpose=purpose,
                since=since,
                until=until,
                reply_by=reply_by,
                resource=resource,
                operation=operation,
                support=support,
                authority=authority,
                marking=marking,
            )
            view = of.one_request(node, of.ask_for(node, asked).id)
        elif request is None:
            raise UsageError(
                "name the request by its id ('northline operations requests' lists them)"
            )
        elif action == "show":
            view = of.one_request(node, request)
        else:
            view = of.answer_request(node, request, _STEP[action], reason, resource)
        made = of.told(view)
        shown = {name: made[name] for name in (*REQUESTS, "authority", "support", "seconds_left")}
        lines = [*facts(shown), "", *table(made["steps"], STEPS)]
        return answer(options, {"request": made}, lines, exercise=node.exercise)


_STEP = {
    "offer": RequestStepSort.OFFERED,
    "accept": RequestStepSort.ACCEPTED,
    "refuse": RequestStepSort.REFUSED,
    "return": RequestStepSort.RETURNED,
}
