"""Ways to a feed: datagrams whole, bodies answered, and nothing said that was not read."""

import asyncio
import contextlib

import msgspec
import pytest

from northline.exercise import Day, Pace, speak
from northline.exercise.callers import call
from northline.exercise.radio import Message
from northline.exercise.speaker import LAP, UNLIMITED, UNREAD
from northline.records.errors import MissingDependency
from northline.records.protocols import Chunk, Settled
from northline.transports.http import HttpListener
from northline.transports.udp import UdpListener
from tests.exercise.days import prairie, truth


def said(feed: str, *messages: tuple[float, bytes]) -> Day:
    """A day on which so much is said to one feed of the prairie."""
    told = tuple(Message(second, data, feed) for second, data in messages)
    return Day(scenario=prairie(), seed=0, messages=told, truth=truth())


def test_a_message_is_a_datagram_and_waits_until_what_went_before_was_read() -> None:
    messages = [(0.01 * k, bytes([k % 256]) * 1000) for k in range(200)]
    read: list[bytes] = []
    most = 0

    async def play() -> None:
        listener = UdpListener("127.0.0.1", 0)
        host, port = await listener.start()

        async def hear() -> None:
            nonlocal most
            async with contextlib.aclosing(listener.chunks()) as chunks:
                async for chunk in chunks:
                    most = max(most, sum(len(each.data) for each in listener.waiting()))
                    read.append(chunk.data)
                    await asyncio.sleep(0.001)
                    if len(read) == len(messages):
                        return

        hearing = asyncio.ensure_future(hear())
        day = said("drone", *messages)
        await speak(day, {"drone": (host, port)}, UNLIMITED, taken=lambda _: sum(map(len, read)))
        await asyncio.wait_for(hearing, 20.0)

    asyncio.run(play())
    assert read == [data for _, data in messages]
    assert most <= UNREAD + 70_000


def test_no_feed_gets_a_lap_ahead_of_what_was_read() -> None:
    day = said("cot", (0.0, b"a"), (LAP - 1, b"b"), (LAP + 1, b"c"), (3 * LAP, b"d"))
    heard: list[int] = []
    known = 0

    async def play() -> None:
        nonlocal known

        async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal known
            while data := await reader.read(100):
                heard.append(len(data))
                await asyncio.sleep(0.05)
                known += len(data)
            writer.close()

        server = await asyncio.start_server(hear, "127.0.0.1", 0)
        where = {"cot": server.sockets[0].getsockname()[:2]}
        await speak(day, where, UNLIMITED, taken=lambda _: known)
        await asyncio.sleep(0.2)
        server.close()

    asyncio.run(play())
    assert sum(heard) == 4
    assert heard[0] == 2


def test_bodies_are_posted_one_after_the_other_and_each_is_answered() -> None:
    bodies: list[bytes] = []

    async def play() -> Pace:
        listener = HttpListener("127.0.0.1", 0)
        host, port = await listener.start()

        async def hear() -> None:
            async with contextlib.aclosing(listener.chunks()) as chunks:
                async for chunk in chunks:
                    assert isinstance(chunk, Chunk)
                    bodies.append(chunk.data)
                    await asyncio.sleep(0.01)
                    listener.settle(chunk.connection, Settled(units=1, records=1))

        hearing = asyncio.ensure_future(hear())
        messages = [(float(k), b'{"n":%d}\n' % k) for k in range(50)]
        where = {"ground-sensors": (host, port)}
        pace = await asyncio.wait_for(speak(said("ground-sensors", *messages), where, 1000.0), 20)
        hearing.cancel()
        await asyncio.gather(hearing, return_exceptions=True)
        return pace

    pace = asyncio.run(play())
    told = b"".join(bodies).splitlines()
    assert [msgspec.json.decode(each)["n"] for each in told] == list(range(50))
    assert 1 < len(bodies) < 50
    assert pace.spoken == 49.0


def test_a_body_that_is_refused_ends_the_exercise_and_says_so() -> None:
    async def play() -> None:
        async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(10_000)
            writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\n{}")
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(refuse, "127.0.0.1", 0)
        where = {"ground-sensors": server.sockets[0].getsockname()[:2]}
        try:
            await asyncio.wait_for(speak(said("ground-sensors", (0.0, b"{}")), where, 100.0), 10)
        finally:
            await asyncio.sleep(0.05)
            server.close()

    with pytest.raises(MissingDependency, match="refused a body"):
        asyncio.run(play())


def test_a_way_that_is_given_up_in_the_middle_leaves_nothing_open() -> None:
    async def play() -> None:
        server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
        host, port = server.sockets[0].getsockname()[:2]
        for way in ("tcp", "udp", "http"):
            caller = await call(way, host, port)
            caller.abort()
        await asyncio.sleep(0.05)
        server.close()

    asyncio.run(play())
