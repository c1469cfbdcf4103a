r"""Events out of a stream that may be cut anywhere, in bounded memory and without parsing them.

A Cursor on Target stream is one ``<event>...</event>`` behind another, with or without XML
declarations and blanks between.  Its boundaries are found in the bytes.  In well-formed XML a
``<`` begins markup wherever it stands (XML 1.0, 2.4), so ``</event>`` ends the event unless it
stands in a comment, a CDATA section or a processing instruction; these are stepped over.

An event inside an event is taken for the next one behind one that was cut off: a sender that
breaks off in mid-event must not take down what is sent behind it.
"""

import enum
import re
from collections.abc import Callable
from typing import NamedTuple

from northline.formats.cot_scan import PlainEvents
from northline.records.protocols import Framing

LONGEST = 1 << 20
"""Bytes in the longest event taken.  Most have 300 to 2000; one with a picture in it has more."""

SHORT = 8192
"""Bytes in the longest start tag, declaration, comment between events, or ``auth`` element."""


class Cut(enum.Enum):
    """What a piece of the stream is."""

    EVENT = "event"
    """A whole event, with the XML declaration before it."""

    OPEN = "open"
    """An event that the stream ends in."""

    BROKEN = "broken"
    """An event that another begins in."""

    TOO_LONG = "too long"
    """A piece of an event, or of something else, of more than `LONGEST` bytes."""

    STRANGE = "strange"
    """Something that is none of the others."""

    DECLARATION = "xml declaration"
    """An XML declaration that no event follows."""

    COMMENT = "comment"
    """A comment between events."""

    AUTH = "auth"
    """How clients of some servers log in.  It is kept nowhere, for it holds a password."""


class Piece(NamedTuple):
    """One piece: its place in the stream, its bytes, what it is, and where in it the event is."""

    offset: int
    raw: bytes
    cut: Cut
    event: int = 0


class Plain(NamedTuple):
    """Plain events one behind the other, and the place in the stream of what was scanned."""

    offset: int
    events: PlainEvents


Scan = Callable[[bytes, int], PlainEvents | None]
"""Reads the plain events from a place on: what it finds must be what `Events` would."""

_Found = tuple[int, Cut, int]
"""Where a piece ends, what it is, and where in it the event begins."""

_MARK = b"\xef\xbb\xbf"
_OPENERS = (b"<event", b"<?xml", b"<!--", b"<auth", _MARK)
_LONGEST_OPENER = 7
_LONGEST_TOKEN = 16
_BEGIN = re.compile(rb"<(?:(?:event|auth)[ \t\r\n/>]|\?xml[ \t\r\n]|!--)")
_BLANKS = re.compile(rb"[ \t\r\n]*+")
_START = re.compile(rb"""<event(?:[^<>"']++|"[^<"]*+"|'[^<']*+')*+>""")
_AUTH = re.compile(rb"<auth(?:[^<>]*+(?<=/)>|[ \t\r\n>].*?</auth[ \t\r\n]*+>)", re.S)
_TOKEN = re.compile(rb"<(?:(/event)[ \t\r\n]{0,8}>|(event)[ \t\r\n/>]|!--|!\[CDATA\[|\?)")
_CLOSED_BY = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}


class Events:
    """Cuts one stream into events.

    Attributes:
        offset: place in the stream of the first byte not yet handed over.
        inside: whether that byte is in the middle of something that is too long.
    """

    def __init__(self, offset: int, framing: Framing, *, inside: bool = False) -> None:
        self.offset = offset
        self.inside = inside
        self._framing = framing
        self._rest = b""
        # How far into what waits the search for its end has come, and which closing mark has
        # to come first.  Known anew from the bytes themselves: this saves time and no more.
        self._seen, self._within = 0, b""

    def take(
        self, data: bytes, *, end: bool = False, scan: Scan | None = None
    ) -> list[Piece | Plain]:
        """Hand over the pieces that these next bytes complete.

        Args:
            data: the bytes that follow those given before.
            end: whether the stream ends here, so that nothing more can complete the last event.
            scan: reads many events at once where they are plain.
        """
        held = self._rest + data if self._rest else data
        last = end or self._framing is Framing.DATAGRAM
        pieces: list[Piece | Plain] = []
        at, turn, pause = 0, 0, 1
        while True:
            if not self.inside:
                at = _behind_blanks(held, at)
            if at >= len(held):
                break
            if scan and turn <= 0 and not self.inside and not self._seen:
                events = scan(held, at)
                if events is not None:
                    pieces.append(Plain(self.offset, events))
                    at, pause = events.stop, 1
                    continue
                # Where few are plain, looking for them costs more than it saves.
                turn, pause = pause, min(2 * pause, 64)
            turn -= 1
            found = self._within_long(held, at, last) if self.inside else self._at(held, at, last)
            if found is None:
                break
            stop, cut, event = found
            if stop > at:
                pieces.append(Piece(self.offset + at, held[at:stop], cut, event))
            at = stop
            self._seen, self._within = 0, b""
        if last:
            self.inside = False
        self.offset += at
        self._rest = held[at:]
        return pieces

    @property
    def waiting(self) -> int:
        """Bytes that have come and are not handed over yet."""
        return len(self._rest)

    def _at(self, held: bytes, at: int, last: bool) -> _Found | None:
        """The piece that begins here, or None when more must come first."""
        if held.startswith(b"<event", at) and _BEGIN.match(held, at):
            return self._event(held, at, at, last)
        if not _BEGIN.match(held, at):
            head = held[at : at + _LONGEST_OPENER]
            if not last and any(opener.startswith(head) for opener in _OPENERS):
                return None
            return self._strange(held, at, last)
        if held.startswith(b"<?", at):
            return self._declared(held, at, last)
        if held.startswith(b"<!", at):
            stop = held.find(b"-->", at + 4, at + SHORT) + 3
            found = (stop, Cut.COMMENT, 0) if stop > 2 else None
        else:
            element = _AUTH.match(held, at, at + SHORT)
            found = (element.end(), Cut.AUTH, 0) if element else None
        if found is None and (last or len(held) - at >= SHORT):
            found = self._strange(held, at, last)
            if found and held.startswith(b"<auth", at):  # half a password is one, too
                found = (found[0], Cut.AUTH, 0)
        return found

    def _declared(self, held: bytes, at: int, last: bool) -> _Found | None:
        """An XML declaration, with the event that follows it."""
        stop = held.find(b"?>", at, at + SHORT) + 2
        if stop < 2:
            return self._strange(held, at, last) if last or len(held) - at >= SHORT else None
        event = _BLANKS.match(held, stop, at + SHORT).end()  # type: ignore[union-attr]
        if event < at + SHORT:
            if held.startswith(b"<event", event) and _BEGIN.match(held, event):
                return self._event(held, at, event, last)
            if not last and b"<event".startswith(held[event : event + _LONGEST_OPENER]):
                return None
        return stop, Cut.DECLARATION, 0

    def _event(self, held: bytes, at: int, event: int, last: bool) -> _Found | None:
        """An event, which begins at ``event`` behind what it is declared by at ``at``."""
        found = _plain_end(held, event) if not self._seen else None
        stop, cut = found or self._end(held, at, event)
        if stop - at > LONGEST or (not stop and len(held) - at > LONGEST):
            self.inside = True
            return at + LONGEST, Cut.TOO_LONG, 0
        if stop:
            return stop, cut, event - at
        return (len(held), Cut.OPEN, event - at) if last else None

    def _end(self, held: bytes, at: int, event: int) -> tuple[int, Cut]:
        """Where an event ends, found mark by mark; 0 when that is yet to come."""
        place = at + self._seen
        if not self._seen:
            place = event + len(b"<event")
            start = _START.match(held, event, event + SHORT)
            if start:
                place = start.end()
                if held.endswith(b"/>", event, place):
                    return place, Cut.EVENT
            elif len(held) - event < SHORT and not _TOKEN.search(held, place):
                return 0, Cut.OPEN  # the start tag is not complete
        within = self._within
        while True:
            if within:
                closed = held.find(within, place)
                if closed < 0:
                    place = max(place, len(held) - len(within))
                    break
                place, within = closed + len(within), b""
            token = _TOKEN.search(held, place)
            if token is None:
                place = max(place, len(held) - _LONGEST_TOKEN)
                break
            if token[1]:
                return token.end(), Cut.EVENT
            if token[2]:
                return token.start(), Cut.BROKEN
            place, within = token.end(), _CLOSED_BY[token[0]]
        self._seen, self._within = place - at, within
        return 0, Cut.OPEN

    def _strange(self, held: bytes, at: int, last: bool) -> _Found | None:
        """What is no event, up to where something known begins."""
        begins = _BEGIN.search(held, max(at + 1, at + self._seen))
        known = begins.start() if begins else _known(held, last)
        if known - at > LONGEST:
            self.inside = True
            return at + LONGEST, Cut.TOO_LONG, 0
        if begins or last:
            return known, Cut.STRANGE, 0
        self._seen = max(0, known - at)
        return None

    def _within_long(self, held: bytes, at: int, last: bool) -> _Found | None:
        """The next piece of what is too long, up to where something known begins."""
        begins = _BEGIN.search(held, at + self._seen)
        known = begins.start() if begins else _known(held, last)
        if known - at >= LONGEST:
            return at + LONGEST, Cut.TOO_LONG, 0
        if begins or last:
            self.inside = False
            return known, Cut.TOO_LONG, 0
        self._seen = max(0, known - at)
        return None


def _behind_blanks(held: bytes, at: int) -> int:
    while True:
        at = _BLANKS.match(held, at).end()  # type: ignore[union-attr]
        if not held.startswith(_MARK, at):
            return at
        at += len(_MARK)


def _plain_end(held: bytes, event: int) -> tuple[int, Cut] | None:
    """Where an event ends, where nothing in it could hide that: the common case, in a few finds."""
    start = _START.match(held, event, event + SHORT)
    if start is None:
        return None
    inner = start.end()
    close = held.find(b"</event>", inner)
    if (
        close < 0
        or held[inner - 2] == 0x2F
        or held.find(b"<!", inner, close) >= 0
        or held.find(b"<?", inner, close) >= 0
        or held.find(b"<event", inner, close) >= 0
        or held.find(b"</event", inner, close) >= 0
    ):
        return None
    return close + len(b"</event>"), Cut.EVENT


def _known(held: bytes, last: bool) -> int:
    """Up to where nothing known can begin any more, whatever bytes follow."""
    if last:
        return len(held)
    opens = held.rfind(b"<", max(0, len(held) - _LONGEST_OPENER + 1))
    return opens if opens >= 0 else len(held)
