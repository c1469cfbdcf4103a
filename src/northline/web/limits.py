"""How much one asker may ask for: a runaway script, or a program of ill will, takes no more.

Behind the guard, so that whoever is refused there uses up nothing of what the operator has:

* requests: a bucket of `BURST` tokens for each client address, refilled at `RATE` a second (429,
  with ``Retry-After``);
* open streams of one address and of all (503: the next may find room when one has ended);
* the length of the headers (431) and of the query (414);
* a body that stops coming, or comes too slowly (408);
* JSON that is nested deeper than anything asked for here (400).

How long a body may be is said at each route (`northline.web.site.SMALL_BYTES`); how long a client
may take for the head of a request and to read its answer, in `northline.web.punctual`.

All of this machine's programs have one address, mostly: the figures are for all of them together,
and generous.  A page asks for thirty files when it opens, a map for a hundred tiles when it is
dragged; a thousand listeners of `benchmarks/web.py` come within a second.
"""

import asyncio
import math
import re
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from typing import Any, ClassVar

import msgspec
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from northline.web.problems import TYPE, problem

RATE = 300.0
"""Requests a second that one address may keep up: about what one core of the server answers."""

BURST = 2_000.0
"""Requests of one address at once, after a rest."""

MOST_ADDRESSES = 1_000
"""Addresses whose requests are counted; the one that asked longest ago is forgotten first."""

STREAMS_EACH, STREAMS = 2_000, 3_000
"""Open streams of one address, and of all: below the connections that the server takes, so that
listeners never shut out who asks for a page."""

HEADER_BYTES = 16 * 1024
"""Names and values of a request's headers together.  Browsers send the cookies of every server
on this machine to each of them, whatever its port."""

QUERY_BYTES = 8 * 1024
"""Bytes of a query: some four hundred cells."""

PIECE_SECONDS, BODY_SECONDS = 15.0, 120.0
"""Within which some more of a body must come, and all of it; the same for feeds over HTTP
(`northline.transports.http_conversation`)."""

DEPTH = 32
"""Levels of JSON in a body; what is asked for here has three."""

STREAM = "/stream"
"""How the path of every stream ends."""

FEED = "/api/v1/ingest/"
"""How the path of what takes bytes of any format begins; every other body is JSON, whatever its
``Content-Type`` says."""


class TooMany(HTTPException):
    """An address has used up its requests, for the moment."""

    status_code = 429


class NoRoom(HTTPException):
    """As many streams are open as may be."""

    status_code = 503


class HeadersTooLong(HTTPException):
    """More headers than any browser sends."""

    status_code = 431


class QueryTooLong(HTTPException):
    """A longer query than any filter makes."""

    status_code = 414


class TooSlow(HTTPException):
    """The rest of a body did not come in time."""

    status_code = 408


class TooDeep(HTTPException):
    """JSON nested deeper than any document asked for here."""

    status_code = 400


class Buckets:
    """A bucket of tokens for each address (ITU-T I.371, annex A, as a leaky bucket turned over).

    A bucket that was last seen with `n` tokens has ``min(BURST, n + RATE * seconds since)``.

    Attributes:
        clock: tells seconds; never runs back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._seen: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._seen)

    def take(self, address: str) -> float:
        """Take a token; seconds until there is one, or 0 where it was there."""
        now = self.clock()
        had, when = self._seen.pop(address, (BURST, now))
        tokens = min(BURST, had + RATE * (now - when))
        left = tokens - 1 if tokens >= 1 else tokens
        self._seen[address] = left, now
        if len(self._seen) > MOST_ADDRESSES:
            self._seen.popitem(last=False)
        return 0.0 if tokens >= 1 else (1 - tokens) / RATE


class Nesting:
    """How deep JSON is nested, as it comes piece by piece; nothing of it is kept."""

    _marks: ClassVar = re.compile(rb'[\[\]{}"\\]')

    def __init__(self) -> None:
        self._depth = 0
        self._in_text = False
        self._escaped = -1

    def feed(self, piece: bytes) -> None:
        r"""Look through more of it.

        Raises:
            TooDeep: when it is nested more than `DEPTH` deep.
        """
        if not piece:
            return
        # A backslash at the end of a piece escapes the first byte of the next.
        escaped = self._escaped
        for found in self._marks.finditer(piece):
            at, mark = found.start(), found[0]
            if at == escaped:
                continue
            if self._in_text:
                if mark == b'"':
                    self._in_text = False
                elif mark == b"\\":
                    escaped = at + 1
            elif mark == b'"':
                self._in_text = True
            elif mark in b"[{":
                self._depth += 1
            elif mark in b"]}":
                self._depth -= 1
            if self._depth > DEPTH:
                raise TooDeep(detail=f"JSON may be nested {DEPTH} deep here, and no deeper")
        self._escaped = 0 if escaped == len(piece) else -1


class Limits:
    """An ASGI application that asks another only within the limits.

    Attributes:
        app: the application behind it.
        buckets: how much each address has asked.
        streams: open streams by address.
    """

    def __init__(self, app: ASGIApp, clock: Callable[[], float] = time.monotonic) -> None:
        self.app = app
        self.buckets = Buckets(clock)
        self.streams: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        client = scope["client"]
        address = "" if client is None else client[0]
        is_stream = scope["path"].endswith(STREAM)
        try:
            self._admit(scope, address, is_stream=is_stream)
        except HTTPException as error:
            await _answer(error, send)
            return
        if not is_stream:
            await self.app(scope, _timed(scope, receive), send)
            return
        self.streams[address] += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.streams[address] -= 1
            if not self.streams[address]:
                del self.streams[address]

    def _admit(self, scope: HTTPScope, address: str, *, is_stream: bool) -> None:
        """Let a request in, or raise why not."""
        wait = self.buckets.take(address)
        if wait:
            seconds = math.ceil(wait)
            raise TooMany(
                detail=f"too many requests: {BURST:,.0f} at once and {RATE:,.0f} a second are "
                f"answered; ask again in {seconds} s",
                headers={"Retry-After": str(seconds)},
            )
        length = sum(len(name) + len(value) for name, value in scope["headers"])
        if length > HEADER_BYTES:
            raise HeadersTooLong(
                detail=f"the headers have {length:,} bytes; {HEADER_BYTES:,} are taken. A browser "
                "that keeps many cookies for this machine may have them cleared"
            )
        if len(scope["query_string"]) > QUERY_BYTES:
            raise QueryTooLong(
                detail=f"the query has {len(scope['query_string']):,} bytes; {QUERY_BYTES:,} are "
                "taken: ask in several requests"
            )
        if is_stream and (self.streams[address] >= STREAMS_EACH or self.streams.total() >= STREAMS):
            raise NoRoom(
                detail=f"{self.streams.total():,} streams are open; {STREAMS_EACH:,} may be from "
                f"one address and {STREAMS:,} in all: close one, or ask again later",
                headers={"Retry-After": "5"},
            )


def _timed(scope: HTTPScope, receive: Receive) -> Receive:
    """The same, but a body must keep coming, and its JSON be no deeper than `DEPTH`."""
    nesting = None if scope["path"].startswith(FEED) else Nesting()
    due = asyncio.get_running_loop().time() + BODY_SECONDS
    whole = False

    async def piece() -> Any:
        nonlocal whole
        if whole:  # what comes now is that the client has left, whenever it does
            return await receive()
        left = due - asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(min(PIECE_SECONDS, left)):
                message = await receive()
        except TimeoutError:
            raise TooSlow(
                detail=f"more of a body must come every {PIECE_SECONDS:.0f} s, and all of it "
                f"within {BODY_SECONDS:.0f} s; nothing was kept: send the same again",
                headers={"Connection": "close"},
            ) from None
        if message["type"] == "http.request":
            whole = not message.get("more_body", False)
            if nesting is not None:
                nesting.feed(message.get("body", b""))
        else:
            whole = True
        return message

    return piece


async def _answer(error: HTTPException, send: Send) -> None:
    told = problem(error, reading=True)
    body = msgspec.json.encode(told)
    headers: list[tuple[bytes, bytes]] = [
        (b"content-type", TYPE.encode()),
        (b"content-length", str(len(body)).encode()),
        *((name.lower().encode(), value.encode()) for name, value in (error.headers or {}).items()),
    ]
    start: Any = {"type": "http.response.start", "status": told.status, "headers": headers}
    end: Any = {"type": "http.response.body", "body": body, "more_body": False}
    await send(start)
    await send(end)
