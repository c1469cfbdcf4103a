"""Streams read whole or in pieces, put together for comparison."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pyarrow as pa

from northline.records.protocols import Context, Decoded, Refused
from northline.records.schema import plain_rows
from tests.formats.samples import CONTEXT, RECEIVED, started


@dataclass
class Read:
    """All that a stream gave, however many calls it took."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    units: int = 0
    other: Counter[str] = field(default_factory=Counter)
    consumed: int = 0
    carry: bytes = b""

    def add(self, decoded: Decoded) -> None:
        for kind, batch in decoded.batches.items():
            self.rows.setdefault(kind, []).extend(plain_rows(batch))
        self.refused += decoded.refused
        self.units += decoded.units
        self.other.update(decoded.other)
        self.consumed = decoded.consumed
        self.carry = decoded.carry

    def of(self, kind: str) -> list[dict[str, Any]]:
        return self.rows.get(kind, [])


def read_whole(name: str, data: bytes, context: Context = CONTEXT, *, end: bool = True) -> Read:
    return read_cut(name, data, [], context, end=end)


def read_cut(
    name: str, data: bytes, cuts: list[int], context: Context = CONTEXT, *, end: bool = True
) -> Read:
    """Read in chunks that end at these places."""
    read = Read()
    decoder = started(name, context=context)
    places = [0, *sorted(cuts), len(data)]
    for start, stop in pairwise(places):
        last = stop == len(data) and end
        read.add(decoder.decode(data[start:stop], RECEIVED, end=last))
    if end:
        read.add(decoder.decode(b"", RECEIVED, end=True))
    return read


def read_resumed(name: str, data: bytes, cuts: list[int]) -> Read:
    """Read with a fresh decoder after each cut, from what the one before had used up."""
    read = Read()
    for stop in [*sorted(cuts), len(data)]:
        decoder = started(name, read.consumed, read.carry)
        read.add(decoder.decode(data[read.consumed : stop], RECEIVED, end=stop == len(data)))
    return read


def batches_of(name: str, data: bytes) -> dict[str, pa.RecordBatch]:
    return dict(started(name).decode(data, RECEIVED, end=True).batches)
