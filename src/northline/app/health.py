"""The health of a node: its processes, feeds and engines, how long things take, what is left.

Everything here is read as a service of the node and stands in no audit: it holds no content of
any record.  Feeds and their counts are those that the viewer may see; the rest does not exist.
Engines, space and the chain are those of the whole node: how much work there is, not whose.
"""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from northline.app.health_status import Condition, ProcessState, Status, look
from northline.app.health_troubles import troubles_of
from northline.app.health_words import Trouble
from northline.app.latency import BUDGET, SECOND, WINDOW, Measures, Samples, Source, Timing
from northline.app.words import marking as marking_of
from northline.ledger.reading import system_clock
from northline.records.marking import may_see
from northline.records.time import format_instant
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.health_status import FeedState
    from northline.app.opened import Opened

MOST_BEHIND = 1_000
"""Unread appends of an engine are counted up to this many."""


class FeedHealth(msgspec.Struct, frozen=True, kw_only=True):
    """How a feed is.

    Attributes:
        name: its name; that of the source where nobody gave it one.
        source: who says it.
        format: its format, or None where it is not a feed of ``up``.
        address: where it is read from, or None likewise.
        process: name of its process, or None likewise.
        live: whether it comes by a connection.
        newest: when its newest record was received, or None.
        silence: seconds since then, or None.
        records: records of the last minute.
        rejected: units rejected in the last minute.
        delay: received -> committed.
        lateness: event time -> received: how late reports came; it is the sender's time.
    """

    name: str
    source: str
    format: str | None = None
    address: str | None = None
    process: str | None = None
    live: bool = True
    newest: Micros | None = None
    silence: float | None = None
    records: int = 0
    rejected: int = 0
    delay: Timing = Timing()
    lateness: Timing = Timing()


class EngineHealth(msgspec.Struct, frozen=True, kw_only=True):
    """How an engine is.

    Attributes:
        name: its name.
        version: its version.
        until: entry of the chain up to which it has read.
        behind: appends that it has not read, counted up to `MOST_BEHIND`.
        behind_seconds: how long the oldest of them has waited; 0 where there is none.
        steps: steps of the last minute.
        delay: committed -> the step that read it is committed.
        late: reports that came too late to be used, since its start, or None where it counts none.
    """

    name: str
    version: str
    until: int
    behind: int
    behind_seconds: float
    steps: int = 0
    delay: Timing = Timing()
    late: int | None = None


class StageHealth(msgspec.Struct, frozen=True, kw_only=True):
    """How long one stage takes against its budget.

    Attributes:
        stage: feed, watch, engine or page (`northline.app.latency`).
        timing: what was measured.
        over: whether it is over its budget.
    """

    stage: str
    timing: Timing
    over: bool


class DiskHealth(msgspec.Struct, frozen=True, kw_only=True):
    """What the ledger takes and what is left, in bytes.

    Attributes:
        log: its log, write-ahead log included.
        segments: its segments.
        free: free on its disk.
        total: size of its disk.
    """

    log: int
    segments: int
    free: int
    total: int


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """How a node is.

    Attributes:
        at: when it was looked at.
        ok: whether nothing needs a look.
        up: whether ``northline up`` runs over this ledger.
        since: since when, or None.
        address: where its API listens, or None.
        window: seconds that figures look back over.
        processes: the processes of ``up``.
        feeds: its feeds, and other sources that sent something in the window.
        engines: the engines, in the order data flows.
        stages: how long each stage takes.
        lateness: event time -> received, of all that came: waiting for late reports, no stage.
        disk: space.
        troubles: what needs a look.
        seq: newest entry of the chain.
    """

    at: Micros
    ok: bool
    up: bool
    since: Micros | None = None
    address: str | None = None
    window: float = WINDOW
    processes: tuple[ProcessState, ...] = ()
    feeds: tuple[FeedHealth, ...] = ()
    engines: tuple[EngineHealth, ...] = ()
    stages: tuple[StageHealth, ...] = ()
    lateness: Timing = Timing()
    disk: DiskHealth
    troubles: tuple[Trouble, ...] = ()
    seq: int


def present() -> Micros:
    """The present, for those who may not look into the ledger's room themselves."""
    return system_clock()


class Watch:
    """Looks after one node's health; keeps what it has measured from one look to the next.

    Attributes:
        measures: what was measured.
        pages: how old data was when pages drew it.
    """

    def __init__(self, node: "Opened", now: Micros) -> None:
        self._node = node
        self.measures = Measures(node, node.viewer, now)
        self.pages = Samples()

    def health(self, now: Micros, *, page: Timing | None = None) -> Health:
        """How the node is.

        Args:
            now: the present.
            page: the figures of the stage ``page``, where another process has them.
        """
        status, runs = look(self._node.folder)
        hidden = _hidden(self._node, status, now)
        feeds = [] if status is None else [f for f in status.feeds if f.process not in hidden]
        resting = frozenset(feed.source for feed in feeds if not feed.live)
        self.measures.refresh(now, resting)
        since = status.since if runs and status is not None else 0
        stages = {
            name: samples.timing(now, BUDGET[name], since=since)
            for name, samples in {**self.measures.stages, "page": self.pages}.items()
        }
        if page is not None:
            stages["page"] = page
        found = Health(
            at=now,
            ok=True,
            up=runs,
            since=Micros(since) if runs else None,
            address=status.address if runs and status is not None else None,
            processes=() if status is None else _processes(status, hidden, runs=runs, now=now),
            feeds=self._feeds(feeds, now),
            engines=self._engines(now),
            stages=tuple(
                StageHealth(stage=name, timing=timing, over=timing.over)
                for name, timing in stages.items()
            ),
            lateness=_lateness(self.measures.sources.values(), now),
            disk=_disk(self._node.folder),
            seq=self.measures.head,
        )
        troubles = tuple(troubles_of(found, killed=status is not None and not runs))
        return msgspec.structs.replace(found, ok=not troubles, troubles=troubles)

    def _feeds(self, told: "list[FeedState]", now: Micros) -> tuple[FeedHealth, ...]:
        found = [
            self._feed(
                FeedHealth(
                    name=each.name,
                    source=each.source,
                    format=each.format,
                    address=each.address,
                    process=each.process,
                    live=each.live,
                ),
                now,
            )
            for each in told
        ]
        named = {each.source for each in told}
        others = [
            self._feed(FeedHealth(name=source, source=source), now)
            for source in sorted(self.measures.sources.keys() - named)
        ]
        return (*found, *(each for each in others if each.delay.count or each.records))

    def _feed(self, feed: FeedHealth, now: Micros) -> FeedHealth:
        newest = self.measures.last_heard(feed.source)
        source = self.measures.sources.get(feed.source) or Source()
        return msgspec.structs.replace(
            feed,
            newest=None if newest is None else Micros(newest),
            silence=None if newest is None else round(max(0, now - newest) / SECOND, 3),
            records=source.records.in_minute(now),
            rejected=source.rejected.in_minute(now),
            delay=source.delay.timing(now, BUDGET["feed"] if feed.live else None),
            lateness=source.lateness.timing(now),
        )

    def _engines(self, now: Micros) -> tuple[EngineHealth, ...]:
        from northline.app.catalogue import engine_list

        found = []
        for engine in engine_list():
            saved = self._node.ledger.checkpoint(engine.name)
            until = saved.until if saved else 0
            unread = self._node.ledger.changes(engine.reads, until, limit=MOST_BEHIND)
            work = self.measures.engines[engine.name]
            waited = max(0, now - unread[0].at) / SECOND if unread else 0.0
            found.append(
                EngineHealth(
                    name=engine.name,
                    version=engine.version,
                    until=until,
                    behind=len(unread),
                    behind_seconds=round(waited, 3),
                    steps=work.steps.in_minute(now),
                    delay=work.delay.timing(now, BUDGET["watch"] + BUDGET["engine"]),
                    late=_late(saved.state) if saved else None,
                )
            )
        return tuple(found)


def document(health: Health) -> dict[str, Any]:
    """The health as plain data: instants in RFC 3339."""
    from northline.app.documents import document as plain

    told: dict[str, Any] = plain(health)
    told["at"], told["since"] = format_instant(health.at), _instant(health.since)
    for shown, process in zip(told["processes"], health.processes, strict=True):
        shown["since"] = format_instant(process.since)
    for shown, feed in zip(told["feeds"], health.feeds, strict=True):
        shown["newest"] = _instant(feed.newest)
    return told


def _instant(instant: Micros | None) -> str | None:
    return None if instant is None else format_instant(instant)


def _hidden(node: "Opened", status: Status | None, now: Micros) -> frozenset[str]:
    """Processes of feeds whose records the viewer may not see: they do not exist for it."""
    hidden = set()
    for feed in () if status is None else status.feeds:
        marking = (
            node.default_marking()
            if feed.marking is None
            else marking_of(feed.marking, node.operator.agency)
        )
        if not may_see(node.viewer, marking, now):
            hidden.add(feed.process)
    return frozenset(hidden)


def _processes(
    status: Status, hidden: frozenset[str], *, runs: bool, now: Micros
) -> tuple[ProcessState, ...]:
    shown = [each for each in status.processes if each.name not in hidden]
    if runs:
        return tuple(shown)
    return tuple(
        msgspec.structs.replace(each, condition=Condition.ENDED, pid=None, since=now)
        for each in shown
    )


def _lateness(sources: "Any", now: Micros) -> Timing:
    """Of all sources together: the longest of their figures, the sum of their counts."""
    every = [each.lateness.timing(now) for each in sources]
    medians = [each.median for each in every if each.median is not None]
    p95s = [each.p95 for each in every if each.p95 is not None]
    return Timing(
        count=sum(each.count for each in every),
        median=max(medians, default=None),
        p95=max(p95s, default=None),
    )


def _late(state: bytes) -> int | None:
    """How many reports an engine counts as late, where its state says so."""
    try:
        counts = msgspec.msgpack.decode(state)["counts"]
        late = counts["late"]
    except (msgspec.DecodeError, KeyError, TypeError):
        return None
    return late if isinstance(late, int) else None


def _disk(folder: Path) -> DiskHealth:
    log = sum(_size(each) for each in folder.glob("ledger.db*"))
    segments = sum(_size(each) for each in (folder / "segments").glob("*"))
    usage = shutil.disk_usage(folder)
    return DiskHealth(log=log, segments=segments, free=usage.free, total=usage.total)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # compacted away meanwhile
