"""What a later state of a ledger knows and an older one does not: erasures, holds, markings.

A backup is older than its ledger.  What was erased meanwhile stands in it still; so the entries
that erased, held, lifted or marked anew are read off a later chain, each held against its hash
and signature, and done again in the restored ledger, in their order, before anybody reads it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from northline.ledger import chain, erasure, retention, visibility
from northline.ledger.log import Rows
from northline.ledger.store import Store
from northline.records.errors import LedgerDamaged, MarkingRefused, UsageError
from northline.records.marking import Marking, decode

OPERATIONS = ("erase", "mark", "hold", "lift")


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """One entry to do again.

    Attributes:
        seq: its number in the later chain.
        operation: one of `OPERATIONS`.
        facts: what it says.
        rules: of an erasure: rule -> ids of rows that were there already.
        places: of an erasure: append and place of each of these rows.
        elsewhere: of an erasure: rows that came only later, which are not here to be erased.
        markings: of a marking change: the markings it names.
    """

    seq: int
    operation: str
    facts: dict[str, Any]
    rules: dict[str, list[bytes]] = {}
    places: tuple[tuple[int, int], ...] = ()
    elsewhere: int = 0
    markings: tuple[Marking, ...] = ()


class Later(msgspec.Struct, frozen=True, kw_only=True):
    """What a later state knows.

    Attributes:
        head: its newest entry.
        acts: what is to be done again, in order.
    """

    head: tuple[int, bytes]
    acts: tuple[Act, ...]

    @property
    def erased(self) -> int:
        """Rows to erase."""
        return sum(len(act.places) for act in self.acts)

    @property
    def elsewhere(self) -> int:
        """Rows erased that came only after the older state."""
        return sum(act.elsewhere for act in self.acts)

    def count(self, *operations: str) -> int:
        """How many acts are of these operations, erasures of nothing that is here left out."""
        return sum(
            act.operation in operations and (act.operation != "erase" or bool(act.places))
            for act in self.acts
        )


def read(
    rows: Rows,
    ledger: str,
    since: tuple[int, bytes],
    keys: Mapping[bytes, bytes],
    where: str,
    *,
    upto: int,
) -> Later:
    """What a log knows beyond an entry.

    Args:
        rows: an open transaction of that log.
        ledger: name that the ledger must have.
        since: the entry beyond which one asks: where the older state ends, or what is known of.
        keys: key id -> public key, of the signers one trusts.
        where: what that log is, for messages.
        upto: the newest append of the older state: what was erased of later ones is not there.

    Raises:
        UsageError: when it is of another ledger, went another way, or is older itself.
        LedgerDamaged: when an entry is not what was signed.
    """
    meta = dict(rows.run("select name, value from meta"))
    if meta.get("id") != ledger:
        raise UsageError(f"{where} is of ledger {meta.get('id')}, and the backup of {ledger}")
    head = chain.head(rows)
    if head[0] < since[0]:
        raise UsageError(
            f"{where} stands at entry {head[0]}, before the backup ({since[0]}): it knows of "
            "nothing later"
        )
    found = rows.run("select hash from chain where seq = ?", since[0])
    if not found or bytes(found[0][0]) != since[1]:
        raise UsageError(
            f"{where} has another entry {since[0]} than the backup: it is another ledger of the "
            "same name, which went its own way"
        )
    acts: list[Act] = []
    previous, expected = since[1], since[0] + 1
    for entry in chain.entries(rows, since[0]):
        whole = (entry.seq, entry.previous) == (expected, previous)
        if not (whole and chain.hash_of(entry) == entry.hash and chain.signed_by(entry, keys)):
            raise LedgerDamaged(
                f"entry {entry.seq} of {where} is not what a key that you trust signed; nothing "
                "can be taken from it"
            )
        if entry.operation in OPERATIONS:
            acts.append(_act(rows, entry, upto, where))
        previous, expected = entry.hash, expected + 1
    return Later(head=head, acts=tuple(acts))


def _act(rows: Rows, entry: chain.Entry, upto: int, where: str) -> Act:
    facts = entry.facts
    if entry.operation == "mark":
        markings = tuple(_marking(rows, each, where) for each in {m[2] for m in facts["marks"]})
        return Act(seq=entry.seq, operation="mark", facts=facts, markings=markings)
    if entry.operation != "erase":
        return Act(seq=entry.seq, operation=entry.operation, facts=facts)
    if erasure.digest_of(rows, entry.seq) != entry.digest:
        raise LedgerDamaged(f"what entry {entry.seq} erased is not told in {where} as it was")
    rules: dict[str, list[bytes]] = {}
    places = []
    lines = rows.run("select id, rule, append, ord from erased where seq = ?", entry.seq)
    for record, rule, append, place in lines:
        if append <= upto:
            rules.setdefault(rule, []).append(record)
            places.append((append, place))
    return Act(
        seq=entry.seq,
        operation="erase",
        facts=facts,
        rules=rules,
        places=tuple(places),
        elsewhere=len(lines) - len(places),
    )


def _marking(rows: Rows, text: str, where: str) -> Marking:
    found = rows.run("select content from markings where id = ?", text)
    try:
        marking = decode(found[0][0])
    except (IndexError, MarkingRefused, TypeError) as error:
        raise LedgerDamaged(f"marking {text} cannot be read in {where}") from error
    if visibility.text_of(marking.id) != text:
        raise LedgerDamaged(f"marking {text} was altered in {where}")
    return marking


def do_again(store: Store, later: Later, by: str) -> None:
    """Erase, hold, lift and mark as the later state did, in its order.

    Erasures that follow one another are done together: what allows one, a hold that was lifted
    before it, keeps its place.

    Raises:
        BelowMinimum: when this machine's clock stands before the law allowed an erasure.
        LedgerDamaged: when a row that was to go is here all the same.
    """
    waiting: dict[str, list[bytes]] = {}
    for act in later.acts:
        if act.operation == "erase":
            for rule, ids in act.rules.items():
                waiting.setdefault(rule, []).extend(ids)
        elif act.operation == "mark":
            _mark(store, act, by)
        else:
            _erase(store, waiting, by)
            _hold_or_lift(store, act, by)
    _erase(store, waiting, by)
    with store.log.reading() as rows:
        for append, place in _places(later):
            if not rows.run("select 1 from erased where append = ? and ord = ?", append, place):
                raise LedgerDamaged(f"row {place} of append {append} was to be erased, and was not")


def _places(later: Later) -> Iterator[tuple[int, int]]:
    for act in later.acts:
        yield from act.places


def _erase(store: Store, waiting: dict[str, list[bytes]], by: str) -> None:
    for rule in sorted(waiting):
        erasure.erase(store, waiting[rule], rule=rule, by=by)
    waiting.clear()


def _mark(store: Store, act: Act, by: str) -> None:
    """Word for word: the owner's right to it was asked for when it was first done."""
    marks = act.facts["marks"]
    with store.log.writing() as rows:
        for marking in act.markings:
            visibility.register(rows, marking)
        entry = chain.add(
            rows,
            at=store.clock(),
            actor=by,
            operation="mark",
            count=len(marks),
            facts={"marks": marks, "reason": act.facts["reason"]},
            signer=store.signer,
        )
        rows.run_many(
            "insert into remarked values (?,?,?,?)",
            [(bytes.fromhex(record), kind, text, entry.seq) for record, kind, text in marks],
        )


def _hold_or_lift(store: Store, act: Act, by: str) -> None:
    facts = act.facts
    held = [bytes.fromhex(each) for each in facts.get("holds", ())]
    with store.log.writing() as rows:
        entry = chain.add(
            rows,
            at=store.clock(),
            actor=by,
            operation=act.operation,
            count=len(held),
            facts=facts,
            signer=store.signer,
        )
        if act.operation == "hold":
            retention.hold(rows, facts["name"], held, facts["reason"], entry.seq)
        else:
            retention.lift(rows, facts["name"], entry.seq)
