"""BLAKE2b over many short messages at once (RFC 7693), compiled.

`hashlib.blake2b` costs about a microsecond a call before it hashes anything; a ledger that
commits to each of a million rows cannot pay that.  This is the same function over one buffer
and an array of offsets.  It is checked against `hashlib` by properties in the tests and once
in each process before its first use (`rows_digest` raises rather than disagree).

Messages that are few go to `hashlib`, which needs no compiled code to be loaded.
"""

import hashlib
from typing import Any

import numpy as np
import numpy.typing as npt

from northline.records.errors import LedgerDamaged

FEW = 256
"""Up to this many messages, loading compiled code costs more than it saves."""

_IV = np.array(
    [
        0x6A09E667F3BCC908,
        0xBB67AE8584CAA73B,
        0x3C6EF372FE94F82B,
        0xA54FF53A5F1D36F1,
        0x510E527FADE682D1,
        0x9B05688C2B3E6C1F,
        0x1F83D9ABFB41BD6B,
        0x5BE0CD19137E2179,
    ],
    dtype=np.uint64,
)
_SIGMA = np.array(
    [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
        [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
        [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
        [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
        [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
        [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
        [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
        [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
        [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
        [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
        [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
    ],
    dtype=np.int64,
)


def rows_digest(
    messages: npt.NDArray[np.uint8],
    offsets: npt.NDArray[np.int64],
    salts: npt.NDArray[np.uint8],
    person: bytes,
) -> npt.NDArray[np.uint8]:
    """BLAKE2b-128 of each message, each with its own salt.

    Args:
        messages: all messages, one behind the other; shape (total bytes,).
        offsets: where each begins, and the end of the last; shape (n + 1,).
        salts: 16 bytes each; shape (n, 16).
        person: at most 16 bytes that say what the digest is for.

    Returns:
        Digests, shape (n, 16).

    Raises:
        LedgerDamaged: when the compiled code disagrees with `hashlib` on this machine.
    """
    n = len(offsets) - 1
    if n <= FEW:
        return _by_hashlib(messages, offsets, salts, person)
    out = np.empty((n, 16), dtype=np.uint8)
    words = np.frombuffer(person.ljust(16, b"\0"), dtype=np.uint64)
    _kernel()(messages, offsets, salts.view(np.uint64), words, _IV, _SIGMA, out)
    for row in (0, n - 1):
        some = _by_hashlib(messages, offsets[row : row + 2], salts[row : row + 1], person)
        if not np.array_equal(some[0], out[row]):
            raise LedgerDamaged(
                "compiled BLAKE2b disagrees with hashlib on this machine; "
                "remove the folder named by NUMBA_CACHE_DIR and try again"
            )
    return out


def _by_hashlib(
    messages: npt.NDArray[np.uint8],
    offsets: npt.NDArray[np.int64],
    salts: npt.NDArray[np.uint8],
    person: bytes,
) -> npt.NDArray[np.uint8]:
    out = np.empty((len(offsets) - 1, 16), dtype=np.uint8)
    for row in range(len(offsets) - 1):
        digest = hashlib.blake2b(
            messages[offsets[row] : offsets[row + 1]].tobytes(),
            digest_size=16,
            salt=salts[row].tobytes(),
            person=person,
        ).digest()
        out[row] = np.frombuffer(digest, dtype=np.uint8)
    return out


def _kernel() -> Any:
    """The compiled loop; numba is imported only here, since it takes a while to load."""
    from northline.ledger.blake2b_kernel import digest_rows

    return digest_rows
