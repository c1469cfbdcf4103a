"""Reads a list, which is whole or nothing: half of one would look like a shorter list.

So the bytes are held back until the stream ends (at most `MOST_HELD`), and then read at once.
What cannot be read of a list is refused with its place, and the rest of it is read.  A list that
has grown is another version and must be read from its beginning: what is handed over behind a list
that was read to its end is refused.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from northline.formats.columns import Rows
from northline.formats.listing_said import COLUMNS, Edition, Listed, row_of, told
from northline.records.errors import InputError, RejectedUnit
from northline.records.ids import Origin
from northline.records.listing import Listing
from northline.records.protocols import Context, Decoded, Framing, Refused
from northline.records.units import Micros

MOST_HELD = 128 * 1024 * 1024
"""Bytes in the largest list taken; the longest of 2026 as one file has about 30 MB."""

PIECE = 1024 * 1024
"""Bytes of each piece in which what is no list is refused."""

REPEATED = "repeated"
"""What an entity counts as that the same file has stated before, word for word."""


EXERCISE = "EXERCISE"
"""Programme of an entity that was made up for an exercise, or what its remarks begin with."""


def is_of_exercise(said: Listed) -> bool:
    """Whether an entity says of itself that it is of an exercise (LAW.md rule 12)."""
    programmes = (said.programme or "").split("; ")
    return EXERCISE in programmes or (said.remarks or "").startswith(EXERCISE)


class Found(NamedTuple):
    """A unit of a list.

    Attributes:
        start: where it begins in the bytes.
        stop: where it ends.
        said: what it says, or None.
        other: what it counts as where it says nothing of an entity, or empty.
        wrong: why it could not be read, or empty.
    """

    start: int
    stop: int
    said: Listed | None = None
    other: str = ""
    wrong: str = ""


class Reading(NamedTuple):
    """What a reader of a list is told besides its bytes: who says it, and in which version."""

    source: str
    edition: Edition


ListReader = Callable[[bytes, Reading], Iterator[Found]]
"""Reads a whole list; raises `RejectedUnit` before its first unit where it is none."""


class ListDecoder:
    """One stream that holds one list.

    A *unit* is an entity as it stands there, or what stands between two; of what is no list, a
    piece of `PIECE` bytes.
    """

    def __init__(
        self, reader: ListReader, context: Context, offset: int = 0, carry: bytes = b""
    ) -> None:
        """Start.

        Raises:
            InputError: when something is carried: a list leaves nothing; or for a wrong vintage.
        """
        if carry:
            raise InputError("this carry is of no list: a list is read at once")
        self._reader, self._context, self._offset = reader, context, offset
        self._reading = Reading(context.source, told(context))
        self._held = bytearray()
        self._lost = ""
        if offset:
            self._lost = (
                "these bytes stand behind a list that was read to its end; a list that has grown "
                "is another version of it, and is read from its beginning"
            )
        self._rows = Rows(Listing, context, ("id", *COLUMNS))
        self._origin = Origin(Listing.kind, context.source)
        self._refused: list[Refused] = []
        self._other: Counter[str] = Counter()
        self._units = 0

    def decode(self, data: bytes, received: Micros, *, end: bool = False) -> Decoded:
        """Take the next bytes of the stream; see `northline.records.protocols.Decoder`.

        Never raises, whatever the bytes.
        """
        self._held += data
        if end or (bool(data) and self._context.framing is Framing.DATAGRAM):
            self._read(bytes(self._held), received)
            self._use(len(self._held))
        elif len(self._held) > MOST_HELD and not self._lost:
            self._lost = f"a list of more than {MOST_HELD:,} bytes"
        if self._lost:
            while len(self._held) >= PIECE:
                self._refuse(0, bytes(self._held[:PIECE]), self._lost, received)
                self._use(PIECE)
        batch = self._rows.take(received)
        decoded = Decoded(
            batches={} if batch is None else {Listing.kind: batch},
            refused=tuple(self._refused),
            units=self._units,
            other=dict(self._other),
            consumed=self._offset,
        )
        self._refused, self._units, self._other = [], 0, Counter()
        return decoded

    def _read(self, data: bytes, received: Micros) -> None:
        """Read what is held."""
        if not data:
            return
        seen: set[str] = set()
        try:
            if self._lost:
                raise RejectedUnit(self._lost)
            for each in self._reader(data, self._reading):
                self._take(each, data, seen, received)
        except RejectedUnit as error:
            for start in range(0, len(data), PIECE):
                self._refuse(start, data[start : start + PIECE], str(error), received)

    def _take(self, found: Found, data: bytes, seen: set[str], received: Micros) -> None:
        try:
            if found.wrong:
                raise RejectedUnit(found.wrong)
            if found.said is None:
                self._count(found.other)
                return
            if self._context.real and is_of_exercise(found.said):
                raise RejectedUnit("it says that it is of an exercise; this ledger is real")
            row, number = row_of(found.said, received)
        except RejectedUnit as error:
            self._refuse(found.start, data[found.start : found.stop], str(error), received)
            return
        if number in seen:
            self._count(REPEATED)
            return
        seen.add(number)
        self._rows.rows.append((self._origin.sequenced(number), *row))
        self._units += 1

    def _count(self, what: str) -> None:
        self._other[what] += 1
        self._units += 1

    def _refuse(self, start: int, raw: bytes, reason: str, received: Micros) -> None:
        self._refused.append(Refused(self._offset + start, raw, reason, received))
        self._units += 1

    def _use(self, length: int) -> None:
        del self._held[:length]
        self._offset += length
