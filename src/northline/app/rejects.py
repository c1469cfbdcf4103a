"""Rejected units: to look at, and to read again after a fix.

A unit that can be read after all gives its records under the ids they would have had at once,
for an id is made of the bytes and their place.  The ``rejected`` record stays; another one,
which supersedes it and says what the unit gave, takes it off the list.  The bytes go when the
last record that speaks of them is erased (90 days, `northline.records.rejected`).

A part of a message whose other parts are missing is read alone, and stays rejected.
"""

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from northline.app.masking import masked
from northline.app.permitting import require_here
from northline.app.reading import Ask, read_table
from northline.app.results import RejectedView, Retried
from northline.formats.registry import FORMATS
from northline.records.ids import Origin
from northline.records.kinds import kind as kind_named
from northline.records.protocols import Context, Decoded, Framing
from northline.records.record import Id
from northline.records.rejected import Rejected

if TYPE_CHECKING:
    from northline.app.opened import Opened


def rejected(node: "Opened", limit: int | None) -> list[RejectedView]:
    """Units that are still rejected, the newest first."""
    return [
        RejectedView(
            id=each.id.hex(),
            source=each.source,
            format=each.format,
            stream=each.stream,
            offset=each.offset,
            length=each.length,
            reason=each.reason,
            received=each.received,
            raw=node.ledger.blob(each.blob),
        )
        for each in _standing(node)[:limit]
    ]


def retry(node: "Opened") -> Retried:
    """Read every unit that is still rejected again."""
    require_here(node, "retry-rejected")
    tried = read = 0
    new: Counter[str] = Counter()
    for each in reversed(_standing(node)):
        raw = node.ledger.blob(each.blob)
        decoded = _decode(node, each, raw)
        if raw is None or decoded is None:
            continue
        tried += 1
        if decoded.refused or not (decoded.batches or decoded.other):
            continue
        read += 1
        new.update(_settle(node, each, raw, decoded))
    return Retried(tried=tried, read=read, new=dict(sorted(new.items())), still=tried - read)


def _standing(node: "Opened") -> list[Rejected]:
    """Those that no later reading has settled, the newest first."""
    found = kind_named(Rejected.kind).from_batch(read_table(node, Ask(Rejected.kind)))
    standing = [e for e in found if isinstance(e, Rejected) and e.supersedes is None]
    return sorted(standing, key=lambda each: (each.received, each.offset), reverse=True)


def _decode(node: "Opened", each: Rejected, raw: bytes | None) -> Decoded | None:
    """Read a unit alone, as it would have been read in its place.

    What was refused for what it says of its own sensitivity is marked as strictly, and so is what
    is read of it now.
    """
    reads = next((f for f in FORMATS if f.name == each.format), None)
    if reads is None or raw is None:
        return None
    context = Context(
        source=each.source,
        marking=each.marking,
        stream=each.stream,
        framing=Framing.DATAGRAM,
        real=not node.exercise,
        feed=node.ledger.marking(each.marking),
    )
    return reads.open(context, each.offset, b"").decode(raw, each.received, end=True)


def _settle(node: "Opened", each: Rejected, raw: bytes, decoded: Decoded) -> dict[str, int]:
    """Keep what a unit gave, and that it was read, in one append."""
    batches, hidden = masked(node, list(decoded.batches.items()))
    gave = {kind: batch.num_rows for kind, batch in batches} | {
        f"masked {kind}": count for kind, count in hidden.items()
    }
    said = ", ".join(f"{count} {kind}" for kind, count in sorted(gave.items())) or "no record"
    settled = msgspec.structs.replace(
        each,
        id=Id(Origin(Rejected.kind, each.source).derived(each.id)),
        supersedes=each.id,
        reason=f"read again: {said}; it had been rejected, for {each.reason}",
    )
    batches.append((Rejected.kind, kind_named(Rejected.kind).to_batch([settled])))
    receipt = node.ledger.append_all(batches, by=node.operator.name, blobs={each.blob: raw})
    return {kind: count for kind, count in receipt.new.items() if kind != Rejected.kind}
