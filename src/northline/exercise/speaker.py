"""The exercise on real sockets: plays a day at a speed, to feeds that listen or one that calls.

The only part of the room that reads a clock.  `speak` calls feeds that listen, each by its own
way (`northline.exercise.callers`), as receivers that forward their logs do; `serve` listens, as an
AIS network does for those who call it.  Both hold back when the other side reads slowly, and
neither drops a byte.  All feeds keep one clock: what falls due together is said together, and
a feed that reads slowly holds back the others too.  Where it is known how much each feed has
read (`Taken`), datagrams wait for room, and as fast as taken no feed gets `LAP` seconds ahead of
another: engines that join what several feeds say can only wait so long for the slowest.
"""

import asyncio
import contextlib
import math
import time
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence

from northline.exercise.callers import Caller, Stream, call
from northline.exercise.channels import AIS, Way
from northline.exercise.day import Day
from northline.exercise.radio import Message
from northline.records.errors import MissingDependency, UsageError
from northline.records.units import Micros, Seconds

UNLIMITED = math.inf
"""The speed "as fast as taken"."""

SLOWEST, FASTEST = 0.01, 10_000.0

AT_ONCE = 65_536
"""Bytes written at once where the speed is unlimited."""

TICK = 0.02
"""Seconds of waiting that are not worth waiting for: what falls due within goes at once."""

LAP = 30.0
"""Exercise seconds by which one feed may get ahead of another as fast as taken."""

UNREAD = 32 * 1024
"""Bytes in datagrams that may be unread; beyond, the system may drop some."""

GLANCE, PATIENCE = 0.01, 5.0
"""Seconds between two looks at what was read, and those after which waiting for it ends."""


class Pace:
    """How exercise time runs against the clock of the machine.

    At a speed, exercise second ``s`` is spoken ``s / speed`` seconds after the beginning.  As
    fast as taken, the exercise stands wherever the last message written stands; what instant
    belonged to what second is remembered, so that `second_at` can say when a finding came.
    """

    def __init__(self, speed: float) -> None:
        if not (SLOWEST <= speed <= FASTEST or speed == UNLIMITED):
            raise UsageError(
                f"speed {speed:g} must lie between {SLOWEST:g} and {FASTEST:g}, or be inf for "
                "as fast as taken"
            )
        self.speed = speed
        self.spoken = Seconds(0.0)
        self._wall = 0
        self._clock = 0.0
        self._marks: tuple[list[int], list[float]] = ([], [])

    @property
    def begun(self) -> bool:
        """Whether the exercise has started."""
        return bool(self._marks[0])

    def begin(self) -> None:
        """Start the exercise now."""
        self._wall, self._clock = time.time_ns() // 1000, time.monotonic()
        self._marks = ([self._wall], [0.0])

    def wait(self, second: float) -> float:
        """Seconds of the clock until an exercise second is due; 0 or less: now."""
        if self.speed == UNLIMITED:
            return 0.0
        return second / self.speed - (time.monotonic() - self._clock)

    def mark(self, second: float) -> None:
        """Note that the exercise was spoken up to a second."""
        self.spoken = Seconds(second)
        now = self._wall + round((time.monotonic() - self._clock) * 1e6)
        self._marks[0].append(now)
        self._marks[1].append(second)

    def second_at(self, instant: Micros) -> Seconds:
        """The exercise second that an instant of this machine's clock belongs to."""
        if not self.begun:
            raise UsageError("the exercise has not begun")
        if self.speed != UNLIMITED:
            return Seconds(max(instant - self._wall, 0) / 1e6 * self.speed)
        place = bisect_right(self._marks[0], instant)
        return Seconds(self._marks[1][max(place - 1, 0)])


Where = Mapping[str, tuple[str, int]]
"""Feed -> host and port on which it listens."""

Taken = Callable[[str], int]
"""How many bytes of a feed were read so far."""


async def speak(
    day: Day, where: Where, speed: float, pace: Pace | None = None, taken: Taken | None = None
) -> Pace:
    """Call feeds that listen, and play the day to them.

    Args:
        day: what to say.
        where: the feeds; what is meant for a feed that is not named here is not said.
        speed: exercise seconds per second, 0.01 to 10,000, or `UNLIMITED`.
        pace: clock to keep time by, at its own speed, for one who wants to look at it meanwhile.
        taken: how much was read, where that is known.

    Raises:
        UsageError: for another speed.
        MissingDependency: when nobody listens there after 5 seconds, or a feed hangs up.
    """
    pace = pace or Pace(speed)
    callers: dict[str, Caller] = {}
    ways = {feed: day.channel(feed).way for feed in where}
    try:
        for feed, (host, port) in where.items():
            callers[feed] = await call(ways[feed], host, port)
        pace.begin()
        holding = _Holding(ways, taken, pace) if taken is not None else None
        await _play(day.messages, callers, pace, holding)
        for feed in list(callers):
            await callers.pop(feed).close()
    except ConnectionError as lost:
        raise MissingDependency(
            f"a feed hung up at exercise second {pace.spoken:.0f}: {lost}"
        ) from lost
    finally:
        for caller in callers.values():
            caller.abort()
    return pace


class _Holding:
    """Holds the speaker back until what was said has been read.

    What was posted is no matter here: each body is answered when it is committed.
    """

    def __init__(self, ways: Mapping[str, Way], taken: Taken, pace: Pace) -> None:
        self._ways, self._taken = ways, taken
        self._said = {feed: 0 for feed, way in ways.items() if way != "http"}
        self._laps = pace.speed == UNLIMITED
        self._next = LAP

    def said(self, feed: str, size: int) -> None:
        """Note that so many bytes were said to a feed."""
        if feed in self._said:
            self._said[feed] += size

    async def room(self, second: float) -> None:
        """Wait until what falls due at an exercise second may be said."""
        unread = {feed: UNREAD for feed, way in self._ways.items() if way == "udp"}
        if self._laps and second >= self._next:
            self._next = second + LAP
            unread = dict.fromkeys(self._said, 0)
        for _ in range(int(PATIENCE / GLANCE)):
            if all(self._said[f] - self._taken(f) <= most for f, most in unread.items()):
                return
            await asyncio.sleep(GLANCE)


async def serve(
    day: Day,
    speed: float,
    host: str = "127.0.0.1",
    port: int = 0,
    pace: Pace | None = None,
    feed: str = AIS,
) -> "Serving":
    """Listen, and play one feed of the day once, to one caller at a time.

    The day begins with the first caller.  As on any live stream, a caller who was cut off and
    calls again hears what is left; after the end there is nothing left, and it is hung up on.

    Raises:
        UsageError: for a speed out of range, or a port that is taken.
    """
    serving = Serving(day, pace or Pace(speed), feed)
    await serving.listen(host, port)
    return serving


class Serving:
    """A day on offer.

    Attributes:
        host: address it listens on.
        port: port it listens on.
        pace: its clock; it begins with the first caller.
    """

    def __init__(self, day: Day, pace: Pace, feed: str = AIS) -> None:
        self.pace = pace
        self.host, self.port = "", 0
        self._feed = feed
        self._left = tuple(message for message in day.messages if message.feed == feed)
        self._one = asyncio.Lock()
        self._done = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._callers: set[asyncio.Task[None]] = set()

    async def listen(self, host: str, port: int) -> None:
        """Begin to listen."""
        try:
            self._server = await asyncio.start_server(self._answer, host, port)
        except OSError as taken:
            raise UsageError(f"cannot listen on {host}:{port}: {taken}") from taken
        self.host, self.port = self._server.sockets[0].getsockname()[:2]

    async def played(self) -> None:
        """Wait until the whole day has been heard."""
        await self._done.wait()

    async def close(self) -> None:
        """Listen no more, and hang up on whoever is still there."""
        if self._server is not None:
            self._server.close()
        for caller in list(self._callers):
            caller.cancel()
        await asyncio.gather(*self._callers, return_exceptions=True)

    async def __aenter__(self) -> "Serving":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _answer(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._callers.add(task)
        task.add_done_callback(self._callers.discard)
        # A caller that hangs up early has heard enough; another may hear the rest.  When this
        # is closed in mid-play, asyncio would print the cancelled task.
        left = (ConnectionError, asyncio.CancelledError)
        with contextlib.suppress(*left), contextlib.closing(writer):
            async with self._one:
                if not self.pace.begun:
                    self.pace.begin()
                second = self.pace.spoken
                self._left = tuple(m for m in self._left if m.second > second or second == 0.0)
                await _play(self._left, {self._feed: Stream(writer)}, self.pace)
                self._left = ()
                self._done.set()


async def _play(
    messages: Sequence[Message],
    callers: Mapping[str, Caller],
    pace: Pace,
    holding: _Holding | None = None,
) -> None:
    """Write all messages in time; what falls due together is written together."""
    waiting: dict[str, list[bytes]] = {}
    size, first, last = 0, 0.0, 0.0
    for message in messages:
        if message.feed not in callers:
            continue
        ahead = pace.wait(message.second)
        far = holding is not None and message.second - first >= LAP
        if waiting and (ahead > TICK or size >= AT_ONCE or far):
            await _write(waiting, last, callers, pace, holding)
            waiting, size = {}, 0
            ahead = pace.wait(message.second)
        if ahead > TICK:
            await asyncio.sleep(ahead)
        if not waiting:
            first = message.second
        waiting.setdefault(message.feed, []).append(message.data)
        size, last = size + len(message.data), message.second
    if waiting:
        await _write(waiting, last, callers, pace, holding)


async def _write(
    waiting: Mapping[str, list[bytes]],
    second: float,
    callers: Mapping[str, Caller],
    pace: Pace,
    holding: _Holding | None,
) -> None:
    if holding is not None:
        await holding.room(second)
    for feed, data in waiting.items():
        callers[feed].write(data)
        if holding is not None:
            holding.said(feed, sum(map(len, data)))
    for feed in waiting:
        await callers[feed].drain()
    pace.mark(second)
