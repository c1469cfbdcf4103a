"""Ingest: files, pipes and sockets into the ledger, each record once.

The source defaults to the name of the format, for files as well: the same file under another
name is the same source, and adds nothing.  What a partner sends is a source of its own, with the
partner's agency behind it: else the receipt of bytes that are known already would tell a partner
that somebody else's records came of them.  Files are read one after the other; what listens,
connects or is watched is read beside them, all at once.
"""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from northline.app import places
from northline.app.bodies import GROUP_BODIES, Bodies
from northline.app.feeds import FILE_SECONDS, LIVE_SECONDS, Feed, NotACopy, Reader
from northline.app.folders import Folder
from northline.app.permitting import marking_given, require
from northline.app.places import Place
from northline.app.relaying import relayed
from northline.app.results import IngestReceipt
from northline.app.tally import Cap, Dropped, Tally
from northline.app.turns import QUEUE_CHUNKS, TURN_SECONDS, end, next_chunk, pump, ticking
from northline.app.vintage import has_vintage
from northline.formats.registry import format_named
from northline.ledger import Stream
from northline.records.errors import Conflict, TooManyRejected, UsageError
from northline.records.marking import Marking
from northline.records.protocols import (
    Acknowledging,
    Chunk,
    Direction,
    Framing,
    Listener,
    Transport,
    Troubled,
    Watched,
)
from northline.records.units import Micros
from northline.transports.addresses import shown, transport_at
from northline.transports.connections import now

if TYPE_CHECKING:
    from northline.app.opened import Opened

Progress = Callable[[IngestReceipt], None]
Ready = Callable[[str, tuple[str, int]], None]
Trouble = Callable[[str], None]

PIPE = "-"
"""The address of standard input."""


class _Stopped(Exception):
    """Reading stops before the end, for this reason."""


def ingest(
    node: "Opened",
    format: str,
    inputs: str | Path | Iterable[str | Path],
    *,
    source: str | None,
    marking: Marking | str | None,
    progress: Progress | None,
    seconds: float | None,
    max_rejected: int | None,
    stop: threading.Event | None,
    ready: Ready | None,
    trouble: Trouble | None = None,
    vintage: str | None = None,
) -> IngestReceipt:
    """Read inputs to their end; see `northline.app.archive.Archive.ingest`."""
    require(node.viewer, "ingest")
    reads = format_named(format)
    if reads.direction is Direction.OUT:
        raise UsageError(f"format {format} is written, not read")
    if max_rejected is not None and max_rejected < 0:
        raise UsageError(f"max_rejected is {max_rejected}; it must be 0 or more")
    if vintage is not None and not has_vintage(reads):
        raise UsageError(f"format {format} reads no published table or list, so it has no vintage")
    addresses = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    if not addresses:
        raise UsageError("there is nothing to read; name a path, -, or an address")
    feed = Feed(
        node=node,
        format=reads,
        source=_source(node, source or reads.name),
        marking=node.default_marking() if marking is None else marking_given(node, marking),
        vintage=vintage,
    )
    work = Ingest(feed, max_rejected, progress, seconds, stop, ready, trouble)
    return asyncio.run(work.all([str(address) for address in addresses]))


def _source(node: "Opened", named: str) -> str:
    """The source as it stands on records: of another agency than the keeper's with its name."""
    agency = node.operator.agency
    return named if agency == node.keeper else f"{named}@{agency}"


class Ingest:
    """One call of `ingest`, under way."""

    def __init__(
        self,
        feed: Feed,
        max_rejected: int | None,
        progress: Progress | None,
        seconds: float | None,
        stop: threading.Event | None,
        ready: Ready | None,
        trouble: Trouble | None,
    ) -> None:
        self._feed = feed
        self._max_rejected = max_rejected
        self._progress = progress
        self._ends = None if seconds is None else time.monotonic() + seconds
        self._seconds = seconds
        self._stop = stop
        self._ready = ready
        self._trouble = trouble
        self._tally = Tally()
        self._dropped = Dropped()

    async def all(self, addresses: list[str]) -> IngestReceipt:
        """Read them all."""
        resting = [address for address in addresses if "://" not in address]
        live = [address for address in addresses if "://" in address]
        works: list[Awaitable[None]] = [self._live(address) for address in live]
        if resting:
            works.append(self._resting(resting))
        tasks = {asyncio.ensure_future(work) for work in works}
        watcher = asyncio.ensure_future(self._watch())
        stopped = None
        try:
            waiting = set(tasks)
            while waiting:
                done, _ = await asyncio.wait(
                    {*waiting, watcher}, return_when=asyncio.FIRST_COMPLETED
                )
                waiting -= done
                for each in done:
                    await each
        except _Stopped as reason:
            stopped = str(reason)
        except TooManyRejected as error:
            await end({*tasks, watcher})
            self._tell("; ".join(filter(None, (str(error), str(self._dropped)))))
            raise
        finally:
            await end({*tasks, watcher})
        if dropped := str(self._dropped):
            self._tell("; ".join(filter(None, (stopped, dropped))))
            raise TooManyRejected(f"{dropped}. What was read stays, and so does what others sent.")
        return self._tell(stopped)

    async def _watch(self) -> None:
        """End it all when it is time, however silent a feed is."""
        while True:
            if self._stop is not None and self._stop.is_set():
                raise _Stopped("told to stop")
            if self._ends is not None and time.monotonic() >= self._ends:
                raise _Stopped(f"{self._seconds:g} seconds are over")
            await asyncio.sleep(TURN_SECONDS)

    def _tell(self, stopped: str | None = None) -> IngestReceipt:
        receipt = self._tally.receipt(stopped)
        if self._progress is not None:
            self._progress(receipt)
        return receipt

    # --- files and pipes ------------------------------------------------------------------

    async def _resting(self, addresses: list[str]) -> None:
        for address in addresses:
            while True:
                try:
                    await self._whole(address)
                    break
                except Conflict as conflict:
                    # Another process reads it too: begin again from where the ledger stands.
                    if address == PIPE:
                        raise Conflict(
                            f"{conflict}. Standard input cannot be read again: pipe it in once "
                            "more when the other process has finished; nothing is kept twice."
                        ) from conflict

    async def _whole(
        self, address: str, known: list[Stream] | None = None, *, ends: bool = True
    ) -> Place:
        """Read one file or pipe from where the ledger stands to its end; its place then.

        Args:
            address: the file or pipe.
            known: the streams it may be, where they were asked for before.
            ends: whether its end is one; otherwise what is incomplete there waits.
        """
        feed = self._feed

        def opened(position: int) -> AsyncIterator[Chunk]:
            return transport_at(address, offset=position).chunks()

        if known is None:
            known = feed.node.ledger.streams(feed.source, feed.format.name)
        async with places.Found(known, opened, once=address == PIPE) as found:
            if feed.format.whole and await found.goes_on():
                found.is_another()
            try:
                reader = self._reader(address, found.place)
                await self._to_end(reader, await found.chunks(), ends=ends)
            except NotACopy:
                self._tally.forget(address)
                found.is_another()
                reader = self._reader(address, found.place)
                await self._to_end(reader, await found.chunks(), ends=ends)
            return found.place

    def _reader(self, address: str, place: Place) -> Reader:
        known = None if place.copy else place.known
        before = (0, 0) if known is None else (known.rejected, known.units)
        cap = Cap(self._max_rejected, *before)
        reader = Reader(self._feed, self._tally.of(address), cap, address, place, Framing.STREAM)
        cap.check(address, place.position)
        return reader

    async def _to_end(self, reader: Reader, chunks: AsyncIterator[Chunk], *, ends: bool) -> None:
        received: Micros = now()
        seconds = FILE_SECONDS
        if reader.connection == PIPE:  # what comes by it may be live: nobody knows
            chunks, seconds = ticking(chunks, PIPE), LIVE_SECONDS
        try:
            async for chunk in chunks:
                received = chunk.received
                reader.take(chunk.data, received)
                if reader.due(seconds):
                    reader.commit()
                    self._tell()
            if ends:
                reader.finish(received)
            else:
                reader.commit()
            self._tell()
        except (Conflict, NotACopy, TooManyRejected):
            raise
        except BaseException:
            reader.commit()  # interrupted or damaged: what was read stays
            self._tell()
            raise

    # --- bodies, whose senders wait -------------------------------------------------------

    async def _acknowledged(
        self, address: str, transport: Transport, senders: Acknowledging
    ) -> None:
        """Read whole bodies until told to stop; each sender hears when its own is committed."""
        bodies = Bodies(self._feed, self._tally.of(address), address, self._max_rejected)
        queue: asyncio.Queue[Chunk] = asyncio.Queue(QUEUE_CHUNKS)
        pumping = asyncio.ensure_future(pump(transport.chunks(), queue))
        failed = ""
        try:
            while True:
                chunk = await next_chunk(queue)
                failed = self._say_trouble(address, transport, failed)
                if chunk is not None:
                    waiting = [chunk]
                    while len(waiting) < GROUP_BODIES and not queue.empty():
                        waiting.append(queue.get_nowait())
                        await asyncio.sleep(0)  # lets the pump bring the next
                    failed_now = await bodies.settle(waiting, senders)
                    if failed_now and self._trouble is not None:
                        self._trouble(failed_now)
                    self._tell()
                if pumping.done() and queue.empty():
                    await pumping
                    return
        finally:
            pumping.cancel()
            await asyncio.gather(pumping, return_exceptions=True)

    # --- sockets --------------------------------------------------------------------------

    async def _live(self, address: str) -> None:
        """Read what listens, connects or is watched until told to stop."""
        transport = transport_at(address)
        name = shown(address)
        if isinstance(transport, Listener):
            where = await transport.start()
            if self._ready is not None:
                self._ready(name, where)
        if isinstance(transport, Watched):
            folder = Folder(self._feed, self._whole, self._tally, self._dropped, self._trouble)
            await folder.read(name, transport)
        elif isinstance(transport, Acknowledging):
            await self._acknowledged(name, transport, transport)
        else:
            await self._connections(name, transport)

    async def _connections(self, address: str, transport: Transport) -> None:
        """Read what comes by connections until told to stop.

        Each connection is a stream of its own.  One of which too much cannot be read is read no
        further; the others are.
        """
        queue: asyncio.Queue[Chunk] = asyncio.Queue(QUEUE_CHUNKS)
        feed, relaying = relayed(self._feed, transport, self._trouble)
        pumping = asyncio.ensure_future(pump(transport.chunks(), queue))
        readers: dict[str, Reader] = {}
        try:
            failed = ""
            while True:
                chunk = await next_chunk(queue)
                failed = self._say_trouble(address, transport, failed)
                if chunk is not None:
                    await self._take(feed, readers, chunk)
                for reader in list(readers.values()):
                    if reader.due_live:
                        await self._commit(readers, reader)
                if pumping.done() and queue.empty():
                    await pumping
                    return
        finally:
            beside = [task for task in (pumping, relaying) if task is not None]
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            for reader in readers.values():
                try:
                    reader.finish(now())
                except TooManyRejected as why:
                    self._drop(reader, why)

    def _say_trouble(self, address: str, transport: Transport, before: str) -> str:
        """Tell once of each way in which a connection fails; what connects tries again."""
        failed = transport.last_error if isinstance(transport, Troubled) else ""
        if failed and failed != before and self._trouble is not None:
            again = "" if isinstance(transport, Listener) else "; trying again"
            self._trouble(f"{address}: {failed}{again}")
        return failed

    async def _take(self, feed: Feed, readers: dict[str, Reader], chunk: Chunk) -> None:
        if chunk.connection in self._dropped:
            self._dropped.passed(chunk.connection, len(chunk.data))
            return
        reader = readers.get(chunk.connection)
        if reader is None:
            place = Place(stream=chunk.connection)
            counts = self._tally.of(chunk.connection)
            cap = Cap(self._max_rejected)
            reader = Reader(feed, counts, cap, chunk.connection, place, chunk.framing)
            readers[chunk.connection] = reader
        reader.take(chunk.data, chunk.received)
        if chunk.end:
            del readers[chunk.connection]
            try:
                await asyncio.to_thread(reader.finish, chunk.received)
            except TooManyRejected as why:
                self._drop(reader, why)
            self._tell()

    async def _commit(self, readers: dict[str, Reader], reader: Reader) -> None:
        try:
            await asyncio.to_thread(reader.commit)
        except TooManyRejected as why:
            del readers[reader.connection]
            self._drop(reader, why)
        self._tell()

    def _drop(self, reader: Reader, why: TooManyRejected) -> None:
        """Read this connection no further, and say so once."""
        name = reader.connection
        self._dropped.add(name, reader.cap.says(name, reader.position))
        self._dropped.passed(name, reader.unread)
        if self._trouble is not None:
            self._trouble(f"{why} This connection is read no further; others are.")
