"""Counting what an ingest does, while it does it."""

import time
from collections import Counter
from collections.abc import Mapping

import msgspec

from northline.app.results import IngestReceipt, StreamReceipt
from northline.records.errors import TooManyRejected
from northline.records.rejected import Rejected


class Counts:
    """What became of one stream.

    Attributes:
        read: units read.
        new: kind -> records kept.
        known: records the ledger held already.
        rejected: units rejected and recorded.
        other: units without a record kind of ours, by type.
        stream: where the stream stands.
    """

    def __init__(self, connection: str) -> None:
        self.read = 0
        self.new: Counter[str] = Counter()
        self.known = 0
        self.rejected = 0
        self.other: Counter[str] = Counter()
        self.stream = StreamReceipt(connection=connection, stream="")

    def begin(self, stream: StreamReceipt) -> None:
        """Reading begins, or begins again where another process has read on meanwhile.

        Of the records that the ledger holds already, those that this ingest has kept are new.
        """
        first = not self.stream.stream
        since = stream.since if first else self.stream.since
        self.known = max(0, stream.known - self.new.total())
        self.stream = msgspec.structs.replace(stream, since=since, known=self.known)

    def took(self, units: int, other: Counter[str]) -> None:
        """Count units."""
        self.read += units
        self.other.update(other)

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

    def receipt(self, stopped: str | None = None) -> IngestReceipt:
        """The receipt so far."""
        every = list(self._streams.values())
        new: Counter[str] = sum((each.new for each in every), Counter())
        other: Counter[str] = sum((each.other for each in every), Counter())
        return IngestReceipt(
            read=sum(each.read for each in every),
            new=dict(sorted(new.items())),
            known=sum(each.known for each in every),
            rejected=sum(each.rejected for each in every),
            other=dict(sorted(other.items())),
            streams=tuple(each.stream for each in every),
            seconds=round(time.monotonic() - self._began, 6),
            stopped=stopped,
        )


class Cap:
    """How many units of a feed may be rejected, and how many were."""

    def __init__(self, most: int, before: int = 0) -> None:
        self._most = most
        self._count = before

    def add(self, count: int) -> None:
        """Count rejected units."""
        self._count += count

    @property
    def reached(self) -> bool:
        """Whether there are too many."""
        return self._count > self._most

    def check(self, connection: str, position: int) -> None:
        """Stop where there are too many.

        Raises:
            TooManyRejected: saying how many and where.
        """
        if self.reached:
            raise TooManyRejected(
                f"{connection}: {self._count:,} units could not be read, more than the cap of "
                f"{self._most:,}; reading stopped at byte {position:,}. What was read stays, and "
                "`northline rejected` lists what was not. Is this the right format? "
                "--max-rejected raises the cap, and reading then goes on from there."
            )
