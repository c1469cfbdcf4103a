"""The embedded log: one SQLite file in WAL mode, shared by many processes, nothing to set up.

``synchronous=FULL`` makes a commit durable before it is acknowledged; ``secure_delete``
overwrites what is deleted.  A network file system is refused, because SQLite's locks do not
hold there (https://sqlite.org/wal.html, section 1).
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from northline.ledger.log import TABLES, Log, Rows, Value
from northline.records.errors import LedgerDamaged, LedgerError, LedgerFull

BUSY_MS = 60_000
"""How long a writer waits for another one, in milliseconds."""

_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "afs", "9p"})


class SqliteLog:
    """A log in one SQLite file.  Each thread has a connection of its own."""

    def __init__(self, path: Path) -> None:
        """Open or create the file.

        Raises:
            LedgerError: when it lies on a network file system.
            LedgerDamaged: when it is no SQLite database.
        """
        system = _file_system(path.parent)
        if system in _NETWORK:
            raise LedgerError(
                f"{path.parent} lies on {system}, where SQLite's locks do not hold; "
                "put the ledger on a local disk"
            )
        self._path = path
        self._local = threading.local()
        self._all: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        with self.writing() as rows:
            for statement in TABLES:
                rows.run(statement)

    @contextmanager
    def reading(self) -> Iterator[Rows]:
        """A snapshot: see `Log.reading`."""
        with self._transaction("begin") as rows:
            yield rows

    @contextmanager
    def writing(self) -> Iterator[Rows]:
        """The only writer: see `Log.writing`."""
        with self._transaction("begin immediate") as rows:
            yield rows

    def forget(self) -> None:
        """Empty the write-ahead log, so that what was deleted stands nowhere any more."""
        with _translated(self._path):
            self._connection().execute("pragma wal_checkpoint(truncate)")

    def close(self) -> None:
        """Close every connection of this process."""
        with self._guard:
            for connection in self._all:
                connection.close()
            self._all.clear()
        self._local = threading.local()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self._path,
                timeout=BUSY_MS / 1000,
                isolation_level=None,
                check_same_thread=False,
            )
            for pragma in (
                "journal_mode=wal",
                "synchronous=full",
                "secure_delete=on",
                "foreign_keys=on",
                "cache_size=-16384",
            ):
                connection.execute(f"pragma {pragma}")
            self._local.connection = connection
            with self._guard:
                self._all.append(connection)
        return connection

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Rows]:
        with _translated(self._path):
            connection = self._connection()
            connection.execute(begin)
            try:
                yield _SqliteRows(connection)
            except BaseException:
                if connection.in_transaction:
                    connection.execute("rollback")
                raise
            try:
                connection.execute("commit")
            except sqlite3.Error:
                if connection.in_transaction:
                    connection.execute("rollback")
                raise


class _SqliteRows:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def run(self, sql: str, *values: Value) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, values).fetchall()

    def run_many(self, sql: str, rows: Sequence[Sequence[Value]]) -> None:
        self._connection.executemany(sql, rows)


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """SQLite's own errors as ours, with what to do about them."""
    try:
        yield
    except sqlite3.OperationalError as error:
        text = str(error)
        if "full" in text or "disk I/O error" in text:
            raise LedgerFull(
                f"no space left for {path} ({text}); nothing of this batch was kept. "
                "Make room and try again."
            ) from error
        if "locked" in text or "busy" in text:
            raise LedgerError(
                f"{path} stayed locked for {BUSY_MS // 1000} s; is a process hanging in a write?"
            ) from error
        raise LedgerError(f"{path}: {text}") from error
    except sqlite3.DatabaseError as error:
        raise LedgerDamaged(
            f"{path} is no healthy ledger: {error}; "
            "run `northline verify`, or restore it from a backup"
        ) from error


def _file_system(folder: Path) -> str:
    """Type of the file system a folder lies on, as Linux names it; empty where unknown."""
    mounts = Path("/proc/mounts")
    if not mounts.is_file():
        return ""
    best, kind = "", ""
    resolved = str(folder.resolve())
    for line in mounts.read_text(errors="replace").splitlines():
        words = line.split()
        point = words[1].replace("\\040", " ")
        inside = resolved == point or resolved.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, words[2]
    return kind


_: type[Log] = SqliteLog
