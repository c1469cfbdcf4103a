"""Whose signature counts: that of a key which was believed when what it signed came.

When that was, the chain says: the instant of the entry that the signed record came with.  What a
record claims of itself does not count, nor who holds the key today.  So what somebody signed stays
theirs when their key is replaced or their account is closed, and whoever finds the old key later
signs nothing that is believed.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from northline.app.accounts import Accounts
from northline.ledger.reading import system_clock
from northline.ledger.told import Fault
from northline.ledger.verification import MOST, Proof
from northline.records.decision import Decision
from northline.records.errors import NotPermitted
from northline.records.kinds import kind as kind_named
from northline.records.rights_request import RightsStep
from northline.records.signed_record import SIGNED, Signed, is_signed_by
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

KeyAt = Callable[[bytes, Micros], bytes | None]
"""Id of a key, and an instant -> the public key, if it was believed then."""

_SEQ = "_seq"


@contextlib.contextmanager
def believing(node: "Opened") -> Iterator[KeyAt]:
    """What tells which keys are believed, and when they were.

    The local operator's own and those that the local operator trusts always are; of a key of an
    account, its time in force decides; any other is believed as far as who works here trusts it.
    """
    host, others = node.host.trusted_keys(), node.operator.trusted_keys()
    accounts = Accounts.open(node.home)
    try:
        known = accounts.trusted_keys() if accounts.exist() else {}

        def key_at(key: bytes, at: Micros) -> bytes | None:
            if key in host:
                return host[key]
            return accounts.trusted_at(key, at) if key in known else others.get(key)

        yield key_at
    finally:
        accounts.close()


def check_own_key(node: "Opened") -> None:
    """Whether what this person signs now will be believed, as far as their account's key goes.

    Raises:
        NotPermitted: when their key was replaced or put out of force.
    """
    key = bytes(node.key.key)
    with believing(node) as key_at:
        if key in node.trusted_keys() and key_at(key, system_clock()) is None:
            raise NotPermitted(
                "your key is not in force any more, so nothing that it signs is believed; sign in "
                "again"
            )


def is_believed(node: "Opened", decision: Decision) -> bool:
    """Whether a key that was believed when a decision came signed this very decision."""
    plan = node.ledger.plan(
        Decision.kind, node.viewer, ids=[decision.id], columns=["id"], ordered=True
    )
    # What is asked is when it came, of a decision that was read: no look of its own.
    came = node.ledger.read(plan, audited=False).read_all().column(_SEQ).to_pylist()
    at = node.ledger.review.times(came)
    with believing(node) as key_at:
        return any(_is_signed(decision, key_at, at[seq]) for seq in came)


def unbelieved(node: "Opened", steps: Iterable[tuple[int, RightsStep]]) -> set[bytes]:
    """Ids of those steps that no key signed which was believed when they came.

    Args:
        node: the node.
        steps: each with the entry of the chain that it came with.
    """
    listed = list(steps)
    at = node.ledger.review.times([seq for seq, _ in listed])
    with believing(node) as key_at:
        return {each.id for seq, each in listed if not _is_signed(each, key_at, at[seq])}


def with_signatures(node: "Opened", proof: Proof) -> Proof:
    """A proof that everything is as committed, and what people signed out of their key's time.

    Of a key that was never known here each reader is told with the decision; it may be a
    partner's, whom this node does not trust yet.
    """
    if not proof.ok:
        return proof  # what was altered is found already, and may not be readable
    faults = list(_out_of_time(node))
    if not faults:
        return proof
    return msgspec.structs.replace(
        proof,
        ok=False,
        verdict=f"{len(faults)} faults: what is stored was not signed as it says",
        faults=tuple(faults[:MOST]),
        faults_count=len(faults),
    )


def _out_of_time(node: "Opened") -> Iterator[Fault]:
    """Whatever people sign that a known key signed when it was not in force, or did not sign."""
    known = node.trusted_keys()
    review = node.ledger.review
    with believing(node) as key_at:
        for kind in (each.kind for each in SIGNED):
            table = review.whole(kind)
            came = table.column(_SEQ).to_pylist()
            at = review.times(came)
            records = kind_named(kind).from_batch(table.drop_columns([_SEQ, "_ord"]))
            for seq, each in zip(came, records, strict=True):
                if not isinstance(each, Signed) or each.key not in known:
                    continue
                if _is_signed(each, key_at, at[seq]):
                    continue
                late = key_at(each.key, at[seq]) is None
                said = "its key was not in force when it came" if late else "its signature"
                yield Fault(
                    what="retired-key" if late else "altered",
                    where=f"{kind} {each.id.hex()} of append {seq}: {said}",
                    kind=kind,
                    append=seq,
                    id=each.id.hex(),
                )


def _is_signed(record: Signed, key_at: KeyAt, at: Micros) -> bool:
    public = key_at(record.key, at)
    return public is not None and is_signed_by(record, {record.key: public})
