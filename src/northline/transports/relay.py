"""A relay: a TCP server as TAK servers are, whose clients send and receive what others send.

What clients send is handed over like that of any listener; what goes out is offered to it from
outside (`Relay.offer`), which never waits.  Each receiver has a bounded backlog of whole units;
where it is full the eldest are left out for this receiver alone.  So a slow receiver costs
bounded memory, and slows neither the senders nor the other receivers.
"""

import asyncio
import ipaddress
import socket
import ssl
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from typing import NamedTuple

from northline.records.errors import UsageError
from northline.records.marking import Level
from northline.records.protocols import Chunk
from northline.transports.connections import connection_name, now, peer_name

READ_BYTES = 512 * 1024
"""The most that is handed over at a time: reading many events at once costs less for each."""

WAITING = 2
"""Chunks that may wait for the reader, and as much again for each client.  What a busy client
sends then comes in large chunks, and TCP holds the senders back (RFC 9293, 3.8.6)."""

WRITE_BYTES = 256 * 1024
"""The most that is handed to a socket at a time."""

BUFFER_BYTES = 32 * 1024 * 1024
LEAST_BUFFER = 1024 * 1024
"""Bytes that may wait for one receiver, unless the address says otherwise; and the least it may
say: the longest event must fit.  A group of a busy feed comes at once and has some MiB.  What
waits for several receivers is in memory once."""

PATIENCE_SECONDS = 10.0
"""How long a receiver may fail to catch up before it is closed."""

MOST_CLIENTS = 256
"""Clients at a time; one more is closed at once, and counted."""


class Outgoing(NamedTuple):
    """Whole units, one behind the other.

    Attributes:
        data: their bytes.
        offsets: where each begins, and where the last ends: one more than there are units.
    """

    data: bytes | memoryview
    offsets: Sequence[int]


class Passed(NamedTuple):
    """What became of what was offered: bytes count for each receiver."""

    passed: int
    left_out: int
    closed: int


def outgoing(units: Sequence[bytes]) -> Outgoing:
    """These units, joined."""
    offsets = [0]
    for unit in units:
        offsets.append(offsets[-1] + len(unit))
    return Outgoing(b"".join(units), offsets)


class Relay:
    """Listens; each client is a connection of its own, and a receiver.

    Attributes:
        level: the highest level that may be passed on.
        agency: the agency that it passes on to; empty for the node's own.
        purpose: what it passes on for; empty for the operator's purpose.
        turned_away: clients closed at once because there were too many.
        said: what there is to tell of receivers that are too slow, the eldest first.
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
        self._host, self._port = host, port
        self._buffer_bytes, self._patience = buffer_bytes, patience_seconds
        self._most_clients = most_clients
        self._tls = tls
        self._server: asyncio.Server | None = None
        self._queue: asyncio.Queue[Chunk] = asyncio.Queue(WAITING)
        self._receivers: dict[str, Receiver] = {}
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

    def offer(self, units: Outgoing, *, besides: str | None = None) -> None:
        """Pass units on to every client but one; never waits.

        Args:
            units: what to pass on.
            besides: connection that they came by.
        """
        for connection, receiver in self._receivers.items():
            if connection != besides:
                receiver.offer(units)

    def answer(self, connection: str, units: Outgoing) -> None:
        """Pass units on to one client, if it is still there."""
        if connection in self._receivers:
            self._receivers[connection].offer(units)

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
        name = connection_name(peer_name(writer.get_extra_info("peername")))
        plain: socket.socket | None = writer.get_extra_info("socket")
        if plain is not None:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        receiver = Receiver(name, writer, self._buffer_bytes, self._patience, self.said.append)
        self._receivers[name] = receiver
        sending = asyncio.ensure_future(receiver.send())
        try:
            while data := await _read(reader):
                await self._queue.put(Chunk(connection=name, data=data, received=now()))
            await self._queue.put(Chunk(connection=name, data=b"", received=now(), end=True))
        except asyncio.CancelledError:
            pass  # the relay stops; asyncio would print the cancelled task of a client
        finally:
            del self._receivers[name]
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


class Receiver:
    """What waits for one client."""

    def __init__(
        self,
        name: str,
        writer: asyncio.StreamWriter,
        most: int,
        patience: float,
        say: Callable[[str], object],
    ) -> None:
        self._name, self._writer = name, writer
        self._most, self._patience, self._say = most, patience, say
        self._backlog: deque[tuple[Outgoing, int]] = deque()
        self._bytes = 0
        self._passed, self._left_out, self._closed = 0, 0, 0
        self._full: asyncio.TimerHandle | None = None
        self._arrived = asyncio.Event()

    def counts(self) -> Passed:
        """What became of what was offered."""
        return Passed(self._passed, self._left_out, self._closed)

    @property
    def waiting(self) -> int:
        """Bytes that wait."""
        return self._bytes

    def offer(self, units: Outgoing) -> None:
        """Let units wait; the eldest are left out where too many bytes do."""
        if self._closed:
            return
        self._backlog.append((units, 0))
        self._bytes += units.offsets[-1] - units.offsets[0]
        if self._bytes > self._most:
            self._leave_out()
        self._arrived.set()

    async def send(self) -> None:
        """Send what waits as it comes, until closed."""
        try:
            while True:
                while not self._backlog:
                    self._arrived.clear()
                    await self._arrived.wait()
                data, count = self._next()
                self._writer.write(data)
                await self._writer.drain()
                self._passed += count
                if self._full is not None and self._bytes <= self._most // 2:
                    self._full.cancel()
                    self._full = None
        except OSError:  # the client is gone, which its reading will find out
            pass
        finally:
            self._backlog.clear()
            if self._full is not None:
                self._full.cancel()

    def _next(self) -> tuple[bytes | memoryview, int]:
        """Whole units off the backlog, about `WRITE_BYTES` of them, and how many."""
        pieces: list[bytes | memoryview] = []
        size = count = 0
        while self._backlog and size < WRITE_BYTES:
            (data, offsets), first = self._backlog.popleft()
            begin = offsets[first]
            last = max(first + 1, bisect_right(offsets, begin + WRITE_BYTES - size) - 1)
            piece = memoryview(data)[begin : offsets[last]]
            pieces.append(piece)
            size += len(piece)
            count += last - first
            if last < len(offsets) - 1:
                self._backlog.appendleft((Outgoing(data, offsets), last))
        self._bytes -= size
        return pieces[0] if len(pieces) == 1 else b"".join(pieces), count

    def _leave_out(self) -> None:
        while self._bytes > self._most:
            units, first = self._backlog.popleft()
            offsets = units.offsets
            enough = offsets[first] + self._bytes - self._most
            last = min(bisect_left(offsets, enough), len(offsets) - 1)
            self._bytes -= offsets[last] - offsets[first]
            self._left_out += last - first
            if last < len(offsets) - 1:
                self._backlog.appendleft((units, last))
        if self._full is None:
            loop = asyncio.get_running_loop()
            self._full = loop.call_later(self._patience, self._give_up)
            self._say(f"{self._name} takes in too little: the eldest events are left out for it")

    def _give_up(self) -> None:
        self._closed = 1
        self._backlog.clear()
        self._bytes = 0
        self._say(
            f"{self._name} did not catch up for {self._patience:g} s and is closed; "
            f"{self._left_out:,} events were not passed on to it"
        )
        self._writer.transport.abort()


async def _read(reader: asyncio.StreamReader) -> bytes:
    """Read what is there; nothing where the connection has ended, in whatever way."""
    try:
        return await reader.read(READ_BYTES)
    except OSError:
        return b""
