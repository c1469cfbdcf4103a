"""UDP: datagrams, as AIS receivers and multiplexers send them.

UDP (RFC 768) has no way to hold a sender back.  At most `WAITING` datagrams wait for a slow
reader; what comes then is dropped, the newest first, and counted.
"""

import asyncio
import contextlib
import socket
from collections import OrderedDict, deque
from collections.abc import AsyncGenerator
from typing import Any

from northline.records.errors import UsageError
from northline.records.protocols import Chunk, Framing
from northline.transports.connections import connection_name, now, peer_name

WAITING = 8192
"""Datagrams that may wait for the reader."""

SOCKET_BYTES = 4 * 1024 * 1024
"""What the system is asked to hold for us besides; it may give less."""

MOST_PEERS = 1024
"""Senders kept apart at a time.  The one silent for longest ends for the next: its address may
be forged, so their number must not grow without end."""


class UdpListener:
    """Listens; each sender's address is a connection of its own.

    Attributes:
        dropped: datagrams that came while too many were waiting.
    """

    def __init__(
        self, host: str, port: int, *, waiting: int = WAITING, most_peers: int = MOST_PEERS
    ) -> None:
        self.dropped = 0
        self._host = host
        self._port = port
        self._most_waiting = waiting
        self._most_peers = most_peers
        self._transport: asyncio.DatagramTransport | None = None
        self._queue: deque[Chunk] = deque()
        self._arrived = asyncio.Event()
        self._peers: OrderedDict[Any, str] = OrderedDict()

    async def start(self) -> tuple[str, int]:
        """Begin to listen, if not yet done, and return the address: for port 0, the real one.

        Raises:
            UsageError: when the address cannot be had.
        """
        if self._transport is None:
            loop = asyncio.get_running_loop()
            try:
                self._transport, _ = await loop.create_datagram_endpoint(
                    lambda: _Receiver(self), local_addr=(self._host, self._port)
                )
            except OSError as error:
                raise UsageError(
                    f"cannot listen on {self._host}:{self._port}: {error.strerror or error}"
                ) from error
            plain = self._transport.get_extra_info("socket")
            with contextlib.suppress(OSError):  # macOS refuses what Linux cuts down
                plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SOCKET_BYTES)
        host, port, *_ = self._transport.get_extra_info("sockname")
        return host, port

    async def chunks(self) -> AsyncGenerator[Chunk, None]:
        """Hand over each datagram, until closed or cancelled."""
        await self.start()
        try:
            while True:
                while self._queue:
                    yield self._queue.popleft()
                self._arrived.clear()
                await self._arrived.wait()
        finally:
            await self.stop()

    async def stop(self) -> None:
        """Stop listening; `chunks` does so when it is closed."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def waiting(self) -> tuple[Chunk, ...]:
        """What has come and was not handed over yet."""
        return tuple(self._queue)

    def take(self, data: bytes, peer: Any) -> None:
        """Queue one datagram from this peer, or drop it where too many wait."""
        if not data:
            return
        if len(self._queue) >= self._most_waiting:
            self.dropped += 1
            return
        if peer not in self._peers:
            self._peers[peer] = connection_name(peer_name(peer))
            if len(self._peers) > self._most_peers:
                _, eldest = self._peers.popitem(last=False)
                self._put(eldest, b"", end=True)
        self._peers.move_to_end(peer)
        self._put(self._peers[peer], data)

    def _put(self, connection: str, data: bytes, *, end: bool = False) -> None:
        self._queue.append(
            Chunk(
                connection=connection,
                data=data,
                received=now(),
                end=end,
                framing=Framing.DATAGRAM,
            )
        )
        self._arrived.set()


class _Receiver(asyncio.DatagramProtocol):
    """Hands datagrams from the event loop to their listener."""

    def __init__(self, listener: UdpListener) -> None:
        self._listener = listener

    def datagram_received(self, data: bytes, addr: Any) -> None:
        """Take one datagram."""
        self._listener.take(data, addr)
