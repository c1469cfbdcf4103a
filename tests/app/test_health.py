"""The health of a node: what it measures, for whom, and what it says needs a look."""

import msgspec
import numpy as np
import pytest

from northline.app.health import Health, Watch, document
from northline.app.health_status import (
    Board,
    Condition,
    FeedState,
    ProcessState,
    Role,
    Status,
)
from northline.app.health_words import TEXTS, trouble
from northline.app.latency import BUDGET, MOST_SAMPLES, SECOND, WINDOW, Samples, Timing
from northline.app.node import Node
from northline.ledger import EngineAdvance, StreamAdvance
from northline.ledger.reading import system_clock
from northline.records.kinds import kind as kind_named
from northline.records.marking import Marking
from northline.records.notation import parse_marking
from northline.records.position import Craft, Position
from northline.records.record import Id
from northline.records.units import Degrees, Micros


def appended(
    node: Node,
    source: str,
    ago: list[float],
    *,
    late: float = 1.0,
    marking: Marking | None = None,
    begin: int = 0,
) -> int:
    """Commit positions now that were received so many seconds ago; the entry."""
    meant = marking or node.default_marking()
    now = system_clock()
    rows = [
        Position(
            id=Id(f"{source}{begin + n}".encode().ljust(16, b"-")[:16]),
            source=source,
            at=Micros(now - int((each + late) * SECOND)),
            received=Micros(now - int(each * SECOND)),
            marking=meant.id,
            lon=Degrees(-83.0),
            lat=Degrees(42.3),
            identity="mmsi:316000001",
            craft=Craft.VESSEL,
            timed=True,
        )
        for n, each in enumerate(ago)
    ]
    move = StreamAdvance(
        source=source, format="ais", stream="s", since=begin, until=begin + len(rows)
    )
    receipt = node.ledger.append(
        "position",
        kind_named("position").to_batch(rows),
        by="test",
        markings=[meant],
        stream=move,
    )
    return receipt.seq


def stepped(node: Node, since: int, until: int, *, took: float) -> None:
    """Commit a step of the tracking engine now that began so many seconds ago."""
    began = Micros(system_clock() - int(took * SECOND))
    move = EngineAdvance(
        engine="tracking", version="1", params=b"", since=since, until=until, now=began, state=b""
    )
    node.ledger.append_all([], by="service:tracking", engine=move)


def now_of(node: Node) -> Health:
    now = system_clock()
    return Watch(node, now).health(now)


def stage(health: Health, name: str) -> Timing:
    return next(each.timing for each in health.stages if each.stage == name)


def feed_state(name: str, *, marking: str | None = None, live: bool = True) -> FeedState:
    return FeedState(
        name=name,
        process=f"feed {name}",
        format="ais",
        address=f"udp://{name}",
        source=name,
        marking=marking,
        live=live,
    )


def process(name: str, condition: Condition = Condition.RUNNING, **more: int) -> ProcessState:
    told = {"since": system_clock(), **more}
    return ProcessState(name=name, role=Role.FEED, condition=condition, **told)  # type: ignore[arg-type]


def status(node: Node, *feeds: FeedState, ago: float = 60.0, **processes: ProcessState) -> Status:
    states = processes.values() or [process(each.process) for each in feeds]
    since = Micros(system_clock() - int(ago * SECOND))
    return Status(pid=1, since=since, ledger=str(node.folder), processes=tuple(states), feeds=feeds)


# --- what it measures ---------------------------------------------------------------------


def test_where_nothing_was_measured_there_is_no_figure(node: Node) -> None:
    found = now_of(node)
    assert found.ok
    assert not found.up
    assert [each.stage for each in found.stages] == ["feed", "watch", "engine", "page"]
    for each in found.stages:
        assert each.timing == Timing(budget=BUDGET[each.stage])
        assert (each.timing.median, each.timing.p95, each.over) == (None, None, False)


def test_each_stage_is_measured_from_the_ledger(node: Node) -> None:
    seq = appended(node, "tower", [0.5] * 19 + [2.0], late=30.0)
    stepped(node, 0, seq, took=0.0)
    found = now_of(node)
    feed = stage(found, "feed")
    assert feed.count == 20
    assert feed.median is not None
    assert feed.p95 is not None
    assert 0.5 <= feed.median < feed.p95
    assert stage(found, "watch").count == stage(found, "engine").count == 1
    tracking = found.engines[0]
    assert (tracking.name, tracking.steps, tracking.until) == ("tracking", 1, seq)
    (tower,) = found.feeds
    assert (tower.records, tower.rejected) == (20, 0)
    assert tower.lateness.median == pytest.approx(30.0, abs=0.01)
    assert found.lateness.median == tower.lateness.median
    assert "lateness" not in {each.stage for each in found.stages}


def test_the_time_of_a_step_counts_for_the_engine_and_what_came_before_for_the_watch(
    node: Node,
) -> None:
    seq = appended(node, "tower", [0.0])
    stepped(node, 0, seq, took=-5.0)  # it began, as it says, five seconds from now
    found = now_of(node)
    watch, engine = stage(found, "watch"), stage(found, "engine")
    assert watch.median == pytest.approx(5.0, abs=0.5)
    assert engine.median == 0.0, "less than nothing counts as nothing"


def test_each_look_takes_in_what_is_new_and_counts_it_once(node: Node) -> None:
    appended(node, "tower", [0.1] * 3)
    watch = Watch(node, system_clock())
    watch.health(system_clock())
    assert watch.measures.sources["tower"].records.total == 0, "it came before anybody counted"
    appended(node, "tower", [0.1] * 2, begin=3)
    watch.health(system_clock())
    found = watch.health(system_clock())
    source = watch.measures.sources["tower"]
    assert source.records.total == 2
    assert watch.measures.stages["feed"].buckets.sum() == 2
    assert found.feeds[0].records == 5
    assert stage(found, "feed").count == 5


def test_looking_leaves_nothing_in_the_audit(node: Node) -> None:
    appended(node, "tower", [0.1])
    before = node.head()
    now_of(node)
    assert node.head() == before


def test_what_a_file_says_waits_for_nobody_and_is_in_no_stage(node: Node) -> None:
    appended(node, "old", [50.0] * 30)
    with Board(node.folder) as board:
        board.tell(status(node, feed_state("old", live=False)))
        watch = Watch(node, system_clock())
        appended(node, "old", [50.0] * 30, begin=30)
        watch.measures.stages["feed"] = Samples()
        found = watch.health(system_clock())
    assert stage(found, "feed").count == 0
    assert found.feeds[0].delay.budget is None


# --- for whom -----------------------------------------------------------------------------


def test_what_the_viewer_may_not_see_is_not_counted_and_its_feed_does_not_exist(
    node: Node,
) -> None:
    text = "Protected A; owner=rcmp"
    appended(node, "theirs", [0.1] * 5, marking=parse_marking(text, owner="local"))
    appended(node, "ours", [0.1] * 2)
    with Board(node.folder) as board:
        board.tell(status(node, feed_state("theirs", marking=text), feed_state("ours")))
        found = now_of(node)
    assert [each.name for each in found.feeds] == ["ours"]
    assert [each.name for each in found.processes] == ["feed ours"]
    assert stage(found, "feed").count == 2
    assert "theirs" not in msgspec.json.encode(document(found)).decode()


# --- what needs a look --------------------------------------------------------------------


def codes(found: Health) -> list[tuple[str, str]]:
    return [(each.code, each.subject) for each in found.troubles]


def test_a_feed_that_is_silent_needs_a_look_and_one_that_was_started_just_now_does_not(
    node: Node,
) -> None:
    with Board(node.folder) as board:
        board.tell(status(node, feed_state("tower"), ago=700))
        assert codes(now_of(node)) == [("feed-silent", "tower")]
        board.tell(status(node, feed_state("tower"), ago=10))
        assert codes(now_of(node)) == []
        appended(node, "tower", [0.1])
        board.tell(status(node, feed_state("tower"), ago=700))
        found = now_of(node)
    assert codes(found) == []
    assert found.feeds[0].silence is not None
    assert found.feeds[0].silence < 60


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (process("a", Condition.RESTARTING, exit_code=1), "process-restarting"),
        (process("a", restarts=1, exit_code=-9), "process-restarted"),
        (process("a", restarts=1, exit_code=-9, since=0), None),
        (process("a", Condition.ENDED, exit_code=0), "process-ended"),
        (process("a"), None),
    ],
)
def test_a_process_that_ended_by_itself_needs_a_look(
    node: Node, state: ProcessState, code: str | None
) -> None:
    with Board(node.folder) as board:
        board.tell(status(node, a=state))
        found = now_of(node)
    assert codes(found) == ([] if code is None else [(code, "a")])
    assert found.ok is (code is None)


def test_a_feed_read_to_its_end_needs_no_look(node: Node) -> None:
    with Board(node.folder) as board:
        done = process("feed old", Condition.ENDED, exit_code=0)
        board.tell(status(node, feed_state("old", live=False), a=done))
        assert now_of(node).ok


def test_a_stage_over_its_budget_needs_a_look_only_while_up_runs(node: Node) -> None:
    appended(node, "tower", [2.0] * 30)
    assert now_of(node).ok
    with Board(node.folder) as board:
        board.tell(status(node, feed_state("tower")))
        found = now_of(node)
        assert codes(found) == [("stage-slow", "feed")]
        assert "2.0" in found.troubles[0].en
        assert "2,0" in found.troubles[0].fr
        board.tell(status(node, feed_state("tower"), ago=-1))
        assert now_of(node).ok, "what came before this up was started is not its fault"


def test_an_engine_that_is_behind_needs_a_look(node: Node) -> None:
    appended(node, "tower", [0.1])
    found = now_of(node)
    assert found.engines[0].behind == 1
    later = system_clock() + 20 * SECOND
    found = Watch(node, Micros(later)).health(Micros(later))
    assert codes(found) == [("engine-behind", "tracking"), ("engine-behind", "fusion")]
    node.run()
    assert now_of(node).ok


def test_every_trouble_has_words_in_both_languages() -> None:
    for code in TEXTS:
        told = trouble(code, "X", 0.5)
        assert told.en != told.fr
        assert "{" not in told.en + told.fr
        assert ("X" in told.en) is ("X" in told.fr)


# --- figures ------------------------------------------------------------------------------


def test_figures_look_back_over_the_window_and_large_appends_are_sampled_evenly() -> None:
    samples = Samples()
    samples.add(0, np.array([100.0]))
    later = int((WINDOW + 1) * SECOND)
    samples.add(later, np.linspace(0.0, 1.0, 10 * MOST_SAMPLES + 1))
    timing = samples.timing(later)
    assert timing.count <= MOST_SAMPLES
    assert timing.median == pytest.approx(0.5, abs=0.01)
    assert timing.p95 == pytest.approx(0.95, abs=0.01)
    assert samples.buckets.sum() == 10 * MOST_SAMPLES + 2
    assert Timing(count=1, median=1.0, p95=2.0, budget=1.0).over
    assert not Timing(budget=1.0).over


def test_what_is_too_old_for_a_figure_is_kept_by_nobody_though_nobody_asks() -> None:
    samples = Samples()
    for second in range(0, 3 * int(WINDOW), 10):
        samples.add(second * SECOND, np.full(200, 0.1))
    assert len(samples._kept) <= WINDOW / 10 + 1
    assert samples.buckets.sum() == 3 * WINDOW / 10 * 200, "all are counted"
