"""Salted commitments: one digest per row, kept for ever, that says nothing once its row is gone.

::

    salt_i       = bytes 16(i mod 4) .. of BLAKE2b-512(key = key of the append, i div 4)
    commitment_i = BLAKE2b-128(salt = salt_i, person = "northline.row", row_i)

The commitments of an append stay in the log in their first order, and their digest stands in
the chain.  Wherever a row is moved to, it names its append and place (``seq``, ``ord``), so an
altered, added or removed row is found *and placed*.

While every row of an append lives, only its 32-byte key is kept.  When a row is erased, the
key is replaced by the salts of the rows that remain: without its salt, the commitment of an
erased row cannot be matched against a guess.  Why this and not a set hash:
``docs/decisions/0003-commitments.md``.
"""

import hashlib
import secrets

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from northline.ledger.blake2b import rows_digest
from northline.ledger.encoding import encode_rows

Commitments = npt.NDArray[np.uint8]
KEY_BYTES = 32
_PERSON = b"northline.row"
_FROM_KEY = 4
"""Salts drawn from one BLAKE2b-512 digest."""


def new_key() -> bytes:
    """A fresh key for the salts of one append."""
    return secrets.token_bytes(KEY_BYTES)


def salts_of(key: bytes, rows: int) -> Commitments:
    """The salts of all rows of an append, shape (rows, 16)."""
    start = hashlib.blake2b(key=key, person=b"northline.salt")
    digests = bytearray()
    for block in range(-(-rows // _FROM_KEY)):
        digest = start.copy()
        digest.update(block.to_bytes(8, "little"))
        digests += digest.digest()
    return np.frombuffer(bytes(digests), dtype=np.uint8).reshape(-1, 16)[:rows]


def commit(batch: pa.RecordBatch, salts: Commitments) -> Commitments:
    """The commitment of each row, shape (rows, 16).

    Args:
        batch: rows with the columns of their kind only.
        salts: one salt each, shape (rows, 16).
    """
    messages, offsets = encode_rows(batch)
    return rows_digest(messages, offsets, np.ascontiguousarray(salts), _PERSON)


def digest_of(commitments: Commitments) -> bytes:
    """BLAKE2b-256 over the commitments in order: what the chain keeps of an append."""
    return hashlib.blake2b(commitments.tobytes(), digest_size=32).digest()
