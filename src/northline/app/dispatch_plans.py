"""The plan for a finding as people see it: whom it proposes, and whom somebody has sent."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from northline.app.deciding import all_decisions
from northline.app.dispatch_lines import (
    ENGINE,
    PLAN,
    Going,
    LeftOut,
    Looking,
    lines_of,
)
from northline.app.findings import Decisions, find, finding, newest, read_findings, view
from northline.decisions.permission import Wish, role_for
from northline.decisions.rules import About, State, needs_second
from northline.decisions.standing import in_force, second_of
from northline.records.decision import Decision, Verb
from northline.records.errors import NotPermitted, UsageError
from northline.records.finding import Finding, event_of

if TYPE_CHECKING:
    from northline.app.opened import Opened


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A decision in force that takes up a line of a plan.

    Attributes:
        decision: its id, in hexadecimal.
        plan: id of the plan, this very revision, in hexadecimal.
        names: identity of the unit that is sent, or of the sensor that is to look.
        by: who decided it.
        at: when, us.
        reason: why.
        waits: whether it waits for a second person.
    """

    decision: str
    plan: str
    names: str
    by: str
    at: int
    reason: str
    waits: bool


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan says in words."""

    code: str
    en: str
    fr: str


class PlanView(msgspec.Struct, frozen=True, kw_only=True):
    """A plan.

    Attributes:
        id: of its newest revision, in hexadecimal: what a decision is about.
        event: of its event.
        revision: which revision it is.
        about: id of the finding that it is for, in hexadecimal: the revision that it saw.
        finding: kind of that finding.
        since: when it begins, us; minutes count from then.
        until: when its last line ends, us.
        score: probability that the first unit meets the thing.
        stands: whether it was not taken back.
        knots: how fast the thing goes on, or None.
        units: whom it proposes to send, the best first.
        looks: what it proposes to look, the earliest first.
        left_out: units near by that it does not propose.
        said: all that it says, in words.
        sent: decisions in force about any revision of it, the oldest first.
        roads: whether roads are known.
        territory: of which First Nation, or None.
        protocol: by which it may be entered, or None.
    """

    id: str
    event: str
    revision: int
    about: str
    finding: str
    since: int
    until: int
    score: float
    stands: bool
    knots: float | None
    units: tuple[Going, ...]
    looks: tuple[Looking, ...]
    left_out: tuple[LeftOut, ...]
    said: tuple[Said, ...]
    sent: tuple[Sent, ...]
    roads: bool
    territory: str | None
    protocol: str | None


def plan_of(node: "Opened", given: bytes | str) -> PlanView | None:
    """The newest plan for a finding, or None where none was made that the operator may see.

    Args:
        node: an open node.
        given: id of the finding, of its event, or of the plan itself.

    Raises:
        UsageError: when there is no such finding for the operator.
    """
    asked = find(node, given)
    event = asked.event_id if asked.finding == PLAN else event_of(ENGINE, asked.event_id)
    plans = newest(each for each in read_findings(node) if each.event_id == event)
    return plan_view(plans[0], Decisions(all_decisions(node)).about(plans[0])) if plans else None


def plan_view(plan: Finding, decisions: Sequence[Decision]) -> PlanView:
    """A plan with what was decided about it."""
    lines = lines_of(plan)
    said = view(plan, decisions, {}).reasons
    why_not = [each for each in said if each.code == "dispatch-left-out"]
    first = plan.explained()[0].args if plan.reasons else {}
    return PlanView(
        id=plan.id.hex(),
        event=plan.event_id.hex(),
        revision=plan.revision,
        about=plan.about[0].hex() if plan.about else "",
        finding=str(first.get("finding", "")),
        since=plan.since,
        until=plan.until,
        score=plan.score,
        stands=lines.stands,
        knots=lines.knots,
        units=lines.units,
        looks=lines.looks,
        left_out=tuple(
            msgspec.structs.replace(each, en=why.en, fr=why.fr)
            for each, why in zip(lines.left_out, why_not, strict=True)
        ),
        said=tuple(Said(code=each.code, en=each.en, fr=each.fr) for each in said),
        sent=tuple(sent_by(decisions)),
        roads=lines.roads,
        territory=lines.territory,
        protocol=lines.protocol,
    )


def sent_by(decisions: Iterable[Decision]) -> list[Sent]:
    """Of decisions those in force that take up a line of a plan, the oldest first."""
    every = list(decisions)
    found = []
    for each in in_force(every):
        if each.verb is not Verb.DISPATCH or each.names is None:
            continue
        second = second_of(each, every) if needs_second(each) else None
        if second is not None and second.verb is Verb.REFUSE:
            continue
        found.append(
            Sent(
                decision=each.id.hex(),
                plan=each.about.hex(),
                names=each.names,
                by=each.by,
                at=each.at,
                reason=each.reason,
                waits=needs_second(each) and second is None,
            )
        )
    return found


def may_send(node: "Opened", plan: PlanView) -> bool:
    """Whether the operator may send somebody of a plan as it stands."""
    if not plan.stands:
        return False
    stands = finding(node, plan.id)
    wish = Wish(verb=Verb.DISPATCH, about=About.PLAN, reason="-")
    try:
        role_for(wish, node.viewer, State(stands.state), stands.latest)
    except (NotPermitted, UsageError):
        return False
    return True


def plan_or_why(node: "Opened", given: bytes | str) -> PlanView:
    """The plan for a finding.

    Raises:
        UsageError: when there is no such finding, or no plan for it.
    """
    found = plan_of(node, given)
    if found is None:
        raise UsageError(
            "there is no plan for this finding: plans are made for the kinds that "
            "plans_for of [engines.dispatch] names, once units are known"
        )
    return found
