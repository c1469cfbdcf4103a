"""The audit: what was done with the ledger, by whom, why and on which rule; searched by a person.

Reading it is a look like any other and stands in the chain before the answer leaves, whoever
asks (kind ``audit``).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from northline.app.audit_entries import Detail, Told, is_signed, tell
from northline.app.audit_seen import Seen, Subject, find_subject, who_saw
from northline.app.permitting import require_here
from northline.app.words import instant, record_id
from northline.ledger.chain import Entry, hash_of
from northline.ledger.review import AUDIT, WHAT, Sought
from northline.records.errors import UnknownName, UsageError

if TYPE_CHECKING:
    from northline.app.opened import Opened

ROWS, MOST = 50, 1_000
"""Entries of a page unless asked otherwise, and at most."""

AROUND = 3
"""Entries shown before and after one."""

_EXAMINED = 5_000
"""Entries that one page looks through beyond what the ledger itself passes over."""


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for in the audit; what is empty matters not.

    Attributes:
        record: id of a record: who saw it.
        person: part of a name.
        agency: agency that looked or decided.
        purpose: declared purpose of a look.
        kind: record kind.
        what: one of `northline.ledger.review.WHAT`.
        since: done then or later: an instant.
        until: done before then: an instant.
    """

    record: str = ""
    person: str = ""
    agency: str = ""
    purpose: str = ""
    kind: str = ""
    what: str = ""
    since: str = ""
    until: str = ""

    def sought(self) -> Sought:
        """The same for the ledger.

        Raises:
            UnknownName: for a ``what`` that there is not.
            UsageError: for an instant that cannot be read.
        """
        if self.what and self.what not in WHAT:
            raise UnknownName(f"nothing is called {self.what!r} here; there are {', '.join(WHAT)}")
        return Sought(
            actor=self.person.strip(),
            what=self.what,
            kind=self.kind.strip(),
            agency=self.agency.strip(),
            purpose=self.purpose.strip(),
            since=instant(self.since or None),
            until=instant(self.until or None),
        )

    def said(self) -> dict[str, str]:
        """What of it is not empty."""
        return {name: text for name, text in msgspec.structs.asdict(self).items() if text.strip()}


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the audit, newest first.

    Attributes:
        entries: what was found.
        seen: of a record: how each of them had to do with it, in the same order.
        subject: the record, where who asks may see it or it was erased.
        following: the next page begins before this entry; None where this was all.
    """

    entries: tuple[Told, ...]
    seen: tuple[Seen, ...] = ()
    subject: Subject | None = None
    following: int | None = None


def audit(node: "Opened", wish: Wish, *, before: int | None = None, limit: int = ROWS) -> Page:
    """Search the audit.

    Args:
        node: the node.
        wish: what is looked for.
        before: only entries before this one.
        limit: at most so many.

    Raises:
        UsageError: for what cannot be read, or a limit that is not from 1 to `MOST`.
    """
    require_here(node, "audit")
    if not 1 <= limit <= MOST:
        raise UsageError(f"limit={limit}: from 1 to {MOST:,} entries")
    sought = wish.sought()
    if wish.record.strip():
        return _of_record(node, wish, sought, before, limit)
    found: list[Told] = []
    examined, following = 0, before
    more = True
    while more and len(found) <= limit and examined < _EXAMINED:
        page = node.ledger.review.newest(sought, before=following, limit=limit + 1)
        found += [each for each in tell(node, page) if _fits(each, wish)]
        examined += len(page)
        more = len(page) == limit + 1
        following = page[-1].seq if page else None
    if len(found) > limit:
        found, following, more = found[:limit], found[limit - 1].seq, True
    shown = tuple(found)
    _look(node, wish, before, [d.id.hex() for each in shown for d in each.decisions])
    return Page(entries=shown, following=following if more else None)


def entry(node: "Opened", seq: int) -> Detail | None:
    """One entry with what proves it and those around it; None where there is none."""
    require_here(node, "audit")
    near = node.ledger.review.around(seq, AROUND)
    told = tell(node, near)
    place = next((n for n, each in enumerate(near) if each.seq == seq), None)
    if place is None:
        return None
    found: Entry = near[place]
    shown = [d.id.hex() for each in told for d in each.decisions]
    _put(node, {"entry": str(seq)}, shown)
    return Detail(
        told=told[place],
        previous=found.previous.hex(),
        digest="" if told[place].withheld else found.digest.hex(),
        body="" if told[place].withheld else found.body,
        signer=found.signer.hex() if found.signer else "",
        whole=hash_of(found) == found.hash,
        signed=is_signed(node, found),
        around=tuple(told),
    )


def _of_record(node: "Opened", wish: Wish, sought: Sought, before: int | None, limit: int) -> Page:
    """Who saw a record: looks that asked for it, or could have shown it."""
    record = record_id(wish.record.strip())
    subject = find_subject(node, record, wish.kind.strip())
    # The look comes first: of the record, too, something is told.
    _look(node, wish, before, [record.hex()])
    found: list[tuple[Told, Seen]] = []
    examined, following, more = 0, before, True
    while more and len(found) < limit and examined < _EXAMINED:
        some, following, more = who_saw(node, record, subject, before=following)
        examined += some.examined
        kept = [
            (told, seen)
            for told, seen in zip(some.entries, some.seen, strict=True)
            if _within(told, wish, sought)
        ]
        room = limit - len(found)
        if len(kept) > room:
            kept, following, more = kept[:room], kept[room - 1][0].seq, True
        found += kept
    return Page(
        entries=tuple(told for told, _ in found),
        seen=tuple(seen for _, seen in found),
        subject=subject,
        following=following if more else None,
    )


def _within(told: Told, wish: Wish, sought: Sought) -> bool:
    """Whether a look is among those wanted, by everything but its kind."""
    return (
        sought.actor.lower() in told.who.lower()
        and (not sought.what or told.what == sought.what)
        and (not sought.agency or told.agency == sought.agency)
        and (not sought.purpose or told.purpose == sought.purpose)
        and (sought.since is None or told.at >= sought.since)
        and (sought.until is None or told.at < sought.until)
    )


def _fits(told: Told, wish: Wish) -> bool:
    """Whether an entry is what was wanted, where the ledger lets through too much."""
    if wish.agency.strip() and wish.agency.strip() not in told.agency.split(", "):
        return False
    if wish.purpose.strip() and told.purpose != wish.purpose.strip():
        return False
    kind = wish.kind.strip()
    return not kind or kind in told.kind.split(",")


def _look(node: "Opened", wish: Wish, before: int | None, ids: Sequence[str]) -> None:
    said = wish.said()
    if before is not None:
        said["before"] = str(before)
    _put(node, said, ids)


def _put(node: "Opened", said: dict[str, str], ids: Sequence[str]) -> None:
    """The look at the audit itself, with the ids of what records it shows something of."""
    request: dict[str, Any] = {"audit": said}
    named = list(dict.fromkeys(ids))
    if named:
        request |= {"ids": named[:MOST], "ids_count": len(named)}
    node.ledger.look(node.viewer, AUDIT, request)


def document(page: Page) -> dict[str, Any]:
    """A page of the audit, ready for JSON."""
    from northline.app.audit_words import entry_document, seen_document, subject_document

    entries = [entry_document(each) for each in page.entries]
    if page.seen:
        entries = [
            {**told, "seen": seen_document(seen)}
            for told, seen in zip(entries, page.seen, strict=True)
        ]
    return {
        "entries": entries,
        "record": subject_document(page.subject) if page.subject else None,
        "next": page.following,
    }
