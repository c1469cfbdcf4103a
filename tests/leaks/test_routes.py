"""What goes on under markings that somebody may not see changes no answer that they get.

The test knows no route by name: it asks every route that the site serves, as people of six
agencies, before and after records that they may not see were added, found upon, decided about,
marked, held and erased.  A thing that could be seen, counted or inferred anywhere (in a body, a
header, a status, a cursor, an entity tag) would make two answers differ.
"""

import random
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pytest

from northline.records.marking import may_see
from northline.records.notation import parse_marking
from northline.records.units import Micros
from tests.leaks.agencies import HIDDEN, HOST, PEOPLE, Person, Sort
from tests.leaks.asking import Answer, Question, ask
from tests.leaks.node import SECOND, Shared, go_on, shared
from tests.leaks.routes import NOBODY, Route, paths, routes

JSON, HTML, ARROW = "application/json", "text/html", "application/vnd.apache.arrow.stream"

ASKED_WITH: Mapping[str, tuple[str, ...]] = {
    "/api/v1/records/{kind}": ("?limit=2", f"?as_of={10**9}", "?columns=source"),
    "/api/v1/findings": ("?state=all&limit=1",),
    "/findings": ("?state=all",),
    "/api/v1/picture/past": ("?minutes=60", "?minutes=1440"),
    "/api/v1/picture/alerts": ("?state=all",),
}
"""Route -> further ways of asking, beside the plain one."""


BOATS = 316_500_000
"""MMSI from which on the boats that somebody may not see are numbered."""


def instant() -> Micros:
    return Micros(SECOND * 1_000_000)


def may(person: Person, sort: Sort) -> bool:
    return may_see(person.viewer, parse_marking(sort.text, owner=HOST), instant())


def questions(every: list[Route], things: Mapping[str, tuple[str, ...]]) -> Iterator[Question]:
    """Each route that is only asked, in every way."""
    for route in every:
        if route.method != "GET" or route.is_stream or route.path.startswith("/static"):
            continue
        for path in paths(route, things):
            accept = JSON if path.startswith("/api/") else HTML
            for more in ("", *ASKED_WITH.get(route.path, ())):
                yield Question("GET", path + more, accept)
            if route.path == "/api/v1/records/{kind}":
                yield Question("GET", path, ARROW)


@pytest.fixture(scope="module", params=[0])
def lake(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shared]:
    with shared(tmp_path_factory.mktemp("leaks"), request.param) as made:
        yield made


def differences(before: Mapping[Question, Answer], after: Mapping[Question, Answer]) -> list[str]:
    """In words, what told somebody something."""
    found = []
    for question, first in before.items():
        second = after[question]
        if first.status != second.status:
            found.append(f"{question.path}: status {first.status} -> {second.status}")
        elif first.headers != second.headers:
            changed = {
                name: (first.headers.get(name), second.headers.get(name))
                for name in {*first.headers, *second.headers}
                if first.headers.get(name) != second.headers.get(name)
            }
            found.append(f"{question.path}: headers {changed}")
        elif first.body != second.body:
            place = next(
                (
                    n
                    for n, (a, b) in enumerate(zip(first.body, second.body, strict=False))
                    if a != b
                ),
                min(len(first.body), len(second.body)),
            )
            around = slice(max(0, place - 60), place + 60)
            found.append(f"{question.path}: {first.body[around]!r} -> {second.body[around]!r}")
    return found


OF_THE_CHAIN = ("/api/v1/audit", "/audit", "/api/v1/head", "/api/v1/health", "/health", "/metrics")
"""What tells of the chain and the machine as a whole, to the agency that runs the node and nobody
else: that agency keeps the chain, so how long it is, is no secret to it.  What is in the entries
is: `test_nothing_hidden_is_named_anywhere` looks there too."""


class Told(NamedTuple):
    """What everybody was answered, and what there is of it to be known."""

    differences: dict[tuple[str, str], list[str]]
    answers: dict[tuple[str, str], Mapping[Question, Answer]]


@pytest.fixture(scope="module")
def told(lake: Shared) -> Told:
    """Everything asked by everybody before and after each of `HIDDEN` came and went on."""
    chance = random.Random(5)
    every = routes(lake.served)
    found = Told({}, {})
    for place, sort in enumerate(HIDDEN):
        things = {"id": (NOBODY, lake.ids["public"][0], lake.ids["own"][0])}
        asked = list(questions(every, things))
        for person in PEOPLE:
            ask(lake, person, asked[:3])  # whoever looks for the first time has nothing to compare
        before = {person.account: ask(lake, person, asked) for person in PEOPLE}
        go_on(lake, sort, chance, base=BOATS + 10_000 * place)
        for person in PEOPLE:
            after = ask(lake, person, asked)
            found.answers[person.account, sort.name] = after
            found.differences[person.account, sort.name] = differences(
                before[person.account], after
            )
    return found


@pytest.mark.parametrize("sort", HIDDEN, ids=lambda each: each.name)
@pytest.mark.parametrize("person", PEOPLE, ids=lambda each: each.agency)
def test_nothing_hidden_changes_any_answer(told: Told, person: Person, sort: Sort) -> None:
    found = told.differences[person.account, sort.name]
    if may(person, sort):
        assert found, "whoever may see it sees that something changed"
        return
    if person.agency == HOST:
        found = [each for each in found if not each.startswith(OF_THE_CHAIN)]
    assert not found, "\n".join(found[:40])


@pytest.mark.parametrize("sort", HIDDEN, ids=lambda each: each.name)
@pytest.mark.parametrize("person", PEOPLE, ids=lambda each: each.agency)
def test_nothing_hidden_is_named_anywhere(
    told: Told, lake: Shared, person: Person, sort: Sort
) -> None:
    names = [f"source-{sort.name}", f"reason-{sort.name}", f"hold-{sort.name}", f"rule-{sort.name}"]
    base = BOATS + 10_000 * HIDDEN.index(sort)
    names += [str(base), str(base + 900), *lake.ids[sort.name]]
    found = [
        f"{question.path}: {name}"
        for question, answer in told.answers[person.account, sort.name].items()
        for name in names
        if name.encode() in answer.body and name not in question.path
    ]
    assert bool(found) == may(person, sort), "\n".join(found[:40])
