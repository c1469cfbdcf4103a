"""May this person decide this, now?  The answer is the role acted in, or why not."""

from collections.abc import Sequence

import msgspec

from northline.decisions.rules import SUPERVISOR, About, Rule, State, rule_of
from northline.decisions.standing import in_force
from northline.records.decision import Decision, Verb
from northline.records.errors import NotPermitted, UsageError
from northline.records.marking import Viewer
from northline.records.time import format_instant


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wants to decide.

    Attributes:
        verb: the verb.
        about: what sort of thing it is about.
        reason: why, in the person's own words.
        authority: the lawful authority relied on, or None.
        second: the second person, or None.
    """

    verb: Verb
    about: About
    reason: str
    authority: str | None = None
    second: str | None = None


def role_for(wish: Wish, viewer: Viewer, state: State, latest: Decision | None) -> str:
    """The role in which a person may decide this about a finding or record.

    Args:
        wish: what is wanted.
        viewer: the person.
        state: where the matter stands.
        latest: the decision that made it so.

    Raises:
        UsageError: saying what is missing, or why the state does not allow it.
        NotPermitted: when the person holds no role that may.
    """
    rule = rule_of(wish.verb)
    role = _role(rule, viewer)
    _check_words(wish, rule, viewer)
    if wish.about not in rule.about:
        allowed = ", ".join(each.value for each in rule.about)
        raise UsageError(f"{wish.verb.value} is about a {allowed}; this is a {wish.about.value}")
    if state not in rule.after:
        raise UsageError(_why_not(wish, state, latest))
    return role


def role_to_retract(
    wish: Wish, viewer: Viewer, decision: Decision, others: Sequence[Decision]
) -> str:
    """The role in which a person may retract a decision: their own, or as a supervisor any.

    Args:
        wish: what is wanted.
        viewer: the person.
        decision: the decision to retract.
        others: all decisions about the same matter and their retractions.

    Raises:
        UsageError: when a reason is missing, or it is retracted already, or a retraction.
        NotPermitted: when it is somebody else's and the person is no supervisor.
    """
    rule = rule_of(Verb.RETRACT)
    _check_words(wish, rule, viewer)
    if decision.verb is Verb.RETRACT:
        raise UsageError("a retraction is not retracted; decide the matter anew")
    if decision.id not in {each.id for each in in_force(others)}:
        raise UsageError(f"decision {decision.id.hex()} is retracted already")
    own = decision.by == viewer.name and decision.agency == viewer.agency
    if not own and SUPERVISOR not in viewer.roles:
        raise NotPermitted(
            f"this decision is by {decision.by}; only {decision.by} or a {SUPERVISOR} retracts it"
        )
    return _role(rule, viewer) if own else SUPERVISOR


def _role(rule: Rule, viewer: Viewer) -> str:
    for role in rule.roles:
        if role in viewer.roles:
            return role
    raise NotPermitted(
        f"{rule.verb.value} is for {' or '.join(rule.roles)}; {viewer.name} holds "
        + (", ".join(viewer.roles) or "no role")
    )


def _check_words(wish: Wish, rule: Rule, viewer: Viewer) -> None:
    if not wish.reason.strip():
        raise UsageError("a decision needs a reason, in your own words")
    if rule.authority and not (wish.authority or "").strip():
        raise UsageError(f"{wish.verb.value} needs the lawful authority relied on")
    second = (wish.second or "").strip()
    if rule.second and not second:
        raise UsageError(
            f"{wish.verb.value} has grave consequences and needs a second person: name them"
        )
    if second.casefold() == viewer.name.strip().casefold():
        raise UsageError("the second person must be somebody else")


def _why_not(wish: Wish, state: State, latest: Decision | None) -> str:
    if latest is None:
        return f"{wish.verb.value} cannot be the first decision: nothing was decided yet"
    return (
        f"{wish.verb.value} cannot follow: it is {state.value} by {latest.by} since "
        f"{format_instant(latest.at)}. To decide otherwise, retract decision {latest.id.hex()} first."
    )
