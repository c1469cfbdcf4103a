"""To do something about what one may not see is answered like doing it about what is not there."""

import random
import re
import secrets
from typing import NamedTuple

import pytest

from northline.app.rights.opening import Asked, open_request
from northline.app.rights.steps import add_step
from northline.decisions.rights_steps import StepWish
from northline.records.marking import Level
from northline.records.redress_number import redress_number
from northline.records.rights_request import StepSort
from northline.records.signing import PrivateKey
from tests.leaks.agencies import HOST, OPERATOR, PEOPLE, Person, Sort
from tests.leaks.asking import Answer, Question, ask
from tests.leaks.conftest import PUBLIC
from tests.leaks.going_on import base_of, go_on
from tests.leaks.node import ADMINISTRATION, PASSWORD, Shared, feed, ids_of
from tests.leaks.patrols import planned
from tests.leaks.routes import routes
from tests.leaks.writes import (
    ABOUT,
    ACCOUNT,
    FINDING,
    HEAD,
    MARKED,
    NUMBER,
    ORDER,
    OTHERWISE,
    PLAN,
    RECORD,
    REFUSED,
    SENSOR,
    SESSION,
    SIGN_IN,
    TOKEN,
    Write,
)

UNSEEN = Sort("more1", f"Protected B; owner={HOST}; compartments={OPERATOR}")
"""What none of the six may see."""

EACH = pytest.mark.parametrize("person", PEOPLE, ids=lambda each: each.agency)
BYTES = (("Content-Type", "application/octet-stream"),)


class Things(NamedTuple):
    """Sort of thing -> one that none of the six may see, and one that everybody may."""

    hidden: dict[str, str]
    open: dict[str, str]


@pytest.fixture(scope="module")
def things(lake: Shared) -> Things:
    go_on(lake, UNSEEN, random.Random(7))
    accounts, node = lake.served.accounts, lake.node
    password = PASSWORD.format(name="root")
    accounts.sign_in("root", password, ADMINISTRATION, address="", agent="")
    told = node.operator
    elsewhere = node.acting_as(
        type(told)(name="an officer elsewhere", agency="fintrac", key=told.key, trusted={}),
        PrivateKey(bytes([9]) * 32),
    )
    asked = Asked(right="access", requester="A", contact="B", asks="C")  # type: ignore[arg-type]
    seq, digest = node.head()
    hidden = {
        RECORD: lake.ids["more1"][0],
        FINDING: ids_of(lake, UNSEEN, "finding")[0],
        NUMBER: open_request(elsewhere, asked).number,
        ACCOUNT: "root",
        SESSION: accounts.sessions("root")[0].id,
        TOKEN: accounts.issue_token("root", "tests", ("read",), 1, ADMINISTRATION)[1].id,
        SENSOR: f"mmsi:{base_of(UNSEEN)}",
        HEAD: f"{seq}:{digest.hex()}",
        **dict(zip((PLAN, ORDER), planned(node, UNSEEN.text, "hidden"), strict=True)),
    }
    visible = {
        RECORD: lake.ids["public"][0],
        FINDING: ids_of(lake, PUBLIC, "finding")[0],
        **dict(zip((PLAN, ORDER), planned(node, PUBLIC.text, "open"), strict=True)),
    }
    return Things(hidden, visible)


def absent(about: str) -> str:
    """A thing that is not there, written as one that is."""
    return {
        NUMBER: redress_number(secrets.token_bytes(16)),
        ACCOUNT: "toor",
        SENSOR: "mmsi:999999999",
        HEAD: f"3:{secrets.token_hex(32)}",
    }.get(about, secrets.token_hex(16))


def question(write: Write, method: str, thing: str, own: str) -> Question:
    """A route asked about a thing."""
    path = write.path.replace("{own}", own).replace("{}", thing)
    return Question(method, path, body=write.body(thing))


def plain(answer: Answer, *things: str) -> tuple[int, dict[str, str], bytes]:
    """What of an answer is the same whichever thing it was about, and whenever it was asked."""
    body = answer.body
    for each in things:
        body = body.replace(each.encode(), b"THING")
    body = re.sub(rb"NL(-[0-9A-Z]{4}){2}", b"NUMBER", body)
    body = re.sub(rb"[0-9a-f]{32,128}", b"ID", body)
    body = re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+Z", b"AT", body)
    headers = {
        name: value
        for name, value in answer.headers.items()
        if name not in {"content-length", "content-disposition", "set-cookie"}
    }
    return answer.status, headers, body


def own_request(lake: Shared, person: Person) -> str:
    """A request that this person took in themselves, where their role lets them."""
    if "privacy-officer" not in person.roles:
        return redress_number(bytes(16))
    asked = Asked(right="access", requester="A", contact="B", asks="C")  # type: ignore[arg-type]
    acting = lake.acting(person)
    number = open_request(acting, asked).number
    if person.clearance < Level.PROTECTED_B:
        return number  # they take it in, and do not see it
    add_step(acting, number, StepWish(step=StepSort.IDENTITY_VERIFIED, reason="by their passport"))
    return number


def test_every_route_that_does_something_stands_in_the_table(lake: Shared) -> None:
    served = {(each.method, each.path) for each in routes(lake.served) if each.method != "GET"}
    assert served == {*ABOUT, *OTHERWISE}


@EACH
def test_what_is_hidden_is_answered_like_what_is_not_there(
    lake: Shared, things: Things, person: Person
) -> None:
    own, wrong = own_request(lake, person), []
    for (method, route), writes in ABOUT.items():
        for write in writes:
            if write.about == HEAD and person.agency == HOST:
                continue  # whoever keeps the chain is told whether it contains a head
            if route == SIGN_IN and person != PEOPLE[0]:
                continue  # nobody is known there yet; too many failures lock an address out
            pair = things.hidden[write.about], absent(write.about)
            asked = [question(write, method, each, own) for each in pair]
            first, second = ask(lake, person, asked, session=True)
            if plain(first, *pair) != plain(second, *pair):
                wrong.append(f"{route} of a {write.about}: {first} / {second}"[:800])
            assert first.status < 500, (route, first.body)
    assert not wrong, "\n".join(wrong)


def test_what_may_be_seen_is_answered_otherwise_than_what_is_not_there(
    lake: Shared, things: Things
) -> None:
    """Routes that refused everybody everything would pass the test above."""
    host, told = PEOPLE[0], set()
    own = own_request(lake, host)
    for (method, route), writes in ABOUT.items():
        for write in writes:
            if write.about in things.open and write.body("") != MARKED:  # that hides it from others
                pair = things.open[write.about], absent(write.about)
                asked = [question(write, method, each, own) for each in pair]
                first, second = ask(lake, host, asked, session=True)
                if plain(first, *pair) != plain(second, *pair):
                    told.add(route)
    about = {
        route
        for (_, route), writes in ABOUT.items()
        if any(each.about in things.open for each in writes)
    }
    assert told == about - {"/api/v1/rights/{number}/export"}, "which names no record back"


# --- bytes and keys of others --------------------------------------------------------------


@pytest.mark.parametrize("person", PEOPLE[1:], ids=lambda each: each.agency)
def test_bytes_that_are_known_already_are_received_like_new(lake: Shared, person: Person) -> None:
    """A partner who holds the very bytes, and guesses the very source, learns nothing of others."""
    place = 20 + PEOPLE.index(person)
    known, new = (Sort(f"more{place + 10 * n}", UNSEEN.text) for n in (0, 1))
    sent = [feed(each, random.Random(3), base=base_of(each)) for each in (known, new)]
    path = lake.folder / f"{known.name}.nmea"
    path.write_bytes(sent[0])
    lake.node.ingest("ais", path, source="river", marking=UNSEEN.text)
    asked = [
        Question("POST", "/api/v1/ingest/ais?source=river", body=each, headers=BYTES)
        for each in sent
    ]
    first, second = (
        re.sub(rb'"seconds":[\d.e-]+|"stream":"[^"]*"', b"", each.body)
        for each in ask(lake, person, asked)
    )
    assert first == second
    if "source-operator" in person.roles:
        assert b'"known":0' in first
        mine = [each.count("position") for each in (lake.acting(person), lake.node)]
        assert mine[0] > 0, "and what they sent is theirs"


def test_within_one_agency_whoever_holds_the_very_bytes_learns_that_they_are_known(
    lake: Shared,
) -> None:
    """docs/threat-model.md says so: one agency's source is one source, whatever its feeds' markings."""
    host, known = PEOPLE[0], Sort("more40", UNSEEN.text)
    path = lake.folder / "more40.nmea"
    path.write_bytes(feed(known, random.Random(3), base=base_of(known)))
    lake.node.ingest("ais", path, source="lake", marking=UNSEEN.text)
    asked = Question(
        "POST", "/api/v1/ingest/ais?source=lake", body=path.read_bytes(), headers=BYTES
    )
    (answer,) = ask(lake, host, [asked])
    assert b'"new":{}' in answer.body


def test_a_key_that_somebody_else_used_is_nobodys_elses(lake: Shared) -> None:
    """An Idempotency-Key stands for a request of one's own, whoever else used the same word."""
    host, customs = PEOPLE[0], PEOPLE[3]
    key = (("Idempotency-Key", "the-very-same"),)
    path = f"/api/v1/records/position/{lake.ids['public'][1]}/decisions"
    other = Question("POST", path, body={**REFUSED, "reason": "of the host"}, headers=key)
    (first,) = ask(lake, host, [other], session=True)
    own = Question("POST", path, body={**REFUSED, "reason": "of customs"}, headers=key)
    (second,) = ask(lake, customs, [own], session=True)
    assert (first.status, second.status) == (201, 201), (first.body, second.body)
    assert b"of the host" not in second.body
