"""Findings: what an engine concludes from records, with its reasons."""

from typing import ClassVar

import msgspec

from northline.records.ids import Origin
from northline.records.record import Days, Digest, Id, Keep, Record
from northline.records.units import Kilometres, Micros, Probability


class Reason(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One reason of a finding.  Text is made from ``code`` per language when it is shown.

    Attributes:
        code: what it says, as a stable word such as ``crossed-away-from-port``.
        args: its arguments, each a number or a word; the unit is fixed by the code.
        evidence: ids of the records it rests on, as hexadecimal text.
        share: its share of the score; the shares of a finding add up to the score.
    """

    code: str
    args: dict[str, float | int | str | None] = {}
    evidence: tuple[str, ...] = ()
    share: float = 0.0


class Finding(Record, frozen=True, kw_only=True):
    """What an engine concludes: kind, subject, place, time window, score and reasons.

    Attributes:
        event_id: stable over revisions: engine and first evidence.
        revision: 1 for the first; a later one supersedes it.
        finding: kind of finding, such as ``line-crossing``.
        subject: what it is about: an identity, a track, a case.
        since: start of its time window.
        until: end of its time window.
        score: how sure the engine is that the event took place; never about a person.
        km: kilometre along the line, where it is about a place on the line.
        reasons: each a `Reason` as JSON.
        evidence: all records it rests on.
        about: derived records that state the event in columns (a ``crossing``).
        engine: name of the engine.
        engine_version: its version.
        params: digest of its parameters.
    """

    kind: ClassVar[str] = "finding"
    version: ClassVar[int] = 1
    personal: ClassVar[bool] = True
    keep: ClassVar[Keep] = Keep(Days(730, 3650))

    event_id: Id
    revision: int
    finding: str
    subject: str | None = None
    since: Micros
    until: Micros
    score: Probability
    km: Kilometres | None = None
    reasons: tuple[str, ...]
    evidence: tuple[Id, ...]
    about: tuple[Id, ...] = ()
    engine: str
    engine_version: str
    params: Digest

    def explained(self) -> tuple[Reason, ...]:
        """The reasons, decoded."""
        return tuple(msgspec.json.decode(reason, type=Reason) for reason in self.reasons)


def event_of(engine: str, first: bytes) -> Id:
    """The event that an engine begins with this evidence: what another engine may go on with."""
    return Origin("event", engine).derived(first)


def encode_reason(reason: Reason) -> str:
    """One reason as the JSON text that a finding carries, keys sorted."""
    return msgspec.json.encode(reason, order="sorted").decode()
