"""Markings, viewers, and the one rule of who may see what.

A `Marking` says who owns a record and what it may be used for; a `Viewer` says who asks and
why.  `may_see` is the rule.  `visibility` is the same rule as a tree of plain nodes which
each ledger compiles into its own query language (`northline.ledger.visibility`), so that
nothing reads a record by another way.  Tests prove the two equal.

Release is kept per owner (`Grant`).  The join of two markings keeps every owner's grant, and
a viewer has to satisfy each of them: several owners must each release, and a joined marking
never shows a record to somebody whom one of its parts would not have shown it to.  Whatever
is not known is denied.

Source: Treasury Board *Directive on Security Management*, appendix J (levels); 32 CFR 2002
(CUI); ICD 710 (NOFORN, REL TO).  What each caveat means: `northline.records.caveats`.
"""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Iterable, Mapping
from typing import NewType

import msgspec

from northline.records.caveats import (
    TRIGRAPHS,
    is_released,
    is_spared,
    originator_controls,
    satisfied,
)
from northline.records.compartments import refuse_informers
from northline.records.errors import MarkingRefused, UsageError
from northline.records.rule import (
    All,
    CaveatsWithin,
    CompartmentsWithin,
    EveryOwnerReleases,
    HasOwner,
    LevelAtMost,
    Rule,
)
from northline.records.units import Micros

MarkingId = NewType("MarkingId", int)
"""64-bit digest of a marking's content; what a record's ``marking`` column holds."""

ANYONE = "*"
"""As a partner: every agency.  As a purpose: every purpose."""


class Level(enum.IntEnum):
    """Sensitivity, lowest first.  Protected and classified share one order so that a join exists.

    Top Secret and above have no member here: they are refused at the door.
    """

    UNCLASSIFIED = 0
    PROTECTED_A = 1
    PROTECTED_B = 2
    PROTECTED_C = 3
    CONFIDENTIAL = 4
    SECRET = 5

    @property
    def label(self) -> str:
        """The level as it is written on paper, such as ``Protected B``."""
        return _LABELS[self]

    @classmethod
    def parse(cls, text: str) -> Level:
        """Read a level as written on paper.

        Raises:
            MarkingRefused: for Top Secret and above.
            UsageError: for a level nobody here knows.
        """
        wanted = " ".join(text.replace("_", " ").split()).casefold()
        for level, label in _LABELS.items():
            if label.casefold() == wanted:
                return level
        letters = "".join(filter(str.isalnum, wanted))
        if letters.startswith(("topsecret", "cosmic")) or wanted.partition("/")[0].strip() == "ts":
            raise MarkingRefused(
                f"level {text!r} is above Secret: this system holds nothing above Secret. "
                "Keep it on the system made for it."
            )
        known = ", ".join(_LABELS.values())
        raise UsageError(f"level {text!r} is not known; known are {known}")


_LABELS: dict[Level, str] = {
    Level.UNCLASSIFIED: "Unclassified",
    Level.PROTECTED_A: "Protected A",
    Level.PROTECTED_B: "Protected B",
    Level.PROTECTED_C: "Protected C",
    Level.CONFIDENTIAL: "Confidential",
    Level.SECRET: "Secret",
}


class Grant(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """What one owner agency allows others to do with a record; the owner itself is not bound.

    Attributes:
        partners: agencies or groups it may go to; `ANYONE` for all; empty for none.
        purposes: purposes those partners may use it for; `ANYONE` for all; empty for none.
        expiry: instant from which partners may no longer see it, or None.
        authority: the lawful authority it was obtained or released under, verbatim.
    """

    partners: tuple[str, ...] = ()
    purposes: tuple[str, ...] = (ANYONE,)
    expiry: Micros | None = None
    authority: tuple[str, ...] = ()

    def meet(self, other: Grant) -> Grant:
        """What both grants allow."""
        expiries = [e for e in (self.expiry, other.expiry) if e is not None]
        return Grant(
            partners=_intersection(self.partners, other.partners),
            purposes=_intersection(self.purposes, other.purposes),
            expiry=Micros(min(expiries)) if expiries else None,
            authority=_sorted({*self.authority, *other.authority}),
        )


class Marking(msgspec.Struct, frozen=True, kw_only=True):
    """Who owns a record, how sensitive it is, and to whom it may go.

    Attributes:
        level: sensitivity.
        grants: owner agency -> what that owner allows; at least one owner.
        caveats: handling caveats, verbatim (`northline.records.caveats`).
        compartments: compartments a viewer must be read into, every one of them
            (`northline.records.compartments`).
    """

    level: Level
    grants: dict[str, Grant]
    caveats: tuple[str, ...] = ()
    compartments: tuple[str, ...] = ()

    @property
    def owners(self) -> tuple[str, ...]:
        """The owner agencies, sorted."""
        return tuple(sorted(self.grants))

    @property
    def id(self) -> MarkingId:
        """Digest of the content: equal markings have equal ids, in every ledger."""
        digest = hashlib.blake2b(canonical(self), digest_size=8, person=b"northline.mark").digest()
        return MarkingId(int.from_bytes(digest, "big"))

    def join(self, other: Marking) -> Marking:
        """The marking of something made from both: as tight as each of them.

        Highest level, union of caveats and compartments, every owner's grant, and of two
        grants of one owner what both allow.  Commutative, associative and idempotent.
        """
        grants = dict(self.grants)
        for owner, grant in other.grants.items():
            grants[owner] = grants[owner].meet(grant) if owner in grants else grant
        return marking(
            max(self.level, other.level),
            grants,
            caveats=(*self.caveats, *other.caveats),
            compartments=(*self.compartments, *other.compartments),
        )


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, and why.

    Attributes:
        name: the person or service, as it stands on the audit.
        agency: the agency this viewer acts for.
        country: ISO 3166-1 alpha-2 code of that agency's country.
        clearance: highest level this viewer may see.
        roles: roles held, such as ``watch-officer`` or ``law-enforcement``.
        groups: joint groups this viewer sits in, such as ``IBET``.
        compartments: compartments this viewer is read into.
        purpose: the declared purpose; `ANYONE` is held only by the local operator and services.
    """

    name: str
    agency: str
    country: str
    clearance: Level = Level.UNCLASSIFIED
    roles: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    compartments: tuple[str, ...] = ()
    purpose: str


# --- the rule as a tree -------------------------------------------------------------------


def visibility(viewer: Viewer, now: Micros) -> Rule:
    """The rule of `may_see` for this viewer at this instant, as a tree to compile."""
    return All(
        of=(
            HasOwner(),
            LevelAtMost(int(viewer.clearance)),
            CaveatsWithin(
                known=satisfied(viewer.country, viewer.roles),
                country=TRIGRAPHS.get(viewer.country, ""),
                code=viewer.country,
            ),
            CompartmentsWithin(_sorted(viewer.compartments)),
            EveryOwnerReleases(
                agency=viewer.agency,
                identities=_sorted({viewer.agency, *viewer.groups, ANYONE}),
                purpose=viewer.purpose,
                now=now,
            ),
        )
    )


def may_see(viewer: Viewer, marking: Marking, now: Micros) -> bool:
    """Whether this viewer may see a record so marked, at this instant.

    Shape: one viewer, one marking, one answer; what the rule does not know it denies.
    """
    return all(_holds(node, marking) for node in visibility(viewer, now).of)


def _holds(node: object, marking: Marking) -> bool:
    match node:
        case HasOwner():
            return bool(marking.grants)
        case LevelAtMost(level):
            return int(marking.level) <= level
        case CaveatsWithin(known, country, code):
            return all(
                c in known or is_released(c, country) or is_spared(c, code) for c in marking.caveats
            )
        case CompartmentsWithin(held):
            return set(marking.compartments) <= set(held)
        case EveryOwnerReleases(agency, identities, purpose, now):
            return all(
                owner == agency
                or (
                    not set(identities).isdisjoint(grant.partners)
                    and (
                        bool(grant.purposes)
                        if purpose == ANYONE
                        else purpose in grant.purposes or ANYONE in grant.purposes
                    )
                    and (grant.expiry is None or now < grant.expiry)
                )
                for owner, grant in marking.grants.items()
            )
        case _:
            return False


def may_mark(agency: str, marking: Marking) -> bool:
    """Whether an agency may mark a record anew, or release it, as far as ownership goes.

    An owner may, for its own part (`northline.ledger.marks` leaves the others' grants untouched).
    Under a caveat that leaves it to the originator (``ORCON``, the third-party rule) only a sole
    owner may: of several, none is the originator of all of it.
    """
    return agency in marking.grants and (
        len(marking.grants) == 1 or not originator_controls(marking.caveats)
    )


# --- making markings ----------------------------------------------------------------------


def marking(
    level: Level,
    grants: Mapping[str, Grant],
    *,
    caveats: Iterable[str] = (),
    compartments: Iterable[str] = (),
) -> Marking:
    """Make a marking in canonical order, so that equal content has an equal id.

    Raises:
        MarkingRefused: when it names no owner, an owner or caveat is blank, or it is of what no
            ledger holds: above Secret, or of an informer.
    """
    caveats, compartments = tuple(caveats), tuple(compartments)
    if not grants:
        raise MarkingRefused("a marking needs an owner agency; name one with owner=AGENCY")
    for word in (*grants, *caveats, *compartments):
        if not word.strip():
            raise MarkingRefused("a marking holds a blank owner, caveat or compartment")
    for caveat in caveats:
        if caveat.upper().startswith(("TOP SECRET", "TS//", "SCI")):
            raise MarkingRefused(f"caveat {caveat!r} is above Secret and is refused at the door")
    refuse_informers((*caveats, *compartments))
    ordered = {
        owner: msgspec.structs.replace(
            grant,
            partners=_allowed(grant.partners),
            purposes=_allowed(grant.purposes),
            authority=_sorted(grant.authority),
        )
        for owner, grant in sorted(grants.items())
    }
    return Marking(
        level=level,
        grants=ordered,
        caveats=_sorted(caveats),
        compartments=_sorted(compartments),
    )


def unclassified(owner: str) -> Marking:
    """The marking a feed gets when nobody says otherwise: its owner's own, for nobody else."""
    return marking(Level.UNCLASSIFIED, {owner: Grant()})


def join(markings: Iterable[Marking]) -> Marking:
    """The join of one or more markings.

    Raises:
        MarkingRefused: when there is none: something made from nothing has no owner.
    """
    result: Marking | None = None
    for each in markings:
        result = each if result is None else result.join(each)
    if result is None:
        raise MarkingRefused("there is no marking to join: what is it made from?")
    return result


def canonical(value: Marking) -> bytes:
    """The one byte form of a marking: JSON with sorted keys, no spaces."""
    return msgspec.json.encode(value, order="sorted")


def decode(data: bytes | str) -> Marking:
    """Read a marking back from its canonical form.

    Raises:
        MarkingRefused: when the bytes are not a marking.
    """
    try:
        return msgspec.json.decode(data, type=Marking)
    except msgspec.DecodeError as error:
        raise MarkingRefused(f"these bytes are not a marking: {error}") from error


def _sorted(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words)))


def _intersection(one: tuple[str, ...], two: tuple[str, ...]) -> tuple[str, ...]:
    """What both sets allow, where `ANYONE` allows all."""
    if ANYONE in one:
        return _allowed(two)
    if ANYONE in two:
        return _allowed(one)
    return _sorted(set(one) & set(two))


def _allowed(words: Iterable[str]) -> tuple[str, ...]:
    """Sorted, each once; everyone and some more is everyone."""
    ordered = _sorted(words)
    return (ANYONE,) if ANYONE in ordered else ordered
