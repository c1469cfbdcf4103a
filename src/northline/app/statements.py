"""What several records state of one thing: field by field the newest, marked as all that is used."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import numpy as np
import pyarrow as pa

from northline.geo.distance import distance
from northline.records.marking import Marking, join

if TYPE_CHECKING:
    from northline.app.opened import Opened
    from northline.app.sensors import Near

Placed = TypeVar("Placed", bound=msgspec.Struct)
"""A thing with ``identity``, ``lon``, ``lat`` and ``distance``."""


class Statements:
    """Records that state something of things, each by its identity.

    Attributes:
        rows: the records, the oldest statement first, with their place as ``row``.
        last: identity -> row of its newest record.
        said: identity -> what was taken of it.
    """

    def __init__(self, rows: pa.Table) -> None:
        """Of a table with ``identity``, ``at``, ``received``, ``id`` and ``marking``."""
        order = [("at", "ascending"), ("received", "ascending"), ("id", "ascending")]
        rows = rows.sort_by(order)
        self.rows = rows.append_column("row", pa.array(range(rows.num_rows), pa.int64()))
        self.last = self.newest(None)
        self.said: dict[str, dict[str, Any]] = {name: {} for name in self.last}
        self._used: dict[str, set[int]] = {name: {row} for name, row in self.last.items()}

    def newest(self, there: Any) -> dict[str, int]:
        """Identity -> row of its newest record of those that are there."""
        chosen = self.rows.select(["identity", "row"])
        if there is not None:
            chosen = chosen.filter(there)
        found = chosen.group_by("identity", use_threads=False).aggregate([("row", "max")])
        names, places = found.column("identity"), found.column("row_max")
        return dict(zip(names.to_pylist(), places.to_pylist(), strict=True))

    def take(self, fields: Iterable[str], there: Any) -> dict[str, int]:
        """Take fields of the newest records of those that are there; `newest` of these."""
        chosen = self.newest(there)
        places = pa.array(list(chosen.values()), pa.int64())
        picked = self.rows.select(list(fields)).take(places).to_pylist()
        for name, values in zip(chosen, picked, strict=True):
            self.said[name] |= values
        self.use(chosen)
        return chosen

    def use(self, chosen: dict[str, int]) -> None:
        """Rest on these records, too."""
        for name, row in chosen.items():
            self._used[name].add(row)

    def markings(self, node: "Opened") -> dict[str, Marking | None]:
        """Identity -> the join of the markings of the records that are used of it."""
        every = sorted(set().union(*self._used.values()))
        picked = self.rows.select(["id", "marking"]).take(pa.array(every, pa.int64()))
        ids, stored = picked.column("id").to_pylist(), picked.column("marking").to_pylist()
        now = node.ledger.markings_now(dict(zip(ids, stored, strict=True)))
        of_row = dict(zip(every, (now.get(id) for id in ids), strict=True))
        found: dict[str, Marking | None] = {}
        for name, places in self._used.items():
            several = [of_row[place] for place in places]
            known = [each for each in several if each is not None]
            found[name] = join(known) if known and len(known) == len(several) else None
        return found


def within(found: Sequence[Placed], around: "Near") -> list[Placed]:
    """Those in a circle, the nearest first, with their distance; those without a place are left out."""
    placed: list[Any] = [each for each in found if getattr(each, "lon", None) is not None]
    if not placed:
        return []
    lon, lat = (np.array([getattr(e, name) for e in placed], np.float64) for name in ("lon", "lat"))
    away = distance(lon, lat, around.lon, around.lat)
    measured = [
        msgspec.structs.replace(each, distance=round(float(metres), 1))
        for each, metres in zip(placed, away, strict=True)
        if metres <= around.metres
    ]
    return sorted(measured, key=lambda each: (each.distance, each.identity))
