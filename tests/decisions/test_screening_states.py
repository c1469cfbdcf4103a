"""States of screening are kept apart, and only persons move what the comparison found."""

import itertools

import msgspec
import pytest

from northline.decisions.rules import About, rule_of
from northline.decisions.screening_states import OPINIONS, opinion, state_now, state_of_pair
from northline.decisions.second_look import check_other_person, is_drawn
from northline.records.decision import Verb
from northline.records.errors import NotPermitted
from northline.records.record import Id
from northline.records.screening import Candidate, ScreeningState
from tests.decisions.making import OTHER_KEY, decision

PAIR, TWIN = Id(b"p" * 16), Id(b"q" * 16)
S = ScreeningState


@pytest.mark.parametrize("recorded", [S.NOT_SCREENED, S.SCREENING_FAILED, S.NO_HIT])
def test_nobody_decides_away_that_somebody_was_not_screened(recorded: ScreeningState) -> None:
    for pairs in itertools.product((S.MATCH, S.NO_MATCH, S.CANNOT_TELL), repeat=2):
        assert state_now(recorded, pairs) is recorded


@pytest.mark.parametrize(
    ("pairs", "stands"),
    [
        ((S.POSSIBLE, S.NO_MATCH), S.POSSIBLE),
        ((S.NO_MATCH, S.NO_MATCH), S.NO_MATCH),
        ((S.NO_MATCH, S.CANNOT_TELL), S.CANNOT_TELL),
        ((S.CANNOT_TELL, S.POSSIBLE), S.POSSIBLE),
        ((S.POSSIBLE, S.MATCH), S.MATCH),
    ],
)
def test_a_screening_stands_by_where_its_candidates_stand(
    pairs: tuple[ScreeningState, ...], stands: ScreeningState
) -> None:
    assert state_now(S.POSSIBLE, pairs) is stands


def test_a_match_counts_once_a_second_person_has_signed() -> None:
    first = decision(Verb.MATCH, 1, about=PAIR, role="adjudicator")
    assert state_of_pair(PAIR, [first]) is S.POSSIBLE
    second = decision(
        Verb.APPROVE, 2, about=first.id, by="B. Cook", role="adjudicator", key=OTHER_KEY
    )
    assert state_of_pair(PAIR, [first, second]) is S.MATCH
    assert opinion(PAIR, [first]) == first


def test_a_decision_that_is_retracted_leaves_the_pair_open() -> None:
    said = decision(Verb.NO_MATCH, 1, about=PAIR, role="adjudicator")
    gone = decision(Verb.RETRACT, 2, about=said.id, role="adjudicator")
    assert state_of_pair(PAIR, [said]) is S.NO_MATCH
    assert state_of_pair(PAIR, [said, gone]) is S.POSSIBLE
    assert opinion(PAIR, [said, gone]) is None


def test_a_pair_is_for_adjudicators_and_takes_no_other_verb() -> None:
    about = {verb for verb in Verb if About.PAIR in rule_of(verb).about}
    assert about == set(OPINIONS)
    assert {rule_of(verb).roles for verb in about} == {("adjudicator",)}


def test_about_the_share_that_is_asked_for_gets_a_second_look_and_always_the_same_ones() -> None:
    ids = [n.to_bytes(16, "big") for n in range(4_000)]
    drawn = [each for each in ids if is_drawn(each, 0.1, "a seed")]
    assert 320 < len(drawn) < 480
    assert drawn == [each for each in ids if is_drawn(each, 0.1, "a seed")]
    assert set(drawn) <= {each for each in ids if is_drawn(each, 0.3, "a seed")}
    assert drawn != [each for each in ids if is_drawn(each, 0.1, "another")]
    assert not any(is_drawn(each, 0.0, "a seed") for each in ids)
    assert all(is_drawn(each, 1.0, "a seed") for each in ids)


def test_nobody_looks_twice() -> None:
    look = msgspec.convert(
        {"id": TWIN, "source": "a", "at": 1, "received": 1, "marking": 1, "query_id": "1",
         "query": PAIR, "list": "l", "entity": "e", "listed": bytes(32), "caption": "c",
         "name": "n", "asked": "a", "score": 0.9, "explanation": "[]", "screening": PAIR,
         "second_of": PAIR}, Candidate,
    )  # fmt: skip
    first = decision(Verb.NO_MATCH, 1, about=PAIR, role="adjudicator")
    mine = decision(Verb.NO_MATCH, 2, about=TWIN, role="adjudicator")
    theirs = decision(Verb.NO_MATCH, 2, about=TWIN, by="B. Cook", role="adjudicator", key=OTHER_KEY)
    with pytest.raises(NotPermitted):
        check_other_person(look, [PAIR], mine, [first])
    check_other_person(look, [PAIR], theirs, [first])
