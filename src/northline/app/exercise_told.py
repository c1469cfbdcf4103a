"""What is told of an exercise beside its ledger: how it goes, and at its end the score and the truth.

Three documents in the folder ``exercise`` of the exercise ledger, which is the exercise's own (LAW.md
rule 12).  They are no records: no engine can read one, no feed, partner or export carries one.

=================  ===========================================================================
``state.json``     which scenario, seed and speed; how far it is; what feeds were told and took
``score.json``     the score, as ``northline exercise --json`` prints it
``truth.json``     the truth beside what was found (`northline.app.exercise_review`)
=================  ===========================================================================

**Hidden.** While an exercise is played its truth is in the memory of the process that plays it, and
nowhere else: score and truth are written when it is over, the state last of all.  One that was broken
off has neither.  (Whoever has this package can rehearse the same day from its scenario and seed:
trainees are given a seed that they do not choose, docs/exercises.md.)

A document appears whole or not at all; a reader never sees half of one.
"""

import os
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from northline.app.permitting import require_here
from northline.records.errors import NotPermitted

if TYPE_CHECKING:
    from northline.app.opened import Opened
    from northline.exercise.scenario import Entry

FOLDER = "exercise"
"""Of the documents, in the folder of the ledger."""

OPERATION = "exercise"
"""What one must be allowed to do to read them (`northline.decisions.operations`)."""

OVER = "over"
BROKEN_OFF = "broken-off"


class FeedTold(msgspec.Struct, frozen=True, kw_only=True):
    """One feed of an exercise, so far.

    Attributes:
        format: in which it speaks.
        spoken: messages that reached it; all of them when it is over.
        read: units that the node read.
        rejected: of these, that it refused.
    """

    format: str
    spoken: int
    read: int
    rejected: int


class State(msgspec.Struct, frozen=True, kw_only=True):
    """How an exercise goes.

    Attributes:
        scenario: its name.
        en: its title in English.
        fr: its title in French.
        seed: which day of it.
        speed: exercise seconds per second; None as fast as it is taken.
        start: instant of exercise second 0, RFC 3339.
        duration: seconds of it.
        stage: warming, ready, playing, settling, then over or broken-off.
        second: exercise second that was spoken last.
        findings: findings so far.
        feeds: each feed.
        updated: when this was written, RFC 3339, by the clock of this machine.
    """

    scenario: str
    en: str
    fr: str
    seed: int
    speed: float | None
    start: str
    duration: float
    stage: str
    second: float = 0.0
    findings: int = 0
    feeds: dict[str, FeedTold] = {}
    updated: str = ""

    @property
    def is_over(self) -> bool:
        """Whether it was played to its end, and scored."""
        return self.stage == OVER


@cache
def known() -> "tuple[Entry, ...]":
    """The scenarios there are; their files do not change while the program runs."""
    # What reads them takes a while to load; who never asks need not wait.
    from northline.exercise import scenarios

    return scenarios()


def keep(ledger: Path, name: str, document: Any) -> None:
    """Write a document of an exercise, whole.

    Args:
        ledger: the ledger's folder.
        name: ``state``, ``score`` or ``truth``.
        document: what it holds.
    """
    folder = ledger / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    number, draft = tempfile.mkstemp(prefix=f".{name}-", dir=folder)
    with os.fdopen(number, "wb") as file:
        file.write(msgspec.json.encode(document))
    Path(draft).replace(folder / f"{name}.json")


def state_of(node: "Opened") -> State | None:
    """How the exercise of this ledger goes; None where none is known of.

    Raises:
        NotPermitted: as `allowed` does.
    """
    if not node.exercise:
        return None
    allowed(node)
    data = _read(node, "state")
    return None if data is None else msgspec.json.decode(data, type=State)


def score_of(node: "Opened") -> dict[str, Any] | None:
    """The score of the exercise of this ledger, or None before its end.

    Raises:
        NotPermitted: as `allowed` does.
    """
    return _at_the_end(node, "score")


def truth_of(node: "Opened") -> dict[str, Any] | None:
    """The truth of the exercise of this ledger beside what was found, or None before its end.

    Raises:
        NotPermitted: as `allowed` does.
    """
    return _at_the_end(node, "truth")


def allowed(node: "Opened") -> None:
    """Refuse who may not know how an exercise goes: it tells of all its records.

    Raises:
        RoleNeeded: without a role that may.
        NotPermitted: of another agency than the one that keeps the ledger.
    """
    require_here(node, OPERATION)


def may_see(node: "Opened") -> bool:
    """Whether the operator may know how the exercise of this ledger goes."""
    try:
        allowed(node)
    except NotPermitted:
        return False
    return True


def _at_the_end(node: "Opened", name: str) -> dict[str, Any] | None:
    state = state_of(node)
    if state is None or not state.is_over:
        return None
    data = _read(node, name)
    told: dict[str, Any] | None = None if data is None else msgspec.json.decode(data)
    return told


def _read(node: "Opened", name: str) -> bytes | None:
    try:
        return (node.folder / FOLDER / f"{name}.json").read_bytes()
    except FileNotFoundError:
        return None
