r"""Record ids: BLAKE2b-128 over where a record came from, never over when it reached us.

::

    id = BLAKE2b-128( kind | source | unit | ordinal )       person "northline.id"
    unit = "#" | sequence                       where the source numbers what it says
         | "@" | stream | offset | raw bytes    else: the byte-exact unit and its place
    every part is preceded by its length as 8 little-endian bytes

Received time, marking, schema and parser version stay outside.  So the same bytes read twice
give the same ids, whoever reads them and through whatever transport, while two honest
repeats of one sentence keep two.

A *stream* is named by `fingerprint`: a digest of its first 4096 bytes.  A file that has grown,
was renamed, or comes through a pipe is still the same stream.
"""

import hashlib
from collections.abc import Sequence

import pyarrow as pa

from northline.records.record import Id

FINGERPRINT_BYTES = 4096
"""How much of a stream's beginning names it."""

_PERSON = b"northline.id"


def _part(data: bytes) -> bytes:
    return len(data).to_bytes(8, "little") + data


class Origin:
    """Makes ids for one kind and source; the common prefix is hashed once.

    >>> Origin("position", "tower-4").sequenced("17").hex()[:8]
    '9965fad3'
    """

    def __init__(self, kind: str, source: str) -> None:
        self._prefix = hashlib.blake2b(digest_size=16, person=_PERSON)
        self._prefix.update(_part(kind.encode()) + _part(source.encode()))

    def sequenced(self, sequence: str, ordinal: int = 0) -> Id:
        """Id of a record that the source itself numbers."""
        return self._finish(_part(b"#" + sequence.encode()), ordinal)

    def placed(self, stream: str, offset: int, raw: bytes, ordinal: int = 0) -> Id:
        """Id of the ``ordinal``-th record in the unit ``raw`` at ``offset`` of ``stream``."""
        place = b"@" + stream.encode() + b"\x00" + offset.to_bytes(8, "little")
        return self._finish(_part(place) + _part(raw), ordinal)

    def derived(self, *evidence: bytes, ordinal: int = 0) -> Id:
        """Id of a record that an engine (the source) made of this evidence."""
        return self._finish(b"".join(_part(each) for each in (b"<", *evidence)), ordinal)

    def _finish(self, unit: bytes, ordinal: int) -> Id:
        digest = self._prefix.copy()
        digest.update(unit + ordinal.to_bytes(8, "little"))
        return Id(digest.digest())


def fingerprint(beginning: bytes) -> str:
    """Name of a stream from its first `FINGERPRINT_BYTES` bytes (or all, when shorter)."""
    head = beginning[:FINGERPRINT_BYTES]
    return hashlib.blake2b(head, digest_size=12, person=b"northline.stream").hexdigest()


def sequenced_ids(kind: str, source: str, numbers: Sequence[int]) -> pa.Array:
    """Ids of many records that their source numbers, as one column.

    Equal to `Origin.sequenced` of each number's decimal text.

    Args:
        kind: record kind.
        source: who says it.
        numbers: the source's own numbers, shape (n,).
    """
    prefix = hashlib.blake2b(digest_size=16, person=_PERSON)
    prefix.update(_part(kind.encode()) + _part(source.encode()))
    out = bytearray()
    for number in numbers:
        digest = prefix.copy()
        unit = b"#%d" % number
        digest.update(len(unit).to_bytes(8, "little") + unit + bytes(8))
        out += digest.digest()
    return pa.Array.from_buffers(pa.binary(16), len(numbers), [None, pa.py_buffer(bytes(out))])


def placed_ids(
    kind: str,
    source: str,
    stream: str,
    offsets: Sequence[int],
    raws: Sequence[bytes],
    ordinal: int = 0,
) -> pa.Array:
    """Ids of many units of one stream, as one column.

    Equal to `Origin.placed` of each.

    Args:
        kind: record kind.
        source: who says it.
        stream: name of the stream.
        offsets: where each unit begins, shape (n,).
        raws: their bytes, shape (n,).
        ordinal: which record of its unit each is.
    """
    prefix = hashlib.blake2b(digest_size=16, person=_PERSON)
    place = b"@" + stream.encode() + b"\x00"
    prefix.update(_part(kind.encode()) + _part(source.encode()))
    prefix.update((len(place) + 8).to_bytes(8, "little") + place)
    ending = ordinal.to_bytes(8, "little")
    out = bytearray()
    for offset, raw in zip(offsets, raws, strict=True):
        digest = prefix.copy()
        digest.update(
            b"".join((offset.to_bytes(8, "little"), len(raw).to_bytes(8, "little"), raw, ending))
        )
        out += digest.digest()
    return pa.Array.from_buffers(pa.binary(16), len(raws), [None, pa.py_buffer(bytes(out))])


def derived_ids(kind: str, source: str, *evidence: Sequence[bytes]) -> pa.Array:
    """Ids of many records that an engine made of as many pieces of evidence each, as one column.

    Equal to `Origin.derived` of each.

    Args:
        kind: record kind.
        source: the engine.
        evidence: of each piece in turn the ids, 16 bytes each, shape (n,).
    """
    prefix = hashlib.blake2b(digest_size=16, person=_PERSON)
    prefix.update(_part(kind.encode()) + _part(source.encode()))
    size = (16).to_bytes(8, "little")
    prefix.update(_part(b"<") + size)
    out = bytearray()
    for each in zip(*evidence, strict=True):
        digest = prefix.copy()
        digest.update(size.join(each) + bytes(8))
        out += digest.digest()
    return pa.Array.from_buffers(pa.binary(16), len(out) // 16, [None, pa.py_buffer(bytes(out))])
