"""Contracts that two rooms share.  Each has one method; each has one contract suite in tests.

A *format* turns bytes into records.  A *transport* says where bytes come from.  An *engine*
folds records into findings.  None of the three knows the ledger.
"""

from __future__ import annotations

import enum
from collections.abc import AsyncIterator, Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, runtime_checkable

import msgspec

from northline.records.errors import RejectedUnit, UnknownName
from northline.records.marking import Marking, MarkingId
from northline.records.record import Digest
from northline.records.stated import BeyondFeed, Stated, Withheld
from northline.records.units import Micros

if TYPE_CHECKING:
    import pyarrow as pa  # takes a while to load, and is only named here

T = TypeVar("T")

# --- formats ------------------------------------------------------------------------------


class Framing(enum.StrEnum):
    """How units stand in the bytes that a transport hands over."""

    STREAM = "stream"
    """Units may be cut anywhere; what is not complete waits for the next chunk."""

    DATAGRAM = "datagram"
    """The end of a chunk is the end of a unit."""


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What a decoder is told about the stream that it decodes.

    Attributes:
        source: who says it; goes into every record and id.
        marking: marking of every record made.
        stream: name of the stream; goes into ids (`northline.records.ids`).
        framing: how units stand in the chunks.
        vintage: which state of a published table the stream is, where whoever reads it says;
            see `northline.records.figure.Figure`.
        real: whether what is read goes into a real ledger: a unit that says of itself that it
            is of an exercise is refused then (LAW.md rule 12).
        feed: the marking itself: a unit that says of itself that it is more sensitive is refused
            (`northline.records.stated`); where it is None, nothing is held against it.
    """

    source: str
    marking: MarkingId
    stream: str
    framing: Framing = Framing.STREAM
    vintage: str | None = None
    real: bool = False
    feed: Marking | None = None


class Refused(msgspec.Struct, frozen=True):
    """A unit that could not be read.

    Attributes:
        offset: place of its first byte in the stream.
        raw: its bytes, exactly.
        reason: what was wrong, in a sentence.
        received: when it reached us.
        stated: what it says of its own sensitivity, where that is more than its feed's: it is
            kept as strictly.
    """

    offset: int
    raw: bytes
    reason: str
    received: Micros
    stated: Stated | None = None


def refused(offset: int, raw: bytes, error: RejectedUnit, received: Micros) -> Refused:
    """A unit as refused by this error: of what may not be kept without its bytes."""
    kept = b"" if isinstance(error, Withheld) else raw
    said = error.stated if isinstance(error, BeyondFeed) else None
    return Refused(offset, kept, str(error), received, said)


class Decoded(msgspec.Struct, frozen=True, kw_only=True):
    """What one chunk gave.

    Attributes:
        batches: kind -> its new records, in stream order.
        refused: units that could not be read.
        units: how many units were read, refused ones and ones without a record included.
        other: units understood that carry no record kind of ours, counted by their type.
        consumed: bytes of the stream used up so far; reading may resume here with ``carry``.
        carry: what the decoder must remember to resume at ``consumed`` (opaque, canonical).
    """

    batches: Mapping[str, pa.RecordBatch]
    refused: tuple[Refused, ...] = ()
    units: int = 0
    other: Mapping[str, int] = {}
    consumed: int = 0
    carry: bytes = b""


class Decoder(Protocol):
    """One stream being read."""

    def decode(self, data: bytes, received: Micros, *, end: bool = False) -> Decoded:
        """Take the next bytes of the stream.

        Args:
            data: the bytes that follow those given before.
            received: when they arrived.
            end: whether the stream ends here: what is incomplete is then refused.
        """
        ...


class Direction(enum.StrEnum):
    """Whether a format is read, written, or both."""

    IN = "in"
    OUT = "out"
    BOTH = "both"


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """A format, as ``northline formats`` lists it.

    Attributes:
        name: the name scripts use.
        title: what it is called in the field.
        kinds: record kinds it makes.
        direction: read, written or both.
        standard: the standard and its edition.
        open: starts a decoder: (context, offset to resume at, carry from there) -> decoder.
        numbered: whether ids are made of the source's own numbers.  The same record may then
            come by any stream, and is looked for before it is kept.
        whole: whether a file is one version of something.  A file that goes on behind a known one
            is then another version, read from its beginning, and not that file grown.
    """

    name: str
    title: str
    kinds: tuple[str, ...]
    direction: Direction
    standard: str
    open: Callable[[Context, int, bytes], Decoder]
    numbered: bool = False
    whole: bool = False


# --- transports ---------------------------------------------------------------------------


class Chunk(msgspec.Struct, frozen=True, kw_only=True):
    """Some bytes as a transport received them.

    Attributes:
        connection: which connection or file they came by; one decoder each.
        data: the bytes; may be empty at the end.
        received: when they arrived.
        end: whether this connection or file ends here.
        framing: how units stand in it.
        topic: what its sender addressed it to, where the medium has such addresses (MQTT), or
            empty; it stands in the name of the stream.
        again: whether the medium says that it may have been handed over before.
    """

    connection: str
    data: bytes
    received: Micros
    end: bool = False
    framing: Framing = Framing.STREAM
    topic: str = ""
    again: bool = False


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a body that somebody waits to hear about.

    Attributes:
        units: units that it held.
        records: records that they gave, known ones included.
        rejected: of the units, how many could not be read; they are kept with their bytes.
        reason: why the first of them could not be read, or empty.
        failed: why nothing of it was kept, or empty where all of it is committed.
        again: whether to send it again later, where it failed.
    """

    units: int = 0
    records: int = 0
    rejected: int = 0
    reason: str = ""
    failed: str = ""
    again: bool = False


class FileSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a watched folder that has something new.

    Attributes:
        path: where it lies.
        whole: whether nobody writes to it now, so that its end is its end; otherwise it is
            read on as it grows, and what is incomplete waits.
    """

    path: str
    whole: bool


class Transport(Protocol):
    """Where bytes come from."""

    def chunks(self) -> AsyncIterator[Chunk]:
        """Bytes as they arrive, until the source ends or the task is cancelled.

        Whoever iterates slowly holds the sender back, where the medium allows it.
        """
        ...


# What a transport may do besides.  Whoever reads it asks with `isinstance`, never for a class.


@runtime_checkable
class Listener(Protocol):
    """A transport that others come to."""

    async def start(self) -> tuple[str, int]:
        """Begin to listen, if not yet done, and return host and port: for port 0, the real one.

        Raises:
            UsageError: when the address cannot be had.
        """
        ...


@runtime_checkable
class Acknowledging(Protocol):
    """A transport whose senders wait until what they sent is committed.

    Each of its chunks is a body: whole, with a connection name of its own.  It is a stream by
    itself, named by what it holds, so that a body that is sent again adds nothing.
    """

    def settle(self, connection: str, settled: Settled) -> None:
        """Tell the sender of this body what became of it."""
        ...


@runtime_checkable
class Watched(Protocol):
    """A transport of files that somebody else puts into a folder.

    Whoever knows how far each was read reads it on from there, and hears of it again when it
    has grown.
    """

    def files(self) -> AsyncIterator[FileSeen]:
        """Files that have something new, until the task is cancelled."""
        ...


@runtime_checkable
class Troubled(Protocol):
    """A transport that goes on by itself when something fails.

    Attributes:
        last_error: what failed last, in a sentence, or empty when all is well again.
    """

    last_error: str


# --- engines ------------------------------------------------------------------------------


class Split(enum.StrEnum):
    """How the work of an engine may be divided without changing what it finds."""

    NONE = "none"
    KEY = "key"
    OVERLAP = "overlap"


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """What an engine is told at a step besides its records.

    Attributes:
        now: the instant that stands for the present; recorded, so that replay repeats it.
        join: the marking of something made from records with these markings.
        params: digest of the engine's parameters, for its findings.
    """

    now: Micros
    join: Callable[..., MarkingId]
    params: Digest


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What one step gave.

    Attributes:
        state: the state after it; plain data that msgspec encodes canonically.
        records: kind -> derived records.
        findings: the findings, as a batch of kind ``finding``, or None.
    """

    state: Any
    records: Mapping[str, pa.RecordBatch] = {}
    findings: pa.RecordBatch | None = None


class Engine(Protocol):
    """A fold over records: the same input and state give the same output, always.

    Attributes:
        name: the name scripts use.
        version: changes whenever the same input may give another output.
        reads: record kinds it follows.
        writes: record kinds it makes.
        inputs: closed list of ``kind.column`` it may read; it is handed no other column.
        split: how its work may be divided.
        split_by: the column to split by, where ``split`` is by key.
        state: type of its state (a `msgspec.Struct`); ``state()`` is the state at the start.
        params: its parameters, one frozen object.
        accountable: the role that answers for it.
        pause: seconds for which it may let records gather while it follows a live ledger: 0 where
            people wait for what it finds.
        every: seconds after which it takes a step over a live ledger although nothing came, so that
            it finds what follows from silence; 0 where nothing does.
    """

    name: str
    version: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    inputs: tuple[str, ...]
    split: Split
    split_by: str | None
    state: type[msgspec.Struct]
    params: msgspec.Struct
    accountable: str
    pause: float
    every: float

    def step(self, state: Any, batch: Mapping[str, pa.Table], moment: Moment) -> Step:
        """Take the next records of each kind read, in the order they were committed.

        Args:
            state: what the last step left; not changed in place.
            batch: kind -> table with the columns of ``inputs``, in commit order.
            moment: the present, the joiner of markings and the digest of parameters.
        """
        ...


def by_name(things: tuple[T, ...], name: str, what: str) -> T:
    """The one of these built-ins with that name.

    Raises:
        UnknownName: naming those there are.
    """
    for thing in things:
        if getattr(thing, "name", None) == name:
            return thing
    known = ", ".join(str(getattr(thing, "name", "?")) for thing in things)
    raise UnknownName(f"there is no {what} {name!r}; there are {known}")
