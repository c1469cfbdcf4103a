"""Running an exercise: the same feeds, the same engines, another ledger, and a score.

The exercise room speaks to real sockets, one for each format; feeds, ledger and engines are
those of any other day.  A fresh exercise ledger takes it all: no exercise record can enter a
real one (LAW.md rule 12).

**Seconds to an alert** are exercise seconds, from the true crossing to the instant at which the
finding stood in the ledger.  At a speed of 60, one second of the machine is a minute of the
exercise, so what the node takes to work counts sixty-fold: at high speeds the figure measures
the machine, and "as fast as taken" it means nothing and is left out.  At speeds of up to
`MEANINGFUL` it is reported.
"""

import bisect
import contextlib
import datetime
import math
import shutil
import tempfile
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from northline.app import exercise_duty, exercise_reading, exercise_sharing
from northline.app.coverage_predicted import predicted
from northline.app.documents import document
from northline.app.exercise_duty import DutyOfficer
from northline.app.exercise_engines import EngineProcess
from northline.app.exercise_play import OnProgress, Play, Stage
from northline.app.exercise_review import review
from northline.app.exercise_screening import Desk
from northline.app.exercise_told import BROKEN_OFF, OVER, FeedTold, State, keep
from northline.app.node import Node
from northline.app.patrol import exercise_hours
from northline.exercise import (
    Day,
    Heard,
    Pace,
    load,
    observe,
    rehearse,
    score,
)
from northline.exercise.coverage import agreement
from northline.exercise.shares import alert_bar
from northline.exercise.speaker import UNLIMITED
from northline.geo.line import crossings
from northline.records.errors import UsageError
from northline.records.time import format_instant

if TYPE_CHECKING:
    from northline.app.results import IngestReceipt
    from northline.exercise import Score
    from northline.records.protocols import Engine

__all__ = ["FOLDER", "MEANINGFUL", "Stage", "run_exercise"]

FOLDER = "northline-exercise"
"""Where exercise ledgers are made unless told otherwise."""

MEANINGFUL = 600.0
"""Up to this speed the seconds to an alert say something about the node."""

WARM_MESSAGES = 400
"""Messages of each feed that the machine is warmed up with before the clock starts."""


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
    officer: bool = False,
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
        officer: whether a scripted duty officer sends units where nobody else does.

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
    played = load(scenario) if day is None else day.scenario
    with EngineProcess(home, engines) as running:
        if day is None:
            tell(Stage(stage="rehearsing", ledger=str(folder)))
            day = rehearse(played, seed)
        tell(Stage(stage="warming", duration=played.duration, ledger=str(folder)))
        _warm(day, home, running)
        return _play(day, pace, folder, home, tell, stop or threading.Event(), running, officer)


def _play(
    day: Day,
    pace: Pace,
    folder: Path,
    home: Path | None,
    tell: OnProgress,
    stop: threading.Event,
    engines: EngineProcess,
    officer: bool,
) -> "Score":
    """Play a day that is rehearsed, and score it."""
    with Node.open(folder, home=home, exercise=True) as node:
        telling = _Telling(node.folder, day, pace.speed, tell)
        telling(Stage(stage="ready", duration=day.scenario.duration, ledger=str(folder)))
        try:
            with (
                DutyOfficer(node) if officer else contextlib.nullcontext() as duty,
                Desk(node, day, pace) as desk,
            ):
                receipts = Play(node, day, pace, telling, stop, engines).run()
            if duty is not None:
                duty.check()
            told = _score(node, day, pace, receipts, desk)
        except BaseException:
            telling.end(BROKEN_OFF)
            raise
        telling.end(OVER)
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


class _Telling:
    """Writes down how the exercise goes beside its ledger, and passes it on."""

    def __init__(self, folder: Path, day: Day, speed: float | None, tell: OnProgress) -> None:
        self._folder, self._tell = folder, tell
        self._spoken = {
            feed: sorted(m.second for m in day.messages if m.feed == feed) for feed in day.feeds
        }
        self._formats = {feed: day.channel(feed).format for feed in day.feeds}
        scenario = day.scenario
        self._state = State(
            scenario=scenario.name,
            en=scenario.title.en,
            fr=scenario.title.fr,
            seed=day.seed,
            speed=speed if speed is not None and math.isfinite(speed) else None,
            start=format_instant(scenario.begins),
            duration=scenario.duration,
            stage="ready",
        )

    def __call__(self, stage: Stage) -> None:
        """Take how far it is."""
        feeds = {
            feed: FeedTold(
                format=self._formats[feed],
                spoken=bisect.bisect_right(spoken, stage.second),
                read=stage.feeds.get(feed, (0, 0))[0],
                rejected=stage.feeds.get(feed, (0, 0))[1],
            )
            for feed, spoken in self._spoken.items()
        }
        self._keep(stage=stage.stage, second=stage.second, findings=stage.findings, feeds=feeds)
        self._tell(stage)

    def end(self, stage: str) -> None:
        """Say that it is over, or broken off."""
        self._keep(stage=stage)

    def _keep(self, **changed: Any) -> None:
        updated = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._state = msgspec.structs.replace(self._state, updated=updated, **changed)
        keep(self._folder, "state", self._state)


def _folder(scenario: str, seed: int) -> Path:
    stamp = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%S%f")
    return Path(FOLDER) / f"{scenario}-{seed}-{stamp}"


def _warm(day: Day, home: Path | None, engines: EngineProcess) -> None:
    """Compile and load all that the exercise will use, in a ledger that is thrown away."""
    place = Path(tempfile.mkdtemp(prefix="northline-warm-"))
    try:
        with Node.open(place / "ledger", home=home, exercise=True) as node:
            for feed in day.feeds:
                said = [m.data for m in day.messages if m.feed == feed]
                sample = place / feed
                sample.write_bytes(b"".join(said[:WARM_MESSAGES]))
                node.ingest(day.channel(feed).format, sample, source=feed)
        engines.warm(place / "ledger")
        crossings([-81.5], [42.0], [-81.5], [42.2])  # the sample may cross no line
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _score(
    node: Node, day: Day, pace: Pace, receipts: "dict[str, IngestReceipt]", desk: Desk
) -> "Score":
    observed = observe(
        exercise_reading.rows(node, "finding"),
        exercise_reading.rows(node, "crossing"),
        _available(node, pace),
        feeds={
            feed: Heard(read=receipt.read, rejected=receipt.rejected)
            for feed, receipt in receipts.items()
        },
        trails=exercise_reading.trails(node),
        arrivals=exercise_reading.rows(node, "arrival"),
        nameless=exercise_reading.nameless(node),
        plots=exercise_reading.plots(node),
        shared=exercise_sharing.shared(node, day.scenario.allies),
        reported=exercise_reading.reported(node, day.truth.start),
    )
    told = exercise_duty.judged(node, day, observed, score(day.truth, observed))
    foretold = predicted(node, day.truth.start, day.truth.duration)
    told = msgspec.structs.replace(told, coverage=agreement(day.truth, foretold))
    told = exercise_hours.with_hours(told, day.truth, exercise_hours.logged(node))
    told = desk.scored(told)
    soon = alert_bar(told.seconds_to_alert.median, pace.speed)
    told = msgspec.structs.replace(told, bars={**told.bars, **soon})
    false = {each.event_id: (each.role, each.why) for each in told.false_findings}
    keep(node.folder, "score", {**document(told), "passed": told.passed})
    true = document(review(day, observed, false, _last(node)))
    keep(node.folder, "truth", {**true, "applicants": document(desk.applicants)})
    return told


def _last(node: Node) -> dict[str, str]:
    """Event id -> id of the last revision of its finding, both hexadecimal."""
    rows = exercise_reading.table(node, "finding", ["id", "event_id", "revision"]).to_pylist()
    rows.sort(key=lambda row: row["revision"])
    return {row["event_id"].hex(): row["id"].hex() for row in rows}


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
