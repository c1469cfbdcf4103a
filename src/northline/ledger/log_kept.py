"""A log that is only read: that of a backup, or of a ledger which one must not touch.

Opening a ledger's log writes to it (its mode, missing tables); what a signature covers, and what
may be damaged, is opened here instead.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from northline.ledger.log import Log, Rows, Value
from northline.records.errors import LedgerDamaged, LedgerError


class KeptLog:
    """An SQLite log, read only, for one thread."""

    def __init__(self, path: Path, *, still: bool) -> None:
        """Open it.

        Args:
            path: the file.
            still: whether nobody writes to it, as to a backup; then no lock is taken and
                nothing is written beside it, so that it may lie anywhere.

        Raises:
            LedgerDamaged: when it is no SQLite database, or not there.
        """
        self._path = path
        how = "mode=ro&immutable=1" if still else "mode=ro"
        with self._translated():
            address = f"file:{quote(str(path.absolute()))}?{how}"
            self._connection = sqlite3.connect(address, uri=True, isolation_level=None)

    @contextmanager
    def reading(self) -> Iterator[Rows]:
        """A snapshot: see `Log.reading`."""
        with self._translated():
            self._connection.execute("begin")
            try:
                yield _KeptRows(self._connection)
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("rollback")

    def writing(self) -> AbstractContextManager[Rows]:
        """Refused.

        Raises:
            LedgerError: always.
        """
        raise LedgerError(f"{self._path} is only read here")

    def forget(self) -> bool:
        """Nothing was deleted, so nothing is left of it."""
        return True

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise LedgerDamaged(
                f"{self._path} cannot be read as a ledger's log: {error}"
            ) from error


class _KeptRows:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def run(self, sql: str, *values: Value) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, values).fetchall()

    def run_many(self, sql: str, rows: Sequence[Sequence[Value]]) -> None:
        self._connection.executemany(sql, rows)


_: type[Log] = KeptLog
