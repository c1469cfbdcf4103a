"""The score of a screening desk: each figure by hand, on people whose truth is plain."""

import msgspec

from northline.exercise.applicants import Applicant
from northline.exercise.lists import Turn
from northline.exercise.screened import Answered, Moved, Screened, number_of, screened


def one(
    id: str,
    number: int | None = None,
    turn: Turn | None = None,
    sort: str = "spelling",
    script: str = "Latn",
    early: bool = True,
) -> Applicant:
    return Applicant(
        id=id, second=1.0, name="Zuvor Lum", script=script, sort=sort, number=number, turn=turn,
        early=early,
    )  # fmt: skip


def hit(id: str, *told: str, candidates: int = 1) -> Answered:
    return Answered(id=id, state="possible", told=told, candidates=told[:candidates])


def nothing(id: str) -> Answered:
    return Answered(id=id, state="no-hit")


def score(people: list[Applicant], answers: list[Answered], *moved: Moved) -> Screened:
    return screened(people, answers, moved, 1.0)


def test_who_has_no_answer_counts_as_asked_and_never_as_no_hit() -> None:
    failed = Answered(id="b", state="screening-failed", reason="the row has 3 cells")
    told = score([one("a"), one("b"), one("c")], [nothing("a"), failed])
    assert (told.asked, told.screened, told.coverage) == (3, 1, 1 / 3)
    assert told.reasons == {"the row has 3 cells": 1, "nobody asked": 1}


def test_whose_entity_stands_first_on_either_list_is_found() -> None:
    people = [one("a", 7), one("b", 7), one("c", 7), one("d", 7)]
    told = score(
        people,
        [
            hit("a", "ofac:7", "un-list:EXi.009"),
            hit("b", "un-list:EXi.009", "un-list:EXi.007", candidates=2),
            hit("c", "ofac:7", candidates=0),
            nothing("d"),
        ],
    )
    assert (told.listed, told.recall_at_1, told.recall) == (4, 0.5, 0.5)
    assert told.not_told == ("c", "d")
    sort = told.listed_by_sort["spelling"]
    assert (sort.asked, sort.first, sort.candidate) == (4, 2, 2)


def test_false_hits_are_told_by_script_and_namesakes_apart() -> None:
    people = [
        one("a", sort="stranger"),
        one("b", sort="stranger", script="Arab"),
        one("c", sort="stranger", script="Arab"),
        one("d", sort="namesake"),
    ]
    told = score(people, [nothing("a"), hit("b", "ofac:1"), nothing("c"), hit("d", "ofac:2")])
    assert told.false_by_script["Latn"].per_1000 == 0.0
    assert (told.false_by_script["Arab"].hits, told.false_by_script["Arab"].per_1000) == (1, 500.0)
    assert told.false_by_sort["stranger"].asked == 3
    assert (told.namesakes.asked, told.namesakes.hits) == (1, 1)
    assert told.recall is None, "nobody is listed"


def test_what_the_update_changes_is_held_against_what_was_told() -> None:
    people = [
        one("a", 1, Turn.ADDED),
        one("b", 2, Turn.ADDED),
        one("c", 3, Turn.REMOVED),
        one("d", 4, Turn.REMOVED),
        one("e", 5, Turn.REMOVED),
        one("f", 6, Turn.AMENDED),
        one("g", sort="stranger"),
        one("h", 8, early=False),
    ]
    answers = [nothing(each) for each in "abeg"]
    answers += [hit("c", "ofac:3"), hit("d", "ofac:4"), hit("f", "ofac:6"), hit("h", "ofac:8")]
    told = score(
        people,
        answers,
        Moved(id="a", appeared=("un-list:EXi.001",)),
        Moved(id="b", appeared=("ofac:9",)),
        Moved(id="c", gone=("ofac:3",)),
        Moved(id="f", altered=("ofac:6",)),
        Moved(id="g", appeared=("ofac:9",)),
    ).delta
    assert (told.added, told.added_found) == (2, 1)
    assert (told.removed, told.removed_found) == (2, 1), "who was not found cannot be gone"
    assert (told.amended, told.amended_found, told.mistaken) == (1, 1, 1)


def test_the_score_is_plain_data() -> None:
    told = msgspec.json.decode(msgspec.json.encode(score([one("a", 7)], [hit("a", "ofac:7")])))
    assert told["recall"] == 1.0
    assert number_of("un-list:EXe.012") == 12
