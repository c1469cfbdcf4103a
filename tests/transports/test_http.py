"""Bodies over HTTP: what is taken, what is answered, and that nobody harms the others."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from northline.records.protocols import Chunk, Settled
from northline.transports import http_conversation
from northline.transports.http import HttpListener
from northline.transports.tls import client_context, server_context
from tests.transports.certificates import Authority
from tests.transports.rigs import HOST
from tests.transports.test_contract import run

KEPT = Settled(units=2, records=2)
Settle = Callable[[Chunk], Settled]


@contextlib.asynccontextmanager
async def served(
    listener: HttpListener, settle: Settle = lambda _: KEPT
) -> AsyncIterator[tuple[tuple[str, int], list[Chunk]]]:
    """Settles each body at once."""
    address = await listener.start()
    got: list[Chunk] = []

    async def work() -> None:
        async with contextlib.aclosing(listener.chunks()) as chunks:
            async for chunk in chunks:
                got.append(chunk)
                listener.settle(chunk.connection, settle(chunk))

    task = asyncio.create_task(work())
    try:
        yield address, got
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


class Client:
    """Speaks bytes, and reads answers."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def says(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def hears(self) -> tuple[int, dict[str, Any], dict[str, str]]:
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        fields = dict(line.lower().split(": ", 1) for line in head[1:] if line)
        body = await self.reader.readexactly(int(fields["content-length"]))
        return int(head[0].split()[1]), json.loads(body), fields


@contextlib.asynccontextmanager
async def client(address: tuple[str, int], **more: Any) -> AsyncIterator[Client]:
    reader, writer = await asyncio.open_connection(*address, **more)
    try:
        yield Client(reader, writer)
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


def request(body: bytes = b"body", path: str = "/", method: str = "POST", **more: str) -> bytes:
    fields = {"Host": "here", "Content-Length": str(len(body)), **more}
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def test_one_connection_carries_body_after_body() -> None:
    async def test() -> None:
        async with served(HttpListener(HOST, 0)) as (address, got), client(address) as device:
            for number in range(3):
                await device.says(request(b"body %d" % number))
                status, told, _ = await device.hears()
                assert (status, told) == (
                    200,
                    {"kept": True, "units": 2, "records": 2, "rejected": 0},
                )
            await device.says(request(b"one") + request(b"two"))
            assert [(await device.hears())[0] for _ in range(2)] == [200, 200]
        assert [each.data for each in got] == [b"body 0", b"body 1", b"body 2", b"one", b"two"]
        assert len({each.connection for each in got}) == 5

    run(test())


def test_a_body_in_pieces_of_unknown_length_is_one_body() -> None:
    async def test() -> None:
        async with served(HttpListener(HOST, 0)) as (address, got), client(address) as device:
            await device.says(
                b"POST / HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"
            )
            await asyncio.sleep(0.02)
            await device.says(b"6\r\n a one\r\n0\r\n\r\n")
            assert (await device.hears())[0] == 200
        assert [each.data for each in got] == [b"half a one"]

    run(test())


def test_whoever_asks_whether_to_go_on_is_told_to() -> None:
    async def test() -> None:
        async with served(HttpListener(HOST, 0)) as (address, _), client(address) as device:
            await device.says(request(b"body", Expect="100-continue")[:-4])
            assert (await device.reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 100")
            await device.says(b"body")
            assert (await device.hears())[0] == 200

    run(test())


@pytest.mark.parametrize(
    ("sent", "status", "says"),
    [
        (request(path="/other", Authorization="Bearer t"), 404, "POST to /in"),
        (request(path="/in", method="PUT", Authorization="Bearer t"), 405, "only POST"),
        (request(path="/in", method="GET", Authorization="Bearer t"), 405, "only POST"),
        (request(path="/in"), 401, "Authorization: Bearer TOKEN"),
        (request(path="/in", Authorization="Bearer x"), 401, "Authorization: Bearer TOKEN"),
        (request(path="/in", Authorization="Basic t"), 401, "Authorization: Bearer TOKEN"),
        (request(b"", "/in", Authorization="Bearer t"), 400, "nothing in this body"),
        (request(b"x" * 101, "/in", Authorization="Bearer t"), 413, "100 bytes at most"),
        (
            b"POST /in HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer t\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n80\r\n" + b"x" * 128 + b"\r\n",
            413,
            "100 bytes at most",
        ),
        (
            request(path="/in", Authorization="Bearer t", Content_Encoding="gzip"),
            415,
            "send it plain",
        ),
        (b"!AIVDM,1,1,,A,not a request,0*00\r\n\r\n", 400, "no HTTP request"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400, "no HTTP request"),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 20_000, 431, "no HTTP request"),
    ],
)
def test_what_is_not_taken_is_answered_in_a_sentence_and_not_handed_over(
    sent: bytes, status: int, says: str
) -> None:
    async def test() -> None:
        listener = HttpListener(HOST, 0, path="/in", token="t", most_bytes=100)
        async with served(listener) as (address, got), client(address) as device:
            await device.says(sent)
            answered, told, _ = await device.hears()
            assert answered == status
            assert says in told["error"]
            assert told["kept"] is False
        assert not got

    run(test())


def test_a_head_request_is_answered_without_content() -> None:
    async def test() -> None:
        async with served(HttpListener(HOST, 0)) as (address, _), client(address) as device:
            await device.says(request(b"", method="HEAD"))
            head = await device.reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 405")
            await device.says(request())
            assert (await device.hears())[0] == 200

    run(test())


@pytest.mark.parametrize(
    ("settled", "status", "says"),
    [
        (Settled(failed="no space", again=True), 503, "no space"),
        (Settled(failed="too much of it is noise"), 422, "noise"),
        (Settled(units=4, rejected=3, reason="no checksum"), 422, "no checksum"),
        (Settled(), 422, "nothing in this body"),
    ],
)
def test_only_what_is_committed_is_answered_with_200(
    settled: Settled, status: int, says: str
) -> None:
    async def test() -> None:
        listener = HttpListener(HOST, 0)
        async with served(listener, lambda _: settled) as (address, _), client(address) as device:
            await device.says(request())
            answered, told, fields = await device.hears()
            assert (answered, "retry-after" in fields) == (status, status == 503)
            assert says in told["error"]

    run(test())


def test_some_of_it_rejected_is_kept_and_says_why() -> None:
    async def test() -> None:
        some = Settled(units=3, records=2, rejected=1, reason="no checksum")
        listener = HttpListener(HOST, 0)
        async with served(listener, lambda _: some) as (address, _), client(address) as device:
            await device.says(request())
            told = (await device.hears())[1]
        assert told == {
            "kept": True,
            "units": 3,
            "records": 2,
            "rejected": 1,
            "reason": "no checksum",
        }

    run(test())


def test_no_answer_comes_before_the_body_is_settled() -> None:
    async def test() -> None:
        listener = HttpListener(HOST, 0)
        address = await listener.start()
        async with contextlib.aclosing(listener.chunks()) as chunks, client(address) as device:
            await device.says(request())
            chunk = await anext(chunks)
            hearing = asyncio.ensure_future(device.hears())
            await asyncio.sleep(0.05)
            assert not hearing.done()
            listener.settle("somebody else", KEPT)
            listener.settle(chunk.connection, KEPT)
            assert (await hearing)[0] == 200

    run(test())


def test_who_waits_when_it_stops_is_told_to_send_again() -> None:
    async def test() -> None:
        listener = HttpListener(HOST, 0)
        address = await listener.start()
        async with client(address) as device:
            async with contextlib.aclosing(listener.chunks()) as chunks:
                await device.says(request())
                await anext(chunks)
            status, told, _ = await device.hears()
            assert status == 503
            assert "send the same again" in told["error"]

    run(test())


def test_slow_clients_harm_nobody_and_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_conversation, "HEAD_SECONDS", 0.2)
    monkeypatch.setattr(http_conversation, "PIECE_SECONDS", 0.2)
    monkeypatch.setattr(http_conversation, "IDLE_SECONDS", 0.2)

    async def test() -> None:
        async with (
            served(HttpListener(HOST, 0)) as (address, got),
            client(address) as idle,
            client(address) as head,
            client(address) as body,
        ):
            await head.says(b"POST / HTT")
            await body.says(request(b"0123456789")[:-5])
            async with client(address) as device:
                await device.says(request(b"quick"))
                assert (await device.hears())[0] == 200
            assert await idle.reader.read() == b""
            assert await head.reader.read() == b""
            status, told, _ = await body.hears()
            assert status == 408
            assert "nothing was kept" in told["error"]
            assert await body.reader.read() == b""
        assert [each.data for each in got] == [b"quick"]

    run(test())


def test_a_client_that_leaves_in_mid_body_leaves_nothing() -> None:
    async def test() -> None:
        async with served(HttpListener(HOST, 0)) as (address, got):
            for sent in (request(b"0123456789")[:-5], b"POST / HT", b""):
                async with client(address) as gone:
                    await gone.says(sent)
            async with client(address) as device:
                await device.says(request(b"whole"))
                assert (await device.hears())[0] == 200
        assert [each.data for each in got] == [b"whole"]

    run(test())


def test_all_bodies_together_have_a_bound_and_the_room_comes_back() -> None:
    async def test() -> None:
        listener = HttpListener(HOST, 0, most_held=1000)
        async with served(listener) as (address, got):
            async with client(address) as large:
                await large.says(request(b"x" * 900)[:-10])
                await asyncio.sleep(0.05)
                async with client(address) as other:
                    await other.says(request(b"y" * 500))
                    status, told, _ = await other.hears()
                    assert status == 503
                    assert "too much is waiting" in told["error"]
                await large.says(b"x" * 10)
                assert (await large.hears())[0] == 200
            async with client(address) as after:
                await after.says(request(b"z" * 1000))
                assert (await after.hears())[0] == 200
        assert [len(each.data) for each in got] == [900, 1000]

    run(test())


def test_one_client_too_many_is_turned_away_and_counted() -> None:
    async def test() -> None:
        listener = HttpListener(HOST, 0, most_clients=1)
        async with served(listener) as (address, _), client(address) as first:
            await first.says(request())
            assert (await first.hears())[0] == 200
            async with client(address) as second:
                assert await second.reader.read() == b""
            assert listener.turned_away == 1

    run(test())


def test_under_tls_only_who_shows_a_certificate_is_heard(tmp_path: Path) -> None:
    async def test() -> None:
        authority = Authority(tmp_path)
        tls = server_context(*authority.issue("server"), authority.file)
        listener = HttpListener(HOST, 0, tls=tls)
        async with served(listener) as (address, got):
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                async with client(address, ssl=client_context(authority.file)) as stranger:
                    await stranger.says(request(b"stranger"))
                    await stranger.hears()
            shown = client_context(authority.file, *authority.issue("device"))
            async with client(address, ssl=shown) as device:
                await device.says(request(b"device"))
                assert (await device.hears())[0] == 200
        assert [each.data for each in got] == [b"device"]
        assert "certificate" in listener.last_error

    run(test())
