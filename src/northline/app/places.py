"""Finding the place in a file or pipe where an earlier reading of it stopped.

A stream is named by the fingerprint of its first 4096 bytes (`northline.records.ids`), and the
ledger holds, for each stream, the digest of all bytes it has read of it.  An input is a known
stream where its own first bytes have that digest, whatever it is called now:

* it began with the same 4096 bytes, or was shorter than that when it was read: the longest
  known beginning counts, and reading goes on behind it;
* it began with the same 4096 bytes but went on otherwise: it is another stream, named
  ``FINGERPRINT#2`` and so on;
* it began with the same 4096 bytes and ends before the place where the known one stands: it
  may be an earlier copy of it.  It is read under that name; if all it gives is known by its id
  it is one, and else it is another stream, as above.

A file that was read when it was shorter than 4096 bytes is known again when it has grown; an
even shorter copy of such a file is not.
"""

import hashlib
import re
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AsyncExitStack, aclosing
from typing import Any, Self

import msgspec

from northline.ledger import Stream
from northline.records.ids import FINGERPRINT_BYTES, fingerprint
from northline.records.protocols import Chunk
from northline.records.units import Micros
from northline.transports.files import CHUNK_BYTES

SPOOL_BYTES = 32 * 1024 * 1024
"""So much of a pipe is kept in memory while its place is looked for; more goes to a file."""

_NAME = re.compile(r"[0-9a-f]{24}(#\d+)?")


def new_digest() -> Any:
    """A running digest of a stream's bytes."""
    return hashlib.blake2b(digest_size=32)


class Place(msgspec.Struct, kw_only=True):
    """Where the reading of a stream begins.

    Attributes:
        stream: its name.
        position: byte to begin at.
        carry: what the decoder must remember there.
        prefix: BLAKE2b-256 over all bytes before it, still running.
        known: the stream as the ledger has it, or None when it is new.
        copy: whether this is an earlier copy: the stream stands farther on and is left there.
    """

    stream: str
    position: int = 0
    carry: bytes = b""
    prefix: Any = msgspec.field(default_factory=new_digest)
    known: Stream | None = None
    copy: bool = False


Open = Callable[[int], AsyncIterator[Chunk]]
"""Opens an input at a byte."""


class Found:
    """An input and its place; an asynchronous context manager that closes what was opened.

    Attributes:
        place: where its reading begins.
    """

    def __init__(self, known: list[Stream], opened: Open, *, once: bool) -> None:
        """Look for an input among known streams.

        Args:
            known: streams of its source and format.
            opened: opens the input at a byte.
            once: whether it can be opened only once: a pipe, which is kept meanwhile.
        """
        self.place = Place(stream="")
        self._known, self._opened, self._once = known, opened, once
        self._stack = AsyncExitStack()
        self._seen: _Seen | None = None

    async def __aenter__(self) -> Self:
        try:
            chunks = await self._chunks_at(0)
            self._seen = self._stack.enter_context(_Seen(chunks, keep=self._once))
            self.place = await _find(self._seen, self._known)
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def chunks(self) -> AsyncIterator[Chunk]:
        """The input from its place on."""
        position = self.place.position
        if self._seen is not None and position >= self._seen.start:
            return self._seen.rest(position)
        return await self._chunks_at(position)

    def is_another(self) -> None:
        """It is no copy after all: begin anew, as a stream of its own."""
        self.place = Place(stream=_free(self.place.stream.partition("#")[0], self._known))

    async def goes_on(self) -> bool:
        """Whether something stands behind the place where the known stream ended."""
        seen, place = self._seen, self.place
        if seen is None or place.known is None or place.copy:
            return False
        return seen.end > place.position or bool(await seen.more(1))

    async def _chunks_at(self, position: int) -> AsyncIterator[Chunk]:
        chunks = self._opened(position)
        if isinstance(chunks, AsyncGenerator):
            await self._stack.enter_async_context(aclosing(chunks))
        return chunks


async def _find(seen: "_Seen", known: list[Stream]) -> Place:
    head = await seen.more(FINGERPRINT_BYTES)
    name = fingerprint(head)
    ahead = _candidates(known, name, head)
    best = None
    running, data = new_digest(), head
    while True:
        start = seen.end - len(data)
        while ahead and ahead[0].position <= seen.end:
            each = ahead.pop(0)
            prefix = running.copy()
            prefix.update(data[: each.position - start])
            if prefix.digest() == each.prefix:
                best = _place(each, prefix)
                seen.forget(each.position)
        running.update(data)
        if not ahead or seen.over:
            break
        data = await seen.more(1)
    if best is None:
        copies = [each for each in ahead if _base(each) == name]
        best = (
            Place(stream=copies[-1].stream, known=copies[-1], copy=True)
            if copies
            else Place(stream=_free(name, known))
        )
    return best


def _candidates(known: list[Stream], name: str, head: bytes) -> list[Stream]:
    """Streams that began as this input does: in its first 4096 bytes, or in fewer.

    A stream that was shorter when it was first read keeps the name it got then.
    """
    named = [each for each in known if _NAME.fullmatch(each.stream)]
    names = {name}
    if any(_base(each) != name for each in named):
        names |= {fingerprint(head[:size]) for size in range(1, min(len(head), FINGERPRINT_BYTES))}
    found = (each for each in named if _base(each) in names)
    return sorted(found, key=lambda each: each.position)


def _base(stream: Stream) -> str:
    return stream.stream.partition("#")[0]


def _place(stream: Stream, prefix: Any) -> Place:
    return Place(
        stream=stream.stream,
        position=stream.position,
        carry=stream.carry,
        prefix=prefix,
        known=stream,
    )


def _free(name: str, known: list[Stream]) -> str:
    """The name, or the first of NAME#2, NAME#3 ... that no stream has."""
    taken = {each.stream for each in known}
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name}#{number}"
    return free


class _Seen:
    """The bytes seen while a place is looked for: of a pipe all, of a file the newest ones.

    Attributes:
        start: byte at which what is still held begins.
        end: byte up to which the input was seen.
        over: whether the input ends there.
    """

    def __init__(self, chunks: AsyncIterator[Chunk], *, keep: bool) -> None:
        self.start = self.end = 0
        self.over = False
        self._chunks = chunks
        self._keep = keep
        self._last = Chunk(connection="", data=b"", received=Micros(0))
        self._file = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    async def more(self, least: int) -> bytes:
        """The next bytes, at least so many unless the input ends first."""
        parts, size = [], 0
        while size < least and not self.over:
            chunk = await anext(self._chunks, None)
            if chunk is None:
                self.over = True
                break
            self._last, self.over = chunk, chunk.end
            parts.append(chunk.data)
            size += len(chunk.data)
        if not self._keep:
            self.forget(self.end)
        self.end += size
        data = b"".join(parts)
        self._file.seek(0, 2)
        self._file.write(data)
        return data

    def forget(self, position: int) -> None:
        """Hold nothing before this byte any more."""
        if position >= self.end:
            self._file.seek(0)
            self._file.truncate()
            self.start = position

    async def rest(self, position: int) -> AsyncIterator[Chunk]:
        """The input from a byte on that is still held."""
        self._file.seek(position - self.start)
        while data := self._file.read(CHUNK_BYTES):
            yield msgspec.structs.replace(self._last, data=data, end=False)
        if self.over:
            yield msgspec.structs.replace(self._last, data=b"", end=True)
            return
        async for chunk in self._chunks:
            yield chunk
