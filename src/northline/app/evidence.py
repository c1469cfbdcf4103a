"""The records that a finding rests on, as far as the operator may see them.

What may not be seen is left out without a count.  Of what was erased only the rule is told, and
not what it was (LAW.md rule 1).
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from northline.app.reading import Ask, read_table
from northline.app.results import FindingView
from northline.ledger.plan import ScanPlan
from northline.records.kinds import KINDS
from northline.records.marking import Marking, MarkingId
from northline.records.position import Particulars, Position
from northline.records.record import Record
from northline.records.schema import kind_of
from northline.records.track import Crossing, Track

if TYPE_CHECKING:
    from northline.app.opened import Opened

FIRST: tuple[type[Record], ...] = (Track, Position, Crossing, Particulars)
"""Where evidence is looked for first: most of it is of these kinds."""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A record that a finding rests on.

    Attributes:
        kind: its kind.
        record: the record.
        marking: the marking that counts for it today.
    """

    kind: str
    record: Record
    marking: Marking | None


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What a finding rests on.

    Attributes:
        records: id in hexadecimal -> the record, the oldest first.
        erased: rules that records of it were erased under.
        marking: the marking that counts for the finding itself today.
    """

    records: dict[str, Shown]
    erased: tuple[str, ...]
    marking: Marking | None


def evidence(node: "Opened", view: FindingView) -> Evidence:
    """What a finding rests on; see `Evidence`."""
    finding = view.finding
    cited = dict.fromkeys((*finding.evidence, *finding.about, *_named(view)))
    gone = node.ledger.erased(cited)
    left = [each for each in cited if each not in gone]
    found: list[Shown] = []
    for record in dict.fromkeys((*FIRST, *KINDS)):
        if not left:
            break
        rows = kind_of(record).from_batch(read_table(node, Ask(record.kind, ids=left)))
        anew = _marked_anew(node, record.kind, rows)
        found += [
            Shown(
                kind=record.kind,
                record=each,
                marking=anew.get(each.id) or node.ledger.marking(each.marking),
            )
            for each in rows
        ]
        held = {each.id for each in rows}
        left = [each for each in left if each not in held]
    found.sort(key=lambda each: (each.record.at, each.record.id))
    anew = _marked_anew(node, finding.kind, [finding])
    return Evidence(
        records={each.record.id.hex(): each for each in found},
        erased=tuple(sorted(set(gone.values()))),
        marking=anew.get(finding.id) or node.ledger.marking(finding.marking),
    )


def _named(view: FindingView) -> Iterable[bytes]:
    """Ids that reasons name; an engine elsewhere may have named what is no id."""
    for reason in view.reasons:
        for each in reason.evidence:
            if len(each) == 32 and set(each) <= set("0123456789abcdef"):
                yield bytes.fromhex(each)


def _marked_anew(node: "Opened", kind: str, rows: Sequence[Record]) -> dict[bytes, Marking]:
    """Of these records, those that were marked anew, and as what.

    A plan tells which were; the chain, from the oldest of them on, tells as what.
    """
    ids = [each.id for each in rows]
    plan = node.ledger.plan(kind, node.viewer, ids=ids, columns=["id"], ordered=True)
    anew = set(ids) & set(plan.granted)
    if not anew:
        return {}
    texts: dict[str, str] = {}
    for entry in node.ledger.entries(_before(node, plan)):
        if entry.operation == "mark":
            texts |= {record: text for record, _, text in entry.facts["marks"]}
    given = {each: texts[each.hex()] for each in anew if each.hex() in texts}
    known = {each: node.ledger.marking(MarkingId(int(text, 16))) for each, text in given.items()}
    return {each: marking for each, marking in known.items() if marking is not None}


def _before(node: "Opened", plan: ScanPlan) -> int:
    """The append of the oldest row of a plan."""
    seqs = node.ledger.read(plan).read_all().column("_seq").to_pylist()
    return min(seqs, default=0)
