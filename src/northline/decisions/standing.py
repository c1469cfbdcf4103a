"""Where a matter stands, by the decisions about it that are in force.

A decision is about one revision of a finding.  When the engine revises the finding, what was
decided about an earlier revision no longer answers for it: it is open again, and the earlier
decisions are shown with it.

A grave decision (`northline.decisions.rules`) counts once a second person has approved it.  Until
then the matter is *proposed*; when the second person refuses, it stands as it stood before.  The
decision and its approval can each be retracted, and either retraction undoes it.
"""

import unicodedata
from collections.abc import Iterable, Sequence

from northline.decisions.rules import SECONDS, State, needs_second, remarks, rule_of
from northline.records.decision import Decision, Verb


def in_order(decisions: Iterable[Decision]) -> list[Decision]:
    """The oldest first; of one instant, by id."""
    return sorted(decisions, key=lambda each: (each.at, each.id))


def in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """Those that were not retracted, the oldest first; retractions are not among them."""
    ordered = in_order(decisions)
    gone = {each.about for each in ordered if each.verb is Verb.RETRACT}
    return [each for each in ordered if each.verb is not Verb.RETRACT and each.id not in gone]


def standing(about: bytes, decisions: Iterable[Decision]) -> tuple[State, Decision | None]:
    """The state of a finding (this revision) or record, and the decision that made it so.

    Of a grave decision that is approved, that is the decision itself and not its approval.  A
    release that only gives another marking moves nothing once it is approved: an alert that a
    partner may now see waits for whoever it waited for.
    """
    held = in_force(decisions)
    for each in reversed(held):
        if each.about != about:
            continue
        rule = rule_of(each.verb)
        grave = needs_second(each)
        second = _second(each, held) if grave else None
        if grave and second is None:
            return State.PROPOSED, each
        if remarks(each) and second is not None:
            continue  # it has another marking then, and stands where it stood
        if second is None or second.verb is Verb.APPROVE:
            return State.OPEN if rule.state is None else rule.state, each
    return State.OPEN, None


def second_of(decision: Decision, decisions: Iterable[Decision]) -> Decision | None:
    """What a second person said of a grave decision, approval or refusal; None while nobody did.

    A decision of the same person, with the same key, or in a role that may not, is none.
    """
    return _second(decision, in_force(decisions))


def same_person(one: Decision, two: Decision) -> bool:
    """Whether two decisions are, or may be, by one person: the same name and agency, or one key."""
    named = (plain(one.by), one.agency) == (plain(two.by), two.agency)
    return named or one.key == two.key


def plain(name: str) -> str:
    """A person's name without case, spacing and ways of writing one letter."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def waits(state: State, latest: Decision | None) -> bool:
    """Whether it waits for a person: open, or decided on in a way that does not close it."""
    return state in {State.OPEN, State.PROPOSED} or (latest is not None and not latest.verb.closes)


def of_event(event: bytes, ids: Sequence[bytes], decisions: Iterable[Decision]) -> list[Decision]:
    """Decisions about any revision of an event, and what was decided about these, oldest first."""
    ordered = in_order(decisions)
    reached = {each.id for each in ordered if each.event_id == event or each.about in ids}
    before = -1
    while len(reached) > before:
        before = len(reached)
        reached |= {each.id for each in ordered if each.about in reached}
    return [each for each in ordered if each.id in reached]


def _second(decision: Decision, held: Iterable[Decision]) -> Decision | None:
    able = rule_of(decision.verb).roles
    said = (
        each
        for each in held
        if each.about == decision.id
        and each.verb in SECONDS
        and each.role in able
        and not same_person(each, decision)
    )
    return next(said, None)
