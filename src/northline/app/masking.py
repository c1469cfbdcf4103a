"""Masks at ingest: of a detection in a mask in force nothing is kept (LAW.md rule 7).

The one place through which records of feeds go on their way into a ledger.  What a mask covers
stands in `northline.records.mask`; in short, of plots and of positions of persons:

- place in the polygon or on its edge, and seen by the mask's sensor where it names one;
- else, of plots of the mask's sensor: direction in the masked sector, where they have no place or
  the mask has no polygon.

In force is a mask at the time of the detection.  What is masked is counted, and nothing else of it
is told to anybody.  Masks are read anew when the ledger has new ones; other processes put them
there.
"""

import threading
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from northline.records.kinds import kind as kind_named
from northline.records.mask import Mask
from northline.records.plot import Plot
from northline.records.position import Craft, Position

if TYPE_CHECKING:
    from shapely import STRtree

    from northline.app.opened import Opened
    from northline.ledger import Ledger

Batches = list[tuple[str, pa.RecordBatch]]
"""Kind and rows."""

Flags = NDArray[np.bool_]
Numbers = NDArray[np.float64]

FOREVER = 2**62


def masked(node: "Opened", batches: Sequence[tuple[str, pa.RecordBatch]]) -> "Kept":
    """What of these records may be kept, and how many may not.

    Args:
        node: where they go.
        batches: kind and rows, as a feed gave them.
    """
    if not any(kind == Plot.kind or _has_person(kind, rows) for kind, rows in batches):
        return Kept(list(batches), Counter())
    return _masks_of(node).keep(batches)


def _has_person(kind: str, rows: pa.RecordBatch) -> bool:
    """Whether these are positions, and one of them is of a person."""
    if kind != Position.kind:
        return False
    return bool(pc.any(pc.equal(rows.column("craft"), Craft.PERSON.value)).as_py())


class Kept(NamedTuple):
    """What the masks left.

    Attributes:
        batches: kind and rows that are kept; a kind of which nothing is left is not there.
        masked: kind -> rows that are not.
    """

    batches: Batches
    masked: "Counter[str]"


class Masks:
    """Masks of which each is the newest of its identity."""

    def __init__(self, masks: Sequence[Mask]) -> None:
        """Take masks, in the order in which they were appended."""
        newest: dict[str, Mask] = {}
        for mask in masks:
            before = newest.get(mask.identity)
            if before is None or mask.at >= before.at:
                newest[mask.identity] = mask
        self._areas = [mask for mask in newest.values() if mask.lons]
        self._sectors = [mask for mask in newest.values() if mask.bearing_from is not None]
        self._tree: STRtree | None = None

    def keep(self, batches: Sequence[tuple[str, pa.RecordBatch]]) -> Kept:
        """What may be kept of these, and how many may not."""
        kept: Batches = []
        counted: Counter[str] = Counter()
        for kind, batch in batches:
            left = self._left(kind, batch)
            if left.num_rows < batch.num_rows:
                counted[kind] += batch.num_rows - left.num_rows
            if left.num_rows:
                kept.append((kind, left))
        return Kept(kept, counted)

    def _left(self, kind: str, batch: pa.RecordBatch) -> pa.RecordBatch:
        if not (self._areas or self._sectors) or kind not in {Plot.kind, Position.kind}:
            return batch
        rows = np.arange(batch.num_rows)
        if kind == Position.kind:
            person = pc.equal(batch.column("craft"), Craft.PERSON.value)
            rows = np.flatnonzero(person.to_numpy(zero_copy_only=False))
            if not len(rows):
                return batch
        hidden = np.zeros(batch.num_rows, np.bool_)
        seen = batch.take(pa.array(rows))
        hidden[rows] = self.hides(seen, plots=kind == Plot.kind)
        return batch if not hidden.any() else batch.filter(pa.array(~hidden))

    def hides(self, seen: pa.RecordBatch, *, plots: bool) -> Flags:
        """Which of these rows are masked.

        Args:
            seen: rows of ``plot``, or of ``position`` of persons.
            plots: whether they are plots.
        """
        at = seen.column("at").cast(pa.int64()).to_numpy()
        lon, lat = (_numbers(seen, name) for name in ("lon", "lat"))
        placed = ~(np.isnan(lon) | np.isnan(lat))
        sensors = seen.column("sensor") if plots else pa.nulls(seen.num_rows, pa.string())
        hidden = np.zeros(seen.num_rows, np.bool_)
        rows = np.flatnonzero(placed)
        for row, place in self._inside(lon[rows], lat[rows]):
            mask, where = self._areas[place], rows[row]
            if _in_force(mask, at[where]) and mask.sensor in {None, sensors[where].as_py()}:
                hidden[where] = True
        if plots:
            azimuth = _numbers(seen, "azimuth")
            for mask in self._sectors:
                own = pc.fill_null(pc.equal(sensors, mask.sensor), fill_value=False)
                own = own.to_numpy(zero_copy_only=False) & within(azimuth, mask)
                if mask.lons:
                    own &= ~placed
                hidden |= own & _in_force(mask, at)
        return hidden

    def _inside(self, lon: Numbers, lat: Numbers) -> list[tuple[int, int]]:
        """Pairs of a point and an area that it lies in or on the edge of."""
        if not self._areas or not len(lon):
            return []
        import shapely  # takes a while to load, and most nodes have no masks

        if self._tree is None:
            self._tree = shapely.STRtree(
                [shapely.Polygon(np.column_stack((e.lons, e.lats))) for e in self._areas]
            )
        points, areas = self._tree.query(shapely.points(lon, lat), predicate="intersects")
        return list(zip(points.tolist(), areas.tolist(), strict=True))


def within(azimuth: Numbers, mask: Mask) -> Flags:
    """Whether directions lie in a mask's sector, its ends included; not where there is none."""
    begin, end = float(mask.bearing_from or 0.0), float(mask.bearing_to or 0.0)
    width = (end - begin) % 360.0 or 360.0
    inside: Flags = np.mod(azimuth - begin, 360.0) <= width
    return inside


def _in_force(mask: Mask, at: Any) -> Any:
    since = -FOREVER if mask.since is None else mask.since
    until = FOREVER if mask.until is None else mask.until
    return (at >= since) & (at < until)


def _numbers(batch: pa.RecordBatch, name: str) -> Numbers:
    """A column as numbers, NaN where it is null."""
    found: Numbers = batch.column(name).to_numpy(zero_copy_only=False).astype(np.float64)
    return found


class _Watched:
    """The masks of one ledger, read anew when there are others."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._seq = 0
        self._any = self._stale = False
        self._masks = Masks(())

    def now(self, node: "Opened") -> Masks:
        """The masks that stand in the ledger now."""
        ledger = node.ledger
        with self._turn:
            head = ledger.content_head()
            if head > self._seq:
                if ledger.changes([Mask.kind], self._seq, limit=1):
                    self._any, self._stale = True, True
                if self._any and (self._stale or ledger.rights_changed(self._seq)):
                    self._masks, self._stale = Masks(_read(node)), False
                self._seq = head
            return self._masks


_watched: "WeakKeyDictionary[Ledger, _Watched]" = WeakKeyDictionary()
_turn = threading.Lock()


def _masks_of(node: "Opened") -> Masks:
    with _turn:
        watched = _watched.setdefault(node.ledger, _Watched())
    return watched.now(node)


def _read(node: "Opened") -> list[Mask]:
    """Every mask that the services of the node may see, in the order of the chain."""
    plan = node.ledger.plan(Mask.kind, node.service_viewer("masks"))
    table = node.ledger.read(plan).read_all()
    return [each for each in kind_named(Mask.kind).from_batch(table) if isinstance(each, Mask)]
