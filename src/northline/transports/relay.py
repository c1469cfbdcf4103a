"""A relay: a TCP server as TAK servers are, whose clients send and receive what others send.

What clients send is handed over like that of any listener; what goes out is offered to it from
outside (`Relay.offer`), which never waits.  Each receiver has a bounded backlog of whole units
(`northline.transports.backlog`), so that a slow one costs bounded memory, and slows neither the
senders nor the other receivers.  Whoever offers hears of every client that comes and goes.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from typing import NamedTuple

from northline.records.errors import UsageError
from northline.records.marking import Level
from northline.records.protocols import Chunk
from northline.transports.backlog import Outgoing, Passed, Receiver
from northline.transports.connections import connection_name, now, peer_name

READ_BYTES = 512 * 1024
"""The most that is handed over at a time: reading many events at once costs less for each."""

WAITING = 2
"""Chunks that may wait for the reader, and as much again for each client.  What a busy client
sends then comes in large chunks, and TCP holds the senders back (RFC 9293, 3.8.6)."""

BUFFER_BYTES = 32 * 1024 * 1024
LEAST_BUFFER = 1024 * 1024
"""Bytes that may wait for one receiver, unless the address says otherwise; and the least it may
say: the longest event must fit.  A group of a busy feed comes at once and has some MiB.  What
waits for several receivers is in memory once."""

PATIENCE_SECONDS = 10.0
"""How long a receiver may fail to catch up before it is closed."""

MOST_CLIENTS = 256
"""Clients at a time; one more is closed at once, and counted."""


class Client(NamedTuple):
    """Who is connected.

    Attributes:
        name: the connection: address, instant and a number.
        address: where it comes from, as host and port.
        certificate: subject of the certificate it showed, or empty where none was asked for.
    """

    name: str
    address: str
    certificate: str


class Relay:
    """Listens; each client is a connection of its own, and a receiver.

    Attributes:
        level: the highest level that may be passed on.
        agency: the agency that it passes on to; empty for the node's own.
        purpose: what it passes on for; empty for the operator's purpose.
        turned_away: clients closed at once because there were too many.
        said: what there is to tell of receivers that are too slow, the eldest first.
        coming: told of each client that connects; None tells nobody.
        going: told of the connection of each that leaves, and of what became of what was offered
            to it; None tells nobody.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        level: Level = Level.UNCLASSIFIED,
        agency: str = "",
        purpose: str = "",
        buffer_bytes: int = BUFFER_BYTES,
        patience_seconds: float = PATIENCE_SECONDS,
        most_clients: int = MOST_CLIENTS,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        if buffer_bytes < LEAST_BUFFER:
            raise UsageError(f"buffer is {buffer_bytes}; it must be {LEAST_BUFFER} or more")
        if not patience_seconds > 0:
            raise UsageError(f"patience is {patience_seconds}; it must be more than 0")
        self.level, self.agency, self.purpose = level, agency, purpose
        self.turned_away = 0
        self.said: deque[str] = deque(maxlen=100)
        self.coming: Callable[[Client], object] | None = None
        self.going: Callable[[str, Passed], object] | None = None
        self._host, self._port = host, port
        self._buffer_bytes, self._patience = buffer_bytes, patience_seconds
        self._most_clients = most_clients
        self._tls = tls
        self._server: asyncio.Server | None = None
        self._queue: asyncio.Queue[Chunk] = asyncio.Queue(WAITING)
        self._receivers: dict[str, Receiver] = {}
        self._clients: dict[str, Client] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._gone = Passed(0, 0, 0)

    async def start(self) -> tuple[str, int]:
        """Begin to listen, if not yet done, and return the address: for port 0, the real one.

        Raises:
            UsageError: when the address cannot be had.
        """
        if self._server is None:
            try:
                self._server = await asyncio.start_server(
                    self._serve, self._host, self._port, limit=READ_BYTES, ssl=self._tls
                )
            except OSError as error:
                raise UsageError(
                    f"cannot listen on {self._host}:{self._port}: {error.strerror or error}"
                ) from error
        return self.address

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens.

        Raises:
            UsageError: before it does.
        """
        if self._server is None:
            raise UsageError(f"{self._host}:{self._port} is not listened on")
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
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def offer(self, units: Outgoing, to: Iterable[str] | None = None) -> None:
        """Pass units on; never waits.

        Args:
            units: what to pass on.
            to: connections it is for; those that have ended are left out.  None is for all.
        """
        for connection in list(self._receivers) if to is None else to:
            if connection in self._receivers:
                self._receivers[connection].offer(units)

    def close(self, connection: str) -> None:
        """End one connection at once."""
        if connection in self._receivers:
            self._receivers[connection].close()

    @property
    def clients(self) -> tuple[Client, ...]:
        """Who is connected."""
        return tuple(self._clients.values())

    @property
    def receivers(self) -> int:
        """How many clients there are."""
        return len(self._receivers)

    def counts(self) -> Passed:
        """Units passed on and left out so far, and receivers closed for being too slow."""
        every = [each.counts() for each in self._receivers.values()]
        return Passed(*(sum(column) for column in zip(self._gone, *every, strict=True)))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._receivers) >= self._most_clients:
            self.turned_away += 1
            writer.close()
            return
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        client = _client(writer)
        name = client.name
        plain: socket.socket | None = writer.get_extra_info("socket")
        if plain is not None:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        receiver = Receiver(name, writer, self._buffer_bytes, self._patience, self.said.append)
        self._receivers[name], self._clients[name] = receiver, client
        if self.coming is not None:
            self.coming(client)
        sending = asyncio.ensure_future(receiver.send())
        try:
            while data := await _read(reader):
                await self._queue.put(Chunk(connection=name, data=data, received=now()))
            await self._queue.put(Chunk(connection=name, data=b"", received=now(), end=True))
        except asyncio.CancelledError:
            pass  # the relay stops; asyncio would print the cancelled task of a client
        finally:
            del self._receivers[name], self._clients[name]
            if self.going is not None:
                self.going(name, receiver.counts())
            counted = zip(self._gone, receiver.counts(), strict=True)
            self._gone = Passed(*(sum(pair) for pair in counted))
            sending.cancel()
            writer.close()
            self._tasks.discard(task)


def relay_at(host: str, port: int, options: Mapping[str, str]) -> Relay:
    """The relay of an address.

    Args:
        host: where it listens.
        port: where it listens.
        options: ``level`` (``protected-a``), ``agency``, ``purpose``, ``buffer`` in bytes,
            ``patience`` in seconds; ``cert``, ``key`` and ``ca`` for TLS; ``open=yes`` where
            whoever reaches the host may be shown all this.  Each is optional.

    Raises:
        UsageError: for a value that cannot be, or a relay that strangers could reach.
    """
    tls = None
    if options.keys() & {"cert", "key", "ca"}:
        from northline.transports.tls import server_context

        tls = server_context(*(options.get(name, "") for name in ("cert", "key", "ca")))
    if not (options.get("ca") or options.get("open") == "yes" or _is_own(host)):
        raise UsageError(
            f"relay: whoever reaches {host} would be shown what is passed on; ask for "
            "certificates (?cert=F&key=F&ca=F), listen on 127.0.0.1, or write ?open=yes"
        )
    try:
        return Relay(
            host,
            port,
            level=Level.parse(options.get("level", "unclassified").replace("-", " ")),
            agency=options.get("agency", ""),
            purpose=options.get("purpose", ""),
            buffer_bytes=int(options.get("buffer", BUFFER_BYTES)),
            patience_seconds=float(options.get("patience", PATIENCE_SECONDS)),
            tls=tls,
        )
    except ValueError as error:
        raise UsageError(f"relay: buffer is bytes and patience seconds, not {error}") from error


def _is_own(host: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _client(writer: asyncio.StreamWriter) -> Client:
    """Who has just connected."""
    address = peer_name(writer.get_extra_info("peername"))
    shown = writer.get_extra_info("peercert") or {}
    subject = ",".join(
        f"{name}={value}" for part in shown.get("subject", ()) for name, value in part
    )
    return Client(connection_name(address), address, subject)


async def _read(reader: asyncio.StreamReader) -> bytes:
    """Read what is there; nothing where the connection has ended, in whatever way."""
    try:
        return await reader.read(READ_BYTES)
    except OSError:
        return b""
