"""Where a matter stands, by the decisions about it that are in force.

A decision is about one revision of a finding.  When the engine revises the finding, what was
decided about an earlier revision no longer answers for it: it is open again, and the earlier
decisions are shown with it.
"""

from collections.abc import Iterable, Sequence

from northline.decisions.rules import State, rule_of
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
    """The state of a finding (this revision) or record, and the decision that made it so."""
    own = [each for each in in_force(decisions) if each.about == about]
    if not own:
        return State.OPEN, None
    state = rule_of(own[-1].verb).state
    return (State.OPEN if state is None else state), own[-1]


def waits(state: State, latest: Decision | None) -> bool:
    """Whether it waits for a person: open, or decided on in a way that does not close it."""
    return state is State.OPEN or (latest is not None and not latest.verb.closes)


def of_event(event: bytes, ids: Sequence[bytes], decisions: Iterable[Decision]) -> list[Decision]:
    """Decisions about any revision of an event, and their retractions, the oldest first."""
    ordered = in_order(decisions)
    own = {each.id for each in ordered if each.event_id == event or each.about in ids}
    return [each for each in ordered if each.id in own or each.about in own]
