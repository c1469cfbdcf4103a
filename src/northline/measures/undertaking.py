"""Undertakings: what somebody has publicly undertaken to do, as it comes with the package.

What is known of each is a fact with evidence, or *unknown*; an announcement is no evidence that it
was kept.  A statement in the ledger (kind ``commitment``) takes the place of what is shipped.
"""

from functools import cache

import msgspec

from northline.measures.claim import Declared, Document, declared
from northline.measures.declared import once, read, shipped
from northline.measures.text import Text
from northline.records.commitment import Delivery
from northline.records.errors import SettingsError


class Undertaking(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One commitment, as announced.

    Attributes:
        commitment: its stable name.
        title: what is undertaken.
        owner: who has undertaken it.
        pillar: pillar of the plan.
        document: the document it stands in.
        words: the exact words, or empty where they are not at hand.
        stated: when it was published, as exactly as is known.
        due: the day it is due, ``YYYY-MM-DD``, or None where nobody said.
        amount: money set aside for it, in ``currency``, or None.
        spent: money spent on it so far, or None where nothing public says.
        currency: ISO 4217 code.
        target: how many of ``unit`` are undertaken, or None.
        done: how many of them there are, or None where nothing public says.
        unit: of ``target`` and ``done``.
        delivery: what is known of it.
        evidence: what shows that, with its source; empty while it is unknown.
        claim: the claim that speaks of the same, or None.
    """

    commitment: str
    title: Text
    owner: str
    pillar: str
    document: str
    words: str = ""
    stated: str
    due: str | None = None
    amount: float | None = None
    spent: float | None = None
    currency: str = "CAD"
    target: float | None = None
    done: float | None = None
    unit: str | None = None
    delivery: Delivery = Delivery.UNKNOWN
    evidence: Text = Text(en="", fr="")
    claim: str | None = None

    def __post_init__(self) -> None:
        """Check that nothing is called kept without evidence.

        Raises:
            SettingsError: when it is, or numbers have no unit.
        """
        name = self.commitment
        if self.delivery is not Delivery.UNKNOWN and not self.evidence.en:
            raise SettingsError(f"commitment {name}: {self.delivery.value} needs evidence")
        if (self.target, self.done) != (None, None) and self.unit is None:
            raise SettingsError(f"commitment {name}: its numbers have no unit")


class _Undertakings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    documents: tuple[Document, ...]
    commitments: tuple[Undertaking, ...]


def read_undertakings(text: str, known: Declared) -> _Undertakings:
    """Read declared commitments.

    Args:
        text: TOML.
        known: the claims, documents and pillars they may name.

    Raises:
        SettingsError: saying what in them is wrong.
    """
    found = read(text, _Undertakings, "commitments")
    once((each.commitment for each in found.commitments), "commitments")
    documents = {each.document for each in (*known.documents, *found.documents)}
    pillars = {each.pillar for each in known.pillars}
    claims = {each.claim for each in known.claims}
    for each in found.commitments:
        for what, named, names in (
            ("document", each.document, documents),
            ("pillar", each.pillar, pillars),
            ("claim", each.claim, claims | {None}),
        ):
            if named not in names:
                raise SettingsError(f"commitment {each.commitment}: there is no {what} {named!r}")
    return found


@cache
def undertakings() -> tuple[Undertaking, ...]:
    """The commitments that come with the package."""
    return read_undertakings(shipped("commitments.toml"), declared()).commitments


@cache
def documents() -> tuple[Document, ...]:
    """Every document that a claim or commitment stands in."""
    known = declared()
    return (*known.documents, *read_undertakings(shipped("commitments.toml"), known).documents)
