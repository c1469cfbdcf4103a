"""What waits for one client of a relay: a bounded backlog of whole units.

Where it is full the eldest are left out.  A client that does not catch up is closed.
"""

import asyncio
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Sequence
from typing import NamedTuple

WRITE_BYTES = 256 * 1024
"""The most that is handed to a socket at a time."""


class Outgoing(NamedTuple):
    """Whole units, one behind the other.

    Attributes:
        data: their bytes.
        offsets: where each begins, and where the last ends: one more than there are units.
    """

    data: bytes | memoryview
    offsets: Sequence[int]


class Passed(NamedTuple):
    """What became of what was offered: bytes count for each receiver."""

    passed: int
    left_out: int
    closed: int


def outgoing(units: Sequence[bytes]) -> Outgoing:
    """These units, joined."""
    offsets = [0]
    for unit in units:
        offsets.append(offsets[-1] + len(unit))
    return Outgoing(b"".join(units), offsets)


class Receiver:
    """What waits for one client."""

    def __init__(
        self,
        name: str,
        writer: asyncio.StreamWriter,
        most: int,
        patience: float,
        say: Callable[[str], object],
    ) -> None:
        self._name, self._writer = name, writer
        self._most, self._patience, self._say = most, patience, say
        self._backlog: deque[tuple[Outgoing, int]] = deque()
        self._bytes = 0
        self._passed, self._left_out, self._closed = 0, 0, 0
        self._full: asyncio.TimerHandle | None = None
        self._arrived = asyncio.Event()

    def counts(self) -> Passed:
        """What became of what was offered."""
        return Passed(self._passed, self._left_out, self._closed)

    @property
    def waiting(self) -> int:
        """Bytes that wait."""
        return self._bytes

    def offer(self, units: Outgoing) -> None:
        """Let units wait; the eldest are left out where too many bytes do."""
        if self._closed:
            return
        self._backlog.append((units, 0))
        self._bytes += units.offsets[-1] - units.offsets[0]
        if self._bytes > self._most:
            self._leave_out()
        self._arrived.set()

    async def send(self) -> None:
        """Send what waits as it comes, until closed."""
        try:
            while True:
                while not self._backlog:
                    self._arrived.clear()
                    await self._arrived.wait()
                data, count = self._next()
                self._writer.write(data)
                await self._writer.drain()
                self._passed += count
                if self._full is not None and self._bytes <= self._most // 2:
                    self._full.cancel()
                    self._full = None
        except OSError:  # the client is gone, which its reading will find out
            pass
        finally:
            self._backlog.clear()
            if self._full is not None:
                self._full.cancel()

    def close(self) -> None:
        """Let go of what waits, and of the client."""
        self._closed = 1
        self._backlog.clear()
        self._bytes = 0
        self._writer.transport.abort()

    def _next(self) -> tuple[bytes | memoryview, int]:
        """Whole units off the backlog, about `WRITE_BYTES` of them, and how many."""
        pieces: list[bytes | memoryview] = []
        size = count = 0
        while self._backlog and size < WRITE_BYTES:
            (data, offsets), first = self._backlog.popleft()
            begin = offsets[first]
            last = max(first + 1, bisect_right(offsets, begin + WRITE_BYTES - size) - 1)
            piece = memoryview(data)[begin : offsets[last]]
            pieces.append(piece)
            size += len(piece)
            count += last - first
            if last < len(offsets) - 1:
                self._backlog.appendleft((Outgoing(data, offsets), last))
        self._bytes -= size
        return pieces[0] if len(pieces) == 1 else b"".join(pieces), count

    def _leave_out(self) -> None:
        while self._bytes > self._most:
            units, first = self._backlog.popleft()
            offsets = units.offsets
            enough = offsets[first] + self._bytes - self._most
            last = min(bisect_left(offsets, enough), len(offsets) - 1)
            self._bytes -= offsets[last] - offsets[first]
            self._left_out += last - first
            if last < len(offsets) - 1:
                self._backlog.appendleft((units, last))
        if self._full is None:
            loop = asyncio.get_running_loop()
            self._full = loop.call_later(self._patience, self._give_up)
            self._say(f"{self._name} takes in too little: the eldest events are left out for it")

    def _give_up(self) -> None:
        self.close()
        self._say(
            f"{self._name} did not catch up for {self._patience:g} s and is closed; "
            f"{self._left_out:,} events were not passed on to it"
        )
