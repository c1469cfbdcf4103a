"""Asking a site as somebody, and what of an answer tells anything."""

import asyncio
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import httpx

from tests.leaks.agencies import Person
from tests.leaks.node import Shared

BASE = "http://127.0.0.1:8420"

COOKIE = "northline-8420"
"""Name of a session's cookie at `BASE`."""

_PASSING = frozenset({"date"})
"""Headers that tell the time and nothing else."""

_TIMES = re.compile(
    rb'"(time|now|looked)":\d+|data-now="\d+"|\d+ (second|minute|hour|day)s? ago|'
    rb"read=\d+|data-read=.\d+.|As of \d{4}-\d\d-\d\d \d\d:\d\d UTC|[\d.,]+ min late|in [\d.,]+ min<|"
    rb'"seconds_(overdue|since_placed)":-?[\d.e-]+|'
    rb'"(used|seen|until|made)":"[^"]*"|<td>\d{4}-\d\d-\d\d \d\d:\d\d</td>'
)
"""What of a body tells the present (of the picture, of pages), or when one's own token was used; of
nothing that is recorded."""


_SEALED = re.compile(rb'("next":"|data-head="|[?&;]after=)([A-Za-z0-9_-]{20,})')
"""What was sealed anew: only its length could tell anything."""


_OF_NOW, _WINDOW = "/api/v1/picture/plots", re.compile(rb'"(since|until)":\d+')
"""What ends at the present unless asked otherwise, and how it says so."""


class Question(NamedTuple):
    """What is asked.

    Attributes:
        method: as of HTTP.
        path: with its query.
        accept: media type that is wanted.
        body: sent as JSON, or as it is where it is bytes; None sends none.
        headers: further ones, as pairs.
    """

    method: str
    path: str
    accept: str = "application/json"
    body: Any = None
    headers: tuple[tuple[str, str], ...] = ()


class Answer(NamedTuple):
    """What of an answer could tell somebody anything."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(
    shared: Shared, person: Person, questions: Iterable[Question], *, session: bool = False
) -> list[Answer]:
    """Ask one thing after another.

    Args:
        shared: the node.
        person: who asks.
        questions: what.
        session: whether they ask from a page, signed in; else as a program with their token.
    """
    secret, csrf = shared.sessions[person.account]
    said = (
        {"Cookie": f"{COOKIE}={secret}", "Northline-Csrf": csrf}
        if session
        else {"Authorization": f"Bearer {shared.tokens[person.account]}"}
    )

    async def every() -> list[Answer]:
        app: Any = shared.served
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
            return [await one(client, each) for each in questions]

    async def one(client: httpx.AsyncClient, question: Question) -> Answer:
        raw = isinstance(question.body, bytes)
        given = await client.request(
            question.method,
            question.path,
            json=None if raw else question.body,
            content=question.body if raw else None,
            headers={
                **said,
                "Accept": question.accept,
                "Northline-Client": "tests",
                **dict(question.headers),
            },
        )
        headers = {k: v for k, v in given.headers.items() if k not in _PASSING}
        if "northline-next" in headers:
            headers["northline-next"] = f"{len(headers['northline-next'])} characters"
        body = _SEALED.sub(lambda found: found[1] + b"%d characters" % len(found[2]), given.content)
        if question.path.startswith(_OF_NOW):
            body = _WINDOW.sub(b"", body)
            headers.pop("etag", None)
        return Answer(given.status_code, headers, _TIMES.sub(b"", body))

    return asyncio.run(every())


def sealed(shared: Shared, person: Person, path: str, pattern: bytes) -> str:
    """What somebody is handed to be handed back, such as a cursor: it differs each time."""
    headers = {"Authorization": f"Bearer {shared.tokens[person.account]}"}

    async def once() -> bytes:
        app: Any = shared.served
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE) as client:
            return (await client.get(path, headers=headers)).content

    found = re.search(pattern, asyncio.run(once()))
    assert found is not None, path
    return found[1].decode()


def differences(
    questions: Iterable[Question], before: Iterable[Answer], after: Iterable[Answer]
) -> list[str]:
    """In words, what told somebody something between two rounds of asking."""
    found = []
    for question, first, second in zip(questions, before, after, strict=True):
        said = f"{question.method} {question.path} ({question.accept})"
        if first.status != second.status:
            found.append(f"{said}: status {first.status} -> {second.status}")
        elif first.body != second.body:
            around = _around(first.body, second.body)
            found.append(f"{said}: {first.body[around]!r} -> {second.body[around]!r}")
        elif first.headers != second.headers:
            changed = {
                name: (first.headers.get(name), second.headers.get(name))
                for name in {*first.headers, *second.headers}
                if first.headers.get(name) != second.headers.get(name)
            }
            found.append(f"{said}: headers {changed}")
    return found


def _around(first: bytes, second: bytes) -> slice:
    """Where two bodies begin to differ, with some of what stands around it."""
    pairs = enumerate(zip(first, second, strict=False))
    place = next((n for n, (a, b) in pairs if a != b), min(len(first), len(second)))
    return slice(max(0, place - 60), place + 60)
