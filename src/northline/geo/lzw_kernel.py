"""The hot loop of `northline.geo.geotiff`: LZW as TIFF packs it (TIFF 6.0, section 13).

A plain function, compiled by numba when it is first used (`northline.geo.line_kernels.compiled`).
"""

from typing import Any

import numpy as np

CLEAR, END = 256, 257


def unpack(packed: Any, out: Any) -> int:
    """Unpack codes of 9 to 12 bits, the highest bit first; how many bytes were written.

    ``packed`` uint8 (n,), ``out`` uint8 (m,), which is never overrun.  A code that names no string
    ends it: the rest stays as it was.
    """
    start = np.zeros(4097, np.int64)  # where in `out` each string was written
    size = np.zeros(4097, np.int64)
    written, codes, bits = 0, 258, 9
    buffer, held = 0, 0
    before, before_size = -1, 0
    for i in range(len(packed)):
        buffer = (buffer << 8) | int(packed[i])
        held += 8
        if held < bits:
            continue
        held -= bits
        code = (buffer >> held) & ((1 << bits) - 1)
        buffer &= (1 << held) - 1
        if code == CLEAR:
            codes, bits, before = 258, 9, -1
            continue
        if code == END:
            break
        if code < 256:
            origin, long = -1, 1
        elif code < codes:
            origin, long = start[code], size[code]
        elif code == codes and before >= 0:
            origin, long = before, before_size + 1
        else:
            break
        if written + long > len(out):
            break
        here = written
        if origin < 0:
            out[written] = code
            written += 1
        else:
            for k in range(long):  # a string may run on into what it writes
                out[written] = out[origin + k]
                written += 1
        if before >= 0 and codes < 4096:
            start[codes], size[codes] = before, before_size + 1
            codes += 1
        before, before_size = here, long
        if codes >= 2047 and bits < 12:
            bits = 12
        elif codes >= 1023 and bits < 11:
            bits = 11
        elif codes >= 511 and bits < 10:
            bits = 10
    return written
