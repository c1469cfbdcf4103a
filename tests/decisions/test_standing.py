"""Where a matter stands: the last decision in force about this very revision."""

import itertools
from typing import Any

import pytest

from northline.decisions.rules import State
from northline.decisions.standing import in_force, of_event, second_of, standing, waits
from northline.decisions.triage import Matter, place
from northline.records.decision import Decision, Verb
from northline.records.record import Id
from northline.records.signed_record import is_signed_by
from northline.records.units import Micros, Probability
from tests.decisions.making import EVENT, FINDING, KEY, OTHER_KEY, decision

ACKNOWLEDGED = decision(Verb.ACKNOWLEDGE, 1)
DISMISSED = decision(Verb.DISMISS, 2)
RETRACTED = decision(Verb.RETRACT, 3, about=DISMISSED.id)
CONFIRMED = decision(Verb.CONFIRM, 4)


def test_the_last_decision_in_force_counts_in_whatever_order_they_are_read() -> None:
    for some in itertools.permutations([ACKNOWLEDGED, DISMISSED, RETRACTED]):
        assert standing(FINDING, some) == (State.ACKNOWLEDGED, ACKNOWLEDGED)
    assert standing(FINDING, [ACKNOWLEDGED, DISMISSED])[0] is State.DISMISSED
    assert standing(FINDING, [ACKNOWLEDGED, DISMISSED, RETRACTED, CONFIRMED])[1] == CONFIRMED
    assert standing(FINDING, []) == (State.OPEN, None)


def test_what_was_decided_about_one_revision_leaves_the_next_one_open() -> None:
    assert standing(Id(b"2" * 16), [DISMISSED]) == (State.OPEN, None)


def test_a_retraction_is_never_in_force_and_takes_back_one_decision() -> None:
    other = decision(Verb.DISMISS, 5)
    assert in_force([DISMISSED, RETRACTED, other]) == [other]


def test_acknowledged_still_waits_and_dismissed_does_not() -> None:
    assert waits(State.OPEN, None)
    assert waits(State.ACKNOWLEDGED, ACKNOWLEDGED)
    assert not waits(State.DISMISSED, DISMISSED)


DISPATCH = decision(Verb.DISPATCH, 5, role="watch-supervisor")


def said(verb: Verb, number: int, **given: Any) -> Decision:
    """What a second person says of the dispatch."""
    told: dict[str, Any] = {
        "about": DISPATCH.id,
        "by": "B. Tran",
        "role": "dispatcher",
        "key": OTHER_KEY,
        **given,
    }
    return decision(verb, number, **told)


APPROVED = said(Verb.APPROVE, 6)
REFUSED = said(Verb.REFUSE, 6)


def test_a_grave_decision_is_proposed_until_a_second_person_approves_it() -> None:
    assert standing(FINDING, [ACKNOWLEDGED, DISPATCH]) == (State.PROPOSED, DISPATCH)
    for some in itertools.permutations([ACKNOWLEDGED, DISPATCH, APPROVED]):
        assert standing(FINDING, some) == (State.DISPATCHED, DISPATCH)
    assert second_of(DISPATCH, [DISPATCH, APPROVED]) == APPROVED
    assert second_of(DISPATCH, [DISPATCH]) is None
    assert waits(State.PROPOSED, DISPATCH)
    assert not waits(State.DISPATCHED, DISPATCH)


def test_what_a_second_person_refuses_leaves_the_matter_as_it_was() -> None:
    assert standing(FINDING, [ACKNOWLEDGED, DISPATCH, REFUSED]) == (
        State.ACKNOWLEDGED,
        ACKNOWLEDGED,
    )
    assert standing(FINDING, [DISPATCH, REFUSED]) == (State.OPEN, None)


def test_retracting_either_signature_undoes_it() -> None:
    first_back = decision(Verb.RETRACT, 7, about=DISPATCH.id)
    second_back = decision(Verb.RETRACT, 7, about=APPROVED.id, by="B. Tran")
    assert standing(FINDING, [DISPATCH, APPROVED, first_back]) == (State.OPEN, None)
    assert standing(FINDING, [DISPATCH, APPROVED, second_back]) == (State.PROPOSED, DISPATCH)
    refusal_back = decision(Verb.RETRACT, 7, about=REFUSED.id, by="B. Tran")
    assert standing(FINDING, [DISPATCH, REFUSED, refusal_back]) == (State.PROPOSED, DISPATCH)


def test_the_first_word_of_a_second_person_counts() -> None:
    late = said(Verb.REFUSE, 8, by="C. Diaz")
    assert standing(FINDING, [DISPATCH, APPROVED, late]) == (State.DISPATCHED, DISPATCH)


@pytest.mark.parametrize(
    "given",
    [
        {"by": "A. Roy"},
        {"by": " a. ROY"},
        {"key": KEY},
        {"role": "release-officer"},
        {"verb": Verb.CONFIRM},
    ],
    ids=["name", "name-otherwise-written", "key", "role", "verb"],
)
def test_what_one_person_signs_twice_or_in_another_role_approves_nothing(
    given: dict[str, Any],
) -> None:
    false = said(given.pop("verb", Verb.APPROVE), 6, **given)
    assert standing(FINDING, [DISPATCH, false]) == (State.PROPOSED, DISPATCH)


def test_a_namesake_of_another_agency_is_another_person() -> None:
    other = said(Verb.APPROVE, 6, by="A. Roy", agency="cbp")
    assert standing(FINDING, [DISPATCH, other])[0] is State.DISPATCHED


def test_all_that_follows_from_a_release_of_a_record_is_shown_with_it() -> None:
    record = Id(b"r" * 16)
    release = decision(Verb.RELEASE, 1, about=record, event=None, role="release-officer")
    yes = decision(
        Verb.APPROVE, 2, about=release.id, event=None, by="B", role="release-officer", key=OTHER_KEY
    )
    back = decision(Verb.RETRACT, 3, about=yes.id, event=None, by="B")
    assert of_event(record, [record], [back, yes, DISPATCH, release]) == [release, yes, back]
    assert standing(record, [release, yes])[0] is State.RELEASED
    assert standing(record, [release, yes, back])[0] is State.PROPOSED


def test_an_event_shows_decisions_on_all_revisions_and_their_retractions() -> None:
    earlier = decision(Verb.DISMISS, 0, about=Id(b"1" * 16))
    foreign = decision(Verb.DISMISS, 7, about=Id(b"9" * 16), event=Id(b"8" * 16))
    told = of_event(EVENT, [FINDING], [foreign, RETRACTED, DISMISSED, earlier])
    assert told == [earlier, DISMISSED, RETRACTED]


def test_a_signature_covers_every_field_and_counts_only_by_a_trusted_key() -> None:
    import msgspec

    keys: dict[bytes, bytes] = {KEY.key: KEY.public}
    assert is_signed_by(DISMISSED, keys)
    assert not is_signed_by(DISMISSED, {})
    for name, other in {
        "reason": "another",
        "by": "B. Tran",
        "verb": Verb.CONFIRM,
        "about": Id(bytes(16)),
        "at": Micros(5),
        "second": "C",
        "authority": "none",
        "role": "watch-supervisor",
        "marking": 2,
    }.items():
        assert not is_signed_by(msgspec.structs.replace(DISMISSED, **{name: other}), keys), name


def matter(state: State, score: float, at: int, event: bytes = b"e") -> Matter:
    return Matter(
        state=state,
        waits=state in {State.PROPOSED, State.OPEN, State.ACKNOWLEDGED},
        score=Probability(score),
        at=Micros(at),
        event_id=event,
    )


def test_triage_shows_what_waits_for_a_signature_then_what_nobody_saw_the_surer_first() -> None:
    wanted = [
        matter(State.PROPOSED, 0.62, 1),
        matter(State.OPEN, 0.95, 5),
        matter(State.OPEN, 0.99, 4),
        matter(State.OPEN, 0.62, 9),
        matter(State.OPEN, 0.62, 9, b"f"),
        matter(State.ACKNOWLEDGED, 1.0, 9),
        matter(State.DISMISSED, 1.0, 9),
    ]
    for shuffled in (wanted[::-1], wanted[3:] + wanted[:3]):
        assert sorted(shuffled, key=place) == wanted
