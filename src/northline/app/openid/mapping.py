"""What a provider may give: from its claims to the attributes of an account, default deny.

Agency, country and purposes are the settings', whatever it says.  Each value it names gives what
the settings list for it, and one that is not listed gives nothing; a clearance is that of the
value, at most the provider's.  Compartments it gives none: they are read into here.

An account is found by issuer and subject alone.  What it is called ends in ``@`` and the name of
the provider, so that no provider's people take the names of accounts of this node or of another's.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

from northline.app.accounts.account import sign_in_name
from northline.app.openid.flow import Claims
from northline.app.settings_openid import ProviderSettings
from northline.records.errors import NorthlineError, UsageError
from northline.records.marking import Level

MOST_VALUES = 1_000
"""Values of one claim that are looked at."""

LONGEST_NAME = 100
"""Characters of a person's name."""


class Attributes(msgspec.Struct, frozen=True, kw_only=True):
    """What an account is given (`northline.app.accounts.Accounts.sign_in_by`).

    Attributes:
        name: of the account, where it is a new one.
        person: the person's name.
        agency: the agency of the provider.
        country: of that agency.
        clearance: highest level that may be seen, as written on paper.
        roles: roles held; none means that nothing but the own account may be seen.
        groups: joint groups sat in.
        purposes: purposes that may be declared.
    """

    name: str
    person: str
    agency: str
    country: str
    clearance: str = Level.UNCLASSIFIED.label
    roles: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()

    def given(self) -> dict[str, Any]:
        """As the accounts take it."""
        return msgspec.structs.asdict(self)


def attributes_of(provider: ProviderSettings, claims: Claims) -> Attributes:
    """What the provider gives to somebody.

    Args:
        provider: its settings.
        claims: what it says.
    """
    names, said = provider.claims, claims.said
    return Attributes(
        name=_account(provider, claims),
        person=_name(said, names.name) or _name(said, "preferred_username") or _subject(claims),
        agency=provider.agency,
        country=provider.country,
        clearance=_clearance(provider, values(said, names.clearance)).label,
        roles=_given(provider.roles, values(said, names.roles)),
        groups=_given(provider.groups, values(said, names.groups)),
        purposes=provider.purposes,
    )


def values(said: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """The values of a claim: one text or a list of them; anything else holds none.

    Args:
        said: all claims.
        name: of the claim; where there is none of that name, ``a.b`` is the ``b`` in ``a``.
    """
    found = _claim(said, name)
    rows = found if isinstance(found, list) else [found]
    return tuple(each for each in rows[:MOST_VALUES] if isinstance(each, str))


def _claim(said: Mapping[str, Any], name: str) -> Any:
    if name in said:
        return said[name]
    found: Any = said
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _given(table: Mapping[str, tuple[str, ...]], told: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({each for value in told for each in table.get(value, ())}))


def _clearance(provider: ProviderSettings, told: tuple[str, ...]) -> Level:
    """The highest of those told, at most the provider's; what is no level counts for nothing."""
    found = [_level(provider.clearances.get(value, value)) for value in told]
    return min(max(found, default=Level.UNCLASSIFIED), Level.parse(provider.clearance))


def _level(text: str) -> Level:
    try:
        return Level.parse(text)
    except NorthlineError:
        return Level.UNCLASSIFIED


def _name(said: Mapping[str, Any], name: str) -> str:
    """A name that can stand on decisions, or empty."""
    found = _claim(said, name)
    if not isinstance(found, str):
        return ""
    text = " ".join(found.split())
    wrong = not text.isprintable() or text == "*" or text.casefold().startswith("service:")
    return "" if wrong or len(text) > LONGEST_NAME else text


def _account(provider: ProviderSettings, claims: Claims) -> str:
    """What a new account is called: by the person's name there, their subject, or its digest."""
    for told in (*values(claims.said, provider.claims.account)[:1], claims.subject):
        try:
            return sign_in_name(f"{told.strip()}@{provider.name}")
        except UsageError:
            continue
    digest = hashlib.blake2b(claims.subject.encode(), digest_size=8).hexdigest()
    return f"person-{digest}@{provider.name}"


def _subject(claims: Claims) -> str:
    return f"subject {claims.subject}"[:LONGEST_NAME].strip()
