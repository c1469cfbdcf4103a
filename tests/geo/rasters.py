"""GeoTIFFs for tests, written as the standard says: in either order, in strips or tiles, packed or not."""

import struct
import zlib
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Heights = NDArray[Any]
Order = Literal["<", ">"]

_CODES = {"H": 3, "I": 4, "d": 12, "c": 2, "Q": 16}


def tiff(
    heights: Heights,
    *,
    at: tuple[float, float] = (-83.0, 42.5),
    step: float = 0.001,
    epsg: int = 4326,
    big: bool = False,
    order: Order = "<",
    tile: int = 0,
    rows: int = 7,
    packed: int = 1,
    predictor: int = 1,
    nodata: str = "",
    point: bool = False,
    more: dict[int, tuple[str, Any]] | None = None,
) -> bytes:
    """A GeoTIFF: its upper left corner (or the middle of its first cell, ``point``) at ``at``."""
    high, wide = heights.shape
    blocks = []
    size = (tile, tile) if tile else (rows, wide)
    for top in range(0, high, size[0]):
        for left in range(0, wide, size[1]):
            block = heights[top : top + size[0], left : left + size[1]]
            if tile:
                full = np.zeros(size, heights.dtype)
                full[: block.shape[0], : block.shape[1]] = block
                block = full
            blocks.append(_packed(_predicted(block, predictor, order), packed))
    kind = {"u": 1, "i": 2, "f": 3}[heights.dtype.kind]
    model = 1024, 0, 1, 1 if epsg >= 10_000 else 2
    place = (3072 if epsg >= 10_000 else 2048), 0, 1, epsg
    keys = (1, 1, 0, 3, *model, 1025, 0, 1, 2 if point else 1, *place)
    tags: dict[int, tuple[str, Any]] = {
        256: ("I", [wide]), 257: ("I", [high]), 258: ("H", [heights.dtype.itemsize * 8]),
        259: ("H", [packed]), 277: ("H", [1]), 317: ("H", [predictor]), 339: ("H", [kind]),
        33550: ("d", [step, step, 0.0]), 33922: ("d", [0.0, 0.0, 0.0, at[0], at[1], 0.0]),
        34735: ("H", list(keys)),
    }  # fmt: skip
    if nodata:
        tags[42113] = ("c", nodata.encode() + b"\0")
    offsets, sizes = (324, 325) if tile else (273, 279)
    tags |= {322: ("I", [tile]), 323: ("I", [tile])} if tile else {278: ("I", [rows])}
    tags[sizes] = ("I", [len(each) for each in blocks])
    start, places = (16 if big else 8), []
    for each in blocks:
        places.append(start)
        start += len(each)
    tags[offsets] = ("Q" if big else "I", places)
    return _written({**tags, **(more or {})}, b"".join(blocks), start, big=big, order=order)


def _written(tags: dict[int, Any], body: bytes, start: int, *, big: bool, order: Order) -> bytes:
    word, room = ("Q", 8) if big else ("I", 4)
    head = b"II" if order == "<" else b"MM"
    head += struct.pack(f"{order}H", 43 if big else 42)
    head += struct.pack(f"{order}HHQ", 8, 0, start) if big else struct.pack(f"{order}I", start)
    after = start + (8 if big else 2) + len(tags) * (4 + 2 * room) + room
    rows, beyond = b"", b""
    for tag, (letter, values) in sorted(tags.items()):
        data = values if letter == "c" else struct.pack(f"{order}{len(values)}{letter}", *values)
        if len(data) > room:
            shown = struct.pack(f"{order}{word}", after + len(beyond))
            beyond += data
        else:
            shown = data.ljust(room, b"\0")
        rows += struct.pack(f"{order}HH{word}", tag, _CODES[letter], len(values)) + shown
    count = struct.pack(f"{order}{'Q' if big else 'H'}", len(tags))
    return head + body + count + rows + b"\0" * room + beyond


def _predicted(block: Heights, predictor: int, order: Order) -> bytes:
    if predictor == 2:
        block = np.diff(block, axis=1, prepend=np.zeros((len(block), 1), block.dtype))
    if predictor == 3:
        raw = block.astype(block.dtype.newbyteorder(">")).view(np.uint8)
        planes = raw.reshape(len(block), -1, block.dtype.itemsize).transpose(0, 2, 1)
        flat = planes.reshape(len(block), -1)
        return np.diff(flat, axis=1, prepend=np.zeros((len(flat), 1), np.uint8)).tobytes()
    return block.astype(block.dtype.newbyteorder(order)).tobytes()


def _packed(data: bytes, how: int) -> bytes:
    return {1: lambda: data, 5: lambda: lzw(data), 8: lambda: zlib.compress(data)}[how]()


def lzw(data: bytes) -> bytes:
    """Pack as TIFF 6.0 does, section 13: codes of 9 to 12 bits, one early."""
    bits, held, out = 9, 0, bytearray()
    buffer = 0
    table = {bytes([n]): n for n in range(256)}

    def put(code: int) -> None:
        nonlocal buffer, held
        buffer, held = (buffer << bits) | code, held + bits
        while held >= 8:
            held -= 8
            out.append((buffer >> held) & 255)

    put(256)
    following, word = 258, b""
    for n in range(len(data)):
        longer = word + data[n : n + 1]
        if longer in table:
            word = longer
            continue
        put(table[word])
        table[longer] = following
        following += 1
        bits = 9 + (following >= 512) + (following >= 1024) + (following >= 2048)
        if following == 4095:
            put(256)
            table = {bytes([n]): n for n in range(256)}
            following, bits = 258, 9
        word = data[n : n + 1]
    put(table[word])
    following += 1
    bits = 9 + (following >= 512) + (following >= 1024) + (following >= 2048)
    put(257)
    if held:
        out.append((buffer << (8 - held)) & 255)
    return bytes(out)
