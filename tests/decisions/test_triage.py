"""The order of the queue, and how many of it an hour has room for."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from northline.decisions.rules import State
from northline.decisions.triage import HOUR, Matter, Rank, held_back, place, rank_of
from northline.records.units import Micros, Probability

NOW = Micros(500_000 * HOUR + HOUR // 2)


def matter(number: int, **fields: Any) -> Matter:
    usual: dict[str, Any] = {
        "state": State.OPEN, "waits": True, "score": Probability(0.9),
        "at": Micros(NOW + number), "event_id": number.to_bytes(16, "big"),
        "kind": "line-crossing", "until": NOW,
    }  # fmt: skip
    return Matter(**{**usual, **fields})


def order(*matters: Matter) -> list[int]:
    return [int.from_bytes(each.event_id, "big") for each in sorted(matters, key=place)]


def numbers(held: frozenset[bytes]) -> set[int]:
    return {int.from_bytes(each, "big") for each in held}


def test_what_presses_stands_before_what_is_lawful_whatever_the_score() -> None:
    assert order(
        matter(1, kind="reported-crossing", score=Probability(1.0)),
        matter(2, kind="line-crossing", score=Probability(1.0)),
        matter(3, kind="failure-to-report", score=Probability(0.5)),
        matter(4, kind="meeting"),
        matter(5, kind="failure-to-report", score=Probability(0.9)),
        matter(6, kind="line-crossing", state=State.PROPOSED, waits=True),
        matter(7, kind="dark-crossing", state=State.DISMISSED, waits=False),
    ) == [6, 5, 3, 4, 2, 1, 7]  # fmt: skip
    assert rank_of("of another release") is Rank.OTHER


def test_an_hour_shows_its_room_by_rank_and_holds_back_the_rest() -> None:
    plain = [matter(n) for n in range(40)]
    pressing = [matter(100 + n, kind="failure-to-report") for n in range(5)]
    held = numbers(held_back([*plain, *pressing], 30, NOW))
    assert len(held) == 15
    assert held == set(range(15))  # the oldest of the least pressing
    assert held_back([*plain, *pressing], 45, NOW) == frozenset()


def test_what_is_held_back_comes_up_in_the_first_hour_with_room() -> None:
    busy = [matter(n) for n in range(40)]
    assert len(held_back(busy, 30, NOW)) == 10
    assert len(held_back(busy, 30, Micros(NOW + HOUR))) == 0
    later = [matter(200 + n, until=NOW + HOUR, kind="meeting") for n in range(28)]
    assert len(held_back([*busy, *later], 30, Micros(NOW + HOUR))) == 8
    assert held_back([*busy, *later], 30, Micros(NOW + 2 * HOUR)) == frozenset()


def test_what_was_decided_about_took_its_place_and_is_not_held_back() -> None:
    done = [matter(n, state=State.DISMISSED, waits=False) for n in range(20)]
    seen = [matter(100 + n, state=State.ACKNOWLEDGED) for n in range(5)]
    fresh = [matter(200 + n) for n in range(10)]
    held = numbers(held_back([*done, *seen, *fresh], 30, NOW))
    assert len(held) == 5
    assert held <= set(range(200, 210))


def test_an_officer_who_may_need_help_stands_first_and_is_never_held_back() -> None:
    late = [matter(n, kind="overdue-unit", score=Probability(0.1)) for n in range(3)]
    others = [matter(100 + n, kind="failure-to-report") for n in range(3)]
    assert held_back([*late, *others], 1, NOW) == {each.event_id for each in others}
    assert order(*others, *late)[:3] == [2, 1, 0]
    assert rank_of("overdue-unit") < rank_of("failure-to-report")


def test_a_clock_that_is_ahead_hides_nothing() -> None:
    future = [matter(n, until=Micros(NOW + 99 * HOUR)) for n in range(3)]
    assert held_back(future, 30, NOW) == frozenset()


@given(
    st.lists(
        st.tuples(
            st.integers(0, 6),
            st.sampled_from(["line-crossing", "failure-to-report", "meeting"]),
            st.sampled_from([State.OPEN, State.DISMISSED]),
        ),
        max_size=40,
    ),
    st.integers(1, 5),
)
def test_an_hour_adds_no_more_than_it_has_room_for(
    drawn: list[tuple[int, str, State]], most: int
) -> None:
    matters = [
        matter(n, until=Micros(NOW - ago * HOUR), kind=kind, state=state, waits=state is State.OPEN)
        for n, (ago, kind, state) in enumerate(drawn)
    ]
    held = held_back(matters, most, NOW)
    fresh = {each.event_id for each in matters if each.state is State.OPEN}
    assert held <= fresh
    before: set[bytes] = set()
    for ago in range(6, -1, -1):
        then = [each for each in matters if each.until <= NOW - ago * HOUR]
        at = Micros(NOW - ago * HOUR)
        shown = {e.event_id for e in then if e.state is State.OPEN} - held_back(then, most, at)
        assert before <= shown  # what is shown is not taken back for what comes later
        assert len(shown - before) <= most
        before = shown
    assert held_back(matters, most, Micros(NOW + 50 * HOUR)) == frozenset()
