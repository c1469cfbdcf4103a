"""A marking changed by its owner: a chained record, an overlay at read time, and its reach.

What was derived from the record is marked anew with it: an engine's finding stays at least as
tight as its evidence, and so does a decision about it, whose words may repeat what it says.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from northline.ledger import chain, visibility
from northline.ledger.log import Rows
from northline.ledger.store import Store, live_parts, load, settled
from northline.records.errors import NotPermitted
from northline.records.kinds import KINDS
from northline.records.kinds import kind as kind_named
from northline.records.marking import (
    Marking,
    MarkingId,
    Viewer,
    decode,
    join,
    may_mark,
    may_see,
)
from northline.records.record import Record
from northline.records.schema import kind_of, resting
from northline.records.units import Micros


def mark(
    store: Store, ids: Iterable[bytes], marking: Marking, *, viewer: Viewer, reason: str
) -> dict[str, int]:
    """Mark records anew.  See `Ledger.mark`."""
    wanted = set(ids)

    def look() -> tuple[int, _Changed, set[MarkingId]]:
        with store.log.reading() as rows:
            return chain.head(rows)[0], *_changes(store, rows, wanted, marking, viewer)

    for _ in range(_TRIES):
        head, changed, before = settled(look)
        with store.log.writing() as rows:
            if not _overtaken(rows, head):
                return _write(store, rows, changed, before, viewer.name, reason)
    with store.log.writing() as rows:
        changed, before = settled(lambda: _changes(store, rows, wanted, marking, viewer))
        return _write(store, rows, changed, before, viewer.name, reason)


def inherit(store: Store, rows: Rows, kind: str, batch: pa.RecordBatch, by: str) -> None:
    """Tighten appended records that rest on some which were marked anew.

    An engine joins the markings that its evidence was received under.
    """
    cited = _cited(kind_named(kind).record)
    if not cited or not rows.run("select 1 from remarked limit 1"):
        return
    anew: dict[bytes, Marking] = {}
    edges = list(_edges(batch, cited))
    for evidence in {source for _, _, sources in edges for source in sources}:
        newest = _newest(rows, evidence)
        if newest is not None:
            anew[evidence] = newest
    changed: _Changed = {}
    earlier: set[MarkingId] = set()
    for record, stored, sources in edges:
        before = present(rows, record, stored)
        joined = join([before, *(anew[source] for source in sources if source in anew)])
        if joined != before:
            changed[record] = (kind, joined)
            earlier.add(before.id)
    if changed:
        _put(store, rows, changed, earlier, by, "it rests on records that were marked anew")


_TRIES = 3
_Changed = dict[bytes, tuple[str, Marking]]


def _changes(
    store: Store, rows: Rows, wanted: set[bytes], marking: Marking, viewer: Viewer
) -> tuple[_Changed, set[MarkingId]]:
    """What each of these records, and each derived from one, is to be marked as; and what they were."""
    own = effective(store, rows, wanted)
    now = store.clock()
    if len(own) < len(wanted) or not all(is_allowed(viewer, old, now) for _, old in own.values()):
        # The same words whether the record is another's or does not exist.
        raise NotPermitted("only the owner agency marks a record anew")
    changed = {record: (kind, keeping(old, marking, viewer)) for record, (kind, old) in own.items()}
    earlier = {old.id for _, old in own.values()}
    for record, (kind, before, evidence) in _derived(store, rows, set(changed)).items():
        anew = [changed[source][1] for source in evidence if source in changed]
        changed[record] = (kind, join([before, *anew]))
        earlier.add(before.id)
    return changed, earlier


def is_allowed(viewer: Viewer, old: Marking, now: Micros) -> bool:
    """An owner marks anew, where the viewer may see as much; other owners' release aside."""
    if not may_mark(viewer.agency, old):
        return False
    own = {owner: grant for owner, grant in old.grants.items() if owner == viewer.agency}
    return may_see(viewer, msgspec.structs.replace(old, grants=own), now)


def _overtaken(rows: Rows, head: int) -> bool:
    """Whether something came since that may matter: a marking, or something derived."""
    kinds = [record.kind for record in KINDS if _cited(record)]
    slots = ",".join("?" * len(kinds))
    found = rows.run(
        "select 1 from chain where seq > ? and (operation in ('mark', 'erase') "
        f"or operation = 'append' and kind in ({slots})) limit 1",
        head,
        *kinds,
    )
    return bool(found)


def _write(
    store: Store,
    rows: Rows,
    changed: _Changed,
    before: set[MarkingId],
    actor: str,
    reason: str,
) -> dict[str, int]:
    _put(store, rows, changed, before, actor, reason)
    counts: dict[str, int] = {}
    for kind, _ in changed.values():
        counts[kind] = counts.get(kind, 0) + 1
    return counts


def _put(
    store: Store,
    rows: Rows,
    changed: _Changed,
    before: set[MarkingId],
    actor: str,
    reason: str,
) -> None:
    """Enter the new markings, and which there were: whoever might see either is told of a change."""
    seq = chain.head(rows)[0] + 1
    marks = []
    for record, (kind, new) in sorted(changed.items(), key=lambda item: item[0]):
        text = visibility.text_of(visibility.register(rows, new))
        rows.run("insert into remarked values (?,?,?,?)", record, kind, text, seq)
        marks.append([record.hex(), kind, text])
    chain.add(
        rows,
        at=store.clock(),
        actor=actor,
        operation="mark",
        count=len(marks),
        facts={
            "marks": marks,
            "reason": reason,
            "before": sorted(visibility.text_of(each) for each in before),
        },
        signer=store.signer,
    )


def keeping(old: Marking, new: Marking, viewer: Viewer) -> Marking:
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


def effective(store: Store, rows: Rows, wanted: set[bytes]) -> _Changed:
    """Kind and present marking of each of these records that the ledger holds."""
    ids = pa.array([i for i in sorted(wanted) if len(i) == 16], pa.binary(16))
    found: _Changed = {}
    for record in KINDS:
        for part in live_parts(rows, record.kind):
            columns = ["id", "marking"]
            table = load(store, rows, record.kind, part, raw=True, columns=columns)
            hit = table.filter(pc.is_in(table.column("id"), value_set=ids))
            pairs = zip(
                hit.column("id").to_pylist(), hit.column("marking").to_pylist(), strict=True
            )
            for each, marking in pairs:
                found[each] = (record.kind, present(rows, each, marking))
    return found


def present(rows: Rows, record: bytes, marking: int) -> Marking:
    """The marking that counts for a record today."""
    return _newest(rows, record) or _known(rows, visibility.text_of(MarkingId(marking)))


def _newest(rows: Rows, record: bytes) -> Marking | None:
    newest = rows.run("select marking from remarked where id = ? order by seq desc limit 1", record)
    return _known(rows, newest[0][0]) if newest else None


def _known(rows: Rows, text: str) -> Marking:
    return decode(rows.run("select content from markings where id = ?", text)[0][0])


def _cited(record: type[Record]) -> list[str]:
    """The columns of a kind that name what its records rest on: lists of ids, or one id."""
    return resting(kind_of(record))


def _edges(
    table: pa.Table | pa.RecordBatch, cited: Sequence[str]
) -> Iterator[tuple[bytes, int, list[bytes]]]:
    """Each derived record, its stored marking, and what it was derived from."""
    columns = (table.column(name).to_pylist() for name in ("id", "marking", *cited))
    for each, marking, *named in zip(*columns, strict=True):
        lists = ([some] if isinstance(some, bytes) else some or () for some in named)
        yield each, marking, [i for some in lists for i in some]


def _derived(
    store: Store, rows: Rows, seeds: set[bytes]
) -> dict[bytes, tuple[str, Marking, list[bytes]]]:
    """Everything derived from these, however far: kind, marking, and its evidence.

    In order of derivation, so that each can be joined after what it rests on.
    """
    of: dict[bytes, tuple[str, int, list[bytes]]] = {}
    resting: dict[bytes, list[bytes]] = {}
    for record in KINDS:
        cited = _cited(record)
        for part in live_parts(rows, record.kind) if cited else ():
            columns = ["id", "marking", *cited]
            table = load(store, rows, record.kind, part, raw=True, columns=columns)
            for each, marking, evidence in _edges(table, cited):
                of[each] = (record.kind, marking, evidence)
                for source in evidence:
                    resting.setdefault(source, []).append(each)
    reached = set(seeds)
    found: dict[bytes, tuple[str, Marking, list[bytes]]] = {}
    waiting = deque(sorted(seeds))
    while waiting:
        for each in resting.get(waiting.popleft(), ()):
            if each not in reached:
                reached.add(each)
                kind, marking, evidence = of[each]
                found[each] = (kind, present(rows, each, marking), evidence)
                waiting.append(each)
    return found
