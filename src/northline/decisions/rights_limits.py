"""The time limits of each regime, as data: how long, how far it may be extended, by which provision.

Each says how its text was checked (`Checked`).  What could not be read is said to be so, and what
is only an aim of this software says that no statute has it.
"""

import enum
from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from northline.decisions.holidays import Calendar
from northline.records.rights_request import Regime, Right


class Checked(enum.StrEnum):
    """How the text of a provision was checked."""

    TEXT = "text"
    """Read in the publisher's consolidated text."""

    QUOTED = "quoted"
    """Read as a court, a commissioner or a reprint quotes it."""

    NOT_VERIFIED = "not-verified"
    """Its text was not found: it is named by guidance only."""

    AIM = "aim"
    """No statute sets it: an aim of this software, to be set to the agency's own rule."""


class Extension(enum.StrEnum):
    """How far a limit may be extended."""

    NONE = "none"
    AT_MOST = "at-most"
    REASONABLE = "reasonable"


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """The limit for one right under one regime.

    Attributes:
        days: days from the day after it was received.
        working: whether only working days count.
        calendar: whose holidays.
        rolls: whether a limit that ends on a holiday or Sunday ends on the next other day.
        extension: how far it may be extended.
        extension_days: days of extension at most, where that is `Extension.AT_MOST`.
        deemed: whether no answer in time is a refusal by law.
        acknowledge: working days within which it is to be acknowledged, or None.
        provision: the provision, or what the limit rests on.
        checked: how its text was checked.
        source: where it was read.
    """

    days: int
    working: bool = False
    calendar: Calendar
    rolls: bool = True
    extension: Extension = Extension.NONE
    extension_days: int = 0
    deemed: bool = False
    acknowledge: int | None = None
    provision: str
    checked: Checked
    source: str = ""


TRANSLATION = "translation"
"""Ground of an extension that is not bound to `Limit.extension_days` (Privacy Act, s. 15(b))."""

EXTENSION_GROUNDS = ("interference", "consultation", TRANSLATION)
"""Why a limit may be extended (Privacy Act, s. 15(a)(i), (a)(ii) and (b))."""

_P21 = "Justice Laws consolidation, point in time 2025-01-31"
_SOR = "Justice Laws consolidation of SOR/83-508, point in time 2022-06-20"
_AIM = "no statute found that sets a limit; set the agency's own rule"

_CANADA_CORRECTION = Limit(
    days=30,
    calendar=Calendar.CANADA,
    provision="Privacy Regulations (SOR/83-508), s. 11(2) and (4)",
    checked=Checked.TEXT,
    source=_SOR,
)
_US_AMENDMENT = Limit(
    days=30,
    calendar=Calendar.UNITED_STATES,
    rolls=False,
    extension=Extension.REASONABLE,
    acknowledge=10,
    provision="6 CFR 5.26(b): acknowledged within ten working days, then decided promptly; "
    "the 30 days are an aim",
    checked=Checked.AIM,
    source="6 CFR 5.26 as reprinted, 2025-03; 5 U.S.C. 552a(d)(2) itself not verified",
)


def _ontario(access: str, correction: str, source: str) -> dict[Right, Limit]:
    corrected = Limit(
        days=30,
        calendar=Calendar.ONTARIO,
        provision=f"{correction}: 30 days by the Commissioner's guidance; no section was verified",
        checked=Checked.NOT_VERIFIED,
        source="Information and Privacy Commissioner of Ontario, page on correction",
    )
    return {
        Right.ACCESS: Limit(
            days=30,
            calendar=Calendar.ONTARIO,
            extension=Extension.REASONABLE,
            deemed=True,
            provision=access,
            checked=Checked.QUOTED,
            source=source,
        ),
        Right.CORRECTION: corrected,
        Right.NOTATION: corrected,
    }


def _aim(calendar: Calendar, provision: str = "") -> Limit:
    return Limit(
        days=30,
        calendar=calendar,
        rolls=False,
        extension=Extension.REASONABLE,
        provision=provision or "aim of 30 days",
        checked=Checked.AIM,
        source=_AIM,
    )


_LIMITS: Mapping[Regime, Mapping[Right, Limit]] = MappingProxyType(
    {
        Regime.PRIVACY_ACT_CA: {
            Right.ACCESS: Limit(
                days=30,
                calendar=Calendar.CANADA,
                extension=Extension.AT_MOST,
                extension_days=30,
                deemed=True,
                provision="Privacy Act (R.S.C. 1985, c. P-21), ss. 14, 15 and 16(3)",
                checked=Checked.TEXT,
                source=_P21,
            ),
            Right.CORRECTION: _CANADA_CORRECTION,
            Right.NOTATION: _CANADA_CORRECTION,
        },
        Regime.FIPPA_ON: _ontario(
            "Freedom of Information and Protection of Privacy Act (R.S.O. 1990, c. F.31), ss. 26, "
            "27 and 29(4)",
            "Freedom of Information and Protection of Privacy Act, s. 47(2)",
            "s. 26 as quoted; ss. 27 and 29(4) as orders PO-2595 and PO-4433 apply them",
        ),
        Regime.MFIPPA_ON: _ontario(
            "Municipal Freedom of Information and Protection of Privacy Act (R.S.O. 1990, c. M.56), "
            "ss. 19, 20 and 22(4)",
            "Municipal Freedom of Information and Protection of Privacy Act, s. 36(2)",
            "ss. 19 and 22(4) as quoted; s. 20 as order MO-4624 applies it",
        ),
        Regime.PRIVACY_ACT_US: {
            Right.ACCESS: _aim(
                Calendar.UNITED_STATES,
                "5 U.S.C. 552a(d)(1) sets no days; the agency's rules do (6 CFR part 5)",
            ),
            Right.CORRECTION: _US_AMENDMENT,
            Right.NOTATION: _US_AMENDMENT,
            Right.COMPLAINT: Limit(
                days=30,
                working=True,
                calendar=Calendar.UNITED_STATES,
                extension=Extension.REASONABLE,
                provision="5 U.S.C. 552a(d)(3): review of a refusal to amend, 30 working days",
                checked=Checked.QUOTED,
                source="88 Stat. 1899, as enacted",
            ),
        },
        Regime.REDRESS: {
            Right.REDRESS: _aim(
                Calendar.CANADA,
                "49 U.S.C. 44926 asks for a timely and fair process and sets no days; aim of 30",
            ),
        },
    }
)

_CALENDARS: Mapping[Regime, Calendar] = MappingProxyType(
    {
        Regime.PRIVACY_ACT_CA: Calendar.CANADA,
        Regime.FIPPA_ON: Calendar.ONTARIO,
        Regime.MFIPPA_ON: Calendar.ONTARIO,
        Regime.PRIVACY_ACT_US: Calendar.UNITED_STATES,
        Regime.REDRESS: Calendar.CANADA,
    }
)

NOTIFY_YEARS: Mapping[Regime, int | None] = MappingProxyType(
    {
        Regime.PRIVACY_ACT_CA: 2,
        Regime.FIPPA_ON: 1,
        Regime.MFIPPA_ON: 1,
        Regime.PRIVACY_ACT_US: None,
        Regime.REDRESS: 2,
    }
)
"""How far back those to whom it was disclosed are told of a correction or notation, in years.

Privacy Act, s. 12(2)(c): two (text); FIPPA s. 47(2) and MFIPPA s. 36(2): one (the Commissioner's
page); 5 U.S.C. 552a(c)(4): everybody in the accounting, so no end (88 Stat. 1898).  Redress has no
statute of its own here and takes the federal two.
"""


def limit_of(regime: Regime, right: Right) -> Limit:
    """The limit for a right under a regime; where no statute is known, an aim that says so."""
    return _LIMITS[regime].get(right) or _aim(_CALENDARS[regime])
