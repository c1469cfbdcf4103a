"""Joint operations: where each stands, warnings of deconfliction, resources of partners, requests."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from northline.app.patrol.following import answers_after, steps_after
from northline.app.patrol.operations import OperationView, operations
from northline.app.patrol.operations_told import warning
from northline.app.patrol.requests import RequestView, requests
from northline.app.patrol.resources import resources
from northline.app.permitting import may_here
from northline.records.resource import Resource
from northline.web.desk import Desk
from northline.web.language import Language, wanted
from northline.web.pages.patrol_words import (
    answers,
    availabilities,
    browser_words,
    capabilities,
    clock,
    deconflictions,
    km_range,
    operation_states,
    operation_steps,
    request_states,
    said,
    supports,
    tabs,
)
from northline.web.rendering import page

Asking = Request[Any, Any, Any]

SIGNS = {"planned": "\u25cb", "approved": "\u2714", "closed": "\u25a0"}
"""State of an operation -> a sign that says it without its colour."""


@get("/operations", sync_to_thread=True, include_in_schema=False)
def joint(desk: NamedDependency[Desk], request: Asking) -> Response[bytes]:
    """The page."""
    language, node = wanted(request), desk.node
    found = operations(node, params=desk.safety.deconfliction)
    return page(
        desk,
        request,
        "operations.html",
        here="patrol",
        tabs=tabs(language),
        tab="/operations",
        texts=browser_words(language),
        operations=[_operation(language, each) for each in found],
        resources=[_resource(language, each) for each in resources(node)],
        requests=[_request(language, each, node.operator.agency) for each in requests(node)],
        may_lead=may_here(node, "joint-operations"),
        may_ask=may_here(node, "resources"),
        capabilities=list(capabilities(language).items()),
        availabilities=list(availabilities(language).items()),
        supports=list(supports(language).items()),
    )


def _operation(language: Language, view: OperationView) -> dict[str, Any]:
    each, stands, number = view.operation, view.standing, language.number
    along = language.say("an area of %(count)s corners", count=len(each.lons))
    if each.from_km is not None and each.to_km is not None:
        along = f"km\u00a0{km_range(each.from_km, each.to_km)}"
    told = [one for one in map(warning, view.checks) if one is not None]
    steps = operation_steps(language)
    return {
        "id": each.id.hex(),
        "name": each.name,
        "agencies": ", ".join(each.agencies),
        "lead": stands.lead,
        "hub": stands.hub,
        "contact": each.contact,
        "since": clock(language, each.since),
        "until": clock(language, each.until),
        "along": along,
        "targets": list(each.targets),
        "state": operation_states(language)[stands.state.value],
        "sign": SIGNS[stands.state.value],
        "approved": [one.by for one in stands.approvals],
        "pending": "" if stands.pending is None else stands.pending.hub or "",
        "deconfliction": deconflictions(language)[view.deconfliction],
        "warned": view.deconfliction == "warned",
        "warnings": [
            {"said": said(language, one), "contact": one["contact"], "reference": one["reference"]}
            for one in told
        ],
        "near": [
            (one.name, one.agency, one.contact, number(one.km, 1), number(one.hours, 1))
            for one in view.near
        ],
        "unsigned": len(view.unsigned),
        "steps": [(one.value, steps[one.value]) for one in steps_after(view)],
    }


def _resource(language: Language, each: Resource) -> dict[str, Any]:
    return {
        "identity": each.identity,
        "name": each.name,
        "what": capabilities(language)[each.capability.value],
        "agency": each.agency,
        "details": each.details or "",
        "base": each.base or "",
        "state": availabilities(language)[each.availability.value],
        "contact": each.contact or "",
        "span": _span(language, each.since, each.until),
    }


def _request(language: Language, view: RequestView, agency: str) -> dict[str, Any]:
    each, stands, say = view.request, view.standing, language.say
    left = stands.seconds_left
    clock_said = ""
    if left is not None:
        hours = language.number(abs(left) / 3600.0, 1)
        clock_said = say("%(hours)s h left", hours=hours) if left >= 0 else ""
        clock_said = clock_said or say("%(hours)s h overdue", hours=hours)
    said_of = answers(language)
    return {
        "id": each.id.hex(),
        "what": capabilities(language)[each.capability.value],
        "resource": each.resource or "",
        "offered": stands.resource or "",
        "from": each.from_agency,
        "to": each.to_agency,
        "purpose": each.purpose,
        "span": _span(language, each.since, each.until),
        "reply_by": clock(language, each.reply_by),
        "state": request_states(language)[stands.state.value],
        "overdue": stands.overdue,
        "clock": clock_said,
        "by": each.by,
        "unsigned": len(view.unsigned),
        "steps": [(one.value, said_of[one.value]) for one in answers_after(view, agency)],
    }


def _span(language: Language, since: int | None, until: int | None) -> str:
    say = language.say
    if since is None and until is None:
        return say("at any time")
    begin, end = clock(language, since), clock(language, until)
    if not begin:
        return say("until %(end)s", end=end)
    return say("from %(begin)s", begin=begin) if not end else f"{begin} \u2013 {end}"


ROUTES = (joint,)
"""The page."""
