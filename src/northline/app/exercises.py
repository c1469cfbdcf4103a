"""Running an exercise: the same feeds, the same engines, another ledger, and a score.

The exercise room speaks to real sockets, one for each format; feeds, ledger and engines are
those of any other day.  A fresh exercise ledger takes it all: no exercise record can enter a real one
(LAW.md rule 12).

**Seconds to an alert** are exercise seconds, from the true crossing to the instant at which the
finding stood in the ledger.  At a speed of 60, one second of the machine is a minute of the
exercise, so what the node takes to work counts sixty-fold: at high speeds the figure measures
the machine, and "as fast as taken" it means nothing and is left out.  At speeds of up to
`MEANINGFUL` it is reported.
"""

import asyncio
import datetime
import math
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from northline.app.node import STEP_ROWS, Node
from northline.app.runners.local import run
from northline.engines.registry import ENGINES
from northline.exercise import (
    Day,
    Heard,
    Pace,
    load,
    observe,
    rehearse,
    score,
    speak,
    trails_of,
)
from northline.exercise.speaker import UNLIMITED
from northline.geo.line import crossings
from northline.records.errors import UsageError
from northline.records.position import Craft
from northline.records.time import from_datetime

if TYPE_CHECKING:
    from northline.app.results import IngestReceipt
    from northline.exercise import Score, Trail
    from northline.records.protocols import Engine

FOLDER = "northline-exercise"
"""Where exercise ledgers are made unless told otherwise."""

ADDRESS = "tcp-listen://127.0.0.1:0"
"""Where each feed listens: on a free port of this machine."""

MEANINGFUL = 600.0
"""Up to this speed the seconds to an alert say something about the node."""

SETTLE_SECONDS = 600.0
"""How long the node may take to finish after the last message."""

WARM_MESSAGES = 400
"""Messages of each feed that the machine is warmed up with before the clock starts."""


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """How far an exercise is.

    Attributes:
        stage: rehearsing, warming, ready (its ledger stands), playing, settling or scored.
        second: exercise second that was spoken last.
        duration: seconds of the exercise.
        read: units read from all feeds.
        findings: findings so far.
        ledger: the exercise ledger's folder.
    """

    stage: str
    second: float = 0.0
    duration: float = 0.0
    read: int = 0
    findings: int = 0
    ledger: str = ""


OnProgress = Callable[[Stage], None]


def run_exercise(
    scenario: str = "detroit",
    *,
    seed: int = 1,
    speed: float | None = 60.0,
    ledger: Path | str | None = None,
    home: Path | None = None,
    on_progress: OnProgress | None = None,
    stop: threading.Event | None = None,
    day: Day | None = None,
    engines: "Sequence[Engine] | None" = None,
) -> "Score":
    """Play a scenario to a fresh exercise ledger, and score what was found.

    Args:
        scenario: its name.
        seed: which day of it; the same seed is the same day.
        speed: exercise seconds per second; None plays as fast as it is taken.
        ledger: folder of the exercise ledger, which must not hold one yet.
        home: the operator's home folder.
        on_progress: told how far it is, about twice a second.
        stop: set from elsewhere, breaks the exercise off; it is not scored then.
        day: play this day instead of rehearsing one (tests shorten one).
        engines: the engines with other parameters than the default ones, each of them.

    Raises:
        UnknownName: for a scenario there is not.
        UsageError: for a speed out of range, a ledger that is there already, or when it was
            broken off.
    """
    if seed < 0:
        raise UsageError(f"seed is {seed}; it must be 0 or more")
    pace = Pace(UNLIMITED if speed is None else speed)
    tell = on_progress or _quiet
    folder = Path(ledger) if ledger is not None else _folder(scenario, seed)
    if (folder / "ledger.db").exists():
        raise UsageError(f"{folder} holds a ledger already; an exercise begins with a fresh one")
    if day is None:
        tell(Stage(stage="rehearsing", ledger=str(folder)))
        day = rehearse(load(scenario), seed)
    tell(Stage(stage="warming", duration=day.scenario.duration, ledger=str(folder)))
    _warm(day, home)
    with Node.open(folder, home=home, exercise=True) as node:
        tell(Stage(stage="ready", duration=day.scenario.duration, ledger=str(folder)))
        receipts = Play(node, day, pace, tell, stop or threading.Event(), engines).run()
        told = _score(node, day, pace, receipts)
    tell(
        Stage(
            stage="scored",
            second=day.scenario.duration,
            duration=day.scenario.duration,
            read=told.messages.read,
            findings=told.findings.all,
            ledger=str(folder),
        )
    )
    return told


def _quiet(_: Stage) -> None: ...


def _folder(scenario: str, seed: int) -> Path:
    stamp = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%S%f")
    return Path(FOLDER) / f"{scenario}-{seed}-{stamp}"


def _warm(day: Day, home: Path | None) -> None:
    """Compile and load all that the exercise will use, in a ledger that is thrown away."""
    place = Path(tempfile.mkdtemp(prefix="northline-warm-"))
    try:
        with Node.open(place / "ledger", home=home, exercise=True) as node:
            for feed in day.feeds:
                said = [m.data for m in day.messages if m.feed == feed]
                sample = place / feed
                sample.write_bytes(b"".join(said[:WARM_MESSAGES]))
                node.ingest(feed, sample)
            node.run()
        crossings([-81.5], [42.0], [-81.5], [42.2])  # the sample may cross no line
    finally:
        shutil.rmtree(place, ignore_errors=True)


class Play:
    """One exercise being played: feeds and engines in threads, the speaker in this one."""

    def __init__(
        self,
        node: Node,
        day: Day,
        pace: Pace,
        tell: OnProgress,
        stop: threading.Event,
        engines: "Sequence[Engine] | None" = None,
    ) -> None:
        self._node, self._day, self._pace, self._tell = node, day, pace, tell
        self._broken_off, self._with = stop, engines or ENGINES
        self._feeds = [Listening(node, feed) for feed in day.feeds]
        self._stop_engines = threading.Event()
        self._errors: list[BaseException] = []

    def run(self) -> "dict[str, IngestReceipt]":
        """Play it to its end; what each feed did."""
        feeds = [threading.Thread(target=self._guard, args=(f.run,)) for f in self._feeds]
        engines = threading.Thread(target=self._guard, args=(self._engines,))
        for thread in (*feeds, engines):
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
            self._stop_engines.set()
            engines.join()
        self._raise()
        return {feed.format: feed.receipt() for feed in self._feeds}

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
        if self._broken_off.is_set():
            raise UsageError(
                f"the exercise was broken off at second {self._pace.spoken:.0f}; it is not scored"
            )

    def _engines(self) -> None:
        run(
            self._node,
            None,
            follow=True,
            step_rows=STEP_ROWS,
            stop=self._stop_engines,
            engines=self._with,
        )

    async def _speak(self) -> None:
        for feed in self._feeds:
            await asyncio.to_thread(feed.listens.wait)
        self._raise()
        where = {feed.format: feed.where for feed in self._feeds}
        speaking = asyncio.ensure_future(speak(self._day, where, self._pace.speed, self._pace))
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
            if all(f.taken >= sent[f.format].bytes for f in self._feeds) and self._idle():
                return
            self._say("settling")
            quiet.wait(0.1)
        raise UsageError(
            f"the node had not finished {SETTLE_SECONDS:g} s after the last message; "
            "is this machine too slow for this speed?"
        )

    def _idle(self) -> bool:
        return not any(each["behind"] for each in self._node.status()["engines"])

    def _say(self, stage: str) -> None:
        self._tell(
            Stage(
                stage=stage,
                second=self._pace.spoken,
                duration=self._day.scenario.duration,
                read=sum(feed.read for feed in self._feeds),
                findings=self._findings(),
                ledger=str(self._node.folder),
            )
        )

    def _findings(self) -> int:
        viewer = self._node.service_viewer("exercise")
        plan = self._node.ledger.plan("finding", viewer, columns=["id"])
        return sum(batch.num_rows for batch in self._node.ledger.read(plan, audited=False))


class Listening:
    """One feed of the exercise, read by the node until it is told to stop.

    Attributes:
        format: what is spoken to it.
        where: host and port it listens on, once it does.
        listens: set when it does, or when something failed before.
        stop: ends it.
    """

    def __init__(self, node: Node, format: str) -> None:
        self.format = format
        self.where = ("", 0)
        self.listens, self.stop = threading.Event(), threading.Event()
        self._node = node
        self._receipt: IngestReceipt | None = None
        self._so_far: IngestReceipt | None = None

    def run(self) -> None:
        """Read until `stop` is set."""
        self._receipt = self._node.ingest(
            self.format, ADDRESS, stop=self.stop, ready=self._ready, progress=self._progressed
        )

    def receipt(self) -> "IngestReceipt":
        """What it did, once it has ended.

        Raises:
            UsageError: when it ended without a receipt.
        """
        if self._receipt is None:
            raise UsageError(f"the feed {self.format} of the exercise ended without a receipt")
        return self._receipt

    @property
    def read(self) -> int:
        """Units read so far."""
        return self._so_far.read if self._so_far else 0

    @property
    def taken(self) -> int:
        """Bytes read and committed so far."""
        return sum(stream.until for stream in self._so_far.streams) if self._so_far else 0

    def _ready(self, _: str, where: tuple[str, int]) -> None:
        self.where = where
        self.listens.set()

    def _progressed(self, receipt: "IngestReceipt") -> None:
        self._so_far = receipt


def _score(node: Node, day: Day, pace: Pace, receipts: "dict[str, IngestReceipt]") -> "Score":
    findings = node.records("finding")
    rows = findings.to_pylist()
    observed = observe(
        (_plain(row) for row in rows),
        (_plain(row) for row in node.records("crossing").to_pylist()),
        _available(node, pace),
        feeds={
            feed: Heard(read=receipt.read, rejected=receipt.rejected)
            for feed, receipt in receipts.items()
        },
        trails=_trails(node),
        arrivals=map(_plain, node.records("arrival").to_pylist()),
    )
    return score(day.truth, observed)


def _trails(node: Node) -> "dict[str, Trail]":
    """The track points of aircraft and friendly units, by identity."""
    import pyarrow as pa
    import pyarrow.compute as pc

    table = node.records("track", columns=["identity", "craft", "at", "lon", "lat", "track"])
    crafts = pa.array([Craft.AIRCRAFT.value, Craft.UNIT.value])
    table = table.filter(pc.is_in(table.column("craft"), value_set=crafts))
    at = table.column("at").cast("int64")
    return trails_of(
        table.column("identity").to_pylist(),
        at.to_numpy(),
        table.column("lon").to_numpy(),
        table.column("lat").to_numpy(),
        table.column("track").to_pylist(),
    )


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its instants in microseconds."""
    return {
        name: from_datetime(value) if isinstance(value, datetime.datetime) else value
        for name, value in row.items()
    }


def _available(node: Node, pace: Pace) -> dict[str, float]:
    """Event id -> exercise second at which its first revision stood in the ledger."""
    if not math.isfinite(pace.speed) or pace.speed > MEANINGFUL:
        return {}
    committed = {each.seq: each.at for each in _changes(node)}
    plan = node.ledger.plan(
        "finding", node.service_viewer("exercise"), columns=["event_id"], ordered=True, as_of=None
    )
    table = node.ledger.read(plan, audited=False).read_all()
    first: dict[str, float] = {}
    for event, seq in zip(
        table.column("event_id").to_pylist(), table.column("_seq").to_pylist(), strict=True
    ):
        second = float(pace.second_at(committed[seq]))
        first[event.hex()] = min(second, first.get(event.hex(), second))
    return first


def _changes(node: Node) -> Iterable[Any]:
    after = 0
    while found := node.ledger.changes(["finding"], after):
        yield from found
        after = found[-1].seq
