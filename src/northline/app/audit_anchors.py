"""Heads written down in a file outside the ledger, and the chain compared with all of them.

One a line, the newest last::

    1234:5f0c...e1 2026-07-01T14:00:00Z 0f3a9c55d2e18b47

entry and hash, when it was written, and the ledger's name.  A line of ``SEQ:HASH`` alone is taken
as well, and ``#`` begins a remark.  The file shows something only where whoever can write the
ledger cannot write it: on another machine, on paper, with somebody else.  A time stamp by an
authority (RFC 3161) needs a network and is not made here.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from northline.app import keeping
from northline.app.permitting import require_here
from northline.app.words import anchor as anchor_of
from northline.ledger.reading import system_clock
from northline.records.errors import UsageError
from northline.records.time import format_instant

if TYPE_CHECKING:
    from northline.app.opened import Opened
    from northline.ledger import Proof


class Anchor(msgspec.Struct, frozen=True, kw_only=True):
    """A head that was written down.

    Attributes:
        line: its line in the file.
        seq: number of the entry.
        hash: its hash.
        at: when it was written down, as the file says, or empty.
        ledger: name of the ledger, or empty.
    """

    line: int
    seq: int
    hash: bytes
    at: str = ""
    ledger: str = ""

    @property
    def written(self) -> str:
        """As ``SEQ:HASH``."""
        return f"{self.seq}:{self.hash.hex()}"


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """What the anchors of a file showed.

    Attributes:
        file: the file.
        count: anchors in it.
        fit: how many of them the chain contains.
        misfit: the first that it does not contain, or None.
        proof: the verification, held against that one, else against the newest.
    """

    file: str
    count: int
    fit: int
    misfit: Anchor | None
    proof: "Proof"


def write_down(node: "Opened", path: Path) -> Anchor:
    """Append the newest entry to a file outside the ledger; durable when it returns.

    Raises:
        UsageError: when the file lies inside the ledger, is no file of anchors or of another
            ledger, or cannot be written.
    """
    require_here(node, "verify")
    inside = path.resolve()
    if inside.is_relative_to(node.folder.resolve()):
        raise UsageError(
            f"{path} lies inside the ledger: whoever rewrites the ledger could rewrite it too. "
            "Name a file elsewhere, best on another machine."
        )
    before = _read(node, path) if path.exists() else []
    seq, digest = node.head()
    anchor = Anchor(
        line=len(before) + 1,
        seq=seq,
        hash=digest,
        at=format_instant(system_clock()),
        ledger=node.ledger.id,
    )
    text = f"{anchor.written} {anchor.at} {anchor.ledger}\n"
    try:
        with path.open("ab") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
    return anchor


def verify(node: "Opened", path: Path) -> Held:
    """Verify the ledger against every head of a file.

    Raises:
        UsageError: when the file cannot be read, holds no head, or is of another ledger.
    """
    anchors = _read(node, path)
    if not anchors:
        raise UsageError(f"{path} holds no head; write one down with 'northline head'")
    misfits = [each for each in anchors if not _fits(node, each)]
    held_to = misfits[0] if misfits else max(anchors, key=lambda each: each.seq)
    return Held(
        file=str(path),
        count=len(anchors),
        fit=len(anchors) - len(misfits),
        misfit=misfits[0] if misfits else None,
        proof=keeping.verify(node, (held_to.seq, held_to.hash)),
    )


def read(path: Path) -> list[Anchor]:
    """The heads of a file.

    Raises:
        UsageError: when it cannot be read, naming the line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        try:
            head = anchor_of(words[0])
        except UsageError as error:
            raise UsageError(f"{path}, line {number}: {error}") from error
        if head is not None:
            at, ledger = (*words[1:3], "", "")[:2]
            found.append(Anchor(line=number, seq=head[0], hash=head[1], at=at, ledger=ledger))
    return found


def _read(node: "Opened", path: Path) -> list[Anchor]:
    found = read(path)
    other = next((each for each in found if each.ledger not in {"", node.ledger.id}), None)
    if other is not None:
        raise UsageError(
            f"{path}, line {other.line}: this head is of ledger {other.ledger}, and this one is "
            f"{node.ledger.id}; keep a file for each"
        )
    return found


def _fits(node: "Opened", anchor: Anchor) -> bool:
    entry = node.ledger.review.entry(anchor.seq)
    return entry is not None and entry.hash == anchor.hash
