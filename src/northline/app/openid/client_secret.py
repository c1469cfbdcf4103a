"""The secret that a provider shares with this node: a file of its own, for its owner only.

It never stands in ``northline.toml``, and its file never lies in a ledger, with whose copies and
backups it would travel.
"""

import stat
from pathlib import Path

from northline.records.errors import SettingsError

LONGEST = 4_096
"""Bytes of the file; a longer one is some other file."""


def client_secret(file: Path, ledger: Path | None) -> str:
    """The secret in a file: its one line.

    Args:
        file: where it is.
        ledger: folder in which it must not lie.

    Raises:
        SettingsError: for a file that cannot be used, saying which, and nothing of what is in it.
    """
    if ledger is not None and file.resolve().is_relative_to(ledger.resolve()):
        raise SettingsError(
            f"{file} lies inside the ledger {ledger}: the secret would travel with its copies; "
            "keep it elsewhere"
        )
    try:
        if stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise SettingsError(f"others can read {file}; run: chmod 600 {file}")
        with file.open("rb") as opened:
            data = opened.read(LONGEST + 1)
        secret = data.decode().strip()
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError:
        raise SettingsError(f"{file} is no text") from None
    if not secret or len(data) > LONGEST or not secret.isprintable():
        raise SettingsError(f"{file} holds no secret: one line, at most 4 KiB")
    return secret
