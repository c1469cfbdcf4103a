"""Where a matter stands: the last decision in force about this very revision."""

import itertools

from northline.decisions.rules import State
from northline.decisions.signatures import is_signed_by
from northline.decisions.standing import in_force, of_event, standing, waits
from northline.decisions.triage import Matter, place
from northline.records.decision import Verb
from northline.records.record import Id
from northline.records.units import Micros, Probability
from tests.decisions.making import EVENT, FINDING, KEY, decision

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
        waits=state in {State.OPEN, State.ACKNOWLEDGED},
        score=Probability(score),
        at=Micros(at),
        event_id=event,
    )


def test_triage_shows_what_nobody_saw_first_then_the_surer_then_the_newer() -> None:
    wanted = [
        matter(State.OPEN, 0.95, 5),
        matter(State.OPEN, 0.99, 4),
        matter(State.OPEN, 0.62, 9),
        matter(State.OPEN, 0.62, 9, b"f"),
        matter(State.ACKNOWLEDGED, 1.0, 9),
        matter(State.DISMISSED, 1.0, 9),
    ]
    for shuffled in (wanted[::-1], wanted[3:] + wanted[:3]):
        assert sorted(shuffled, key=place) == wanted
