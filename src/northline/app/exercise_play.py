"""An exercise being played: feeds in threads, engines in a process of their own, and a speaker."""

import asyncio
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from northline.app.exercise_engines import EngineProcess
from northline.app.node import Node
from northline.exercise import Day, Pace, speak
from northline.exercise.channels import Channel
from northline.records.errors import UsageError

if TYPE_CHECKING:
    from northline.app.results import IngestReceipt

ADDRESSES = {
    "tcp": "tcp-listen://127.0.0.1:0",
    "udp": "udp://127.0.0.1:0",
    "http": "http-listen://127.0.0.1:0/",
}
"""Where each feed listens, by the way it comes: on a free port of this machine."""

SETTLE_SECONDS = 600.0
"""How long the node may take to finish after the last message."""


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """How far an exercise is.

    Attributes:
        stage: rehearsing, warming, ready (its ledger stands), playing, settling or scored.
        second: exercise second that was spoken last.
        duration: seconds of the exercise.
        read: units read from all feeds.
        findings: findings so far.
        ledger: the exercise ledger's folder.
        feeds: of each feed, units read and units rejected.
    """

    stage: str
    second: float = 0.0
    duration: float = 0.0
    read: int = 0
    findings: int = 0
    ledger: str = ""
    feeds: dict[str, tuple[int, int]] = {}


OnProgress = Callable[[Stage], None]


class Play:
    """One exercise being played: feeds in threads, the speaker in this one, engines beside them."""

    def __init__(
        self,
        node: Node,
        day: Day,
        pace: Pace,
        tell: OnProgress,
        stop: threading.Event,
        engines: EngineProcess,
    ) -> None:
        self._node, self._day, self._pace, self._tell = node, day, pace, tell
        self._broken_off, self._engines = stop, engines
        self._feeds = [Listening(node, day.channel(feed)) for feed in day.feeds]
        self._errors: list[BaseException] = []

    def run(self) -> "dict[str, IngestReceipt]":
        """Play it to its end; what each feed did."""
        feeds = [threading.Thread(target=self._guard, args=(f.run,)) for f in self._feeds]
        self._engines.follow(self._node.folder)
        for thread in feeds:
            thread.daemon = True
            thread.start()
        try:
            asyncio.run(self._speak())
            self._settle()
        finally:
            for feed in self._feeds:
                feed.stop.set()
            for thread in feeds:
                thread.join()
        self._engines.stop()
        self._raise()
        return {feed.name: feed.receipt() for feed in self._feeds}

    def _guard(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised in the main thread
            self._errors.append(error)
            for feed in self._feeds:
                feed.listens.set()

    def _raise(self) -> None:
        if self._errors:
            raise self._errors[0]
        self._engines.check()
        if self._broken_off.is_set():
            raise UsageError(
                f"the exercise was broken off at second {self._pace.spoken:.0f}; it is not scored"
            )

    async def _speak(self) -> None:
        for feed in self._feeds:
            await asyncio.to_thread(feed.listens.wait)
        self._raise()
        where = {feed.name: feed.where for feed in self._feeds}
        feeds = {feed.name: feed for feed in self._feeds}
        speaking = asyncio.ensure_future(
            speak(
                self._day,
                where,
                self._pace.speed,
                self._pace,
                taken=lambda name: feeds[name].taken,
            )
        )
        while not speaking.done():
            await asyncio.wait([speaking], timeout=0.5)
            self._say("playing")
            if self._errors or self._broken_off.is_set():
                speaking.cancel()
        self._raise()
        await speaking

    def _settle(self) -> None:
        """Wait until every feed has read its last byte and the engines are idle."""
        quiet = threading.Event()
        sent = self._day.truth.feeds
        for _ in range(int(SETTLE_SECONDS / 0.1)):
            self._raise()
            if all(f.has_read(sent[f.name].bytes) for f in self._feeds) and self._idle():
                return
            self._say("settling")
            quiet.wait(0.1)
        raise UsageError(
            f"the node had not finished {SETTLE_SECONDS:g} s after the last message; "
            "is this machine too slow for this speed?"
        )

    def _idle(self) -> bool:
        engines = self._node.status()["engines"]
        return not any(each["behind"] for each in engines if each["name"] in self._engines.names)

    def _say(self, stage: str) -> None:
        self._tell(
            Stage(
                stage=stage,
                second=self._pace.spoken,
                duration=self._day.scenario.duration,
                read=sum(feed.read for feed in self._feeds),
                findings=self._findings(),
                ledger=str(self._node.folder),
                feeds={feed.name: (feed.read, feed.rejected) for feed in self._feeds},
            )
        )

    def _findings(self) -> int:
        """Findings in the ledger, by its manifest: none is read for it."""
        plan = self._node.ledger.plan("finding", self._node.service_viewer("exercise"))
        return sum(part.rows for part in plan.parts) - len(plan.denied)


class Listening:
    """One feed of the exercise, read by the node until it is told to stop.

    Attributes:
        name: of the feed.
        where: host and port it listens on, once it does.
        listens: set when it does, or when something failed before.
        stop: ends it.
    """

    def __init__(self, node: Node, channel: Channel) -> None:
        self.name, self._channel = channel.name, channel
        self.where = ("", 0)
        self.listens, self.stop = threading.Event(), threading.Event()
        self._node = node
        self._receipt: IngestReceipt | None = None
        self._so_far: IngestReceipt | None = None

    def run(self) -> None:
        """Read until `stop` is set."""
        self._receipt = self._node.ingest(
            self._channel.format,
            ADDRESSES[self._channel.way],
            source=self.name,
            marking=self._channel.marked(self._node.operator.agency),
            stop=self.stop,
            ready=self._ready,
            progress=self._progressed,
        )

    def receipt(self) -> "IngestReceipt":
        """What it did, once it has ended.

        Raises:
            UsageError: when it ended without a receipt.
        """
        if self._receipt is None:
            raise UsageError(f"the feed {self.name} of the exercise ended without a receipt")
        return self._receipt

    @property
    def read(self) -> int:
        """Units read so far."""
        return self._so_far.read if self._so_far else 0

    @property
    def rejected(self) -> int:
        """Units rejected so far."""
        return self._so_far.rejected if self._so_far else 0

    @property
    def taken(self) -> int:
        """Bytes read and committed so far."""
        return sum(stream.until for stream in self._so_far.streams) if self._so_far else 0

    def has_read(self, size: int) -> bool:
        """Whether all that was said to it, so many bytes, is read and committed.

        What is posted is answered when it is committed, so nothing of it is under way.
        """
        return self._channel.way == "http" or self.taken >= size

    def _ready(self, _: str, where: tuple[str, int]) -> None:
        self.where = where
        self.listens.set()

    def _progressed(self, receipt: "IngestReceipt") -> None:
        self._so_far = receipt
