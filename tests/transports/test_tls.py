"""TLS on real sockets: who is let in, who is not, and what is said of it."""

import asyncio
import contextlib
import ssl
from pathlib import Path

import pytest

from northline.records.errors import UsageError
from northline.records.protocols import Chunk
from northline.transports.addresses import transport_at
from northline.transports.tcp import TcpClient, TcpListener
from northline.transports.tls import client_context, server_context
from tests.transports.certificates import Authority
from tests.transports.rigs import HOST
from tests.transports.test_contract import run
from tests.transports.test_tcp import until_end


async def spoken(address: tuple[str, int], tls: ssl.SSLContext, data: bytes) -> None:
    _, writer = await asyncio.open_connection(*address, ssl=tls)
    writer.write(data)
    await writer.drain()
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


async def quiet() -> None:
    """Wait until whoever was about to be let in is in: asyncio forgets them when it stops."""
    await asyncio.sleep(0.1)


def test_only_who_shows_a_certificate_is_served_where_one_is_asked_for(tmp_path: Path) -> None:
    async def test() -> None:
        ours, theirs = Authority(tmp_path, "ours"), Authority(tmp_path, "theirs")
        listener = TcpListener(HOST, 0, tls=server_context(*ours.issue("server"), ours.file))
        address = await listener.start()
        reading = asyncio.create_task(until_end(listener, 1))
        for context in (
            client_context(ours.file),
            client_context(ours.file, *theirs.issue("stranger")),
            client_context(ours.file, *ours.issue("late", days=-1)),
        ):
            listener.last_error = ""
            with contextlib.suppress(OSError):
                await spoken(address, context, b"let me in")
            while not listener.last_error:  # noqa: ASYNC110  there is no event to wait for
                await asyncio.sleep(0.01)
            assert listener.last_error.startswith(f"{HOST}:")
            assert "certificate" in listener.last_error
        await spoken(address, client_context(ours.file, *ours.issue("device")), b"it is me")
        (got,) = (await reading).values()
        assert b"".join(each.data for each in got) == b"it is me"

    run(test())


def test_a_broken_handshake_harms_nobody_else(tmp_path: Path) -> None:
    async def test() -> None:
        authority = Authority(tmp_path)
        tls = server_context(*authority.issue("server"))
        listener = TcpListener(HOST, 0, tls=tls, handshake_seconds=0.3)
        address = await listener.start()
        reading = asyncio.create_task(until_end(listener, 1))
        _, plain = await asyncio.open_connection(*address)
        plain.write(b"!AIVDM,1,1,,A,plain,0*00\r\n")
        _, half = await asyncio.open_connection(*address)
        half.write(b"\x16\x03\x01\x02\x00\x01")  # a ClientHello that never goes on
        _, silent = await asyncio.open_connection(*address)
        _, gone = await asyncio.open_connection(*address)
        gone.close()
        await spoken(address, client_context(authority.file), b"well said")
        (got,) = (await reading).values()
        assert b"".join(each.data for each in got) == b"well said"
        for writer in (plain, half, silent):
            writer.close()

    run(test())


def test_a_slow_handshake_ends_in_time(tmp_path: Path) -> None:
    async def test() -> None:
        tls = server_context(*Authority(tmp_path).issue("server"))
        listener = TcpListener(HOST, 0, tls=tls, handshake_seconds=0.1)
        reader, writer = await asyncio.open_connection(*await listener.start())
        with contextlib.suppress(OSError):
            assert await reader.read() == b""
        assert "in time" in listener.last_error or "handshake" in listener.last_error
        writer.close()
        await listener.stop()

    run(test())


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_what_is_older_than_1_2_is_not_spoken(tmp_path: Path, version: ssl.TLSVersion) -> None:
    authority = Authority(tmp_path)
    for context in (server_context(*authority.issue("server")), client_context(authority.file)):
        assert context.minimum_version == ssl.TLSVersion.TLSv1_2
        assert context.minimum_version > version


@pytest.mark.parametrize(
    ("who", "host", "says"),
    [
        ("theirs", HOST, "?ca=FILE names the authority"),
        ("ours", "192.0.2.7", "connect by a name that stands in it"),
    ],
)
def test_a_server_that_is_not_who_it_should_be_is_not_read(
    tmp_path: Path, who: str, host: str, says: str
) -> None:
    async def test() -> None:
        ours, theirs = Authority(tmp_path, "ours"), Authority(tmp_path, "theirs")
        issued = (theirs if who == "theirs" else ours).issue("server", host=host)

        server = TcpListener(HOST, 0, tls=server_context(*issued))
        _, port = await server.start()
        client = TcpClient(HOST, port, tls=client_context(ours.file), first_pause=0.01)
        first = asyncio.ensure_future(anext(client.chunks()))
        while client.attempts < 3:  # noqa: ASYNC110  there is no event to wait for
            await asyncio.sleep(0.01)
        assert not first.done()
        assert "is not accepted" in client.last_error
        assert says in client.last_error
        first.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await first
        await quiet()
        await server.stop()

    run(test())


def test_a_client_that_the_server_does_not_take_says_so(tmp_path: Path) -> None:
    async def test() -> None:
        ours = Authority(tmp_path, "ours")
        listener = TcpListener(HOST, 0, tls=server_context(*ours.issue("server"), ours.file))
        _, port = await listener.start()
        client = TcpClient(HOST, port, tls=client_context(ours.file), first_pause=0.01)
        got: list[Chunk] = []
        async with contextlib.aclosing(client.chunks()) as chunks:
            while not client.last_error:
                got.append(await anext(chunks))
        assert "?cert=FILE&key=FILE" in client.last_error
        assert not any(each.data for each in got)
        await quiet()
        await listener.stop()

    run(test())


def test_a_slow_reader_holds_a_sender_under_tls_back(tmp_path: Path) -> None:
    async def test() -> None:
        authority = Authority(tmp_path)
        listener = TcpListener(HOST, 0, tls=server_context(*authority.issue("server")))
        address = await listener.start()
        sent = 0

        async def flood() -> None:
            nonlocal sent
            tls = client_context(authority.file)
            _, writer = await asyncio.open_connection(*address, ssl=tls)
            with contextlib.suppress(OSError):
                while True:
                    writer.write(bytes(64 * 1024))
                    await writer.drain()
                    await asyncio.sleep(0)  # drain may not let others run once the peer has gone
                    sent += 64 * 1024

        flooding = asyncio.create_task(flood())
        async with contextlib.aclosing(listener.chunks()) as chunks:
            await anext(chunks)
            before = -1
            while before != sent:
                before = sent
                await asyncio.sleep(0.3)
            assert sent < 32 * 1024 * 1024
            size, held = 0, sent
            while size < held:
                size += len((await anext(chunks)).data)
        flooding.cancel()
        with contextlib.suppress(asyncio.CancelledError, OSError):
            await flooding

    run(test())


def test_files_that_cannot_be_used_are_named_with_what_to_do(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    cert, key = authority.issue("server")
    _, other = authority.issue("other")
    locked_cert, locked = authority.issue("locked", passphrase=b"secret")
    (tmp_path / "empty.pem").write_bytes(b"")
    at = "tls-listen://127.0.0.1:0"
    for address, says in (
        (at, "a certificate needs its key"),
        (f"{at}?cert={cert}", "a certificate needs its key"),
        (f"{at}?cert={tmp_path}/none&key={key}", "none cannot be read: No such file"),
        (f"{at}?cert={cert}&key={other}", "are no certificate and its key"),
        (f"{at}?cert={locked_cert}&key={locked}", "passphrase"),
        (f"{at}?cert={cert}&key={key}&ca={tmp_path}/empty.pem", "holds no certificates"),
        (f"tls://example.org:1?ca={tmp_path}/none", "none cannot be read"),
        (f"https-listen://127.0.0.1:0?cert={cert}", "a certificate needs its key"),
    ):
        with pytest.raises(UsageError, match=says):
            transport_at(address)
    assert isinstance(transport_at(f"{at}?cert={cert}&key={key}&ca={authority.file}"), TcpListener)
    assert isinstance(transport_at("tls://example.org:8089"), TcpClient)
