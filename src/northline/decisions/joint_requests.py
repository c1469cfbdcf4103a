"""Where a request for a resource stands, and what may be said about it by whom.

::

    asked --offered--> offered --accepted--> accepted --returned--> returned
      |                   |
      +----refused--------+----refused----> refused

The agency that is asked offers or refuses; the one that asks accepts or refuses what is offered; the one
whose resource it is says when it has it back.  The clock of a request is its *reply by*: while nothing
but the asking is on record, it is overdue from then on.

Armed forces support on request (LAW.md rule 8): what they are asked for is one of a closed list
(`northline.records.request.Support`), under an authority that is named, and nobody offers it unasked.
"""

import enum
from collections.abc import Sequence

import msgspec

from northline.decisions.joint_operations import ARMED_FORCES
from northline.records.errors import NotPermitted, UsageError
from northline.records.request import Request, RequestStep, RequestStepSort, Support
from northline.records.resource import Capability
from northline.records.units import Micros


class RequestState(enum.StrEnum):
    """Where it stands."""

    ASKED = "asked"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    RETURNED = "returned"


_AFTER: dict[RequestStepSort, tuple[RequestState, ...]] = {
    RequestStepSort.OFFERED: (RequestState.ASKED,),
    RequestStepSort.ACCEPTED: (RequestState.OFFERED,),
    RequestStepSort.REFUSED: (RequestState.ASKED, RequestState.OFFERED),
    RequestStepSort.RETURNED: (RequestState.ACCEPTED,),
}


class RequestStanding(msgspec.Struct, frozen=True, kw_only=True):
    """Where a request stands.

    Attributes:
        state: where.
        overdue: whether an answer is awaited and its time has passed.
        seconds_left: until the answer is due, negative once it has passed; None when it was answered.
        resource: identity of what was offered, or None.
    """

    state: RequestState
    overdue: bool
    seconds_left: float | None
    resource: str | None = None


def request_standing(
    request: Request, steps: Sequence[RequestStep], now: Micros
) -> RequestStanding:
    """Where a request stands.

    Args:
        request: it.
        steps: what was said about it, the oldest first: only what is believed.
        now: the present.
    """
    state, resource = RequestState.ASKED, request.resource
    for each in steps:
        if state in _AFTER[each.step] and each.agency in speakers(request, each.step, state):
            state = RequestState(each.step.value)
            resource = each.resource or resource
    waits = state is RequestState.ASKED
    return RequestStanding(
        state=state,
        overdue=waits and now > request.reply_by,
        seconds_left=(request.reply_by - now) / 1e6 if waits else None,
        resource=resource,
    )


def speakers(request: Request, step: RequestStepSort, state: RequestState) -> tuple[str, ...]:
    """The agencies of which somebody may say this, as it stands."""
    if step is RequestStepSort.ACCEPTED:
        return (request.from_agency,)
    if step is RequestStepSort.REFUSED and state is RequestState.OFFERED:
        return (request.from_agency,)
    return (request.to_agency,)


def check_request(request: Request) -> None:
    """Whether a request is one.

    Raises:
        UsageError: saying what is wrong.
    """
    if request.from_agency == request.to_agency:
        raise UsageError("an agency does not ask itself")
    if not request.purpose.strip():
        raise UsageError("say what it is for (purpose)")
    if not request.at < request.reply_by <= request.until or request.until <= request.since:
        raise UsageError(
            "an answer is due (reply_by) after it was asked for and before the end, and the end is "
            "after the beginning"
        )
    military = request.capability is Capability.MILITARY_SUPPORT
    if military or request.to_agency in ARMED_FORCES:
        words = ", ".join(each.value for each in Support)
        if not military or request.support is None:
            raise UsageError(f"armed forces are asked for military-support only, one of: {words}")
        if not (request.authority or "").strip():
            raise UsageError("military support needs the lawful authority that it is asked under")
    elif request.support is not None:
        raise UsageError("support is named of armed forces only")


def check_request_step(
    step: RequestStepSort, reason: str, agency: str, request: Request, stands: RequestStanding
) -> None:
    """Whether somebody of an agency may say this about a request.

    Raises:
        UsageError: without a reason, or when it cannot follow.
        NotPermitted: when it is the other agency's to say.
    """
    if not reason.strip():
        raise UsageError("a step needs a reason, in your own words")
    if stands.state not in _AFTER[step]:
        raise UsageError(f"{step.value} cannot follow: the request is {stands.state.value}")
    able = speakers(request, step, stands.state)
    if agency not in able:
        raise NotPermitted(f"{step.value} is for {able[0]} to say")
