"""Where a screening stands: what the comparison gave, and what persons decided about its candidates.

::

    not-screened, screening-failed, no-hit     as recorded: nobody can decide them away
    any candidate matched, by two persons  ->  match
    any candidate open or only proposed    ->  possible
    any candidate of which nobody can tell ->  cannot-tell
    every candidate decided not to match   ->  no-match

A blind second look never moves a screening: it measures whether officers agree.
"""

from collections.abc import Iterable, Sequence

from northline.decisions.rules import State
from northline.decisions.standing import in_force, standing
from northline.records.decision import Decision, Verb
from northline.records.screening import ScreeningState

OPINIONS: dict[Verb, ScreeningState] = {
    Verb.MATCH: ScreeningState.MATCH,
    Verb.NO_MATCH: ScreeningState.NO_MATCH,
    Verb.CANNOT_TELL: ScreeningState.CANNOT_TELL,
}
"""What a person may say of a pair."""

_OF_PAIR = {
    State.MATCHED: ScreeningState.MATCH,
    State.NOT_MATCHED: ScreeningState.NO_MATCH,
    State.UNDECIDED: ScreeningState.CANNOT_TELL,
}

_FIRST = (
    ScreeningState.MATCH,
    ScreeningState.POSSIBLE,
    ScreeningState.CANNOT_TELL,
    ScreeningState.NO_MATCH,
)


def state_of_pair(pair: bytes, decisions: Iterable[Decision]) -> ScreeningState:
    """Where a pair stands: ``possible`` while nothing about it is in force."""
    state, _ = standing(pair, decisions)
    return _OF_PAIR.get(state, ScreeningState.POSSIBLE)


def state_now(recorded: ScreeningState, pairs: Sequence[ScreeningState]) -> ScreeningState:
    """Where a screening stands, by where its candidates stand."""
    if recorded is not ScreeningState.POSSIBLE or not pairs:
        return recorded
    return next(each for each in _FIRST if each in pairs)


def opinion(pair: bytes, decisions: Iterable[Decision]) -> Decision | None:
    """What a first person says of a pair, whether a second one has approved it or not; else None."""
    said = [each for each in in_force(decisions) if each.about == pair and each.verb in OPINIONS]
    return said[-1] if said else None
