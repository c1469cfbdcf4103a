"""Records that a named person signs: read with the entry they came with, and whether they are believed."""

from typing import TYPE_CHECKING, NamedTuple

from northline.app.signatures import believing, check_own_key
from northline.records.kinds import kind as kind_named
from northline.records.marking import Grant, Marking, Viewer, marking
from northline.records.record import KeyId
from northline.records.signed_record import Kind, Signed, is_signed_by
from northline.records.signed_record import signed as signed_by

if TYPE_CHECKING:
    from northline.app.opened import Opened


class Kept(NamedTuple):
    """Records of a kind, the oldest first, and ids of those that no believed key signed."""

    records: list[Signed]
    unsigned: frozenset[bytes]


def signed_records(node: "Opened", kind: type[Signed], viewer: Viewer | None = None) -> Kept:
    """All records of a kind that a viewer may see; the look stands in the chain.

    Args:
        node: an open node.
        kind: which.
        viewer: who looks; the node's own where nobody is named.
    """
    plan = node.ledger.plan(kind.kind, viewer or node.viewer, ordered=True)
    table = node.ledger.read(plan).read_all()
    came = table.column("_seq").to_pylist()
    records = kind_named(kind.kind).from_batch(table.drop_columns(["_seq", "_ord"]))
    found = [each for each in records if isinstance(each, kind)]
    if not found:
        return Kept([], frozenset())
    at = node.ledger.review.times(came)
    with believing(node) as key_at:
        unsigned = frozenset(
            each.id
            for seq, each in zip(came, found, strict=True)
            if (public := key_at(each.key, at[seq])) is None
            or not is_signed_by(each, {each.key: public})
        )
    return Kept(found, unsigned)


def own_key(node: "Opened") -> KeyId:
    """The key that this person signs with.

    Raises:
        NotPermitted: when it is not in force any more.
    """
    check_own_key(node)
    return node.key.key


def signed(node: "Opened", record: Kind) -> Kind:
    """A record signed with the key of who works here."""
    return signed_by(record, node.key)


def marking_of_step(of: Marking, agency: str) -> Marking:
    """How a step is marked: as what it is a step of; of a partner's step the partner is the owner.

    Whoever may see the one may see the other, and nobody else.
    """
    if agency in of.grants:
        return of
    (owner,) = of.owners
    grant = of.grants[owner]
    partners = {owner, *grant.partners} - {agency}
    told = Grant(partners=tuple(partners), purposes=grant.purposes, expiry=grant.expiry)
    return marking(of.level, {agency: told}, caveats=of.caveats, compartments=of.compartments)
