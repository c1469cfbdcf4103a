"""A watched folder: each file is read once, when nobody writes to it any more.

A file is *whole* when it was put there by renaming (it is older than `QUIET_SECONDS` when it is
first seen) or has not changed for so long.  One that never rests, such as the log of a receiver,
is read on every `GROWING_SECONDS`; what is incomplete at its end waits.  One that has grown after
it was read is read on.  Files whose name begins with a dot are left alone: copying programs
write under such a name first.  Nothing is moved, renamed or removed.
"""

import asyncio
import fnmatch
import os
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import NamedTuple

from northline.records.errors import InputError, UsageError
from northline.records.protocols import Chunk, FileSeen
from northline.transports.files import FileTransport

QUIET_SECONDS = 2.0
"""How long a file must stay as it is before it counts as whole."""

GROWING_SECONDS = 10.0
"""How often a file that never stays as it is is read on."""

LOOK_SECONDS = 0.5
"""How often the folder is looked at, at most; in a large one, a tenth of the time goes into it."""


class _State(NamedTuple):
    """What a file looks like from outside: other bytes show in one of these."""

    inode: int
    size: int
    modified: int


class _File:
    """A file as this process has followed it.

    Attributes:
        state: what it looked like when it was last seen.
        since: when it began to look so.
        read: what it looked like when it was last handed over as whole, or None.
        next: when it may be handed over while it grows.
    """

    def __init__(self, state: _State, since: float, now: float) -> None:
        self.state = state
        self.since = since
        self.read: _State | None = None
        self.next = now + GROWING_SECONDS


class FolderTransport:
    """Watches one folder, without those inside it.

    Attributes:
        folder: where it is.
    """

    def __init__(
        self,
        folder: str | Path,
        *,
        pattern: str = "*",
        quiet_seconds: float = QUIET_SECONDS,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self.folder = Path(folder)
        self._pattern = pattern
        self._quiet_seconds = quiet_seconds
        self._look_seconds = look_seconds
        self._files: dict[str, _File] = {}

    async def files(self) -> AsyncGenerator[FileSeen, None]:
        """Files that have something new, by their names, until cancelled.

        Raises:
            UsageError: when the folder is not there, is none, or may not be read.
        """
        while True:
            began = time.monotonic()
            for name, whole in await asyncio.to_thread(self._ready):
                yield FileSeen(path=str(self.folder / name), whole=whole)
            took = time.monotonic() - began
            await asyncio.sleep(max(self._look_seconds, 10 * took))

    async def chunks(self) -> AsyncGenerator[Chunk, None]:
        """The bytes of these files, each once; at the end of a whole one a chunk says so.

        A file that has vanished meanwhile is passed over, and what is damaged ends there.

        Raises:
            UsageError: when the folder is not there, is none, or may not be read.
        """
        read: dict[str, int] = {}
        async with aclosing(self.files()) as found:
            async for seen in found:
                transport = FileTransport(seen.path, offset=read.get(seen.path, 0))
                async with aclosing(transport.chunks()) as chunks:
                    try:
                        async for chunk in chunks:
                            read[seen.path] = read.get(seen.path, 0) + len(chunk.data)
                            if chunk.data or (chunk.end and seen.whole):
                                yield chunk
                    except (UsageError, InputError):
                        continue

    def _ready(self) -> list[tuple[str, bool]]:
        """Look once: names of files to read now, and whether each is whole."""
        seen = self._look()
        self._files = {name: file for name, file in self._files.items() if name in seen}
        now, clock = time.monotonic(), time.time()
        ready = []
        for name in sorted(seen):
            state, file = seen[name], self._files.get(name)
            if file is None or file.state.inode != state.inode:
                # Renamed in, it may have lain still for long; a clock ahead of ours says nothing.
                age = max(0.0, clock - state.modified / 1e9)
                file = self._files[name] = _File(state, now - age, now)
            elif file.state != state:
                if file.read == file.state:  # it had come to rest, and begins to grow again
                    file.next = now + GROWING_SECONDS
                file.state, file.since = state, now
            if file.read == state:
                continue
            if now - file.since >= self._quiet_seconds:
                file.read = state
                file.next = now + GROWING_SECONDS
                ready.append((name, True))
            elif now >= file.next:
                file.next = now + GROWING_SECONDS
                ready.append((name, False))
        return ready

    def _look(self) -> dict[str, _State]:
        seen: dict[str, _State] = {}
        try:
            with os.scandir(self.folder) as entries:
                for entry in entries:
                    if entry.name.startswith(".") or not fnmatch.fnmatchcase(
                        entry.name, self._pattern
                    ):
                        continue
                    try:
                        if entry.is_file():
                            # Asked of the file itself: a folder may remember an older size.
                            about = Path(entry.path).stat()
                            state = _State(about.st_ino, about.st_size, about.st_mtime_ns)
                            seen[entry.name] = state
                    except OSError:
                        continue  # it has gone meanwhile
        except OSError as error:
            raise UsageError(f"{self.folder} cannot be watched: {error.strerror}") from error
        return seen
