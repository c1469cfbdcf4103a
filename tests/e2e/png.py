"""Small PNG files: one byte for each pixel, into a palette of at most 256 colours (RFC 2083)."""

import struct
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

COLOURS = 256
BITS = 5
"""Bits of each channel by which colours are put together before the most frequent are taken."""


def packed(pixels: Pixels) -> bytes:
    """A PNG of pixels, (height, width, 3); where there are more colours, near ones become one."""
    height, width, _ = pixels.shape
    flat = pixels.reshape(-1, 3)
    unique, place, count = np.unique(flat, axis=0, return_inverse=True, return_counts=True)
    palette = unique if len(unique) <= COLOURS else _palette(unique, count)
    near = np.array([_nearest(colour, palette) for colour in unique], np.uint8)
    rows = near[place.reshape(height, width)]
    lines = np.zeros((height, width + 1), np.uint8)  # each begins with its filter: none
    lines[:, 1:] = rows
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = (
        (b"IHDR", header),
        (b"PLTE", palette.astype(np.uint8).tobytes()),
        (b"IDAT", zlib.compress(lines.tobytes(), 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in chunks)


def size(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG."""
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _palette(colours: Pixels, count: NDArray[Any]) -> Pixels:
    """The means of the most frequent groups of like colours."""
    shift = 8 - BITS
    code = (colours.astype(np.int64) >> shift) @ np.array([1 << 2 * BITS, 1 << BITS, 1])
    groups, group = np.unique(code, return_inverse=True)
    weight = np.bincount(group, count)
    means = np.stack([np.bincount(group, count * colours[:, c]) / weight for c in range(3)], axis=1)
    most = np.argsort(-weight, kind="stable")[:COLOURS]
    found: Pixels = np.round(means[most[: len(groups)]]).astype(np.uint8)
    return found


def _nearest(colour: Pixels, palette: Pixels) -> int:
    apart = palette.astype(np.int64) - colour
    return int(np.argmin((apart * apart).sum(axis=1)))


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
