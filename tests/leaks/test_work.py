"""How long an answer takes is not hidden; how much is done for it is.

To a question about a hidden thing the node does the same as to one about a thing that is not there:
the same statements to the log, as many of each, and the same parts of the ledger read.  So there is
nothing to be timed but the machine.  What differs all the same is said in docs/threat-model.md.
"""

import random
import re
import secrets
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from northline.ledger.log_sqlite import SqliteLog
from northline.ledger.plan import ScanPlan
from northline.ledger.scan import Scanner
from tests.leaks.agencies import HOST, OPERATOR, PEOPLE, Person, Sort
from tests.leaks.asking import Question, ask
from tests.leaks.going_on import go_on
from tests.leaks.node import Shared, ids_of
from tests.leaks.routes import FULL, Route, accepted, routes

UNSEEN = Sort("more80", f"Protected B; owner={HOST}; compartments={OPERATOR}")
Work = Counter[tuple[str, str]]


@contextmanager
def counted() -> Iterator[Work]:
    """What is done meanwhile: statements to the log, and parts that are read."""
    done: Work = Counter()
    scan = Scanner.read

    def read(self: Scanner, store: Any, plan: ScanPlan) -> Any:
        if _is_asked():
            done["plan", plan.kind] += 1
            done.update(("part", str(part.part)) for part in plan.parts)
        return scan(self, store, plan)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Scanner, "read", read)
        _count_statements(patch, done)
        yield done


def _is_asked() -> bool:
    """Whether this is done for a question, and not to keep up somebody's picture meanwhile."""
    return threading.current_thread().name != "picture"


def _count_statements(patch: pytest.MonkeyPatch, done: Work) -> None:
    reading = SqliteLog.reading

    @contextmanager
    def counting(self: SqliteLog) -> Iterator[Any]:
        with reading(self) as rows:
            run = rows.run

            class Counting:
                def __getattr__(self, name: str) -> Any:
                    return getattr(rows, name)

                def run(self, sql: str, *values: Any) -> Any:
                    done["statement", re.sub(r"\s+", " ", sql)] += _is_asked()
                    return run(sql, *values)

            yield Counting()

    patch.setattr(SqliteLog, "reading", counting)


@pytest.fixture(scope="module")
def hidden(lake: Shared) -> dict[str, str]:
    """Kind -> a record of it that none of the six may see."""
    go_on(lake, UNSEEN, random.Random(17))
    return {kind: ids_of(lake, UNSEEN, kind)[0] for kind in ("position", "finding")}


def about_one(lake: Shared) -> Iterator[Route]:
    """The routes that are asked about one record."""
    for route in routes(lake.served):
        if route.method == "GET" and {"id", "decision"} & set(route.names):
            yield route


def work(lake: Shared, person: Person, route: Route, thing: str) -> Work:
    """What is done for a question about a thing."""
    path = route.path.replace("{kind}", FULL[0])
    path = re.sub(r"{(id|decision)}", thing, path)
    with counted() as done:
        (answer,) = ask(lake, person, [Question("GET", path, accepted(route, path)[0])])
    assert answer.status in {403, 404}, (path, answer)
    return done


@pytest.mark.parametrize("person", PEOPLE, ids=lambda each: each.agency)
def test_as_much_is_done_for_a_hidden_thing_as_for_one_that_is_not_there(
    lake: Shared, hidden: dict[str, str], person: Person
) -> None:
    unequal = []
    for route in about_one(lake):
        work(lake, person, route, secrets.token_hex(16))  # the first question warms up
        for thing in hidden.values():
            first, second = (
                work(lake, person, route, each) for each in (thing, secrets.token_hex(16))
            )
            if first != second:
                unequal.append((route.path, first - second, second - first))
    assert not unequal, unequal


def test_more_is_done_for_what_may_be_seen(lake: Shared, hidden: dict[str, str]) -> None:
    """Counting that counts nothing would pass the test above."""
    del hidden
    with counted() as done:
        ask(lake, PEOPLE[0], [Question("GET", f"/api/v1/records/position/{lake.ids['public'][0]}")])
    assert done["plan", "position"] == 1
    assert sum(n for (what, _), n in done.items() if what == "statement") > 1
