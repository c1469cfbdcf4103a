"""UDP on real sockets: senders kept apart, what is too much dropped and counted."""

import asyncio
import contextlib
import socket

import pytest

from northline.records.errors import UsageError
from northline.records.protocols import Framing
from northline.transports.udp import UdpListener
from tests.transports.rigs import HOST
from tests.transports.test_contract import run


def test_each_sender_is_a_connection_and_each_datagram_a_chunk() -> None:
    async def test() -> None:
        listener = UdpListener(HOST, 0)
        address = await listener.start()
        with (
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one,
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as two,
        ):
            for sender, data in ((one, b"a"), (two, b"b"), (one, b""), (one, b"c")):
                sender.sendto(data, address)
            async with contextlib.aclosing(listener.chunks()) as chunks:
                got = [await anext(chunks) for _ in range(3)]
        assert [each.data for each in got] == [b"a", b"b", b"c"]
        assert got[0].connection == got[2].connection != got[1].connection
        assert {each.framing for each in got} == {Framing.DATAGRAM}

    run(test())


def test_what_a_slow_reader_cannot_take_is_dropped_and_counted() -> None:
    async def test() -> None:
        listener = UdpListener(HOST, 0, waiting=10)
        address = await listener.start()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for number in range(25):
                sender.sendto(b"%d" % number, address)
            while listener.dropped < 15:  # noqa: ASYNC110  there is no event to wait for
                await asyncio.sleep(0.01)
            async with contextlib.aclosing(listener.chunks()) as chunks:
                got = [(await anext(chunks)).data for _ in range(10)]
                assert got == [b"%d" % number for number in range(10)]
                sender.sendto(b"after", address)
                assert (await anext(chunks)).data == b"after"
        assert listener.dropped == 15

    run(test())


def test_the_sender_silent_for_longest_ends_for_a_new_one() -> None:
    listener = UdpListener(HOST, 0, most_peers=2)
    for peer in ("a", "b", "a", "c", "b"):
        listener.take(peer.encode(), (peer, 1))
    got = [(each.connection.split(":")[0], each.end) for each in listener.waiting()]
    assert got == [
        ("a", False),
        ("b", False),
        ("a", False),
        ("b", True),
        ("c", False),
        ("a", True),
        ("b", False),
    ]
    names = [each.connection for each in listener.waiting() if each.connection.startswith("b")]
    assert names[0] == names[1] != names[2]


def test_an_address_in_use_is_a_usage_error() -> None:
    async def test() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
            taken.bind((HOST, 0))
            port = taken.getsockname()[1]
            with pytest.raises(UsageError, match=f"cannot listen on {HOST}:{port}"):
                await UdpListener(HOST, port).start()

    run(test())
