"""What cannot hold together in a patrol problem is named, and nothing else is."""

import dataclasses

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from northline.engines.patrol.conflict_words import CONFLICT_TEXTS, CONFLICT_WORDS, said
from northline.engines.patrol.conflicts import conflicts, smallest
from northline.engines.patrol.problem import Closure, NoGo, PatrolProblem, Presence
from northline.engines.patrol.solving import solve
from northline.engines.wording import LANGUAGES, arguments
from northline.records.errors import UsageError
from northline.records.unit import IN_CANADA, Mode
from tests.engines.patrolling import border, borders, unit

EVEN = [[1.0, 1.0]] * 5


def limits(problem: PatrolProblem) -> list[set[str]]:
    return [set(conflict.limits) for conflict in conflicts(problem)]


def test_a_sound_problem_has_no_conflict() -> None:
    asked = (Presence(name="bridge", stretches=(2,), periods=(0, 2), units=1.0),)
    assert conflicts(border(EVEN, (unit("a", 2, (0, 2)),), presence=asked)) == ()


def test_a_shift_without_a_unit_is_named() -> None:
    empty = msgspec.structs.replace(unit("night", 2, (0, 2)), unit=None)
    (conflict,) = conflicts(border(EVEN, (empty,)))
    assert conflict.limits == ("shift:night",)
    assert said(conflict, "en") == "Shift night has no unit: nobody patrols on it."
    assert said(conflict, "fr").startswith("Le quart night n\u2019a pas d\u2019unité")


def test_a_drone_without_airspace_authority_is_named() -> None:
    problem = border(EVEN, (unit("sky", 2, (0, 2), mode=Mode.DRONE, authority=()),))
    assert limits(problem) == [{"authority:sky"}]
    assert "no airspace authority on shift sky" in said(conflicts(problem)[0], "en")


def test_a_depot_from_which_no_water_is_reached_is_named() -> None:
    problem = border(EVEN, (unit("tug", 2, (0, 2), mode=Mode.BOAT),))
    problem.terrain[IN_CANADA].water[:] = False
    assert limits(problem) == [{"terrain:in-canada"}]


def test_a_bar_and_a_storm_are_named_where_only_both_keep_a_unit_in() -> None:
    problem = border(
        EVEN,
        (unit("tug", 2, (0, 2), mode=Mode.BOAT),),
        no_go=(NoGo(name="mine", stretches=(2,), periods=(0, 1)), NoGo(name="far", stretches=(4,))),
        closures=(
            Closure(name="gale", mode=Mode.BOAT, periods=(1, 2)),
            Closure(name="fog", mode=Mode.DRONE, periods=(0, 2)),
        ),
    )
    assert limits(problem) == [{"no-go:mine", "weather:gale"}]
    sentence = said(conflicts(problem)[0], "fr")
    assert "l\u2019interdiction mine; la fermeture météo gale" in sentence


def test_a_shift_too_short_to_come_back_from_where_it_is_asked_is_named() -> None:
    asked = (Presence(name="far end", stretches=(4,), periods=(1, 2), units=1.0),)
    problem = border(
        [[1.0, 1.0, 1.0, 1.0]] * 5, (unit("a", 0, (0, 2)),), presence=asked
    )  # fmt: skip
    assert limits(problem) == [{"presence:far end", "shift:a"}]
    assert "the hours and the range of shift a" in said(conflicts(problem)[0], "en")


def test_a_presence_that_more_units_would_have_to_keep_is_named_with_what_there_is() -> None:
    asked = (Presence(name="bridge", stretches=(2,), periods=(0, 2), units=2.0),)
    (conflict,) = conflicts(border(EVEN, (unit("a", 2, (0, 2)),), presence=asked))
    assert conflict.limits == ("presence:bridge",)
    assert (conflict.args["units"], conflict.args["able"]) == (2.0, 1.0)
    assert "asks for 2.0 units" in said(conflict, "en")
    assert "demande 2,0 unités" in said(conflict, "fr")


def test_two_presences_that_one_unit_cannot_both_keep_are_named_and_no_third() -> None:
    asked = (
        Presence(name="west", stretches=(0,), periods=(0, 1), units=1.0),
        Presence(name="middle", stretches=(1, 2), periods=(1, 2), units=0.5),
        Presence(name="east", stretches=(4,), periods=(0, 1), units=0.5),
    )
    (conflict,) = conflicts(border(EVEN, (unit("a", 2, (0, 2)),), presence=asked))
    assert conflict.code == "patrol-presences"
    assert set(conflict.limits) == {"presence:west", "presence:east"}


def test_every_conflict_is_found_not_only_the_first() -> None:
    asked = (
        Presence(name="west", stretches=(0,), periods=(0, 1), units=3.0),
        Presence(name="east", stretches=(4,), periods=(0, 1), units=3.0),
    )
    problem = border(EVEN, (unit("a", 2, (0, 2)),), presence=asked)
    assert limits(problem) == [{"presence:west"}, {"presence:east"}]


@settings(max_examples=25, deadline=None)
@given(borders(), st.integers(0, 2), st.sampled_from([0.3, 1.0, 2.0]))
def test_a_conflict_of_presence_is_named_when_and_only_when_there_is_no_plan(
    problem: PatrolProblem, stretch: int, units: float
) -> None:
    asked = (Presence(name="asked", stretches=(stretch,), periods=(0, 1), units=units),)
    problem = dataclasses.replace(problem, presence=asked)
    named = [c for c in conflicts(problem) if c.code.startswith("patrol-presence")]
    try:
        solve(problem)
    except UsageError:
        assert named
        assert "presence:asked" in named[0].limits
    else:
        assert not named


@given(st.lists(st.sets(st.integers(0, 7), min_size=1, max_size=3), min_size=1, max_size=4))
def test_the_smallest_set_conflicts_and_none_can_be_left_out(bad: list[set[int]]) -> None:
    names = tuple(str(n) for n in range(8))

    def holds(kept: tuple[str, ...]) -> bool:
        return not any({str(n) for n in each} <= set(kept) for each in bad)

    found = smallest(names, holds)
    assert not holds(found)
    assert all(holds(tuple(name for name in found if name != left)) for left in found)


def test_nothing_conflicts_where_all_holds() -> None:
    assert smallest(("a", "b"), lambda kept: True) == ()


def test_conflicts_are_worded_in_both_languages_with_the_same_arguments() -> None:
    for texts in CONFLICT_TEXTS.values():
        assert set(texts) == set(LANGUAGES)
        assert arguments(texts["en"]) == arguments(texts["fr"])
    for words in CONFLICT_WORDS.values():
        assert set(words) == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_limits_are_counted_after_six(language: str) -> None:
    conflict = conflicts(
        border(EVEN, (msgspec.structs.replace(unit("x", 2, (0, 2)), unit=None),))
    )[0]  # fmt: skip
    long = msgspec.structs.replace(
        conflict,
        code="patrol-presences",
        args={},
        limits=tuple(f"no-go:bar {n}" for n in range(9)),
    )
    sentence = said(long, language)
    assert "bar 5" in sentence
    assert "bar 6" not in sentence
    assert ("and 3 more" if language == "en" else "et 3 autres") in sentence
