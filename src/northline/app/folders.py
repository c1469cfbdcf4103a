"""A watched folder into the ledger: each file from where the ledger stands.

A file is known by what it holds (`northline.app.places`), not by its name: after a restart
nothing is read twice, and a file that has grown is read on.
"""

from collections import deque
from collections.abc import Callable
from typing import Protocol

from northline.app.feeds import Feed
from northline.app.places import Place
from northline.app.tally import Dropped, Tally
from northline.ledger import Stream
from northline.records.errors import Conflict, InputError, TooManyRejected, UsageError
from northline.records.protocols import FileSeen, Watched

NAMED_FILES = 100
"""Files that the receipt names; those read earlier are counted together."""


class Whole(Protocol):
    """Reads one file from where the ledger stands."""

    async def __call__(
        self, address: str, known: list[Stream] | None = None, *, ends: bool = True
    ) -> Place:
        """Read it; see `northline.app.ingesting.Ingest`."""
        ...


class Folder:
    """Reads the files of one folder."""

    def __init__(
        self,
        feed: Feed,
        whole: Whole,
        tally: Tally,
        dropped: Dropped,
        trouble: Callable[[str], None] | None,
    ) -> None:
        self._feed, self._whole = feed, whole
        self._tally, self._dropped, self._trouble = tally, dropped, trouble
        self._streams: dict[str, Stream] = {}

    async def read(self, address: str, folder: Watched) -> None:
        """Read its files until told to stop.

        One that has vanished, is damaged or holds too much that cannot be read is told of and
        left; it is tried again when it has changed, and the others are read meanwhile.
        """
        self._look()
        named: deque[str] = deque()
        async for seen in folder.files():
            if seen.path not in named:
                named.append(seen.path)
            try:
                await self._file(seen)
            except TooManyRejected as why:
                if seen.path not in self._dropped:
                    self._dropped.add(seen.path, str(why).partition(". ")[0])
                    self._say(f"{why} Other files are read.")
            except UsageError as why:
                self._say(f"{why}; other files are read")
            except InputError as why:
                if seen.whole:  # one that grows may lack what follows
                    self._say(f"{why}; what stands before the damage is kept")
            if len(named) > NAMED_FILES:
                self._tally.fold(named.popleft(), address)

    async def _file(self, seen: FileSeen) -> None:
        self._tally.of(seen.path)
        feed, place = self._feed, None
        while place is None:
            try:
                place = await self._whole(seen.path, list(self._streams.values()), ends=seen.whole)
            except Conflict:  # another process reads it too: begin again from where it stands
                self._look()
        stands = feed.node.ledger.stream(feed.source, feed.format.name, place.stream)
        if stands is not None:
            self._streams[place.stream] = stands

    def _look(self) -> None:
        """Ask the ledger for every stream of this source and format."""
        streams = self._feed.node.ledger.streams(self._feed.source, self._feed.format.name)
        self._streams = {each.stream: each for each in streams}

    def _say(self, text: str) -> None:
        if self._trouble is not None:
            self._trouble(text)
