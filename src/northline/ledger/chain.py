"""The chain: one entry for each append, compaction, erasure, marking change and look.

::

    hash = BLAKE2b-256( seq | at | actor | operation | kind | rows | digest | body | previous )
    every part is preceded by its length as 8 little-endian bytes; integers are decimal text

Whoever alters, drops or inserts an entry breaks the hash of the next.  Each hash is signed
with a key that lives outside the ledger's folder.  What the chain cannot show by itself is
that its newest entries are all there; for that a head is written down elsewhere (anchored).
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from northline.ledger.log import Rows
from northline.records.signing import Signer, is_signed
from northline.records.units import Micros

GENESIS = bytes(32)
"""What the first entry names as the hash before it."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the chain.

    Attributes:
        seq: 1, 2, 3, ... without gaps.
        at: when it was committed.
        actor: who did it.
        operation: open, append, advance, compact, erase, mark, look, hold, lift, backup,
            restore, account.
        kind: record kind concerned, or empty.
        rows: number of rows concerned.
        digest: BLAKE2b-256 of the content: for an append, of its commitments.
        body: further facts, as JSON with sorted keys; never the content of a record.
        previous: hash of the entry before it.
        hash: see above.
        signer: key that signed the hash, or None.
        signature: Ed25519 over the hash, or None.
    """

    seq: int
    at: Micros
    actor: str
    operation: str
    kind: str
    rows: int
    digest: bytes
    body: str
    previous: bytes
    hash: bytes
    signer: bytes | None = None
    signature: bytes | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """The body, decoded."""
        decoded: dict[str, Any] = msgspec.json.decode(self.body)
        return decoded


def head(rows: Rows) -> tuple[int, bytes]:
    """Sequence number and hash of the newest entry; (0, `GENESIS`) when there is none."""
    found = rows.run("select seq, hash from chain order by seq desc limit 1")
    return (found[0][0], found[0][1]) if found else (0, GENESIS)


def add(
    rows: Rows,
    *,
    at: Micros,
    actor: str,
    operation: str,
    kind: str = "",
    count: int = 0,
    digest: bytes = b"",
    facts: Mapping[str, Any] | None = None,
    signer: Signer | None = None,
) -> Entry:
    """Append one entry to the chain, inside the caller's transaction."""
    last, previous = head(rows)
    body = msgspec.json.encode(facts or {}, order="sorted").decode()
    bare = Entry(
        seq=last + 1,
        at=at,
        actor=actor,
        operation=operation,
        kind=kind,
        rows=count,
        digest=digest,
        body=body,
        previous=previous,
        hash=b"",
    )
    hashed = hash_of(bare)
    entry = msgspec.structs.replace(
        bare,
        hash=hashed,
        signer=signer.key if signer else None,
        signature=signer.sign(hashed) if signer else None,
    )
    rows.run(
        "insert into chain values (?,?,?,?,?,?,?,?,?,?,?,?)",
        *(getattr(entry, name) for name in Entry.__struct_fields__),
    )
    if signer:
        rows.run(
            "insert into signers select ?, ?, ? where not exists "
            "(select 1 from signers where id = ?)",
            signer.key,
            signer.public,
            entry.seq,
            signer.key,
        )
    return entry


def hash_of(entry: Entry) -> bytes:
    """The hash that an entry with these facts must have."""
    digest = hashlib.blake2b(digest_size=32, person=b"northline.chain")
    for part in (
        str(entry.seq).encode(),
        str(entry.at).encode(),
        entry.actor.encode(),
        entry.operation.encode(),
        entry.kind.encode(),
        str(entry.rows).encode(),
        entry.digest,
        entry.body.encode(),
        entry.previous,
    ):
        digest.update(len(part).to_bytes(8, "little") + part)
    return digest.digest()


def entries(rows: Rows, after: int = 0) -> Iterator[Entry]:
    """The entries after a sequence number, in order, a thousand at a time."""
    while some := page(rows, after):
        yield from some
        after = some[-1].seq


def page(rows: Rows, after: int) -> list[Entry]:
    """The next thousand entries after a sequence number, in order."""
    found = rows.run("select * from chain where seq > ? order by seq limit 1000", after)
    names = Entry.__struct_fields__
    return [Entry(**dict(zip(names, values, strict=True))) for values in found]


def signed_by(entry: Entry, keys: Mapping[bytes, bytes]) -> bool:
    """Whether one of these keys (id -> public bytes) signed this entry."""
    if entry.signer is None or entry.signature is None or entry.signer not in keys:
        return False
    return is_signed(entry.hash, entry.signature, keys[entry.signer])
