"""A marking changed by its owner: a chained record, an overlay at read time, and its reach.

What was derived from the record is marked anew with it: an engine's finding stays at least as
tight as its evidence.
"""

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from northline.ledger import chain, visibility
from northline.ledger.log import Rows
from northline.ledger.store import Store, live_parts, load
from northline.records.errors import NotPermitted
from northline.records.kinds import KINDS
from northline.records.marking import Marking, MarkingId, Viewer, decode


def mark(
    store: Store, ids: Iterable[bytes], marking: Marking, *, viewer: Viewer, reason: str
) -> dict[str, int]:
    """Mark records anew.  See `Ledger.mark`."""
    wanted = set(ids)
    with store.log.reading() as rows:
        own = _effective(store, rows, wanted)
        for present in own.values():
            if viewer.agency not in present[1].owners:
                # The same words whether the record is another's or does not exist.
                raise NotPermitted("only the owner agency marks a record anew")
        if len(own) < len(wanted):
            raise NotPermitted("only the owner agency marks a record anew")
        changed = {
            record: (kind, _keeping(old, marking, viewer)) for record, (kind, old) in own.items()
        }
        derived = _derived(store, rows, set(changed))
        for record, (kind, before, evidence) in derived.items():
            joined = before
            for source in evidence:
                if source in changed:
                    joined = joined.join(changed[source][1])
            changed[record] = (kind, joined)
    with store.log.writing() as rows:
        seq = chain.head(rows)[0] + 1
        marks = []
        for record, (kind, new) in sorted(changed.items()):
            text = visibility.text_of(visibility.register(rows, new))
            rows.run("insert into remarked values (?,?,?,?)", record, kind, text, seq)
            marks.append([record.hex(), text])
        chain.add(
            rows,
            at=store.clock(),
            actor=viewer.name,
            operation="mark",
            count=len(marks),
            facts={"marks": marks, "reason": reason},
            signer=store.signer,
        )
    counts: dict[str, int] = {}
    for kind, _ in changed.values():
        counts[kind] = counts.get(kind, 0) + 1
    return counts


def _keeping(old: Marking, new: Marking, viewer: Viewer) -> Marking:
    """The new marking, with the grants of owners other than this viewer's agency untouched."""
    others = {owner: grant for owner, grant in old.grants.items() if owner != viewer.agency}
    if not others:
        return new
    kept = Marking(
        level=max(old.level, new.level),
        grants={**new.grants, **others},
        caveats=old.caveats,
        compartments=old.compartments,
    )
    return kept.join(new)


def _effective(store: Store, rows: Rows, wanted: set[bytes]) -> dict[bytes, tuple[str, Marking]]:
    """Kind and present marking of each of these records that the ledger holds."""
    ids = pa.array(sorted(wanted), pa.binary(16))
    found: dict[bytes, tuple[str, Marking]] = {}
    for record in KINDS:
        for part in live_parts(rows, record.kind):
            table = load(store, rows, record.kind, part, raw=True).select(["id", "marking"])
            hit = table.filter(pc.is_in(table.column("id"), value_set=ids))
            pairs = zip(
                hit.column("id").to_pylist(), hit.column("marking").to_pylist(), strict=True
            )
            for each, marking in pairs:
                found[each] = (record.kind, present(rows, each, marking))
    return found


def present(rows: Rows, record: bytes, marking: int) -> Marking:
    """The marking that counts for a record today."""
    newest = rows.run("select marking from remarked where id = ? order by seq desc limit 1", record)
    text = newest[0][0] if newest else visibility.text_of(MarkingId(marking))
    return decode(rows.run("select content from markings where id = ?", text)[0][0])


def _derived(
    store: Store, rows: Rows, seeds: set[bytes]
) -> dict[bytes, tuple[str, Marking, list[bytes]]]:
    """Everything derived from these, however far: kind, marking, and its evidence.

    In order of derivation, so that each can be joined after what it rests on.
    """
    edges: list[tuple[str, bytes, int, list[bytes]]] = []
    for record in KINDS:
        columns = {"evidence", "about"} & set(record.__struct_fields__)
        if not columns or record.kind == "decision":
            continue
        for part in live_parts(rows, record.kind):
            table = load(store, rows, record.kind, part, raw=True)
            cited = [table.column(name).to_pylist() for name in sorted(columns)]
            for each, marking, *lists in zip(
                table.column("id").to_pylist(),
                table.column("marking").to_pylist(),
                *cited,
                strict=True,
            ):
                edges.append(
                    (record.kind, each, marking, [i for some in lists for i in some or ()])
                )
    reached = set(seeds)
    found: dict[bytes, tuple[str, Marking, list[bytes]]] = {}
    grew = True
    while grew:
        grew = False
        for kind, each, marking, evidence in edges:
            if each not in reached and not reached.isdisjoint(evidence):
                reached.add(each)
                found[each] = (kind, present(rows, each, marking), evidence)
                grew = True
    return found
