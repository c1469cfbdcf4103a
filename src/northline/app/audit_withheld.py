"""What of the audit is withheld from who reads it: whatever it says of records they may not see.

The chain is one, and whoever may read it reads all of its numbers, times, hashes and signatures,
so that it can be checked; who acted, and what was done, stand there too.  The rest of an entry is
told only to who may see every record that it speaks of (`northline.ledger.concerned`): source,
kind, how many, ids, rule, reason.  Of a look its question stands, without the ids and names in it
that the reader may not see a record of.  An id that nothing has is withheld like one that is
hidden: who reads cannot tell which it was.  From whoever may see every marking that there is,
nothing is withheld.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa

from northline.app.rights.access import may_read
from northline.app.rights.access import reader as reader_of_requests
from northline.ledger.chain import Entry
from northline.records.kinds import KINDS
from northline.records.marking import Viewer
from northline.records.rights_request import RightsRequest
from northline.records.track import Track

if TYPE_CHECKING:
    from northline.app.opened import Opened

READER = "service:audit"
"""Reads for the audit with the rights of who asks, whose look stands in the chain already."""

_NAMED = ("track", "identity")
"""What a look at the past of one thing names it by."""


def reader(node: "Opened") -> Viewer:
    """Who reads decisions and records for the audit: with the operator's own rights.

    Whoever may read people's requests is told in the audit, too, of what was done with them.
    """
    own = reader_of_requests(node) if may_read(node) else node.viewer
    return msgspec.structs.replace(own, name=READER)


class Withheld:
    """What of some entries is withheld from the node's viewer."""

    def __init__(self, node: "Opened", entries: Sequence[Entry]) -> None:
        """Judge some entries, all at once."""
        self._nothing = node.ledger.review.sees_all(reader(node))
        if self._nothing:
            return
        self._node = node
        looks = [
            look
            for each in entries
            if each.operation == "look"
            for look in each.facts.get("looks", ())
        ]
        holds = {each.seq: _held(node, each) for each in entries if each.operation in _HOLDS}
        named = {each for ids in holds.values() for each in ids}
        self._shown = shown(node, named.union(*(_ids(each) for each in looks)))
        self._numbers = _numbers(node) if any("rights" in each for each in looks) else set()
        self._sent = _sent(node, looks)
        self._whole = node.ledger.review.withheld(entries, reader(node))
        self._whole |= {seq for seq, ids in holds.items() if not self._shown.issuperset(ids)}
        self._things: dict[tuple[str, str, tuple[int, int] | None], bool] = {}

    def whole(self, entry: Entry) -> bool:
        """Whether all that an entry says is withheld."""
        return not self._nothing and entry.seq in self._whole

    def some(self, entry: Entry) -> bool:
        """Whether anything of it is."""
        looks = entry.facts.get("looks", ()) if entry.operation == "look" else ()
        return self.whole(entry) or any(self.hides(each) for each in looks)

    def hides(self, look: Mapping[str, Any]) -> bool:
        """Whether a look names anything that the viewer may not see."""
        return not self._nothing and (
            not self._shown.issuperset(_ids(look))
            or ("rights" in look and look["rights"] not in self._numbers)
            or any(append in self._sent for append in _appends(look))
            or any(name in look and not self._has(name, look) for name in _NAMED)
        )

    def _has(self, name: str, look: Mapping[str, Any]) -> bool:
        """Whether the viewer may see a track so called, in the time that was looked at."""
        window = look.get("window")
        key = (name, str(look[name]), (window[0], window[1]) if window else None)
        if key not in self._things:
            node = self._node
            plan = node.ledger.plan(Track.kind, reader(node), window=key[2], columns=[name])
            column = node.ledger.read(plan, audited=False).read_all().column(name)
            self._things[key] = key[1] in _texts(column)
        return self._things[key]


def shown(node: "Opened", wanted: Collection[bytes]) -> set[bytes]:
    """Those of some ids whose records the viewer may see, or might have before they were erased.

    A look says under which kind an id was looked for, and not of which kind it is.
    """
    found: set[bytes] = set()
    left = set(wanted)
    for record in KINDS:
        found |= _seen(node, record.kind, left - found) if left - found else set()
    review = node.ledger.review
    if left - found:
        found |= review.erased_openly(left - found, reader(node))
    for each in sorted(review.corrected(left - found)):
        as_of = min(later.seq for later in review.history(each).corrections) - 1
        if any(_seen(node, record.kind, {each}, as_of=as_of) for record in KINDS):
            found.add(each)
    return found


def _seen(node: "Opened", kind: str, ids: set[bytes], *, as_of: int | None = None) -> set[bytes]:
    plan = node.ledger.plan(kind, reader(node), ids=ids, columns=["id"], as_of=as_of)
    if not plan.parts:
        return set()
    return set(node.ledger.read(plan, audited=False).read_all().column("id").to_pylist())


_HOLDS = frozenset({"hold", "lift"})


def _held(node: "Opened", entry: Entry) -> list[bytes]:
    facts = entry.facts
    if "holds" in facts:
        return [bytes.fromhex(each) for each in facts["holds"]]
    return node.ledger.review.held(facts["name"])


def _ids(look: Mapping[str, Any]) -> set[bytes]:
    """The ids that a look names, and those that a relay says it sent."""
    named = list(look.get("ids") or ())
    for each in look.get("told", ()):
        named += each.get("ids", ())
    return {bytes.fromhex(each) for each in named}


def _appends(look: Mapping[str, Any]) -> Iterable[int]:
    """The appends of which a relay says that it sent something."""
    return (append for each in look.get("told", ()) for append, *_ in each.get("rows", ()))


def _sent(node: "Opened", looks: Iterable[Mapping[str, Any]]) -> set[int]:
    """Of the appends that relays sent something of, those the viewer may not be told of."""
    review = node.ledger.review
    appends = {append for look in looks for append in _appends(look)}
    entries = [found for each in sorted(appends) if (found := review.entry(each)) is not None]
    return review.withheld(entries, reader(node)) if entries else set()


def _numbers(node: "Opened") -> set[str]:
    """The redress numbers of requests that the viewer may see."""
    plan = node.ledger.plan(RightsRequest.kind, reader(node), columns=["number"])
    return set(node.ledger.read(plan, audited=False).read_all().column("number").to_pylist())


def _texts(column: pa.ChunkedArray) -> set[str]:
    """What a column of names holds, as looks write it."""
    return {
        each.hex() if isinstance(each, bytes) else str(each) for each in column.unique().to_pylist()
    }
