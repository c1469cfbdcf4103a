"""One stream into the ledger: bytes to a decoder, its records to the ledger in groups.

A group is committed together with the stream's position, so that what is acknowledged is read
once and what is not is read again.

**The end of an input** may cut its last unit, and the rest may come later.  So the position
stays before what is incomplete there.  The incomplete unit is read for what it is, kept by its
id (as a record, or as ``rejected``), and read again when the input has grown; it is then whole
and stands at the same place, and what the shorter reading kept is not kept twice.
"""

import hashlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from northline.app.masking import masked
from northline.app.places import Place
from northline.app.results import StreamReceipt
from northline.app.tally import Cap, Counts
from northline.app.vintage import named_vintage
from northline.ledger import StreamAdvance
from northline.records.ids import Origin
from northline.records.kinds import kind as kind_named
from northline.records.marking import Marking
from northline.records.protocols import Context, Decoded, Format, Framing, Refused
from northline.records.record import Digest
from northline.records.rejected import Rejected
from northline.records.stated import as_strict
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

GROUP_RECORDS = 50_000
"""Records in one commit, about."""

GROUP_BYTES = 32 * 1024 * 1024
"""Bytes of input in one commit, about: what bounds the memory where nothing can be read."""

LIVE_SECONDS = 0.25
"""How long a record of a live feed waits for others at most before it is committed."""

LIVE_SHARE = 0.05
"""What part of its time a live feed gives to commits, as long as nobody waits too long for one."""

FILE_SECONDS = 2.0
"""The same for a file, where nobody waits."""


Blobs = Mapping[bytes, bytes]
"""BLAKE2b-256 -> bytes."""

Batches = list[tuple[str, pa.RecordBatch]]
"""Kind and rows."""


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """What is read, and on whose word.

    Attributes:
        node: where it goes.
        format: how it is read.
        source: who says it.
        marking: of every record and every rejected unit.
        vintage: of which state of a published table it is; None leaves it to the name of a file.
        committed: told of the connection, of the records of each group and of its newest entry
            of the chain, once they are durable; from any thread, and it must not wait.
    """

    node: "Opened"
    format: Format
    source: str
    marking: Marking
    vintage: str | None = None
    committed: Callable[[str, Batches, int], None] | None = None

    @property
    def by(self) -> str:
        """Who appends, as the chain has it."""
        return self.node.operator.name


class NotACopy(Exception):
    """What seemed to be an earlier copy of a stream holds something that the stream did not."""


class Group:
    """Records of one stream that wait for the next commit.

    Attributes:
        masked: kind -> records that were not kept, for they lie in a mask; known once `batches`
            has been asked for.
    """

    def __init__(self) -> None:
        self.since = time.monotonic()
        self.units = 0
        self.records = 0
        self.other: Counter[str] = Counter()
        self.refused: list[Refused] = []
        self.masked: Counter[str] = Counter()
        self._batches: dict[str, list[pa.RecordBatch]] = {}

    def add(self, decoded: Decoded) -> None:
        """Take what the decoder gave."""
        for kind, batch in decoded.batches.items():
            self._batches.setdefault(kind, []).append(batch)
            self.records += batch.num_rows
        self.refused += decoded.refused
        self.units += decoded.units
        self.other.update(decoded.other)

    def markings(self, feed: Feed) -> list[Marking]:
        """Those that its records carry: the feed's, and of refused units what they say is more."""
        every = (_marking_of(feed, each) for each in self.refused if each.stated is not None)
        return list({each.id: each for each in (feed.marking, *every)}.values())

    @property
    def timed(self) -> bool:
        """Whether each of its records has a time that its source stated."""
        return all(
            pc.all(batch.column("timed")).as_py()
            for parts in self._batches.values()
            for batch in parts
            if "timed" in batch.schema.names
        )

    def batches(self, feed: Feed, stream: str) -> tuple[list[tuple[str, pa.RecordBatch]], Blobs]:
        """Kind and rows that may be kept, and the bytes of the rejected ones by digest."""
        every = [(kind, pa.concat_batches(parts)) for kind, parts in self._batches.items()]
        found, self.masked = masked(feed.node, every)
        blobs: dict[bytes, bytes] = {}
        if self.refused:
            rejected = [_rejected(feed, stream, each, blobs) for each in self.refused]
            found.append((Rejected.kind, kind_named(Rejected.kind).to_batch(rejected)))
        return found, blobs


class Reader:
    """Reads one stream.

    Attributes:
        connection: the file or connection it comes by.
        position: byte up to which the ledger has it.
        cap: how many of its units may be rejected.
    """

    def __init__(
        self, feed: Feed, counts: Counts, cap: Cap, connection: str, place: Place, framing: Framing
    ) -> None:
        """Begin at a place."""
        self.connection = connection
        self.position = place.position
        self.cap = cap
        self._feed, self._counts = feed, counts
        self._place, self._prefix = place, place.prefix
        self._carry = place.carry
        self._consumed = place.position
        self._unconsumed = bytearray()
        self._bytes = 0
        self._group = Group()
        self._committed, self._pause = 0.0, 0.0
        self._turn = threading.RLock()
        self._resumed = place.known is not None
        context = Context(
            source=feed.source,
            marking=feed.marking.id,
            stream=place.stream,
            framing=framing,
            vintage=feed.vintage or named_vintage(feed.format, connection),
            real=not feed.node.exercise,
            feed=feed.marking,
        )
        self._decoder = feed.format.open(context, place.position, place.carry)
        known = place.known
        counts.begin(
            StreamReceipt(
                connection=connection,
                stream=place.stream,
                since=place.position,
                until=place.position,
                known=known.records if known is not None and not place.copy else 0,
                rejected_before=known.rejected if known is not None else 0,
            )
        )

    def take(self, data: bytes, received: Micros) -> None:
        """Read the next bytes."""
        if data:
            self._bytes += len(data)
            self._unconsumed += data
            self._took(self._decoder.decode(data, received))

    def due(self, seconds: float) -> bool:
        """Whether the group is large or old enough to be committed."""
        return self._full or (self.waiting and time.monotonic() - self._group.since >= seconds)

    @property
    def due_live(self) -> bool:
        """Whether somebody may wait for it: at once after a silence, else as often as is cheap."""
        return self._full or (
            self.waiting and time.monotonic() - self._committed >= min(self._pause, LIVE_SECONDS)
        )

    @property
    def _full(self) -> bool:
        group = self._group
        return (
            self.cap.reached
            or group.records + len(group.refused) >= GROUP_RECORDS
            or self._bytes >= GROUP_BYTES
        )

    @property
    def waiting(self) -> bool:
        """Whether anything waits for the next commit."""
        return self._consumed > self.position

    @property
    def unread(self) -> int:
        """Bytes that have come and belong to no complete unit yet."""
        return len(self._unconsumed)

    def commit(self) -> None:
        """Make what waits durable, position and records in one.

        Raises:
            Conflict: when another process has read this stream meanwhile.
            TooManyRejected: after the commit, when the cap is reached.
        """
        with self._turn:
            if self.waiting:
                began = time.monotonic()
                self._append()
                self._committed = time.monotonic()
                self._pause = (self._committed - began) / LIVE_SHARE
        self.cap.check(self.connection, self.position)

    def finish(self, received: Micros) -> None:
        """Commit what waits, then what is incomplete at the end; see the module.

        Raises:
            Conflict: when another process has read this stream meanwhile.
            TooManyRejected: after the commit, when the cap is reached.
        """
        if self.position == 0 and self._consumed == 0 and self._unconsumed:
            self._only_unit(received)
            return
        self.commit()
        self._take_end(self._decoder.decode(b"", received, end=True))
        self.cap.check(self.connection, self.position)

    def _only_unit(self, received: Micros) -> None:
        """The end of an input that is not one complete unit long.

        A position of 0 would name no beginning to know it by, so what can be read counts as
        complete.
        """
        decoded = self._decoder.decode(b"", received, end=True)
        if decoded.refused:
            self._take_end(decoded)
        else:
            self._took(decoded)
        self.commit()

    def _took(self, decoded: Decoded) -> None:
        if not self.waiting:
            self._group.since = time.monotonic()
        self._group.add(decoded)
        used = decoded.consumed - self._consumed
        self._prefix.update(self._unconsumed[:used])
        del self._unconsumed[:used]
        self._consumed, self._carry = decoded.consumed, decoded.carry
        self.cap.add(len(decoded.refused), decoded.units)

    def _take_end(self, decoded: Decoded) -> None:
        """Keep what is incomplete at the end by its ids; the position stays before it."""
        group = Group()
        group.add(decoded)
        batches, blobs = group.batches(self._feed, self._place.stream)
        self._counts.took(group.units, group.other, group.masked)
        if self._place.copy and any(kind != Rejected.kind for kind, _ in self._unknown(batches)):
            raise NotACopy
        if batches:
            receipt = self._feed.node.ledger.append_all(
                batches, by=self._feed.by, markings=group.markings(self._feed), blobs=blobs
            )
            self._counts.kept(receipt.new, receipt.known)
            self.cap.add(receipt.new.get(Rejected.kind, 0), group.units)

    def _append(self) -> None:
        group, self._group = self._group, Group()
        batches, blobs = group.batches(self._feed, self._place.stream)
        if self._place.copy:
            if self._unknown(batches):
                raise NotACopy
            self._counts.kept({}, {kind: rows.num_rows for kind, rows in batches})
        else:
            receipt = self._feed.node.ledger.append_all(
                batches,
                by=self._feed.by,
                markings=group.markings(self._feed),
                stream=self._advance(group),
                blobs=blobs,
            )
            self._counts.kept(receipt.new, receipt.known)
            if self._feed.committed is not None:
                self._feed.committed(self.connection, batches, receipt.seq)
        self._resumed = False
        self._counts.took(group.units, group.other, group.masked)
        self.position, self._bytes = self._consumed, 0
        self._counts.stands(self.position)

    def _advance(self, group: Group) -> StreamAdvance:
        return StreamAdvance(
            source=self._feed.source,
            format=self._feed.format.name,
            stream=self._place.stream,
            since=self.position,
            until=self._consumed,
            carry=self._carry,
            prefix=self._prefix.digest(),
            units=group.units,
            rejected=len(group.refused),
            overlap=self._resumed or self._feed.format.numbered,
        )

    def _unknown(
        self, batches: list[tuple[str, pa.RecordBatch]]
    ) -> list[tuple[str, pa.RecordBatch]]:
        """The rows that the ledger does not hold."""
        fresh = [(kind, self._feed.node.ledger.unknown(kind, rows)) for kind, rows in batches]
        return [(kind, rows) for kind, rows in fresh if rows.num_rows]


def _marking_of(feed: Feed, refused: Refused) -> Marking:
    """How a refused unit is marked: as strictly as its feed, and as what it says of itself."""
    return feed.marking if refused.stated is None else as_strict(feed.marking, refused.stated)


def _rejected(feed: Feed, stream: str, refused: Refused, blobs: dict[bytes, bytes]) -> Rejected:
    """A refused unit as a record."""
    digest = hashlib.blake2b(refused.raw, digest_size=32).digest()
    blobs[digest] = refused.raw
    return Rejected(
        id=Origin(Rejected.kind, feed.source).placed(stream, refused.offset, refused.raw),
        source=feed.source,
        at=refused.received,
        received=refused.received,
        marking=_marking_of(feed, refused).id,
        format=feed.format.name,
        stream=stream,
        offset=refused.offset,
        length=len(refused.raw),
        reason=refused.reason,
        blob=Digest(digest),
    )
