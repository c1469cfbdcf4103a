"""May this person decide this, now?  The answer is the role acted in, or why not."""

from collections.abc import Sequence

import msgspec

from northline.decisions.rules import (
    SECONDS,
    SUPERVISOR,
    About,
    State,
    needs_second,
    rule_of,
)
from northline.decisions.standing import in_force, plain, second_of, standing
from northline.records.decision import Decision, Verb
from northline.records.errors import NotPermitted, RoleNeeded, UsageError
from northline.records.marking import Viewer
from northline.records.record import KeyId
from northline.records.time import format_instant


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wants to decide.

    Attributes:
        verb: the verb.
        about: what sort of thing it is about.
        reason: why, in the person's own words.
        authority: the lawful authority relied on, or None.
    """

    verb: Verb
    about: About
    reason: str
    authority: str | None = None


def role_for(wish: Wish, viewer: Viewer, state: State, latest: Decision | None) -> str:
    """The role in which a person may decide this about a finding or record.

    What is grave is only proposed by it (`northline.decisions.standing`).

    Args:
        wish: what is wanted.
        viewer: the person.
        state: where the matter stands.
        latest: the decision that made it so.

    Raises:
        UsageError: saying what is missing, or why the state does not allow it.
        RoleNeeded: when the person holds no role that may.
    """
    rule = rule_of(wish.verb)
    role = _role(wish.verb, rule.roles_about(wish.about), viewer)
    _check_words(wish, needs_authority=rule.authority)
    if wish.about is About.DECISION:
        raise UsageError("a decision is approved or refused by a second person, or retracted")
    if wish.about not in rule.about:
        allowed = ", ".join(each.value for each in rule.about)
        raise UsageError(f"{wish.verb.value} is about a {allowed}; this is a {wish.about.value}")
    if state not in rule.after:
        raise UsageError(_why_not(wish, state, latest))
    return role


def role_to_second(
    wish: Wish, viewer: Viewer, key: KeyId, decision: Decision, others: Sequence[Decision]
) -> str:
    """The role in which a person may approve or refuse a grave decision of somebody else.

    Args:
        wish: what is wanted: ``approve`` or ``refuse``.
        viewer: the person.
        key: the key that they sign with.
        decision: the decision that waits for a second person.
        others: all decisions about the same matter, and about these.

    Raises:
        UsageError: when a reason is missing, or it does not wait for a second person.
        RoleNeeded: when the person holds no role that may decide the same.
        NotPermitted: when it is the person's own, or signed with the same key.
    """
    grave = rule_of(decision.verb)
    if wish.verb not in SECONDS or not needs_second(decision):
        raise UsageError(f"{wish.verb.value} cannot be about a decision to {decision.verb.value}")
    role = _role(wish.verb, grave.roles, viewer)
    # The second person signs for what the first one named.
    _check_words(wish, needs_authority=False)
    if (plain(decision.by), decision.agency) == (plain(viewer.name), viewer.agency):
        raise NotPermitted(
            f"this decision is your own: somebody else who is {' or '.join(grave.roles)} signs "
            "second"
        )
    if decision.key == key:
        raise NotPermitted("the second signature must be with another key than the first")
    if decision.id not in {each.id for each in in_force(others)}:
        raise UsageError(f"decision {decision.id.hex()} is retracted already")
    said = second_of(decision, others)
    if said is not None:
        raise UsageError(
            f"{said.by} has said {said.verb.value} to it already, on {format_instant(said.at)}"
        )
    if standing(decision.about, others) != (State.PROPOSED, decision):
        raise UsageError(f"decision {decision.id.hex()} no longer waits: another came after it")
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
    _check_words(wish, needs_authority=rule.authority)
    if decision.verb is Verb.RETRACT:
        raise UsageError("a retraction is not retracted; decide the matter anew")
    if decision.id not in {each.id for each in in_force(others)}:
        raise UsageError(f"decision {decision.id.hex()} is retracted already")
    own = decision.by == viewer.name and decision.agency == viewer.agency
    if not own and SUPERVISOR not in viewer.roles:
        raise NotPermitted(
            f"this decision is by {decision.by}; only {decision.by} or a {SUPERVISOR} retracts it"
        )
    return _role(Verb.RETRACT, rule.roles, viewer) if own else SUPERVISOR


def _role(verb: Verb, roles: Sequence[str], viewer: Viewer) -> str:
    for role in roles:
        if role in viewer.roles:
            return role
    raise RoleNeeded(
        f"{verb.value} is for {' or '.join(roles)}; {viewer.name} holds "
        + (", ".join(viewer.roles) or "no role")
    )


def _check_words(wish: Wish, *, needs_authority: bool) -> None:
    if not wish.reason.strip():
        raise UsageError("a decision needs a reason, in your own words")
    if needs_authority and not (wish.authority or "").strip():
        raise UsageError(f"{wish.verb.value} needs the lawful authority relied on")


def _why_not(wish: Wish, state: State, latest: Decision | None) -> str:
    if latest is None:
        return f"{wish.verb.value} cannot be the first decision: nothing was decided yet"
    if state is State.PROPOSED:
        return (
            f"{wish.verb.value} cannot follow: {latest.by} proposed to {latest.verb.value} it on "
            f"{format_instant(latest.at)}, and that waits for a second person. Approve or refuse "
            f"decision {latest.id.hex()}, or retract it, first."
        )
    return (
        f"{wish.verb.value} cannot follow: it is {state.value} by {latest.by} since "
        f"{format_instant(latest.at)}. To decide otherwise, retract decision {latest.id.hex()} first."
    )
