"""The records that a finding rests on, as far as the operator may see them.

What may not be seen is left out without a count.  Of what was erased only the rule is told, and
not what it was (LAW.md rule 1).
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from northline.app.reading import Ask, read_table
from northline.app.results import FindingView
from northline.records.kinds import KINDS
from northline.records.marking import Marking
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
    # What the finding is about was read with it, a moment ago.
    found = _shown(node, [each for each in view.stated if each.id not in gone])
    held = {each.record.id for each in found}
    left = [each for each in cited if each not in gone and each not in held]
    for record in dict.fromkeys((*FIRST, *KINDS)):
        if not left:
            break
        rows = kind_of(record).from_batch(read_table(node, Ask(record.kind, ids=left)))
        found += _shown(node, rows)
        held = {each.id for each in rows}
        left = [each for each in left if each not in held]
    found.sort(key=lambda each: (each.record.at, each.record.id))
    return Evidence(
        records={each.record.id.hex(): each for each in found},
        erased=tuple(sorted(set(gone.values()))),
        marking=node.ledger.markings_now({finding.id: finding.marking})[finding.id],
    )


def _shown(node: "Opened", rows: Sequence[Record]) -> list[Shown]:
    """Records with the markings that count for them today."""
    markings = node.ledger.markings_now({each.id: each.marking for each in rows})
    return [Shown(kind=each.kind, record=each, marking=markings[each.id]) for each in rows]


def _named(view: FindingView) -> Iterable[bytes]:
    """Ids that reasons name; an engine elsewhere may have named what is no id."""
    for reason in view.reasons:
        for each in reason.evidence:
            if len(each) == 32 and set(each) <= set("0123456789abcdef"):
                yield bytes.fromhex(each)
