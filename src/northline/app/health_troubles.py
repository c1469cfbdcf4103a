"""What of a node's health needs a look."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from northline.app.health_status import Condition, ProcessState
from northline.app.health_words import Trouble, trouble
from northline.app.latency import SECOND, WINDOW

if TYPE_CHECKING:
    from northline.app.health import FeedHealth, Health

SILENT_SECONDS = 600.0
"""Silence of a live feed that needs a look."""

BEHIND_SECONDS = 10.0
"""How far an engine may be behind before it needs a look."""

REJECTED_PERCENT, REJECTED_LEAST = 10.0, 10
"""Share of a minute's units that needs a look when rejected, and from how many on."""

FEW = 20
"""Fewer figures than these say nothing about a budget."""

LOW_BYTES = 1_000_000_000
"""Free space that needs a look when less is left."""


def troubles_of(health: "Health", *, killed: bool) -> "Iterator[Trouble]":
    """What needs a look.

    Args:
        health: all else of it.
        killed: whether the last ``up`` did not end in order.
    """
    if killed:
        yield trouble("up-killed")
    if health.up:
        read = {feed.process for feed in health.feeds if not feed.live}
        for process in health.processes:
            yield from _of_process(process, health.at, may_end=process.name in read)
    for feed in health.feeds:
        yield from _of_feed(feed, health)
    for engine in health.engines:
        if engine.behind and engine.behind_seconds >= BEHIND_SECONDS:
            yield trouble("engine-behind", engine.name, engine.behind_seconds)
    for stage in health.stages if health.up else ():
        if stage.over and stage.timing.count >= FEW:
            yield trouble("stage-slow", stage.stage, stage.timing.p95)
    if health.disk.free < LOW_BYTES:
        yield trouble("disk-low", "", health.disk.free / 1e9)


def _of_process(process: ProcessState, now: int, *, may_end: bool) -> "Iterator[Trouble]":
    if process.condition is Condition.RESTARTING:
        yield trouble("process-restarting", process.name)
    elif process.condition is Condition.ENDED:
        if not may_end:
            yield trouble("process-ended", process.name)
    elif process.restarts and process.exit_code and (now - process.since) / SECOND < WINDOW:
        yield trouble("process-restarted", process.name)


def _of_feed(feed: "FeedHealth", health: "Health") -> "Iterator[Trouble]":
    units = feed.records + feed.rejected
    share = 100.0 * feed.rejected / units if units else 0.0
    if health.up and feed.process and feed.live:
        # What came before this `up` was started says nothing of it.
        quiet = (health.at - (health.since or health.at)) / SECOND
        quiet = quiet if feed.silence is None else min(quiet, feed.silence)
        if quiet >= SILENT_SECONDS:
            yield trouble("feed-silent", feed.name, quiet)
    if feed.rejected >= REJECTED_LEAST and share > REJECTED_PERCENT:
        yield trouble("feed-rejects", feed.name, share)
