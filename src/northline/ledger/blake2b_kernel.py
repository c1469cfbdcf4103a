"""The compiled loop of `northline.ledger.blake2b`.  Import it only where it is used."""

# numba knows no NewTypes: the arrays are described in rows_digest, the only caller.
from typing import Any

import numba
import numpy as np

_U = np.uint64


@numba.njit(inline="always")
def _rotate(word: Any, right: Any) -> Any:
    return (word >> _U(right)) | (word << _U(64 - right))


@numba.njit(inline="always")
def _mix(a: Any, b: Any, c: Any, d: Any, x: Any, y: Any) -> Any:
    """The function G of RFC 7693, 3.1, on four words kept in registers."""
    a = a + b + x
    d = _rotate(d ^ a, 32)
    c = c + d
    b = _rotate(b ^ c, 24)
    a = a + b + y
    d = _rotate(d ^ a, 16)
    c = c + d
    b = _rotate(b ^ c, 63)
    return a, b, c, d


@numba.njit(cache=True)
def digest_rows(
    messages: Any, offsets: Any, salts: Any, person: Any, iv: Any, sigma: Any, out: Any
) -> None:
    """Fill ``out`` with the BLAKE2b-128 of each message (RFC 7693, 3.3)."""
    block = np.zeros(128, np.uint8)
    m = block.view(np.uint64)
    h = np.empty(8, np.uint64)
    words = out.view(np.uint64)
    for row in range(len(offsets) - 1):
        start, end = offsets[row], offsets[row + 1]
        for i in range(8):
            h[i] = iv[i]
        h[0] ^= _U(0x01010010)  # depth 1, fanout 1, no key, 16 bytes of digest
        h[4] ^= salts[row, 0]
        h[5] ^= salts[row, 1]
        h[6] ^= person[0]
        h[7] ^= person[1]
        done = start
        while True:
            take = min(end - done, 128)
            for i in range(take):
                block[i] = messages[done + i]
            for i in range(take, 128):
                block[i] = 0
            done += take
            last = done == end
            v0, v1, v2, v3, v4, v5, v6, v7 = h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7]
            v8, v9, v10, v11 = iv[0], iv[1], iv[2], iv[3]
            v12, v13, v14, v15 = iv[4] ^ _U(done - start), iv[5], iv[6], iv[7]
            if last:
                v14 = ~v14
            for r in range(12):
                s = sigma[r]
                v0, v4, v8, v12 = _mix(v0, v4, v8, v12, m[s[0]], m[s[1]])
                v1, v5, v9, v13 = _mix(v1, v5, v9, v13, m[s[2]], m[s[3]])
                v2, v6, v10, v14 = _mix(v2, v6, v10, v14, m[s[4]], m[s[5]])
                v3, v7, v11, v15 = _mix(v3, v7, v11, v15, m[s[6]], m[s[7]])
                v0, v5, v10, v15 = _mix(v0, v5, v10, v15, m[s[8]], m[s[9]])
                v1, v6, v11, v12 = _mix(v1, v6, v11, v12, m[s[10]], m[s[11]])
                v2, v7, v8, v13 = _mix(v2, v7, v8, v13, m[s[12]], m[s[13]])
                v3, v4, v9, v14 = _mix(v3, v4, v9, v14, m[s[14]], m[s[15]])
            h[0] ^= v0 ^ v8
            h[1] ^= v1 ^ v9
            h[2] ^= v2 ^ v10
            h[3] ^= v3 ^ v11
            h[4] ^= v4 ^ v12
            h[5] ^= v5 ^ v13
            h[6] ^= v6 ^ v14
            h[7] ^= v7 ^ v15
            if last:
                break
        words[row, 0] = h[0]
        words[row, 1] = h[1]
