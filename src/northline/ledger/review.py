"""The chain as a review reads it: newest first, by who, what, which kind and when.

The conditions are SQL and run where the entries lie; what they let through too much (a word of
one look that stands in another of the same entry) is for the reader to pass over.  No index
helps them: over a million entries the slowest takes less than a second (docs/audit.md).
"""

from collections.abc import Collection, Iterable, Sequence

import msgspec
import pyarrow as pa

from northline.ledger import chain, concerned
from northline.ledger.log import Rows, Value
from northline.ledger.marks import effective
from northline.ledger.store import Store, live_parts, load, settled
from northline.records.kinds import kind as kind_named
from northline.records.marking import Marking, Viewer, decode
from northline.records.units import Micros

AUDIT = "audit"
"""Kind of a look at the chain itself; no record is of it."""

_AT_ONCE = 500
"""Entries that are asked for in one statement."""

_PEOPLE = "operation in ('look', 'account')"
_ENGINE = "instr(body, '\"engine\":{') > 0"
WHAT: dict[str, str] = {
    "look": f"operation = 'look' and kind <> '{AUDIT}'",
    "audit": f"operation = 'look' and kind = '{AUDIT}'",
    "decision": "operation = 'append' and kind = 'decision'",
    "engine": f"operation in ('append', 'advance') and {_ENGINE}",
    "append": f"operation in ('append', 'advance') and kind <> 'decision' and not {_ENGINE}",
    "mark": "operation = 'mark'",
    "erase": "operation = 'erase'",
    "hold": "operation = 'hold'",
    "lift": "operation = 'lift'",
    "compact": "operation = 'compact'",
    "backup": "operation = 'backup'",
    "restore": "operation = 'restore'",
    "open": "operation = 'open'",
    "account": "operation = 'account'",
}
"""What was done, as people name it -> the condition on ``chain``."""


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries are wanted; what is left empty matters not.

    Attributes:
        actor: part of the name of who did it, in any case.
        what: one of `WHAT`.
        kind: record kind concerned.
        agency: agency that looked, signed in or decided; of decisions the chain cannot tell which.
        purpose: declared purpose of a look or a sign-in.
        since: done then or later.
        until: done before then.
    """

    actor: str = ""
    what: str = ""
    kind: str = ""
    agency: str = ""
    purpose: str = ""
    since: Micros | None = None
    until: Micros | None = None


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """A record was marked anew: by which entry, when, and how."""

    seq: int
    at: Micros
    marking: Marking


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """A later record that corrects one: appended by which entry, when, and how it was marked."""

    seq: int
    at: Micros
    later: bytes
    marking: Marking
    marked: tuple[Marked, ...]


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    """A record was erased: by which entry, when, of which kind and append, under which rule."""

    seq: int
    at: Micros
    kind: str
    append: int
    place: int
    rule: str


class History(msgspec.Struct, frozen=True, kw_only=True):
    """What happened to one record since it was appended, oldest first."""

    marked: tuple[Marked, ...] = ()
    corrections: tuple[Correction, ...] = ()
    gone: Gone | None = None


class Review:
    """The chain of one ledger, for a review.  Whoever asks puts a look on the chain first."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def newest(self, sought: Sought, *, before: int | None = None, limit: int) -> list[chain.Entry]:
        """The newest entries that are wanted, from before an entry on."""
        conditions, values = _conditions(sought)
        with self._store.log.reading() as rows:
            return _select(rows, conditions, values, before=before, limit=limit)

    def withheld(self, entries: Sequence[chain.Entry], viewer: Viewer) -> set[int]:
        """Those of some entries that say anything of records that a viewer may not see."""
        return concerned.withheld(self._store, entries, viewer)

    def sees_all(self, viewer: Viewer) -> bool:
        """Whether a viewer may see every marking that a record of this ledger carries or carried."""
        return concerned.sees_all(self._store, viewer)

    def erased_openly(self, ids: Collection[bytes], viewer: Viewer) -> set[bytes]:
        """Those of these ids that were erased, and whose marking the viewer might have seen."""
        return concerned.erased_openly(self._store, ids, viewer)

    def corrected(self, ids: Iterable[bytes]) -> set[bytes]:
        """Those of these ids that a later record corrects; nobody is asked who may see it."""
        return concerned.corrected(self._store, ids)

    def held(self, name: str) -> list[bytes]:
        """Ids of the records that a hold of that name holds or held."""
        return concerned.held(self._store, name)

    def candidates(
        self,
        kinds: Sequence[str],
        record: bytes,
        at: int | None,
        append: int,
        *,
        by: str | None = None,
        **page: int | None,
    ) -> list[chain.Entry]:
        """The newest looks that may have had to do with a record.

        Args:
            kinds: kinds under which a look may have asked for it.
            record: its id.
            at: its time, or None where nobody can tell any more; then only looks count that
                name it.
            append: the entry that it came with.
            by: only looks under this name; None takes everybody's.
            page: ``before`` and ``limit``, as of `newest`.
        """
        named = "instr(body, ?) > 0"
        values: list[Value] = [record.hex()]
        if at is not None:
            slots = ",".join("?" * len(kinds))
            named = (
                f"({named} or kind in ({slots}, '') and exists ("
                "select 1 from json_each(body, '$.looks') l "
                "where (json_extract(l.value, '$.window[0]') is null or "
                "json_extract(l.value, '$.window[0]') <= ? "
                "and json_extract(l.value, '$.window[1]') > ?) "
                "and (json_extract(l.value, '$.ids') is null or json_extract(l.value, '$.ids_count') "
                "> json_array_length(l.value, '$.ids'))))"
            )
            values += [*kinds, at, at]
        # A watch of the picture goes on: it may have begun before the record came.
        conditions = [
            "operation = 'look'",
            "(seq > ? or instr(body, '\"begins\":true') > 0)",
            named,
        ]
        values = [append, *values]
        if by is not None:
            conditions, values = [*conditions, "actor = ?"], [*values, by]
        with self._store.log.reading() as rows:
            return _select(
                rows,
                conditions,
                values,
                before=page.get("before"),
                limit=page["limit"] or 1,
            )

    def entry(self, seq: int) -> chain.Entry | None:
        """The entry of that number, or None."""
        with self._store.log.reading() as rows:
            found = _select(rows, ["seq = ?"], [seq], before=None, limit=1)
        return found[0] if found else None

    def around(self, seq: int, count: int) -> list[chain.Entry]:
        """An entry with so many before and after it, in order."""
        with self._store.log.reading() as rows:
            found = _select(
                rows,
                ["seq >= ?"],
                [seq - count],
                before=seq + count + 1,
                limit=2 * count + 1,
            )
        return found[::-1]

    def naming(self, word: str, after: int, limit: int) -> list[chain.Entry]:
        """Looks after an entry that hold this word, in order."""
        with self._store.log.reading() as rows:
            return _entries(
                rows,
                "where operation = 'look' and seq > ? and instr(body, ?) > 0 order by seq limit ?",
                [after, word, limit],
            )

    def span(self, since: Micros | None, until: Micros | None) -> tuple[int, int]:
        """First and last entry of a time; (1, 0) where there is none.

        Clocks may go back: what lies between them belongs to the span whatever its time.
        """
        conditions, values = _conditions(Sought(since=since, until=until))
        where = f"where {' and '.join(conditions)}" if conditions else ""
        with self._store.log.reading() as rows:
            ((first, last),) = rows.run(f"select min(seq), max(seq) from chain {where}", *values)
        return (first, last) if first is not None else (1, 0)

    def keys(self) -> dict[bytes, bytes]:
        """Key id -> public key, as the ledger itself names them: its own word."""
        with self._store.log.reading() as rows:
            return dict(rows.run("select id, public from signers"))

    def times(self, seqs: Iterable[int]) -> dict[int, Micros]:
        """When each of these entries was committed."""
        wanted = sorted(set(seqs))
        found: dict[int, Micros] = {}
        with self._store.log.reading() as rows:
            for start in range(0, len(wanted), _AT_ONCE):
                some = wanted[start : start + _AT_ONCE]
                slots = ",".join("?" * len(some))
                found.update(rows.run(f"select seq, at from chain where seq in ({slots})", *some))
        return found

    def effective(self, ids: Iterable[bytes]) -> dict[bytes, Marking]:
        """How each of these records is marked today; nobody is asked who may see it."""
        wanted = set(ids)

        def look() -> dict[bytes, Marking]:
            with self._store.log.reading() as rows:
                found = effective(self._store, rows, wanted)
                return {id: marking for id, (_, marking) in found.items()}

        return settled(look)

    def whole(self, kind: str) -> pa.Table:
        """Every record of a kind with its ``_seq`` and ``_ord``; nobody is asked who may see it.

        For a proof only: what it says of a record is its id.
        """
        empty = kind_named(kind).schema.empty_table()
        for name in ("_seq", "_ord"):
            empty = empty.append_column(name, pa.array([], pa.int64()))

        def look() -> list[pa.Table]:
            with self._store.log.reading() as rows:
                return [
                    load(self._store, rows, kind, part).select(empty.column_names)
                    for part in live_parts(rows, kind)
                ]

        return pa.concat_tables([empty, *settled(look)], promote_options="permissive")

    def history(self, record: bytes) -> History:
        """What happened to a record; nobody is asked whether it may be told of."""
        with self._store.log.reading() as rows:
            corrections = [
                Correction(
                    seq=seq,
                    at=at,
                    later=later,
                    marking=decode(content),
                    marked=_marked(rows, later),
                )
                for seq, at, later, content in rows.run(
                    "select s.seq, c.at, s.later, m.content from superseded s "
                    "join chain c on c.seq = s.seq join markings m on m.id = s.marking "
                    "where s.id = ? order by s.seq",
                    record,
                )
            ]
            gone = rows.run(
                "select e.seq, c.at, e.kind, e.append, e.ord, e.rule from erased e "
                "join chain c on c.seq = e.seq where e.id = ?",
                record,
            )
            return History(
                marked=_marked(rows, record),
                corrections=tuple(corrections),
                gone=_gone(gone[0]) if gone else None,
            )


def _gone(values: tuple[int, Micros, str, int, int, str]) -> Gone:
    seq, at, kind, append, place, rule = values
    return Gone(seq=seq, at=at, kind=kind, append=append, place=place, rule=rule)


def _marked(rows: Rows, record: bytes) -> tuple[Marked, ...]:
    found = rows.run(
        "select r.seq, c.at, m.content from remarked r join chain c on c.seq = r.seq "
        "join markings m on m.id = r.marking where r.id = ? order by r.seq",
        record,
    )
    return tuple(Marked(seq=seq, at=at, marking=decode(content)) for seq, at, content in found)


def _conditions(sought: Sought) -> tuple[list[str], list[Value]]:
    """What is sought, as conditions on ``chain``; they may let through too much, never too little."""
    found: list[tuple[str, list[Value]]] = []
    if sought.actor:
        found.append(("instr(lower(actor), lower(?)) > 0", [sought.actor]))
    if sought.what:
        found.append((WHAT[sought.what], []))
    if sought.kind:
        word = msgspec.json.encode(sought.kind).decode()
        listed = "instr(',' || kind || ',', ?) > 0"
        found.append(
            (
                f"({listed} or kind = '' and instr(body, ?) > 0)",
                [f",{sought.kind},", word],
            )
        )
    if sought.agency:
        word = msgspec.json.encode(sought.agency).decode()
        looked = f"{_PEOPLE} and instr(body, ?) > 0"
        found.append((f"({looked} or {WHAT['decision']})", [f'"agency":{word}']))
    if sought.purpose:
        word = msgspec.json.encode(sought.purpose).decode()
        found.append((f"{_PEOPLE} and instr(body, ?) > 0", [f'"purpose":{word}']))
    if sought.since is not None:
        found.append(("at >= ?", [sought.since]))
    if sought.until is not None:
        found.append(("at < ?", [sought.until]))
    return [f"({each})" for each, _ in found], [value for _, some in found for value in some]


def _select(
    rows: Rows, conditions: list[str], values: list[Value], *, before: int | None, limit: int
) -> list[chain.Entry]:
    if before is not None:
        conditions, values = [*conditions, "seq < ?"], [*values, before]
    where = f"where {' and '.join(conditions)}" if conditions else ""
    return _entries(rows, f"{where} order by seq desc limit ?", [*values, limit])


def _entries(rows: Rows, rest: str, values: list[Value]) -> list[chain.Entry]:
    names = chain.Entry.__struct_fields__
    found = rows.run(f"select * from chain {rest}", *values)
    return [chain.Entry(**dict(zip(names, row, strict=True))) for row in found]
