"""XML as lists are published in it: one document as a tree whose elements know their bytes.

expat reads it.  A document type declaration is refused, so there are no entities but the five of
XML, nothing outside is named and nothing grows.  Depth and number of elements are bounded.
"""

import re
from collections.abc import Iterator
from typing import NoReturn
from xml.parsers import expat

from northline.formats.written_rows import shown
from northline.records.errors import RejectedUnit

DEEPEST = 64
"""Elements inside one another; a consolidated regulation has at most 20."""

MOST_ELEMENTS = 2_000_000

_TAG = re.compile(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")
_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding[ \t\r\n]*=[ \t\r\n]*["']([A-Za-z0-9._-]*)""")
_BOM = b"\xef\xbb\xbf"


class Element:
    """An element; names are without their prefixes.

    Attributes:
        name: its name.
        given: its attributes.
        parts: texts and elements in it, in their order.
        start: where it begins in the document.
        stop: where it ends.
    """

    __slots__ = ("given", "name", "parts", "start", "stop")

    def __init__(self, name: str, given: dict[str, str], start: int) -> None:
        self.name, self.given, self.start, self.stop = name, given, start, start
        self.parts: list[str | Element] = []

    def children(self, *names: str) -> "Iterator[Element]":
        """The elements right inside of it, of these names or all."""
        for each in self.parts:
            if isinstance(each, Element) and (not names or each.name in names):
                yield each

    def within(self, name: str) -> "Iterator[Element]":
        """The elements of a name anywhere inside of it, in the order of the document."""
        for each in self.children():
            if each.name == name:
                yield each
            yield from each.within(name)

    def first(self, *path: str) -> "Element | None":
        """The first element along a path of names, or None."""
        found: Element | None = self
        for name in path:
            found = None if found is None else next(found.children(name), None)
        return found

    def text(self, *path: str) -> str:
        """All text inside of it, or of the first element along a path; on one line."""
        found = self.first(*path)
        return "" if found is None else " ".join("".join(found.texts()).split())

    def texts(self) -> Iterator[str]:
        """Every text inside of it."""
        for each in self.parts:
            if isinstance(each, str):
                yield each
            else:
                yield from each.texts()


def document_of(data: bytes, *roots: str) -> Element:
    """The root element of one document.

    Args:
        data: the whole document.
        roots: what its root may be called.

    Raises:
        RejectedUnit: when it is none, in a sentence with the byte at which it goes wrong.
    """
    begins = len(_BOM) if data.startswith(_BOM) else 0
    raw = data[begins:]
    named = _ENCODING.search(raw)
    if named and named[1].lower() not in {b"utf-8", b"us-ascii", b"ascii"}:
        raise RejectedUnit(f"its encoding is {named[1].decode()}; write it as UTF-8")
    walk = _Walk(raw, begins)
    try:
        walk.parser.Parse(raw, True)
    except expat.ExpatError as error:
        at = walk.parser.ErrorByteIndex + begins
        why = expat.ErrorString(error.code)
        raise RejectedUnit(f"not well-formed XML at byte {at} of it: {why}") from error
    assert walk.root is not None  # expat refuses a document without one
    if walk.root.name not in roots:
        raise RejectedUnit(
            f"this is a document of {shown(walk.root.name)}, not of {' or '.join(roots)}"
        )
    return walk.root


class _Walk:
    """A document being read."""

    def __init__(self, raw: bytes, begins: int) -> None:
        self.root: Element | None = None
        self._raw, self._begins = raw, begins
        self._open: list[Element] = []
        self._count = 0
        self.parser = expat.ParserCreate("UTF-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._finish
        self.parser.CharacterDataHandler = self._said
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _begin(self, name: str, given: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) >= DEEPEST or self._count > MOST_ELEMENTS:
            raise RejectedUnit(
                f"more than {DEEPEST} elements inside one another, or {MOST_ELEMENTS:,} in all"
            )
        plain = {key.rpartition(":")[2]: value for key, value in given.items()}
        at = self.parser.CurrentByteIndex
        made = Element(name.rpartition(":")[2], plain, at + self._begins)
        if self._open:
            self._open[-1].parts.append(made)
        else:
            self.root = made
        self._open.append(made)

    def _finish(self, _: str) -> None:
        done = self._open.pop()
        at = self.parser.CurrentByteIndex
        if self._raw[at : at + 2] != b"</":  # an empty element has one tag only
            at = done.start - self._begins
        tag = _TAG.match(self._raw, at)
        done.stop = (len(self._raw) if tag is None else tag.end()) + self._begins

    def _said(self, text: str) -> None:
        if self._open:
            self._open[-1].parts.append(text)

    def _doctype(self, *_: object) -> NoReturn:
        raise RejectedUnit("a document type declaration is not taken")
