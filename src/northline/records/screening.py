"""Screenings: whether somebody was asked of the lists, what came of it, and whom they may be.

A screening is one question and its answer; it is never changed.  A candidate is one pair of who was
asked about and a listed entity: what an adjudicator decides about (`northline.records.decision`).
"""

import enum
from typing import ClassVar

from northline.records.listing import Schema
from northline.records.record import Days, Digest, Id, Keep, Record
from northline.records.units import Probability


class ScreeningState(enum.StrEnum):
    """What came of a screening.  The states are kept apart: ``not-screened`` is never ``no-hit``."""

    NOT_SCREENED = "not-screened"
    """Nobody was compared with any list yet; the reason says why."""

    SCREENING_FAILED = "screening-failed"
    """It was tried and could not be answered; it can be run again."""

    NO_HIT = "no-hit"
    """Every name of every list that could be seen was compared, and none came near enough."""

    POSSIBLE = "possible"
    """Somebody listed may be meant: a person decides."""

    MATCH = "match"
    """Decided: the same, by two persons."""

    NO_MATCH = "no-match"
    """Decided of each candidate: not the same."""

    CANNOT_TELL = "cannot-tell"
    """Decided that it cannot be told from what is known."""


class Screening(Record, frozen=True, kw_only=True):
    """One question to the lists that whoever asks may see, and its answer.

    ``state`` is what the comparison gave; what persons decided since is read with it
    (`northline.decisions.screening_states`).

    Attributes:
        query_id: how whoever asks names the query: a file number, a line of a file.
        query: identity of the query: equal while who is asked about and what is said of them are.
        row: which row of its batch it is, from 1, or None.
        standing: whether it is asked again when a list changes.
        dataset: the list that was asked, or ``default`` for all.
        schema: what is asked about.
        names: the names asked.
        identifiers: papers and numbers as ``scheme:value``.
        born: dates of birth as given.  Kept apart: read where a person decides, never scored.
        birth_places: likewise.
        citizenships: likewise.
        state: what the comparison gave.
        reason: why it was not screened or failed, or None.
        lists: names of the lists that were asked.
        editions: beside each of them its edition: the list's own day, or ``undated-...``.
        threshold: score from which a listed entity is a candidate.
        scored: names that were compared.
        candidates: the pairs that a person decides about.
        entities: beside each of them list and entity, as ``list:entity``.
        scores: beside each of them the calibrated probability that the names are of one bearer.
        explanations: beside each of them its reasons, as JSON.
        batch: what it was asked with, or None.
        given: of what could not be read: the row as it came, so that it can be run again.
        by: who asked.
    """

    kind: ClassVar[str] = "screening"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(730, 3650))

    query_id: str
    query: Id
    row: int | None = None
    standing: bool
    dataset: str
    schema: Schema
    names: tuple[str, ...]
    identifiers: tuple[str, ...] = ()
    born: tuple[str, ...] = ()
    birth_places: tuple[str, ...] = ()
    citizenships: tuple[str, ...] = ()
    state: ScreeningState
    reason: str | None = None
    lists: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    threshold: Probability
    scored: int = 0
    candidates: tuple[Id, ...] = ()
    entities: tuple[str, ...] = ()
    scores: tuple[Probability, ...] = ()
    explanations: tuple[str, ...] = ()
    batch: str | None = None
    given: str | None = None
    by: str


class Candidate(Record, frozen=True, kw_only=True):
    """One pair: somebody who was asked about, and a listed entity that may be the same.

    Its id is made of both sides as they are, so that a decision about it holds until either side
    changes: then there is another pair, and it is open.

    Attributes:
        query_id: how whoever asked names the query.
        query: identity of the query.
        list: name of the list.
        entity: the entity's id on it.
        listed: digest of what the list says of the entity.
        caption: the name that the entity stands under.
        name: the one of its names that fits best.
        asked: the one of the names asked that it fits.
        score: calibrated probability that the two names are of one bearer.
        explanation: the reasons, as JSON.
        screening: the screening that it first came up in.
        second_of: of a blind second look: the pair that another person decides or decided, or None.
    """

    kind: ClassVar[str] = "candidate"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(730, 3650))

    query_id: str
    query: Id
    list: str
    entity: str
    listed: Digest
    caption: str
    name: str
    asked: str
    score: Probability
    explanation: str
    screening: Id
    second_of: Id | None = None
