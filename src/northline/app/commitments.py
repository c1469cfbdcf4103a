"""Commitments: as they come with the package, and as the operator has stated since.

A statement is a record of kind ``commitment``.  The newest about a commitment is what holds; it
names the one before it, which plain reads then no longer show (`northline.records.record`).
"""

import datetime
import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import msgspec

from northline.app.permitting import require
from northline.app.public import in_public
from northline.app.reading import Ask, read_table
from northline.ledger.reading import system_clock
from northline.measures.organisations import organisations
from northline.measures.undertaking import Undertaking, documents, undertakings
from northline.records.commitment import Commitment, Delivery
from northline.records.errors import Conflict, UnknownName, UsageError
from northline.records.ids import Origin
from northline.records.kinds import kind as kind_named
from northline.records.marking import join
from northline.records.record import Id
from northline.records.time import format_instant, parse_instant
from northline.records.units import Micros

if TYPE_CHECKING:
    from northline.app.opened import Opened

USUAL_CURRENCY = "CAD"
"""Of money spent, where no currency was named before."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a commitment now.

    Attributes:
        shipped: the commitment as it comes with the package; None for one stated here only.
        stated: the newest statement in the ledger, or None.
    """

    shipped: Undertaking | None = None
    stated: Commitment | None = None

    @property
    def known(self) -> Commitment:
        """What is known, as a record; one that was never stated has no identity yet."""
        if self.stated is not None:
            return self.stated
        if self.shipped is None:
            raise UnknownName("a commitment is shipped or stated; this is neither")
        return _as_record(self.shipped)


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What the operator says of a commitment; what is None stays as it was.

    Attributes:
        delivery: what is known of it.
        evidence: what shows that, with its source.
        done: how many there are.
        spent: money spent on it so far.
        due: when it is due, ``YYYY-MM-DD``.
    """

    delivery: str | None = None
    evidence: str | None = None
    done: float | None = None
    spent: float | None = None
    due: str | None = None


def commitments(
    node: "Opened", names: Iterable[str] | None = None, *, public: bool = True
) -> tuple[Standing, ...]:
    """Every commitment, those of the package first, in the order they are declared.

    Args:
        node: the node.
        names: only these.
        public: without what may never be public, though who asks may see it.

    Raises:
        UnknownName: for a commitment there is not.
    """
    newest: dict[str, Commitment] = {}
    for each in _statements(in_public(node) if public else node):
        newest[each.commitment] = each
    shipped = {each.commitment: each for each in undertakings()}
    found = {
        name: Standing(shipped=shipped.get(name), stated=newest.get(name))
        for name in (*shipped, *(name for name in newest if name not in shipped))
    }
    wanted = list(found) if names is None else list(names)
    for name in wanted:
        if name not in found:
            raise UnknownName(f"there is no commitment {name!r}; there are {', '.join(found)}")
    return tuple(found[name] for name in wanted)


def state(node: "Opened", name: str, said: Said) -> Commitment:
    """Record a new statement about a commitment, by the operator.

    Raises:
        UnknownName: for a commitment or delivery there is not.
        UsageError: when nothing is said, something is said to be so without evidence, or a
            number or day is none.
        Conflict: when somebody stated something about it meanwhile.
    """
    require(node.viewer, "commitments")
    (now_known,) = commitments(node, [name], public=False)
    checked = _checked(said)
    before_it = now_known.stated
    own = node.default_marking()
    marking = own
    if before_it is not None:
        # As it is marked today: what it says is carried over into the new one.
        before = node.ledger.markings_now({before_it.id: before_it.marking})
        marking = join((before[before_it.id], own))
    now = system_clock()
    origin = Origin(Commitment.kind, node.operator.agency)
    identity: dict[str, Any] = {
        "id": origin.derived(name.encode(), node.operator.name.encode(), now.to_bytes(8, "big")),
        "source": node.operator.agency,
        "at": now,
        "received": now,
        "marking": marking.id,
        "supersedes": before_it.id if before_it else None,
    }
    made = msgspec.structs.replace(now_known.known, **identity, **checked)
    if made.spent is not None and made.currency is None:
        made = msgspec.structs.replace(made, currency=USUAL_CURRENCY)
    receipt = node.ledger.append_all(
        [(Commitment.kind, kind_named(Commitment.kind).to_batch([made]))],
        by=node.operator.name,
        # Named by the statement that was seen, so that only one of two people is taken.  Each
        # agency states for itself, and learns nothing by a conflict with one it may not see.
        key=f"commitment:{made.source}:{name}:{before_it.id.hex() if before_it else 'first'}",
        markings=(marking,),
    )
    if receipt.repeated:
        raise Conflict(f"somebody stated something about {name} a moment ago; look at it first")
    return made


def commitment_document(standing: Standing) -> dict[str, Any]:
    """A commitment ready for JSON; texts in English, French ones end in ``_fr``."""
    record, shipped = standing.known, standing.shipped
    stated = standing.stated
    evidence_fr = record.evidence if stated or shipped is None else shipped.evidence.fr
    return {
        "commitment": record.commitment,
        "title": record.title,
        "title_fr": record.title_fr,
        "owner": record.owner,
        "owner_fr": organisations(record.owner, "fr"),
        "pillar": record.pillar,
        "document": record.document,
        "words": record.words,
        "announced": shipped.stated if shipped else _day(record.stated),
        "due": _day(record.due),
        "amount": record.amount,
        "spent": record.spent,
        "currency": record.currency,
        "target": record.target,
        "done": record.done,
        "unit": record.unit,
        "delivery": record.delivery.value,
        "evidence": record.evidence,
        "evidence_fr": evidence_fr,
        "claim": shipped.claim if shipped else None,
        "by": stated.source if stated else None,
        "at": format_instant(stated.at) if stated else None,
        "record": stated.id.hex() if stated else None,
    }


def document_title(name: str, code: str) -> str:
    """Who published a document, and what it is called; its name where it is not known."""
    found = next((each for each in documents() if each.document == name), None)
    if found is None:
        return name
    return f"{found.publisher.in_language(code)}, {found.title.in_language(code)}"


def _statements(node: "Opened") -> list[Commitment]:
    """Statements in the ledger that no later one has corrected, the oldest first."""
    found = kind_named(Commitment.kind).from_batch(read_table(node, Ask(Commitment.kind)))
    return sorted(
        (each for each in found if isinstance(each, Commitment)),
        key=lambda each: (each.at, each.id),
    )


def _as_record(shipped: Undertaking) -> Commitment:
    return Commitment(
        id=Id(bytes(16)),
        source="",
        at=Micros(0),
        received=Micros(0),
        marking=0,  # type: ignore[arg-type]
        commitment=shipped.commitment,
        title=shipped.title.en,
        title_fr=shipped.title.fr,
        owner=shipped.owner,
        pillar=shipped.pillar,
        words=shipped.words,
        document=shipped.document,
        stated=_instant(shipped.stated) if len(shipped.stated) == len("2025-03-04") else None,
        due=None if shipped.due is None else _instant(shipped.due),
        amount=shipped.amount,
        spent=shipped.spent,
        currency=shipped.currency if shipped.amount is not None else None,
        target=shipped.target,
        done=shipped.done,
        unit=shipped.unit,
        delivery=shipped.delivery,
        evidence=shipped.evidence.en,
    )


def _checked(said: Said) -> dict[str, Any]:
    """What is said, as fields of the record."""
    given = {
        name: value for name, value in msgspec.structs.asdict(said).items() if value is not None
    }
    if not given:
        raise UsageError("say what is known of it: delivery, done, spent, due, with evidence")
    for name in ("done", "spent"):
        if name in given and not (math.isfinite(given[name]) and given[name] >= 0.0):
            raise UsageError(f"{name} is {given[name]}; it must be a number of 0 or more")
    if "delivery" in given:
        known = [each.value for each in Delivery]
        if given["delivery"] not in known:
            raise UnknownName(
                f"there is no delivery {given['delivery']!r}; there are {', '.join(known)}"
            )
        given["delivery"] = Delivery(given["delivery"])
    if "due" in given:
        given["due"] = _instant(given["due"])
    evidence = str(given.get("evidence", "")).strip()
    if given.get("delivery") is not Delivery.UNKNOWN and set(given) != {"due"} and not evidence:
        raise UsageError("evidence is missing: say what shows it, and where that is published")
    return {**given, "evidence": evidence} if evidence else given


def _instant(day: str) -> Micros:
    try:
        datetime.date.fromisoformat(day)
        return parse_instant(day)
    except ValueError as error:
        raise UsageError(f"{day!r} is no day; write it like 2025-02-28") from error


def _day(instant: Micros | None) -> str | None:
    return None if instant is None else format_instant(instant)[:10]
