"""Whose records an entry of the chain speaks of: it is told only to who may see them all.

An entry says more than that something happened: how many records of which kind came, and from
which source; ids that were marked anew, and why; the rule of an erasure.  Whoever may not see one
of those records may not be told any of it (LAW.md rule 4).  Rights are those of today (rule 1):
what was marked anew counts as it is marked now, for the entry that it came with, too.

Which markings are meant, the entries say themselves: those of parts in the manifest, whose digests
the chain holds; those before and after of a marking change and an erasure; of a move of a stream
that brought nothing, those that its feed carries.  Ids that a look or a hold names are not judged
here: nobody can tell from them alone what they are of.
"""

import functools
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from northline.ledger.chain import Entry
from northline.ledger.identities import words_of
from northline.ledger.log import Rows
from northline.ledger.store import SEQ, Store, live_parts, load, settled
from northline.ledger.visibility import text_of, visible_markings
from northline.records.marking import MarkingId, Viewer
from northline.records.marking import visibility as rule_of


def withheld(store: Store, entries: Sequence[Entry], viewer: Viewer) -> set[int]:
    """Those of some entries that say anything of records that a viewer may not see."""

    def look() -> set[int]:
        with store.log.reading() as rows:
            judge = _Judge(store, rows, viewer)
            return {each.seq for each in entries if judge.withholds(each)}

    return settled(look)


def erased_openly(store: Store, ids: Collection[bytes], viewer: Viewer) -> set[bytes]:
    """Those of these ids that were erased, and whose marking the viewer might have seen."""
    with store.log.reading() as rows:
        judge = _Judge(store, rows, viewer)
        return {each for each in ids if judge.erased_openly(each)}


def sees_all(store: Store, viewer: Viewer) -> bool:
    """Whether a viewer may see every marking that a record of this ledger carries or carried."""
    with store.log.reading() as rows:
        ((count,),) = rows.run("select count(*) from markings")
        return len(visible_markings(rows, rule_of(viewer, store.clock()))) == int(count)


def corrected(store: Store, ids: Iterable[bytes]) -> set[bytes]:
    """Those of these ids that a later record corrects; nobody is asked who may see it."""
    with store.log.reading() as rows:
        return {
            each for each in ids if rows.run("select 1 from superseded where id = ? limit 1", each)
        }


def held(store: Store, name: str) -> list[bytes]:
    """Ids of the records that a hold of that name holds or held."""
    with store.log.reading() as rows:
        return [each for (each,) in rows.run("select id from holds where name = ?", name)]


class _Judge:
    """What one viewer may be told of, in one snapshot of the log."""

    def __init__(self, store: Store, rows: Rows, viewer: Viewer) -> None:
        self._store, self._rows = store, rows
        seen = visible_markings(rows, rule_of(viewer, store.clock()))
        self._seen = {text_of(MarkingId(each)) for each in seen}
        self._anew = self._hidden_anew()
        self._came: dict[str, set[int]] = {}

    def withholds(self, entry: Entry) -> bool:
        facts = entry.facts
        judged: Callable[[Entry, Mapping[str, Any]], bool] | None = {
            "append": self._of_parts,
            "compact": self._of_parts,
            "advance": self._of_move,
            "mark": self._of_marks,
            "erase": self._of_erasure,
        }.get(entry.operation)
        return judged is not None and judged(entry, facts)

    def erased_openly(self, record: bytes) -> bool:
        found = self._rows.run("select kind, seq from erased where id = ?", record)
        if not found or record in self._anew.get(found[0][0], ()):
            return False
        named = self._rows.run("select body from chain where seq = ?", found[0][1])
        return bool(named) and self._all_seen(self._gone(json.loads(named[0][0])))

    # --- by operation ---------------------------------------------------------------------

    def _of_parts(self, entry: Entry, facts: Mapping[str, Any]) -> bool:
        numbers = [each[0] for each in facts.get("made", ())] + list(facts.get("retired", ()))
        spans = [(entry.seq, entry.seq)]
        for number in numbers:
            markings, first, last = self._part(number)
            if not self._all_seen(markings):
                return True
            spans.append((first, last))
        came = self._appends_of_hidden(entry.kind)
        return any(first <= each <= last for each in came for first, last in spans)

    def _of_move(self, entry: Entry, facts: Mapping[str, Any]) -> bool:
        del entry
        return not self._all_seen(facts.get("markings", ()))

    def _of_marks(self, entry: Entry, facts: Mapping[str, Any]) -> bool:
        del entry
        named = [*facts.get("before", ()), *(text for _, _, text in facts["marks"])]
        return not self._all_seen(named) or any(
            bytes.fromhex(record) in self._anew.get(kind, ()) for record, kind, _ in facts["marks"]
        )

    def _of_erasure(self, entry: Entry, facts: Mapping[str, Any]) -> bool:
        del entry
        return not self._all_seen(self._gone(facts))

    # --- what they rest on ----------------------------------------------------------------

    def _all_seen(self, markings: Iterable[str]) -> bool:
        return self._seen.issuperset(markings)

    def _gone(self, facts: Mapping[str, Any]) -> Iterable[str]:
        """The markings of what an erasure took; of an earlier release, of all that lay with it."""
        if "before" in facts:
            return list(facts["before"])
        return [each for number in facts["retired"] for each in self._part(number)[0]]

    def _part(self, number: int) -> tuple[list[str], int, int]:
        found = self._rows.run("select markings, first, last from parts where part = ?", number)
        if not found:
            return [], 0, 0
        markings, first, last = found[0]
        return json.loads(markings), first, last

    def _hidden_anew(self) -> dict[str, set[bytes]]:
        """Kind -> ids that were marked anew and may not be seen now."""
        found: dict[str, set[bytes]] = {}
        for kind, record, marking in self._rows.run(
            "select r.kind, r.id, r.marking from remarked r where r.seq = "
            "(select max(s.seq) from remarked s where s.id = r.id)"
        ):
            if marking not in self._seen:
                found.setdefault(kind, set()).add(record)
        return found

    def _appends_of_hidden(self, kind: str) -> set[int]:
        """The appends that records of a kind came with which were marked anew and are hidden now."""
        if kind not in self._came:
            hidden = sorted(self._anew.get(kind, ()))
            self._came[kind] = _came_with(self._store, self._rows, kind, hidden)
        return self._came[kind]


def _came_with(store: Store, rows: Rows, kind: str, ids: Sequence[bytes]) -> set[int]:
    """The appends that these records of a kind came with, erased ones among them."""
    if not ids:
        return set()
    found = {
        append
        for each in ids
        for (append,) in rows.run("select append from erased where id = ?", each)
    }
    wanted = pa.array(ids, pa.binary(16))
    for part in live_parts(rows, kind):
        read = functools.partial(load, store, rows, kind, part, raw=True)
        known = store.known.part(part.part, lambda read=read: read(columns=["id"]).column("id"))  # type: ignore[misc]
        if not known.holds(words_of(wanted)).any():
            continue
        if not part.own_order:
            found.add(part.first)
            continue
        table = read(columns=["id", SEQ])
        here = table.filter(pc.is_in(table.column("id"), value_set=wanted))
        found |= set(here.column(SEQ).to_pylist())
    return found
