"""The agencies that are known here, and the agreements that the settings declare, with their dates.

An agreement is what partners have agreed on; it opens nothing by itself.  What goes to a partner
is the release in each record's marking.
"""

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from northline.app.settings import AgencySettings, AgreementSettings, examine, summary
from northline.decisions.agencies import AGENCIES, agency
from northline.records.errors import SettingsError

if TYPE_CHECKING:
    from northline.app.opened import Opened

ENDING_DAYS = 60
"""Days before its last one from which an agreement is said to end soon."""

AgreementState = Literal["coming", "in-force", "ending", "expired"]


class Declared(msgspec.Struct, frozen=True, kw_only=True):
    """What the settings say of partners.

    Attributes:
        agencies: agencies by name.
        agreements: agreements between agencies.
    """

    agencies: dict[str, AgencySettings] = {}
    agreements: tuple[AgreementSettings, ...] = ()


NOTHING = Declared()


class KnownAgency(msgspec.Struct, frozen=True, kw_only=True):
    """An agency that is known here.

    Attributes:
        slug: its name in markings and accounts.
        en: its name in English.
        fr: its name in French.
        country: ISO 3166-1 alpha-2 code.
        level: of which government it is, or empty where only the settings name it.
        declared: whether the settings of this node name it.
    """

    slug: str
    en: str
    fr: str
    country: str
    level: str = ""
    declared: bool = False

    def name(self, language: str) -> str:
        """Its name in a language."""
        return self.fr if language == "fr" else self.en


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """An agreement as it stands on a day.

    Attributes:
        between: the agencies.
        authority: the statute, treaty or memorandum it rests on.
        since: its first day.
        until: its last day, or None.
        kinds: record kinds that may be exchanged under it.
        state: ``coming``, ``in-force``, ``ending`` within `ENDING_DAYS`, or ``expired``.
        days: days until its last day, or since it; until its first day while it is coming; None
            without an end.
    """

    between: tuple[str, ...]
    authority: str
    since: datetime.date
    until: datetime.date | None
    kinds: tuple[str, ...]
    state: AgreementState
    days: int | None


def declared_of(path: Path | None, *, agency: str) -> Declared:
    """What a settings file says of partners; mistakes elsewhere in it do not matter here.

    Args:
        path: the file, or None where there is none.
        agency: the operator's own.

    Raises:
        SettingsError: naming every mistake in its agencies and agreements.
    """
    if path is None:
        return NOTHING
    settings, mistakes = examine(path, agency=agency)
    own = tuple(each for each in mistakes if each.where.startswith(("agencies", "agreements")))
    if own:
        raise SettingsError(summary(path, own))
    return Declared(agencies=settings.agencies, agreements=settings.agreements)


def at_node(node: "Opened", declared: Declared) -> Declared:
    """The same with the agency that runs this node, whose country its operator names."""
    host = node.host
    if country_of(host.agency, declared):
        return declared
    own = AgencySettings(title=dict.fromkeys(("en", "fr"), host.agency), country=host.country)
    return msgspec.structs.replace(declared, agencies={**declared.agencies, host.agency: own})


def known_agencies(declared: Declared = NOTHING) -> tuple[KnownAgency, ...]:
    """Every agency that is known, then those that only the settings name, by name."""
    known = [
        KnownAgency(
            slug=each.slug,
            en=each.name,
            fr=each.name_fr,
            country=each.country,
            level=each.level.value,
            declared=each.slug in declared.agencies,
        )
        for each in AGENCIES
    ]
    slugs = {each.slug for each in known}
    known += [
        KnownAgency(
            slug=slug, en=each.title["en"], fr=each.title["fr"], country=each.country, declared=True
        )
        for slug, each in sorted(declared.agencies.items())
        if slug not in slugs
    ]
    return tuple(known)


def country_of(slug: str, declared: Declared = NOTHING) -> str:
    """The country of an agency: as the settings say, else as it is known, else empty."""
    if slug in declared.agencies:
        return declared.agencies[slug].country
    found = agency(slug)
    return found.country if found is not None else ""


def agreements(declared: Declared, today: datetime.date) -> tuple[Agreement, ...]:
    """The agreements as they stand on a day, in the order of the settings."""
    return tuple(_on(each, today) for each in declared.agreements)


def _on(told: AgreementSettings, today: datetime.date) -> Agreement:
    state: AgreementState = "in-force"
    days = None if told.until is None else abs((told.until - today).days)
    if today < told.since:
        state, days = "coming", (told.since - today).days
    elif told.until is not None and told.until < today:
        state = "expired"
    elif days is not None and days <= ENDING_DAYS:
        state = "ending"
    return Agreement(
        between=told.between,
        authority=told.authority,
        since=told.since,
        until=told.until,
        kinds=told.kinds,
        state=state,
        days=days,
    )
