"""One node for all of these tests, and what everybody was answered while things went on in it."""

import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from northline.app.rights.queue import requests
from northline.measures.claim import declared
from northline.measures.trend import trends
from tests.leaks.agencies import BASE, HIDDEN, HOST, PEOPLE, Person, Sort, may
from tests.leaks.asking import Answer, Question, ask, differences, sealed
from tests.leaks.going_on import ask_for_access, go_on
from tests.leaks.node import Shared, ids_of, shared
from tests.leaks.routes import NOBODY, questions, routes, wrong_questions

PUBLIC, OWN = BASE[:2]


class Log(logging.Handler):
    """Keeps every line that any logger is given."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith("httpx"):  # that is who asks
            self.lines.append(logging.Formatter().format(record))


class Told(NamedTuple):
    """What everybody was answered, and what told them something.

    Attributes:
        differences: account and name of a sort -> what differed once it came and went on.
        answers: the same -> what was asked last, and answered.
        log: what the server wrote down meanwhile.
    """

    differences: dict[tuple[str, str], list[str]]
    answers: dict[tuple[str, str], list[tuple[Question, Answer]]]
    log: list[str]


@pytest.fixture(scope="session")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """The node, with what everybody may know of in it already."""
    with node_of(tmp_path_factory.mktemp("leaks"), 0) as made:
        yield made


@contextmanager
def node_of(folder: Path, seed: int) -> Iterator[Shared]:
    """A node with a ledger that this seed makes, and a request of a person in it."""
    with shared(folder, seed) as made:
        ask_for_access(made, OWN)
        yield made


@pytest.fixture(scope="session")
def told(lake: Shared) -> Told:
    """Everything asked by everybody before and after each of `HIDDEN` came and went on."""
    return told_of(lake, HIDDEN, random.Random(5))


def told_of(lake: Shared, sorts: tuple[Sort, ...], chance: random.Random) -> Told:
    """Everything asked by everybody before and after each of some sorts came and went on."""
    every, log = routes(lake.served), Log()
    asked, wrong = {}, {}
    for person in PEOPLE:
        known = things(lake, person)
        asked[person.account] = list(questions(every, known))
        wrong[person.account] = list(wrong_questions(every, known))
        # Whoever looks for the first time has nothing to compare.
        ask(lake, person, asked[person.account][:3])
    found = Told({}, {}, log.lines)
    logging.getLogger().addHandler(log)
    level = logging.getLogger().level
    logging.getLogger().setLevel(logging.DEBUG)
    # Wrong values are tried by two who see nothing of it: they are refused before anything is read.
    strangers = [each for each in PEOPLE if not any(may(each, sort) for sort in sorts)][-2:]
    try:
        before = {each.account: ask(lake, each, asked[each.account]) for each in PEOPLE}
        mistaken = {each.account: ask(lake, each, wrong[each.account]) for each in strangers}
        for sort in sorts:
            go_on(lake, sort, chance)
            for person in PEOPLE:
                put, place = asked[person.account], (person.account, sort.name)
                after = ask(lake, person, put)
                found.differences[place] = differences(put, before[person.account], after)
                found.answers[place] = list(zip(put, after, strict=True))
                before[person.account] = after
        for person in strangers:
            put, place = wrong[person.account], (person.account, sorts[-1].name)
            after = ask(lake, person, put)
            found.differences[place] += differences(put, mistaken[person.account], after)
            found.answers[place] += zip(put, after, strict=True)
    finally:
        logging.getLogger().removeHandler(log)
        logging.getLogger().setLevel(level)
    return found


def things(lake: Shared, person: Person) -> dict[str, tuple[str, ...]]:
    """Parameter of a path or query -> what there is that somebody may see, and what is not there."""
    finding = ids_of(lake, PUBLIC, "finding")[0]
    position = lake.ids["public"][0]
    decision = lake.node.decisions(finding)[0].id.hex()
    host = next(each for each in PEOPLE if each.agency == HOST)
    asked = [each.request for each in requests(lake.acting(host), state="all")]
    number = min(asked, key=lambda each: each.received).number
    cursor = "/api/v1/records/position?limit=1"
    return {
        "id": (finding, position),
        "record": (NOBODY, position),
        "decision": (decision,),
        "number": (number,),
        "name": ("host",),
        "seq": ("7",),
        "about": (NOBODY, finding),
        "cell": ("892ab2d6c47ffff",),
        "claim": (declared().claims[0].claim,),
        "trend": (trends()[0].trend,),
        "at": ("2026-07-01T14:00:00Z",),
        "lon": ("-82.9",),
        "lat": ("42.3",),
        "km": ("100",),
        "stretch": ("456",),
        "after": ("x", sealed(lake, person, "/findings", rb'data-head="([^"]+)"')),
        "cursor": tuple(
            sealed(lake, each, cursor, rb'"next":"([^"]+)"') for each in (host, person)
        ),
    }
