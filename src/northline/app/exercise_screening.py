"""The scripted screening desk of an exercise: lists read, people asked about, and an update read, as an analyst would.

By the real path: the lists come in through ``ingest``, the questions as files of a batch, each answer is a
screening on record, by an exercise person, ``EX SCREENING ANALYST``.  Lists are read before the first
message of the day; every `ROUND` seconds whoever came since is asked about.  At the second of the update the
later version is read, and everyone who was asked about is screened again.  What is read and asked is what files say: who is
truly whom stays in memory until the score.

People decide about the candidates, and with pages they can do so while the exercise is played.
"""

import datetime
import math
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from northline.app.screening.asking import Answer
from northline.app.screening.bulk import screen_file
from northline.app.screening.rescreening import Change, rescreen
from northline.decisions.roles import ANALYST
from northline.exercise.applicants import Applicant, DeskDay, desk_day
from northline.exercise.figures import Bar, Score
from northline.exercise.screened import (
    ASKED_ADDED,
    ASKED_FIRST,
    ASKED_RECALL,
    Answered,
    Moved,
    Screened,
    screened,
)

if TYPE_CHECKING:
    from types import TracebackType

    from northline.app.node import Node
    from northline.exercise import Day, Pace

NAME = "EX SCREENING ANALYST"

EVERY = 0.2
"""Seconds between two looks at the clock of the exercise."""

ROUND = 600
"""Exercise seconds between two files of questions."""


class Desk:
    """Screens during an exercise whose scenario has a desk; does nothing in another."""

    def __init__(self, node: "Node", day: "Day", pace: "Pace") -> None:
        """Read the lists of the morning."""
        told = msgspec.structs.replace(node.operator, name=NAME, roles=(ANALYST,))
        self._node, self._as = node, node.acting_as(told, node.key)
        self._pace, self._desk = pace, day.scenario.screening
        self._duration = day.scenario.duration
        self._day: DeskDay | None = None
        self._answers: list[Answer] = []
        self._changes: tuple[Change, ...] = ()
        self._seconds = 0.0
        self._end, self._broken = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._trouble: Exception | None = None
        if self._desk is not None:
            date = datetime.datetime.fromtimestamp(day.truth.start / 1e6, datetime.UTC).date()
            self._day = desk_day(self._desk, date, self._duration, day.seed)
            read_lists(node, self._day.lists)

    def __enter__(self) -> "Desk":
        """Open."""
        if self._day is not None:
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: "TracebackType | None",
    ) -> None:
        """Close, when all who came are asked about; at once where the exercise was broken off."""
        if kind is not None:
            self._broken.set()
        self._end.set()
        if self._day is not None:
            self._thread.join()

    def scored(self, told: Score) -> Score:
        """The score with what the desk did, and its bars; without a desk, as it is.

        Raises:
            Exception: what kept the desk from its work.
        """
        if self._trouble is not None:
            raise self._trouble
        if self._day is None:
            return told
        figures = screened(
            self._day.applicants,
            [answered(each) for each in self._answers],
            [moved(each) for each in self._changes],
            round(self._seconds, 2),
        )
        return msgspec.structs.replace(told, screening=figures, bars={**told.bars, **bars(figures)})

    @property
    def applicants(self) -> tuple[Applicant, ...]:
        """Who was truly asked about: hidden until the end."""
        return () if self._day is None else self._day.applicants

    def _work(self) -> None:
        assert self._desk is not None
        update, last = self._desk.update, 0.0
        rounds = {float(each) for each in range(ROUND, self._duration, ROUND)}
        try:
            for until in (*sorted(rounds | {update}), math.inf):
                self._wait(until)
                if self._broken.is_set():
                    return
                self._ask(last, until)
                last = until
                if until == update:
                    self._update()
        except Exception as error:  # noqa: BLE001 - raised where the exercise is scored
            self._trouble = error

    def _wait(self, until: float) -> None:
        """Until that exercise second, or the end of the exercise."""
        while self._pace.spoken < until:
            if self._end.wait(EVERY):
                return

    def _ask(self, since: float, until: float) -> None:
        assert self._day is not None
        began = time.monotonic()
        file = self._day.file(since, until)
        if file is not None:
            _, answers = screen_file(self._as, file)
            self._answers += answers
        self._seconds += time.monotonic() - began

    def _update(self) -> None:
        assert self._day is not None
        read_lists(self._node, self._day.update)
        began = time.monotonic()
        self._changes = rescreen(self._as).changes
        self._seconds += time.monotonic() - began


def read_lists(node: "Node", files: Mapping[str, bytes]) -> None:
    """Read files of made-up lists as lists are read that somebody brings in."""
    with tempfile.TemporaryDirectory(prefix="northline-lists-") as folder:
        for name, data in files.items():
            path = Path(folder) / name
            path.write_bytes(data)
            node.ingest("un-list" if "un-list" in name else "ofac", path)


def answered(each: Answer) -> Answered:
    """An answer as the score takes it."""
    said = each.screening
    return Answered(
        id=said.query_id,
        state=said.state.value,
        reason=said.reason,
        told=tuple(listed.key for _, listed in each.hits),
        candidates=said.entities,
    )


def moved(each: Change) -> Moved:
    """What the update changed for somebody, as the score takes it."""
    return Moved(id=each.query_id, appeared=each.appeared, gone=each.gone, altered=each.altered)


def bars(told: Screened) -> dict[str, Bar]:
    """Everybody is screened, those listed are found, and so is whom the update adds and removes."""
    delta = told.delta
    added = delta.added_found / delta.added if delta.added else None
    return {
        "screening_coverage": _at_least(1.0, told.coverage),
        "screening_recall_at_1": _at_least(ASKED_FIRST, told.recall_at_1),
        "screening_recall": _at_least(ASKED_RECALL, told.recall),
        "screening_added": _at_least(ASKED_ADDED, added),
        "screening_removed": Bar(
            asked=f"= {delta.removed}",
            got=float(delta.removed_found),
            met=delta.removed_found == delta.removed,
        ),
    }


def _at_least(asked: float, got: float | None) -> Bar:
    return Bar(asked=f">= {asked:g}", got=got, met=got is None or got >= asked)
