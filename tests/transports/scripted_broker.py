"""A broker of MQTT 3.1.1 for one subscriber, which does what a test tells it: cut, hold, resend.

It keeps what was published and not acknowledged, and sends it again, marked as a duplicate, to
whoever comes with the same session (MQTT 3.1.1, 4.4); the broker that the other tests use forgets
it when the connection ends.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator

HOST = "127.0.0.1"
CONNECT, PUBACK, SUBSCRIBE, PINGREQ = 1, 4, 8, 12


def packet(head: int, body: bytes) -> bytes:
    """A packet: its first byte, its length (2.2.3), the rest."""
    length, size = b"", len(body)
    while True:
        size, digit = size >> 7, size & 127
        length += bytes([digit | (128 if size else 0)])
        if not size:
            return bytes([head]) + length + body


class ScriptedBroker:
    """A broker.

    Attributes:
        port: where it listens.
        unheard: packet identifier -> topic and data that were not acknowledged.
        heard: packet identifiers that were, in order.
        comers: connections so far.
        deaf: whether it throws acknowledgements away.
        refuses: whether it refuses every topic.
        remembers: whether it says that it has the session.
        strange: bytes that it sends instead of an answer to whoever connects.
    """

    def __init__(self) -> None:
        self.port = 0
        self.unheard: dict[int, tuple[str, bytes]] = {}
        self.heard: list[int] = []
        self.comers = 0
        self.deaf = self.refuses = False
        self.remembers = True
        self.strange = b""
        self._last = 0
        self._writer: asyncio.StreamWriter | None = None
        self._subscribed = asyncio.Event()

    def publish(self, topic: str, data: bytes, mid: int = 0) -> int:
        """Publish at QoS 1; the packet identifier."""
        self._last = mid or self._last + 1
        self.unheard[self._last] = (topic, data)
        if self._writer is not None and self._subscribed.is_set():
            self._send(self._last, dup=False)
        return self._last

    async def subscribed(self) -> None:
        """Wait until somebody has subscribed."""
        await self._subscribed.wait()

    def cut(self) -> None:
        """End the connection with a reset."""
        if self._writer is not None:
            self._writer.transport.abort()
        self._writer = None
        self._subscribed.clear()

    def _send(self, mid: int, *, dup: bool) -> None:
        topic, data = self.unheard[mid]
        name = topic.encode()
        body = len(name).to_bytes(2, "big") + name + mid.to_bytes(2, "big") + data
        assert self._writer is not None
        self._writer.write(packet(0x32 | (8 if dup else 0), body))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        self.comers += 1
        self._writer = writer
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                await self._answer(*await _packet(reader), writer)
        writer.close()

    async def _answer(self, head: int, body: bytes, writer: asyncio.StreamWriter) -> None:
        kind = head >> 4
        if kind == CONNECT:
            writer.write(self.strange or packet(0x20, bytes([self.remembers, 0])))
            if not self.remembers:
                self.unheard.clear()
            for mid in self.unheard:
                self._send(mid, dup=True)
        elif kind == SUBSCRIBE:
            writer.write(packet(0x90, body[:2] + bytes([0x80 if self.refuses else 1])))
            self._subscribed.set()
        elif kind == PINGREQ:
            writer.write(packet(0xD0, b""))
        elif kind == PUBACK and not self.deaf:
            mid = int.from_bytes(body[:2], "big")
            self.heard.append(mid)
            self.unheard.pop(mid, None)


async def _packet(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readexactly(1))[0]
    size = shift = 0
    while True:
        digit = (await reader.readexactly(1))[0]
        size |= (digit & 127) << shift
        shift += 7
        if not digit & 128:
            return head, await reader.readexactly(size)


@contextlib.asynccontextmanager
async def scripted() -> AsyncIterator[ScriptedBroker]:
    """A broker that listens."""
    made = ScriptedBroker()
    server = await asyncio.start_server(made.serve, HOST, 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        made.cut()
        server.close()
