"""A stretch of the chain in a file of its own, for a review body; no content of records is in it.

One JSON object a line (docs/audit.md)::

    {"northline-audit": 1, "ledger": "...", "exercise": false, "first": 1, "last": 90, ...}
    {"seq": 1, "at": 1790000000000000, "actor": "...", ..., "hash": "...", "signature": "..."}
    ...
    {"end": 90, "digest": "...", "signer": "...", "signature": "..."}

Each entry stands as it was hashed and signed, so the file can be checked without the ledger
(`northline.app.audit_check`).  The last line signs all lines before it: nothing was taken out
of the file on its way.

Of an entry that speaks of what its maker may not see, the file holds number, time, who, what was
done, hash and signature, and ``"withheld": true`` (`northline.app.audit_withheld`): that it is
there, and signed, can be checked; what it says cannot.
"""

import hashlib
import secrets
from collections.abc import Iterator
from itertools import islice, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from northline.app.audit_withheld import Withheld
from northline.app.permitting import require_here
from northline.app.words import instant
from northline.ledger.chain import Entry
from northline.ledger.reading import system_clock
from northline.ledger.review import AUDIT
from northline.records.errors import UsageError
from northline.records.time import format_instant

if TYPE_CHECKING:
    from northline.app.opened import Opened

FORMAT = "northline-audit"
VERSION = 1

AT_ONCE = 500
"""Entries that are judged together."""

LEFT = ("seq", "at", "actor", "operation", "previous", "hash", "signer", "signature")
"""What stands in the file of an entry whose content is withheld."""


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """What was written: first and last entry, how many, and the head of the ledger then."""

    first: int
    last: int
    entries: int
    head: str


def export(
    node: "Opened", to: Path | BinaryIO, *, since: str | None = None, until: str | None = None
) -> Exported:
    """Write the entries of a period, with what proves them.

    Args:
        node: the node; the export is a look of its operator at the audit, and stands in it.
        to: a file, which must not exist yet, or an open one.
        since: entries from this instant on.
        until: entries before this instant.

    Raises:
        UsageError: for a wrong instant, a period without entries, or a file that cannot be made.
    """
    require_here(node, "audit-export")
    period = {"since": since or "", "until": until or ""}
    said = {name: text for name, text in period.items() if text}
    begins, ends = instant(since or None), instant(until or None)
    if isinstance(to, Path) and to.exists():
        raise UsageError(f"{to} exists; name another file, or remove it first")
    node.ledger.look(node.viewer, AUDIT, {"audit": {"export": "", **said}})
    first, last = node.ledger.review.span(begins, ends)
    if last < first:
        raise UsageError("there is no entry in that period")
    if not isinstance(to, Path):
        return _write(node, to, first, last)
    draft = to.with_name(f".{to.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("xb") as file:
            told = _write(node, file, first, last)
        draft.replace(to)
    except OSError as error:
        raise UsageError(f"{to} cannot be written: {error.strerror}") from error
    finally:
        draft.unlink(missing_ok=True)
    return told


def _write(node: "Opened", to: BinaryIO, first: int, last: int) -> Exported:
    head = node.ledger.review.entry(node.ledger.head()[0])
    digest = hashlib.blake2b(digest_size=32)
    for line in _lines(node, first, last, head):
        text = msgspec.json.encode(line) + b"\n"
        digest.update(text)
        to.write(text)
    hashed = digest.digest()
    end = {
        "end": last,
        "digest": hashed.hex(),
        "signer": node.key.key.hex(),
        "signature": node.key.sign(hashed).hex(),
    }
    to.write(msgspec.json.encode(end) + b"\n")
    named = f"{head.seq}:{head.hash.hex()}" if head else ""
    return Exported(first=first, last=last, entries=last - first + 1, head=named)


def _lines(node: "Opened", first: int, last: int, head: Entry | None) -> Iterator[dict[str, Any]]:
    known = {**node.ledger.review.keys(), node.key.key: node.key.public}
    yield {
        FORMAT: VERSION,
        "ledger": node.ledger.id,
        "exercise": node.exercise,
        "made": format_instant(system_clock()),
        "by": node.operator.name,
        "agency": node.operator.agency,
        "first": first,
        "last": last,
        "head": _head_line(node, head) if head else None,
        "keys": {key.hex(): public.hex() for key, public in sorted(known.items())},
    }
    stretch = takewhile(lambda each: each.seq <= last, node.ledger.entries(first - 1))
    while some := list(islice(stretch, AT_ONCE)):
        withheld = Withheld(node, some)
        for entry in some:
            yield withheld_line(entry) if withheld.some(entry) else entry_line(entry)


def _head_line(node: "Opened", head: Entry) -> dict[str, Any]:
    return withheld_line(head) if Withheld(node, [head]).some(head) else entry_line(head)


def withheld_line(entry: Entry) -> dict[str, Any]:
    """Of an entry that speaks of what the maker may not see: that it is there, and signed."""
    told = entry_line(entry)
    return {"withheld": True, **{name: told[name] for name in LEFT}}


def entry_line(entry: Entry) -> dict[str, Any]:
    """An entry as the file holds it: bytes in hexadecimal, ``at`` in microseconds."""
    return {
        name: value.hex() if isinstance(value, bytes) else value
        for name, value in msgspec.structs.asdict(entry).items()
    }
