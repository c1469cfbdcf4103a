"""A partner as somebody describes one: an agency, with what its officer may hold."""

from collections.abc import Mapping

import msgspec

from northline.app.sharing.declared import NOTHING, Declared, country_of
from northline.decisions.groups import check_seats
from northline.decisions.roles import LAW_ENFORCEMENT, role
from northline.records.errors import MarkingRefused, UsageError
from northline.records.marking import ANYONE, Level, Viewer

NAME = "partner"
"""What a described viewer is called; nothing is read as it and it stands in no chain."""

WORDS = ("agency", "country", "clearance", "role", "group", "compartment", "purpose")
"""What a description may say; role, group and compartment more than once."""

_SEVERAL = {"role": "roles", "group": "groups", "compartment": "compartments"}


class Partner(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of a partner agency.

    Attributes:
        agency: the agency.
        country: ISO 3166-1 alpha-2 code of its country; empty takes what is known of the agency.
        clearance: level that they are cleared for, as it is written.
        roles: roles held; of these ``law-enforcement`` alone matters for what is seen.
        groups: joint groups sat in.
        compartments: compartments read into.
        purpose: the declared purpose; `ANYONE` or empty for one that the release names.
    """

    agency: str
    country: str = ""
    clearance: str = Level.SECRET.label
    roles: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    compartments: tuple[str, ...] = ()
    purpose: str = ANYONE

    def viewer(self, declared: Declared = NOTHING) -> Viewer:
        """The same as a viewer, to ask the rule about.

        Args:
            declared: what the settings say of agencies.

        Raises:
            UsageError: when it names no agency or country, or cannot sit in one of the groups.
            UnknownName: for a role there is not.
        """
        if not self.agency.strip():
            raise UsageError("name the partner's agency, such as agency=cbp")
        country = self.country.strip() or country_of(self.agency.strip(), declared)
        if len(country) != 2 or not (country.isascii() and country.isalpha() and country.isupper()):
            raise UsageError(
                f"country {country!r} of {self.agency} is none: write two capitals, as country=US"
            )
        for each in self.roles:
            role(each)
        check_seats(self.groups, self.agency.strip())
        return Viewer(
            name=NAME,
            agency=self.agency.strip(),
            country=country,
            clearance=level_of(self.clearance),
            roles=self.roles,
            groups=self.groups,
            compartments=self.compartments,
            purpose=self.purpose.strip() or ANYONE,
        )


class Assumed(msgspec.Struct, frozen=True, kw_only=True):
    """What is assumed of somebody of an agency where only the agency is named: the best case.

    Attributes:
        clearance: level that they are cleared for.
        sworn: whether they are a sworn officer or support one.
        compartments: compartments read into.
        purpose: the declared purpose; `ANYONE` for one that the release names.
    """

    clearance: Level = Level.SECRET
    sworn: bool = True
    compartments: tuple[str, ...] = ()
    purpose: str = ANYONE

    def of(self, agency: str, country: str, groups: tuple[str, ...] = ()) -> Viewer:
        """Somebody of an agency, or in groups, of whom this is so."""
        return Viewer(
            name=NAME,
            agency=agency,
            country=country,
            clearance=self.clearance,
            roles=(LAW_ENFORCEMENT,) if self.sworn else (),
            groups=groups,
            compartments=self.compartments,
            purpose=self.purpose,
        )


USUAL = Assumed()
"""What is assumed where nobody says otherwise."""


def level_of(text: str) -> Level:
    """The level that somebody is cleared for, as far as this system holds anything.

    Raises:
        UsageError: for one there is not, or that is above Secret.
    """
    try:
        return Level.parse(text)
    except MarkingRefused as error:
        raise UsageError(str(error)) from error


def parse_partner(text: str) -> Partner:
    """Read a partner from one line, such as ``agency=cbp,country=US,group=ibet,purpose=customs``.

    Raises:
        UsageError: for a word that is none, or one that is said twice.
    """
    one: dict[str, str] = {}
    several: dict[str, tuple[str, ...]] = {}
    for part in filter(None, (each.strip() for each in text.split(","))):
        name, equals, value = (each.strip() for each in part.partition("="))
        if not equals or not value or name not in WORDS:
            raise UsageError(
                f"{part!r} describes no partner; write NAME=VALUE with NAME one of "
                + ", ".join(WORDS)
            )
        if name in _SEVERAL:
            several[_SEVERAL[name]] = (*several.get(_SEVERAL[name], ()), value)
        elif name in one:
            raise UsageError(f"{name} is said twice")
        else:
            one[name] = value
    return partner_of({"agency": "", **one}, several)


def partner_of(one: Mapping[str, str], several: Mapping[str, tuple[str, ...]]) -> Partner:
    """A partner from what was said of one; what is empty is left as it is usually."""
    said = {name: value for name, value in one.items() if value or name == "agency"}
    return msgspec.convert({**said, **several}, Partner)
