r"""Lines out of a stream that may be cut anywhere, in bounded memory.

A line ends with LF, whatever CR stand before it; its ending is not part of it.  So a last line without an ending
is the same line once its ending has come.  A line of more than `LONGEST` bytes is handed over
in pieces of `LONGEST` bytes, counted from its start and so the same however the stream was
cut: two gigabytes without a line feed never need more memory than one chunk.
"""

import enum
from collections.abc import Iterator

from northline.records.protocols import Framing

LONGEST = 4096
"""Bytes in the longest line taken.  IEC 61162-1 allows 82, tag blocks and loggers add to it."""


class Cut(enum.Enum):
    """How a line came to its end."""

    ENDED = "ended"
    """By its line feed, or with its datagram."""

    OPEN = "open"
    """The stream ended first."""

    TOO_LONG = "too long"
    """It is a piece of a line of more than `LONGEST` bytes."""


class Lines:
    """Cuts one stream into lines.

    Attributes:
        offset: place in the stream of the first byte not yet handed over.
        inside: whether that byte is in the middle of a line that is too long.
    """

    def __init__(self, offset: int, framing: Framing, *, inside: bool = False) -> None:
        self.offset = offset
        self.inside = inside
        self._framing = framing
        self._rest = b""

    def take(self, data: bytes, *, end: bool = False) -> Iterator[tuple[int, bytes, Cut]]:
        """Hand over the lines that these next bytes complete: offset, bytes, how it ended.

        Args:
            data: the bytes that follow those given before.
            end: whether the stream ends here, so that the last line needs no line feed.
        """
        lines = (self._rest + data if self._rest else data).split(b"\n")
        last = lines.pop()
        self._rest = b""
        for line in lines:
            if self.inside or len(line) > LONGEST:
                yield from self._pieces(line)
                self.offset += 1
                self.inside = False
            else:
                yield self.offset, line.rstrip(b"\r"), Cut.ENDED
                self.offset += len(line) + 1
        if end or (last and self._framing is Framing.DATAGRAM):
            if self.inside or len(last) > LONGEST:
                yield from self._pieces(last)
            elif last:
                datagram = self._framing is Framing.DATAGRAM
                cut = Cut.ENDED if datagram else Cut.OPEN
                yield self.offset, last.rstrip(b"\r"), cut
                self.offset += len(last)
            self.inside = False
        else:
            whole = (len(last) - 1) // LONGEST * LONGEST if last else 0
            yield from self._pieces(last[:whole])
            self._rest = last[whole:]

    def _pieces(self, line: bytes) -> Iterator[tuple[int, bytes, Cut]]:
        for start in range(0, len(line), LONGEST):
            piece = line[start : start + LONGEST]
            yield self.offset, piece, Cut.TOO_LONG
            self.offset += len(piece)
            self.inside = True
