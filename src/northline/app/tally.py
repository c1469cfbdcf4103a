"""Counting what an ingest does, while it does it."""

import time
from collections import Counter
from collections.abc import Mapping

import msgspec

from northline.app.results import IngestReceipt, StreamReceipt
from northline.records.errors import TooManyRejected
from northline.records.rejected import Rejected

MAX_REJECTED = 10_000
"""Units of a stream that may be rejected, whatever their share."""

MAX_PERCENT = 10
"""Of the units of a stream, how many percent may be rejected where it is more than that."""

NAMED = 3
"""Stopped connections that are named one by one; the rest is counted."""


class Counts:
    """What became of one stream.

    Attributes:
        read: units read.
        new: kind -> records kept.
        known: records the ledger held already.
        rejected: units rejected and recorded.
        other: units without a record kind of ours, by type.
        masked: kind -> records not kept, for they lie in a mask.
        stream: where the stream stands.
    """

    def __init__(self, connection: str) -> None:
        self.read = 0
        self.new: Counter[str] = Counter()
        self.known = 0
        self.rejected = 0
        self.other: Counter[str] = Counter()
        self.masked: Counter[str] = Counter()
        self.stream = StreamReceipt(connection=connection, stream="")

    def begin(self, stream: StreamReceipt) -> None:
        """Reading begins, or begins again where another process has read on meanwhile.

        Of the records that the ledger holds already, those that this ingest has kept are new.
        """
        first = not self.stream.stream
        since = stream.since if first else self.stream.since
        self.known = max(0, stream.known - self.new.total())
        self.stream = msgspec.structs.replace(stream, since=since, known=self.known)

    def took(self, units: int, other: Counter[str], masked: Counter[str]) -> None:
        """Count units, and records of them that masks did not let through."""
        self.read += units
        self.other.update(other)
        self.masked.update(masked)

    def kept(self, new: Mapping[str, int], known: Mapping[str, int]) -> None:
        """Count what an append kept and what it knew."""
        for kind, count in new.items():
            if kind == Rejected.kind:
                self.rejected += count
            else:
                self.new[kind] += count
        self.known += sum(count for kind, count in known.items() if kind != Rejected.kind)

    def stands(self, position: int) -> None:
        """The stream is read up to this byte."""
        self.stream = msgspec.structs.replace(self.stream, until=position)


class Tally:
    """What an ingest has done so far, stream by stream."""

    def __init__(self) -> None:
        self._streams: dict[str, Counts] = {}
        self._began = time.monotonic()

    def of(self, connection: str) -> Counts:
        """The counts of one connection."""
        return self._streams.setdefault(connection, Counts(connection))

    def forget(self, connection: str) -> None:
        """Count this connection anew."""
        del self._streams[connection]

    def fold(self, connection: str, into: str) -> None:
        """Count what became of this connection under another name; it is named no more."""
        gone, total = self._streams.pop(connection), self.of(into)
        total.took(gone.read, gone.other, gone.masked)
        total.new.update(gone.new)
        total.known += gone.known
        total.rejected += gone.rejected

    def receipt(self, stopped: str | None = None) -> IngestReceipt:
        """The receipt so far."""
        every = list(self._streams.values())
        new: Counter[str] = sum((each.new for each in every), Counter())
        other: Counter[str] = sum((each.other for each in every), Counter())
        masked: Counter[str] = sum((each.masked for each in every), Counter())
        return IngestReceipt(
            read=sum(each.read for each in every),
            new=dict(sorted(new.items())),
            known=sum(each.known for each in every),
            rejected=sum(each.rejected for each in every),
            other=dict(sorted(other.items())),
            masked=dict(sorted(masked.items())),
            streams=tuple(each.stream for each in every),
            seconds=round(time.monotonic() - self._began, 6),
            stopped=stopped,
        )


class Cap:
    """How many units of a stream may be rejected, and how many were.

    Reading stops where at least `MAX_REJECTED` units were rejected and these are more than
    `MAX_PERCENT` of all that were read: noise is given up early, and a long feed of which a
    little is always wrong is read to its end.  A number that somebody names counts alone.
    """

    def __init__(self, most: int | None, rejected: int = 0, units: int = 0) -> None:
        """Begin to count.

        Args:
            most: units that may be rejected; None leaves it to their share.
            rejected: units rejected in earlier runs.
            units: units read in earlier runs, rejected ones included.
        """
        self._most = most
        self._rejected = rejected
        self._units = units

    def add(self, rejected: int, units: int) -> None:
        """Count units read, and how many of them were rejected."""
        self._rejected += rejected
        self._units += units

    @property
    def reached(self) -> bool:
        """Whether too many were rejected."""
        if self._most is not None:
            return self._rejected > self._most
        many = self._rejected >= MAX_REJECTED
        return many and 100 * self._rejected > MAX_PERCENT * self._units

    def says(self, connection: str, position: int) -> str:
        """How many of how many were rejected, and where reading stopped for it."""
        most = f"{MAX_PERCENT} %" if self._most is None else f"the cap of {self._most:,}"
        return (
            f"{connection}: {self._rejected:,} of {self._units:,} units could not be read, more "
            f"than {most}; reading stopped at byte {position:,}"
        )

    def check(self, connection: str, position: int) -> None:
        """Stop where there are too many.

        Raises:
            TooManyRejected: saying how many of how many, and where.
        """
        if self.reached:
            raise TooManyRejected(
                f"{self.says(connection, position)}. What was read stays, and `northline "
                "rejected` lists what was not. Is this the right format? --max-rejected N lets N "
                "be rejected, whatever their share; a file is then read on from there."
            )


class Dropped:
    """Connections that are read no further while their feed goes on for the others."""

    def __init__(self) -> None:
        self._why: dict[str, str] = {}
        self._unread: Counter[str] = Counter()

    def __contains__(self, connection: str) -> bool:
        return connection in self._why

    def add(self, connection: str, why: str) -> None:
        """This connection is read no further."""
        self._why[connection] = why

    def passed(self, connection: str, count: int) -> None:
        """So many bytes came by a connection that is read no further."""
        self._unread[connection] += count

    def __str__(self) -> str:
        """Which they are, and how much of each was not read; empty where there is none."""
        named = list(self._why)[:NAMED]
        said = [
            f"{self._why[each]}, and {self._unread[each]:,} bytes behind it were not read"
            for each in named
        ]
        if more := len(self._why) - len(named):
            rest = self._unread.total() - sum(self._unread[each] for each in named)
            said.append(f"{more:,} more stopped in the same way, {rest:,} bytes not read")
        return "; ".join(said)
