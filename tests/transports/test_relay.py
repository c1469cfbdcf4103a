"""A relay over real sockets: who gets what, and what a slow receiver costs whom."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

from northline.records.errors import UsageError
from northline.records.marking import Level
from northline.transports.addresses import transport_at
from northline.transports.backlog import Outgoing, Passed, outgoing
from northline.transports.relay import LEAST_BUFFER, Client, Relay
from northline.transports.tls import client_context, server_context
from tests.transports.certificates import Authority

HOST = "127.0.0.1"


def run(test: Coroutine[Any, Any, None]) -> None:
    async def bounded() -> None:
        async with asyncio.timeout(60):
            await test

    asyncio.run(bounded())


@contextlib.asynccontextmanager
async def open_relay(**settings: Any) -> Any:
    relay = Relay(HOST, 0, **settings)
    address = await relay.start()
    try:
        yield relay, address
    finally:
        await relay.stop()


@contextlib.asynccontextmanager
async def clients(address: tuple[str, int], count: int, tls: ssl.SSLContext | None = None) -> Any:
    """So many clients that read: pairs of reader and writer."""
    opened = [await asyncio.open_connection(*address, limit=1 << 24, ssl=tls) for _ in range(count)]
    try:
        yield opened
    finally:
        for _, writer in opened:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()


async def joined(relay: Relay, count: int) -> None:
    while relay.receivers != count:  # noqa: ASYNC110  there is no event to wait for
        await asyncio.sleep(0.01)


def stalled(address: tuple[str, int]) -> socket.socket:
    """A client that takes in as little as a socket can."""
    plain = socket.socket()
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    plain.connect(address)
    return plain


def numbered(first: int, count: int, size: int = 1000) -> Outgoing:
    """Units of one size that say which they are."""
    return outgoing([b"<%07d%s>" % (n, b"x" * (size - 9)) for n in range(first, first + count)])


def numbers_in(data: bytes) -> list[int]:
    assert len(data) % 1000 == 0
    units = [data[at : at + 1000] for at in range(0, len(data), 1000)]
    assert all(unit.startswith(b"<") and unit.endswith(b">") for unit in units)
    return [int(unit[1:8]) for unit in units]


def test_what_is_offered_reaches_those_it_is_for_and_nobody_else() -> None:
    async def test() -> None:
        async with open_relay() as (relay, address), clients(address, 3) as peers:
            await joined(relay, 3)
            chunks = relay.chunks()
            peers[0][1].write(b"<event/>")
            chunk = await anext(chunks)
            assert chunk.data == b"<event/>"
            others = [each.name for each in relay.clients if each.name != chunk.connection]
            relay.offer(outgoing([b"<one/>", b"<two/>"]), others)
            relay.offer(outgoing([b"<only you/>"]), [chunk.connection])
            relay.offer(outgoing([b"<lost/>"]), ["nobody"])
            assert await peers[1][0].readexactly(12) == b"<one/><two/>"
            assert await peers[2][0].readexactly(12) == b"<one/><two/>"
            assert await peers[0][0].readexactly(11) == b"<only you/>"
            while relay.counts().passed < 5:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            assert relay.counts() == (5, 0, 0)
            await chunks.aclose()

    run(test())


def test_a_stalled_receiver_loses_the_eldest_whole_units_and_nobody_else_any() -> None:
    """Asserted on counts: the fast one has all, the stalled one whole units, the newest last."""

    async def test() -> None:
        async with open_relay(buffer_bytes=LEAST_BUFFER) as (relay, address):
            slow = stalled(address)
            await joined(relay, 1)
            async with clients(address, 1) as ((reader, _),):
                await joined(relay, 2)
                sent, got = 0, bytearray()
                for _ in range(200):
                    relay.offer(numbered(sent, 100))
                    sent += 100
                    got += await reader.readexactly(100 * 1000)
                assert numbers_in(bytes(got)) == list(range(sent))
                left_out = relay.counts().left_out
                assert 0 < left_out < sent
                assert relay.said[0].endswith("the eldest events are left out for it")
                slow.setblocking(False)
                loop = asyncio.get_running_loop()
                had = bytearray()
                while len(had) < (sent - left_out) * 1000:
                    had += await loop.sock_recv(slow, 1 << 20)
                numbers = numbers_in(bytes(had))
                assert len(numbers) == sent - left_out
                assert numbers == sorted(set(numbers))
                assert numbers[-1] == sent - 1
            slow.close()

    run(test())


def test_what_waits_for_a_stalled_receiver_is_bounded() -> None:
    async def test() -> None:
        async with open_relay(buffer_bytes=LEAST_BUFFER) as (relay, address):
            slow = stalled(address)
            await joined(relay, 1)
            (receiver,) = relay._receivers.values()
            most = 0
            for turn in range(300):
                relay.offer(numbered(turn * 50, 50))
                await asyncio.sleep(0)
                most = max(most, receiver.waiting)
            assert LEAST_BUFFER - 1000 < most <= LEAST_BUFFER
            slow.close()

    run(test())


def test_a_receiver_that_stays_full_is_closed_and_that_is_said() -> None:
    async def test() -> None:
        async with open_relay(buffer_bytes=LEAST_BUFFER, patience_seconds=0.1) as (relay, address):
            slow = stalled(address)
            async with clients(address, 1) as ((reader, _),):
                await joined(relay, 2)
                sent = 0
                while relay.receivers == 2:
                    relay.offer(numbered(sent, 100))
                    sent += 100
                    await reader.readexactly(100 * 1000)
                    await asyncio.sleep(0.005)
                assert relay.receivers == 1
            counts = relay.counts()
            assert counts.closed == 1
            said = relay.said[-1]
            assert "did not catch up for 0.1 s and is closed" in said
            assert f"{counts.left_out:,} events were not passed on" in said
            slow.close()

    run(test())


def test_one_that_catches_up_is_not_closed() -> None:
    async def test() -> None:
        settings = {"buffer_bytes": LEAST_BUFFER, "patience_seconds": 0.3}
        async with open_relay(**settings) as (relay, address):  # noqa: SIM117  address comes first
            async with clients(address, 1) as ((reader, _),):
                await joined(relay, 1)
                relay.offer(numbered(0, 2000))  # more than fits, at once
                left_out = relay.counts().left_out
                assert left_out
                await reader.readexactly((2000 - left_out) * 1000)
                await asyncio.sleep(0.5)
                assert relay.receivers == 1
                assert relay.counts() == (2000 - left_out, left_out, 0)

    run(test())


def test_one_client_too_many_is_turned_away() -> None:
    async def test() -> None:
        async with open_relay(most_clients=1) as (relay, address), clients(address, 1):
            await joined(relay, 1)
            async with clients(address, 1) as ((reader, _),):
                assert await reader.read() == b""
            assert relay.turned_away == 1

    run(test())


def test_it_is_told_who_comes_with_which_certificate_and_who_goes(tmp_path: Path) -> None:
    async def test() -> None:
        authority = Authority(tmp_path)
        came: list[Client] = []
        gone: list[tuple[str, Passed]] = []
        tls = server_context(*authority.issue("server"), authority.file)
        async with open_relay(tls=tls) as (relay, address):
            relay.coming = came.append
            relay.going = lambda *each: gone.append(each)
            shown = client_context(authority.file, *authority.issue("MARINE 2"))
            async with clients(address, 1, shown) as ((reader, _),):
                await joined(relay, 1)
                assert relay.clients == tuple(came)
                relay.offer(outgoing([b"<one/>"]))
                assert await reader.readexactly(6) == b"<one/>"
            await joined(relay, 0)
        (client,) = came
        assert client.certificate == "commonName=MARINE 2"
        assert client.address.startswith(f"{HOST}:")
        assert client.name.startswith(client.address)
        assert gone == [(client.name, Passed(1, 0, 0))]

    run(test())


def test_a_client_can_be_closed_at_once() -> None:
    async def test() -> None:
        async with open_relay() as (relay, address), clients(address, 2) as peers:
            await joined(relay, 2)
            relay.close(relay.clients[0].name)
            relay.close("nobody")
            await joined(relay, 1)
            relay.offer(outgoing([b"<one/>"]))
            assert await peers[1][0].readexactly(6) == b"<one/>"

    run(test())


def test_an_address_says_to_whom_a_relay_may_pass_on() -> None:
    relay = transport_at(
        "relay://:0?level=protected-b&agency=cbp&purpose=rescue&buffer=2000000&patience=3"
    )
    assert isinstance(relay, Relay)
    assert (relay.level, relay.agency, relay.purpose) == (Level.PROTECTED_B, "cbp", "rescue")
    plain = transport_at("relay://127.0.0.1:0")
    assert isinstance(plain, Relay)
    assert (plain.level, plain.agency) == (Level.UNCLASSIFIED, "")
    assert isinstance(transport_at("relay://0.0.0.0:0?open=yes"), Relay)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("relay://0.0.0.0:8087", "whoever reaches 0.0.0.0 would be shown"),
        ("relay://:0?level=secretive", "level 'secretive' is not known"),
        ("relay://:0?level=top-secret", "above Secret"),
        ("relay://:0?buffer=10", "it must be 1048576 or more"),
        ("relay://:0?buffer=much", "buffer is bytes"),
        ("relay://:0?patience=0", "it must be more than 0"),
        ("relay://:0?colour=red", "there is no option 'colour'"),
    ],
)
def test_a_wrong_address_of_a_relay_says_what_is_wrong(address: str, says: str) -> None:
    with pytest.raises(Exception, match=says) as raised:
        transport_at(address)
    assert raised.type is UsageError or "above Secret" in says
