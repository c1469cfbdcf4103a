"""Planning a read: what this viewer may see, and where it lies."""

from collections.abc import Iterable, Sequence

from northline.ledger import chain, visibility
from northline.ledger.log import Rows
from northline.ledger.plan import ScanPlan
from northline.ledger.store import PART_COLUMNS, Store, part_of
from northline.records.errors import UnknownName, UsageError
from northline.records.kinds import kind as kind_named
from northline.records.marking import Viewer
from northline.records.marking import visibility as rule_for
from northline.records.units import Micros

_RESOLUTION = 9
_FIRST, _LAST = -(2**62), 2**62
_ALL_TIME = (_FIRST, _LAST)
_FEW_IDS = 500


def plan(
    store: Store,
    ledger: str,
    kind: str,
    viewer: Viewer,
    *,
    window: tuple[Micros, Micros] | None = None,
    cells: Iterable[int] | None = None,
    ids: Iterable[bytes] | None = None,
    columns: Sequence[str] | None = None,
    after: int = 0,
    as_of: int | None = None,
    ordered: bool = False,
    limit: int | None = None,
) -> ScanPlan:
    """Make a plan.  See `Ledger.plan`.

    Raises:
        UnknownName: for a kind or column there is not.
        UsageError: for a limit below 0, or an entry that the ledger has not come to.
    """
    names = kind_named(kind).schema.names
    unknown = [name for name in columns or () if name not in names]
    if unknown:
        raise UnknownName(f"{kind} has no column {', '.join(unknown)}; it has {', '.join(names)}")
    if limit is not None and limit < 0:
        raise UsageError(f"limit={limit}: at most so many rows, so 0 or more")
    now = store.clock()
    only = None if ids is None else tuple(sorted(set(ids)))
    with store.log.reading() as rows:
        newest = chain.head(rows)[0]
        if as_of is not None and as_of > newest:
            raise UsageError(f"the ledger stands at entry {newest}; as_of {as_of} has not happened")
        upto = newest if as_of is None else as_of
        markings = visibility.visible_markings(rows, rule_for(viewer, now))
        granted, denied = _marked_anew(rows, kind, markings)
        denied |= _superseded(rows, kind, upto, markings, only)
        since, until = (max(_FIRST, min(_LAST, instant)) for instant in window or _ALL_TIME)
        found = rows.run(
            f"select {PART_COLUMNS}, markings from parts where kind = ? and retired is null "
            "and since < ? and until >= ? and first <= ? and last > ? order by first, part",
            kind,
            until,
            since,
            upto,
            after,
        )
    shown = {f'"{visibility.text_of(m)}"' for m in markings}  # type: ignore[arg-type]
    parts = tuple(
        part_of(values[:-1])
        for values in found
        if granted or not shown.isdisjoint(values[-1].strip("[]").split(", "))
    )
    return ScanPlan(
        ledger=ledger,
        kind=kind,
        viewer=viewer,
        made=now,
        parts=parts,
        markings=tuple(sorted(markings)),
        granted=tuple(sorted(granted - denied)),
        denied=tuple(sorted(denied)),
        window=(Micros(since), Micros(until)) if window else None,
        cells=None if cells is None else _ranges(cells),
        ids=only,
        columns=None if columns is None else tuple(columns),
        after=after,
        as_of=upto,
        ordered=ordered,
        limit=limit,
    )


def _marked_anew(rows: Rows, kind: str, visible: frozenset[int]) -> tuple[set[bytes], set[bytes]]:
    """Ids whose owner marked them anew: those now shown, and those now hidden.

    The newest marking counts, also for a read of the past: rights are those of today.
    """
    granted: set[bytes] = set()
    denied: set[bytes] = set()
    newest = rows.run(
        "select r.id, r.marking from remarked r where r.kind = ? and r.seq = "
        "(select max(s.seq) from remarked s where s.id = r.id)",
        kind,
    )
    for record, marking in newest:
        (granted if int(marking, 16) in visible else denied).add(record)
    return granted, denied


def _superseded(
    rows: Rows, kind: str, upto: int, visible: frozenset[int], only: tuple[bytes, ...] | None
) -> set[bytes]:
    """Ids of records that a later one corrects, as far as the past asked for knew it.

    A correction hides what it corrects only from those who may see the correction, as it is
    marked today.
    """
    asked = only if only is not None and len(only) <= _FEW_IDS else ()
    among = f"and s.id in ({','.join('?' * len(asked))})" if asked else ""
    found = rows.run(
        "select s.id, coalesce((select r.marking from remarked r where r.id = s.later "
        "order by r.seq desc limit 1), s.marking) "
        f"from superseded s where s.kind = ? and s.seq <= ? {among}",
        kind,
        upto,
        *asked,
    )
    return {record for record, marking in found if int(marking, 16) in visible}


def _ranges(cells: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """The ranges of these cells, those that touch or lie within one another made one."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted({cell_range(cell) for cell in cells}):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return tuple(merged)


def cell_range(cell: int) -> tuple[int, int]:
    """The resolution-9 cells inside an H3 cell of resolution 9 or coarser, as a closed range.

    An H3 index holds its digits from coarse to fine, so descendants are consecutive
    (https://h3geo.org/docs/core-library/h3Indexing).

    Raises:
        UnknownName: for a cell finer than resolution 9.
    """
    resolution = (cell >> 52) & 0xF
    if resolution > _RESOLUTION:
        raise UnknownName(
            f"cell {cell:x} has resolution {resolution}; records are placed at {_RESOLUTION}"
        )
    low = (cell & ~(0xF << 52)) | (_RESOLUTION << 52)
    high = low
    for digit in range(resolution + 1, _RESOLUTION + 1):
        shift = 3 * (15 - digit)
        low &= ~(7 << shift)
        high = (high & ~(7 << shift)) | (6 << shift)
    return low, high
