"""What the operator may decide about a finding now, so that no face offers what the rules refuse."""

from typing import TYPE_CHECKING

import msgspec

from northline.app.results import FindingView
from northline.decisions.permission import Wish, role_for, role_to_retract
from northline.decisions.rules import RULES, About, Rule, State, sort_of
from northline.decisions.standing import in_force
from northline.records.decision import Decision, Verb
from northline.records.errors import NotPermitted, UsageError

if TYPE_CHECKING:
    from northline.app.opened import Opened


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A verb that the rules allow.

    Attributes:
        verb: what.
        about: id of what the decision would be about, in hexadecimal: this revision of the
            finding, or the decision to retract.
        authority: whether it needs a lawful authority.
        second: whether it needs a second person's signature, which a node of one operator
            cannot give: the verb is named, and cannot be decided here.
    """

    verb: str
    about: str
    authority: bool = False
    second: bool = False


def offers(node: "Opened", view: FindingView) -> tuple[Offer, ...]:
    """What the operator may decide about a finding as it stands, in the order of the rules."""
    about = view.finding.id.hex()
    found = [
        Offer(verb=rule.verb.value, about=about, authority=rule.authority, second=rule.second)
        for rule in RULES
        if rule.verb is not Verb.RETRACT and _allowed(node, rule, view)
    ]
    own = [each for each in retractable(node, view) if _own(node, each)]
    found += [Offer(verb=Verb.RETRACT.value, about=own[-1].id.hex())] if own else []
    return tuple(found)


def retractable(node: "Opened", view: FindingView) -> list[Decision]:
    """The decisions in force about any revision that the operator may retract, the oldest first."""
    wish = Wish(verb=Verb.RETRACT, about=About.DECISION, reason="-")
    found = []
    for each in in_force(view.decisions):
        try:
            role_to_retract(wish, node.viewer, each, view.decisions)
        except (NotPermitted, UsageError):
            continue
        found.append(each)
    return found


def _allowed(node: "Opened", rule: Rule, view: FindingView) -> bool:
    """Whether only words and the second person are wanting."""
    wish = Wish(
        verb=rule.verb,
        about=sort_of(view.finding.finding),
        reason="-",
        authority="-",
        second=f"not {node.viewer.name}",
    )
    try:
        role_for(wish, node.viewer, State(view.state), view.latest)
    except (NotPermitted, UsageError):
        return False
    return True


def _own(node: "Opened", decision: Decision) -> bool:
    return decision.by == node.viewer.name and decision.agency == node.viewer.agency
