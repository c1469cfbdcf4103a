"""Claims: figures somebody published, each with how it may be checked, declared beforehand.

A claim is data (``data/claims.toml``), under review like code.  What it is checked by is written
down before anything is computed: which public table, which filter, which period, and how far the
two may differ.  The code that computes knows no claim by its name.
"""

import enum
import re
from functools import cache

import msgspec

from northline.measures.declared import once, read, shipped
from northline.measures.formula import Formula
from northline.measures.text import Text
from northline.measures.tolerance import Sense, Tolerance
from northline.records.errors import SettingsError

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)


class Nature(enum.StrEnum):
    """What a claim speaks of."""

    OUTCOME = "outcome"
    """What came of it."""

    ACTION = "action"
    """What was done or bought."""

    TARGET = "target"
    """What is to be reached."""

    CONTEXT = "context"
    """What the border is like."""


class Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A public document that claims stand in.

    Attributes:
        document: its stable name.
        title: what it is called.
        publisher: who published it.
    """

    document: str
    title: Text
    publisher: Text


class Pillar(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A pillar of the plan.

    Attributes:
        pillar: its stable name.
        title: what it is called.
    """

    pillar: str
    title: Text


class Way(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way to compute a figure.

    Attributes:
        formula: how.
        scope: None where it is the scope that the claim itself has; otherwise what the scope is.
    """

    formula: Formula
    scope: Text | None = None


class Missing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Public data that would settle a claim, and who has it."""

    what: Text
    holder: str


class Claim(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A published figure.

    Attributes:
        claim: its stable name.
        title: what it is about.
        pillar: pillar of the plan.
        nature: what it speaks of.
        document: where it stands.
        date: when, as exactly as is known: ``2025``, ``2025-03`` or ``2025-03-04``.
        words: the exact words.
        published: the number in them, in ``unit``; None where they hold none.
        unit: UCUM code, or words in braces.
        sense: how the number is meant.
        definition: what exactly would have to be counted.
        tolerance: how far ours may differ.
        ways: how it can be computed, those of its own scope first.
        missing: what public data would settle it, where none at hand does.
        beside: what of a node's own ledger is shown beside it, judging nothing, such as
            ``patrol-hours``; empty for most.
    """

    claim: str
    title: Text
    pillar: str
    nature: Nature
    document: str
    date: str
    words: str
    published: float | None = None
    unit: str
    sense: Sense
    definition: Text
    tolerance: Tolerance = Tolerance()
    ways: tuple[Way, ...] = ()
    missing: tuple[Missing, ...] = ()
    beside: str = ""

    def __post_init__(self) -> None:
        """Check that it can be judged.

        Raises:
            SettingsError: when it neither can be computed nor says what is missing, or has a
                number that nothing says how to compare.
        """
        if not _DATE.fullmatch(self.date):
            raise SettingsError(f"claim {self.claim}: {self.date!r} is no date")
        if not self.ways and not self.missing:
            raise SettingsError(f"claim {self.claim}: it says neither how nor why not")
        if not self.missing and all(way.scope is not None for way in self.ways):
            raise SettingsError(
                f"claim {self.claim}: it is computed for another scope only, and does not say "
                "what is missing for its own"
            )
        if self.ways and self.published is None:
            raise SettingsError(f"claim {self.claim}: there is no number to compare with")
        if self.ways and self.sense in {Sense.EXACT, Sense.ABOUT} and not self.tolerance.given:
            raise SettingsError(f"claim {self.claim}: nothing says how far ours may differ")

    def holds(self, ours: float) -> bool:
        """Whether a figure of ours is what the claim says, by its tolerance."""
        return self.published is not None and self.tolerance.holds(self.sense, self.published, ours)


class Declared(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that is declared.

    Attributes:
        pillars: the pillars, in the order of the plan.
        documents: the documents.
        claims: the claims.
    """

    pillars: tuple[Pillar, ...]
    documents: tuple[Document, ...]
    claims: tuple[Claim, ...]


def read_claims(text: str) -> Declared:
    """Read declared claims, with the documents and pillars that they name.

    Raises:
        SettingsError: saying what in them is wrong.
    """
    found = read(text, Declared, "claims")
    once((each.claim for each in found.claims), "claims")
    once((each.document for each in found.documents), "documents")
    once((each.pillar for each in found.pillars), "pillars")
    known = {each.document for each in found.documents}, {each.pillar for each in found.pillars}
    for each in found.claims:
        for what, named, names in (
            ("document", each.document, known[0]),
            ("pillar", each.pillar, known[1]),
        ):
            if named not in names:
                raise SettingsError(f"claim {each.claim}: there is no {what} {named!r}")
    return found


@cache
def declared() -> Declared:
    """The claims, documents and pillars that come with the package."""
    return read_claims(shipped("claims.toml"))
