"""Parameters that engines ran with, as text: kept once, found by their digest.

The entry of each step names the digest of its engine's parameters.  That of the first step
which ran with them says that their text was kept with it.  So the chain covers every text, by
its digest, and shows where one is missing or was added; and a replay needs no settings file.
"""

import hashlib

from northline.ledger.log import Rows
from northline.records.errors import LedgerDamaged, UsageError


def check(digest: bytes, text: bytes | None) -> None:
    """Refuse a text that is not that of its digest.

    Raises:
        UsageError: when it is not.
    """
    if text is not None and digest_of(text) != digest:
        raise UsageError("these parameters have another digest than the step says")


def is_new(rows: Rows, engine: str, digest: bytes, text: bytes | None) -> bool:
    """Whether there is a text that is not kept yet."""
    held = "select 1 from parameters where engine = ? and digest = ?"
    return text is not None and not rows.run(held, engine, digest)


def keep(rows: Rows, engine: str, digest: bytes, text: bytes, seq: int) -> None:
    """Keep a text with the entry that says so."""
    rows.run("insert into parameters values (?,?,?,?)", engine, digest, text.decode(), seq)


def find(rows: Rows, engine: str, digest: bytes) -> bytes | None:
    """The text of a digest, or None where it was not kept.

    Raises:
        LedgerDamaged: when what is kept is not what was committed.
    """
    found = rows.run(
        "select content from parameters where engine = ? and digest = ?", engine, digest
    )
    if not found:
        return None
    content = found[0][0]
    text = content.encode() if isinstance(content, str) else b""
    if digest_of(text) != digest:
        raise LedgerDamaged(
            f"the parameters {digest.hex()} of engine {engine} are not those that were "
            "committed; run `northline verify`"
        )
    return text


def digest_of(text: bytes) -> bytes:
    """BLAKE2b-256 of a text."""
    return hashlib.blake2b(text, digest_size=32).digest()
