r"""Cuts a stream of Mode S frames into units: lines of text, and binary Beast frames.

A unit that begins with the byte 1a is a Beast frame; any other is a line, which ends with LF,
or where the next 1a stands.  A Beast frame is 1a, its type, and 9, 14 or 21 bytes, of which
each 1a is written twice; 1a followed by anything else begins another frame.  So each unit is
recognised by itself, and reading finds its feet again behind whatever is broken.

Memory is bounded as in `northline.formats.lines`: a line of more than `LONGEST` bytes is handed
over in pieces.
"""

import re
from collections.abc import Iterator

from northline.formats.lines import LONGEST, Cut
from northline.records.protocols import Framing

ESCAPE = 0x1A
_BYTE = rb"(?:[^\x1a]|\x1a\x1a)"
FRAME = re.compile(
    rb"\x1a(?:1" + _BYTE + rb"{9}|2" + _BYTE + rb"{14}|[345]" + _BYTE + rb"{21})", re.DOTALL
)
"""A whole Beast frame: six bytes of counter, one of signal, then 2, 7 or 14 of message."""

_BEGUN = re.compile(rb"\x1a(?:[1-5]" + _BYTE + rb"{0,21})?", re.DOTALL)
_LINE_END = re.compile(rb"[\n\x1a]")


class Units:
    """Cuts one stream into units.

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
        """Hand over the units that these next bytes complete: offset, bytes, how it ended.

        Args:
            data: the bytes that follow those given before.
            end: whether the stream ends here, so that the last unit is as whole as it gets.
        """
        buffer, place = self._rest + data, 0
        final = end or self._framing is Framing.DATAGRAM
        last = Cut.OPEN if end and self._framing is Framing.STREAM else Cut.ENDED
        while place < len(buffer):
            if buffer[place] == ESCAPE:
                self.inside = False
                whole = FRAME.match(buffer, place)
                stop = whole.end() if whole else _broken(buffer, place)
                if stop is None and not final:
                    break
                cut = Cut.ENDED if stop else last
                stop = stop or len(buffer)
                yield self.offset, buffer[place:stop], cut
                self.offset += stop - place
                place = stop
                continue
            found = _LINE_END.search(buffer, place)
            stop = found.start() if found else len(buffer)
            if not found and not final:
                stop = place + (stop - place - 1) // LONGEST * LONGEST
                yield from self._pieces(buffer[place:stop])
                place = stop
                break
            if self.inside or stop - place > LONGEST:
                yield from self._pieces(buffer[place:stop])
                self.inside = False
            else:
                line = buffer[place:stop].rstrip(b"\r")
                yield self.offset, line, Cut.ENDED if found else last
                self.offset += stop - place
            place = stop
            if found and buffer[place] != ESCAPE:
                self.offset += 1
                place += 1
        self._rest = buffer[place:]
        if final:
            self.inside = False

    def _pieces(self, line: bytes) -> Iterator[tuple[int, bytes, Cut]]:
        for start in range(0, len(line), LONGEST):
            piece = line[start : start + LONGEST]
            yield self.offset, piece, Cut.TOO_LONG
            self.offset += len(piece)
            self.inside = True


def _broken(buffer: bytes, place: int) -> int | None:
    """Where the frame that begins here breaks off; None if it may only be incomplete."""
    begun = _BEGUN.match(buffer, place)
    stop = begun.end() if begun else place + 1
    if stop == len(buffer) or (stop == len(buffer) - 1 and buffer[stop] == ESCAPE):
        return None
    # Escaped 1a outside a frame: what is left of one that was joined in its middle.
    return stop + 1 if stop == place + 1 and buffer[stop] == ESCAPE else stop
