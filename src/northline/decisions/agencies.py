"""Agencies of both countries that markings and accounts may name.

A marking may name any agency, verbatim; one that is not here is an agency all the same, of which
nothing is known, and only a viewer who acts for that very name is meant by it.  So a misspelt
partner denies.  docs/roles-and-groups.md shows the list; a test holds the two equal.
"""

import enum

import msgspec


class Level(enum.StrEnum):
    """Which government an agency is of; rules of retention and release differ by it."""

    FEDERAL = "federal"
    PROVINCIAL = "provincial"
    STATE = "state"
    MUNICIPAL = "municipal"
    FIRST_NATION = "first-nation"


class Agency(msgspec.Struct, frozen=True, kw_only=True):
    """One agency.

    Attributes:
        slug: its name in markings and accounts.
        name: its name in English.
        name_fr: its name in French; an agency of the United States keeps its English name.
        country: ISO 3166-1 alpha-2 code.
        level: which government it is of.
    """

    slug: str
    name: str
    name_fr: str
    country: str
    level: Level = Level.FEDERAL


def _canadian(slug: str, name: str, name_fr: str, level: Level = Level.FEDERAL) -> Agency:
    return Agency(slug=slug, name=name, name_fr=name_fr, country="CA", level=level)


def _american(slug: str, name: str, level: Level = Level.FEDERAL) -> Agency:
    return Agency(slug=slug, name=name, name_fr=name, country="US", level=level)


AGENCIES: tuple[Agency, ...] = (
    _canadian("rcmp", "Royal Canadian Mounted Police", "Gendarmerie royale du Canada"),
    _canadian("cbsa", "Canada Border Services Agency", "Agence des services frontaliers du Canada"),
    _canadian(
        "ircc",
        "Immigration, Refugees and Citizenship Canada",
        "Immigration, Réfugiés et Citoyenneté Canada",
    ),
    _canadian("public-safety", "Public Safety Canada", "Sécurité publique Canada"),
    _canadian(
        "csis",
        "Canadian Security Intelligence Service",
        "Service canadien du renseignement de sécurité",
    ),
    _canadian(
        "cse",
        "Communications Security Establishment",
        "Centre de la sécurité des télécommunications",
    ),
    _canadian(
        "fintrac",
        "Financial Transactions and Reports Analysis Centre of Canada",
        "Centre d'analyse des opérations et déclarations financières du Canada",
    ),
    _canadian("health-canada", "Health Canada", "Santé Canada"),
    _canadian("caf", "Canadian Armed Forces", "Forces armées canadiennes"),
    _canadian("ccg", "Canadian Coast Guard", "Garde côtière canadienne"),
    _canadian("transport-canada", "Transport Canada", "Transports Canada"),
    _canadian("cra", "Canada Revenue Agency", "Agence du revenu du Canada"),
    _canadian(
        "opp", "Ontario Provincial Police", "Police provinciale de l'Ontario", Level.PROVINCIAL
    ),
    _canadian("sq", "Sûreté du Québec", "Sûreté du Québec", Level.PROVINCIAL),
    _canadian(
        "amps",
        "Akwesasne Mohawk Police Service",
        "Service de police mohawk d'Akwesasne",
        Level.FIRST_NATION,
    ),
    _canadian("wps", "Windsor Police Service", "Service de police de Windsor", Level.MUNICIPAL),
    _american("cbp", "U.S. Customs and Border Protection"),
    _american("usbp", "U.S. Border Patrol"),
    _american("amo", "CBP Air and Marine Operations"),
    _american("ice", "U.S. Immigration and Customs Enforcement"),
    _american("hsi", "Homeland Security Investigations"),
    _american("uscg", "U.S. Coast Guard"),
    _american("dea", "Drug Enforcement Administration"),
    _american("atf", "Bureau of Alcohol, Tobacco, Firearms and Explosives"),
    _american("fbi", "Federal Bureau of Investigation"),
    _american("fincen", "Financial Crimes Enforcement Network"),
    _american("nysp", "New York State Police", Level.STATE),
    _american("msp", "Michigan State Police", Level.STATE),
)
"""The agencies known by name."""


def agency(slug: str) -> Agency | None:
    """An agency by its slug; None for one of which nothing is known."""
    return next((each for each in AGENCIES if each.slug == slug), None)
