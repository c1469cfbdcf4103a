"""Rows of CSV and objects of JSON out of a stream that may be cut anywhere; pure.

Both are cut within a window of `LONGEST` bytes, and only where the bytes seen leave no doubt,
so that the cuts are the same however the stream was cut.  What does not hold together is cut
off at the end of a line, and the reading goes on behind it: an open quote spoils one line, not
the rest.
"""

import re
from typing import NamedTuple

LONGEST = 64 * 1024
"""Bytes in the longest row or object."""

_QUOTED = re.compile(rb'"([^"]*(?:""[^"]*)*)"(?!")')
_PLAIN = re.compile(rb'[^",\r\n]*')
_ROW_END = re.compile(rb"\r*\n")
_JSON = re.compile(rb'"(?:[^"\\\n]|\\[^\n])*"|[{}\[\]"]')
_NEITHER = re.compile(rb"[^\n{}\[\],]*[\]}]?")
_BLANK = b" \t\r\n"


class Cut(NamedTuple):
    """What stands next in a stream.

    Attributes:
        length: its bytes.
        used: bytes that it uses up, with its ending.
        wrong: why it does not hold together, or empty.
        fields: of a row, its fields, quotes taken off.
    """

    length: int
    used: int
    wrong: str = ""
    fields: tuple[bytes, ...] = ()


class _Window(NamedTuple):
    """What of a stream is looked at.

    Attributes:
        data: from where the unit begins, at most `LONGEST` bytes.
        closed: whether nothing follows.
        full: whether the unit must end here, although more follows or may follow.
    """

    data: bytes
    closed: bool
    full: bool

    def line(self, why: str, behind: int = 0) -> Cut | None:
        """Cut off all up to the first end of a line behind this byte; None if it must come."""
        newline = self.data.find(b"\n", behind)
        if newline >= 0:
            return Cut(len(self.data[:newline].rstrip(b"\r")), newline + 1, why)
        whole = len(self.data)
        return Cut(whole, whole, why) if self.closed or self.full else None

    def unfinished(self, what: str, why: str) -> Cut | None:
        """What to do where the unit does not end in this window."""
        if self.full:
            return self.line(f"{what} of more than {LONGEST:,} bytes")
        return self.line(why) if self.closed else None


def _window(data: bytes, start: int, end: bool) -> _Window:
    window = data[start : start + LONGEST]
    closed = end and start + LONGEST >= len(data)
    return _Window(window, closed, len(window) == LONGEST and not closed)


def row_at(data: bytes, start: int, *, end: bool) -> Cut | None:
    """The row of CSV (RFC 4180) that begins here, or None where more must come.

    Args:
        data: the bytes.
        start: where it begins.
        end: whether nothing more will come.
    """
    window = _window(data, start, end)
    text, fields, at = window.data, list[bytes](), 0
    while True:
        if text[at : at + 1] == b'"':
            found = _QUOTED.match(text, at)
            if found is None:
                return window.unfinished("a row", "a quote is never closed")
            fields.append(found[1].replace(b'""', b'"'))
        else:
            found = _PLAIN.match(text, at)
            assert found is not None  # it matches nothing as well
            fields.append(found[0])
        stop = found.end()
        if text[stop : stop + 1] == b",":
            at = stop + 1
            continue
        ending = _ROW_END.match(text, stop)
        if ending is not None:
            return Cut(stop, ending.end(), fields=tuple(fields))
        if not text[stop:].strip(b"\r"):
            if window.closed:
                return Cut(stop, len(text), fields=tuple(fields))
            return window.unfinished("a row", "")
        return window.line("a quote or a carriage return stands in the middle of a field")


def object_at(data: bytes, start: int, *, end: bool) -> Cut | None:
    """The object of JSON (RFC 8259) that begins here with its brace, or None, as above."""
    window = _window(data, start, end)
    text, depth = window.data, 0
    for found in _JSON.finditer(text):
        token, at = found[0], found.start()
        if token == b'"':
            if text.find(b"\n", at) >= 0:
                return window.line("a text is never closed", at)
            break
        if token == b"{" and depth and text[_before(text, at)] not in b":,[":
            cut = _before(text, at) + 1
            return Cut(cut, at, "an object is never closed")
        if token in {b"{", b"["}:
            depth += 1
        elif token in {b"}", b"]"}:
            depth -= 1
            if not depth:
                return Cut(found.end(), found.end())
    return window.unfinished("an object", "an object is never closed")


def neither_at(data: bytes, start: int, *, end: bool) -> Cut | None:
    """What stands here between objects and is none, or None where it may go on."""
    window = _window(data, start, end)
    found = _NEITHER.match(window.data)
    assert found is not None  # it matches nothing as well
    used = max(1, found.end())
    if used == len(window.data) and not (window.closed or window.full):
        return None
    return Cut(len(window.data[:used].rstrip(_BLANK)), used, "this is no object of JSON")


def _before(text: bytes, at: int) -> int:
    """Place of the last byte before this one that is no blank."""
    at -= 1
    while text[at] in _BLANK:
        at -= 1
    return at
