"""Shifts, plans and orders of others: no list, record, sheet or refusal tells of them."""

from collections.abc import Iterator

import pytest

from tests.leaks.agencies import HOST, OPERATOR, PEOPLE
from tests.leaks.asking import Question, ask, differences
from tests.leaks.node import Shared, shared
from tests.leaks.patrols import DAYS, planned

OPEN = f"Unclassified; owner={HOST}; partners=*"
HIDDEN = f"Protected B; owner={HOST}; compartments={OPERATOR}"
FORMS = ("html", "gpx", "cot", "ics")
HOSTED, OTHERS = PEOPLE[0], PEOPLE[1:]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    with shared(tmp_path_factory.mktemp("patrols"), 6) as made:
        yield made


@pytest.fixture(scope="module")
def own(lake: Shared) -> tuple[str, str]:
    """A plan and an order that the host's people see."""
    return planned(lake.node, OPEN, "open")


def about(plan: str, order: str) -> list[Question]:
    """All that can be asked about them."""
    return [
        Question("GET", f"/api/v1/patrol/plans/{plan}"),
        Question("GET", f"/api/v1/patrol/orders/{order}"),
        Question("GET", f"/patrol/orders/{order}"),
        *(Question("GET", f"/api/v1/patrol/orders/{order}/sheet.{form}") for form in FORMS),
        Question("GET", f"/api/v1/records/patrol-order/{order}"),
        Question("GET", f"/api/v1/records/finding/{plan}"),
    ]


LISTS = [
    Question("GET", path)
    for path in (
        *("/api/v1/patrol/shifts", "/api/v1/patrol/plans", "/api/v1/patrol/orders"),
        *(f"/api/v1/patrol/shifts?day={day}" for day in DAYS.values()),
        "/api/v1/patrol/orders?state=drafted",
        *("/api/v1/records/shift", "/api/v1/records/patrol-order", "/api/v1/findings?state=all"),
        *("/api/v1/records/shift/count", "/api/v1/records/patrol-order/count"),
        "/api/v1/findings?state=all&kind=patrol-plan",
    )
]


def test_the_host_is_answered_about_their_own(lake: Shared, own: tuple[str, str]) -> None:
    """A suite in which nobody is answered would find nothing."""
    assert {each.status for each in ask(lake, HOSTED, about(*own))} == {200}
    assert b'"seed":"3"' in ask(lake, HOSTED, about(*own)[:1])[0].body


def test_what_is_hidden_changes_no_list_and_is_named_nowhere(
    lake: Shared, own: tuple[str, str]
) -> None:
    asked = [*LISTS, *about(*own)]
    before = {each.account: ask(lake, each, asked) for each in PEOPLE}
    hidden = planned(lake.node, HIDDEN, "hidden")
    for person in PEOPLE:
        after = ask(lake, person, asked)
        assert not differences(asked, before[person.account], after), person.agency
        shown = b"".join(each.body for each in after)
        for word in (*hidden, "hidden 0", "hidden officer"):
            assert word.encode() not in shown


def test_what_is_hidden_is_answered_like_what_is_not_there(lake: Shared) -> None:
    hidden = planned(lake.node, HIDDEN, "later")
    absent = ("ab" * 16, "cd" * 16)
    for person in PEOPLE:
        pairs = zip(about(*hidden), about(*absent), strict=True)
        for one, other in pairs:
            first, second = ask(lake, person, [one, other])
            bodies = [each.body for each in (first, second)]
            for some, ids in enumerate((hidden, absent)):
                for id in ids:
                    bodies[some] = bodies[some].replace(id.encode(), b"ID")
            assert (first.status, bodies[0]) == (second.status, bodies[1]), (one, first, second)
            assert first.status in {403, 404}, (one, first)


def test_partners_do_not_see_a_plan_of_shifts_that_they_may_see(
    lake: Shared, own: tuple[str, str]
) -> None:
    """Where units go tomorrow is the agency's own, whoever may know who is on duty."""
    for person in OTHERS:
        statuses = {each.status for each in ask(lake, person, about(*own))}
        assert statuses <= {403, 404}, person.agency
