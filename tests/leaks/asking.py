"""Asking a site as somebody, and what of an answer tells anything."""

import asyncio
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import httpx

from tests.leaks.agencies import Person
from tests.leaks.node import Shared

_PASSING = frozenset({"date"})
"""Headers that tell the time and nothing else."""

_TIMES = re.compile(
    rb'"(time|now|looked)":\d+|data-now="\d+"|\d+ (second|minute|hour|day)s? ago|'
    rb"read=\d+|data-read=.\d+."
)
"""What of a body tells the present: of the picture and of pages, nothing of what is recorded."""


_SEALED = re.compile(rb'("next":"|data-head="|[?&;]after=)([A-Za-z0-9_-]{20,})')
"""What was sealed anew: only its length could tell anything."""


class Question(NamedTuple):
    """What is asked."""

    method: str
    path: str
    accept: str = "application/json"
    body: Any = None


class Answer(NamedTuple):
    """What of an answer could tell somebody anything."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(shared: Shared, person: Person, questions: Iterable[Question]) -> dict[Question, Answer]:
    """Ask one thing after another, as a program with that person's token."""

    async def every() -> dict[Question, Answer]:
        app: Any = shared.served
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1:8420"
        ) as client:
            return {each: await one(client, each) for each in questions}

    async def one(client: httpx.AsyncClient, question: Question) -> Answer:
        given = await client.request(
            question.method,
            question.path,
            json=question.body,
            headers={
                "Authorization": f"Bearer {shared.token(person)}",
                "Accept": question.accept,
                "Northline-Client": "tests",
            },
        )
        headers = {k: v for k, v in given.headers.items() if k not in _PASSING}
        if "northline-next" in headers:
            headers["northline-next"] = f"{len(headers['northline-next'])} characters"
        body = _SEALED.sub(lambda found: found[1] + b"%d characters" % len(found[2]), given.content)
        return Answer(given.status_code, headers, _TIMES.sub(b"", body))

    return asyncio.run(every())
