"""Files of backups: copied durably, linked where they are there already, never half.

Whatever is made is made in a draft folder, whose name begins with a dot; one rename makes it
count.  What a killed process left is such a draft, which the next one sweeps away.
"""

import errno
import fcntl
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from northline.records.errors import Conflict, LedgerDamaged, LedgerError, LedgerFull

LOCK = ".lock"
"""The file whose lock says that somebody works in a folder."""

LOG = "ledger.db"

_CHUNK = 1 << 20
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def digest(path: Path) -> bytes:
    """BLAKE2b-256 of a file.

    Raises:
        OSError: when it cannot be read.
    """
    whole = hashlib.blake2b(digest_size=32)
    with path.open("rb") as file:
        while data := file.read(_CHUNK):
            whole.update(data)
    return whole.digest()


def copy(source: Path, target: Path) -> bytes:
    """Copy a file durably, for its owner only; BLAKE2b-256 of what was copied.

    Raises:
        OSError: when it cannot be read or written.
    """
    whole = hashlib.blake2b(digest_size=32)
    with source.open("rb") as file, _Created(target) as out:
        while data := file.read(_CHUNK):
            whole.update(data)
            out.write(data)
    return whole.digest()


def write(path: Path, content: bytes) -> None:
    """Make a file of these bytes, durable when it returns.

    Raises:
        OSError: when it cannot be written.
    """
    with _Created(path) as out:
        out.write(content)


def link(source: Path, target: Path) -> bool:
    """A second name for a file; False where the file system has none or no more."""
    try:
        os.link(source, target)
    except OSError:
        return False
    return True


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def empty(folder: Path) -> None:
    """Remove what is in a folder, but for its lock."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != LOCK:
            path.unlink()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Work in a folder while nobody else does; ends with the process, however that ends.

    Raises:
        Conflict: when somebody does.
    """
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise Conflict(f"another process works in {folder} at this moment; try again") from error
    finally:
        os.close(handle)


@contextmanager
def said_clearly(place: Path, undone: str) -> Iterator[None]:
    """Errors of the disk and of SQLite as ours.

    Args:
        place: where one writes.
        undone: what did not come about, and what is untouched.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise LedgerFull(f"no space left in {place} ({error.strerror}); {undone}") from error
        raise LedgerError(f"{error.filename or place}: {error.strerror}; {undone}") from error
    except sqlite3.OperationalError as error:
        text = str(error)
        if "full" in text or "disk I/O error" in text:
            raise LedgerFull(f"no space left in {place} ({text}); {undone}") from error
        raise LedgerError(f"{place}: {text}; {undone}") from error
    except sqlite3.DatabaseError as error:
        raise LedgerDamaged(f"the log is damaged: {error}; {undone}") from error


@contextmanager
def draft(folder: Path) -> Iterator[Path]:
    """A fresh folder to build in; removed unless it was renamed by the end."""
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        with suppress(OSError):
            shutil.rmtree(folder)


class _Created:
    """A new file that is durable when the block ends, and gone when it fails."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> "_Created":
        self._handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        return self

    def write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[os.write(self._handle, left) :]

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                os.fsync(self._handle)
        finally:
            os.close(self._handle)
            if kind is not None:
                self._path.unlink(missing_ok=True)
