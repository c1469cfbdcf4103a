"""TCP on real sockets: several clients, breaks, holding back, connecting again."""

import asyncio
import contextlib
import socket

import pytest

from northline.records.errors import UsageError
from northline.records.protocols import Chunk
from northline.transports.tcp import WAITING, TcpClient, TcpListener
from tests.transports.rigs import HOST
from tests.transports.test_contract import run


async def until_end(listener: TcpListener, connections: int) -> dict[str, list[Chunk]]:
    """Chunks by connection, until so many have ended."""
    got: dict[str, list[Chunk]] = {}
    async with contextlib.aclosing(listener.chunks()) as chunks:
        async for chunk in chunks:
            got.setdefault(chunk.connection, []).append(chunk)
            if sum(each[-1].end for each in got.values()) == connections:
                break
    return got


def test_two_clients_at_once_are_two_connections() -> None:
    async def test() -> None:
        listener = TcpListener(HOST, 0)
        address = await listener.start()
        reading = asyncio.create_task(until_end(listener, 2))
        (_, one), (_, two) = [await asyncio.open_connection(*address) for _ in range(2)]
        for part in range(3):
            one.write(b"one %d\n" % part)
            two.write(b"two %d\n" % part)
            await asyncio.gather(one.drain(), two.drain())
            await asyncio.sleep(0.01)
        one.close()
        two.close()
        got = await reading
        texts = sorted(b"".join(each.data for each in chunks) for chunks in got.values())
        assert texts == [b"one 0\none 1\none 2\n", b"two 0\ntwo 1\ntwo 2\n"]

    run(test())


def test_a_client_that_comes_back_is_a_new_connection() -> None:
    async def test() -> None:
        listener = TcpListener(HOST, 0)
        address = await listener.start()
        reading = asyncio.create_task(until_end(listener, 2))
        for _ in range(2):
            plain = socket.socket()
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            plain.setblocking(False)
            await asyncio.get_running_loop().sock_connect(plain, address)
            await asyncio.get_running_loop().sock_sendall(plain, b"half a li")
            await asyncio.sleep(0.02)
            plain.close()
        got = await reading
        assert len(got) == 2
        for name, chunks in got.items():
            assert name.startswith(f"{HOST}:")
            assert [(each.data, each.end) for each in chunks] == [
                (b"half a li", False),
                (b"", True),
            ]

    run(test())


def test_a_connection_that_is_reset_ends() -> None:
    async def test() -> None:
        listener = TcpListener(HOST, 0)
        address = await listener.start()
        reading = asyncio.create_task(until_end(listener, 1))
        plain = socket.create_connection(address)
        plain.sendall(b"before")
        await asyncio.sleep(0.02)
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        plain.close()  # sends RST instead of FIN
        (chunks,) = (await reading).values()
        assert chunks[-1].end

    run(test())


def test_a_slow_reader_holds_the_sender_back() -> None:
    async def test() -> None:
        listener = TcpListener(HOST, 0)
        address = await listener.start()
        sent = 0

        async def flood() -> None:
            nonlocal sent
            _, writer = await asyncio.open_connection(*address)
            with contextlib.suppress(OSError):
                while True:
                    writer.write(bytes(64 * 1024))
                    await writer.drain()
                    sent += 64 * 1024

        flooding = asyncio.create_task(flood())
        async with contextlib.aclosing(listener.chunks()) as chunks:
            await anext(chunks)
            before = -1
            while before != sent:
                before = sent
                await asyncio.sleep(0.2)
            assert sent < 64 * 1024 * WAITING + 16 * 1024 * 1024  # the queue and both sockets
            for _ in range(2 * WAITING):
                await anext(chunks)
            await asyncio.sleep(0.2)
            assert sent > before
        flooding.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await flooding

    run(test())


def test_one_client_too_many_is_turned_away_and_counted() -> None:
    async def test() -> None:
        listener = TcpListener(HOST, 0, most_clients=1)
        address = await listener.start()
        reading = asyncio.create_task(until_end(listener, 1))
        _, first = await asyncio.open_connection(*address)
        first.write(b"first")
        await asyncio.sleep(0.02)
        reader, second = await asyncio.open_connection(*address)
        assert await reader.read() == b""
        assert listener.turned_away == 1
        first.close()
        second.close()
        assert len(await reading) == 1

    run(test())


def test_the_port_is_free_again_after_it_stops() -> None:
    async def test() -> None:
        listener = TcpListener(HOST, 0)
        host, port = await listener.start()
        assert port
        assert await listener.start() == (host, port)
        with pytest.raises(UsageError, match=f"cannot listen on {HOST}:{port}"):
            await TcpListener(HOST, port).start()
        async with contextlib.aclosing(listener.chunks()) as chunks:
            waiting = asyncio.ensure_future(anext(chunks))
            await asyncio.sleep(0.01)
            waiting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await waiting
        again = TcpListener(HOST, port)
        assert await again.start() == (host, port)
        await again.stop()

    run(test())


def test_a_client_connects_again_whenever_the_server_goes() -> None:
    async def test() -> None:
        served = 0

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal served
            served += 1
            writer.write(b"hello %d\n" % served)
            writer.close()

        server = await asyncio.start_server(serve, HOST, 0)
        port = server.sockets[0].getsockname()[1]
        client = TcpClient(HOST, port, first_pause=0.01, longest_pause=0.02)
        got: list[Chunk] = []
        async with contextlib.aclosing(client.chunks()) as chunks:
            async for chunk in chunks:
                got.append(chunk)
                if len(got) == 6:
                    break
        assert [each.data for each in got[::2]] == [b"hello 1\n", b"hello 2\n", b"hello 3\n"]
        assert [each.end for each in got] == [False, True] * 3
        assert len({each.connection for each in got}) == 3
        server.close()

    run(test())


def test_a_client_waits_for_a_server_that_is_not_there_yet() -> None:
    async def test() -> None:
        with socket.socket() as free:
            free.bind((HOST, 0))
            port = free.getsockname()[1]
        client = TcpClient(HOST, port, first_pause=0.01, longest_pause=0.02)
        async with contextlib.aclosing(client.chunks()) as chunks:
            first = asyncio.ensure_future(anext(chunks))
            while client.attempts < 3:  # noqa: ASYNC110  there is no event to wait for
                await asyncio.sleep(0.01)
            assert client.last_error

            async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                writer.write(b"at last")
                writer.close()

            server = await asyncio.start_server(serve, HOST, port)
            assert (await first).data == b"at last"
            assert client.last_error == ""
        server.close()

    run(test())


def test_bytes_make_the_pause_short_again(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    plain_sleep = asyncio.sleep

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        await plain_sleep(0)

    async def test() -> None:
        silent = 3

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal silent
            silent -= 1
            if silent < 0:
                writer.write(b"hello")
            writer.close()

        server = await asyncio.start_server(serve, HOST, 0)
        monkeypatch.setattr(asyncio, "sleep", sleep)
        port = server.sockets[0].getsockname()[1]
        async with contextlib.aclosing(TcpClient(HOST, port).chunks()) as chunks:
            said = 0
            while said < 2:
                said += (await anext(chunks)).data == b"hello"
        server.close()

    run(test())
    assert pauses == [0.5, 1.0, 2.0, 0.5]


def test_pauses_between_attempts_double_up_to_their_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 8:
            raise asyncio.CancelledError

    monkeypatch.setattr(asyncio, "sleep", sleep)

    async def test() -> None:
        with socket.socket() as free:
            free.bind((HOST, 0))
            port = free.getsockname()[1]
        with pytest.raises(asyncio.CancelledError):
            await anext(TcpClient(HOST, port).chunks())

    run(test())
    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
