"""Compartments: what is kept apart by the law that it was obtained under (LAW.md, rule 4).

A marking names compartments, and a viewer must be read into every one of them, whoever owns the
record, whatever the owner released, and whatever the viewer's level is.  What is not seen is not
counted, searched, streamed or exported either, because all of these read through the same rule
(`northline.records.marking`).  Being read in is given to a person on their account; nobody is by
having a role, and no partner is by having received something.

A compartment that is not here may stand in a marking, verbatim: it keeps out everybody who is not
read into that very name.

============================ ==============================================================
financial-report             reports under the *Proceeds of Crime (Money Laundering) and
                             Terrorist Financing Act*: that there is one is itself not told
firearm-trace                trace data of the ATF and of the Canadian tracing centre
customs                      customs information (*Customs Act*)
refugee                      claims for protection (*Immigration and Refugee Protection Act*)
trafficking-victim           victims of trafficking in persons
============================ ==============================================================

Informers are in no compartment: they are never in the ledger, and a marking that says so of a
record is refused at the door.
"""

from collections.abc import Iterable

import msgspec

from northline.records.errors import MarkingRefused, UnknownName, UsageError


class Compartment(msgspec.Struct, frozen=True, kw_only=True):
    """One compartment.

    Attributes:
        slug: its name in markings and accounts.
        name: its name in English.
        name_fr: its name in French.
        roles: roles of whom somebody must hold one to be read in.
        never_public: whether nothing of it, no count either, goes into a public view.
        origin_denied: whether records of it name the country somebody comes from
            (``ORIGIN IR``), which then never sees them (`northline.records.caveats`).
    """

    slug: str
    name: str
    name_fr: str
    roles: tuple[str, ...]
    never_public: bool = True
    origin_denied: bool = False


COMPARTMENTS: tuple[Compartment, ...] = (
    Compartment(
        slug="financial-report",
        name="financial reports",
        name_fr="déclarations d'opérations financières",
        roles=("analyst", "privacy-officer", "records-officer", "service"),
    ),
    Compartment(
        slug="firearm-trace",
        name="firearm trace data",
        name_fr="données de dépistage d'armes à feu",
        roles=("law-enforcement", "service"),
    ),
    Compartment(
        slug="customs",
        name="customs information",
        name_fr="renseignements douaniers",
        roles=("analyst", "port-superintendent", "law-enforcement", "privacy-officer", "service"),
        origin_denied=True,
    ),
    Compartment(
        slug="refugee",
        name="claims for protection",
        name_fr="demandes d'asile",
        roles=("adjudicator", "analyst", "privacy-officer", "service"),
        origin_denied=True,
    ),
    Compartment(
        slug="trafficking-victim",
        name="victims of trafficking",
        name_fr="victimes de la traite de personnes",
        roles=("analyst", "law-enforcement", "privacy-officer", "service"),
    ),
)
"""Every compartment that the law names."""

_INFORMERS = frozenset(
    {
        "cui//inf",
        "cui//sp-inf",
        "confidential informant",
        "confidential informer",
        "confidential source",
        "human source",
        "human sources",
        "informant",
        "informants",
        "informer",
        "informers",
    }
)


def compartment(slug: str) -> Compartment | None:
    """A compartment by its slug; None for one of which nothing is known."""
    return next((each for each in COMPARTMENTS if each.slug == slug), None)


def refuse_informers(words: Iterable[str]) -> None:
    """Refuse a caveat or compartment that says that a record is of an informer.

    Raises:
        MarkingRefused: naming the word.
    """
    for word in words:
        plain = " ".join(word.replace("-", " ").replace("_", " ").split()).casefold()
        if plain in _INFORMERS or word.strip().casefold() in _INFORMERS:
            raise MarkingRefused(
                f"{word!r} says that this is of an informer: informers are never in a ledger. "
                "Keep it on the system made for it."
            )


def never_public(slugs: Iterable[str]) -> bool:
    """Whether a record of these compartments may never go into a public view.

    True of any compartment of which nothing is known.
    """
    found = [compartment(slug) for slug in slugs]
    return any(each is None or each.never_public for each in found)


def check_read_in(slugs: Iterable[str], roles: Iterable[str]) -> None:
    """Whether somebody with these roles may be read into these compartments.

    Raises:
        UnknownName: for a compartment there is not: an account is given only what is known.
        UsageError: when none of the roles may be read into one of them.
    """
    held = set(roles)
    for slug in slugs:
        found = compartment(slug)
        if found is None:
            known = ", ".join(each.slug for each in COMPARTMENTS)
            raise UnknownName(f"there is no compartment {slug!r}; there are {known}")
        if held.isdisjoint(found.roles):
            raise UsageError(f"{slug} is for {' or '.join(found.roles)}; give one of these first")
