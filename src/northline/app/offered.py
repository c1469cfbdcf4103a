"""What the operator may decide about a finding now, so that no face offers what the rules refuse."""

from typing import TYPE_CHECKING

import msgspec

from northline.app.deciding import may_release
from northline.app.results import FindingView
from northline.decisions.permission import Wish, role_for, role_to_retract, role_to_second
from northline.decisions.rules import RULES, SECONDS, About, Rule, State, needs_second, sort_of
from northline.decisions.standing import in_force, second_of
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
        second: whether it is proposed only, until a second person approves it.
        to: whether ``about`` is a decision: one's own to retract, or one that waits for a second
            person, whose ``approve`` or ``refuse`` this is.
        of: the verb of the decision that waits for a second person, or empty.
    """

    verb: str
    about: str
    authority: bool = False
    second: bool = False
    to: bool = False
    of: str = ""


def offers(node: "Opened", view: FindingView) -> tuple[Offer, ...]:
    """What the operator may decide about a finding as it stands, in the order of the rules."""
    about = view.finding.id.hex()
    found = [
        Offer(verb=rule.verb.value, about=about, authority=rule.authority, second=rule.second)
        for rule in RULES
        if rule.verb is not Verb.RETRACT
        and _allowed(node, rule, view)
        and (rule.verb is not Verb.RELEASE or may_release(node, view.finding))
    ]
    found += _seconds(node, view)
    own = [each for each in retractable(node, view) if _own(node, each)]
    found += [Offer(verb=Verb.RETRACT.value, about=own[-1].id.hex(), to=True)] if own else []
    return tuple(found)


def _seconds(node: "Opened", view: FindingView) -> list[Offer]:
    """What a second person may say of the decision that waits for one; nothing to anybody else."""
    proposed = view.latest
    if view.state != State.PROPOSED or proposed is None:
        return []
    verbs: tuple[Verb, ...] = SECONDS
    if proposed.verb is Verb.RELEASE and not may_release(node, view.finding):
        verbs = (Verb.REFUSE,)
    found = []
    for verb in verbs:
        wish = Wish(verb=verb, about=About.DECISION, reason="-")
        try:
            role_to_second(wish, node.viewer, node.key.key, proposed, view.decisions)
        except (NotPermitted, UsageError):
            continue
        found.append(
            Offer(verb=verb.value, about=proposed.id.hex(), to=True, of=proposed.verb.value)
        )
    return found


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


def seconded(view: FindingView) -> dict[bytes, Decision | None]:
    """The grave decisions about a finding -> what a second person said of each, if anything."""
    return {
        each.id: second_of(each, view.decisions) for each in view.decisions if needs_second(each)
    }


def _allowed(node: "Opened", rule: Rule, view: FindingView) -> bool:
    """Whether only words are wanting."""
    wish = Wish(verb=rule.verb, about=sort_of(view.finding.finding), reason="-", authority="-")
    try:
        role_for(wish, node.viewer, State(view.state), view.latest)
    except (NotPermitted, UsageError):
        return False
    return True


def _own(node: "Opened", decision: Decision) -> bool:
    return decision.by == node.viewer.name and decision.agency == node.viewer.agency
