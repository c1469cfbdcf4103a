"""Ways to a feed: a TCP connection, datagrams, or bodies that are posted.

One message is one datagram; UDP holds no sender back, so whoever speaks by it must know how much
was read (`northline.exercise.speaker.Taken`).  Bodies go out one after the other over one connection
(RFC 9112), what waits meanwhile together in the next; the feed answers when it has committed one.
"""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Protocol

from northline.exercise.channels import Way
from northline.records.errors import MissingDependency

ATTEMPTS, PAUSE = 50, 0.1
"""How often, and how many seconds apart, a feed that does not listen yet is called."""

MOST_WAITING = 64 * 1024
"""Bytes that may wait to be posted."""


class Caller(Protocol):
    """A feed that was called."""

    def write(self, messages: Sequence[bytes]) -> None:
        """Say these."""

    async def drain(self) -> None:
        """Wait until it can take more.

        Raises:
            ConnectionError: when it hung up.
        """

    async def close(self) -> None:
        """Say what is left, and hang up.

        Raises:
            ConnectionError: when it hung up first.
        """

    def abort(self) -> None:
        """Hang up now."""


async def call(way: Way, host: str, port: int) -> Caller:
    """Call a feed that listens, or soon will.

    Raises:
        MissingDependency: when nobody listens there after 5 seconds.
    """
    if way == "udp":
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            asyncio.DatagramProtocol, remote_addr=(host, port)
        )
        return Datagrams(transport)
    for attempt in range(ATTEMPTS):
        try:
            reader, writer = await asyncio.open_connection(host, port)
        except OSError as silent:
            if attempt == ATTEMPTS - 1:
                raise MissingDependency(
                    f"no feed listens on {host}:{port}; start it with 'northline up': {silent}"
                ) from silent
            await asyncio.sleep(PAUSE)
        else:
            return Posting(reader, writer) if way == "http" else Stream(writer)
    raise AssertionError("unreachable")


class Stream:
    """A TCP connection."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    def write(self, messages: Sequence[bytes]) -> None:
        """Write them one behind the other."""
        self._writer.write(b"".join(messages))

    async def drain(self) -> None:
        """Wait while the other side reads slowly."""
        await self._writer.drain()

    async def close(self) -> None:
        """Hang up; all is written, so the other side may hang up as it will."""
        self._writer.close()
        with contextlib.suppress(ConnectionError):
            await self._writer.wait_closed()

    def abort(self) -> None:
        """Hang up now."""
        self._writer.close()


class Datagrams:
    """UDP."""

    def __init__(self, transport: asyncio.DatagramTransport) -> None:
        self._transport = transport

    def write(self, messages: Sequence[bytes]) -> None:
        """Send each as a datagram of its own."""
        for message in messages:
            self._transport.sendto(message)

    async def drain(self) -> None:
        """Let the datagrams go."""
        await asyncio.sleep(0)

    async def close(self) -> None:
        """Close it."""
        self._transport.close()

    def abort(self) -> None:
        """Close it now."""
        self._transport.close()


class Posting:
    """Bodies of JSON over one connection, posted one after the other."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._waiting: list[bytes] = []
        self._more, self._room = asyncio.Event(), asyncio.Event()
        self._ends = False
        self._work = asyncio.ensure_future(self._post())

    def write(self, messages: Sequence[bytes]) -> None:
        """Let them wait for the next body."""
        self._waiting += messages
        self._more.set()

    async def drain(self) -> None:
        """Wait while too much waits."""
        while sum(map(len, self._waiting)) > MOST_WAITING and not self._work.done():
            self._room.clear()
            await self._room.wait()
        if self._work.done():
            await self._work

    async def close(self) -> None:
        """Post what is left, and hang up."""
        self._ends = True
        self._more.set()
        try:
            await self._work
        finally:
            self._writer.close()
        with contextlib.suppress(ConnectionError):
            await self._writer.wait_closed()

    def abort(self) -> None:
        """Hang up now."""
        self._work.cancel()
        self._writer.close()

    async def _post(self) -> None:
        try:
            while self._waiting or not self._ends:
                await self._more.wait()
                self._more.clear()
                while self._waiting:
                    body, self._waiting = b"".join(self._waiting), []
                    await self._one(body)
                    self._room.set()
        finally:
            self._room.set()

    async def _one(self, body: bytes) -> None:
        head = (
            "POST / HTTP/1.1\r\nHost: exercise\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        self._writer.write(head.encode("ascii") + body)
        await self._writer.drain()
        try:
            answer = await self._reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError as cut:
            raise ConnectionResetError("the feed hung up on a body") from cut
        lines = answer.decode("latin-1").split("\r\n")
        code, fields = lines[0].split(" ")[1], [line.partition(":") for line in lines[1:]]
        length = next((int(v) for k, _, v in fields if k.lower() == "content-length"), 0)
        await self._reader.readexactly(length)
        # 422: none of it could be read, as of what is damaged on purpose; a device goes on.
        if not code.startswith("2") and code != "422":
            raise ConnectionRefusedError(f"the feed refused a body: {lines[0]}")
