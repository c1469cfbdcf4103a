"""Files, plain or compressed.

gzip (RFC 1952), bzip2 and xz are known by their first bytes, whatever the file is called.  An
offset counts bytes of the content: of a compressed file, those that come out of it.
"""

import asyncio
import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Protocol

from northline.records.errors import InputError, UsageError
from northline.records.protocols import Chunk
from northline.transports.connections import now

CHUNK_BYTES = 256 * 1024
"""How much is read at a time."""

_DAMAGED = (EOFError, OSError, zlib.error, lzma.LZMAError)


class _Content(Protocol):
    """What plain and compressed files have in common."""

    def read1(self, size: int, /) -> bytes: ...
    def seek(self, offset: int, /) -> int: ...
    def close(self) -> None: ...


class FileTransport:
    """Hands over one file from an offset to its end.

    Attributes:
        path: the file; also the name of its only connection.
    """

    def __init__(
        self, path: str | Path, *, offset: int = 0, chunk_bytes: int = CHUNK_BYTES
    ) -> None:
        self.path = Path(path)
        self._offset = offset
        self._chunk_bytes = chunk_bytes

    async def chunks(self) -> AsyncGenerator[Chunk, None]:
        """Hand over the content; the last chunk is empty and says that it is the end.

        Raises:
            UsageError: when there is no such file, or it may not be read.
            InputError: when it is damaged.  What could be read of it was handed over before;
                no chunk says that it is the end, for the end is not known.
        """
        content = await asyncio.to_thread(self._open)
        try:
            while True:
                data, damage = await asyncio.to_thread(self._next, content)
                if data:
                    yield self._chunk(data)
                if damage is not None:
                    raise InputError(f"{self.path} is damaged: {damage}") from damage
                if not data:
                    break
        finally:
            content.close()
        yield self._chunk(b"", end=True)

    def _chunk(self, data: bytes, *, end: bool = False) -> Chunk:
        return Chunk(connection=str(self.path), data=data, received=now(), end=end)

    def _open(self) -> _Content:
        try:
            raw = self.path.open("rb")
        except OSError as error:
            raise UsageError(f"{self.path} cannot be read: {error.strerror}") from error
        try:
            content = _content_of(raw)
            if self._offset:
                content.seek(self._offset)
        except _DAMAGED as error:
            raw.close()
            raise InputError(f"{self.path} is damaged: {error}") from error
        return content

    def _next(self, content: _Content) -> tuple[bytes, Exception | None]:
        """Read the next chunk, and what is wrong with the bytes behind it."""
        pieces: list[bytes] = []
        missing = self._chunk_bytes
        try:
            # One small read at a time keeps what stands before the damage.
            while missing > 0 and (piece := content.read1(missing)):
                pieces.append(piece)
                missing -= len(piece)
        except _DAMAGED as error:
            return b"".join(pieces), error
        return b"".join(pieces), None


def _content_of(raw: io.BufferedReader) -> _Content:
    magic = raw.peek(6)[:6]
    if magic.startswith(b"\x1f\x8b"):
        return _Unpacked(raw, gzip.GzipFile(fileobj=raw))
    if magic.startswith(b"BZh"):
        return _Unpacked(raw, bz2.BZ2File(raw))
    if magic == b"\xfd7zXZ\x00":
        return _Unpacked(raw, lzma.LZMAFile(raw))
    return raw


class _Unpacked:
    """What comes out of a compressed file; closing it closes the file as well."""

    def __init__(self, raw: io.BufferedReader, content: _Content) -> None:
        self._raw = raw
        self.read1 = content.read1
        self.seek = content.seek

    def close(self) -> None:
        self._raw.close()
