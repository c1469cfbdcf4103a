"""Whether a record may be erased: minimum, hold, and who owns it (LAW.md rule 2).

How long a kind is kept, its declaration says.  A node may keep it shorter (`Schedule`), never
below the declared minimum, nor beyond the declared maximum.  A hold beats both.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

from northline.ledger.log import Rows
from northline.ledger.visibility import text_of
from northline.records.errors import BelowMinimum
from northline.records.kinds import kind as kind_named
from northline.records.marking import MarkingId, decode
from northline.records.record import Days, Keep
from northline.records.units import Micros

DAY = 86_400_000_000
"""Microseconds in a day."""

Schedule = Mapping[str, Keep]
"""Kind -> how long it is kept, for those kinds that are not kept as their declaration says."""

DECLARED: Schedule = MappingProxyType({})
"""Every kind as its declaration says."""


def check(rows: Rows, kind: str, table: pa.Table, now: Micros) -> None:
    """Refuse the erasure of any row that must still be kept.

    Args:
        rows: an open transaction.
        kind: kind of the rows.
        table: the rows, with ``id``, ``received`` and ``marking``.
        now: the present.

    Raises:
        BelowMinimum: naming the rule; nothing is erased then.
    """
    held = {bytes(r[0]) for r in rows.run("select id from holds where lifted is null")}
    under = [i for i in table.column("id").to_pylist() if i in held]
    if under:
        raise BelowMinimum(
            f"{len(under)} of these {kind} records are under a legal hold; "
            "a hold beats every schedule. Lift the hold first, with its reason."
        )
    for age_from, days in _aged(rows, kind, table):
        minimum = days.minimum
        if max(0, now - age_from) < minimum * DAY:
            raise BelowMinimum(
                f"{kind} records are kept at least {minimum} days; "
                f"one of these was received {(now - age_from) // DAY} days ago. Nothing was erased."
            )


def due(
    rows: Rows, kind: str, table: pa.Table, now: Micros, schedule: Schedule = DECLARED
) -> list[bytes]:
    """Ids of rows past their maximum and under no hold: what a schedule would erase.

    Args:
        rows: an open transaction.
        kind: kind of the rows.
        table: the rows, with ``id``, ``received`` and ``marking``.
        now: the present.
        schedule: how long kinds are kept.
    """
    held = {bytes(r[0]) for r in rows.run("select id from holds where lifted is null")}
    received, marked = table.column("received").cast(pa.int64()), table.column("marking")
    past: list[bytes] = []
    # Most rows are young: they are passed over in columns, marking by marking.
    for marking in pc.unique(marked).to_pylist():
        days = bounds(kind, _owners(rows, marking), schedule)
        if days.maximum is not None:
            old = pc.less(received, now - days.maximum * DAY)
            here = pc.equal(marked, pa.scalar(marking, marked.type))
            past += table.column("id").filter(pc.and_(old, here)).to_pylist()
    return [record for record in past if record not in held]


def bounds(kind: str, owners: tuple[str, ...], schedule: Schedule = DECLARED) -> Days:
    """How long a record with these owners is kept: as the schedule says, within the law.

    Args:
        kind: its kind.
        owners: its owner agencies.
        schedule: how long kinds are kept.
    """
    law = kind_named(kind).keep.of(owners)
    if kind not in schedule:
        return law
    ends = [end for end in (schedule[kind].of(owners).maximum, law.maximum) if end is not None]
    return Days(law.minimum, max(law.minimum, min(ends)) if ends else None)


def hold(rows: Rows, name: str, ids: Iterable[bytes], reason: str, seq: int) -> None:
    """Put records under a legal hold, those too that it held before and was lifted from."""
    rows.run_many(
        "insert into holds values (?,?,?,?,null) on conflict (name, id) do update set "
        "reason = excluded.reason, seq = excluded.seq, lifted = null",
        [(name, i, reason, seq) for i in ids],
    )


def lift(rows: Rows, name: str, seq: int) -> int:
    """Lift a hold; how many records it held."""
    count: int = rows.run("select count(*) from holds where name = ? and lifted is null", name)[0][
        0
    ]
    rows.run("update holds set lifted = ? where name = ? and lifted is null", seq, name)
    return count


def _aged(rows: Rows, kind: str, table: pa.Table) -> Iterator[tuple[int, Days]]:
    """For each row when it was received, and how long its owners' law has it kept."""
    days: dict[int, Days] = {}
    received = table.column("received").cast(pa.int64()).to_pylist()
    for since, marking in zip(received, table.column("marking").to_pylist(), strict=True):
        if marking not in days:
            days[marking] = kind_named(kind).keep.of(_owners(rows, marking))
        yield since, days[marking]


def _owners(rows: Rows, marking: int) -> tuple[str, ...]:
    found: Sequence[tuple[str]] = rows.run(
        "select content from markings where id = ?", text_of(MarkingId(marking))
    )
    return decode(found[0][0]).owners if found else ()
