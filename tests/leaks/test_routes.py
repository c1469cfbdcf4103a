"""What goes on under markings that somebody may not see changes no answer that they get.

The test knows no route by name: it asks every route that the site serves, as people of six
agencies, before and after records that they may not see were added, found upon, decided about,
marked, held, erased and compacted.  A thing that could be seen, counted or inferred anywhere (in a
body, a header, a status, a cursor, an entity tag) would make two answers differ.
"""

import pytest
from litestar import get

from tests.leaks.agencies import BASE, HIDDEN, HOST, PEOPLE, Person, Sort, may
from tests.leaks.asking import ask, differences
from tests.leaks.conftest import Told, things
from tests.leaks.going_on import canaries
from tests.leaks.node import Shared
from tests.leaks.routes import inner, questions, routes

OF_THE_CHAIN = (
    "/api/v1/audit", "/audit", "/api/v1/head", "/api/v1/health", "/health", "/metrics",
    "/api/v1/sharing/disclosures", "/sharing/disclosures",
)  # fmt: skip
"""What tells of the chain and the machine as a whole, to the agency that keeps the ledger and nobody
else: that agency keeps the chain, so how long it is, and who looks, is no secret to it.  What is in
the entries is: `test_nothing_hidden_is_named_anywhere` looks there too."""

EACH = pytest.mark.parametrize("person", PEOPLE, ids=lambda each: each.agency)
OF_EACH = pytest.mark.parametrize("sort", HIDDEN, ids=lambda each: each.name)


def told_more(told: Told, person: Person, sort: Sort) -> list[str]:
    """What differed in the answers that somebody got."""
    found = told.differences[person.account, sort.name]
    if person.agency == HOST:
        return [each for each in found if not each.removeprefix("GET ").startswith(OF_THE_CHAIN)]
    return found


def named(told: Told, lake: Shared, person: Person, sort: Sort) -> list[str]:
    """What answers name that stands in what went on and nowhere else."""
    words = canaries(lake, sort)
    return [
        f"{question.path}: {word}"
        for question, answer in told.answers[person.account, sort.name]
        for word in words
        if word not in question.path
        and (word.encode() in answer.body or word in str(answer.headers))
    ]


@OF_EACH
@EACH
def test_nothing_hidden_changes_any_answer(told: Told, person: Person, sort: Sort) -> None:
    found = told_more(told, person, sort)
    if may(person, sort):
        assert found, "whoever may see it sees that something changed"
        return
    assert not found, "\n".join(found[:40])


def test_nothing_that_is_asked_is_an_accident(told: Told) -> None:
    every = [each for some in told.answers.values() for each in some]
    assert not {(q.path, a.status) for q, a in every if a.status >= 500}


@OF_EACH
@EACH
def test_nothing_hidden_is_named_anywhere(
    told: Told, lake: Shared, person: Person, sort: Sort
) -> None:
    found = named(told, lake, person, sort)
    assert bool(found) == may(person, sort), "\n".join(found[:40])


def test_the_log_of_the_server_names_nothing_and_no_secret(told: Told, lake: Shared) -> None:
    words = [word for sort in (*HIDDEN, *BASE) for word in (f"source-{sort.name}",)]
    words += [word for sort in HIDDEN for word in canaries(lake, sort)]
    words += [*lake.tokens.values(), *(each for some in lake.sessions.values() for each in some)]
    assert not [(word, line) for line in told.log for word in words if word in line]


def test_every_route_that_is_only_asked_was_answered_to_somebody(told: Told, lake: Shared) -> None:
    """A suite in which nobody is answered would find nothing."""
    answered = {
        question.path.partition("?")[0]
        for some in told.answers.values()
        for question, answer in some
        if answer.status == 200
    }
    known = things(lake, PEOPLE[0])
    silent = {
        route.path
        for route in routes(lake.served)
        if (asked := [each.path.partition("?")[0] for each in questions([route], known)])
        and answered.isdisjoint(asked)
    }
    assert silent == UNANSWERED | ELSEWHERE


UNANSWERED = {
    "/", "/sign-in",  # which lead elsewhere
    "/accounts", "/accounts/{name}", "/api/v1/accounts", "/api/v1/accounts/{name}",
    "/api/v1/exercise/truth",
    "/map/tiles/{name}/{z}/{x}/{y}",
    "/sign-in/openid/{name}", "/sign-in/openid/{name}/back", "/sign-in/openid/{name}/leave",
}  # fmt: skip
"""What is for administrators only, who see no record by that, or is not there on this node."""

ELSEWHERE = {
    "/api/v1/patrol/plans/{id}", "/api/v1/patrol/orders/{id}",
    *(f"/api/v1/patrol/orders/{{id}}/sheet.{form}" for form in ("pdf", "html", "gpx", "cot", "ics")),
    "/api/v1/operations/{id}", "/api/v1/operations/requests/{id}", "/api/v1/patrol/drone-way",
    "/api/v1/screenings/{id}", "/api/v1/screenings/pairs/{id}", "/api/v1/referrals/{id}",
    "/patrol/orders/{id}",
    "/screening/asked/{id}", "/screening/pairs/{id}", "/screening/lists/{name}",
    "/api/v1/lists/{name}", "/api/v1/lists/{name}/changes",
}  # fmt: skip
"""What there is none of on this node: ``test_patrol.py``, ``test_operations.py``, ``test_lists.py`` and
``test_screening.py`` ask; of the pages of screening ``tests/web/test_screening_page.py`` those who lack the role."""


def test_a_route_that_counts_what_is_hidden_is_found(lake: Shared) -> None:
    """Planted: a new route is among those asked, and one that leaks makes two answers differ."""

    @get("/api/v1/planted", sync_to_thread=True)
    def planted() -> dict[str, int]:
        return {"count": sum(1 for _ in lake.node.ledger.entries())}

    inner(lake.served).register(planted)
    every = [each for each in routes(lake.served) if each.path == "/api/v1/planted"]
    asked = list(questions(every, {}))
    assert len(asked) == 1
    guest = PEOPLE[-1]
    before = ask(lake, guest, asked)
    lake.node.records("position", limit=1)
    assert len(differences(asked, before, ask(lake, guest, asked))) == 1
