"""A scan plan: which parts to read and which of their rows to show.  Plain data.

A plan can be sent elsewhere and read there: it is the seam between one machine and many.  It
already holds the answer to who may see what, so it is made for one viewer at one instant, and
`northline.ledger.Ledger.read` refuses it once its rights may have changed.
"""

import msgspec

from northline.records.marking import Viewer
from northline.records.units import Micros

GOOD_FOR = 60_000_000
"""How long a plan may be read after it was made, in microseconds."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the ledger: a segment, or a small batch kept in the log itself.

    Attributes:
        part: its number in the manifest.
        version: version of the kind it was written under.
        rows: rows in it.
        first: lowest append in it.
        last: highest append in it.
        own_order: whether it has the columns ``_seq`` and ``_ord``; otherwise it is one
            append in its first order.
        file: name of its segment, or None when it is kept in the log.
    """

    part: int
    version: int
    rows: int
    first: int
    last: int
    own_order: bool
    file: str | None


class ScanPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What to read for one viewer.

    Attributes:
        ledger: id of the ledger.
        kind: record kind.
        viewer: for whom.
        made: when; see `GOOD_FOR`.
        parts: where to look.
        markings: markings whose rows may be shown.
        granted: ids shown whatever their marking (marked anew by their owner).
        denied: ids hidden whatever their marking: marked anew, or superseded.
        window: from (inclusive) and until (exclusive), or None.
        cells: ranges of resolution-9 cells, both ends included, or None for all.
        ids: only these ids, or None for all.
        columns: columns to return, or None for all.
        after: only appends after this one.
        as_of: only appends up to this one.
        ordered: whether to return rows in commit order, with ``_seq`` and ``_ord``.
        limit: at most so many rows, newest first unless ``ordered``; or None.
    """

    ledger: str
    kind: str
    viewer: Viewer
    made: Micros
    parts: tuple[Part, ...]
    markings: tuple[int, ...]
    granted: tuple[bytes, ...] = ()
    denied: tuple[bytes, ...] = ()
    window: tuple[Micros, Micros] | None = None
    cells: tuple[tuple[int, int], ...] | None = None
    ids: tuple[bytes, ...] | None = None
    columns: tuple[str, ...] | None = None
    after: int = 0
    as_of: int
    ordered: bool = False
    limit: int | None = None

    @property
    def request(self) -> dict[str, object]:
        """What was asked for, as the audit keeps it: no ids of what may not be shown."""
        asked: dict[str, object] = {"as_of": self.as_of, "after": self.after}
        if self.window:
            asked["window"] = list(self.window)
        if self.cells is not None:
            asked["cells"] = [f"{low:015x}-{high:015x}" for low, high in self.cells[:100]]
            asked["cells_count"] = len(self.cells)
        if self.ids is not None:
            asked["ids"] = [i.hex() for i in self.ids[:100]]
            asked["ids_count"] = len(self.ids)
        if self.columns is not None:
            asked["columns"] = list(self.columns)
        if self.limit is not None:
            asked["limit"] = self.limit
        return asked
