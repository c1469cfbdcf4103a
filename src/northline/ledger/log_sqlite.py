"""The embedded log: one SQLite file in WAL mode, shared by many processes, nothing to set up.

``synchronous=FULL`` makes a commit durable before it is acknowledged; ``secure_delete``
overwrites what is deleted.  A network file system is refused, because SQLite's locks do not
hold there (https://sqlite.org/wal.html, section 1).
"""

import os
import re
import sqlite3
import threading
import time
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from northline.ledger.log import LAYOUT, TABLES, Log, Rows, Value
from northline.records.errors import LedgerDamaged, LedgerError, LedgerFull

BUSY_MS = 60_000
"""How long a writer waits for another one, in milliseconds."""

ASK_AGAIN = 0.001
"""Seconds between two attempts to write while another process does."""

FORGET_MS = 2_000
"""How long `SqliteLog.forget` waits for readers, in milliseconds: writers wait behind it."""

_NETWORK = frozenset(
    "nfs nfs4 cifs smb3 smbfs afs 9p ceph lustre glusterfs "
    "fuse.sshfs fuse.glusterfs fuse.ceph fuse.rclone fuse.s3fs".split()
)
_MOUNTS = Path("/proc/mounts")
_OCTAL = re.compile(r"\\([0-7]{3})")
_NAME = re.compile(r"if not exists (\w+)")


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
        self._process = os.getpid()
        self._local = threading.local()
        self._all: weakref.WeakSet[_Held] = weakref.WeakSet()
        self._guard = threading.Lock()
        self._turn = threading.Lock()
        try:
            self._make_tables()
        except BaseException:
            self.close()
            raise

    def _make_tables(self) -> None:
        """Make what is missing of the tables; leave another program's or release's alone."""
        with self.reading() as rows:
            have = {name for (name,) in rows.run("select name from sqlite_master")}
            if have and "meta" not in have:
                raise LedgerDamaged(f"{self._path} is no ledger of ours: another program made it")
            layout = rows.run("select value from meta where name = 'layout'") if have else []
        if layout and layout[0][0] != LAYOUT:
            return
        if not have.issuperset(name for text in TABLES for name in re.findall(_NAME, text)):
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
        """The only writer: see `Log.writing`.

        Threads of this process take turns by a lock of their own, and whoever has the turn asks
        SQLite every `ASK_AGAIN` seconds: its own way to wait sleeps up to a tenth of a second while
        the file may be free.
        """
        with _translated(self._path):
            self._check_none_open()
        with self._turn, self._transaction("begin immediate") as rows:
            yield rows

    def forget(self) -> bool:
        """Empty the write-ahead log, so that what was deleted stands nowhere any more."""
        with _translated(self._path):
            connection = self._connection()
            connection.execute(f"pragma busy_timeout={FORGET_MS}")
            try:
                busy = connection.execute("pragma wal_checkpoint(truncate)").fetchone()[0]
            finally:
                connection.execute(f"pragma busy_timeout={BUSY_MS}")
        return not busy

    def close(self) -> None:
        """Close every connection of this process."""
        with self._guard:
            for held in list(self._all):
                held.connection.close()
            self._all.clear()
        self._local = threading.local()

    def _connection(self) -> sqlite3.Connection:
        if os.getpid() != self._process:
            raise LedgerError(
                f"{self._path} was opened before this process was forked; "
                "open the ledger again in this process"
            )
        held: _Held | None = getattr(self._local, "held", None)
        if held is None:
            held = _Held(self._path)
            self._local.held = held
            with self._guard:
                self._all.add(held)
        return held.connection

    def _check_none_open(self) -> None:
        if _in_transaction(self._connection()):
            raise LedgerError("a transaction of this thread is open already")

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Rows]:
        with _translated(self._path):
            connection = self._connection()
            self._check_none_open()
            try:
                if begin == "begin":
                    connection.execute(begin)
                else:
                    _begin(connection, begin)
                yield _SqliteRows(connection)
                connection.execute("commit")
            finally:
                # Whatever went wrong, an interrupt between two lines included.
                if _in_transaction(connection):
                    connection.execute("rollback")


def _begin(connection: sqlite3.Connection, begin: str) -> None:
    """Begin as soon as no other process writes."""
    until = time.monotonic() + BUSY_MS / 1000
    connection.execute("pragma busy_timeout=0")
    try:
        while True:
            try:
                connection.execute(begin)
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
            time.sleep(ASK_AGAIN)
    finally:
        connection.execute(f"pragma busy_timeout={BUSY_MS}")


def _in_transaction(connection: sqlite3.Connection) -> bool:
    return connection.in_transaction


class _Held:
    """A connection, closed when its thread ends."""

    def __init__(self, path: Path) -> None:
        self._process = os.getpid()
        self.connection = sqlite3.connect(
            path,
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
            self.connection.execute(f"pragma {pragma}")

    def __del__(self) -> None:
        # Never in a forked process: closing there would take the parent's locks away.
        if hasattr(self, "connection") and os.getpid() == self._process:
            self.connection.close()


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
    if not _MOUNTS.is_file():
        return ""
    best, kind = "", ""
    resolved = str(folder.resolve())
    for line in _MOUNTS.read_text(errors="replace").splitlines():
        words = line.split()
        point = _OCTAL.sub(lambda found: chr(int(found[1], 8)), words[1])
        inside = resolved == point or resolved.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, words[2]
    return kind


_: type[Log] = SqliteLog
