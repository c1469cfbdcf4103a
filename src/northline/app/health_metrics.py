"""A node's health as Prometheus reads it: text in its exposition format.

Counters and the histogram count from when this process began to look (Prometheus knows a
counter that begins anew); gauges are as they are now.  docs/health.md says what each is.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from northline.app.health_status import Condition
from northline.app.latency import BUCKETS, SECOND

if TYPE_CHECKING:
    from northline.app.health import Health, Watch
    from northline.app.latency import Samples

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
"""What Prometheus calls this format."""


def metrics(watch: "Watch", health: "Health", *, exercise: bool) -> bytes:
    """The text.

    Args:
        watch: what was counted.
        health: what it is now.
        exercise: whether the ledger holds an exercise.
    """
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Families(watch, health, exercise=exercise))
    return generate_latest(registry)


class _Families(Collector):
    def __init__(self, watch: "Watch", health: "Health", *, exercise: bool) -> None:
        self._watch, self._health, self._exercise = watch, health, exercise

    def collect(self) -> Iterator[Metric]:
        """Every family, those without a sample too."""
        health = self._health
        yield _one("northline_exercise", "Whether the ledger holds an exercise.", self._exercise)
        yield _one("northline_ok", "Whether nothing needs a look.", health.ok)
        yield _one("northline_up", "Whether northline up runs over this ledger.", health.up)
        yield from self._processes()
        yield from self._feeds()
        yield from self._engines()
        stages = HistogramMetricFamily(
            "northline_stage_seconds", "How long each stage takes.", labels=["stage"]
        )
        for name, samples in {**self._watch.measures.stages, "page": self._watch.pages}.items():
            _put(stages, name, samples)
        yield stages
        yield from self._disk()

    def _processes(self) -> Iterator[Metric]:
        up = GaugeMetricFamily(
            "northline_process_up", "Whether a process runs.", labels=["process", "role"]
        )
        restarts = CounterMetricFamily(
            "northline_process_restarts", "How often it was started again.", labels=["process"]
        )
        for each in self._health.processes:
            runs = each.condition is Condition.RUNNING
            up.add_metric([each.name, each.role.value], float(runs))
            restarts.add_metric([each.name], each.restarts)
        yield up
        yield restarts

    def _feeds(self) -> Iterator[Metric]:
        records = CounterMetricFamily(
            "northline_feed_records", "Records of a feed.", labels=["feed"]
        )
        rejected = CounterMetricFamily(
            "northline_feed_rejected", "Units that could not be read.", labels=["feed"]
        )
        silence = GaugeMetricFamily(
            "northline_feed_silence_seconds", "Since its newest record.", labels=["feed"]
        )
        late = HistogramMetricFamily(
            "northline_feed_lateness_seconds",
            "From the time of the event until it was received; the sender's time.",
            labels=["feed"],
        )
        for feed in self._health.feeds:
            source = self._watch.measures.sources.get(feed.source)
            records.add_metric([feed.name], source.records.total if source else 0)
            rejected.add_metric([feed.name], source.rejected.total if source else 0)
            if feed.newest is not None:
                quiet = max(0, self._health.at - feed.newest) / SECOND
                silence.add_metric([feed.name], quiet)
            if source is not None:
                _put(late, feed.name, source.lateness)
        yield from (records, rejected, silence, late)

    def _engines(self) -> Iterator[Metric]:
        behind = GaugeMetricFamily(
            "northline_engine_behind_seconds", "Age of the oldest unread.", labels=["engine"]
        )
        unread = GaugeMetricFamily(
            "northline_engine_unread_appends", "Appends not read yet.", labels=["engine"]
        )
        steps = CounterMetricFamily("northline_engine_steps", "Steps taken.", labels=["engine"])
        late = CounterMetricFamily(
            "northline_engine_late", "Reports that came too late to be used.", labels=["engine"]
        )
        for each in self._health.engines:
            behind.add_metric([each.name], each.behind_seconds)
            unread.add_metric([each.name], each.behind)
            steps.add_metric([each.name], self._watch.measures.engines[each.name].steps.total)
            if each.late is not None:
                late.add_metric([each.name], each.late)
        yield from (behind, unread, steps, late)

    def _disk(self) -> Iterator[Metric]:
        disk = self._health.disk
        size = GaugeMetricFamily("northline_ledger_bytes", "What it takes.", labels=["part"])
        size.add_metric(["log"], disk.log)
        size.add_metric(["segments"], disk.segments)
        yield size
        yield _one("northline_ledger_entries", "Entries of its chain.", self._health.seq)
        yield _one("northline_disk_free_bytes", "Free where the ledger lies.", disk.free)


def _one(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=float(value))


def _put(family: HistogramMetricFamily, label: str, samples: "Samples") -> None:
    upto = samples.buckets.cumsum()
    bounds = [*map(str, BUCKETS), "+Inf"]
    buckets = [(bound, float(count)) for bound, count in zip(bounds, upto, strict=True)]
    family.add_metric([label], buckets, sum_value=samples.seconds)
