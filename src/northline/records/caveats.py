"""Handling caveats: what each one means here, carried verbatim (LAW.md, rule 5).

A caveat is kept as it was written, letter for letter.  One that stands in `CAVEATS`, or begins
like one of the lists below, has a meaning, and whoever satisfies it may see the record as far as
everything else allows.  Any other caveat denies everybody, its owner included, until the owner
marks the record anew: what is not understood is not obeyed by guessing.

=========================== ============ =====================================================
``REL TO USA, CAN``         trigraphs    only viewers of a country that it names (ICD 710)
``RELEASABLE TO CAN, USA``  trigraphs    the same, as it is written in Canada
``NOT TO IR``               ISO alpha-2  never a viewer of a country that it names
``ORIGIN IR``               ISO alpha-2  of somebody who comes from there: never a viewer of it
=========================== ============ =====================================================

``NOT TO`` and ``ORIGIN`` deny whatever else says: the country's own agencies, and one that the
owner released to.  A list that cannot be read, or a viewer whose country is not known, is denied.

Source: 32 CFR 2002.16 and .20 with the CUI Registry (categories, limited dissemination); ICD 710
(NOFORN, REL TO, DISPLAY ONLY); the third-party rule of Canadian and United States agencies.
"""

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

import msgspec

REL_TO, RELEASABLE_TO = "REL TO ", "RELEASABLE TO "
NOT_TO, ORIGIN = "NOT TO ", "ORIGIN "

RELEASED = (REL_TO, RELEASABLE_TO)
"""How a list begins of countries that alone may see."""

DENIED = (NOT_TO, ORIGIN)
"""How a list begins of countries that may never see."""

TRIGRAPHS: Mapping[str, str] = MappingProxyType(
    {"CA": "CAN", "US": "USA", "GB": "GBR", "AU": "AUS", "NZ": "NZL", "MX": "MEX"}
)
"""Country of a viewer -> its name in lists of those released to; another is in none."""

_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_FIVE = ("CA", "US", "GB", "AU", "NZ")


class Caveat(msgspec.Struct, frozen=True, kw_only=True):
    """One caveat with a fixed meaning.

    Attributes:
        text: as it is written.
        means: what it asks for, in one sentence.
        countries: countries of one of which the viewer must be; none given asks for none.
        roles: roles of which the viewer must hold one; none given asks for none.
        originator: whether only its originator may mark the record anew or release it.
    """

    text: str
    means: str
    countries: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    originator: bool = False

    def is_satisfied(self, country: str, roles: Collection[str]) -> bool:
        """Whether a viewer of this country with these roles satisfies it."""
        return (not self.countries or country in self.countries) and (
            not self.roles or not set(self.roles).isdisjoint(roles)
        )


_SWORN = ("law-enforcement",)
_OFFICIAL = "For official use: who it goes to is the owner's release alone."
_SENSITIVE = "Law enforcement sensitive: for sworn officers and those who support them."
_ORIGINATOR = (
    "Whoever holds it passes nothing on: only its originator marks it anew or releases it."
)
_HOME = "No foreigner sees it: for viewers of the United States alone."

CAVEATS: tuple[Caveat, ...] = (
    Caveat(text="CUI", means=_OFFICIAL),
    Caveat(text="FOUO", means=f"{_OFFICIAL} A mark of before CUI."),
    Caveat(text="LES", means=_SENSITIVE, roles=_SWORN),
    Caveat(text="LAW ENFORCEMENT SENSITIVE", means=_SENSITIVE, roles=_SWORN),
    Caveat(text="CUI//LES", means=_SENSITIVE, roles=_SWORN),
    Caveat(text="CUI//LEI", means="General law enforcement (CUI).", roles=_SWORN),
    Caveat(text="CUI//SP-LEI", means="General law enforcement (CUI, specified).", roles=_SWORN),
    Caveat(text="CUI//INV", means="Of an investigation (CUI).", roles=_SWORN),
    Caveat(text="CUI//SP-INV", means="Of an investigation (CUI, specified).", roles=_SWORN),
    Caveat(text="NOFORN", means=_HOME, countries=("US",)),
    Caveat(text="CUI//NOFORN", means=_HOME, countries=("US",)),
    Caveat(
        text="CUI//LES//NOFORN",
        means="Law enforcement sensitive, and no foreigner sees it.",
        countries=("US",),
        roles=_SWORN,
    ),
    Caveat(
        text="DISPLAY ONLY",
        means="May be shown abroad but not given: a node cannot hold a partner to looking, so only "
        "viewers of the United States see it.",
        countries=("US",),
    ),
    Caveat(text="CANADIAN EYES ONLY", means="For viewers of Canada alone.", countries=("CA",)),
    Caveat(
        text="CAN/US ONLY", means="For viewers of the two countries alone.", countries=("CA", "US")
    ),
    Caveat(
        text="CAN/US EYES ONLY",
        means="For viewers of the two countries alone.",
        countries=("CA", "US"),
    ),
    Caveat(text="FVEY", means="For viewers of the five countries alone.", countries=_FIVE),
    Caveat(text="ORCON", means=_ORIGINATOR, originator=True),
    Caveat(text="ORIGINATOR CONTROLLED", means=_ORIGINATOR, originator=True),
    Caveat(text="THIRD PARTY RULE", means=_ORIGINATOR, originator=True),
    Caveat(text="RCMP THIRD PARTY RULE", means=_ORIGINATOR, originator=True),
)
"""Every caveat with a fixed meaning."""


def satisfied(country: str, roles: Collection[str]) -> tuple[str, ...]:
    """The caveats of `CAVEATS` that a viewer satisfies, sorted."""
    return tuple(sorted(each.text for each in CAVEATS if each.is_satisfied(country, roles)))


def is_released(caveat: str, trigraph: str) -> bool:
    """Whether a list of those released to names this country.

    Args:
        caveat: such as ``REL TO USA, CAN``.
        trigraph: the viewer's country, or empty where it is in no list.
    """
    return any(
        trigraph in _listed(caveat, words)
        for words in RELEASED
        if trigraph and caveat.startswith(words)
    )


def is_spared(caveat: str, country: str) -> bool:
    """Whether a list of those denied can be read and does not name this country.

    Args:
        caveat: such as ``ORIGIN IR`` or ``NOT TO CN, RU``.
        country: the viewer's country, as two capitals; anything else is never spared.
    """
    return any(
        all(_is_code(each) and each != country for each in _listed(caveat, words))
        for words in DENIED
        if _is_code(country) and caveat.startswith(words)
    )


def originator_controls(caveats: Iterable[str]) -> bool:
    """Whether one of these leaves marking anew and release to the originator alone."""
    wanted = {each.text for each in CAVEATS if each.originator}
    return not wanted.isdisjoint(caveats)


def _listed(caveat: str, words: str) -> list[str]:
    return caveat[len(words) :].replace(" ", "").split(",")


def _is_code(text: str) -> bool:
    return len(text) == 2 and set(text) <= _LETTERS
