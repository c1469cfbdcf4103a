"""The log: what every ledger keeps its manifest, chain and small records in.

`Log` is the contract that an SQLite log fulfils now and another database can fulfil later;
`tests/contracts` runs one suite over all of them.  SQL is kept to what both SQLite and
PostgreSQL understand, with ``?`` for parameters; a log translates what differs.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

Value = int | float | str | bytes | None


class Rows(Protocol):
    """An open transaction."""

    def run(self, sql: str, *values: Value) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows."""
        ...

    def run_many(self, sql: str, rows: Sequence[Sequence[Value]]) -> None:
        """Run one statement for each row of values."""
        ...


class Log(Protocol):
    """A transactional store for the ledger's tables."""

    def reading(self) -> AbstractContextManager[Rows]:
        """A snapshot to read from: nothing changes while it is open."""
        ...

    def writing(self) -> AbstractContextManager[Rows]:
        """The only writer until it closes; commits durably, or rolls back on an exception.

        Raises:
            LedgerFull: when the device has no space: nothing was kept.
            LedgerDamaged: when the store is not a healthy one.
        """
        ...

    def forget(self) -> bool:
        """Overwrite what deletions left behind, so that no erased bytes stay in the store.

        Returns:
            False when somebody still reads what was deleted: do it again later.
        """
        ...

    def close(self) -> None:
        """Let go of the store."""
        ...


TABLES: tuple[str, ...] = (
    """create table if not exists meta (
        name text primary key, value text not null)""",
    """create table if not exists chain (
        seq integer primary key, at integer not null, actor text not null,
        operation text not null, kind text not null, rows integer not null,
        digest blob not null, body text not null, previous blob not null,
        hash blob not null, signer blob, signature blob)""",
    """create table if not exists signers (
        id blob primary key, public blob not null, since integer not null)""",
    """create table if not exists parts (
        part integer primary key, kind text not null, version integer not null,
        rows integer not null, since integer not null, until integer not null,
        first integer not null, last integer not null, own_order integer not null,
        markings text not null, file text, body blob, bytes integer not null,
        digest blob not null, made integer not null, retired integer)""",
    "create index if not exists parts_live on parts (kind, retired, last)",
    """create table if not exists appends (
        seq integer primary key, kind text not null, version integer not null,
        rows integer not null, commitments blob not null, salt_key blob, salts blob)""",
    """create table if not exists receipts (
        name text primary key, seq integer not null, receipt text not null)""",
    """create table if not exists markings (
        id text primary key, level integer not null, content text not null)""",
    """create table if not exists superseded (
        id blob not null, later blob not null, kind text not null, marking text not null,
        seq integer not null, primary key (id, later))""",
    """create table if not exists remarked (
        id blob not null, kind text not null, marking text not null, seq integer not null,
        primary key (id, seq))""",
    """create table if not exists erased (
        id blob not null, kind text not null, append integer not null,
        ord integer not null, rule text not null, seq integer not null,
        primary key (append, ord))""",
    "create index if not exists erased_id on erased (id)",
    "create index if not exists erased_kind on erased (kind, seq)",
    """create table if not exists holds (
        name text not null, id blob not null, reason text not null, seq integer not null,
        lifted integer, primary key (name, id))""",
    """create table if not exists streams (
        source text not null, format text not null, stream text not null,
        position integer not null, carry blob not null, prefix blob not null,
        units integer not null, records integer not null, rejected integer not null,
        seq integer not null, primary key (source, format, stream))""",
    """create table if not exists blobs (
        digest blob primary key, bytes blob not null, uses integer not null)""",
    """create table if not exists checkpoints (
        engine text not null, until integer not null, state blob not null,
        digest blob not null, seq integer not null, kept integer not null,
        primary key (engine, until))""",
    """create table if not exists parameters (
        engine text not null, digest blob not null, content text not null,
        seq integer not null, primary key (engine, digest))""",
    """create table if not exists leases (
        name text primary key, holder text not null, until integer not null)""",
)
"""Every table.  A column is only ever added, as one that may be null."""

LAYOUT = "1"
"""Version of the tables above; a ledger of a later one is refused with a clear word."""
