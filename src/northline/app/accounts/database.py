"""The file of the accounts: ``accounts.db`` in the home folder, SQLite, for its owner only.

Many processes may have it open.  Once there was an account, ``accounts.made`` stands beside it:
a database that is damaged, empty or gone is then never taken for a node without accounts, on
which the local operator works without signing in.
"""

import contextlib
import os
import secrets
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from northline.records.errors import NotPermitted, SettingsError

FILE, MADE = "accounts.db", "accounts.made"

VERSION = "1"
"""Of the tables."""

BUSY_MS = 20_000
"""How long a writer waits for another one, in milliseconds."""

_TABLES = (
    "create table meta (name text primary key, value text not null) without rowid",
    # given: JSON of `northline.app.accounts.account.GIVEN`
    """create table accounts (
        name text primary key, given text not null, password text, password_at integer,
        must_change integer not null, disabled integer, created integer not null,
        rights integer not null, issuer text, subject text, unique (issuer, subject)
    ) without rowid""",
    # Every name that ever stood for somebody: none is given to somebody else.
    "create table names (folded text primary key, account text not null) without rowid",
    """create table keys (
        id blob primary key, public blob not null, account text not null,
        since integer not null, until integer
    ) without rowid""",
    """create table sessions (
        digest blob primary key, id text not null unique, account text not null,
        purpose text not null, created integer not null, seen integer not null,
        address text not null, agent text not null, rights integer not null
    ) without rowid""",
    """create table tokens (
        digest blob primary key, id text not null unique, account text not null,
        label text not null, scopes text not null, purpose text not null,
        created integer not null, until integer not null, used integer, ended integer
    ) without rowid""",
    "create table failures (who text primary key, count integer not null, at integer not null)"
    " without rowid",
    "create table refusals (account text primary key, noted integer not null,"
    " waiting integer not null) without rowid",
)


class Rows:
    """What can be asked inside a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def run(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Run one statement; its rows."""
        return self._connection.execute(sql, values).fetchall()


class Database:
    """The open database.  Each thread has a connection of its own."""

    def __init__(self, home: Path) -> None:
        """Open the database of a home folder, or make it.

        Raises:
            SettingsError: when it is damaged, of a later release, or gone.
            NotPermitted: when others can read it, or it cannot be written.
        """
        self.path = home / FILE
        self._made = home / MADE
        self._process = os.getpid()
        self._local = threading.local()
        self._all: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self._create()
        try:
            with self.writing() as rows:
                self._prepare(rows)
                # Kept with the file: digests of names and addresses cannot be tried elsewhere.
                self.pepper = bytes.fromhex(
                    rows.run("select value from meta where name = 'pepper'")[0][0]
                )
                there_are = bool(rows.run("select 1 from accounts limit 1"))
                if not there_are and self._made.exists():
                    raise self._unusable("it holds no account, and there were some")
            self._file = self.path.stat().st_ino
            if there_are:
                self.declare()
        except BaseException:
            self.close()
            raise

    def declare(self) -> None:
        """Write down that there are accounts: from now on a lost database is no fresh node."""
        try:
            with contextlib.suppress(FileExistsError):
                os.close(os.open(self._made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except OSError as error:
            raise NotPermitted(
                f"{self._made} cannot be written: {error.strerror or error}"
            ) from error

    def is_outdated(self) -> bool:
        """Whether another file stands where this one was opened, or there are accounts by now."""
        try:
            return self._made.exists() or self.path.stat().st_ino != self._file
        except OSError:
            return True

    @contextmanager
    def reading(self) -> Iterator[Rows]:
        """A snapshot."""
        with self._transaction("begin") as rows:
            yield rows

    @contextmanager
    def writing(self) -> Iterator[Rows]:
        """The only writer: all of it is kept, or none."""
        with self._transaction("begin immediate") as rows:
            yield rows

    def close(self) -> None:
        """Close every connection of this process."""
        with self._guard:
            for each in self._all:
                each.close()
            self._all.clear()
        self._local = threading.local()

    def _create(self) -> None:
        try:
            with contextlib.suppress(FileExistsError):
                os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            found = self.path.stat()
        except OSError as error:
            raise NotPermitted(
                f"{self.path} cannot be written: {error.strerror or error}"
            ) from error
        if not found.st_size and self._made.exists():
            raise self._unusable("it is empty, and there were accounts")
        if stat.S_IMODE(found.st_mode) & 0o077:
            raise NotPermitted(f"others can read the accounts; run: chmod 600 {self.path}*")

    def _prepare(self, rows: Rows) -> None:
        have = {name for (name,) in rows.run("select name from sqlite_master")}
        if not have:
            if self._made.exists():
                raise self._unusable("it is empty, and there were accounts")
            for statement in _TABLES:
                rows.run(statement)
            for name, value in (("version", VERSION), ("pepper", secrets.token_hex(32))):
                rows.run("insert into meta values (?, ?)", name, value)
            return
        if "meta" not in have:
            raise self._unusable("another program made it")
        found = rows.run("select value from meta where name = 'version'")
        if not found or found[0][0] != VERSION:
            told = found[0][0] if found else "none"
            raise self._unusable(f"its tables are of version {told}, and this reads {VERSION}")
        wrong = [text for (text,) in rows.run("pragma quick_check(1)") if text != "ok"]
        if wrong:
            raise self._unusable(" ".join(wrong[0].split()))

    def _connection(self) -> sqlite3.Connection:
        if os.getpid() != self._process:
            raise SettingsError(
                f"{self.path} was opened before this process was forked; open it again here"
            )
        held: sqlite3.Connection | None = getattr(self._local, "held", None)
        if held is None:
            held = sqlite3.connect(
                self.path, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False
            )
            with self._guard:
                self._all.append(held)
            for pragma in ("journal_mode=wal", "synchronous=full", "secure_delete=on"):
                held.execute(f"pragma {pragma}")
            self._local.held = held
        return held

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Rows]:
        try:
            connection = self._connection()
            try:
                connection.execute(begin)
                yield Rows(connection)
                connection.execute("commit")
            finally:
                if connection.in_transaction:
                    connection.execute("rollback")
        except sqlite3.OperationalError as error:
            raise SettingsError(
                f"the accounts in {self.path} cannot be used just now ({error}); nobody is let in "
                "meanwhile. Is the disk full, or a process hanging in a write?"
            ) from error
        except sqlite3.DatabaseError as error:
            raise self._unusable(str(error)) from error

    def _unusable(self, why: str) -> SettingsError:
        return unusable(self.path, why)


def unusable(path: Path, why: str) -> SettingsError:
    """The one sentence about a database that cannot be trusted."""
    return SettingsError(
        f"the accounts in {path} cannot be used: {why}; nobody is let in. Restore it from a backup "
        f"of the home folder, or move {FILE} and {MADE} away and make the accounts anew"
    )


def is_there(home: Path) -> bool:
    """Whether a home folder has a database of accounts.

    Raises:
        SettingsError: when it had one, and it is gone.
        NotPermitted: when nobody can tell.
    """
    try:
        if (home / FILE).exists():
            return True
        if (home / MADE).exists():
            raise unusable(home / FILE, "it is gone")
    except OSError as error:
        raise NotPermitted(f"{home} cannot be read: {error.strerror or error}") from error
    return False
