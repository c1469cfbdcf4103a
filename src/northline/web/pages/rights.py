"""People's requests: the queue with its clocks, a form to open one, and one with its steps."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.status_codes import HTTP_403_FORBIDDEN

from northline.app.rights.access import may_read, may_write
from northline.app.rights.opening import ZONE, usual_regime
from northline.app.rights.queue import STATES, RequestView, one, requests
from northline.app.rights.rules import EXTENSION_GROUNDS, GROUNDS, Clock, notify_since
from northline.records.errors import UnknownName, UsageError
from northline.records.rights_request import Answer, Regime, Right, RightsStep, StepSort
from northline.records.units import Micros
from northline.web.desk import Desk
from northline.web.language import Language, wanted
from northline.web.pages.rights_words import (
    answers,
    checked,
    extensions,
    regimes,
    rights,
    states,
    steps,
    time_left,
)
from northline.web.problems import Missing
from northline.web.rendering import page

Asked = Request[Any, Any, Any]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A request as a row, in words.

    Attributes:
        number: its redress number.
        right: what is asked for.
        regime: under which law.
        state: ``open``, ``overdue``, ``answered`` or ``closed``.
        standing: that in words.
        left: how much time is left, in words.
        due: the due day.
        received: when it was received, us.
        requester: who asks.
    """

    number: str
    right: str
    regime: str
    state: str
    standing: str
    left: str
    due: str
    received: Micros
    requester: str


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A step as a row, in words."""

    at: Micros
    what: str
    by: str
    agency: str
    reason: str
    more: list[str]
    cites: list[str]
    signed: bool


@get("/rights", sync_to_thread=True, include_in_schema=False)
def queue(
    desk: NamedDependency[Desk],
    request: Asked,
    in_state: Annotated[str, QueryParameter(name="state", max_length=20)] = "open",
) -> Response[bytes]:
    """The requests that wait, and a form to take one in."""
    language = wanted(request)
    if not may_read(desk.node):
        return _not_for_you(desk, request)
    try:
        found = requests(desk.node, state=in_state)
    except UnknownName as error:
        raise Missing from error
    named = states(language)
    return page(
        desk,
        request,
        "rights.html",
        here="rights",
        rows=[_row(language, each) for each in found],
        state=in_state,
        states=[(each, named[each]) for each in STATES],
        may_write=may_write(desk.node),
        rights=[(each.value, rights(language)[each]) for each in Right],
        regimes=[(each.value, regimes(language)[each]) for each in Regime],
        usual=usual_regime(desk.node).value,
        zone=ZONE,
    )


@get("/rights/{number:str}", sync_to_thread=True, include_in_schema=False)
def one_request(
    desk: NamedDependency[Desk], request: Asked, number: FromPath[str]
) -> Response[bytes]:
    """One request with its clock and steps, and a form for the next."""
    language = wanted(request)
    if not may_read(desk.node):
        return _not_for_you(desk, request)
    try:
        view = one(desk.node, number)
    except UsageError as error:
        raise Missing from error
    return page(
        desk,
        request,
        "rights_one.html",
        here="rights",
        row=_row(language, view),
        request_=view.request,
        clock=view.clock,
        checked=checked(language)[view.clock.limit.checked],
        acknowledge=_acknowledge(language, view.clock),
        identified=view.identified,
        since=notify_since(view.request),
        lines=[_line(language, view, each) for each in view.steps],
        may_write=may_write(desk.node),
        steps=[(each.value, steps(language)[each]) for each in StepSort],
        answers=[(each.value, answers(language)[each]) for each in Answer],
        extensions=[(each, extensions(language)[each]) for each in EXTENSION_GROUNDS],
        grounds=[
            (each.code, each.french if language.code == "fr" else each.english) for each in GROUNDS
        ],
    )


def _not_for_you(desk: Desk, request: Asked) -> Response[bytes]:
    """To somebody who holds no role for it; nothing of any request is told."""
    return page(desk, request, "rights_closed.html", status=HTTP_403_FORBIDDEN, here="rights")


def _row(language: Language, view: RequestView) -> Row:
    asked = view.request
    return Row(
        number=asked.number,
        right=rights(language)[asked.right],
        regime=regimes(language)[asked.regime],
        state=view.state,
        standing=states(language)[view.state],
        left=time_left(language, view.clock),
        due=view.clock.due_day.isoformat(),
        received=asked.at,
        requester=asked.requester,
    )


def _line(language: Language, view: RequestView, step: RightsStep) -> Line:
    say = language.say
    more = []
    if step.answer is not None:
        more.append(answers(language)[step.answer])
    if step.until is not None:
        more.append(say("until %(day)s", day=language.instant(step.until)[:10]))
    if step.ground:
        more.append(extensions(language).get(step.ground, step.ground))
    if step.to:
        more.append(say("to: %(whom)s", whom=", ".join(step.to)))
    if step.text:
        more.append(step.text)
    return Line(
        at=step.at,
        what=steps(language)[step.step],
        by=step.by,
        agency=step.agency,
        reason=step.reason,
        more=more,
        cites=[each.hex() for each in step.cites],
        signed=step.id.hex() not in view.unsigned,
    )


def _acknowledge(language: Language, stands: Clock) -> str:
    if stands.acknowledge_day is None:
        return ""
    day = stands.acknowledge_day.isoformat()
    if stands.acknowledge_overdue:
        return language.say("It was to be acknowledged by %(day)s and was not.", day=day)
    return language.say("To be acknowledged by %(day)s.", day=day)


ROUTES = (queue, one_request)
