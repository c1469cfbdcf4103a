"""Track points thinned: of each track the newest, or the last in each interval."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

LONGEST = 3600.0
"""Seconds between two points of a track, at most."""

SECOND = 1_000_000


def newest_of_each(table: pa.Table) -> pa.Table:
    """Of each track the row with the latest instant, of equal ones the last; in the order given.

    Args:
        table: rows with ``track`` and ``at``, in commit order.
    """
    if not table.num_rows:
        return table
    code, at = codes(table.column("track")), table.column("at").cast(pa.int64()).to_numpy()
    order = np.lexsort((at, code))
    return table.take(pa.array(np.sort(order[last_of_runs(code[order])])))


class Points:
    """Track points as they are read, thinned whenever they grow too many.

    Attributes:
        every: seconds between two points of a track, at least, as far as one had to go.
        held: how many are held.
    """

    def __init__(self, nothing: pa.Table, since: int, every: float, most: int) -> None:
        """Begin with none.

        Args:
            nothing: a table without rows, with ``track``, ``at`` and what else is kept.
            since: beginning of the window, us.
            every: seconds between two points that are asked for.
            most: points that are kept, at most, unless ``every`` would exceed `LONGEST`.
        """
        self.every = every
        self._since, self._most = since, most
        self._held, self.held = [nothing], 0

    def take(self, batch: pa.RecordBatch) -> None:
        """Take some more."""
        self._held.append(pa.table(batch))
        self.held += batch.num_rows
        if self.held > 4 * self._most:
            self.kept()

    def kept(self) -> pa.Table:
        """Those that are kept, by track and time."""
        table = pa.concat_tables(self._held)
        table = table.take(pa.array(self._places(table)))
        self._held, self.held = [table], table.num_rows
        return table

    def _places(self, table: pa.Table) -> NDArray[np.int64]:
        at = table.column("at").cast(pa.int64()).to_numpy() - self._since
        code = codes(table.column("track"))
        order = np.lexsort((at, code))
        while True:
            # Doubled, an interval holds whole ones of before: what was left out once stays so.
            step = int(self.every * SECOND)
            slot = at[order] // step if step else np.arange(len(order))
            last = last_of_runs(code[order], slot)
            if last.sum() <= self._most or self.every >= LONGEST:
                found: NDArray[np.int64] = order[last]
                return found
            self.every = 2 * self.every if step else 1.0


def codes(column: pa.ChunkedArray) -> NDArray[np.int64]:
    """A number for each value of a column of ids, equal for equal ones; (n,)."""
    coded = column.cast(pa.binary()).combine_chunks().dictionary_encode()
    found: NDArray[np.int64] = coded.indices.to_numpy().astype(np.int64)
    return found


def last_of_runs(*columns: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which rows are the last of a run of rows with equal values in every column; (n,)."""
    last = np.ones(len(columns[0]), bool)
    last[:-1] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    return last
