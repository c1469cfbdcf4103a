"""TCP, plain or under TLS: as a server that devices send to, or as a client of one that sends.

A slow reader is never run over: at most `WAITING` chunks wait, then nothing more is read from
any socket, its buffer fills, and TCP holds the sender back (RFC 9293, 3.8.6).
"""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncGenerator

from northline.records.errors import UsageError
from northline.records.protocols import Chunk
from northline.transports.connections import connection_name, now, peer_name
from northline.transports.tls import HANDSHAKE_SECONDS, begin, explain

READ_BYTES = 64 * 1024
"""The most that is read from a socket at a time."""

WAITING = 64
"""Chunks that may wait for the reader: 4 MiB at most."""

MOST_CLIENTS = 256
"""Clients at a time; one more is closed at once, and counted."""

CONNECT_SECONDS = 10.0
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds between attempts to connect: doubled each time, until bytes come."""


CLOSED_AT_ONCE = (
    "the server closed the connection without a word; it may ask for a certificate that it "
    "believes: ?cert=FILE&key=FILE show one"
)
"""What a client under TLS says then: since TLS 1.3 a server may refuse it after its handshake."""


class TcpListener:
    """Listens; each client is a connection of its own.

    Attributes:
        turned_away: clients closed at once because there were too many.
        last_error: who could not begin TLS last, and why, or empty.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        tls: ssl.SSLContext | None = None,
        most_clients: int = MOST_CLIENTS,
        handshake_seconds: float = HANDSHAKE_SECONDS,
    ) -> None:
        self.turned_away = 0
        self.last_error = ""
        self._tls = tls
        self._handshake_seconds = handshake_seconds
        self._host = host
        self._port = port
        self._most_clients = most_clients
        self._server: asyncio.Server | None = None
        self._queue: asyncio.Queue[Chunk] = asyncio.Queue(WAITING)
        self._clients: set[asyncio.Task[None]] = set()

    async def start(self) -> tuple[str, int]:
        """Begin to listen, if not yet done, and return the address: for port 0, the real one.

        Raises:
            UsageError: when the address cannot be had.
        """
        if self._server is None:
            try:
                self._server = await asyncio.start_server(
                    self._serve, self._host, self._port, limit=READ_BYTES
                )
            except OSError as error:
                raise UsageError(
                    f"cannot listen on {self._host}:{self._port}: {error.strerror or error}"
                ) from error
        host, port, *_ = self._server.sockets[0].getsockname()
        return host, port

    async def chunks(self) -> AsyncGenerator[Chunk, None]:
        """Hand over what all clients send, until closed or cancelled."""
        await self.start()
        try:
            while True:
                yield await self._queue.get()
        finally:
            await self.stop()

    async def stop(self) -> None:
        """Stop listening and end every connection; `chunks` does so when it is closed."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for client in list(self._clients):
            client.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._clients) >= self._most_clients:
            self.turned_away += 1
            writer.close()
            return
        task = asyncio.current_task()
        assert task is not None
        self._clients.add(task)
        try:
            if await self._protected(writer):
                await self._receive(reader, writer)
        except asyncio.CancelledError:
            pass  # the listener stops; asyncio would print the cancelled task of a client
        finally:
            self._clients.discard(task)
            close(writer)

    async def _protected(self, writer: asyncio.StreamWriter) -> bool:
        """Begin TLS, where it is wanted; whether this client may go on."""
        if self._tls is None:
            return True
        peer = peer_name(writer.get_extra_info("peername"))
        if failed := await begin(writer, self._tls, self._handshake_seconds):
            self.last_error = f"{peer}: {failed}"
        return not failed

    async def _receive(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        name = connection_name(peer_name(writer.get_extra_info("peername")))
        _keep_alive(writer)
        while data := await _read(reader):
            await self._queue.put(Chunk(connection=name, data=data, received=now()))
        await self._queue.put(Chunk(connection=name, data=b"", received=now(), end=True))


class TcpClient:
    """Connects, and connects again whenever the connection ends; each time a new connection.

    Attributes:
        attempts: how often it tried to connect.
        last_error: why the last attempt or connection failed, or empty once bytes have come.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        tls: ssl.SSLContext | None = None,
        first_pause: float = FIRST_PAUSE,
        longest_pause: float = LONGEST_PAUSE,
    ) -> None:
        self.attempts = 0
        self.last_error = ""
        self._host = host
        self._port = port
        self._tls = tls
        self._first_pause = first_pause
        self._longest_pause = longest_pause

    async def chunks(self) -> AsyncGenerator[Chunk, None]:
        """Hand over what the server sends, until closed or cancelled."""
        pause = self._first_pause
        while True:
            self.attempts += 1
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    reader, writer = await asyncio.open_connection(
                        self._host, self._port, limit=READ_BYTES, ssl=self._tls
                    )
            except OSError as error:  # a timeout is one as well, and so is one of TLS
                self.last_error = explain(error)
            else:
                _keep_alive(writer)
                name = connection_name(f"{self._host}:{self._port}")
                heard = False
                try:
                    try:
                        while data := await reader.read(READ_BYTES):
                            heard, pause, self.last_error = True, self._first_pause, ""
                            yield Chunk(connection=name, data=data, received=now())
                    except ssl.SSLError as error:  # TLS 1.3 refuses a client after its handshake
                        self.last_error = explain(error)
                        heard = True
                    except OSError:
                        pass  # it has ended
                    if self._tls is not None and not heard:
                        self.last_error = CLOSED_AT_ONCE
                    yield Chunk(connection=name, data=b"", received=now(), end=True)
                finally:
                    close(writer)
                    with contextlib.suppress(OSError):
                        await writer.wait_closed()
            await asyncio.sleep(pause)
            pause = min(2 * pause, self._longest_pause)


def close(writer: asyncio.StreamWriter) -> None:
    """Close a connection; under TLS without waiting for a goodbye that may never come."""
    if writer.get_extra_info("ssl_object") is None:
        writer.close()
    else:
        writer.transport.abort()


async def _read(reader: asyncio.StreamReader) -> bytes:
    """Read what is there; nothing where the connection has ended, in whatever way."""
    try:
        return await reader.read(READ_BYTES)
    except OSError:
        return b""


def _keep_alive(writer: asyncio.StreamWriter) -> None:
    """Have the system find out when a silent peer is gone (RFC 9293, 3.8.4)."""
    plain: socket.socket | None = writer.get_extra_info("socket")
    if plain is not None:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
