"""Personal keys: one Ed25519 key for each account, in ``keys/`` of the home folder, mode 0600.

A key that was replaced is gone; its public half stays known, with the time it was in force, so
that what it signed then can still be checked and what it signs later is not believed.
"""

import contextlib
import os
import re
import stat
from pathlib import Path

import msgspec

from northline.app.accounts.database import Rows
from northline.records.errors import NotPermitted, SettingsError
from northline.records.signing import PrivateKey
from northline.records.units import Micros

FOLDER = "keys"


class KeyView(msgspec.Struct, frozen=True, kw_only=True):
    """A key, as it may be shown.

    Attributes:
        id: its id, in hexadecimal.
        public: the public key, in hexadecimal.
        since: from when it is believed.
        until: until when it was, or None while it is in force.
    """

    id: str
    public: str
    since: Micros
    until: Micros | None = None


def file_of(folder: Path, account: str, key: bytes) -> Path:
    """Where the key of an account lies."""
    return folder / f"{account}-{key.hex()[:16]}.key"


def make(folder: Path, account: str) -> PrivateKey:
    """Make a key and keep it, durably.

    Raises:
        NotPermitted: when it cannot be written.
    """
    key = PrivateKey.generate()
    path = file_of(folder, account, key.key)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(key.secret)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise NotPermitted(f"{path} cannot be written: {error.strerror or error}") from error
    return key


def load(folder: Path, account: str, key: bytes) -> PrivateKey:
    """The key of an account.

    Raises:
        NotPermitted: when others can read it, or this process cannot.
        SettingsError: when it is gone, or is another.
    """
    path = file_of(folder, account, key)
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise NotPermitted(f"others can read the key {path}; run: chmod 600 {path}")
        found = PrivateKey(path.read_bytes())
    except FileNotFoundError as error:
        raise SettingsError(_lost(path, account)) from error
    except OSError as error:
        raise NotPermitted(f"{path} cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise SettingsError(_lost(path, account)) from error
    if found.key != key:
        raise SettingsError(_lost(path, account))
    return found


def sweep(folder: Path, account: str, keep: bytes | None) -> None:
    """Remove the keys of an account that are not in force any more."""
    ours = re.compile(re.escape(account) + r"-[0-9a-f]{16}\.key")
    kept = None if keep is None else file_of(folder, account, keep)
    with contextlib.suppress(OSError):  # the next rotation sweeps again
        for path in folder.iterdir():
            if ours.fullmatch(path.name) and path != kept:
                path.unlink()


def enter(rows: Rows, account: str, key: PrivateKey, at: Micros) -> None:
    """Put a key in force, and the one before it out of force."""
    retire(rows, account, at)
    rows.run("insert into keys values (?,?,?,?,null)", key.key, key.public, account, at)


def retire(rows: Rows, account: str, at: Micros) -> None:
    """Put the key of an account out of force."""
    rows.run(
        "update keys set until = max(since, ?) where account = ? and until is null", at, account
    )


def of(rows: Rows, account: str) -> bytes | None:
    """Id of the key of an account that is in force."""
    found = rows.run("select id from keys where account = ? and until is null", account)
    return found[0][0] if found else None


def every(rows: Rows, account: str) -> list[KeyView]:
    """The keys that an account has and had, the newest first."""
    found = rows.run(
        "select id, public, since, until from keys where account = ? "
        "order by since desc, until is not null",
        account,
    )
    return [
        KeyView(id=key.hex(), public=public.hex(), since=since, until=until)
        for key, public, since, until in found
    ]


def known(rows: Rows) -> dict[bytes, bytes]:
    """Key id -> public key, of every key there ever was."""
    return dict(rows.run("select id, public from keys"))


def in_force(rows: Rows, key: bytes, at: Micros) -> bytes | None:
    """The public key of this id, if it was in force at that instant."""
    found = rows.run(
        "select public from keys where id = ? and since <= ? and (until is null or ? < until)",
        key,
        at,
        at,
    )
    return found[0][0] if found else None


def _lost(path: Path, account: str) -> str:
    return (
        f"the key {path} is gone or is not the one it was; restore it, or run: "
        f"northline account rotate-key {account}"
    )
