"""What ``northline up`` says of its processes, for those who ask about the node's health.

::

    ~/.config/northline/up/LEDGER.json    the processes, as they are now
    ~/.config/northline/up/LEDGER.lock    held by ``up`` for as long as it lives
    ~/.config/northline/up/LEDGER.toml    the settings it was started with

LEDGER stands for the ledger's folder.  They lie in the home folder, which is never inside a
ledger, and hold no record.  The lock is the system's own: whatever ends ``up``, it is free
then, so a status that nobody holds is known to be that of an ``up`` that was killed.
"""

import contextlib
import enum
import fcntl
import hashlib
import os
from pathlib import Path
from typing import Self

import msgspec

from northline.app.home import home_folder
from northline.records.errors import NotPermitted, UsageError
from northline.records.units import Micros


class Role(enum.StrEnum):
    """What a process of the node is there for."""

    FEED = "feed"
    ENGINES = "engines"
    RETENTION = "retention"
    API = "api"


class Condition(enum.StrEnum):
    """How a process is."""

    RUNNING = "running"
    RESTARTING = "restarting"
    """It ended by itself and is started again after a pause."""

    ENDED = "ended"
    """It has done its work, or was asked to end."""


class ProcessState(msgspec.Struct, frozen=True, kw_only=True):
    """One process of the node.

    Attributes:
        name: what it is called, such as ``feed tower-4``.
        role: what it is there for.
        condition: how it is.
        pid: its process id while it runs.
        since: when it came into this condition.
        restarts: how often it was started again.
        exit_code: how it last ended (negative: by that signal), or None.
    """

    name: str
    role: Role
    condition: Condition
    pid: int | None = None
    since: Micros
    restarts: int = 0
    exit_code: int | None = None


class FeedState(msgspec.Struct, frozen=True, kw_only=True):
    """One feed, as the node was told to read it.

    Attributes:
        name: its name.
        process: name of its process.
        format: its format.
        address: where it is read from.
        source: who says it, as its records have it.
        marking: marking of its records, as text; None is the agency's own.
        live: whether it comes by a connection, so that somebody waits for it.
    """

    name: str
    process: str
    format: str
    address: str
    source: str
    marking: str | None = None
    live: bool = True


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """An ``up``, as it says itself.

    Attributes:
        pid: its process id.
        since: when it was started.
        ledger: the ledger's folder.
        address: where its API listens.
        processes: its processes.
        feeds: its feeds.
    """

    pid: int
    since: Micros
    ledger: str
    address: str = ""
    processes: tuple[ProcessState, ...] = ()
    feeds: tuple[FeedState, ...] = ()


def folder_of(home: Path | None = None) -> Path:
    """The folder of these files."""
    return (home or home_folder()) / "up"


def _base(ledger: Path, home: Path | None) -> Path:
    digest = hashlib.blake2b(os.fsencode(ledger.resolve()), digest_size=8)
    return folder_of(home) / digest.hexdigest()


class Board:
    """Where one ``up`` writes how its processes are; a context manager that holds the lock.

    Attributes:
        settings: where its settings are kept as they were when it started.
    """

    def __init__(self, ledger: Path, *, home: Path | None = None) -> None:
        """For the ``up`` over this ledger."""
        base = _base(ledger, home)
        self.settings = base.with_suffix(".toml")
        self._file = base.with_suffix(".json")
        self._path = base.with_suffix(".lock")
        self._lock = -1

    def __enter__(self) -> Self:
        """Take the lock.

        Raises:
            UsageError: when an ``up`` runs over this ledger already.
            NotPermitted: when the folder cannot be used.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise NotPermitted(
                f"{self._path.parent} cannot be used: {error.strerror or error}; "
                "name another home with NORTHLINE_HOME"
            ) from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._lock)
            raise UsageError(
                "northline up runs over this ledger already; "
                "'northline health' shows it, and one is enough"
            ) from error
        return self

    def __exit__(self, *_: object) -> None:
        """Take the files away: this ``up`` ended in order."""
        self._file.unlink(missing_ok=True)
        self.settings.unlink(missing_ok=True)
        os.close(self._lock)

    def keep(self, settings: bytes) -> None:
        """Keep the settings as they are now: a process started again must not read newer ones.

        Raises:
            NotPermitted: when they cannot be written.
        """
        try:
            self.settings.write_bytes(settings)
        except OSError as error:
            raise NotPermitted(
                f"{self.settings} cannot be written: {error.strerror or error}"
            ) from error

    def tell(self, status: Status) -> None:
        """Write down how everything is, whole or not at all; a full disk ends no node."""
        draft = self._file.with_suffix(f".{os.getpid()}")
        with contextlib.suppress(OSError):
            draft.write_bytes(msgspec.json.encode(status))
            draft.replace(self._file)


def look(ledger: Path, *, home: Path | None = None) -> tuple[Status | None, bool]:
    """What the last ``up`` over a ledger said, and whether it still runs.

    Args:
        ledger: the ledger's folder.
        home: the home folder, where it is not the usual one.

    Returns:
        No status where none ever ran or the last one ended in order.
    """
    base = _base(ledger, home)
    try:
        status = msgspec.json.decode(base.with_suffix(".json").read_bytes(), type=Status)
    except (OSError, msgspec.MsgspecError):
        return None, False
    return status, _is_held(base.with_suffix(".lock"))


def _is_held(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False
