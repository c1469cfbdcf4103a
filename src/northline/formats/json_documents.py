r"""JSON documents out of a stream that may be cut anywhere, in bounded memory (RFC 8259).

A stream is one object, objects one behind the other (one a line, or printed over several), or
an array of objects.  Cuts are made only where the bytes seen leave no doubt, so that they are the
same however the stream was cut; nothing is remembered between two cuts, so that reading resumes at
any of them.  What does not hold together is cut off at the end of a line where a text is never
closed, else where the next object begins.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from northline.records.errors import RejectedUnit
from northline.records.protocols import Framing

LONGEST = 4 * 1024 * 1024
"""Bytes in the longest document."""

_BOM = b"\xef\xbb\xbf"
_BETWEEN = b" \t\r\n,[]"
_TOKEN = re.compile(rb'"(?:[^"\\\n]|\\[^\n])*+"|[{}\[\]"]')
_STRANGE = re.compile(rb"[^\n{]*")
_NEVER = "an object is never closed"


class Document(NamedTuple):
    """One document, or what stands in its place.

    Attributes:
        offset: place in the stream of its first byte.
        raw: its bytes.
        wrong: why it cannot be read, or empty.
    """

    offset: int
    raw: bytes
    wrong: str = ""


class Documents:
    """Cuts one stream into documents.

    Attributes:
        offset: place in the stream of the first byte not yet handed over.
    """

    def __init__(self, offset: int, framing: Framing) -> None:
        self.offset = offset
        self._framing = framing
        self._rest = b""
        # How far into the open object the search for its end has come, and how deep it is there.
        self._seen, self._depth = 0, 0

    def take(self, data: bytes, *, end: bool = False) -> Iterator[Document]:
        """Hand over the documents that these next bytes complete.

        Args:
            data: the bytes that follow those given before.
            end: whether the stream ends here, so that nothing more can complete the last one.
        """
        held = self._rest + data if self._rest else data
        last = end or (bool(data) and self._framing is Framing.DATAGRAM)
        at, begins = 0, self.offset
        while True:
            at = self._behind_blanks(held, at, begins)
            if at >= len(held):
                break
            found = self._at(held, at, last)
            if found is None:
                break
            stop, wrong = found
            raw = held[at:stop].rstrip(_BETWEEN) if wrong else held[at:stop]
            yield Document(begins + at, raw, wrong)
            at, self._seen, self._depth = stop, 0, 0
        self.offset, self._rest = begins + at, held[at:]

    def _behind_blanks(self, held: bytes, at: int, begins: int) -> int:
        if begins + at == 0 and held.startswith(_BOM):
            at = len(_BOM)
        while at < len(held) and held[at] in _BETWEEN:
            at += 1
        return at

    def _at(self, held: bytes, at: int, last: bool) -> tuple[int, str] | None:
        """Where what begins here ends, and what is wrong with it; None where more must come."""
        if held[at] == 0x7B:
            return self._object(held, at, last)
        found = _STRANGE.match(held, at, at + LONGEST)
        stop = found.end() if found else at
        if stop == len(held) and not last and stop - at < LONGEST:
            return None
        return max(stop, at + 1), "this is no object of JSON"

    def _object(self, held: bytes, at: int, last: bool) -> tuple[int, str] | None:
        longest = at + LONGEST
        for found in _TOKEN.finditer(held, at + self._seen, longest):
            token, place = held[found.start()], found.start()
            if found.end() - place > 1:
                self._seen = found.end() - at
                continue
            if token == 0x22:  # a text that is not closed in what was seen
                newline = held.find(b"\n", place, longest)
                if newline >= 0:
                    return newline + 1, "a text is never closed"
                break
            if token == 0x7B and self._depth and held[_before(held, place)] not in b":,[":
                return place, _NEVER
            self._depth += 1 if token in b"{[" else -1
            self._seen = place + 1 - at
            if not self._depth:
                return place + 1, ""
        if len(held) >= longest:
            return longest, f"a document of more than {LONGEST:,} bytes"
        return (len(held), _NEVER) if last else None


def _before(text: bytes, at: int) -> int:
    """Place of the last byte before this one that is no blank."""
    at -= 1
    while text[at] in b" \t\r\n":
        at -= 1
    return at


def members(raw: bytes) -> dict[str, bytes]:
    """The members of an object, each as its bytes; raises `RejectedUnit`."""
    try:
        found = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    except (ValueError, RecursionError) as error:  # of msgspec, or of what is no UTF-8
        said = ascii(str(error))[1:-1][:200]
        raise RejectedUnit(f"this is no object of JSON: {said}") from error
    return {name: bytes(value) for name, value in found.items()}


def elements(within: Document, array: bytes) -> Iterator[Document]:
    """The elements of an array that stands in a document, each with its place.

    Raises:
        RejectedUnit: where it is no array.
    """
    try:
        found = msgspec.json.decode(array, type=list[msgspec.Raw])
    except (ValueError, RecursionError) as error:
        raise RejectedUnit("what should be a list is none") from error
    place = max(within.raw.find(array), 0)
    for each in found:
        raw = bytes(each)
        place = max(within.raw.find(raw, place), 0)
        yield Document(within.offset + place, raw)
        place += len(raw)
