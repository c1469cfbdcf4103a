"""The rules of decisions, as data: which verb, on what, by which role, after what.

docs/decisions-by-people.md shows them as a table; a test holds the two equal.  A *grave* verb
has consequences for a person or for a crew (LAW.md rule 11): what the first person decides is
proposed, and comes into force when a second one approves that decision with a signature of their
own (`northline.decisions.standing`).
"""

import enum

import msgspec

from northline.decisions.roles import (
    ADJUDICATOR,
    DISPATCHER,
    PATROL_SUPERVISOR,
    RELEASE_OFFICER,
    WATCH_OFFICER,
    WATCH_SUPERVISOR,
)
from northline.records.decision import Decision, Verb
from northline.records.errors import UnknownName


class State(enum.StrEnum):
    """Where a matter stands: what the last decision in force made of it.

    ``proposed``: a grave decision about it waits for a second person.
    """

    OPEN = "open"
    PROPOSED = "proposed"
    ACKNOWLEDGED = "acknowledged"
    DISMISSED = "dismissed"
    CONFIRMED = "confirmed"
    DISPATCHED = "dispatched"
    APPROVED = "approved"
    AMENDED = "amended"
    HANDED_OVER = "handed-over"
    WITHDRAWN = "withdrawn"
    MATCHED = "matched"
    NOT_MATCHED = "not-matched"
    UNDECIDED = "undecided"
    RELEASED = "released"
    REFUSED = "refused"


class About(enum.StrEnum):
    """What a decision can be about.

    An ``order`` is a unit's order of patrol; a ``pair`` somebody who was screened and a listed entity.
    """

    FINDING = "finding"
    PLAN = "plan"
    MATCH = "match"
    PAIR = "pair"
    PATROL_PLAN = "patrol-plan"
    ORDER = "order"
    RECORD = "record"
    DECISION = "decision"


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One verb.

    Attributes:
        verb: the verb.
        state: what it makes of the matter, or None for a retraction.
        about: what it may be about.
        roles: roles that may decide it; the first one held is the role acted in.  About a
            decision, ``approve`` and ``refuse`` are for the roles of that decision's own verb.
        after: states it may follow.
        second: whether it is proposed only, until a second person approves it; `is_grave` says of
            one decision whether it is.
        authority: whether it needs a lawful authority.
        patrol_roles: roles that may decide it about an order or plan of patrol instead; empty: the
            same ones.
    """

    verb: Verb
    state: State | None
    about: tuple[About, ...]
    roles: tuple[str, ...]
    after: tuple[State, ...] = ()
    second: bool = False
    authority: bool = False
    patrol_roles: tuple[str, ...] = ()

    def roles_about(self, about: About) -> tuple[str, ...]:
        """Roles that may decide it about this sort of matter, the one acted in first."""
        patrol = about in {About.ORDER, About.PATROL_PLAN}
        return self.patrol_roles if patrol and self.patrol_roles else self.roles


SUPERVISOR = WATCH_SUPERVISOR
"""The role that may retract what others decided."""

SECONDS = (Verb.APPROVE, Verb.REFUSE)
"""What a second person says of a grave decision: it comes into force, or it does not."""

_WATCH = (WATCH_OFFICER, SUPERVISOR)
_PATROL = (PATROL_SUPERVISOR, SUPERVISOR)
_WAITING = (State.OPEN, State.ACKNOWLEDGED, State.UNDECIDED)
_OF_ORDERS = {State.AMENDED, State.HANDED_OVER, State.WITHDRAWN}
_SETTLED = tuple(
    state for state in State if state is not State.PROPOSED and state not in _OF_ORDERS
)
_FINDINGS = (About.FINDING, About.PLAN, About.MATCH)
_PAIRS = (About.MATCH, About.PAIR)
_GIVEN = (About.FINDING, About.PLAN, About.MATCH, About.RECORD)

RULES: tuple[Rule, ...] = (
    Rule(
        verb=Verb.ACKNOWLEDGE,
        state=State.ACKNOWLEDGED,
        about=_FINDINGS,
        roles=_WATCH,
        after=(State.OPEN,),
    ),
    Rule(verb=Verb.DISMISS, state=State.DISMISSED, about=_FINDINGS, roles=_WATCH, after=_WAITING),
    Rule(
        verb=Verb.CONFIRM,
        state=State.CONFIRMED,
        about=(About.FINDING,),
        roles=_WATCH,
        after=(*_WAITING, State.DISPATCHED),
    ),
    Rule(
        verb=Verb.DISPATCH,
        state=State.DISPATCHED,
        about=(About.FINDING, About.PLAN),
        roles=(SUPERVISOR, DISPATCHER),
        # Of one plan, a boat may be sent and then a car as well, and a camera be asked to look.
        after=(*_WAITING, State.CONFIRMED, State.APPROVED, State.DISPATCHED),
        second=True,
    ),
    Rule(
        verb=Verb.APPROVE,
        state=State.APPROVED,
        about=(About.PLAN, About.PATROL_PLAN, About.ORDER, About.DECISION),
        roles=(SUPERVISOR,),
        after=_WAITING,
        patrol_roles=_PATROL,
    ),
    Rule(
        verb=Verb.AMEND,
        state=State.AMENDED,
        about=(About.ORDER,),
        roles=_PATROL,
        after=(State.OPEN, State.APPROVED),
    ),
    Rule(
        verb=Verb.HAND_OVER,
        state=State.HANDED_OVER,
        about=(About.ORDER,),
        roles=_PATROL,
        after=(State.OPEN, State.APPROVED),
        second=True,
    ),
    Rule(
        verb=Verb.WITHDRAW,
        state=State.WITHDRAWN,
        about=(About.PATROL_PLAN, About.ORDER),
        roles=_PATROL,
        after=(State.OPEN, State.APPROVED),
    ),
    Rule(
        verb=Verb.MATCH,
        state=State.MATCHED,
        about=_PAIRS,
        roles=(ADJUDICATOR,),
        after=_WAITING,
        second=True,
    ),
    Rule(
        verb=Verb.NO_MATCH,
        state=State.NOT_MATCHED,
        about=_PAIRS,
        roles=(ADJUDICATOR,),
        after=_WAITING,
    ),
    Rule(
        verb=Verb.CANNOT_TELL,
        state=State.UNDECIDED,
        about=_PAIRS,
        roles=(ADJUDICATOR,),
        after=(State.OPEN, State.ACKNOWLEDGED),
    ),
    Rule(
        verb=Verb.RELEASE,
        state=State.RELEASED,
        about=_GIVEN,
        roles=(RELEASE_OFFICER,),
        after=_SETTLED,  # what went to one may go to another, too
        second=True,
        authority=True,
    ),
    Rule(
        verb=Verb.REFUSE,
        state=State.REFUSED,
        about=(*_GIVEN, About.DECISION),
        roles=(RELEASE_OFFICER,),
        after=tuple(state for state in _SETTLED if state not in {State.RELEASED, State.REFUSED}),
        authority=True,
    ),
    Rule(
        verb=Verb.RETRACT,
        state=None,
        about=(About.DECISION,),
        roles=(*_WATCH, ADJUDICATOR, DISPATCHER, RELEASE_OFFICER, PATROL_SUPERVISOR),
    ),
)
"""One rule for each verb."""


def rule_of(verb: Verb | str) -> Rule:
    """The rule of a verb.

    Raises:
        UnknownName: naming the verbs there are.
    """
    for rule in RULES:
        if rule.verb == verb:
            return rule
    raise UnknownName(
        f"there is no verb {str(verb)!r}; there are " + ", ".join(r.verb.value for r in RULES)
    )


def is_grave(verb: Verb, names: str | None, authority: str | None) -> bool:
    """Whether a decision counts only once a second person has approved it.

    A dispatch that takes up a line of a plan needs no second person: the engine has checked the
    line (own side, two officers, range), and to go and look has no grave consequence.  Where the
    line leads over the border, as that of a joint crew does, it is under an authority, which
    whoever decides must name; then it is grave, as any other dispatch is.

    Args:
        verb: of the decision.
        names: the line of a plan that it takes up, or None.
        authority: under which it is made, or None.
    """
    if verb is Verb.DISPATCH and names is not None and authority is None:
        return False
    return rule_of(verb).second


def needs_second(decision: Decision) -> bool:
    """The same of a decision."""
    return is_grave(decision.verb, decision.names, decision.authority)


def remarks(decision: Decision) -> bool:
    """Whether it gives what it is about another marking, once a second person approves it."""
    return decision.verb is Verb.RELEASE and decision.names is not None


def sort_of(finding: str) -> About:
    """What sort of matter a kind of finding is: a plan, a match, or any other finding.

    A plan of patrol is no plan in that sense: nobody is dispatched by it, its orders are approved.
    """
    if finding == "patrol-plan":
        return About.PATROL_PLAN
    if finding == "plan" or finding.endswith("-plan"):
        return About.PLAN
    if finding == "match" or finding.endswith("-match"):
        return About.MATCH
    return About.FINDING
