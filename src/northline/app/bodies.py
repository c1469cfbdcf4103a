"""Bodies into the ledger: each whole, and its sender told once it is committed.

A body is a stream of its own, named by a digest of what it holds.  So its records have the same
ids when it is sent again, and the ledger, which looks for each, keeps none twice.  No position
is kept for it: either all of it is committed or nothing.  Those that come while a commit is
under way are committed together by the next one.

A message of a topic (MQTT) is named by topic and digest.  Devices that state no time send the same
bytes whenever they trip, and each is a statement of its own; so a message whose records have no
time of their own is named by the instant when it came as well, unless the broker says that it
may have been handed over before.  Such a one, of which the acknowledgement was lost with a process
or connection after the commit, is the one case in which a message is kept twice.
"""

import asyncio
import hashlib
from collections.abc import Sequence

import msgspec
import pyarrow as pa

from northline.app.feeds import Feed, Group
from northline.app.results import StreamReceipt
from northline.app.tally import Cap, Counts
from northline.records.errors import LedgerFull
from northline.records.marking import Marking
from northline.records.protocols import Acknowledging, Chunk, Context, Settled

PIECE_BYTES = 64 * 1024
"""How much of a body is decoded before it is asked whether too much of it was refused."""

GROUP_BODIES = 64
"""Bodies in one commit, at most."""


class _Read(msgspec.Struct, frozen=True):
    """A body that was read: what it gave, and what its sender is told once that is committed."""

    stream: str
    group: Group
    settled: Settled


class Bodies:
    """Reads bodies of one address."""

    def __init__(self, feed: Feed, counts: Counts, address: str, max_rejected: int | None) -> None:
        """Begin.

        Args:
            feed: what is read, and on whose word.
            counts: of all bodies of this address together.
            address: where they come, as it may be shown.
            max_rejected: units of one body that may be rejected; None leaves it to their share.
        """
        self._feed, self._counts, self._address = feed, counts, address
        self._max_rejected = max_rejected
        counts.begin(StreamReceipt(connection=address, stream="body:*"))

    def keep(self, chunks: Sequence[Chunk]) -> list[Settled]:
        """Commit these bodies, all in one; what to tell each sender, in their order."""
        read = [self._read(chunk) for chunk in chunks]
        good = [each for each in read if not each.settled.failed]
        try:
            self._append(good)
        except LedgerFull as full:
            why = f"{full}. Nothing was kept: send the same again later"
            failed = Settled(failed=why, again=True)
            return [failed if not each.settled.failed else each.settled for each in read]
        return [each.settled for each in read]

    async def settle(self, waiting: Sequence[Chunk], senders: Acknowledging) -> str:
        """Commit these bodies and tell their senders; why they are to come again, or empty.

        A commit that is under way goes on when the task is cancelled: it is waited for, so
        that nobody is told of a body that is kept that it is not.
        """
        work = asyncio.ensure_future(asyncio.to_thread(self.keep, waiting))
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            await work
            raise
        finally:
            if work.done() and not work.cancelled() and work.exception() is None:
                for chunk, each in zip(waiting, work.result(), strict=True):
                    senders.settle(chunk.connection, each)
        return next((each.failed for each in work.result() if each.again), "")

    def _read(self, chunk: Chunk) -> _Read:
        digest = hashlib.blake2b(chunk.data, digest_size=12, person=b"northline.body").hexdigest()
        if not chunk.topic:
            return self._read_as(f"body:{digest}", chunk)
        named = f"topic:{chunk.topic}#{digest}"
        read = self._read_as(named, chunk)
        if chunk.again or read.group.timed:
            return read
        return self._read_as(f"{named}@{chunk.received}", chunk)

    def _read_as(self, stream: str, chunk: Chunk) -> _Read:
        feed = self._feed
        context = Context(
            source=feed.source,
            marking=feed.marking.id,
            stream=stream,
            framing=chunk.framing,
            vintage=feed.vintage,
            real=not feed.node.exercise,
            feed=feed.marking,
        )
        decoder = feed.format.open(context, 0, b"")
        group, cap, reason = Group(), Cap(self._max_rejected), ""
        size = len(chunk.data)
        for start in range(0, size, PIECE_BYTES):
            stop = min(start + PIECE_BYTES, size)
            piece = chunk.data[start:stop]
            decoded = decoder.decode(piece, chunk.received, end=stop == size)
            group.add(decoded)
            cap.add(len(decoded.refused), decoded.units)
            if decoded.refused and not reason:
                reason = decoded.refused[0].reason
            if cap.reached:
                why = (
                    f"{len(group.refused):,} of {group.units:,} units could not be read as "
                    f"{feed.format.name}, the first because {reason}. Nothing was kept"
                )
                return _Read(stream, Group(), Settled(failed=why))
        done = Settled(
            units=group.units, records=group.records, rejected=len(group.refused), reason=reason
        )
        return _Read(stream, group, done)

    def _append(self, read: Sequence[_Read]) -> None:
        parts: dict[str, list[pa.RecordBatch]] = {}
        blobs: dict[bytes, bytes] = {}
        markings: dict[int, Marking] = {}
        for each in read:
            rows, raw = each.group.batches(self._feed, each.stream)
            markings |= {marking.id: marking for marking in each.group.markings(self._feed)}
            for kind, batch in rows:
                parts.setdefault(kind, []).append(batch)
            blobs.update(raw)
        if parts:
            # One batch of each kind costs a fraction of one for each body.
            batches = [(kind, pa.concat_batches(several)) for kind, several in parts.items()]
            receipt = self._feed.node.ledger.append_all(
                batches, by=self._feed.by, markings=list(markings.values()), blobs=blobs
            )
            self._counts.kept(receipt.new, receipt.known)
        for each in read:
            self._counts.took(each.group.units, each.group.other, each.group.masked)
