"""Rows of one kind on their way into columns: what every format for volume fills.

A row is a tuple in the order of the columns that the format names; what is the same in every
row (source, marking, received) and the H3 cell are added once per batch.  The result equals
`northline.records.schema.Kind.to_batch` of the same records; a test holds them together.
"""

from typing import Any

import numpy as np
import pyarrow as pa

from northline.geo.cells import cells
from northline.records.protocols import Context
from northline.records.record import Record
from northline.records.schema import kind_of
from northline.records.units import Micros


class Rows:
    """Rows of one kind, from one stream.

    Attributes:
        rows: rows since the last `take`, each as long as ``columns``.
    """

    def __init__(self, record: type[Record], context: Context, columns: tuple[str, ...]) -> None:
        self.rows: list[tuple[Any, ...]] = []
        self._kind = kind_of(record)
        self._columns = columns
        self._same = {"source": context.source, "marking": context.marking}

    def take(self, received: Micros) -> pa.RecordBatch | None:
        """Return these rows as a batch, or None without any, and begin anew."""
        if not self.rows:
            return None
        length = len(self.rows)
        values = dict(zip(self._columns, zip(*self.rows, strict=True), strict=True))
        same: dict[str, Any] = {**self._same, "received": received}
        columns = []
        for field in self._kind.fields:
            if field.name in values:
                columns.append(pa.array(values[field.name], field.type))
            elif field.name in same:
                columns.append(pa.repeat(pa.scalar(same[field.name], field.type), length))
            elif field.name == "cell" and "lon" in values:
                columns.append(_cells(values["lon"], values["lat"]))
            else:
                columns.append(pa.nulls(length, field.type))
        self.rows = []
        return pa.RecordBatch.from_arrays(columns, schema=self._kind.schema)


def _cells(lon: tuple[float | None, ...], lat: tuple[float | None, ...]) -> pa.Array:
    found = cells(np.array(lon, np.float64), np.array(lat, np.float64))
    return pa.array(found, pa.uint64(), mask=found == 0)
