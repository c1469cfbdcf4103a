"""Planning a read: what this viewer may see, and where it lies."""

from collections.abc import Iterable, Sequence

from northline.ledger import chain, visibility
from northline.ledger.log import Rows
from northline.ledger.plan import ScanPlan
from northline.ledger.store import PART_COLUMNS, Store, part_of
from northline.records.errors import UnknownName
from northline.records.kinds import kind as kind_named
from northline.records.marking import Viewer
from northline.records.marking import visibility as rule_for
from northline.records.units import Micros

_RESOLUTION = 9
_ALL_TIME = (-(2**62), 2**62)


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
    """Make a plan.  See `Ledger.plan`."""
    names = kind_named(kind).schema.names
    unknown = [name for name in columns or () if name not in names]
    if unknown:
        raise UnknownName(f"{kind} has no column {', '.join(unknown)}; it has {', '.join(names)}")
    now = store.clock()
    with store.log.reading() as rows:
        newest = chain.head(rows)[0]
        upto = newest if as_of is None else min(as_of, newest)
        markings = visibility.visible_markings(rows, rule_for(viewer, now))
        granted, denied = _marked_anew(rows, kind, markings)
        denied |= _superseded(rows, kind, upto, markings)
        since, until = window or _ALL_TIME
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
        window=window,
        cells=None if cells is None else tuple(sorted({cell_range(cell) for cell in cells})),
        ids=None if ids is None else tuple(sorted(set(ids))),
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


def _superseded(rows: Rows, kind: str, upto: int, visible: frozenset[int]) -> set[bytes]:
    """Ids of records that a later one corrects, as far as the past asked for knew it.

    A correction hides what it corrects only from those who may see the correction.
    """
    found = rows.run(
        "select s.id, s.marking from superseded s where s.kind = ? and s.seq <= ?", kind, upto
    )
    return {record for record, marking in found if int(marking, 16) in visible}


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
