"""Segments: immutable Parquet files of one kind, written and made durable before they count.

A segment is written, digested and fsynced, then its folder is fsynced; only then may a
manifest row name it.  A reader holds a shared lock on each file while it reads; whoever wants
a retired file gone takes the exclusive lock first, so nobody's file vanishes under him.
"""

import errno
import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from northline.records.errors import LedgerDamaged, LedgerError, LedgerFull

ROW_GROUP = 16_384
"""Rows in a row group: small enough that a filter by hour skips most of a segment."""

LEVEL = 1
"""Zstandard level: higher ones cost more time than they save here."""

FOLDER = "segments"


class Written(msgspec.Struct, frozen=True):
    """A segment on disk: its file name, size in bytes and BLAKE2b-256 digest."""

    name: str
    size: int
    digest: bytes


def write(folder: Path, kind: str, table: pa.Table | pa.RecordBatch) -> Written:
    """Write rows as a new segment and make it durable.

    Args:
        folder: the folder of segments.
        kind: kind of the rows; begins the file's name.
        table: the rows.

    Raises:
        LedgerFull: when the device has no space; the half-written file is removed.
    """
    if isinstance(table, pa.RecordBatch):
        table = pa.Table.from_batches([table])
    sink = pa.BufferOutputStream()
    pq.write_table(
        table,
        sink,
        compression="zstd",
        compression_level=LEVEL,
        row_group_size=ROW_GROUP,
        use_dictionary=_repeating(table.schema),
        store_schema=False,
    )
    data = memoryview(sink.getvalue())
    name = f"{kind}-{secrets.token_hex(12)}.parquet"
    path = folder / name
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_SH)
            _write_all(handle, data)
            os.fsync(handle)
        finally:
            os.close(handle)
        _sync_folder(folder)
    except OSError as error:
        path.unlink(missing_ok=True)
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise LedgerFull(
                f"no space left in {folder} ({error.strerror}); nothing of this batch was kept. "
                "Make room and try again."
            ) from error
        raise LedgerError(f"{path} could not be written: {error.strerror}") from error
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Written(name, len(data), hashlib.blake2b(data, digest_size=32).digest())


def content(folder: Path, name: str) -> bytes:
    """The bytes of a segment.

    Raises:
        FileNotFoundError: when there is no such file (any more).
        LedgerDamaged: when it cannot be read.
    """
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise LedgerDamaged(f"segment {name} cannot be read: {error}") from error


def rows_in(data: bytes, name: str, columns: Sequence[str] | None = None) -> pa.Table:
    """The rows in the bytes of a segment, all columns or some.

    Raises:
        LedgerDamaged: when they are no Parquet.
    """
    try:
        # In this thread alone: Arrow's own ones may still be busy when a short command ends.
        reader = pa.BufferReader(data)
        return pq.read_table(reader, columns=columns, use_threads=False, pre_buffer=False)
    except (OSError, ValueError, KeyError, MemoryError, pa.ArrowException) as error:
        raise LedgerDamaged(f"segment {name} cannot be read: {error}") from error


@contextmanager
def held(folder: Path, names: Sequence[str]) -> Iterator[None]:
    """Hold a shared lock on segments while they are read.

    Raises:
        FileNotFoundError: when one was removed since the plan was made; plan again.
    """
    handles: list[int] = []
    try:
        for name in names:
            handle = _opened(folder / name)
            handles.append(handle)
            fcntl.flock(handle, fcntl.LOCK_SH)
            # Whoever removed it may have held the lock until now.
            if not os.path.samestat(os.fstat(handle), (folder / name).stat()):
                raise FileNotFoundError(name)
        yield
    finally:
        for handle in handles:
            os.close(handle)


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDONLY)
    except OSError as error:
        if error.errno in {errno.EMFILE, errno.ENFILE}:
            raise LedgerError(
                f"too many segments for the open files that this process may have: {error}; "
                "compact the ledger, ask for less, or raise `ulimit -n`"
            ) from error
        raise


def remove(folder: Path, name: str) -> bool:
    """Remove a segment unless somebody reads it; whether it is gone."""
    try:
        handle = os.open(folder / name, os.O_RDONLY)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        (folder / name).unlink(missing_ok=True)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    _sync_folder(folder)
    return True


def _write_all(handle: int, data: memoryview) -> None:
    while data:
        data = data[os.write(handle, data) :]


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _repeating(schema: pa.Schema) -> list[str]:
    """Columns worth a dictionary: text and markings; never ids, instants or coordinates."""
    return [
        field.name
        for field in schema
        if pa.types.is_string(field.type) or field.name in {"marking", "cell"}
    ]
