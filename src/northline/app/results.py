"""What the node answers with: plain data, ready for a terminal, a page or JSON."""

import msgspec

from northline.records.decision import Decision
from northline.records.finding import Finding
from northline.records.track import Crossing


class StreamReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one stream of an ingest.

    Attributes:
        connection: the file, ``-``, or the connection's name.
        stream: name of the stream in the ledger; ids are made with it.
        since: byte at which reading began; what stands before it was read earlier.
        until: byte up to which it is read now; what is incomplete at the end is not counted.
        known: records of it that the ledger held already.
        rejected_before: units of it that were rejected earlier.
    """

    connection: str
    stream: str
    since: int = 0
    until: int = 0
    known: int = 0
    rejected_before: int = 0


class IngestReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """What an ingest did.

    Attributes:
        read: units read in this run (lines, datagrams, messages), rejected ones included.
        new: kind -> records kept; ``rejected`` is not among them.
        known: records of this input that the ledger held already.
        rejected: units rejected and recorded in this run.
        other: units understood that carry no record kind of ours, counted by their type.
        masked: kind -> records that were not kept, for they lie in a mask (LAW.md rule 7).
        streams: each stream that was read.
        seconds: how long it took.
        stopped: why reading stopped before the input's end, or None at its end.
    """

    read: int = 0
    new: dict[str, int] = {}
    known: int = 0
    rejected: int = 0
    other: dict[str, int] = {}
    masked: dict[str, int] = {}
    streams: tuple[StreamReceipt, ...] = ()
    seconds: float = 0.0
    stopped: str | None = None


class EngineRun(msgspec.Struct, frozen=True, kw_only=True):
    """What one engine did in a run.

    Attributes:
        engine: its name.
        steps: steps taken.
        rows: rows it was handed.
        records: kind -> derived records it made.
        findings: findings it made.
        until: entry of the chain up to which it has read.
        seconds: time spent in steps, reading and committing included.
        stopped: why it stopped before it had read everything, or None.
    """

    engine: str
    steps: int = 0
    rows: int = 0
    records: dict[str, int] = {}
    findings: int = 0
    until: int = 0
    seconds: float = 0.0
    stopped: str | None = None


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """What a replay of a finding showed.

    Attributes:
        same: whether the engine gave, byte for byte, what the ledger holds.
        steps: steps that were run again.
        why: None when it is the same; otherwise why not, or why it cannot be told.
    """

    same: bool
    steps: int = 0
    why: str | None = None


class ReasonView(msgspec.Struct, frozen=True, kw_only=True):
    """One reason of a finding, in words.

    Attributes:
        code: its stable word.
        share: its share of the score.
        en: in English.
        fr: in French.
        evidence: ids of the records it rests on, in hexadecimal.
    """

    code: str
    share: float
    en: str
    fr: str
    evidence: tuple[str, ...] = ()


class FindingView(msgspec.Struct, frozen=True, kw_only=True):
    """A finding as a person sees it.

    Attributes:
        finding: the newest revision of it.
        state: open, proposed, acknowledged, dismissed, confirmed, dispatched, approved, matched,
            not-matched, undecided, released or refused.
        reasons: its reasons, in words.
        latest: the decision that put it in this state, or None while it is open.
        decisions: every decision about it, earlier revisions and retracted ones included.
        title: what it is, in words, by language (``en``, ``fr``).
        stated: the derived records that state the event in columns: for a line crossing its
            speed, course, and how sure place and time are.
        held_back: in a list, ``rank`` where it waits and its hour has no room for it, behind what
            presses more (`northline.decisions.triage`); else None.
    """

    finding: Finding
    state: str
    reasons: tuple[ReasonView, ...]
    latest: Decision | None = None
    decisions: tuple[Decision, ...] = ()
    title: dict[str, str] = {}
    stated: tuple[Crossing, ...] = ()
    held_back: str | None = None


class RejectedView(msgspec.Struct, frozen=True, kw_only=True):
    """A rejected unit as a person sees it.

    Attributes:
        id: of the ``rejected`` record, in hexadecimal.
        source: who sent it.
        format: the format that refused it.
        stream: the stream it stood in.
        offset: its place there.
        length: its bytes.
        reason: what was wrong.
        received: when it came, us.
        raw: its bytes, or None when they are gone.
    """

    id: str
    source: str
    format: str
    stream: str
    offset: int
    length: int
    reason: str
    received: int
    raw: bytes | None


class Retried(msgspec.Struct, frozen=True, kw_only=True):
    """What reading rejected units again gave.

    Attributes:
        tried: units tried.
        read: units that can be read now.
        new: kind -> records made of them.
        still: units still refused.
    """

    tried: int = 0
    read: int = 0
    new: dict[str, int] = {}
    still: int = 0


class Erasure(msgspec.Struct, frozen=True, kw_only=True):
    """What was erased, or would be.

    Attributes:
        rows: kind -> records erased, or that would be.
        unknown: ids that the ledger does not hold.
        dry: whether nothing was done.
        waiting: files somebody still reads; they go when the reader is done.
        derived: kind -> records that were derived from these and stay, as far as the operator
            may see them; empty for an erasure by schedule, which does not ask.
    """

    rows: dict[str, int] = {}
    unknown: int = 0
    dry: bool = False
    waiting: tuple[str, ...] = ()
    derived: dict[str, int] = {}
