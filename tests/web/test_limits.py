"""Nobody takes more than there is for one: requests, streams, headers, queries, bodies, time."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from northline.app.node import Node
from northline.web import limits, punctual
from northline.web.api import router
from northline.web.description import describe
from northline.web.ledger_routes import MOST_BYTES
from northline.web.limits import (
    BURST,
    DEPTH,
    HEADER_BYTES,
    MOST_ADDRESSES,
    QUERY_BYTES,
    RATE,
    STREAMS,
    STREAMS_EACH,
    Buckets,
    Limits,
    Nesting,
    TooDeep,
)
from northline.web.live import MEDIA
from northline.web.screening_routes import BULK_BYTES
from northline.web.server import MOST_CONNECTIONS, Server, configured, listening
from northline.web.site import SMALL_BYTES, site
from tests.web.asking import Api
from tests.web.test_description import operations

JSON = {"Content-Type": "application/json"}


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Asking:
    """An application behind the limits that is asked from any address; streams stay open."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.ended = asyncio.Event()
        self.limits = Limits(self.app, self.clock)

    async def app(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["path"].endswith("/stream"):
            await self.ended.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def ask(
        self,
        address: str = "127.0.0.1",
        path: str = "/",
        query: bytes = b"",
        headers: tuple[tuple[bytes, bytes], ...] = (),
    ) -> tuple[int, dict[str, str], Any]:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        scope: Any = {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": query,
            "headers": headers,
            "client": (address, 1),
        }
        await self.limits(scope, receive, send)
        given = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        body = b"".join(each["body"] for each in sent[1:])
        return sent[0]["status"], given, json.loads(body) if body else None


# --- requests ------------------------------------------------------------------------------


def test_an_address_that_has_used_up_its_requests_is_told_when_to_ask_again() -> None:
    async def asked() -> None:
        asking = Asking()
        for _ in range(int(BURST)):
            assert (await asking.ask())[0] == 200
        status, headers, told = await asking.ask()
        assert status == 429
        assert headers["retry-after"] == "1"
        assert headers["content-type"] == "application/problem+json"
        assert told["title"] == "too many"
        assert "ask again in 1 s" in told["detail"]
        assert (await asking.ask("127.0.0.2"))[0] == 200, "another address has its own"
        asking.clock.now += 1.0
        answers = [(await asking.ask())[0] for _ in range(int(RATE) + 1)]
        assert answers == [200] * int(RATE) + [429]

    asyncio.run(asked())


def test_who_rests_has_a_burst_again_and_no_more() -> None:
    clock = Clock()
    buckets = Buckets(clock)
    for rest in (0.0, 3_600.0):
        clock.now += rest
        assert [buckets.take("a") for _ in range(int(BURST))] == [0.0] * int(BURST)
        assert buckets.take("a") == pytest.approx(1 / RATE)


def test_asking_although_refused_does_not_put_off_the_next_answer() -> None:
    clock = Clock()
    buckets = Buckets(clock)
    while not buckets.take("a"):
        pass
    for _ in range(1_000):
        buckets.take("a")
    clock.now += 1.01 / RATE
    assert buckets.take("a") == 0.0


def test_addresses_that_are_remembered_do_not_grow_without_end() -> None:
    buckets = Buckets(Clock())
    for n in range(3 * MOST_ADDRESSES):
        buckets.take(str(n))
    assert len(buckets) == MOST_ADDRESSES


def test_who_is_refused_at_the_guard_uses_up_nothing(node: Node) -> None:
    served = site(node)
    api, guard = Api(served), served.app
    for _ in range(20):
        assert api.get("/head", headers={"Host": "evil.example"}).status_code == 421
    assert len(guard.app.buckets) == 0  # type: ignore[attr-defined]
    assert api.get("/head").status_code == 200
    assert len(guard.app.buckets) == 1  # type: ignore[attr-defined]


# --- streams -------------------------------------------------------------------------------


def test_streams_are_counted_for_each_address_and_in_all_and_given_back() -> None:
    async def asked() -> None:
        asking = Asking()
        path = "/api/v1/picture/stream"
        open_ones = []

        async def opened(address: str, many: int) -> None:
            for _ in range(many):
                open_ones.append(asyncio.create_task(asking.ask(address, path)))
            await asyncio.sleep(0)
            asking.clock.now += 60.0

        await opened("127.0.0.1", STREAMS_EACH)
        status, headers, told = await asking.ask(path=path)
        assert (status, told["title"]) == (503, "no room")
        assert headers["retry-after"] == "5"
        assert (await asking.ask())[0] == 200, "what is no stream is answered"
        await opened("127.0.0.2", STREAMS - STREAMS_EACH)
        assert (await asking.ask("127.0.0.3", path))[0] == 503
        open_ones[0].cancel()
        await asyncio.sleep(0.01)
        asking.ended.set()
        assert (await asking.ask(path=path))[0] == 200
        await asyncio.gather(*open_ones, return_exceptions=True)
        assert not asking.limits.streams

    asyncio.run(asked())


def test_every_route_that_streams_events_is_counted_as_one() -> None:
    found = [
        path
        for _, path, operation in operations(describe(router()))
        if MEDIA in json.dumps(operation["responses"])
    ]
    assert found
    assert not [path for path in found if not path.endswith(limits.STREAM)]


def test_a_thousand_listeners_of_the_benchmark_fit_and_leave_room_for_pages() -> None:
    assert STREAMS_EACH >= 2 * 1_000
    assert BURST >= 2 * 1_000
    assert STREAMS <= MOST_CONNECTIONS - 1_000


# --- headers and queries -------------------------------------------------------------------


def test_headers_and_queries_have_an_end() -> None:
    async def asked() -> None:
        asking = Asking()
        fits = ((b"cookie", b"x" * (HEADER_BYTES - 6)),)
        assert (await asking.ask(headers=fits))[0] == 200
        status, _, told = await asking.ask(headers=(*fits, (b"a", b"")))
        assert (status, told["title"]) == (431, "headers too long")
        assert (await asking.ask(query=b"x" * QUERY_BYTES))[0] == 200
        status, _, told = await asking.ask(query=b"x" * (QUERY_BYTES + 1))
        assert (status, told["title"]) == (414, "query too long")

    asyncio.run(asked())


# --- bodies --------------------------------------------------------------------------------


def pieces(of: bytes, many: int) -> AsyncIterator[bytes]:
    """A body without a length: it is sent in chunks."""

    async def given() -> AsyncIterator[bytes]:
        for _ in range(many):
            yield of

    return given()


def posts() -> list[str]:
    return [path for method, path, _ in operations(describe(router())) if method == "post"]


@pytest.mark.parametrize("path", posts())
def test_no_route_takes_more_than_its_length_though_none_was_said(node: Node, path: str) -> None:
    most = MOST_BYTES if "/ingest/" in path else BULK_BYTES if "/bulk" in path else SMALL_BYTES
    filled = path.replace("{format}", "ais").replace("{kind}", "position")
    filled = filled.replace("{id}", "0" * 32).removeprefix("/api/v1")
    media = "application/octet-stream" if most != SMALL_BYTES else "application/json"
    taken = 0

    async def counted() -> AsyncIterator[bytes]:
        nonlocal taken
        async for piece in pieces(b" " * 65_536, 3 * most // 65_536):
            taken += len(piece)
            yield piece

    def given() -> int:
        asked = Api(site(node))
        return int(
            asked.post(filled, content=counted(), headers={"Content-Type": media}).status_code
        )

    # What takes no body at all reads none; it answers as if none had been sent.
    status = given()
    assert status in {413, 404, 401} or (status == 200 and not taken)
    assert taken <= most + 65_536


@pytest.mark.parametrize("opens", ["[", '{"a":'])
@pytest.mark.parametrize("media", ["application/json", "text/plain", "application/octet-stream"])
def test_json_nested_without_end_is_refused_and_is_no_accident(
    node: Node, caplog: pytest.LogCaptureFixture, opens: str, media: str
) -> None:
    body = '{"anchor": ' + opens * 8_000
    sent = Api(site(node)).post("/verify", content=body, headers={"Content-Type": media})
    assert sent.status_code == 400, sent.text
    assert sent.json()["title"] == "too deep"
    assert not caplog.records


@pytest.mark.parametrize("size", [1, 2, 3, 1_000])
def test_brackets_in_texts_are_no_nesting(size: int) -> None:
    texts = ["[" * 99, '"' + "{" * 99, "\\" + "[" * 99, '\\"' + "[" * 99, "\u00e9[" * 99, ""]
    document = json.dumps([{"text": each} for each in texts] * 3).encode()
    nesting = Nesting()
    for start in range(0, len(document), size):
        nesting.feed(document[start : start + size])
        nesting.feed(b"")
    deep = b"[" * DEPTH
    Nesting().feed(deep)
    with pytest.raises(TooDeep):
        Nesting().feed(deep + b"[")


def test_feeds_may_hold_any_bytes(node: Node) -> None:
    sent = Api(site(node)).post(
        "/ingest/ais", content=b"[" * 500, headers={"Content-Type": "application/octet-stream"}
    )
    assert sent.status_code == 200, sent.text


# --- time ----------------------------------------------------------------------------------

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Any]


@contextmanager
def quick(patch: pytest.MonkeyPatch) -> Iterator[None]:
    patch.setattr(punctual, "HEAD_SECONDS", 0.4)
    patch.setattr(punctual, "UNREAD_SECONDS", 0.4)
    patch.setattr(limits, "PIECE_SECONDS", 0.4)
    yield


def talked(node: Node, talk: Talk) -> Any:
    """What comes of a talk with a server on a socket."""

    async def run() -> Any:
        with listening("127.0.0.1", 0) as listener, socket.socket() as ours:
            # Small buffers: what is not read is soon not sent either.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            ours.setblocking(False)
            served = site(node)
            server = Server(configured(served), served)
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            try:
                await asyncio.get_running_loop().sock_connect(ours, listener.getsockname())
                reader, writer = await asyncio.open_connection(sock=ours)
                try:
                    async with asyncio.timeout(20):
                        return await talk(reader, writer)
                finally:
                    writer.close()
            finally:
                server.should_exit = True
                served.close()
                await serving

    return asyncio.run(run())


HEAD = b"POST /api/v1/verify HTTP/1.1\r\nHost: localhost\r\nNorthline-Client: t\r\n"


@pytest.mark.parametrize(
    "begins", [b"", HEAD, b"GET /api/v1/head HTTP/1.1\r\nHost: localhost\r\n\r\n"]
)
def test_a_head_that_does_not_come_is_not_waited_for(
    node: Node, monkeypatch: pytest.MonkeyPatch, begins: bytes
) -> None:
    """At first, in the middle, and after an answer: a byte now and then keeps no place."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
        writer.write(begins)
        if begins.endswith(b"\r\n\r\n"):
            await reader.readuntil(b"}")
        for sent in range(200):
            writer.write(b"x")
            try:
                if await asyncio.wait_for(reader.read(1), 0.05) == b"":
                    return sent
            except TimeoutError:
                continue
            except ConnectionError:
                return sent
        return 200

    with quick(monkeypatch):
        assert 1 <= talked(node, talk) < 200


def test_a_body_that_stops_coming_is_answered_and_closed(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(HEAD + b"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
        return await reader.read()

    with quick(monkeypatch):
        answer: bytes = talked(node, talk)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"nothing was kept" in answer


ASKED = 60
"""Times the description of the API: more than the buffers of two sockets hold."""


def test_a_client_that_takes_nothing_of_its_answer_is_closed(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
        asked = b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        writer.write(asked * ASKED)
        await asyncio.sleep(1.5)
        writer.transport.resume_reading()  # type: ignore[attr-defined]
        read = 0
        try:
            while piece := await reader.read(2**20):
                read += len(piece)
        except ConnectionError:
            pass
        return read

    with quick(monkeypatch):
        whole = len(Api(site(node)).get("/openapi.json").content)
        assert talked(node, talk) < ASKED * whole


def test_a_head_without_an_end_is_refused_before_it_is_kept(node: Node) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(HEAD + b"X: " + b"x" * (2 * punctual.HEAD_BYTES))
        try:
            return await reader.read()
        except ConnectionError:
            return b"HTTP/1.1 400 "

    assert talked(node, talk).startswith(b"HTTP/1.1 400 ")


def test_a_talk_in_good_time_is_left_alone(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> list[bytes]:
        said = []
        for _ in range(5):
            writer.write(HEAD + b"Content-Type: application/json\r\nContent-Length: 2\r\n\r\n")
            await asyncio.sleep(0.2)
            writer.write(b"{}")
            said.append(await reader.readuntil(b"\r\n"))
            await reader.readuntil(b"}")
        return said

    with quick(monkeypatch):
        assert talked(node, talk) == [b"HTTP/1.1 200 OK\r\n"] * 5
